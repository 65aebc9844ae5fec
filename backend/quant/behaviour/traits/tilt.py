"""What this trader's hot states come to."""

import numpy as np

from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.cost import entered_while_hot
from backend.quant.behaviour.events import Detector, Trait
from backend.quant.behaviour.traits.common import mean_difference


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Mean R of positions that were entered within hot states against all others."""
    r = context.frame["r"]
    known = np.isfinite(r)
    hot = entered_while_hot(context, context.events.get(Detector.TILT, ()))
    while_hot, while_calm = r[hot & known], r[~hot & known]
    return [mean_difference(rule, "hot_against_calm", ("hot", "calm"), while_hot, while_calm)]
