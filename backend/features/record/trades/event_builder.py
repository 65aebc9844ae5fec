"""How events become a trade's row: the one place where a trade's columns are put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from backend.core.errors import FieldProblem
from backend.core.ids import new_id
from backend.core.types import plain_decimal
from backend.features.market.calendars.market_calendar import session_day
from backend.features.record.trades.errors import BadTrade
from backend.features.record.trades.models import (
    EventKind,
    EventPayload,
    TradeDirection,
    TradeStatus,
)
from backend.features.record.trades.projection import (
    ContractTerms,
    DoesNotFit,
    EventRecord,
    TradeFigures,
    derive,
)

GRACE = timedelta(minutes=5)  # clocks of brokers and traders differ a little from ours
LARGEST_RESULT = Decimal(10) ** 13  # what a NUMERIC(24, 10) can hold, with room
SIDES = {
    (TradeDirection.LONG, EventKind.FILLED): "buy",
    (TradeDirection.LONG, EventKind.EXITED): "sell",
    (TradeDirection.SHORT, EventKind.FILLED): "sell",
    (TradeDirection.SHORT, EventKind.EXITED): "buy",
}


@dataclass(slots=True)
class NewEvent:
    """An event that is about to be recorded."""

    kind: str
    event_time: datetime
    recorded_time: datetime
    payload: EventPayload
    id: UUID = field(default_factory=new_id)


def voided_by(events: Sequence[EventRecord]) -> set[str]:
    """The ids of events that later ones took back."""
    return {event.payload["event_id"] for event in events if event.kind == EventKind.VOIDED}


def entry_times(events: Sequence[EventRecord]) -> list[datetime]:
    """When the position was entered and added to; without what was taken back."""
    voided = voided_by(events)
    return [
        event.event_time
        for event in events
        if event.kind == EventKind.FILLED and str(event.id) not in voided
    ]


def fill(
    kind: EventKind,
    direction: str,
    *,
    quantity: Decimal,
    price: Decimal,
    fees: Decimal | None,
    time: datetime,
    now: datetime,
) -> NewEvent:
    """An execution: `filled` adds to the position, `exited` takes from it."""
    payload: EventPayload = {
        "side": SIDES[TradeDirection(direction), kind],
        "quantity": plain_decimal(quantity),
        "price": plain_decimal(price),
        "fees": plain_decimal(fees or Decimal(0)),
    }
    return NewEvent(kind, time, now, payload)


def derived(events: Sequence[EventRecord], terms: ContractTerms) -> TradeFigures:
    """What the events come to.

    Raises:
        BadTrade: they do not make one position.
    """
    try:
        return derive(events, terms)
    except DoesNotFit:
        problem = FieldProblem(
            "quantity",
            "With this the fills make no single position from flat to flat.",
            "trade.fills_do_not_fit",
        )
        raise BadTrade(errors=(problem,)) from None


def days(derived: TradeFigures, zone: str, calendar: str | None) -> dict[str, date | None]:
    """Session days of the entry and of the exit."""
    exit_day = None
    if derived.status == TradeStatus.CLOSED and derived.exit_time is not None:
        exit_day = session_day(derived.exit_time, zone, calendar)
    return {"entry_day": session_day(derived.entry_time, zone, calendar), "exit_day": exit_day}


def time_problems(time: datetime, now: datetime, name: str) -> list[FieldProblem]:
    """Nothing has happened in the future."""
    if time <= now + GRACE:
        return []
    return [FieldProblem(name, "This is in the future.", "trade.in_the_future")]


def size_problems(
    price: Decimal,
    size: Decimal,
    multiplier: Decimal,
    name: str,
) -> list[FieldProblem]:
    """What a column can hold, with room."""
    if price * size * multiplier < LARGEST_RESULT:
        return []
    return [
        FieldProblem(name, "Price times size is beyond what a trade can be.", "trade.too_large")
    ]
