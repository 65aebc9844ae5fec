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
    TradeDirection,
    TradeStatus,
)
from backend.features.record.trades.projection.contract_terms import ContractTerms
from backend.features.record.trades.projection.event_payload import EventPayload
from backend.features.record.trades.projection.fees import Fees
from backend.features.record.trades.projection.fills import DoesNotFit
from backend.features.record.trades.projection.projection import DerivedTrade, TradeFigures, derive
from backend.features.record.trades.projection.realised import NO_RATES, Rates
from backend.features.record.trades.projection.standing_events import EventRecord

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


def fill(
    kind: EventKind,
    direction: str,
    *,
    quantity: Decimal,
    price: Decimal,
    fees: Fees,
    time: datetime,
    now: datetime,
) -> NewEvent:
    """An execution: `filled` adds to the position, `exited` takes from it."""
    payload: EventPayload = {
        "side": SIDES[TradeDirection(direction), kind],
        "quantity": plain_decimal(quantity),
        "price": plain_decimal(price),
        **fees.payload(),
    }
    return NewEvent(kind, time, now, payload)


def derived(
    events: Sequence[EventRecord],
    terms: ContractTerms,
    rates: Rates = NO_RATES,
) -> DerivedTrade:
    """What the events come to.

    Raises:
        BadTrade: they do not make one position.
    """
    try:
        return derive(events, terms, rates)
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
    if abs(price) * size * multiplier < LARGEST_RESULT:
        return []
    return [
        FieldProblem(name, "Price times size is beyond what a trade can be.", "trade.too_large")
    ]
