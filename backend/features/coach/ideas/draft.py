"""What one way of binding labels to numbers makes of a message, before distances become prices."""

from dataclasses import dataclass, field
from decimal import Decimal

from backend.features.coach.ideas.schemas import LevelMove, SpokenExit


@dataclass(frozen=True, slots=True)
class LevelNote:
    """A number for a stop or a target: a price where it has no unit, else a distance.

    Attributes:
        place: of the number among the pieces.
        is_money: it was written as money, so it may be no price.
        score: how closely it stands to its label.
    """

    value: Decimal
    place: int
    unit: str = ""
    is_money: bool = False
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class PriceNote:
    """A number that may be the entry, and by which evidence: label, at, attached, edge, loose."""

    value: Decimal
    place: int
    evidence: str


@dataclass(slots=True)
class IdeaDraft:
    """What has been noted so far.

    Attributes:
        entries: numbers that may be the entry, in the order of the text.
        zone: two edges of an entry that was told as a range.
        span: the label that was given a range where one price is due.
        plain_levels: "stop 10": numbers of a label that fit neither as a price nor bear a unit.
        planned: where it is to be left, by "out".
        free: places of numbers that nothing explains.
        aside: places of numbers that are known to be no part of the trade: a level of the market, a result.
        may_be_stopped: "stopped at 4490" may say where the stop is, or that it was hit.
        is_unclear_exit: a level or a part was told that may be an exit or not.
    """

    entries: list[PriceNote] = field(default_factory=list)
    zone: tuple[Decimal, Decimal] | None = None
    span: str | None = None
    stops: list[LevelNote] = field(default_factory=list)
    targets: list[LevelNote] = field(default_factory=list)
    sizes: list[Decimal] = field(default_factory=list)
    notional: Decimal | None = None
    leverage: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    timeframe: str | None = None
    exits: list[SpokenExit] = field(default_factory=list)
    planned: list[Decimal] = field(default_factory=list)
    moves: list[LevelMove] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    aside: set[int] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    after_leaving: list[PriceNote] = field(default_factory=list)
    is_left: bool = False
    is_covered: bool = False
    is_unclear_exit: bool = False
    may_be_stopped: bool = False
    stop_without_number: bool = False
    target_without_number: bool = False
    score: float = 0.0
