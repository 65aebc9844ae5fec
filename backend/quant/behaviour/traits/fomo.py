"""What chasing costs this trader."""

import numpy as np

from backend.quant.aggregates import Moments
from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Trait
from backend.quant.behaviour.traits.common import mean_difference, silent, trait
from backend.quant.metric import FloatArray
from backend.quant.statistics import student_interval


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Mean R of chased entries against those within the zone, and the mean distance from the zone."""
    frame = context.frame
    planned, known = np.isfinite(frame["chase"]), np.isfinite(frame["r"])
    chased = planned & (frame["chased"] > 0)
    return [
        mean_difference(
            rule,
            "chased_against_in_zone",
            ("chased", "in_zone"),
            frame["r"][chased & known],
            frame["r"][planned & ~chased & known],
        ),
        _distance(rule, frame["chase"][planned]),
    ]


def _distance(rule: DetectorRule, chase: FloatArray) -> Trait:
    """The mean distance from the zone; ``chase`` in R, shape ``(positions,)``."""
    if len(chase) < MINIMUM:
        return silent(rule, "slippage_from_plan", "R", len(chase), "too_few")
    moments = Moments.of(chase)
    interval = student_interval(moments)
    return trait(
        rule,
        "slippage_from_plan",
        is_found=interval is not None and interval.low > 0.1,
        value=moments.mean,
        unit="R",
        n=len(chase),
        interval=interval,
    )
