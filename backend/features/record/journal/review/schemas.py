"""What the view of a day gives."""

from datetime import date
from typing import Annotated

from pydantic import Field

from backend.core.types import Id, Moment, Out
from backend.features.record.journal.schemas import CheckInOut, JournalEntryOut
from backend.features.record.trades.models import EventKind
from backend.features.record.trades.schemas import TradeOut


class DayEvent(Out):
    """One thing that happened to a trade on a day."""

    id: Id
    trade_id: Id
    kind: EventKind
    event_time: Moment


class DayView(Out):
    """One day: what was written, how it began, its trades, and what happened to them; the first 200 of each."""

    day: date
    starts_at: Annotated[Moment, Field(description="Of the session of your usual market.")]
    ends_at: Moment
    check_in: CheckInOut | None
    entries: list[JournalEntryOut]
    trades: Annotated[list[TradeOut], Field(description="Entered or closed on this day.")]
    events: list[DayEvent]
