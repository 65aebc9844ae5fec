"""What widening stops cost this trader, and what it saved: both sides."""

import numpy as np

from backend.quant.aggregates import Moments
from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import Group, Trait
from backend.quant.behaviour.traits.common import mean_group, silent, trait
from backend.quant.statistics import student_interval

FEW = 10


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Mean effect where the old stop would have been hit; where it would not, there is none."""
    frame = context.frame
    moved = np.isfinite(frame["widened_at"]) & np.isfinite(frame["r_gross"])
    hit = moved & (frame["hit"] == 1)
    not_hit = moved & (frame["hit"] == 0)
    unknown = moved & np.isnan(frame["hit"])
    effect = frame["r_gross"][hit] + 1
    groups = (
        mean_group("cost", effect[effect < 0]),
        mean_group("saved", effect[effect >= 0]),
        Group("old_stop_not_hit", int(not_hit.sum()), None),
        Group("not_known", int(unknown.sum()), None),
    )
    name, n = "effect_of_widening", len(effect)
    if n < FEW:
        return [silent(rule, name, "R", n, "too_few", groups)]
    moments = Moments.of(effect)
    interval = student_interval(moments)
    is_found = interval is not None and interval.high < 0
    return [
        trait(
            rule,
            name,
            is_found=is_found,
            value=moments.mean,
            unit="R",
            n=n,
            interval=interval,
            groups=groups,
        )
    ]
