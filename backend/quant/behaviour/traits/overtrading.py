"""Whether this trader's later decisions pay, what trading costs, and whether busy days are worse."""

import numpy as np

from backend.quant.aggregates import Moments
from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Group, Trait
from backend.quant.behaviour.terms import TraitGap
from backend.quant.behaviour.traits.common import CHANCE, mean_group, silent, trait
from backend.quant.behaviour.traits.slope import LEAST, slope
from backend.quant.metric import Flags, FloatArray
from backend.quant.statistics import SEED, student_interval

BUCKETS = (("first_to_third", 0, 3), ("fourth_to_sixth", 3, 6), ("seventh_and_later", 6, np.inf))
SHUFFLES = 2_000
SHUFFLED_CELLS = 10_000_000  # sessions times shuffles; fewer shuffles for longer records


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """The four tests of field notes e3."""
    return [
        _by_order(rule, context),
        _cost_drag(rule, context),
        _off_plan(rule, context),
        _busy(rule, context),
    ]


def _by_order(rule: DetectorRule, context: Context) -> Trait:
    """Mean R by order in the session; the value is the last decision that may still pay."""
    frame = context.frame
    r, ordinal = frame["r"], frame["ordinal"]
    known = np.isfinite(r) & np.isfinite(ordinal)
    groups: list[Group] = []
    last = 0.0
    for name, low, high in BUCKETS:
        part = r[known & (ordinal > low) & (ordinal <= high)]
        groups.append(mean_group(name, part))
        if _may_pay(part):
            last = high
    n = int(known.sum())
    if groups[-1].n < MINIMUM:
        return silent(rule, "stop_point", "decisions", n, "too_few", tuple(groups))
    is_found = 0 < last < np.inf
    return trait(
        rule,
        "stop_point",
        is_found=is_found,
        value=last if is_found else None,
        unit="decisions",
        n=n,
        groups=tuple(groups),
    )


def _may_pay(r: FloatArray) -> bool:
    """Whether the interval of the mean reaches above zero; ``r`` in R, shape ``(positions,)``."""
    interval = student_interval(Moments.of(r))
    return interval is None or interval.high > 0


def _cost_drag(rule: DetectorRule, context: Context) -> Trait:
    """Costs over the gross profit of winners."""
    frame = context.frame
    known = np.isfinite(frame["gross"])
    gross = frame["gross"][known]
    n = len(gross)
    costs = float(frame["costs"][known].sum())
    profit = float(gross[gross > 0].sum())
    if n < MINIMUM:
        return silent(rule, "cost_drag", "ratio", n, "too_few")
    if profit <= 0:
        return silent(rule, "cost_drag", "ratio", n, "no_profit")
    drag = costs / profit
    return trait(rule, "cost_drag", is_found=drag > 0.25, value=drag, unit="ratio", n=n)


def _off_plan(rule: DetectorRule, context: Context) -> Trait:
    """How the share of positions without a plan rises with each decision of a session."""
    frame = context.frame
    ordinal = frame["ordinal"]
    known = np.isfinite(ordinal)
    unplanned = 1 - frame["planned"]
    fit = slope(ordinal[known], unplanned[known], frame["session"][known])
    n = int(known.sum())
    if fit is None:
        reason: TraitGap = "too_few" if n < LEAST else "no_variation"
        return silent(rule, "off_plan_by_order", "share_a_decision", n, reason)
    value, interval = fit
    return trait(
        rule,
        "off_plan_by_order",
        is_found=interval.low > 0,
        value=value,
        unit="share_a_decision",
        n=n,
        interval=interval,
    )


def _busy(rule: DetectorRule, context: Context) -> Trait:
    """Mean R a position on days busier than the median against the others, by shuffling the days."""
    frame, table = context.frame, context.sessions
    known = np.isfinite(frame["r"])
    sessions = len(table.keys)
    place = np.searchsorted(table.keys, frame["session"][known])
    sum_of_day = np.bincount(place, weights=frame["r"][known], minlength=sessions)
    size_of_day = np.bincount(place, minlength=sessions)
    there = size_of_day > 0
    sums = sum_of_day[there].astype(np.float64)
    sizes = size_of_day[there].astype(np.float64)
    counts = table.count[there]
    usual = np.median(counts) if len(counts) else 0
    busy = counts > usual
    n = int(known.sum())
    if min(int(busy.sum()), int((~busy).sum())) < MINIMUM:
        return silent(rule, "busy_days", "R", n, "too_few")
    value = _apart(sums, sizes, busy)
    p_value = _shuffled(sums, sizes, busy, value)
    groups = (
        mean_group("busy", sums[busy] / sizes[busy]),
        mean_group("quiet", sums[~busy] / sizes[~busy]),
    )
    is_found = p_value < CHANCE and value < 0
    return trait(
        rule,
        "busy_days",
        is_found=is_found,
        value=value,
        unit="R",
        n=n,
        p_value=p_value,
        groups=groups,
    )


def _apart(sums: FloatArray, sizes: FloatArray, busy: Flags) -> float:
    """Mean R of a position on busy days less that on the others.

    Args:
        sums: R of each day, shape ``(days,)``.
        sizes: positions of each day, same shape.
        busy: which days are busy, same shape.
    """
    on_busy_days = sums[busy].sum() / sizes[busy].sum()
    on_others = sums[~busy].sum() / sizes[~busy].sum()
    return float(on_busy_days - on_others)


def _shuffled(sums: FloatArray, sizes: FloatArray, busy: Flags, value: float) -> float:
    """How often random days differ as much; at least one in the number of shuffles.

    Args:
        sums: R of each day, shape ``(days,)``.
        sizes: positions of each day, same shape.
        busy: which days are busy, same shape.
        value: the difference that is tested, in R.
    """
    rng, n = np.random.default_rng(SEED), len(sums)
    shuffles = max(200, min(SHUFFLES, SHUFFLED_CELLS // n))
    as_much = abs(value) - 1e-12
    most = 0
    for _ in range(shuffles):
        apart = _apart(sums, sizes, rng.permutation(busy))
        most += abs(apart) >= as_much
    return (most + 1) / (shuffles + 1)
