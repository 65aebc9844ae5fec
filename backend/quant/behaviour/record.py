"""The record that the detectors read: round trips of one stream, in the order in which they were entered.

Everything carries the time when it happened, never when it was recorded. What is not known is null; the part of a
detector that needs it is then silent, and says why.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from backend.quant.positions import Part, PositionSide
from backend.quant.risk import Stop

Key = UUID | str


class TradeKind(StrEnum):
    """Money at risk, or practice."""

    REAL = "real"
    TRAINING = "training"


class MarketPhase(StrEnum):
    """Where in the regular hours of its exchange a moment lies."""

    OVERNIGHT = "overnight"  # outside of the regular hours
    OPEN = "open"  # their first 30 minutes
    MORNING = "morning"
    LUNCH = "lunch"
    AFTERNOON = "afternoon"
    CLOSE = "close"  # their last 30 minutes


class ExitReason(StrEnum):
    """Why a position was left, as the record or the trader says."""

    STOP = "stop"
    TARGET = "target"
    RULE = "rule"  # the plan's own exit rule: trailing stop, time stop
    INVALIDATION = "invalidation"
    NEWS = "news"
    SESSION_END = "session_end"
    DISCRETION = "discretion"


class PlanKind(StrEnum):
    """What a plan waits for; a breakout is meant to be entered while the price runs."""

    PULLBACK = "pullback"
    BREAKOUT = "breakout"
    MOMENTUM = "momentum"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stream:
    """What has a baseline of its own: real money or practice, in one account. Streams are never mixed."""

    kind: TradeKind
    account: Key


@dataclass(frozen=True, slots=True)
class Rung:
    """A planned entry of a ladder."""

    price: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """One thing that a later version of a plan changed; `field` as the plan names it."""

    time: datetime
    field: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A criterion that the trader ticked: for when it is said, and when it was said."""

    met: bool
    time: datetime
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan that a position belongs to, as the version said that was alive at the first fill.

    Attributes:
        committed_at: when the plan's first version was frozen.
        zone: lowest and highest planned entry; null where none was named.
        ladder: further entries that were planned; an add at one of them is no averaging down.
        minimum_reward: reward over risk below which the plan says not to enter.
        extension: how far beyond the zone a breakout may be entered, in R of the plan; null: no limit of its own.
        expected_ratio: planned mean win over planned mean loss; null: the nearest target over the risk.
        has_exit_rule: it names another way out than stop and targets, in words.
        widens_once: it allows one wider stop, by volatility.
        reenters: it allows to enter again after a stop. Null, as with a null ladder: the plan cannot say.
        edits: of versions after the first fill.
    """

    id: Key
    committed_at: datetime
    stop: Decimal
    targets: tuple[Decimal, ...] = ()
    zone: tuple[Decimal, Decimal] | None = None
    size: Decimal | None = None
    ladder: tuple[Rung, ...] | None = None
    kind: PlanKind = PlanKind.OTHER
    minimum_reward: Decimal | None = None
    extension: Decimal | None = None
    expected_ratio: Decimal | None = None
    has_exit_rule: bool = False
    trails: bool = False
    time_stop: timedelta | None = None
    widens_once: bool | None = None
    reenters: bool | None = None
    edits: tuple[PlanEdit, ...] = ()
    ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True, slots=True)
class PositionTarget:
    """A target that was set, moved or (null) taken away."""

    price: Decimal | None
    time: datetime


@dataclass(frozen=True, slots=True)
class PriceMark:
    """What an open position was worth at a moment, in R."""

    time: datetime
    open_r: float


@dataclass(frozen=True, slots=True)
class Market:
    """What candles say about a position; null where there are none.

    Attributes:
        average_range: of the bars before the entry, in price (ATR); stands in for a stop where there is none.
        extension: move in the position's direction over the last bars before the entry, over ``average_range``.
        gapped_at_entry: the session opened beyond the zone, so that there was no fill within it.
        gapped_through_stop: the price jumped over the stop, or the market was halted.
        session_range: range of the session over its usual range.
        mae, mfe: furthest against and with the position while it was held, from the average entry, in price.
        best_after_exit, worst_after_exit: prices within the plan's horizon after the exit.
        target_came_first: after the exit the target was reached before the old stop.
    """

    average_range: Decimal | None = None
    extension: float | None = None
    gapped_at_entry: bool | None = None
    gapped_through_stop: bool | None = None
    session_range: float | None = None
    mae: Decimal | None = None
    mfe: Decimal | None = None
    best_after_exit: Decimal | None = None
    worst_after_exit: Decimal | None = None
    target_came_first: bool | None = None


UNKNOWN_MARKET = Market()


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """One round trip, from flat to flat, or what there is of it so far.

    Attributes:
        family: instruments that rise and fall together have the same.
        session: the exchange's trading day of the first entry, in the instrument's zone.
        exits: all so far; ``result`` is null until the position is flat.
        exit_session: trading day of the last exit; null where it is that of the entry.
        stops: every stop event with its time, in any order; targets likewise.
        initial_risk: money lost if the first stop had been hit; null without a stop.
        result: money after costs, null while something is held. All money in one currency, the account's.
        r: result over initial risk.
        held_seconds: weighted by size over the parts that were closed.
        first_mentioned: the first picture or message about this position.
        checklist_done: null where there is no checklist.
        exit_reason_known: when the trader said so; null where the record shows it.
        rolled: the contract was changed while the position was held; null where nobody knows.
    """

    id: Key
    stream: Stream
    instrument: str
    direction: PositionSide
    session: date
    entries: tuple[Part, ...]
    multiplier: Decimal
    exits: tuple[Part, ...] = ()
    exit_session: date | None = None
    family: str | None = None
    phase: MarketPhase | None = None
    strategy: Key | None = None
    stops: tuple[Stop, ...] = ()
    targets: tuple[PositionTarget, ...] = ()
    initial_stop: Decimal | None = None
    initial_risk: Decimal | None = None
    result: Decimal | None = None
    costs: Decimal = Decimal(0)
    r: Decimal | None = None
    held_seconds: float | None = None
    equity: Decimal | None = None
    plan: Plan | None = None
    first_mentioned: datetime | None = None
    checklist_done: bool | None = None
    exit_reason: ExitReason | None = None
    exit_reason_known: datetime | None = None
    automated: bool = False
    rolled: bool | None = None
    market: Market = UNKNOWN_MARKET
    marks: tuple[PriceMark, ...] = ()

    def __post_init__(self) -> None:
        if not self.entries:
            raise ValueError("A position has at least one entry.")
        if any(part.time.utcoffset() is None for part in (*self.entries, *self.exits)):
            raise ValueError("The time of a fill has a zone.")

    @property
    def entry_time(self) -> datetime:
        """Of the first fill."""
        return min(part.time for part in self.entries)

    @property
    def exit_time(self) -> datetime | None:
        """Of the last exit; null while something is held."""
        if self.result is None:
            return None
        return max(part.time for part in self.exits)


@dataclass(frozen=True, slots=True)
class DeclaredRules:
    """The rules that a trader set for himself, from a moment on; they count from the first trade.

    Attributes:
        daily_loss: money, above zero.
        most_risk: of one position, as a ratio of equity; ``most_risk_amount`` in money.
        most_open_risk: of all open positions together, as a ratio of equity.
        gap_after_loss: how long to wait after a loss.
    """

    since: datetime
    daily_loss: Decimal | None = None
    trades_a_day: int | None = None
    most_risk: Decimal | None = None
    most_risk_amount: Decimal | None = None
    most_open_risk: Decimal | None = None
    gap_after_loss: timedelta | None = None


@dataclass(frozen=True, slots=True)
class CheckInRecord:
    """How the trader came to a session: from 1 (little) to 5 (much), and hours of sleep."""

    session: date
    time: datetime
    mood: int | None = None
    energy: int | None = None
    focus: int | None = None
    stress: int | None = None
    sleep_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a message that sound like tilt: soft evidence, 0 to 1, that counts only beside behaviour."""

    time: datetime
    strength: float


@dataclass(frozen=True, slots=True)
class Missed:
    """A plan whose trigger was met and that was not traded; ``r`` is what it would have made, never real money."""

    plan_id: Key
    instrument: str
    session: date
    triggered_at: datetime
    known_by: str  # candles or mark
    r: float | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of one stream. Make it with ``record_of``, which puts it in order."""

    stream: Stream
    positions: tuple[RoundTrip, ...] = ()
    declared: tuple[DeclaredRules, ...] = ()
    check_ins: tuple[CheckInRecord, ...] = ()
    cues: tuple[Cue, ...] = ()
    missed: tuple[Missed, ...] = field(default=())


def record_of(
    stream: Stream,
    positions: Iterable[RoundTrip],
    *,
    declared: Iterable[DeclaredRules] = (),
    check_ins: Iterable[CheckInRecord] = (),
    cues: Iterable[Cue] = (),
    missed: Iterable[Missed] = (),
) -> Record:
    """The record of one stream in the order of events, whatever the order in which it was read.

    Raises:
        ValueError: a position of another stream, or two of one id.
    """
    ordered = sorted(positions, key=in_order)
    if any(position.stream != stream for position in ordered):
        raise ValueError("A record is about one stream.")
    if len({position.id for position in ordered}) < len(ordered):
        raise ValueError("Each position has its own id.")
    return Record(
        stream,
        tuple(ordered),
        tuple(sorted(declared, key=lambda rules: rules.since)),
        tuple(sorted(check_ins, key=lambda check_in: (check_in.session, check_in.time))),
        tuple(sorted(cues, key=lambda cue: (cue.time, cue.strength))),
        tuple(
            sorted(
                missed,
                key=lambda missed_plan: (missed_plan.triggered_at, str(missed_plan.plan_id)),
            )
        ),
    )


def by_stream(positions: Iterable[RoundTrip]) -> dict[Stream, list[RoundTrip]]:
    """Positions of many accounts, apart."""
    positions_of: dict[Stream, list[RoundTrip]] = defaultdict(list)
    for position in positions:
        positions_of[position.stream].append(position)
    return dict(positions_of)


def in_order(position: RoundTrip) -> tuple[datetime, str]:
    """By time of the first entry, then by id, so that the same record always has the same order."""
    return position.entry_time, str(position.id)
