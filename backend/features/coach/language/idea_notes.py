"""What the parser notes of a trader's words before anything is concluded."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """A number for a stop or a target: a price, or a distance in a unit."""

    value: Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a trade was left (`is_done`), or where it was or is to be ("out 18290")."""

    price: Decimal
    is_done: bool


@dataclass
class IdeaNotes:
    """What has been read so far.

    Attributes:
        entries: prices that are called the entry.
        prices: those behind a name, a direction or "at".
        loose: those that nothing says anything of.
        after_leaving: of the last two those that may be the exit, too.
        is_entry_told: there was a price before the first word of leaving, so that is the entry.
        is_exit_unclear: only a part was closed, or a stop was meant.
        is_covered: what is covered was short.
    """

    directions: dict[str, None] = field(default_factory=dict)
    entries: list[Decimal] = field(default_factory=list)
    prices: list[Decimal] = field(default_factory=list)
    loose: list[Decimal] = field(default_factory=list)
    after_leaving: list[Decimal] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    stop: Level | None = None
    targets: list[Level] = field(default_factory=list)
    size: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    timeframe: str | None = None
    market: bool = False
    zone: tuple[Decimal, Decimal] | None = None
    is_left: bool = False
    is_entry_told: bool = False
    is_exit_unclear: bool = False
    is_covered: bool = False

    @property
    def has_entry(self) -> bool:
        """Whether any price was said that may be the entry."""
        return bool(self.entries or self.prices or self.loose or self.zone)

    def forget_leaving(self) -> None:
        """What was left is another trade; the idea begins behind its end."""
        self.is_left = False
        self.is_covered = False
        self.after_leaving = []
        self.exits = []

    def add_stop(self, level: Level) -> None:
        """The first stop that is told is the one that counts."""
        self.stop = self.stop or level

    def add_size(self, size: Decimal) -> None:
        """The first size that is told is the one that counts."""
        self.size = self.size or size

    def add_timeframe(self, timeframe: str) -> None:
        """The first timeframe that is told is the one that counts."""
        self.timeframe = self.timeframe or timeframe
