"""What the coach knows of a trader: typed, and each thing with the id by which a sentence can name it. Pure.

Ids: `trade:<id>`, `plan:<id>`, `pattern:<id>`, `memory:<id>`, `commitment:<id>`, `session:<id>`, `check_in:<day>`,
`hold:<rule>`, `figure:<name>`, `market:<symbol>`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.core.types import JsonObject
from backend.features.coach.coach_context.models import DayPhase, SessionType

QUICK = timedelta(minutes=15)  # an entry within it of a loss is called quick


@dataclass(frozen=True, slots=True)
class TradeView:
    """A trade, as far as the coach speaks of it."""

    id: UUID
    instrument: str
    direction: str
    size: Decimal
    entry_time: datetime
    entry_day: date
    entry_price: Decimal
    stop_price: Decimal | None
    exit_time: datetime | None
    exit_day: date | None
    net: Decimal | None
    r: Decimal | None
    currency: str
    hold_seconds: int | None
    plan_match: str
    adherence: int | None
    broken: tuple[str, ...]
    felt: str | None
    setup: str | None
    is_real: bool = True

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"trade:{self.id}"

    @property
    def is_loss(self) -> bool:
        """Closed below zero, after costs."""
        return self.net is not None and self.net < 0

    @property
    def is_win(self) -> bool:
        """Closed above zero, after costs."""
        return self.net is not None and self.net > 0

    @property
    def is_planned(self) -> bool:
        """Whether a plan covered it before the fill."""
        return self.plan_match in ("planned", "drifted")


@dataclass(frozen=True, slots=True)
class PlanView:
    """A living plan."""

    id: UUID
    title: str
    instrument: str
    direction: str
    version: int
    stop: Decimal
    size: Decimal
    expires_at: datetime | None

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"plan:{self.id}"


@dataclass(frozen=True, slots=True)
class PatternView:
    """What detectors found, over time."""

    id: UUID
    detector: str
    description: str
    status: str
    severity: int
    last_seen: datetime | None
    cost: str = ""  # what it cost in R, in words
    measured_r: Decimal | None = None  # the same as a number, where its interval leaves out zero
    events: int = 0

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"pattern:{self.id}"


@dataclass(frozen=True, slots=True)
class MemoryView:
    """Something remembered, in the trader's own words."""

    id: UUID
    kind: str
    statement: str
    confidence: float
    learned_at: datetime
    to_provider: bool
    words: frozenset[str] = frozenset()  # those of the statement that say something

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"memory:{self.id}"


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """An if-then commitment that binds, and how it was kept."""

    id: UUID
    statement: str
    trigger: str
    promise: str
    occasions: int
    kept: int
    broken: int
    minutes: int | None = None  # of a pause

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"commitment:{self.id}"


@dataclass(frozen=True, slots=True)
class SessionView:
    """An earlier coaching session."""

    id: UUID
    session_type: str
    day: date
    rating: int | None
    next_step: str | None
    step_kept: bool | None

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"session:{self.id}"


@dataclass(frozen=True, slots=True)
class HoldView:
    """A rule that holds the session."""

    rule: str
    state: str
    reason: str
    until: datetime

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"hold:{self.rule}"


@dataclass(frozen=True, slots=True)
class CheckInView:
    """How the trader came to today's session; words only where the trader allows them."""

    day: date
    mood: int | None
    energy: int | None
    focus: int | None
    stress: int | None
    sleep_hours: Decimal | None
    intention: str | None = None
    intention_to_provider: bool = False

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"check_in:{self.day}"


@dataclass(frozen=True, slots=True)
class MarketView:
    """Whether a market trades, by its calendar."""

    symbol: str
    is_open: bool | None
    is_holiday: bool
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"market:{self.symbol}"


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure of the record, in a whole sentence."""

    name: str
    statement: str
    value: str
    n: int
    section: str = "figure"

    @property
    def source(self) -> str:
        """Its id as a source."""
        return f"figure:{self.name}"


class UsualSize(NamedTuple):
    """The median size of the trades of an instrument, and how many they are."""

    median: Decimal
    trades: int


@dataclass(frozen=True, slots=True)
class CachedContext:
    """The slow part: good until something that it was read from changes."""

    versions: JsonObject
    made_at: datetime
    figures: tuple[FigureView, ...] = ()
    trades: tuple[TradeView, ...] = ()  # closed real ones, latest exit first
    open_trades: tuple[TradeView, ...] = ()
    usual_sizes: dict[str, UsualSize] = field(default_factory=dict)  # by instrument
    usual_entries: Decimal | None = None
    patterns: tuple[PatternView, ...] = ()
    overcome: tuple[PatternView, ...] = ()  # patterns that are resolved, the costliest first
    memories: tuple[MemoryView, ...] = ()
    unreadable: int = 0  # memories whose key is missing
    commitments: tuple[CommitmentView, ...] = ()
    sessions: tuple[SessionView, ...] = ()

    def ranked_sizes(self) -> list[tuple[str, UsualSize]]:
        """Instruments with their usual sizes, the most traded first."""
        return sorted(self.usual_sizes.items(), key=lambda entry: -entry[1].trades)


@dataclass(frozen=True, slots=True)
class AnswerSubject:
    """What an answer is about, besides the record as a whole."""

    session_id: UUID | None = None
    conversation_id: UUID | None = None
    session_type: SessionType = SessionType.PSYCHOLOGY
    phase: DayPhase | None = None
    trade_ids: tuple[UUID, ...] = ()
    plan_ids: tuple[UUID, ...] = ()
    missing: int = 0
    market_state: str | None = None


@dataclass(frozen=True, slots=True)
class CoachContext:
    """Everything that the coach knows at a moment."""

    now: datetime
    zone: str
    today: date
    currency: str
    cached: CachedContext
    phase: DayPhase
    session_type: SessionType = SessionType.PSYCHOLOGY
    holds: tuple[HoldView, ...] = ()
    has_rulebook: bool = False
    limits: tuple[str, ...] = ()
    entered_today: int = 0
    exited_today: int = 0
    net_today: Decimal = Decimal(0)
    r_today: Decimal = Decimal(0)
    plans: tuple[PlanView, ...] = ()
    check_in: CheckInView | None = None
    markets: tuple[MarketView, ...] = ()
    named: tuple[TradeView, ...] = ()
    named_plans: tuple[PlanView, ...] = ()
    missing: int = 0  # trades or plans that this is about and that are gone
    memories: tuple[MemoryView, ...] = ()  # those that fit this message, best first
    market_state: str | None = None

    @property
    def losing_run(self) -> tuple[TradeView, ...]:
        """The losses up to the latest closed trade."""
        return _run(self.cached.trades, losing=True)

    @property
    def winning_run(self) -> tuple[TradeView, ...]:
        """The wins up to the latest closed trade."""
        return _run(self.cached.trades, losing=False)

    @property
    def last_trade(self) -> TradeView | None:
        """The latest closed trade."""
        if self.cached.trades:
            return self.cached.trades[0]
        return None

    def local(self, moment: datetime) -> datetime:
        """A moment on the trader's clock."""
        return moment.astimezone(ZoneInfo(self.zone))

    def figure(self, name: str) -> FigureView | None:
        """A figure by its name, where the record has it."""
        return next((figure for figure in self.cached.figures if figure.name == name), None)

    def minutes_since(self, moment: datetime) -> int:
        """Whole minutes from then to now, at least 0."""
        return max(0, int((self.now - moment).total_seconds() // 60))


def _run(trades: tuple[TradeView, ...], *, losing: bool) -> tuple[TradeView, ...]:
    """The trades from the latest one on that all lost, or all won."""
    run = takewhile(lambda trade: trade.is_loss if losing else trade.is_win, trades)
    return tuple(run)
