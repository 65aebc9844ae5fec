"""What can happen to a trade, as the model of the record takes it: exact fractions, nothing of the product."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

Convert = Callable[[str, str, date], Fraction | None]
"""What one unit of a currency is worth in another on a day; null where nobody gave a rate."""

DayOf = Callable[[datetime], date]
"""The session day of a moment."""


class Direction(StrEnum):
    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        return 1 if self is Direction.LONG else -1

    @property
    def other(self) -> "Direction":
        return Direction.SHORT if self is Direction.LONG else Direction.LONG


class Matching(StrEnum):
    FIFO = "fifo"
    WEIGHTED_AVERAGE = "weighted_average"


class Action(StrEnum):
    ENTRY = "entry"
    EXIT = "exit"


class Ending(StrEnum):
    WORTHLESS = "worthless"
    CASH_SETTLED = "cash_settled"
    ASSIGNED = "assigned"
    EXERCISED = "exercised"


@dataclass(frozen=True, slots=True)
class Fee:
    """Money that was charged (or, below zero, paid back) in some currency."""

    amount: Fraction
    currency: str


NO_FEE = Fee(Fraction(0), "USD")


@dataclass(frozen=True, slots=True)
class Event:
    """Anything that happened at a moment; `id` is the history's own name of it."""

    id: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Fill(Event):
    """An execution. An exit of more than is held turns the position around (two trades), where that is meant."""

    action: Action
    quantity: Fraction
    price: Fraction
    fee: Fee = NO_FEE
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class SharesTaken:
    """What an option became: shares at the strike."""

    direction: Direction
    quantity: Fraction
    price: Fraction


@dataclass(frozen=True, slots=True)
class Expiry(Event):
    """The end of a contract: everything that is held goes at `price`."""

    ending: Ending
    price: Fraction
    fee: Fee = NO_FEE
    shares: SharesTaken | None = None


@dataclass(frozen=True, slots=True)
class Roll(Event):
    """Out of one month at `price` with everything, and `into` another with as much at `opening_price`."""

    into: str
    price: Fraction
    opening_price: Fraction
    fee: Fee = NO_FEE
    opening_fee: Fee = NO_FEE


@dataclass(frozen=True, slots=True)
class Split(Event):
    """`numerator` units for each `denominator` units of before."""

    numerator: int
    denominator: int

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Dividend(Event):
    per_unit: Fraction
    currency: str


@dataclass(frozen=True, slots=True)
class Financing(Event):
    """Swap or funding: above zero it costs."""

    amount: Fraction
    currency: str


@dataclass(frozen=True, slots=True)
class StopSet(Event):
    """The stop from now on; null takes it away. One that was told together with the first entry was known by then."""

    price: Fraction | None
    is_told_with_trade: bool = False


@dataclass(frozen=True, slots=True)
class Correction(Event):
    """Stands in the place of the fill (or correction) `target`; what is null stays. `time` is when it was recorded."""

    target: str
    quantity: Fraction | None = None
    price: Fraction | None = None
    fee: Fee | None = None
    moved_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Voiding(Event):
    """Takes an event back."""

    target: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What does not change while a trade goes on."""

    direction: Direction
    currency: str
    account_currency: str
    multiplier: Fraction = Fraction(1)
    matching: Matching = Matching.FIFO
    tolerance: Fraction = Fraction(0)
