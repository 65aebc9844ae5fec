"""From what happened to a trade to what the trade came to. Pure: events in, figures out.

Every derived column of `trades` and every row of `realised_results` is made here and nowhere else: a trade can be
recomputed from its events at any time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.record.trades.models import EventKind, RealisedKind, TradeStatus
from backend.features.record.trades.projection.contract_terms import ContractTerms
from backend.features.record.trades.projection.fills import position_of
from backend.features.record.trades.projection.realised import (
    NO_RATES,
    NOTHING,
    Rates,
    RealisedRow,
    realised_rows,
)
from backend.features.record.trades.projection.standing_events import (
    EventRecord,
    standing_events,
    struck,
)
from backend.quant.positions import PLACES, PRICE_PLACES, ROUNDED, Position
from backend.quant.risk import (
    Measured,
    RiskReason,
    Stop,
    entry_slippage,
    hold_time,
    percentage,
    r_multiples,
)

STOPS = (EventKind.STOP_SET, EventKind.STOP_MOVED, EventKind.STOP_REMOVED)
TARGETS = (EventKind.TARGET_SET, EventKind.TARGET_MOVED, EventKind.TARGET_REMOVED)
NO_CANDLES = "no_candles"  # excursions need the prices in between, which nobody has given yet


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
    other_fees: Mapping[str, str]
    dividends: Decimal
    financing: Decimal
    realised_pnl: Decimal
    pnl_gross: Decimal | None
    pnl: Decimal | None
    pnl_reason: str | None
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
    expiry: str | None
    emotional_state: str | None
    notes: str | None

    def columns(self) -> dict[str, object]:
        """By name."""
        return {name: getattr(self, name) for name in _FIGURES}


_FIGURES = tuple(field.name for field in fields(TradeFigures))


@dataclass(frozen=True, slots=True)
class DerivedTrade:
    """What the events of a trade come to: its figures, and the money of each moment."""

    figures: TradeFigures
    realised: Sequence[RealisedRow]


def derive(
    events: Sequence[EventRecord],
    terms: ContractTerms,
    rates: Rates = NO_RATES,
) -> DerivedTrade:
    """What the trade came to, or has come to so far, from all of its events in the order of their `seq`.

    Args:
        events: all that were recorded.
        terms: of its contract and account.
        rates: of the other currencies in which something was charged, on the days on which it was realised.

    Raises:
        DoesNotFit
    """
    standing = standing_events(events)
    position = position_of(standing, terms)
    rows = realised_rows(standing, position, terms, rates)
    money = _money(standing, rows, terms)
    moved = _in_time(standing, STOPS)
    stops = [_stop(event) for event in moved]
    r = r_multiples(_with_all_costs(position, rows, money), stops)
    slippage = _slippage(position, terms.planned_entry_price)
    figures = TradeFigures(
        status=TradeStatus.OPEN,
        position_size=position.quantity,
        max_size=position.max_size,
        open_size=position.open_quantity,
        entry_price=quantized(position.entry_price, PRICE_PLACES),
        entry_time=position.entry_time,
        exit_price=_quantized_or_null(position.exit_price, PRICE_PLACES),
        exit_time=position.exit_time,
        hold_seconds=_hold_seconds(position),
        fees=quantized(position.fees + position.open_fees),
        other_fees=money.other_fees,
        dividends=money.dividends,
        financing=money.financing,
        realised_pnl=money.known_net,
        pnl_gross=None,
        pnl=None,
        pnl_reason=money.reason,
        pnl_percentage=None,
        initial_stop_price=_first_price(stops),
        stop_price=_last_price(moved),
        target_price=_last_price(_in_time(standing, TARGETS)),
        risk_amount=_value(r.initial_risk),
        risk_reason=r.initial_risk.reason,
        r_multiple=None,
        r_gross=_value(r.gross),
        r_reason=None,
        managed_r=None,
        managed_r_reason=None,
        entry_slippage=slippage.points,
        slippage_amount=slippage.money,
        excursion_reason=None,
        expiry=_expiry(events),
        emotional_state=_last_feeling(standing),
        notes=_notes(standing),
    )
    if position.is_open:
        return DerivedTrade(figures, rows)
    closed = replace(
        figures,
        status=TradeStatus.CLOSED,
        pnl_gross=quantized(position.gross),
        excursion_reason=NO_CANDLES,
    )
    if money.reason is not None:
        closed = replace(closed, r_reason=money.reason, managed_r_reason=money.reason)
        return DerivedTrade(closed, rows)
    closed = replace(
        closed,
        pnl=money.known_net,
        pnl_percentage=_value(percentage(_with_all_costs(position, rows, money))),
        r_multiple=_value(r.net),
        r_reason=r.net.reason,
        managed_r=_value(r.managed),
        managed_r_reason=r.managed.reason,
    )
    return DerivedTrade(closed, rows)


@dataclass(frozen=True, slots=True)
class _TradeMoney:
    """Sums of what was realised, in the trade's currency.

    Attributes:
        known_net: all that can be said in the trade's currency.
        reason: why that is not all; null where it is.
    """

    known_net: Decimal
    reason: str | None
    dividends: Decimal
    financing: Decimal
    other_fees: Mapping[str, str]


def _money(
    standing: Sequence[EventRecord],
    rows: Sequence[RealisedRow],
    terms: ContractTerms,
) -> _TradeMoney:
    reason = None
    known_net = dividends = financing = NOTHING
    for row in rows:
        net = row.net
        if net is None:
            reason = RiskReason.NO_RATE
            net = row.gross - row.fees
        known_net += net
        if row.kind == RealisedKind.DIVIDEND:
            dividends += net
        if row.kind == RealisedKind.FINANCING:
            financing -= net
    return _TradeMoney(
        quantized(known_net),
        reason,
        quantized(dividends),
        quantized(financing),
        _all_other_fees(standing, terms),
    )


def _all_other_fees(standing: Sequence[EventRecord], terms: ContractTerms) -> dict[str, str]:
    """What was charged in other currencies, on what is held and on what was closed."""
    charged: dict[str, Decimal] = {}
    for event in standing:
        code = event.payload.get("fee_currency", terms.currency)
        if code != terms.currency:
            charged[code] = charged.get(code, NOTHING) + Decimal(event.payload["fees"])
    return {code: plain_decimal(fees) for code, fees in sorted(charged.items())}


def _with_all_costs(
    position: Position,
    rows: Sequence[RealisedRow],
    money: _TradeMoney,
) -> Position:
    """The position, as if all that was charged and earned on it were fees of its fills."""
    if all(row.kind == RealisedKind.EXIT and not row.other_fees for row in rows):
        return position
    return replace(position, fees=position.gross - money.known_net)


def _expiry(events: Sequence[EventRecord]) -> str | None:
    """How the contract ended, if the trade ended with it."""
    for event in reversed(events):
        is_expiry = EventKind.EXPIRED in (event.kind, event.payload.get("kind"))
        if is_expiry and str(event.id) not in struck(events):
            return event.payload["outcome"]
    return None


def quantized(value: Decimal, places: Decimal = PLACES) -> Decimal:
    """As the columns hold it: ten places for money, twelve for prices."""
    if value:
        return value.quantize(places, context=ROUNDED).normalize()
    return NOTHING


def _quantized_or_null(value: Decimal | None, places: Decimal = PLACES) -> Decimal | None:
    if value is None:
        return None
    return quantized(value, places)


def _value(measured: Measured) -> Decimal | None:
    return _quantized_or_null(measured.value)


def _hold_seconds(position: Position) -> int | None:
    duration = hold_time(position)
    if duration is None:
        return None
    return int(duration.total_seconds())


@dataclass(frozen=True, slots=True)
class _Slippage:
    """How much worse than planned the entry was; null where nothing was planned."""

    points: Decimal | None = None
    money: Decimal | None = None


def _slippage(position: Position, planned_entry_price: Decimal | None) -> _Slippage:
    if planned_entry_price is None:
        return _Slippage()
    slippage = entry_slippage(position, planned_entry_price)
    return _Slippage(quantized(slippage.points, PRICE_PLACES), quantized(slippage.money))


def price_of(event: EventRecord) -> Decimal | None:
    """The price that an event names; null where it takes a stop or a target away."""
    price = event.payload.get("price")
    if price is None:
        return None
    return Decimal(price)


def _stop(event: EventRecord) -> Stop:
    """A stop that was told together with its trade was known from the start; any other when it was recorded."""
    recorded = event.recorded_time
    if event.payload.get("told_with_trade"):
        recorded = event.event_time
    return Stop(price_of(event), event.event_time, recorded)


def _in_time(events: Sequence[EventRecord], kinds: Sequence[str]) -> list[EventRecord]:
    matching = [event for event in events if event.kind in kinds]
    if len(matching) > 1:
        return sorted(matching, key=lambda event: event.event_time)
    return matching


def _first_price(stops: Sequence[Stop]) -> Decimal | None:
    for stop in stops:
        if stop.price is not None:
            return quantized(stop.price, PRICE_PLACES)
    return None


def _last_price(events: Sequence[EventRecord]) -> Decimal | None:
    if not events:
        return None
    return _quantized_or_null(price_of(events[-1]), PRICE_PLACES)


def _last_feeling(events: Sequence[EventRecord]) -> str | None:
    for event in reversed(events):
        if event.kind == EventKind.FELT:
            return event.payload["state"]
    return None


def _notes(events: Sequence[EventRecord]) -> str | None:
    """All notes, one under the other; a rewritten text stands for those before it."""
    texts: list[str] = []
    for event in events:
        if event.kind != EventKind.NOTED:
            continue
        if event.payload.get("instead"):
            texts.clear()
        texts.append(event.payload["text"])
    return "\n\n".join(text for text in texts if text) or None
