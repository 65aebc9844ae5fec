"""The beat's task of deleted trades."""

from backend.core.clock import now_utc
from backend.features.record.trades.trash.retention import TradeRetention
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("trades.forget")
def forget(retention: TradeRetention) -> None:
    """Remove what was deleted more than 30 days ago."""
    retention.remove(now=now_utc())
