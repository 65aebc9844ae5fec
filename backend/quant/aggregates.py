"""Counts and sums of results: all that most metrics need, from an array in one pass or from SQL.

Figures from SQL are exact: `numeric` sums arrive as `Decimal` and are combined as fractions. Figures from an array are
as good as `float64`, 15 significant digits.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

import numpy as np

from backend.quant.metric import FloatArray, IntArray, checked

TINY = 1e-90  # the cube of a smaller deviation vanishes in a float

Number = Decimal | float | int


@dataclass(frozen=True, slots=True)
class Moments:
    """Size, sum, mean, spread and skew of some results.

    Attributes:
        total: exact from SQL, 15 digits from an array.
        mean: null without results.
        variance: of a sample (divided by n - 1), null below two results.
        skewness: third central moment over the cube of the standard deviation (both divided by n); null where the sum
            of cubes was not given or nothing varies.
    """

    n: int
    total: Decimal
    mean: float | None
    variance: float | None
    skewness: float | None = None

    @property
    def deviation(self) -> float | None:
        """The sample standard deviation."""
        if self.variance is None:
            return None
        return sqrt(self.variance)

    @property
    def standard_error(self) -> float | None:
        """Of the mean."""
        if self.variance is None:
            return None
        return sqrt(self.variance / self.n)

    @property
    def varies(self) -> bool:
        """Whether the results differ by more than the noise of the arithmetic."""
        deviation = self.deviation
        if deviation is None:
            return False
        size = abs(self.mean or 0.0)
        return deviation > max(1e-12 * size, TINY)

    @classmethod
    def of(cls, results: FloatArray) -> "Moments":
        """From results, shape ``(trades,)``."""
        results = checked(results)
        n = len(results)
        total = _digits(float(results.sum()))
        if n == 0:
            return cls(n, total, mean=None, variance=None)
        mean = float(results.mean())
        if n == 1:
            return cls(n, total, mean, variance=None)
        apart = results - mean
        squares = apart * apart  # several times faster than powers
        cubes = squares * apart
        second = float(squares.mean())
        third = float(cubes.mean())
        return cls(
            n,
            total,
            mean,
            variance=second * n / (n - 1),
            skewness=_skewness(second, third),
        )

    @classmethod
    def from_sums(
        cls,
        n: int,
        total: Number,
        squares: Number,
        cubes: Number | None = None,
    ) -> "Moments":
        """From a count, a sum, a sum of squares and, for the skew, a sum of cubes.

        Raises:
            ValueError: sums that no results have, such as squares below zero.
        """
        if n == 0:
            return cls(n, Decimal(0), mean=None, variance=None)
        mean = Fraction(total) / n
        second = Fraction(squares) / n - mean**2
        if n < 0 or (second < 0 and _exact(total, squares)):
            raise ValueError("No results have these sums.")
        second = max(second, Fraction(0))  # sums of floats may miss zero by their rounding
        skewness = None
        if cubes is not None:
            third = Fraction(cubes) / n
            third -= 3 * mean * second + mean**3
            skewness = _skewness(float(second), float(third))
        variance = None
        if n > 1:
            variance = float(second * n / (n - 1))
        return cls(n, Decimal(total), float(mean), variance, skewness)


@dataclass(frozen=True, slots=True)
class OutcomeSums:
    """Results split into wins, losses and break-even trades.

    What a trade was is decided once, by the tolerance of its account, and holds for every figure of wins and losses: a
    scratch is neither counted as won nor lost, and its money is in no sum of wins or losses. It is in the total.

    Attributes:
        wins, losses: sizes above zero, those of the losses without their sign.
        break_even: results no further from zero than the tolerance: counted, but neither won nor lost.
        total: of all results, with those at break-even.
    """

    wins: Moments
    losses: Moments
    break_even: int
    total: Decimal

    @property
    def n(self) -> int:
        """All results."""
        return self.decided + self.break_even

    @property
    def decided(self) -> int:
        """Results that were won or lost."""
        return self.wins.n + self.losses.n

    @classmethod
    def of(cls, results: FloatArray, tolerance: float = 0.0) -> "OutcomeSums":
        """From money or R, shape ``(trades,)``; the tolerance is in the same unit and not below zero."""
        results = checked(results)
        if tolerance < 0:
            raise ValueError("A tolerance is not below zero.")
        outcomes = np.sign(results) * (np.abs(results) > tolerance)
        return cls.judged(results, outcomes.astype(np.int64))

    @classmethod
    def judged(cls, results: FloatArray, outcomes: IntArray) -> "OutcomeSums":
        """From results, shape ``(trades,)``, of which somebody has said 1 for won, -1 for lost and 0 for break-even."""
        results = checked(results)
        wins = results[outcomes > 0]
        losses = results[outcomes < 0]
        return cls(
            wins=Moments.of(wins),
            losses=Moments.of(-losses),
            break_even=len(results) - len(wins) - len(losses),
            total=_digits(float(results.sum())),
        )


def _exact(*numbers: Number) -> bool:
    return not any(isinstance(number, float) for number in numbers)


def _digits(value: float) -> Decimal:
    """As many digits as a float is sure of."""
    return Decimal(f"{value:.15g}")


def _skewness(second: float, third: float) -> float | None:
    cube: float = second**1.5  # may be 0 where the variance is not
    if cube > 0:
        return third / cube
    return None
