"""Forecasts against outcomes: Brier score, reliability, calibration error, and a forecast drawn to its record."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backend.quant.metric import (
    Flags,
    FloatArray,
    Formula,
    Interval,
    Method,
    Metric,
    MetricReason,
    MetricUnit,
    checked,
    null,
)
from backend.quant.statistics import CONFIDENCE, mean_interval, wilson_interval

BINS = 10
CALIBRATED_LEAST = 30  # decided forecasts; below it the record says nothing about the next one
PRIOR_FORECASTS = 20.0  # a raw forecast weighs as much as so many outcomes in its bin

BRIER = Formula(
    "mean((p - outcome)^2), p = confidence / 100, outcome = 1 if the first target came before the stop, else 0",
    MetricUnit.RATIO,
)
SKILL = Formula(
    "1 - Brier / (h * (1 - h)), h = share of hits: above 0 is better than always saying h",
    MetricUnit.RATIO,
)
ERROR = Formula("sum over bins of n / N * |mean confidence - share of hits|", MetricUnit.SHARE)


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of one tenth: what was said and what came.

    Attributes:
        low, high: of the forecasts, ratios; the last bin has 1.0 in it.
        said: their mean; null in an empty bin.
        came: the share of hits; null in an empty bin.
    """

    low: float
    high: float
    n: int
    hits: int
    said: float | None
    came: float | None
    interval: Interval | None


def brier(forecasts: FloatArray, hits: Flags) -> Metric:
    """How far forecasts are from outcomes; 0 is perfect, 0.25 is always saying one half.

    Args:
        forecasts: probabilities in [0, 1], shape ``(forecasts,)``.
        hits: the same shape.

    Source:
        G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950).
    """
    probabilities = _probabilities(forecasts, hits)
    if len(probabilities) == 0:
        return null(BRIER, 0, MetricReason.NO_TRADES)
    squares = (probabilities - hits) ** 2
    return Metric(
        value=float(squares.mean()),
        formula=BRIER,
        n=len(squares),
        interval=mean_interval(squares),
    )


def skill(forecasts: FloatArray, hits: Flags) -> Metric:
    """The Brier score beside that of always saying the share of hits; null where everything or nothing was hit.

    Args:
        forecasts: probabilities, 0 to 1, shape ``(forecasts,)``.
        hits: whether it came, same shape.
    """
    probabilities = _probabilities(forecasts, hits)
    n = len(probabilities)
    if n == 0:
        return null(SKILL, 0, MetricReason.NO_TRADES)
    share = float(np.mean(hits))
    if share in (0.0, 1.0):
        return null(SKILL, n, MetricReason.NO_VARIATION)
    squares = (probabilities - hits) ** 2
    of_forecasts = float(squares.mean())
    of_the_share = share * (1 - share)
    return Metric(1 - of_forecasts / of_the_share, SKILL, n)


def reliability(forecasts: FloatArray, hits: Flags) -> tuple[Bin, ...]:
    """Ten bins of equal width, each with what was said and what came.

    Args:
        forecasts: probabilities, 0 to 1, shape ``(forecasts,)``.
        hits: whether it came, same shape.

    Source:
        A. H. Murphy and R. L. Winkler, "Reliability of subjective probability forecasts", Applied Statistics 26 (1977).
    """
    probabilities = _probabilities(forecasts, hits)
    tenths = (probabilities * BINS).astype(np.int64)
    places = np.minimum(tenths, BINS - 1)
    bins = []
    for number in range(BINS):
        inside = places == number
        bins.append(_bin(number, probabilities[inside], hits[inside]))
    return tuple(bins)


def _bin(number: int, forecasts: FloatArray, hits: Flags) -> Bin:
    """One tenth, of the forecasts that lie in it and their outcomes, both of shape ``(n,)``."""
    low = number / BINS
    high = (number + 1) / BINS
    n = len(forecasts)
    if n == 0:
        return Bin(low, high, n=0, hits=0, said=None, came=None, interval=None)
    hit = int(hits.sum())
    return Bin(
        low=low,
        high=high,
        n=n,
        hits=hit,
        said=float(forecasts.mean()),
        came=hit / n,
        interval=wilson_interval(hit, n),
    )


def calibration_error(bins: Sequence[Bin]) -> Metric:
    """The expected calibration error: how far, on average, what was said is from what came.

    The interval holds for any forecasts and any number of them. One outcome moves the error by 1 / N at the most, so in
    95 % of records it stays within ``sqrt(ln(2 / 0.05) / (2 N))`` of its expectation. That is never below the true
    error, and above it by no more than ``sum(sqrt(n)) / (2 N)``, as far as shares of n outcomes stray by themselves. A
    bootstrap would miss the truth in half of the records of somebody who is well calibrated: chance makes every error
    larger than it is, and resampling once more.

    Source:
        M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning",
        AAAI (2015). C. McDiarmid, "On the method of bounded differences", Surveys in Combinatorics (1989).
    """
    n = sum(bucket.n for bucket in bins)
    if n == 0:
        return null(ERROR, 0, MetricReason.NO_TRADES)
    apart = sum(
        bucket.n * abs(bucket.said - bucket.came)
        for bucket in bins
        if bucket.said is not None and bucket.came is not None
    )
    error = apart / n
    rare = math.log(2 / (1 - CONFIDENCE))
    chance = math.sqrt(rare / (2 * n))
    strays = sum(math.sqrt(bucket.n) for bucket in bins)
    strayed = strays / (2 * n)
    interval = Interval(
        low=max(0.0, error - chance - strayed),
        high=min(1.0, error + chance),
        confidence=CONFIDENCE,
        method=Method.MCDIARMID,
    )
    return Metric(error, ERROR, n, interval)


def shrunk_forecast(forecast: float, bins: Sequence[Bin]) -> float | None:
    """A forecast drawn to what came of forecasts like it; null below thirty decided ones in all.

    ``(k * p + hits) / (k + n)`` with the hits and the number of its bin, and k = 20: an empty bin changes nothing.
    """
    decided = sum(bucket.n for bucket in bins)
    if decided < CALIBRATED_LEAST:
        return None
    tenth = min(int(forecast * BINS), BINS - 1)
    inside = bins[tenth]
    hits = PRIOR_FORECASTS * forecast + inside.hits
    return hits / (PRIOR_FORECASTS + inside.n)


def _probabilities(forecasts: FloatArray, hits: Flags) -> FloatArray:
    """The forecasts, shape ``(forecasts,)``, with an outcome for each.

    Raises:
        ValueError: other numbers of outcomes, or a forecast outside of 0 to 1.
    """
    values = checked(forecasts)
    if len(values) != len(hits):
        raise ValueError("Each forecast has one outcome.")
    if len(values) and (values.min() < 0 or values.max() > 1):
        raise ValueError("A forecast is a probability from 0 to 1.")
    return values
