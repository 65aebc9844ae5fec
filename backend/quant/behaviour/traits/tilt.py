"""What this trader's hot states come to."""

import numpy as np

from backend.quant.behaviour.context import Context
from backend.quant.behaviour.events import Detector, Trait
from backend.quant.behaviour.rule import Rule
from backend.quant.behaviour.traits.common import flagged, mean_difference


def traits(rule: Rule, context: Context) -> list[Trait]:
    """Mean R of positions in and around hot states against all others."""
    r = context.frame["r"]
    known, hot = np.isfinite(r), flagged(context, Detector.TILT)
    return [mean_difference(rule, "hot_against_calm", ("hot", "calm"), r[hot & known], r[~hot & known])]
