"""The account over time: equity curve, drawdown, Ulcer index, recovery, Sharpe and Sortino, streaks."""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from backend.core.lazy_import import Lazy
from backend.quant.metric import (
    Flags,
    FloatArray,
    Formula,
    IntArray,
    Interval,
    Method,
    Metric,
    MetricReason,
    MetricUnit,
    Uncounted,
    checked,
    null,
    occurring,
)
from backend.quant.statistics import CONFIDENCE

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Lazy("scipy.stats")  # a second and 60 MB

DAYS_A_YEAR = 252  # trading days of the US exchanges; 365 for crypto

MAX_DRAWDOWN = Formula(
    "lowest of (equity - highest equity so far) / highest equity so far, the start is the first peak",
    MetricUnit.SHARE,
)
MAX_DRAWDOWN_MONEY = Formula(
    "lowest of (equity - highest equity so far), the start is the first peak", MetricUnit.MONEY
)
ULCER = Formula("square root of the mean of the squared drawdowns, in percent", MetricUnit.PERCENT)
RECOVERY = Formula("net result / |max drawdown in money|", MetricUnit.RATIO)
SHARPE = Formula(
    "mean(daily return - risk free) / sample standard deviation * sqrt(days a year)",
    MetricUnit.RATIO,
)
SORTINO = Formula(
    "mean(daily return - target) / sqrt(mean(min(0, daily return - target)^2)) * sqrt(days a year)",
    MetricUnit.RATIO,
)


def equity_curve(net: FloatArray, start: float = 0.0) -> FloatArray:
    """The account after each trade.

    Args:
        net: money after fees in the order of the exits, shape ``(trades,)``.
        start: the account before the first one; 0 where no capital is known.

    Returns:
        Shape ``(trades + 1,)``; the first value is the start.
    """
    after_each = start + np.cumsum(checked(net))
    return np.concatenate(([start], after_each))


def drawdowns(equity: FloatArray) -> FloatArray:
    """The fall from the highest point so far, as a ratio in [-1, 0].

    Args:
        equity: shape ``(points,)``; the first is above zero. An account below zero has lost all of it: -1.

    Raises:
        ValueError: a start that is not above zero; use ``drawdowns_in_money``.
    """
    equity = checked(equity)
    if len(equity) and equity[0] <= 0:
        raise ValueError("A drawdown ratio needs a starting equity above zero.")
    peaks = np.maximum.accumulate(equity)
    ratios = drawdowns_in_money(equity) / peaks
    return np.maximum(ratios, -1.0)


def drawdowns_in_money(equity: FloatArray) -> FloatArray:
    """The fall from the highest point so far, zero or below, shape as given."""
    equity = checked(equity)
    return equity - np.maximum.accumulate(equity)


@dataclass(frozen=True, slots=True)
class Fall:
    """Where the deepest drawdown began and ended: indices into the equity curve."""

    peak: int
    trough: int


def deepest_fall(equity: FloatArray) -> Fall | None:
    """The drawdown that cost the most money; null when the account never fell.

    ``equity`` is money from the start on, shape ``(trades + 1,)``.
    """
    depths = drawdowns_in_money(equity)
    if len(depths) == 0 or depths.min() == 0:
        return None
    trough = int(depths.argmin())
    until_then = equity[: trough + 1]
    return Fall(peak=int(until_then.argmax()), trough=trough)


def max_drawdown(equity: FloatArray) -> Metric:
    """The deepest fall as a ratio in [-1, 0]; null without trades or without a starting equity.

    ``equity`` is money from the start on, shape ``(trades + 1,)``.
    """
    reason = _unusable(equity)
    if reason is not None:
        return null(MAX_DRAWDOWN, _trades(equity), reason)
    deepest = drawdowns(equity).min()
    return Metric(float(deepest), MAX_DRAWDOWN, _trades(equity))


def max_drawdown_money(equity: FloatArray) -> Metric:
    """The deepest fall in money, zero or below; needs no starting equity.

    ``equity`` is money from the start on, shape ``(trades + 1,)``.
    """
    if _trades(equity) == 0:
        return null(MAX_DRAWDOWN_MONEY, 0, MetricReason.NO_TRADES)
    deepest = drawdowns_in_money(equity).min()
    return Metric(_money(deepest), MAX_DRAWDOWN_MONEY, _trades(equity))


def ulcer_index(equity: FloatArray) -> Metric:
    """How deep and how long the account was under water, in percent; the start is not a point of its own.

    ``equity`` is money from the start on, shape ``(trades + 1,)``.

    Source:
        Peter Martin and Byron McCann, "The Investor's Guide to Fidelity Funds" (1989).
    """
    reason = _unusable(equity)
    if reason is not None:
        return null(ULCER, _trades(equity), reason)
    depths = drawdowns(equity)[1:] * 100
    mean_square = float(np.mean(depths**2))
    return Metric(sqrt(mean_square), ULCER, _trades(equity))


def recovery_factor(equity: FloatArray) -> Metric:
    """How many times over the net result has paid for the deepest fall; null when there was none.

    ``equity`` is money from the start on, shape ``(trades + 1,)``.
    """
    if _trades(equity) == 0:
        return null(RECOVERY, 0, MetricReason.NO_TRADES)
    deepest = float(drawdowns_in_money(equity).min())
    if deepest == 0:
        return null(RECOVERY, _trades(equity), MetricReason.NO_DRAWDOWN)
    net = float(equity[-1] - equity[0])
    return Metric(net / -deepest, RECOVERY, _trades(equity))


def daily_returns(net: FloatArray, day: IntArray, *, days: int, start: float) -> FloatArray:
    """The return of each trading day on the equity with which it began.

    Args:
        net: money after fees, shape ``(trades,)``.
        day: the trading day of each exit by the exchange's calendar, counted from 0, shape ``(trades,)``.
        days: trading days from the first to the last; a day without a trade returns 0.
        start: equity before the first day, above zero.

    Returns:
        Shape ``(days,)``; not a number from the day on that began with nothing left.
    """
    if start <= 0:
        raise ValueError("A return needs a starting equity above zero.")
    earned = np.bincount(day, weights=checked(net), minlength=days)
    if len(earned) > days:
        raise ValueError("A trade lies outside of the days.")
    returns = np.full(days, np.nan)
    if days == 0:
        return returns
    earned_by_then = np.cumsum(earned)
    earned_before = np.concatenate(([0.0], earned_by_then[:-1]))
    began = start + earned_before
    alive = np.logical_and.accumulate(began > 0)
    returns[alive] = earned[alive] / began[alive]
    return returns


def sharpe(
    returns: FloatArray,
    *,
    risk_free: float = 0.0,
    days_a_year: int = DAYS_A_YEAR,
    confidence: float = CONFIDENCE,
) -> Metric:
    """Mean daily return over its spread, annualised, with the interval for independent returns.

    Args:
        returns: shape ``(days,)``, ratios.
        risk_free: a day, as a ratio.
        days_a_year: trading days.
        confidence: a ratio.

    Source:
        W. F. Sharpe, "The Sharpe ratio", Journal of Portfolio Management 21 (1994); the interval from
        A. W. Lo, "The statistics of Sharpe ratios", Financial Analysts Journal 58 (2002).
    """
    reason = _unusable_returns(returns)
    if reason is not None:
        return null(SHARPE, len(returns), reason)
    days = len(returns)
    above = returns - risk_free
    mean = float(above.mean())
    deviation = float(above.std(ddof=1))
    if deviation <= 1e-12 * abs(mean):
        return null(SHARPE, days, MetricReason.NO_VARIATION)
    ratio = mean / deviation
    year = sqrt(days_a_year)
    quantile = float(stats.norm.ppf((1 + confidence) / 2))
    variance = (1 + ratio**2 / 2) / days
    reach = quantile * sqrt(variance)
    interval = Interval(
        low=(ratio - reach) * year,
        high=(ratio + reach) * year,
        confidence=confidence,
        method=Method.LO,
    )
    return Metric(ratio * year, SHARPE, days, interval)


def sortino(returns: FloatArray, *, target: float = 0.0, days_a_year: int = DAYS_A_YEAR) -> Metric:
    """Mean daily return over the spread of what fell short of a target, annualised; null when no day fell short.

    Args:
        returns: shape ``(days,)``, ratios.
        target: a day, as a ratio.
        days_a_year: trading days.

    Source:
        F. A. Sortino and R. van der Meer, "Downside risk", Journal of Portfolio Management 17 (1991).
    """
    reason = _unusable_returns(returns)
    if reason is not None:
        return null(SORTINO, len(returns), reason)
    above = returns - target
    shortfalls = np.minimum(above, 0.0)
    downside = sqrt(float(np.mean(shortfalls**2)))
    if downside == 0:
        return null(SORTINO, len(returns), MetricReason.NO_LOSS)
    ratio = float(above.mean()) / downside
    year = sqrt(days_a_year)
    return Metric(ratio * year, SORTINO, len(returns))


@dataclass(frozen=True, slots=True)
class ResultStreaks:
    """Runs of wins and of losses; break-even trades neither end a run nor lengthen it.

    Attributes:
        current: above zero for a run of wins that is going on, below for one of losses, 0 without trades.
    """

    longest_winning: Metric
    longest_losing: Metric
    current: Metric


def streaks(results: FloatArray, tolerance: float = 0.0) -> ResultStreaks:
    """The longest runs and the present one.

    Args:
        results: money or R in the order of the exits, shape ``(trades,)``.
        tolerance: how far from zero a result is still break-even.
    """
    results = checked(results)
    outcomes = np.sign(results) * (np.abs(results) > tolerance)
    return streaks_of(outcomes.astype(np.int64))


def streaks_of(outcomes: IntArray) -> ResultStreaks:
    """The same where somebody has judged what was won, such as the tolerance of each trade's account.

    Args:
        outcomes: 1 for a win, -1 for a loss, 0 for break-even, in the order of the exits, shape ``(trades,)``.
    """
    won = outcomes[outcomes != 0] > 0
    n = len(won)
    excluded = occurring(((Uncounted.BREAK_EVEN, len(outcomes) - n),))
    runs = _runs(won)
    wins = runs[runs > 0]
    losses = -runs[runs < 0]
    current = int(runs[-1]) if n else 0
    return ResultStreaks(
        longest_winning=Metric(
            value=int(wins.max(initial=0)),
            formula=Formula("most wins in a row", MetricUnit.COUNT),
            n=n,
            excluded=excluded,
        ),
        longest_losing=Metric(
            value=int(losses.max(initial=0)),
            formula=Formula("most losses in a row", MetricUnit.COUNT),
            n=n,
            excluded=excluded,
        ),
        current=Metric(
            value=current,
            formula=Formula("wins (losses below zero) in a row up to now", MetricUnit.COUNT),
            n=n,
            excluded=excluded,
        ),
    )


def _runs(won: Flags) -> IntArray:
    """The lengths of the runs in ``won``, shape ``(trades,)``, one after the other; below zero for losses."""
    if len(won) == 0:
        return np.zeros(0, dtype=np.int64)
    turns = won[1:] != won[:-1]
    starts = np.flatnonzero(np.concatenate(([True], turns)))
    lengths = np.diff(starts, append=len(won))
    return np.where(won[starts], lengths, -lengths)


def _trades(equity: FloatArray) -> int:
    """How many trades an equity curve of shape ``(trades + 1,)`` has."""
    return max(len(equity) - 1, 0)


def _unusable(equity: FloatArray) -> MetricReason | None:
    """Why an equity curve, in money, shape ``(trades + 1,)``, has no drawdown ratio; null where it has one."""
    if _trades(equity) == 0:
        return MetricReason.NO_TRADES
    if equity[0] <= 0:
        return MetricReason.NO_STARTING_EQUITY
    return None


def _unusable_returns(returns: FloatArray) -> MetricReason | None:
    """Why daily returns, ratios of shape ``(days,)``, have no deviation; null where they have one."""
    if len(returns) < 2:
        return MetricReason.TOO_FEW_DAYS
    if np.isfinite(returns).all():
        return None
    return MetricReason.EQUITY_EXHAUSTED


def _money(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")
