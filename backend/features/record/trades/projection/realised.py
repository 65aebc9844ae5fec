"""What a trade brought and cost, each on the day on which it did. Pure: standing events in, rows out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from backend.features.market.calendars.market_calendar import session_day
from backend.features.record.trades.models import EventKind, RealisedKind
from backend.features.record.trades.projection.contract_terms import ContractTerms
from backend.features.record.trades.projection.fills import FILLS, position_of
from backend.features.record.trades.projection.standing_events import EventRecord, splits_of
from backend.quant.corporate_actions import restated_quantity, units_later
from backend.quant.positions import PLACES, ROUNDED, Position
from backend.quant.realised import realised_exits

NOTHING = Decimal(0)
Rates = Mapping[tuple[str, date], Decimal]
"""What one unit of a currency was worth in the trade's on a day; what is not known is not in it."""
NO_RATES: Rates = {}


@dataclass(frozen=True, slots=True)
class RealisedRow:
    """Money of one moment, under the names of the columns.

    Attributes:
        gross, fees: in the trade's currency; `other_fees` are those in others.
        net: all of it in the trade's currency; null where a rate is not known.
    """

    event_id: UUID | str
    kind: RealisedKind
    event_time: datetime
    day: date
    quantity: Decimal
    gross: Decimal
    fees: Decimal
    net: Decimal | None
    other_fees: Mapping[str, Decimal] = field(default_factory=dict)


def realised_rows(
    standing: Sequence[EventRecord],
    position: Position,
    terms: ContractTerms,
    rates: Rates,
) -> list[RealisedRow]:
    """Everything that a trade brought or cost so far, in time."""
    rows = [*_exits(standing, position, terms), *_carried(standing, terms)]
    converted = [replace(row, net=_net(row, rates)) for row in rows]
    return sorted(converted, key=lambda row: row.event_time)


def foreign_currencies(events: Sequence[EventRecord], currency: str) -> set[str]:
    """The other currencies in which fees, dividends or financing were charged."""
    named = {event.payload.get("currency") for event in events}
    named |= {event.payload.get("fee_currency") for event in events}
    return {code for code in named if code is not None and code != currency}


def _exits(
    standing: Sequence[EventRecord],
    position: Position,
    terms: ContractTerms,
) -> Iterator[RealisedRow]:
    if not position.exits:
        return
    other_fees = _other_fees(standing, terms)
    for exit in realised_exits(position):
        yield RealisedRow(
            event_id=exit.fill_id,
            kind=RealisedKind.EXIT,
            event_time=exit.time,
            day=session_day(exit.time, terms.zone, terms.calendar),
            quantity=exit.quantity,
            gross=exit.gross,
            fees=exit.fees,
            net=None,
            other_fees=other_fees.get(exit.fill_id, {}),
        )


def _other_fees(
    standing: Sequence[EventRecord],
    terms: ContractTerms,
) -> dict[UUID | str, dict[str, Decimal]]:
    """The shares of fees in other currencies by exit: matched as the fills are, one currency at a time."""
    fills = [event for event in standing if event.kind in FILLS]
    by_exit: dict[UUID | str, dict[str, Decimal]] = {}
    for code in sorted(foreign_currencies(fills, terms.currency)):
        for exit in realised_exits(position_of(standing, terms, fee_currency=code)):
            if exit.fees:
                by_exit.setdefault(exit.fill_id, {})[code] = exit.fees
    return by_exit


def _carried(standing: Sequence[EventRecord], terms: ContractTerms) -> Iterator[RealisedRow]:
    """Dividends and financing: money of what is held, without an exit."""
    for event in standing:
        if event.kind == EventKind.DIVIDEND:
            held = units_held(standing, event.event_time)
            paid_on = _as_counted(held, event.event_time, standing)
            earned = ROUNDED.multiply(Decimal(event.payload["amount_per_unit"]), paid_on)
            yield _carried_row(event, RealisedKind.DIVIDEND, earned, abs(held), terms)
        elif event.kind == EventKind.FINANCING:
            held = units_held(standing, event.event_time)
            cost = Decimal(event.payload["amount"])
            yield _carried_row(event, RealisedKind.FINANCING, -cost, abs(held), terms)


def _carried_row(
    event: EventRecord,
    kind: RealisedKind,
    earned: Decimal,
    quantity: Decimal,
    terms: ContractTerms,
) -> RealisedRow:
    amount = earned.quantize(PLACES, context=ROUNDED)
    row = RealisedRow(
        event_id=event.id,
        kind=kind,
        event_time=event.event_time,
        day=session_day(event.event_time, terms.zone, terms.calendar),
        quantity=quantity,
        gross=amount,
        fees=NOTHING,
        net=None,
    )
    code = event.payload.get("currency") or terms.currency
    if code == terms.currency:
        return row
    return replace(row, gross=NOTHING, other_fees={code: -amount})


def units_held(standing: Sequence[EventRecord], moment: datetime) -> Decimal:
    """Units held just before a moment, in today's units: above zero when long, below when short."""
    held = NOTHING
    for event in standing:
        if event.kind in FILLS and event.event_time < moment:
            quantity = Decimal(event.payload["quantity"])
            held += quantity if event.payload["side"] == "buy" else -quantity
    return held


def _as_counted(
    quantity: Decimal,
    moment: datetime,
    standing: Sequence[EventRecord],
) -> Decimal:
    """As many units as they were at a moment, before the splits after it."""
    return restated_quantity(quantity, 1 / units_later(moment, splits_of(standing)))


def _net(row: RealisedRow, rates: Rates) -> Decimal | None:
    net = row.gross - row.fees
    for code, fee in row.other_fees.items():
        if not fee:
            continue
        rate = rates.get((code, row.day))
        if rate is None:
            return None
        net -= (fee * rate).quantize(PLACES, context=ROUNDED)
    return net
