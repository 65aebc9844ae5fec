"""How far the price went against and with a position while it was held, read from candles.

A candle does not say when in its span the high and the low were. In the candle of the entry and in that of the exit
they may lie outside the holding, so every excursion comes as a pair: ``at most`` with those candles, ``at least``
without them; the truth lies between, and the gap is the error of the bar size.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from backend.quant.metric import FloatArray
from backend.quant.positions import EXACT, NOTHING, Part, Position, PositionSide, divide
from backend.quant.risk import Measured


class ExcursionReason(StrEnum):
    """Why a figure that needs candles is null."""

    NO_CANDLES = "no_candles"
    STILL_OPEN = "still_open"
    NOT_A_WINNER = "not_a_winner"
    NO_FAVOURABLE_MOVE = "no_favourable_move"
    NO_RISK = "no_risk"


@dataclass(frozen=True, slots=True)
class Candles:
    """Highs and lows of one instrument.

    Attributes:
        starts: UTC, shape ``(bars,)``, ascending, ``datetime64[us]``.
        highs, lows: prices, shape ``(bars,)``.
        bar: the span of one candle.
    """

    starts: NDArray[np.datetime64]
    highs: FloatArray
    lows: FloatArray
    bar: timedelta


@dataclass(frozen=True, slots=True)
class Excursion:
    """The worst and the best of an open position.

    Attributes:
        mae, mfe: maximum adverse and favourable excursion from the average entry, in price, at most.
        mae_at_least, mfe_at_least: from the fills and the candles that lie wholly inside the holding.
        worst_result, best_result: open and realised money before fees, with every change of size, at most.
        bar: the size of the candles that this was read from.

    Source:
        John Sweeney, "Maximum Adverse Excursion" (1997).
    """

    mae: Decimal
    mfe: Decimal
    mae_at_least: Decimal
    mfe_at_least: Decimal
    worst_result: Decimal
    best_result: Decimal
    bar: timedelta

    @property
    def bar_size_error(self) -> Decimal:
        """By how much the excursions may be overstated, in price."""
        adverse = self.mae - self.mae_at_least
        favourable = self.mfe - self.mfe_at_least
        return max(adverse, favourable)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio, or null with the reason for it."""

    value: Decimal | None
    reason: ExcursionReason | None = None


def excursion(position: Position, candles: Candles) -> Excursion | ExcursionReason:
    """The excursions of a closed position; a reason when it is open or no candle covers it."""
    if position.exit_time is None:
        return ExcursionReason.STILL_OPEN
    touched = _touched(candles, position.entry_time, position.exit_time)
    if touched.start == touched.stop:
        return ExcursionReason.NO_CANDLES
    inside = _inside(candles, touched, position.entry_time, position.exit_time)
    with localcontext(EXACT):
        mae, mfe = _from_entry(position, candles, touched)
        mae_at_least, mfe_at_least = _from_entry(position, candles, inside)
        worst, best = _open_results(position, candles)
    return Excursion(
        mae=mae,
        mfe=mfe,
        mae_at_least=mae_at_least,
        mfe_at_least=mfe_at_least,
        worst_result=worst,
        best_result=best,
        bar=candles.bar,
    )


def exit_efficiency(position: Position, mfe: Decimal) -> Ratio:
    """The captured part of the best move while in the trade, for winners, at most 1.

    What the price did after the exit is another question: see ``left_on_the_table``.
    """
    if position.is_open or position.exit_price is None:
        return Ratio(None, ExcursionReason.STILL_OPEN)
    move = EXACT.subtract(position.exit_price, position.entry_price)
    captured = move * position.direction.sign
    if captured <= 0:
        return Ratio(None, ExcursionReason.NOT_A_WINNER)
    if mfe <= 0:
        return Ratio(None, ExcursionReason.NO_FAVOURABLE_MOVE)
    efficiency = divide(captured, mfe)
    return Ratio(min(efficiency, Decimal(1)))


def heat(position: Position, mae: Decimal, initial_risk: Measured) -> Ratio:
    """The adverse excursion over the initial risk; above 1 the stop was not honoured.

    Args:
        position: gives the size at which the excursion is counted: all that was entered, as in the risk.
        mae: in price.
        initial_risk: money.
    """
    if initial_risk.value is None:
        return Ratio(None, ExcursionReason.NO_RISK)
    with localcontext(EXACT):
        at_worst = mae * position.quantity * position.multiplier
    ratio = divide(at_worst, initial_risk.value)
    return Ratio(ratio)


def left_on_the_table(position: Position, candles: Candles, horizon: timedelta) -> Ratio:
    """How much further the price went in the position's favour after the exit, in price, within a horizon.

    Only candles that begin at or after the exit count.
    """
    if position.exit_time is None or position.exit_price is None:
        return Ratio(None, ExcursionReason.STILL_OPEN)
    first = _first_from(candles, position.exit_time)
    last = _first_from(candles, position.exit_time + horizon)
    if first == last:
        return Ratio(None, ExcursionReason.NO_CANDLES)
    later = slice(first, last)
    _, best = _extremes(position.direction, candles, later)
    move = EXACT.subtract(best, position.exit_price)
    further = move * position.direction.sign
    return Ratio(max(further, NOTHING))


def _touched(candles: Candles, start: datetime, end: datetime) -> slice:
    """The candles that share at least an instant with the time from ``start`` to ``end``."""
    first = _first_after(candles, start - candles.bar)
    last = _first_after(candles, end)
    return slice(first, max(first, last))


def _inside(candles: Candles, touched: slice, start: datetime, end: datetime) -> slice:
    """Those of the touched candles that lie wholly in the time from ``start`` to ``end``."""
    first = _first_from(candles, start)
    last = _first_after(candles, end - candles.bar)
    return slice(max(first, touched.start), max(first, last))


def _first_from(candles: Candles, time: datetime) -> int:
    """The index of the first candle that begins at this time or later."""
    index = np.searchsorted(
        candles.starts,
        _moment(time),
        side="left",
    )
    return int(index)


def _first_after(candles: Candles, time: datetime) -> int:
    """The index of the first candle that begins later."""
    index = np.searchsorted(
        candles.starts,
        _moment(time),
        side="right",
    )
    return int(index)


def _from_entry(position: Position, candles: Candles, bars: slice) -> tuple[Decimal, Decimal]:
    """Adverse and favourable moves from the average entry over the fills and the given candles, not below zero."""
    fills = (*position.entries, *position.exits)
    prices = [part.price for part in fills]
    if bars.start < bars.stop:
        prices += _extremes(position.direction, candles, bars)
    sign = position.direction.sign
    moves = [(price - position.entry_price) * sign for price in prices]
    adverse = max(-min(moves), NOTHING)
    favourable = max(*moves, NOTHING)
    return adverse, favourable


@dataclass(frozen=True, slots=True)
class _Step:
    """A fill of a position; the sign is 1 where it adds to the size and -1 where it takes from it."""

    part: Part
    sign: int


def _steps(position: Position) -> list[_Step]:
    """The fills in the order of their times; of one moment, entries first."""
    steps = [_Step(part, 1) for part in position.entries]
    steps += [_Step(part, -1) for part in position.exits]
    steps.sort(key=lambda step: step.part.time)
    return steps


def _open_results(position: Position, candles: Candles) -> tuple[Decimal, Decimal]:
    """The lowest and the highest money, step by step between the fills, each with the size held then."""
    steps = _steps(position)
    starts = [step.part.time for step in steps]
    ends = starts[1:] + starts[-1:]
    cash = NOTHING
    size = NOTHING
    results = [NOTHING]
    for step, start, end in zip(steps, starts, ends):
        part = step.part
        change = step.sign * part.quantity
        cash -= change * part.price
        size += change
        prices = [part.price]
        bars = _touched(candles, start, end)
        if size and bars.start < bars.stop:
            prices += _extremes(position.direction, candles, bars)
        for price in prices:
            results.append(cash + size * price)
    sign = position.direction.sign
    money = [result * sign * position.multiplier for result in results]
    return min(money), max(money)


def _extremes(direction: PositionSide, candles: Candles, bars: slice) -> list[Decimal]:
    """The worst and the best price for the direction."""
    low = _price(candles.lows[bars].min())
    high = _price(candles.highs[bars].max())
    if direction is PositionSide.LONG:
        return [low, high]
    return [high, low]


def _price(value: np.float64) -> Decimal:
    """A price as it is written: the shortest decimal that is this float."""
    shortest = repr(float(value))
    return Decimal(shortest)


def _moment(time: datetime) -> np.datetime64:
    in_utc = time.astimezone(UTC)
    return np.datetime64(in_utc.replace(tzinfo=None), "us")
