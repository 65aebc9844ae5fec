"""What the rulebook takes and gives."""

from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.iso_codes import Zone
from backend.core.shapes import ShapeOf
from backend.core.types import Amount, Id, In, Moment, Out, Price, Quantity, Text
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.rulebook.models import (
    COUNTED_TRIGGERS,
    CommitmentAction,
    CommitmentTrigger,
    SessionState,
)


class Rule(Choice):
    """What a check looks at. The first ones are limits of the rulebook."""

    RISK_PER_TRADE = "risk_per_trade"
    DAILY_LOSS = "daily_loss"
    WEEKLY_LOSS = "weekly_loss"
    TRADES_PER_DAY = "trades_per_day"
    LOSSES_IN_A_ROW = "losses_in_a_row"
    COOLING_OFF = "cooling_off"
    POSITION_SIZE = "position_size"
    OPEN_POSITIONS = "open_positions"
    OPEN_RISK = "open_risk"
    CORRELATED_RISK = "correlated_risk"
    INSTRUMENTS = "instruments"
    SESSIONS = "sessions"
    NEWS = "news"
    MINIMUM_RISK_REWARD = "minimum_risk_reward"
    STOP_REQUIRED = "stop_required"
    PLAN_REQUIRED = "plan_required"
    COMMITMENT = "commitment"
    SESSION_STATE = "session_state"
    STOP_SIDE = "stop_side"
    TARGET_SIDE = "target_side"
    MARKET_HOURS = "market_hours"


LIMITS = tuple(Rule)[: tuple(Rule).index(Rule.COMMITMENT)]


class RuleMark(StrEnum):
    """How a trade stands to one rule."""

    OK = "ok"
    WARN = "warn"
    BLOCK = "block"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """What the interlock says."""

    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or len(value) != 5:
        raise PydanticCustomError("wall_time", "Give a time of day such as 09:30.")
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("wall_time", "Give a time of day such as 09:30.") from None


WallTime = Annotated[
    time,
    BeforeValidator(_time),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str, when_used="json"),
    WithJsonSchema(
        {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:30"]}
    ),
]
"""A time of day on the wall clock of the rulebook's zone."""

Percent = Annotated[Price, Field(le=Decimal(100))]
Count = Annotated[int, Field(ge=0, le=10_000)]


class RiskLimit(In):
    """Money, or a share of the account: exactly one of the two."""

    amount: Annotated[Price | None, Field(description="In your base currency.")] = None
    percent: Annotated[
        Percent | None, Field(description="Of the account size in your profile.")
    ] = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.amount is None) == (self.percent is None):
            raise PydanticCustomError("one_of", "Give either an amount or a percentage.")
        return self


class LossLimit(In):
    """Money, a share of the account, or R: exactly one of the three."""

    amount: Price | None = None
    percent: Percent | None = None
    r: Price | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(limit is not None for limit in (self.amount, self.percent, self.r)) != 1:
            raise PydanticCustomError("one_of", "Give one of amount, percent and r.")
        return self


class WindowDay(Choice):
    """A day of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(WindowDay)


class TradingWindow(In):
    """When trades may be entered; a window that ends before it starts goes over midnight."""

    days: Annotated[list[WindowDay], Field(min_length=1, max_length=7)] = list(WEEK[:5])
    start: WallTime
    end: WallTime


class NewsWindow(In):
    """When no trade is entered because of an announcement."""

    name: Annotated[Text, StringConstraints(min_length=1, max_length=80), Field(examples=["FOMC"])]
    starts_at: Moment
    ends_at: Moment
    instruments: Annotated[
        list[Symbol], Field(max_length=50, description="Empty: every instrument.")
    ] = []

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise PydanticCustomError("window", "The window ends before it starts.")
        return self


class Limits(In):
    """A trader's own limits; what is not given is not limited."""

    risk_per_trade: RiskLimit | None = None
    daily_loss: LossLimit | None = None
    weekly_loss: LossLimit | None = None
    trades_per_day: Count | None = None
    losses_in_a_row: (
        Annotated[int, Field(ge=1, le=100, description="So many, and the session is over.")] | None
    ) = None
    cooling_off_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    cooling_off_after_losses: Annotated[int, Field(ge=1, le=100)] = 1
    position_size: Annotated[
        dict[Symbol, Quantity],
        Field(max_length=100, examples=[{"ES": "2", "*": "10"}], description="`*`: any other."),
    ] = {}
    open_positions: Count | None = None
    open_risk: RiskLimit | None = None
    correlated_risk: Annotated[
        RiskLimit | None, Field(description="Of contracts that move together.")
    ] = None
    instruments: Annotated[
        list[Symbol] | None,
        Field(max_length=200, description="Only these. An empty list: none at all."),
    ] = None
    sessions: Annotated[
        list[TradingWindow] | None, Field(max_length=50, description="Only then.")
    ] = None
    news: Annotated[list[NewsWindow], Field(max_length=500)] = []
    minimum_risk_reward: Price | None = None
    stop_required: bool = False
    plan_required: bool = False
    caution_at_percent: Annotated[
        int, Field(ge=1, le=100, description="Of a loss limit: from here on the state is caution.")
    ] = 75
    warn_only: Annotated[
        list[Rule], Field(max_length=30, description="Rules that warn where others block.")
    ] = []


class WriteRulebook(In):
    """A new version. The first one begins at once; a later one with the next session day, if no day is given."""

    limits: Limits
    zone: Annotated[
        Zone | None, Field(description="Of the session day; yours, if none is given.")
    ] = None
    day_turns_at: Annotated[
        WallTime | None,
        Field(
            description="When a session ends and the next begins, on the wall clock. As before, if none is given; while it "
            "is 00:00, days are those of the market that you usually trade."
        ),
    ] = None
    effective_day: Annotated[
        date | None, Field(description="A session day. Today only where nothing becomes looser.")
    ] = None
    note: Annotated[Text, StringConstraints(max_length=500)] | None = None


class RulebookOut(Out):
    """One version of the limits."""

    id: Id
    number: int
    version: Annotated[int, Field(description="The same as `number`.")]
    limits: Limits
    zone: str
    day_turns_at: WallTime
    effective_day: date
    effective_at: Moment
    note: str | None
    created_at: Moment


class RulebookNow(Out):
    """The version that counts now, and one that begins later."""

    current: RulebookOut | None
    upcoming: RulebookOut | None
    version: Annotated[int, Field(description="The number of the latest one; 0 without any.")]


class RulebookVersions(Out):
    """All versions, latest first."""

    items: list[RulebookOut]


class RuleState(Out):
    """How things stand to one rule, in words and figures."""

    rule: Rule
    state: RuleMark
    reason: Annotated[str, Field(examples=["2 of 3 trades were entered today."])]
    limit: str | None = None
    value: str | None = None


HeldRule = Rule | Literal["tilt"]  # what holds a session; tilt is seen, not written


class RuleHoldOut(Out):
    """A rule that calls for caution or locks."""

    rule: Annotated[str, ShapeOf(HeldRule)]
    state: SessionState
    reason: str
    since: Moment
    until: Moment


class OverrideOut(Out):
    """An override and why."""

    id: Id
    reason: str
    state: SessionState
    rules: list[Annotated[str, ShapeOf(HeldRule)]]
    created_at: Moment
    until: Moment


class SessionStateOut(Out):
    """The state of the session: the strongest of what holds."""

    state: SessionState
    reason: str | None
    until: Moment | None
    day: date
    day_starts_at: Moment
    day_ends_at: Moment
    holds: list[RuleHoldOut]
    override: Annotated[
        OverrideOut | None, Field(description="While it lasts, what would block warns.")
    ]
    version: Annotated[int | None, Field(description="Of the rulebook; null: there is none.")]
    trades_entered: Annotated[int, Field(description="Real trades entered in this session.")]
    trades_exited: Annotated[int, Field(description="Real trades left in it, whole or in part.")]
    net_result: Annotated[
        Amount, Field(description="Realised in it, also by parts; base currency.")
    ]
    r: Amount
    without_rate: Annotated[
        int, Field(description="Realised in a currency that no rate is known for: not in the sum.")
    ]


class AskOverride(In):
    """Go on against the own rules."""

    reason: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=10, max_length=500)]
    minutes: Annotated[int, Field(ge=1, le=240)] = 30


class Overrides(Out):
    """Overrides, latest first; 100 at the most."""

    items: list[OverrideOut]


class MakeCommitment(In):
    """If this, then that: what to wait for, and what then to do."""

    trigger: CommitmentTrigger
    count: Annotated[
        int | None, Field(ge=1, le=100, description="For after_losses and after_trades.")
    ] = None
    promise: CommitmentAction
    minutes: Annotated[int | None, Field(ge=1, le=1440, description="For pause.")] = None
    percent: Annotated[
        int | None,
        Field(ge=1, le=99, description="For reduce_size: at most this share of the size before."),
    ] = None
    statement: Annotated[Text, StringConstraints(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        reduces = self.promise is CommitmentAction.REDUCE_SIZE
        needs = {
            "count": self.trigger in COUNTED_TRIGGERS,
            "minutes": self.promise is CommitmentAction.PAUSE,
            "percent": reduces,
        }
        for name, needed in needs.items():
            if (getattr(self, name) is not None) != needed:
                word = "needs" if needed else "takes no"
                raise PydanticCustomError("commitment", f"This commitment {word} `{name}`.")
        if self.trigger is CommitmentTrigger.ON_TILT and reduces:
            words = "On tilt, promise a pause or to stop for the day."
            raise PydanticCustomError("commitment", words)
        return self


class CommitmentKeeping(Out):
    """How a commitment was kept: how often it was called for, and what came of it."""

    occasions: int
    kept: int
    broken: int
    pending: int
    share: Annotated[MetricOut, Field(description="Kept, of kept and broken.")]
    difference_in_r: Annotated[
        MetricOut,
        Field(description="Mean R of all other trades less that of trades that broke it."),
    ]


class CommitmentOut(Out):
    """A commitment, and how it was kept."""

    id: Id
    trigger: CommitmentTrigger
    count: int | None
    promise: CommitmentAction
    minutes: int | None
    percent: int | None
    statement: str
    created_at: Moment
    ends_at: Annotated[
        Moment | None, Field(description="Set when it was ended: at the end of that session day.")
    ]
    keeping: CommitmentKeeping


class Commitments(Out):
    """Commitments, oldest first."""

    items: list[CommitmentOut]
