"""A number of a text as it is said: how large, how exact, of what, and what it counts. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Unit(Enum):
    """What a figure is a number of; plain where nothing is said."""

    PLAIN = "plain"
    MONEY = "money"
    R = "r"
    PERCENT = "percent"
    POINTS = "points"
    TICKS = "ticks"
    PIPS = "pips"
    OTHER = "other"


class CountedThing(Enum):
    """What is counted, by the word behind."""

    NONE = ""
    SIZE = "size"
    TRADES = "trades"
    DAYS = "days"
    TIMES = "times"
    DISTANCE = "distance"  # the first of "2 or 3 points"


DISTANCES = (Unit.POINTS, Unit.TICKS, Unit.PIPS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    Attributes:
        value: without its sign; `18k` is 18000.
        places: how many were said behind the point; `18k` has -3.
        of: the currencies that a sign such as `$` may mean, or the letters of another unit; empty where none is said.
        sign: -1 and 1 where a sign is written, 0 where none is.
        is_bare: whole digits alone, so that it may be a count.
        is_ordinal: `15th`.
        is_scaled: `18k`, `4.5 thousand`.
        measure: what is counted: `3 contracts`, `3 of 4 trades`.
    """

    value: Decimal
    places: int
    unit: Unit
    start: int
    end: int
    of: frozenset[str] = frozenset()
    sign: int = 0
    is_bare: bool = False
    is_ordinal: bool = False
    is_scaled: bool = False
    measure: CountedThing = CountedThing.NONE

    def is_of(self, other: "Figure") -> bool:
        """Whether both may mean the same currency, or the same letters."""
        return not self.of or not other.of or bool(self.of & other.of)
