"""When something happened to a trade."""

from datetime import datetime

from backend.features.record.trades.errors import BadTrade
from backend.features.record.trades.projection.event_builder import time_problems
from backend.features.record.trades.trade_history import LockedTrade


def known_time(history: LockedTrade, time: datetime | None) -> datetime:
    """When it happened; now, where nothing is said.

    Raises:
        BadTrade: in the future.
    """
    if time is None:
        return history.now
    problems = time_problems(time, history.now, "event_time")
    if problems:
        raise BadTrade(errors=problems)
    return time
