"""What the tests have in common: a trait from groups, and how two groups differ."""

from math import exp, isfinite
from typing import TYPE_CHECKING

import numpy as np

from backend.core.lazy_import import Lazy
from backend.quant.aggregates import Moments
from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Group, Trait, TraitStatus
from backend.quant.behaviour.terms import TraitGap, TraitUnit
from backend.quant.metric import FloatArray, Interval, Method
from backend.quant.statistics import CONFIDENCE, student_interval, welch_interval

if TYPE_CHECKING:
    from scipy import stats as stats
else:
    stats = Lazy("scipy.stats")

CHANCE = 0.05
NORMAL = 1.959964  # 97.5th percentile of the normal distribution


def trait(
    rule: DetectorRule,
    name: str,
    *,
    is_found: bool,
    value: float | None,
    unit: TraitUnit,
    n: int,
    interval: Interval | None = None,
    p_value: float | None = None,
    groups: tuple[Group, ...] = (),
) -> Trait:
    """A test that could be made."""
    status = TraitStatus.FOUND if is_found else TraitStatus.NOT_FOUND
    return Trait(
        rule.detector,
        rule.version,
        name,
        status,
        _known(value),
        unit,
        n,
        interval,
        _known(p_value),
        groups,
    )


def silent(
    rule: DetectorRule,
    name: str,
    unit: TraitUnit,
    n: int,
    reason: TraitGap,
    groups: tuple[Group, ...] = (),
) -> Trait:
    """A test that could not be made, and why; `too_few` where more positions would do."""
    status = TraitStatus.TOO_FEW if reason == "too_few" else TraitStatus.NOT_MEASURABLE
    return Trait(
        rule.detector,
        rule.version,
        name,
        status,
        None,
        unit,
        n,
        groups=groups,
        reason=reason,
    )


def mean_group(name: str, values: FloatArray, p_value: float | None = None) -> Group:
    """The mean of some results and where it lies; ``values`` in R, shape ``(positions,)``."""
    if not len(values):
        return Group(name, 0, None)
    moments = Moments.of(values)
    return Group(name, moments.n, moments.mean, student_interval(moments), _known(p_value))


def median_group(name: str, values: FloatArray) -> Group:
    """The median of some values, shape ``(positions,)``, in their unit."""
    if not len(values):
        return Group(name, 0, None)
    return Group(name, len(values), float(np.median(values)))


def mean_difference(
    rule: DetectorRule,
    name: str,
    groups: tuple[str, str],
    first: FloatArray,
    second: FloatArray,
    *,
    worse: bool = True,
) -> Trait:
    """Mean R of the first less that of the second; found when the interval lies below zero (or above it).

    Args:
        rule: whose test it is.
        name: of the test.
        groups: names of the two groups.
        first: results in R, shape ``(positions,)``.
        second: the same of the other group.
        worse: whether the first is expected to be lower.
    """
    shown = (mean_group(groups[0], first), mean_group(groups[1], second))
    n = len(first) + len(second)
    if min(len(first), len(second)) < MINIMUM:
        return silent(rule, name, "R", n, "too_few", shown)
    first_moments, other = Moments.of(first), Moments.of(second)
    interval = welch_interval(first_moments, other)
    is_found = False
    if interval is not None:
        is_found = interval.high < 0 if worse else interval.low > 0
    value = (first_moments.mean or 0.0) - (other.mean or 0.0)
    return trait(
        rule,
        name,
        is_found=is_found,
        value=value,
        unit="R",
        n=n,
        interval=interval,
        groups=shown,
    )


def ratio_of_medians(
    rule: DetectorRule,
    name: str,
    groups: tuple[str, str],
    first: FloatArray,
    second: FloatArray,
    *,
    larger: bool,
) -> Trait:
    """Median of the first over that of the second, by the Mann-Whitney test.

    Args:
        rule: whose test it is.
        name: of the test.
        groups: names of the two groups.
        first: values above zero, shape ``(positions,)``.
        second: the same of the other group, in the same unit.
        larger: whether the first is expected to be larger.

    Source:
        H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than
        the other", Ann. Math. Statist. 18 (1947).
    """
    shown = (median_group(groups[0], first), median_group(groups[1], second))
    n = len(first) + len(second)
    if min(len(first), len(second)) < MINIMUM:
        return silent(rule, name, "ratio", n, "too_few", shown)
    p_value = same_by_chance(first, second)
    first_median, other = float(np.median(first)), float(np.median(second))
    if other <= 0:
        return silent(rule, name, "ratio", n, "no_variation", shown)
    is_as_expected = first_median > other if larger else first_median < other
    is_found = p_value < CHANCE and is_as_expected
    return trait(
        rule,
        name,
        is_found=is_found,
        value=first_median / other,
        unit="ratio",
        n=n,
        p_value=p_value,
        groups=shown,
    )


def same_by_chance(first: FloatArray, second: FloatArray) -> float:
    """The p-value of the Mann-Whitney test, of two groups of values, shape ``(positions,)`` each."""
    test = stats.mannwhitneyu(first, second, alternative="two-sided", method="asymptotic")
    return float(test.pvalue)


def rate_ratio(
    events: tuple[int, int],
    exposures: tuple[float, float],
) -> tuple[float, Interval] | None:
    """The first rate over the second with its interval by the delta method on the logarithm; null without events."""
    if min(*events, *exposures) <= 0:
        return None
    first, second = events
    ratio = first / exposures[0] / (second / exposures[1])
    error = (1 / first + 1 / second) ** 0.5
    reach = exp(NORMAL * error)
    return ratio, Interval(ratio / reach, ratio * reach, CONFIDENCE, Method.DELTA)


def after_results(context: Context, win: bool) -> FloatArray:
    """Seconds from a win (or a loss) to the next entry of the same session, shape ``(rows,)``; nan elsewhere."""
    if win:
        return context.frame["gap_win"]
    return context.frame["gap_loss"]


def _known(value: float | None) -> float | None:
    if value is None or not isfinite(value):
        return None
    return float(value)
