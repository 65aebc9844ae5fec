"""The beat's tasks of notifications."""

from backend.core.clock import now_utc
from backend.features.notifications.delivery_worker import Courier
from backend.features.notifications.retention import Retention
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("notifications.deliver")
def deliver(courier: Courier) -> None:
    """Send what is due, by threads of its own."""
    courier.deliver()


@tasks.task("notifications.forget")
def forget(retention: Retention) -> None:
    """Empty notifications that are old enough, and remove their deliveries."""
    retention.forget(now=now_utc())
