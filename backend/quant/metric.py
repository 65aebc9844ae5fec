"""A number that can be asked why: its formula, how many trades it rests on, how sure it is and what was left out."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Flags = NDArray[np.bool_]

SMALL_SAMPLE = 30  # below it the central limit theorem is no comfort for skewed results


class MetricReason(StrEnum):
    """Why a metric is null."""

    NO_TRADES = "no_trades"
    NO_ANSWERS = "no_answers"
    NO_RATINGS = "no_ratings"
    NO_STEPS = "no_steps"
    NO_DECIDED_TRADES = "no_decided_trades"
    NO_WIN = "no_win"
    NO_LOSS = "no_loss"
    TOO_FEW_TRADES = "too_few_trades"
    TOO_FEW_DAYS = "too_few_days"
    TOO_FEW_SESSIONS = "too_few_sessions"
    NO_VARIATION = "no_variation"
    NO_DRAWDOWN = "no_drawdown"
    NO_STARTING_EQUITY = "no_starting_equity"
    EQUITY_EXHAUSTED = "equity_exhausted"
    SEVERAL_BEHAVIOURS = "several_behaviours"
    NOT_MEASURED = "not_measured"


class MetricUnit(StrEnum):
    """In what a metric is counted.

    A `share` is a part of one, 0.58 is 58 %; a `ratio` is a number by itself; `percent` are of a hundred already;
    `points` are those of a score, up to a hundred; `size` is in contracts, shares or coins.
    """

    MONEY = "money"
    R = "r"
    SHARE = "share"
    RATIO = "ratio"
    PERCENT = "percent"
    POINTS = "points"
    COUNT = "count"
    SIZE = "size"
    SECONDS = "seconds"


class Formula(str):
    """How a metric is made, in words and signs that a trader can check with a pencil, and the unit of what it makes."""

    __slots__ = ("unit",)

    unit: MetricUnit

    def __new__(cls, words: str, unit: MetricUnit) -> Self:
        """These words, for a metric in this unit."""
        formula = super().__new__(cls, words)
        formula.unit = unit
        return formula

    def __reduce__(self) -> tuple[type[Self], tuple[str, MetricUnit]]:
        """What a copy of it is made of."""
        return type(self), (str(self), self.unit)


class Uncounted(StrEnum):
    """Why a trade does not count; beside these the reasons of R are used."""

    BREAK_EVEN = "break_even"
    WITHOUT_R = "without_r"


class Method(StrEnum):
    """How an interval was found."""

    WILSON = "wilson"
    NEWCOMBE = "newcombe"
    STUDENT = "student_t"
    BCA = "bootstrap_bca"
    SKEW_CORRECTED = "skew_corrected_normal"
    WELCH = "welch_t"
    DELTA = "delta_on_log"
    LO = "lo_2002"
    SEN = "theil_sen"
    DAYS = "bootstrap_by_day"
    MCDIARMID = "mcdiarmid"


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value plausibly lies; ``confidence`` is a ratio such as 0.95."""

    low: float
    high: float
    confidence: float
    method: Method


Excluded = tuple[tuple[StrEnum, int], ...]
"""What was left out and how often: ``((Uncounted.BREAK_EVEN, 3), (RiskReason.NO_STOP, 12))``."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure with its evidence.

    Attributes:
        value: null only together with a ``reason``.
        formula: how it is made, and with it the unit of the value.
        n: trades, days or paths that the value rests on.
        excluded: what was left out, by reason; reasons that did not occur are not listed.
    """

    value: Decimal | float | int | None
    formula: Formula
    n: int
    interval: Interval | None = None
    excluded: Excluded = ()
    reason: MetricReason | None = None

    @property
    def unit(self) -> MetricUnit:
        """In what the value is counted."""
        return self.formula.unit

    @property
    def is_small_sample(self) -> bool:
        """Whether there are too few trades to lean on the value."""
        return self.n < SMALL_SAMPLE


def null(formula: Formula, n: int, reason: MetricReason, excluded: Excluded = ()) -> Metric:
    """A metric that has no value, and why."""
    return Metric(None, formula, n, excluded=excluded, reason=reason)


def occurring(excluded: Excluded) -> Excluded:
    """Without the reasons that did not occur."""
    return tuple((reason, n) for reason, n in excluded if n)


def checked(values: FloatArray) -> FloatArray:
    """The same values, shape ``(n,)`` in any unit, as an array of floats.

    Raises:
        ValueError: more than one dimension, or a value that is not finite; null results are left out before.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError("A series has one dimension.")
    if not np.isfinite(array).all():
        raise ValueError(
            "A series has finite values only; leave the others out and count them as excluded."
        )
    return array
