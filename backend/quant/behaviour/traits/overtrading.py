"""Whether this trader's later decisions pay, what trading costs, and whether busy days are worse."""

import numpy as np

from backend.quant.aggregates import Moments
from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Trait
from backend.quant.behaviour.traits.common import CHANCE, mean_group, silent, trait
from backend.quant.behaviour.traits.slope import LEAST, slope
from backend.quant.metric import Flags, FloatArray
from backend.quant.statistics import SEED, student_interval

BUCKETS = (("first_to_third", 0, 3), ("fourth_to_sixth", 3, 6), ("seventh_and_later", 6, np.inf))
SHUFFLES = 2_000
SHUFFLED_CELLS = (
    10_000_000  # sessions times shuffles in memory: 80 MB; fewer shuffles for longer records
)


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
    parts = [r[known & (ordinal > low) & (ordinal <= high)] for _, low, high in BUCKETS]
    groups = tuple(
        mean_group(name, part) for (name, _, _), part in zip(BUCKETS, parts, strict=True)
    )
    n = int(known.sum())
    if len(parts[-1]) < MINIMUM:
        return silent(rule, "stop_point", "decisions", n, "too_few", groups)
    pays = [
        (interval := student_interval(Moments.of(part))) is None or interval.high > 0
        for part in parts
    ]
    last = next(
        (high for (_, _, high), may in reversed([*zip(BUCKETS, pays, strict=True)]) if may),
        0.0,
    )
    is_found = 0 < last < np.inf
    return trait(
        rule,
        "stop_point",
        is_found=is_found,
        value=last if is_found else None,
        unit="decisions",
        n=n,
        groups=groups,
    )


def _cost_drag(rule: DetectorRule, context: Context) -> Trait:
    """Costs over the gross profit of winners."""
    frame = context.frame
    gross = frame["gross"][np.isfinite(frame["gross"])]
    costs = float(frame["costs"][np.isfinite(frame["gross"])].sum())
    profit = float(gross[gross > 0].sum())
    if len(gross) < MINIMUM or profit <= 0:
        reason = "too_few" if len(gross) < MINIMUM else "no_profit"
        return silent(rule, "cost_drag", "ratio", len(gross), reason)
    return trait(
        rule,
        "cost_drag",
        is_found=costs / profit > 0.25,
        value=costs / profit,
        unit="ratio",
        n=len(gross),
    )


def _off_plan(rule: DetectorRule, context: Context) -> Trait:
    """How the share of positions without a plan rises with each decision of a session."""
    frame = context.frame
    ordinal = frame["ordinal"]
    known = np.isfinite(ordinal)
    unplanned = 1 - frame["planned"]
    fit = slope(ordinal[known], unplanned[known], frame["session"][known])
    n = int(known.sum())
    if fit is None:
        return silent(
            rule,
            "off_plan_by_order",
            "share_a_decision",
            n,
            "too_few" if n < LEAST else "no_variation",
        )
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
    place = np.searchsorted(table.keys, frame["session"][known])
    sums = np.bincount(place, weights=frame["r"][known], minlength=len(table.keys)).astype(
        np.float64
    )
    sizes = np.bincount(place, minlength=len(table.keys)).astype(np.float64)
    there = sizes > 0
    sums, sizes, counts = sums[there], sizes[there], table.count[there]
    busy = counts > np.median(counts) if len(counts) else counts > 0
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
    return float(sums[busy].sum() / sizes[busy].sum() - sums[~busy].sum() / sizes[~busy].sum())


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
    most = 0
    for _ in range(shuffles):
        most += abs(_apart(sums, sizes, rng.permutation(busy))) >= abs(value) - 1e-12
    return (most + 1) / (shuffles + 1)
