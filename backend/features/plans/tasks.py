"""The beat's task of plans."""

from backend.core.clock import now_utc
from backend.core.db import Database
from backend.features.plans import service
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("plans.expire")
def expire(database: Database) -> None:
    """Write down which plans have expired."""
    service.expire_plans(database, now=now_utc())
