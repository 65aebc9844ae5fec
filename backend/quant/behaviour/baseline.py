"""The trader's own usual: the last 60 values before a moment, by median and MAD, which a third of bad days cannot move.

Percentiles beyond the 90th are not in 60 values. They are read from Student's t with three degrees of freedom around
the own median and spread: sizes, counts and times of traders have heavier tails than the normal distribution. What is
in 60 values is asked of them: a value that the trader often has is none beyond the own 90th, however small the spread.
"""

from dataclasses import dataclass
from math import atan, pi, sqrt

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from backend.quant.behaviour.events import MINIMUM, WINDOW, Severity
from backend.quant.metric import Flags, FloatArray, IntArray

MAD_TO_DEVIATION = 1.4826  # MAD of a normal distribution times this is its standard deviation
T3_SPREAD = 1.1340  # MAD of Student's t with three degrees of freedom, times the same
AT_ONCE = 8_192  # windows in memory, 4 MB
MILD, MARKED, SEVERE = 90.0, 97.5, 99.0
REPEATED = 0.1  # of the window: a value that makes up more of it is a habit
REACHED = 0.2  # of the window: so is one that more of it reach, in whatever steps; a habit that costs shows in one of
# six positions and varies, so that fewer would take what is looked for to be usual
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Trail:
    """What was known of one figure, and since when.

    Attributes:
        at: seconds since 1970, or ordinals of days where there is one value a day; ascending, shape ``(values,)``.
        values: finite, shape ``(values,)``.
    """

    at: FloatArray
    values: FloatArray

    def before(self, moments: FloatArray) -> IntArray:
        """How many values were known strictly before each moment, shape ``(moments,)``; moments in the unit of ``at``."""
        return np.searchsorted(self.at, moments, side="left")

    def last(self, known: int) -> FloatArray:
        """The window that ends with the value number ``known``, shape ``(values,)``, at most 60 of them."""
        return self.values[max(0, known - WINDOW) : known]

    def span(self, known: int) -> tuple[float, float]:
        """The times of the first and the last value in that window, which is not empty."""
        first = max(0, known - WINDOW)
        return float(self.at[first]), float(self.at[known - 1])


@dataclass(frozen=True, slots=True)
class Usual:
    """Median and spread before each of some moments.

    Attributes:
        known: values known before, shape ``(moments,)``; the window has at most 60 of them.
        centre, spread: shape ``(moments,)``, nan while fewer than 20 are known.
    """

    known: IntArray
    centre: FloatArray
    spread: FloatArray

    @property
    def n(self) -> IntArray:
        """Values in the window, shape ``(moments,)``."""
        return np.minimum(self.known, WINDOW)

    def distance(self, values: FloatArray) -> FloatArray:
        """Robust z: how many spreads each value lies above the centre, shape ``(moments,)``; nan while learning."""
        return np.asarray((values - self.centre) / self.spread, dtype=np.float64)


def usual(trail: Trail, moments: FloatArray, floor: float) -> Usual:
    """Median and MAD * 1.4826 of the last 60 values before each moment.

    Args:
        trail: values in the order in which they became known.
        moments: in the unit of ``trail.at``, shape ``(moments,)``.
        floor: the least spread, above zero: differences below it mean nothing, however steady the trader is.
    """
    known = trail.before(moments)
    different, places = np.unique(known, return_inverse=True)
    centre = np.full(len(different), np.nan)
    spread = np.full(len(different), np.nan)
    for group, windows in _windows(trail.values, different):
        middle = np.median(windows, axis=1)
        apart = np.abs(windows - middle[:, None])
        centre[group] = middle
        spread[group] = np.median(apart, axis=1) * MAD_TO_DEVIATION
    spread = np.maximum(spread, floor)
    return Usual(known, centre[places], spread[places])


def quantile(trail: Trail, moments: FloatArray, q: float) -> FloatArray:
    """The q-quantile (linear) of the last 60 values before each moment; nan while fewer than 20 are known.

    Args:
        trail: what is known, and since when.
        moments: in the unit of ``trail.at``, shape ``(moments,)``.
        q: 0 to 1.

    Returns:
        Shape ``(moments,)``, in the unit of the trail.
    """
    different, places = np.unique(trail.before(moments), return_inverse=True)
    values = np.full(len(different), np.nan)
    for group, windows in _windows(trail.values, different):
        values[group] = np.quantile(windows, q, axis=1)
    return np.asarray(values[places], dtype=np.float64)


def habit(trail: Trail, moments: FloatArray, alike: float) -> FloatArray:
    """The largest value that the trader often has, by the last 60 before each moment; nan below 20.

    More than a tenth of the window lie within twice ``alike`` of each other up to it, or more than a fifth reach it.
    What is no more than ``alike`` above it is not beyond the own 90th percentile.

    Args:
        trail: values in the order in which they became known.
        moments: in the unit of ``trail.at``, shape ``(moments,)``.
        alike: differences up to it are none.
    """
    different, places = np.unique(trail.before(moments), return_inverse=True)
    values = np.full(len(different), np.nan)
    for group, windows in _windows(trail.values, different):
        ordered = np.sort(windows, axis=1)
        n = ordered.shape[1]
        reached = ordered[:, n - 1 - int(n * REACHED)]
        more = int(n * REPEATED)
        lower, upper = ordered[:, : n - more], ordered[:, more:]
        runs = upper - lower <= 2 * alike + ROUNDING
        repeated = np.where(runs, upper, -np.inf)
        values[group] = np.maximum(reached, repeated.max(axis=1))
    return np.asarray(values[places], dtype=np.float64)


def is_habit(trail: Trail, moments: FloatArray, values: FloatArray, alike: float) -> Flags:
    """Whether each value is one that the trader often has; false while learning.

    Args:
        trail: what is known, and since when.
        moments: in the unit of ``trail.at``, shape ``(moments,)``.
        values: one for each moment, same shape, in the unit of the trail.
        alike: how near a value counts as the same, in that unit.

    Returns:
        Shape ``(moments,)``.
    """
    most = habit(trail, moments, alike) + alike + ROUNDING
    return np.asarray(values <= most)


def share(trail: Trail, moments: FloatArray) -> FloatArray:
    """Mean of the last 60 values before each moment, for values of 0 and 1; nan while fewer than 20 are known.

    Args:
        trail: zeros and ones, and since when each is known.
        moments: in the unit of ``trail.at``, shape ``(moments,)``.

    Returns:
        Shape ``(moments,)``, 0 to 1.
    """
    known = trail.before(moments)
    running = np.concatenate([[0.0], np.cumsum(trail.values)])
    n = np.minimum(known, WINDOW)
    ones = running[known] - running[known - n]
    values = np.full(len(n), np.nan)
    np.divide(ones, n, out=values, where=n >= MINIMUM)
    return values


def _windows(values: FloatArray, known: IntArray) -> list[tuple[IntArray, FloatArray]]:
    """For counts ``known`` that are at least the minimum: their places, and the windows that end there.

    Args:
        values: of a trail, shape ``(values,)``.
        known: how many of them were known each time, shape ``(moments,)``.

    Returns:
        Pairs of places in ``known``, shape ``(windows,)``, and values, shape ``(windows, length)``.
    """
    groups = []
    is_full = known >= WINDOW
    is_short = (known >= MINIMUM) & ~is_full
    for place in np.flatnonzero(is_short).tolist():
        window = values[None, : known[place]]
        groups.append((np.array([place]), window))
    full = np.flatnonzero(is_full)
    if len(full):
        views = sliding_window_view(values, WINDOW)
        for start in range(0, len(full), AT_ONCE):
            places = full[start : start + AT_ONCE]
            starts = known[places] - WINDOW
            groups.append((places, views[starts]))
    return groups


def percentile(distance: float) -> float:
    """Where a robust z lies among the trader's own values, 0 to 100, by Student's t with three degrees of freedom."""
    t = distance * T3_SPREAD / sqrt(3)
    above_median = (t / (1 + t * t) + atan(t)) / pi
    return 100 * (0.5 + above_median)


def severity(at: float | None, declared: bool) -> Severity:
    """By the own percentile; a declared rule that was broken is severe. What fired is at least mild."""
    if declared:
        return Severity.SEVERE
    if at is None or at < MARKED:
        return Severity.MILD
    if at >= SEVERE:
        return Severity.SEVERE
    return Severity.MARKED
