"""From what happened to a trade to what the trade came to. Pure: events in, figures out.

Every derived column of `trades` is made here and nowhere else: a trade can be recomputed from its events at any time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from backend.features.market.instruments import instruments
from backend.features.market.instruments.instruments import Instrument, InstrumentKind
from backend.features.record.trades.models import EventKind, Trade, TradeStatus
from backend.quant.positions import PLACES, Fill, Matching, Position, Side, positions_of
from backend.quant.risk import Measured, Stop, entry_slippage, hold_time, percentage, r_multiples

FILLS = (EventKind.FILLED, EventKind.EXITED)
STOPS = (EventKind.STOP_SET, EventKind.STOP_MOVED, EventKind.STOP_REMOVED)
TARGETS = (EventKind.TARGET_SET, EventKind.TARGET_MOVED, EventKind.TARGET_REMOVED)
NO_CANDLES = "no_candles"  # excursions need the prices in between, which nobody has given yet


class EventRecord(Protocol):
    """One event as it is kept."""

    id: UUID
    kind: str
    event_time: datetime
    recorded_time: datetime
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What does not change while a trade lives."""

    direction: str
    multiplier: Decimal
    matching: str
    planned_entry_price: Decimal | None


class DoesNotFit(Exception):
    """These events do not make one position in the trade's direction."""


@dataclass(frozen=True, slots=True)
class TradeFigures:
    """Everything that follows from the events, under the names of the columns."""

    status: str
    position_size: Decimal
    max_size: Decimal
    open_size: Decimal
    entry_price: Decimal
    entry_time: datetime
    exit_price: Decimal | None
    exit_time: datetime | None
    hold_seconds: int | None
    fees: Decimal
    realised_pnl: Decimal
    pnl_gross: Decimal | None
    pnl: Decimal | None
    pnl_percentage: Decimal | None
    initial_stop_price: Decimal | None
    stop_price: Decimal | None
    target_price: Decimal | None
    risk_amount: Decimal | None
    risk_reason: str | None
    r_multiple: Decimal | None
    r_gross: Decimal | None
    r_reason: str | None
    managed_r: Decimal | None
    managed_r_reason: str | None
    entry_slippage: Decimal | None
    slippage_amount: Decimal | None
    excursion_reason: str | None
    emotional_state: str | None
    notes: str | None

    def columns(self) -> dict[str, Any]:
        """By name."""
        return {name: getattr(self, name) for name in _FIGURES}


_FIGURES = tuple(field.name for field in fields(TradeFigures))


def alive(events: Sequence[EventRecord]) -> list[EventRecord]:
    """Without what was voided, and without the voiding."""
    gone = {event.payload["event_id"] for event in events if event.kind == EventKind.VOIDED}
    if not gone:
        return list(events)
    return [
        event for event in events if event.kind != EventKind.VOIDED and str(event.id) not in gone
    ]


def position_of(events: Sequence[EventRecord], terms: ContractTerms) -> Position:
    """The one position that the fills make, of events that were not voided.

    Raises:
        DoesNotFit: no fill is left, they cross zero, or the first goes the other way.
    """
    fills = [_fill(event) for event in events if event.kind in FILLS]
    positions = positions_of(fills, terms.multiplier, Matching(terms.matching))
    if len(positions) != 1 or positions[0].direction != terms.direction:
        raise DoesNotFit
    return positions[0]


def derive(events: Sequence[EventRecord], terms: ContractTerms) -> TradeFigures:
    """What the trade came to, or has come to so far, from all of its events in the order of their `seq`.

    Raises:
        DoesNotFit
    """
    standing = alive(events)
    position = position_of(standing, terms)
    moved = _in_time(standing, STOPS)
    stops = [_stop(event) for event in moved]
    r = r_multiples(position, stops)
    closed = not position.is_open
    if terms.planned_entry_price:
        slippage = entry_slippage(position, terms.planned_entry_price)
    else:
        slippage = None
    duration = hold_time(position)
    return TradeFigures(
        status=TradeStatus.CLOSED if closed else TradeStatus.OPEN,
        position_size=position.quantity,
        max_size=position.max_size,
        open_size=position.open_quantity,
        entry_price=quantized(position.entry_price),
        entry_time=position.entry_time,
        exit_price=None if position.exit_price is None else quantized(position.exit_price),
        exit_time=position.exit_time,
        hold_seconds=None if duration is None else int(duration.total_seconds()),
        fees=quantized(position.fees + position.open_fees),
        realised_pnl=quantized(position.net),
        pnl_gross=quantized(position.gross) if closed else None,
        pnl=quantized(position.net) if closed else None,
        pnl_percentage=_value(percentage(position)),
        initial_stop_price=next((stop.price for stop in stops if stop.price), None),
        stop_price=_last_price(moved),
        target_price=_last_price(_in_time(standing, TARGETS)),
        risk_amount=_value(r.initial_risk),
        risk_reason=r.initial_risk.reason,
        r_multiple=_value(r.net),
        r_gross=_value(r.gross),
        r_reason=r.net.reason if closed else None,
        managed_r=_value(r.managed),
        managed_r_reason=r.managed.reason if closed else None,
        entry_slippage=None if slippage is None else quantized(slippage.points),
        slippage_amount=None if slippage is None else quantized(slippage.money),
        excursion_reason=NO_CANDLES if closed else None,
        emotional_state=_last(standing, EventKind.FELT, "state"),
        notes=_notes(standing),
    )


def quantized(value: Decimal) -> Decimal:
    """As the columns hold it: ten places."""
    if value:
        return value.quantize(PLACES).normalize()
    return Decimal(0)


def _fill(event: EventRecord) -> Fill:
    payload = event.payload
    return Fill(
        side=Side(payload["side"]),
        quantity=Decimal(payload["quantity"]),
        price=Decimal(payload["price"]),
        fees=Decimal(payload["fees"]),
        time=event.event_time,
        id=event.id,
    )


def _stop(event: EventRecord) -> Stop:
    """A stop that was told together with its trade was known from the start; any other when it was recorded."""
    price = event.payload.get("price")
    if event.payload.get("told_with_trade"):
        recorded = event.event_time
    else:
        recorded = event.recorded_time
    return Stop(None if price is None else Decimal(price), event.event_time, recorded)


def _in_time(events: Sequence[EventRecord], kinds: Sequence[str]) -> list[EventRecord]:
    matching = [event for event in events if event.kind in kinds]
    if len(matching) > 1:
        return sorted(matching, key=lambda event: event.event_time)
    return matching


def _last_price(events: Sequence[EventRecord]) -> Decimal | None:
    price = events[-1].payload.get("price") if events else None
    if price is None:
        return None
    return Decimal(price)


def _last(events: Sequence[EventRecord], kind: EventKind, name: str) -> str | None:
    payloads = [event.payload for event in events if event.kind == kind]
    last: str | None = None
    if payloads:
        last = payloads[-1][name]
    return last


def _notes(events: Sequence[EventRecord]) -> str | None:
    """All notes, one under the other; a rewritten text stands for those before it."""
    texts: list[str] = []
    for event in events:
        if event.kind == EventKind.NOTED:
            payload: Mapping[str, Any] = event.payload
            texts = [*([] if payload.get("instead") else texts), payload["text"]]
    return "\n\n".join(text for text in texts if text) or None


def _value(measured: Measured) -> Decimal | None:
    if measured.value is None:
        return None
    return quantized(measured.value)


def kept_contract(trade: Trade) -> Instrument:
    """The terms with which a trade was logged, whatever its symbol means by now."""
    known = instruments.resolve(trade.instrument)
    if known is not None:
        kind = known.kind
    elif trade.calendar is None:
        kind = InstrumentKind.STOCK
    else:
        kind = InstrumentKind.FUTURE
    return Instrument(
        symbol=trade.instrument,
        name=trade.instrument,
        kind=kind,
        multiplier=trade.multiplier,
        tick_size=trade.tick_size,
        currency=trade.currency,
        unit=known.unit if known else "contract",
        family=known.family if known else f"own:{trade.instrument}",
        zone=trade.zone,
        calendar=trade.calendar,
    )
