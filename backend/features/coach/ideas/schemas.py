"""What the reader of ideas gives back: terms, exits, moved levels, what must be asked, what is doubtful."""

from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Literal

MOST_TARGETS = 6
MOST_EXITS = 8
OF_AN_OPTION = "option"  # the kind of a number that says which option it is: its strike, its day

Direction = Literal["long", "short"]
OrderName = Literal["market", "limit", "stop"]
LevelName = Literal["stop", "target"]
ExitLevel = Literal["stop", "target", "break_even"]


@dataclass(frozen=True, slots=True)
class SpokenOption:
    """An option as it was told; `expiry` as an ISO day where it can be known, else the words."""

    underlying: str
    right: Literal["call", "put"]
    strike: Decimal | None = None
    expiry: str | None = None


@dataclass(frozen=True, slots=True)
class SpokenExit:
    """Where a part of a trade, or what is left of it, was closed.

    Attributes:
        price: null for "at the stop" and the like, and where none was told.
        size: in the unit of the trade; null where a share or all was told.
        share: of what was held, such as 0.5; 1 for the rest.
        at: the level that ended it, where that was told instead of a price.
    """

    price: Decimal | None = None
    size: Decimal | None = None
    share: Decimal | None = None
    at: ExitLevel | None = None


@dataclass(frozen=True, slots=True)
class SpokenIdea:
    """What was said of a trade; null where nothing was. The fields are those of the typed requests."""

    instrument: str | None = None
    option: SpokenOption | None = None
    direction: Direction | None = None
    order: OrderName | None = None
    entry: Decimal | None = None
    entry_low: Decimal | None = None
    entry_high: Decimal | None = None
    stop: Decimal | None = None
    targets: tuple[Decimal, ...] = ()
    size: Decimal | None = None
    notional: Decimal | None = None
    leverage: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    timeframe: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """The fields that something was said of."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return frozenset(name for name, value in values.items() if value not in (None, ()))


@dataclass(frozen=True, slots=True)
class LevelMove:
    """A stop or target of a trade that is held was moved; to the entry where that was told."""

    level: LevelName
    price: Decimal | None = None
    to_entry: bool = False


@dataclass(frozen=True, slots=True)
class AskChoice:
    """A way in which something can be meant: the words of a button, and the terms that it makes."""

    label: str
    terms: SpokenIdea


@dataclass(frozen=True, slots=True)
class Ask:
    """What must be asked back before anything is done with the idea.

    Attributes:
        about: the field or topic that is unclear, such as `direction`.
        question: in words for the trader.
        choices: the ways in which it can be meant; none where the trader must write.
    """

    about: str
    question: str
    choices: tuple[AskChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A size, price or distance that is far from the instrument or the account."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A part of the message, from its first character to behind its last."""

    start: int
    end: int
    text: str


class NumberFate(StrEnum):
    """What became of a number."""

    PLACED = "placed"  # a part of the trade
    ASIDE = "aside"  # it is known to be none
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class NumberAccount:
    """What became of one number of the message.

    Attributes:
        start, end: where it stands in the text.
        kind: of its form (`NumberKind`), or `OF_AN_OPTION`; "" of one that was not read.
        unit: of a distance: tick, pip, point, cent, %, r, atr.
        values: what it can mean.
    """

    start: int
    end: int
    fate: NumberFate
    kind: str = ""
    unit: str = ""
    values: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class IdeaReading:
    """What was read of a message.

    Attributes:
        terms: what is certain; in a change of an idea on the table only what changes.
        exits: parts that were closed, in the order of the words.
        moves: levels of a trade that is held which were moved.
        is_done: the trade was entered already, it is no idea any more.
        is_closed: it was left, wholly or in part.
        about_to: it is announced and not made yet.
        asks: what is unclear, the most important first.
        doubts: what must be confirmed before anything may be logged with one click.
        used: the parts of the text that became something.
        unused: numbers, denials and names that became nothing.
        inferred: fields that follow from others and not from words.
        stop_distance: how far away a stop is that was told as a distance.
        planned_exits: where it is to be left by "out", which are targets too where they pay.
        stated: the terms with what is doubtful and asked as it was written.
        is_exit_unclear: only a part was closed, or a stop may have been meant.
        is_only_price_an_end: the only price stands behind a word of leaving: it may be entry or exit.
        numbers: what became of every number.
    """

    terms: SpokenIdea = SpokenIdea()
    exits: tuple[SpokenExit, ...] = ()
    moves: tuple[LevelMove, ...] = ()
    is_done: bool = False
    is_closed: bool = False
    about_to: bool = False
    asks: tuple[Ask, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    used: tuple[TextSpan, ...] = ()
    unused: tuple[TextSpan, ...] = ()
    inferred: frozenset[str] = frozenset()
    stop_distance: Decimal | None = None
    planned_exits: tuple[Decimal, ...] = ()
    stated: SpokenIdea = SpokenIdea()
    is_exit_unclear: bool = False
    is_only_price_an_end: bool = False
    numbers: tuple[NumberAccount, ...] = ()

    def asks_about(self, *topics: str) -> bool:
        """Whether one of these is asked back."""
        return any(ask.about in topics for ask in self.asks)
