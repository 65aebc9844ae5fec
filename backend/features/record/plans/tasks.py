"""The beat's task of plans."""

from backend.core.clock import now_utc
from backend.features.record.plans.service import PlanExpiry
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("plans.expire")
def expire(expiry: PlanExpiry) -> None:
    """Write down which plans have expired."""
    expiry.expire(now=now_utc())
