"""Which parts of the session and which weekdays pay this trader, and whether it is the clock or fatigue."""

from collections.abc import Sequence
from math import erfc, sqrt

import numpy as np

from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Group, Trait
from backend.quant.behaviour.record import MarketPhase
from backend.quant.behaviour.terms import TraitGap
from backend.quant.behaviour.traits.common import mean_group, silent, trait
from backend.quant.behaviour.traits.slope import LEAST, slope
from backend.quant.metric import Flags, FloatArray
from backend.quant.statistics import SEED, discoveries, shrunk_means

DISCOVERED = 0.10  # of what is called a finding may be none
SHUFFLES = 2_000
SHUFFLED_MOST = 5_000  # positions; above it the normal approximation differs by less than the shuffles themselves
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Mean R by phase and weekday against chance, and by order within phases."""
    frame = context.frame
    phases = [phase.value for phase in MarketPhase]
    return [
        _parts(rule, context, "by_phase", frame["phase_number"], phases),
        _parts(rule, context, "by_weekday", frame["weekday"], WEEKDAYS),
        _fatigue(rule, context),
    ]


def _parts(
    rule: DetectorRule,
    context: Context,
    name: str,
    part: FloatArray,
    names: Sequence[str],
) -> Trait:
    """Each part with at least 20 positions against the rest; the value is the lowest shrunk mean that stands.

    Args:
        rule: whose test it is.
        context: the record.
        name: of the test.
        part: number of the part of each position, shape ``(positions,)``; nan where it is not known.
        names: of the parts, by number.
    """
    r = context.frame["r"]
    known = np.isfinite(r) & np.isfinite(part)
    r, number = r[known], part[known].astype(np.int64)
    counts = np.bincount(number, minlength=len(names))
    shown = np.flatnonzero((counts >= MINIMUM) & (counts < len(r)))
    if len(shown) < 2:
        return silent(rule, name, "R", len(r), "too_few")
    overall = float(r.mean())
    inside = [number == part_shown for part_shown in shown]
    p_values = np.array([_chance(r, flags) for flags in inside])
    stands = discoveries(p_values, DISCOVERED)
    means = np.array([r[flags].mean() for flags in inside])
    shrunk = shrunk_means(means, counts[shown], overall)
    low: list[float] = []
    groups: list[Group] = []
    for place, part_shown in enumerate(shown.tolist()):
        flags, mean = inside[place], float(shrunk[place])
        group = Group(
            names[part_shown],
            int(counts[part_shown]),
            mean,
            mean_group("", r[flags]).interval,
            float(stands.adjusted[place]),
        )
        groups.append(group)
        is_low = mean < overall and np.median(r[flags]) <= np.median(r[~flags])
        if stands.stands[place] and is_low:
            low.append(mean)
    return trait(
        rule,
        name,
        is_found=bool(low),
        value=min(low, default=None),
        unit="R",
        n=len(r),
        groups=tuple(groups),
    )


def _chance(r: FloatArray, inside: Flags) -> float:
    """How often as many positions, drawn at random from the record, have a mean as far from the whole.

    Args:
        r: results in R, shape ``(positions,)``.
        inside: which are in the part, same shape.
    """
    n, known = int(inside.sum()), len(r)
    overall = float(r.mean())
    apart = abs(float(r[inside].mean()) - overall)
    if known > SHUFFLED_MOST:
        error = float(r.std()) * sqrt((known - n) / (n * (known - 1)))
        if error > 0:
            return erfc(apart / error / sqrt(2))
        return 1.0
    rng = np.random.default_rng(SEED)
    drawn = np.array([r[rng.permutation(known)[:n]].mean() for _ in range(SHUFFLES)])
    is_as_far = np.abs(drawn - overall) >= apart - 1e-12
    return (int(is_as_far.sum()) + 1) / (SHUFFLES + 1)


def _fatigue(rule: DetectorRule, context: Context) -> Trait:
    """How mean R falls with each decision of a session, within phases: fatigue and not the clock."""
    frame = context.frame
    r, phase, ordinal = frame["r"], frame["phase_number"], frame["ordinal"]
    known = np.isfinite(r) & np.isfinite(phase) & np.isfinite(ordinal)
    n = int(known.sum())
    fit = slope(ordinal[known], r[known], phase[known])
    if fit is None:
        reason: TraitGap = "too_few" if n < LEAST else "no_variation"
        return silent(rule, "fatigue", "R_a_decision", n, reason)
    value, interval = fit
    return trait(
        rule,
        "fatigue",
        is_found=interval.high < 0,
        value=value,
        unit="R_a_decision",
        n=n,
        interval=interval,
    )
