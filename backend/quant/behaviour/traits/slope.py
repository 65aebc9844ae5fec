"""A straight line through points that belong to groups, each group compared with itself."""

import numpy as np

from backend.quant.metric import FloatArray, Interval, Method
from backend.quant.statistics import CONFIDENCE

LEAST = 30  # points; below it the normal interval of a slope is too short
NORMAL = 1.959964


def slope(x: FloatArray, y: FloatArray, group: FloatArray) -> tuple[float, Interval] | None:
    """How much y rises with x within groups, with its interval; null below 30 points or where x does not vary.

    Args:
        x: shape ``(points,)``.
        y: shape ``(points,)``.
        group: what a point belongs to, shape ``(points,)``; only differences within a group count.

    Source:
        The within estimator with the standard error of H. White, Econometrica 48 (1980).
    """
    if len(x) < LEAST:
        return None
    _, place = np.unique(group, return_inverse=True)
    sizes = np.bincount(place)
    mean_x = np.bincount(place, weights=x) / sizes
    mean_y = np.bincount(place, weights=y) / sizes
    x = x - mean_x[place]
    y = y - mean_y[place]
    spread = float((x * x).sum())
    if spread <= 1e-12:
        return None
    value = float((x * y).sum()) / spread
    left = y - value * x
    scores = (x * left) ** 2
    reach = NORMAL * (float(np.sqrt(scores.sum())) / spread)
    return value, Interval(value - reach, value + reach, CONFIDENCE, Method.STUDENT)
