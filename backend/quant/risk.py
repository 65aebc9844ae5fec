"""What was at stake, and the result in units of it: R on the initial stop, and the managed R beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

from backend.quant.positions import (
    EXACT,
    NOTHING,
    PRICE_PLACES,
    Part,
    Position,
    PositionSide,
    divide,
)


class RiskReason(StrEnum):
    """Why a figure of one position is null."""

    NO_STOP = "no_stop"
    STOP_AT_ENTRY = "stop_at_entry"
    STOP_ON_WRONG_SIDE = "stop_on_the_wrong_side"
    STOP_RECORDED_AFTER_EXIT = "stop_recorded_after_exit"
    STILL_OPEN = "still_open"
    NO_ENTRY_VALUE = "no_entry_value"
    NO_RATE = "no_rate"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that was set, moved or taken away.

    Attributes:
        price: null when the stop was taken away.
        time: when it took effect.
        recorded: when this record learned of it. For a stop that comes from a broker's own record, or is reported
            together with its trade, it is the same as ``time``; hindsight is what the two times tell apart.
    """

    price: Decimal | None
    time: datetime
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure, or null with the reason for it; exactly one of the two is there."""

    value: Decimal | None
    reason: RiskReason | None = None


@dataclass(frozen=True, slots=True)
class RMultiples:
    """The result over the risk, rounded to ten places.

    Attributes:
        initial_risk, managed_risk: money, above zero.
        net, gross: over the initial risk, after and before fees.
        managed: net over the risk on the last stop; ``stop_on_the_wrong_side`` here means that the last stop
            was in profit, so that no risk was left to divide by.
    """

    initial_risk: Measured
    managed_risk: Measured
    net: Measured
    gross: Measured
    managed: Measured


_NO_STOP = Measured(None, RiskReason.NO_STOP)
_STILL_OPEN = Measured(None, RiskReason.STILL_OPEN)
_WITHOUT_STOP = RMultiples(_NO_STOP, _NO_STOP, _NO_STOP, _NO_STOP, _NO_STOP)
_WITHOUT_STOP_OPEN = RMultiples(_NO_STOP, _NO_STOP, _STILL_OPEN, _STILL_OPEN, _STILL_OPEN)


def initial_risk(position: Position, stops: Sequence[Stop]) -> Measured:
    """Money lost if every entry had gone to the stop that was alive when it was filled.

    A scale-in adds risk at its own price and the stop alive then. An entry that was filled before there was a stop
    takes the first one set after it. A stop that was taken away is no stop: an entry without one leaves no R at all,
    because a sum without it would be too small.

    Args:
        position: open or closed.
        stops: every stop event of it, in any order.

    Source:
        Van Tharp, "Trade Your Way to Financial Freedom": R is the risk that was taken at the entry.
    """
    known = _known_before_exit(position, stops)
    if not _any_priced(known):
        return Measured(None, _why_no_stop(stops))
    risks = []
    with localcontext(EXACT):
        for entry in position.entries:
            stop = _stop_for(entry, known)
            if stop is None:
                return Measured(None, RiskReason.NO_STOP)
            risks.append(_risk_of(entry, stop, position.direction))
        if min(risks) < 0:
            return Measured(None, RiskReason.STOP_ON_WRONG_SIDE)
        total = sum(risks, NOTHING) * position.multiplier
    if total:
        return Measured(total)
    return Measured(None, RiskReason.STOP_AT_ENTRY)


def managed_risk(position: Position, stops: Sequence[Stop]) -> Measured:
    """Money between all entries and the last stop that was alive before the exit."""
    known = _known_before_exit(position, stops)
    prices = [stop.price for stop in known if stop.price is not None]
    if not prices:
        return Measured(None, _why_no_stop(stops))
    last = prices[-1]
    with localcontext(EXACT):
        risks = [_risk_of(entry, last, position.direction) for entry in position.entries]
        total = sum(risks, NOTHING) * position.multiplier
    if total < 0:
        return Measured(None, RiskReason.STOP_ON_WRONG_SIDE)
    if total:
        return Measured(total)
    return Measured(None, RiskReason.STOP_AT_ENTRY)


def r_multiples(position: Position, stops: Sequence[Stop]) -> RMultiples:
    """R on the initial stop, net and gross, and the managed R; null while the position is open."""
    if not stops:
        return _WITHOUT_STOP_OPEN if position.is_open else _WITHOUT_STOP
    initial = initial_risk(position, stops)
    managed = managed_risk(position, stops)
    return RMultiples(
        initial_risk=initial,
        managed_risk=managed,
        net=_over(position, position.net, initial),
        gross=_over(position, position.gross, initial),
        managed=_over(position, position.net, managed),
    )


def percentage(position: Position) -> Measured:
    """Net over the value of all entries, times 100, rounded to ten places; null for an entry at zero or below."""
    if position.is_open:
        return Measured(None, RiskReason.STILL_OPEN)
    with localcontext(EXACT):
        values = [entry.price * entry.quantity for entry in position.entries]
        value = sum(values, NOTHING) * position.multiplier
        hundredfold = position.net * 100
    if value > 0:
        return Measured(divide(hundredfold, value))
    return Measured(None, RiskReason.NO_ENTRY_VALUE)


@dataclass(frozen=True, slots=True)
class Slippage:
    """How much worse the fills were than intended; negative when they were better.

    Attributes:
        points: price, averaged by quantity, rounded to twelve places.
        money: over the whole quantity, exact.
    """

    points: Decimal
    money: Decimal


def entry_slippage(position: Position, intended: Decimal) -> Slippage:
    """Against the price at which the trader meant to enter."""
    return _slippage(
        position.entries,
        intended,
        sign=position.direction.sign,
        multiplier=position.multiplier,
    )


def exit_slippage(position: Position, intended: Decimal) -> Slippage | None:
    """Against the price at which the trader meant to exit, such as the stop; null before any exit."""
    if not position.exits:
        return None
    return _slippage(
        position.exits,
        intended,
        sign=-position.direction.sign,
        multiplier=position.multiplier,
    )


def hold_time(position: Position) -> timedelta | None:
    """From the first entry to the last exit; null while something is held."""
    if position.exit_time is None:
        return None
    return position.exit_time - position.entry_time


def weighted_hold_time(position: Position) -> timedelta | None:
    """How long the average unit of what was closed was held; null before any exit.

    A trade that is scaled out of quickly and leaves a small rest running is a short trade by this measure.
    """
    if not position.legs:
        return None
    closed = NOTHING
    unit_time = NOTHING
    with localcontext(EXACT):
        for leg in position.legs:
            held = _microseconds(leg.exit_time - leg.entry_time)
            closed += leg.quantity
            unit_time += held * leg.quantity
    average = divide(unit_time, closed)
    return timedelta(microseconds=int(average))


def _known_before_exit(position: Position, stops: Sequence[Stop]) -> list[Stop]:
    """The stops that were in place and known before the exit, oldest first."""
    end = position.exit_time
    oldest_first = sorted(stops, key=lambda stop: stop.time)
    if end is None:
        return oldest_first
    return [stop for stop in oldest_first if stop.time <= end and stop.recorded <= end]


def _any_priced(stops: Sequence[Stop]) -> bool:
    return any(stop.price is not None for stop in stops)


def _why_no_stop(stops: Sequence[Stop]) -> RiskReason:
    """Why none of the stops was a price before the exit."""
    if _any_priced(stops):
        return RiskReason.STOP_RECORDED_AFTER_EXIT
    return RiskReason.NO_STOP


def _stop_for(entry: Part, stops: Sequence[Stop]) -> Decimal | None:
    """The stop that was alive at an entry, or the first that was set after it; null for one that was taken away."""
    before = [stop for stop in stops if stop.time <= entry.time]
    if before:
        return before[-1].price
    for stop in stops:
        if stop.price is not None:
            return stop.price
    return None


def _risk_of(entry: Part, stop: Decimal, direction: PositionSide) -> Decimal:
    """Price from the entry to the stop times the quantity, negative when the stop is in profit from the start."""
    distance = (entry.price - stop) * direction.sign
    return distance * entry.quantity


def _over(position: Position, result: Decimal, risk: Measured) -> Measured:
    if position.is_open:
        return Measured(None, RiskReason.STILL_OPEN)
    if risk.value is None:
        return risk
    return Measured(divide(result, risk.value))


def _slippage(
    parts: Sequence[Part],
    intended: Decimal,
    *,
    sign: int,
    multiplier: Decimal,
) -> Slippage:
    """How much worse these fills were; the sign is 1 where a lower price is better."""
    quantity = NOTHING
    above = NOTHING
    with localcontext(EXACT):
        for part in parts:
            quantity += part.quantity
            above += (part.price - intended) * part.quantity
        worse = above * sign
        return Slippage(
            points=divide(worse, quantity, PRICE_PLACES),
            money=worse * multiplier,
        )


def _microseconds(span: timedelta) -> Decimal:
    whole = span // timedelta(microseconds=1)
    return Decimal(whole)
