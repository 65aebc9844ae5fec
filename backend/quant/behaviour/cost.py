"""What a behaviour cost: flagged positions against the trader's others."""

from collections.abc import Iterable

import numpy as np

from backend.quant.behaviour.context import Context
from backend.quant.behaviour.events import Cost, Event
from backend.quant.behaviour.record import Key
from backend.quant.metric import Interval
from backend.quant.statistics import difference_interval


def cost_of(context: Context, events: Iterable[Event]) -> Cost:
    """Sum of R of the flagged less their number times the mean R of the others.

    The interval is that number times the one of the difference of the means (bootstrap with a fixed seed).
    """
    flagged: set[Key] = set()
    for event in events:
        flagged.update(event.position_ids)
    frame = context.frame
    rows = np.array(sorted(frame.row(key) for key in flagged), dtype=np.int64)
    inside = np.zeros(len(frame), dtype=bool)
    inside[rows] = True
    r = frame["r"]
    there = np.isfinite(r)
    one, other = r[inside & there], r[~inside & there]
    n = len(one)
    if n == 0 or len(other) == 0:
        return Cost(None, None, n, float(one.mean()) if n else None, float(other.mean()) if len(other) else None)
    apart = difference_interval(one, other)
    scaled = None if apart is None else Interval(apart.low * n, apart.high * n, apart.confidence, apart.method)
    mean = float(other.mean())
    return Cost(float(one.sum()) - n * mean, scaled, n, float(one.mean()), mean)
