"""Plans whose trigger was met and that were not traded, and what bending plans comes to."""

import numpy as np

from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import Trait
from backend.quant.behaviour.traits.common import mean_difference, mean_group, silent, trait


def traits(rule: DetectorRule, context: Context, bent_from: float) -> list[Trait]:
    """Hesitation, kept apart from real results, and bent plans against kept ones."""
    frame = context.frame
    known = np.isfinite(frame["r"]) & np.isfinite(frame["drift"])
    bent = known & (frame["drift"] >= bent_from)
    kept_or_drifted = mean_difference(
        rule,
        "bent_against_kept",
        ("bent", "kept"),
        frame["r"][bent],
        frame["r"][known & ~bent],
    )
    return [_missed(rule, context), kept_or_drifted]


def _missed(rule: DetectorRule, context: Context) -> Trait:
    """Mean R that plans would have made that were not traded."""
    name, missed = "hesitation", context.missed
    if not missed:
        return silent(rule, name, "R", 0, "no_missed_plans")
    results: list[float] = []
    by_kind: dict[str, list[float]] = {plan.known_by: [] for plan in missed}
    for plan in missed:
        if plan.r is not None:
            results.append(plan.r)
            by_kind[plan.known_by].append(plan.r)
    if not results:
        return silent(rule, name, "R", len(missed), "no_results_of_missed_plans")
    groups = tuple(mean_group(kind, np.array(by_kind[kind])) for kind in sorted(by_kind))
    mean = float(np.array(results).mean())
    return trait(rule, name, is_found=mean > 0, value=mean, unit="R", n=len(missed), groups=groups)
