"""What a set of results comes to: win rate, expectancy, profit factor, payoff, SQN, Kelly, the histogram of R.

Every function takes counts and sums (``Outcomes``, ``Moments``), so that it costs the same for ten trades and for a
million, whether the sums came from an array or from SQL. Results are those of closed positions, after fees.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from backend.core.lazy_import import Lazy
from backend.quant import formulas
from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.metric import (
    Excluded,
    FloatArray,
    Formula,
    IntArray,
    Interval,
    Method,
    Metric,
    MetricReason,
    Uncounted,
    checked,
    null,
    occurring,
)
from backend.quant.statistics import (
    COMPARED_LEAST,
    CONFIDENCE,
    SEED,
    mean_interval,
    student_interval,
    welch_interval,
    wilson_interval,
)

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Lazy("scipy.stats")  # a second and 60 MB

SQN_CAP = 100  # Van Tharp's: more trades do not make a system better, only better known
SQN_LEAST = 30  # below it the figure says more about luck than about the system

R_PARTS, R_BEYOND = 10**10, 10.0**8  # decimals of R; and no bin is so far out


def net_result(outcomes: OutcomeSums, excluded: Excluded = ()) -> Metric:
    """Money after fees, wins, losses and break-even trades together."""
    if outcomes.n == 0:
        return null(formulas.NET_RESULT, 0, MetricReason.NO_TRADES, excluded)
    return Metric(
        value=outcomes.total,
        formula=formulas.NET_RESULT,
        n=outcomes.n,
        excluded=occurring(excluded),
    )


def net_realised(total: Decimal, results: int) -> Metric:
    """Money on the days on which it was realised, also of trades of which a part is still held."""
    if results == 0:
        return null(formulas.NET_REALISED, 0, MetricReason.NO_TRADES)
    return Metric(total, formulas.NET_REALISED, results)


def win_rate(outcomes: OutcomeSums, confidence: float = CONFIDENCE) -> Metric:
    """The share of decided trades that were won, with Wilson's interval; break-even trades are left out."""
    left_out = occurring(((Uncounted.BREAK_EVEN, outcomes.break_even),))
    if outcomes.decided == 0:
        return null(formulas.WIN_RATE, 0, _nothing(outcomes), left_out)
    wins = outcomes.wins.n
    return Metric(
        value=wins / outcomes.decided,
        formula=formulas.WIN_RATE,
        n=outcomes.decided,
        interval=wilson_interval(wins, outcomes.decided, confidence),
        excluded=left_out,
    )


def expectancy(r: Moments, excluded: Excluded = (), confidence: float = CONFIDENCE) -> Metric:
    """What a trade earns on average, in R, with the interval of normal theory; from sums alone.

    Args:
        r: of every closed trade that has an R, break-even trades with them.
        excluded: how many trades have no R, by reason.
        confidence: a ratio.

    Source:
        Van Tharp, "Trade Your Way to Financial Freedom": the mean R-multiple.
    """
    if r.mean is None:
        return null(formulas.EXPECTANCY, 0, MetricReason.NO_TRADES, excluded)
    return Metric(
        value=r.mean,
        formula=formulas.EXPECTANCY,
        n=r.n,
        interval=student_interval(r, confidence),
        excluded=occurring(excluded),
    )


def expectancy_of(
    r: FloatArray,
    excluded: Excluded = (),
    *,
    confidence: float = CONFIDENCE,
    seed: int = SEED,
) -> Metric:
    """The same from single results, shape ``(trades,)``, with the bootstrap's interval, which knows of skew."""
    moments = Moments.of(r)
    if moments.mean is None:
        return null(formulas.EXPECTANCY, 0, MetricReason.NO_TRADES, excluded)
    return Metric(
        value=moments.mean,
        formula=formulas.EXPECTANCY,
        n=moments.n,
        interval=mean_interval(r, confidence, seed),
        excluded=occurring(excluded),
    )


def proportion(
    successes: int,
    n: int,
    formula: Formula,
    excluded: Excluded = (),
    *,
    nothing: MetricReason = MetricReason.NO_TRADES,
) -> Metric:
    """How often something was so, with Wilson's interval; ``nothing`` says what is missing where there is nothing."""
    if n == 0:
        return null(formula, 0, nothing, excluded)
    return Metric(
        value=successes / n,
        formula=formula,
        n=n,
        interval=wilson_interval(successes, n),
        excluded=occurring(excluded),
    )


def difference_in_r(first: Moments, second: Moments, confidence: float = CONFIDENCE) -> Metric:
    """How much more R one group earns a trade than another, such as rule followed against rule broken.

    Args:
        first: R of one group.
        second: R of the other.
        confidence: a ratio.

    Returns:
        ``n`` is the size of the smaller group, which bounds what can be known; below ten there is no interval.
    """
    fewest = min(first.n, second.n)
    if first.mean is None or second.mean is None:
        return null(formulas.DIFFERENCE, fewest, MetricReason.NO_TRADES)
    interval = None
    if fewest >= COMPARED_LEAST:
        interval = welch_interval(first, second, confidence)
    return Metric(
        value=first.mean - second.mean,
        formula=formulas.DIFFERENCE,
        n=fewest,
        interval=interval,
    )


def average_win(outcomes: OutcomeSums, confidence: float = CONFIDENCE) -> Metric:
    """The mean size of a win, in the unit of the outcomes."""
    wins = outcomes.wins
    if wins.mean is None:
        return null(formulas.AVERAGE_WIN, 0, MetricReason.NO_WIN)
    interval = student_interval(wins, confidence)
    return Metric(wins.mean, formulas.AVERAGE_WIN, wins.n, interval)


def average_loss(outcomes: OutcomeSums, confidence: float = CONFIDENCE) -> Metric:
    """The mean loss, below zero, in the unit of the outcomes."""
    losses = outcomes.losses
    if losses.mean is None:
        return null(formulas.AVERAGE_LOSS, 0, MetricReason.NO_LOSS)
    interval = student_interval(losses, confidence)
    if interval is not None:
        interval = replace(interval, low=-interval.high, high=-interval.low)
    return Metric(-losses.mean, formulas.AVERAGE_LOSS, losses.n, interval)


def payoff(outcomes: OutcomeSums, confidence: float = CONFIDENCE) -> Metric:
    """How much larger the average win is than the average loss; null without a loss or without a win.

    The interval is that of the logarithm by the delta method: wins and losses are separate samples.
    """
    wins, losses = outcomes.wins, outcomes.losses
    if wins.mean is None or losses.mean is None:
        return null(formulas.PAYOFF, outcomes.decided, _one_sided(outcomes))
    value = wins.mean / losses.mean
    interval = None
    if wins.variance is not None and losses.variance is not None:
        of_wins = wins.variance / (wins.n * wins.mean**2)
        of_losses = losses.variance / (losses.n * losses.mean**2)
        interval = _around_log(value, of_wins + of_losses, confidence)
    return Metric(value, formulas.PAYOFF, outcomes.decided, interval)


def profit_factor(outcomes: OutcomeSums, confidence: float = CONFIDENCE) -> Metric:
    """What was won for each unit that was lost; null without a loss or without a win, never infinite.

    Break-even trades are in neither sum, as they are in no count of wins and losses; their money is in the net result.

    The interval is that of the logarithm by the delta method: each trade adds either to the wins or to the losses,
    and their number varies with their size.
    """
    wins, losses = outcomes.wins, outcomes.losses
    if wins.mean is None or losses.mean is None:
        return null(formulas.PROFIT_FACTOR, outcomes.decided, _one_sided(outcomes))
    won = wins.mean * wins.n
    lost = losses.mean * losses.n
    value = won / lost
    interval = None
    if wins.variance is not None and losses.variance is not None:
        relative = _relative_squares(wins) + _relative_squares(losses)
        interval = _around_log(value, relative, confidence)
    return Metric(value, formulas.PROFIT_FACTOR, outcomes.decided, interval)


def sqn(r: Moments, excluded: Excluded = ()) -> Metric:
    """System quality number: how reliably the mean R stands above its spread; null below 30 trades.

    Source:
        Van Tharp, "Definitive Guide to Position Sizing" (2008). Sources differ on the cap; this uses his 100.
    """
    left_out = occurring(excluded)
    if r.n < SQN_LEAST:
        return null(formulas.SQN, r.n, MetricReason.TOO_FEW_TRADES, left_out)
    deviation = r.deviation
    if r.mean is None or deviation is None or not r.varies:
        return null(formulas.SQN, r.n, MetricReason.NO_VARIATION, left_out)
    trades = min(r.n, SQN_CAP)
    value = sqrt(trades) * r.mean / deviation
    return Metric(value, formulas.SQN, r.n, excluded=left_out)


@dataclass(frozen=True, slots=True)
class Kelly:
    """The fraction of equity whose risk grows it fastest, if the past were the truth: to explain, never to advise.

    Attributes:
        full: as if win rate and payoff were known.
        cautious: with the lower ends of their intervals, because both are estimates and betting too much costs more
            than betting too little.
        half: half of the cautious one, which gives up a quarter of the growth for half of the swings.
    """

    full: Metric
    cautious: Metric
    half: Metric


def kelly(outcomes: OutcomeSums, confidence: float = CONFIDENCE) -> Kelly:
    """The Kelly fraction of a bet that wins ``b`` with probability ``p`` and else loses 1.

    Source:
        J. L. Kelly, "A new interpretation of information rate", Bell System Technical Journal 35 (1956);
        E. O. Thorp, "The Kelly criterion in blackjack, sports betting, and the stock market" (2006).
    """
    rate = win_rate(outcomes, confidence)
    ratio = payoff(outcomes, confidence)
    n = outcomes.decided
    left_out = rate.excluded
    if rate.value is None or ratio.value is None:
        reason = rate.reason or ratio.reason or MetricReason.NO_TRADES
        return Kelly(
            full=null(formulas.KELLY, n, reason, left_out),
            cautious=null(formulas.CAUTIOUS_KELLY, n, reason, left_out),
            half=null(formulas.HALF_KELLY, n, reason, left_out),
        )
    fraction = _kelly(float(rate.value), float(ratio.value))
    full = Metric(fraction, formulas.KELLY, n, excluded=left_out)
    if rate.interval is None or ratio.interval is None:
        reason = MetricReason.TOO_FEW_TRADES
        return Kelly(
            full,
            cautious=null(formulas.CAUTIOUS_KELLY, n, reason, left_out),
            half=null(formulas.HALF_KELLY, n, reason, left_out),
        )
    lower = _kelly(rate.interval.low, ratio.interval.low)
    return Kelly(
        full,
        cautious=Metric(lower, formulas.CAUTIOUS_KELLY, n, excluded=left_out),
        half=Metric(lower / 2, formulas.HALF_KELLY, n, excluded=left_out),
    )


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often which result occurred.

    Attributes:
        edges: shape ``(bins + 1,)``; a bin takes its lower edge, not its upper one.
        counts: shape ``(bins,)``.
        below, above: results outside the edges, so that one outlier does not flatten the picture.
    """

    edges: FloatArray
    counts: IntArray
    below: int
    above: int


def r_histogram(
    r: FloatArray,
    *,
    width: float = 0.5,
    lowest: float = -5.0,
    highest: float = 10.0,
) -> Histogram:
    """Results in R by bins of one width that meet at zero.

    Args:
        r: shape ``(trades,)``.
        width: of a bin in R, above zero.
        lowest: the first edge, moved down to a multiple of the width.
        highest: the last edge, moved up to a multiple of the width.
    """
    if width <= 0 or lowest >= highest:
        raise ValueError("A histogram has bins of some width between two edges.")
    first = int(np.floor(lowest / width))
    last = int(np.ceil(highest / width))
    # In whole parts, as exactly as R is kept: 0.3 is in the bin that begins with 0.3.
    step = round(width * R_PARTS)
    parts = np.rint(np.clip(checked(r), -R_BEYOND, R_BEYOND) * R_PARTS).astype(np.int64)
    bins = parts // step
    is_below = bins < first
    is_above = bins >= last
    inside = bins[~is_below & ~is_above]
    counts = np.bincount(inside - first, minlength=last - first)
    edges = np.arange(first, last + 1) * step / R_PARTS
    return Histogram(
        edges=np.asarray(edges, dtype=np.float64),
        counts=counts.astype(np.int64),
        below=int(is_below.sum()),
        above=int(is_above.sum()),
    )


def _kelly(p: float, b: float) -> float:
    fraction = p - (1 - p) / b
    return max(0.0, fraction)


def _around_log(value: float, relative_variance: float, confidence: float) -> Interval:
    quantile = float(stats.norm.ppf((1 + confidence) / 2))
    reach = quantile * sqrt(relative_variance)
    middle = log(value)
    return Interval(
        low=exp(middle - reach),
        high=exp(middle + reach),
        confidence=confidence,
        method=Method.DELTA,
    )


def _relative_squares(sizes: Moments) -> float:
    """Sum of squares over the square of the sum: the relative variance of a sum of a random number of sizes."""
    assert sizes.mean is not None
    variance = sizes.variance or 0.0
    squares = variance * (sizes.n - 1) + sizes.n * sizes.mean**2
    total = sizes.n * sizes.mean
    return squares / total**2


def _one_sided(outcomes: OutcomeSums) -> MetricReason:
    if outcomes.decided == 0:
        return _nothing(outcomes)
    if outcomes.losses.n == 0:
        return MetricReason.NO_LOSS
    return MetricReason.NO_WIN


def _nothing(outcomes: OutcomeSums) -> MetricReason:
    if outcomes.n:
        return MetricReason.NO_DECIDED_TRADES
    return MetricReason.NO_TRADES
