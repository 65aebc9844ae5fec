"""What the list of trades is asked for, and what it answers."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.days import DaySpan
from backend.core.iso_codes import Currency
from backend.core.paging import Cursor, Limit
from backend.core.types import Amount, Id, Moment, Name, Out, Text
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.trades.models import (
    Outcome,
    PlanMatch,
    TradeDirection,
    TradeStatus,
    TradeType,
)
from backend.features.record.trades.schemas import Feeling, Setup, Tag, TradeOut
from backend.features.record.trades.trade_list.exclusions import ExclusionReason

MOST_VALUES = 20
MOST_ORDERS = 4


def _as_list(value: object) -> object:
    """One value is a list of one, none is an empty one."""
    if value is None:
        return []
    return value if isinstance(value, (list, tuple)) else [value]


def _orders(value: object) -> object:
    """Orders one after the other: several parameters, or one with commas."""
    texts = _as_list(value)
    if not isinstance(texts, list):
        return texts
    parts: list[object] = []
    for text in texts:
        parts += text.split(",") if type(text) is str else [text]
    return parts


AnyOf = BeforeValidator(_as_list)
ANY = Field(max_length=MOST_VALUES, description="Any of these, where several are named.")
GroupKeyText = Annotated[
    Text,
    StringConstraints(min_length=1, max_length=200),
    Field(description="As the report names it; without it, trades that have none."),
]


class GroupBy(Choice):
    """What trades are put together by. Hours, weekdays and sessions are those of the entry, on the exchange's clock."""

    INSTRUMENT = "instrument"
    DIRECTION = "direction"
    SETUP = "setup"
    STRATEGY = "strategy"
    ACCOUNT = "account"
    TAG = "tag"
    EMOTION = "emotion"
    HOUR = "hour"
    SESSION = "session"
    WEEKDAY = "weekday"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ADHERENCE = "adherence"
    HOLDING = "holding"
    TRADE_TYPE = "trade_type"


class Weekday(Choice):
    """Days of the week, of the session of the entry."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class TradeSort(Choice):
    """By what trades are sorted; a minus begins with the last or largest. Trades without the value come last."""

    FIRST_ENTRY = "entry_time"
    LAST_ENTRY = "-entry_time"
    FIRST_EXIT = "exit_time"
    LAST_EXIT = "-exit_time"
    SMALLEST_RESULT = "pnl"
    LARGEST_RESULT = "-pnl"
    SMALLEST_R = "r_multiple"
    LARGEST_R = "-r_multiple"
    SMALLEST_RISK = "risk_amount"
    LARGEST_RISK = "-risk_amount"
    SMALLEST_SIZE = "position_size"
    LARGEST_SIZE = "-position_size"
    SHORTEST_HELD = "hold_seconds"
    LONGEST_HELD = "-hold_seconds"
    LEAST_ADHERENCE = "plan_adherence_score"
    MOST_ADHERENCE = "-plan_adherence_score"
    INSTRUMENT = "instrument"
    INSTRUMENT_BACKWARDS = "-instrument"
    DIRECTION = "direction"
    DIRECTION_BACKWARDS = "-direction"
    SETUP = "setup"
    SETUP_BACKWARDS = "-setup"
    FEELING = "emotional_state"
    FEELING_BACKWARDS = "-emotional_state"
    STATUS = "status"
    STATUS_BACKWARDS = "-status"

    @property
    def field(self) -> str:
        """The name of the column."""
        return self.value.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        """Whether the last or largest comes first."""
        return self.value.startswith("-")


class DayOf(Choice):
    """By which session day a trade is found, and with it which trades are counted.

    `entry`: the day of the entry; every trade. `exit`: the day of the last exit, as the reports count: closed trades
    alone, real ones if no type is named, and those of paper accounts only where an account is named. `result`: a day on
    which money of the trade was realised, by an exit, a dividend or a charge; of the same trades, open ones, too.
    """

    ENTRY = "entry"
    EXIT = "exit"
    RESULT = "result"


class TradeValues(DaySpan):
    """What trades are, for the list of trades and for the reports.

    A filter that names several values takes any of them. Words and names are found in any case.
    """

    instrument: Annotated[list[Symbol], AnyOf, ANY] = []
    direction: TradeDirection | None = None
    tag: Annotated[list[Tag], AnyOf, ANY] = []
    setup: Annotated[list[Setup], AnyOf, ANY] = []
    emotion: Annotated[list[Feeling], AnyOf, ANY] = []
    strategy: Annotated[Name | None, Field(description="By its name.")] = None
    strategy_id: Annotated[list[Id], AnyOf, ANY] = []
    account_id: Annotated[list[Id], AnyOf, ANY] = []
    plan_match: Annotated[list[PlanMatch], AnyOf, ANY] = []
    outcome: Annotated[list[Outcome], AnyOf, ANY] = []
    hour: Annotated[
        list[Annotated[int, Field(ge=0, le=23)]],
        AnyOf,
        Field(max_length=24, description="Hours of the entry on the exchange's clock."),
    ] = []
    weekday: Annotated[
        list[Weekday],
        AnyOf,
        Field(max_length=7, description="Of the session day of the entry."),
    ] = []
    r_from: Annotated[Amount | None, Field(description="Least R, included.")] = None
    r_to: Annotated[Amount | None, Field(description="Most R, included.")] = None
    r_below: Annotated[Amount | None, Field(description="Less R than this.")] = None
    q: Annotated[
        Annotated[Text, StringConstraints(min_length=1, max_length=200)] | None,
        Field(description="Words that all stand in the notes, also as parts of words."),
    ] = None

    @model_validator(mode="after")
    def _has_room_for_r(self) -> Self:
        if self.r_from is not None and self.r_to is not None and self.r_from > self.r_to:
            raise PydanticCustomError("number_range", "r_from must not be above r_to.")
        if self.r_from is not None and self.r_below is not None and self.r_from >= self.r_below:
            raise PydanticCustomError("number_range", "r_from must be less than r_below.")
        return self


class TradeSelection(TradeValues):
    """Which trades: what they are, and where they stand in a report.

    Attributes:
        cross_by: of one cell of a cross table, with `cross_key`, beside `group_by`.
        closed_since: this trade and those that were closed after it, in the order of the exits.
        closed_until: this trade and those that were closed before it.
        realised_from: money of the trade was realised at this moment or later; by `day_of=result`.
        realised_until: and at this moment or sooner.
        excluded: trades that a report in `currency` leaves out of a figure for this reason; by `day_of=exit`.
        of_r: with `excluded=no_rate`: left out of R, where they are left out of money otherwise.
    """

    day_of: DayOf = DayOf.ENTRY
    status: TradeStatus | None = None
    trade_type: TradeType | None = None
    trade_plan_id: Id | None = None
    idea_id: Annotated[
        Id | None, Field(description="The first of trades that were rolled one into another.")
    ] = None
    currency: Annotated[
        Currency | None,
        Field(description="Trades whose result is known in this currency of their account."),
    ] = None
    group_by: Annotated[
        GroupBy | None, Field(description="Trades of one group of a report, with `group_key`.")
    ] = None
    group_key: GroupKeyText | None = None
    cross_by: GroupBy | None = None
    cross_key: GroupKeyText | None = None
    closed_since: Id | None = None
    closed_until: Id | None = None
    realised_from: Moment | None = None
    realised_until: Moment | None = None
    excluded: ExclusionReason | None = None
    of_r: bool = False
    entered_from: Moment | None = None
    entered_before: Moment | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.group_key is not None and self.group_by is None:
            raise PydanticCustomError("group_key", "Give group_by as well: by what the group is.")
        if self.cross_key is not None and self.cross_by is None:
            raise PydanticCustomError("group_key", "Give cross_by as well: by what the group is.")
        if self.excluded is not None and (self.currency is None or self.day_of != DayOf.EXIT):
            raise PydanticCustomError(
                "excluded", "Give currency and day_of=exit as well: of which report it is."
            )
        is_realised = self.realised_from is not None or self.realised_until is not None
        if is_realised and self.day_of != DayOf.RESULT:
            raise PydanticCustomError(
                "realised", "Give day_of=result as well: trades are found by what they realised."
            )
        return self

    @property
    def groups(self) -> list[tuple[GroupBy, str | None]]:
        """The groups that a trade must be in, with their keys."""
        pairs = [(self.group_by, self.group_key), (self.cross_by, self.cross_key)]
        return [(by, key) for by, key in pairs if by is not None]


class OrderedSelection(TradeSelection):
    """Which trades, and in which order; by the next one where trades are equal in the first."""

    sort: Annotated[
        list[TradeSort], BeforeValidator(_orders), Field(min_length=1, max_length=MOST_ORDERS)
    ] = [TradeSort.LAST_ENTRY]  # a model copies it


class TradeFilter(OrderedSelection):
    """Which trades to list."""

    limit: Limit = 50
    cursor: Cursor | None = None


class LeftOut(Choice):
    """What the day of the exit leaves out where nothing else is named, as the reports do."""

    OPEN = "open"
    TRAINING = "training"
    PAPER = "paper"


class TradePage(Out):
    """Trades in the order that was asked for."""

    items: list[TradeOut]
    next_cursor: str | None
    day_of: DayOf
    left_out: Annotated[
        list[LeftOut],
        Field(description="What is not among them by `day_of=exit`, because nothing named it."),
    ]


class LeftOutCount(Out):
    """How many trades of the filter are left out, and why."""

    reason: LeftOut
    n: int


class NetOut(Out):
    """What the closed trades brought, in one currency of accounts."""

    currency: str
    trades: int
    net: Amount
    no_rate: Annotated[int, Field(description="Not in `net`: no rate into this currency.")]


class TotalsOut(Out):
    """Sums over all trades of a filter."""

    day_of: DayOf
    trades: int
    open: int
    closed: int
    wins: int
    losses: int
    break_even: int
    win_rate: Annotated[
        float | None, Field(description="wins / (wins + losses); null while nothing is decided.")
    ]
    net: list[NetOut]
    r: Annotated[Amount | None, Field(description="Sum of R; null where no trade has R.")]
    r_trades: int
    average_r: Annotated[float | None, Field(description="Mean R of those that have one.")]
    left_out: list[LeftOutCount]


class WordCount(Out):
    """A value of the record, and how many trades have it."""

    value: str
    trades: int


class TradeWords(Out):
    """What the trades of the record say, the most used first, at most 500 of each."""

    tags: list[WordCount]
    setups: list[WordCount]
    emotions: list[WordCount]
    instruments: list[WordCount]


class NeighboursOut(Out):
    """Where a trade stands in a list; nulls where the filter does not take it."""

    place: Annotated[int | None, Field(description="From 1.")]
    trades: int
    previous_id: Id | None
    next_id: Id | None
