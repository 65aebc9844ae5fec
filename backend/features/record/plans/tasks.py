"""The beat's task of plans."""

from backend.core.clock import now_utc
from backend.features.record.plans.service import Expiry
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("plans.expire")
def expire(expiry: Expiry) -> None:
    """Write down which plans have expired."""
    expiry.expire(now=now_utc())
