"""The language of questions to the record: what is measured, of which trades, put together how."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.days import DaySpan
from backend.core.iso_codes import Currency
from backend.core.paging import Limit
from backend.core.shapes import ShapeNamed, ShapeOf
from backend.core.types import Amount, In, Moment, Out, Text
from backend.features.record.performance.filters.schemas import (
    After,
    Filters,
    HourRange,
    InstrumentClass,
    MarketSession,
    NumberRange,
    PlanState,
    RunBefore,
    Weekday,
)
from backend.features.record.performance.schemas import (
    ExcludedOut,
    FigureOut,
    GroupBy,
    IntervalOut,
    MetricOut,
)
from backend.features.record.trades.models import TradeType
from backend.features.record.trades.schemas import TradeOut
from backend.features.record.trades.trade_list.schemas import TradeValues
from backend.quant.behaviour.events import Detector

__all__ = [
    "After",
    "Filters",
    "HourRange",
    "InstrumentClass",
    "MarketSession",
    "NumberRange",
    "PlanState",
    "RunBefore",
    "Weekday",
]
MOST_MEASURES = 8


class Measure(Choice):
    """What is asked for. The names of figures are those of the reports."""

    TRADES = "trades"
    TRADES_PER_DAY = "trades_per_day"
    NET_PNL = "net_pnl"
    WIN_RATE = "win_rate"
    EXPECTANCY = "expectancy"
    TOTAL_R = "total_r"
    PROFIT_FACTOR = "profit_factor"
    PAYOFF = "payoff"
    AVERAGE_WIN = "average_win"
    AVERAGE_LOSS = "average_loss"
    MAX_DRAWDOWN = "max_drawdown"
    MAX_DRAWDOWN_MONEY = "max_drawdown_money"
    RECOVERY_FACTOR = "recovery_factor"
    ULCER_INDEX = "ulcer_index"
    SHARPE = "sharpe"
    SORTINO = "sortino"
    SQN = "sqn"
    KELLY = "kelly"
    LONGEST_WINNING_STREAK = "longest_winning_streak"
    LONGEST_LOSING_STREAK = "longest_losing_streak"
    CURRENT_STREAK = "current_streak"
    FEES = "fees"
    HOLDING_TIME = "holding_time"
    SIZE = "size"
    RISK = "risk"
    TIME_BELOW_HIGH = "time_below_high"
    ADHERENCE = "adherence"
    OCCURRENCES = "occurrences"
    PATTERN_COST = "pattern_cost"


class RankOrder(Choice):
    """Which end of an order is asked for."""

    BEST = "best"
    WORST = "worst"


class RankedThing(Choice):
    """What is put in order where no grouping is named: single trades or session days."""

    TRADE = "trade"
    DAY = "day"
    GROUP = "group"


class Ranking(In):
    """The best or worst of something, by the first measure."""

    of: RankedThing
    order: RankOrder
    limit: Annotated[int, Field(ge=1, le=20)] = 1


class TrendBy(Choice):
    """In which steps a figure is followed through time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class TradeSlice(DaySpan):
    """One selection: days, trades that are in it, and trades that are not.

    Attributes:
        excluding: trades that any of these filters takes are left out ("without Mondays").
    """

    only: Filters = Filters()
    excluding: Filters = Filters()
    trade_type: TradeType | None = TradeType.REAL
    currency: Currency | None = None


class RecordQuery(TradeSlice):
    """A question to the record.

    Attributes:
        measures: the first leads the answer and orders rankings.
        group_by: put together by this.
        compared_with: the same measures of another selection, beside the first.
    """

    measures: Annotated[list[Measure], Field(min_length=1, max_length=MOST_MEASURES)]
    group_by: GroupBy | None = None
    ranking: Ranking | None = None
    compared_with: TradeSlice | None = None
    trend: TrendBy | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.ranking is not None and self.ranking.of is RankedThing.GROUP and not self.group_by:
            raise PydanticCustomError(
                "ranking", "Say by what to group: nothing is ranked otherwise."
            )
        if self.trend is not None and (self.group_by or self.ranking):
            raise PydanticCustomError("trend", "Ask for a trend, or for groups, not both at once.")
        return self


class ComparedTrades(TradeSlice, TradeValues):
    """One side of a comparison: a selection of questions, and what the list of trades is filtered by, together."""


class ComparisonQuery(In):
    """Two selections of whatever kind, and what is compared."""

    measures: Annotated[list[Measure], Field(min_length=1, max_length=MOST_MEASURES)]
    one: ComparedTrades
    other: ComparedTrades


class Weakness(Choice):
    """What makes an answer weak."""

    NO_TRADES = "no_trades"
    FEW_TRADES = "few_trades"
    SPANS_ZERO = "spans_zero"
    SPANS_ONE = "spans_one"
    LEFT_OUT = "left_out"
    TIED = "tied"
    BEST_OF_MANY = "best_of_many"
    OVERLAP = "overlap"
    MORE_GROUPS = "more_groups"


class AnsweredFigure(FigureOut):
    """A figure of the record, by what was asked for."""

    measure: Measure
    mean: Annotated[
        float | str | None, Field(description="Beside a median: of holding times and sizes.")
    ] = None


class QuestionChip(Out):
    """One part of a question, and the question without it."""

    label: Annotated[str, Field(examples=["Mondays"])]
    without: RecordQuery


class OtherCount(Out):
    """How many closed trades there are without one part of a question that none fits."""

    label: str
    trades: int


class AnsweredPattern(Out):
    """How often a behaviour was seen in the selected trades, and how it stands by now.

    Attributes:
        quiet_since: the last time that it was seen at all, where it is overcome.
        cost_r: what its trades made, less what as many of those it is compared with made; below zero it cost this.
        net: what its closed trades brought.
    """

    pattern: Annotated[str, ShapeOf(Detector)]
    name: str
    occurrences: int
    last_at: Moment | None
    status: Annotated[str, ShapeNamed("PatternStatus")] | None
    because: str | None
    quiet_since: Moment | None
    cost_r: float | None
    interval: IntervalOut | None
    is_measurable: Annotated[bool, Field(description="The interval leaves out zero.")]
    net: Amount
    look: Annotated[str, Field(description="The path that shows its events.")]


class AnsweredRow(Out):
    """A group, a step of a trend, a day or a trade.

    Attributes:
        place: in a ranking; ties share one.
        look: the path that shows its trades; null where no filter says what they share.
    """

    place: int | None
    key: str | None
    label: str
    trades: int
    figures: list[AnsweredFigure]
    look: str | None


class AnsweredFall(Out):
    """A stretch in which less had been realised than before it, by session days.

    Attributes:
        high_on: the last day at the high before it; null where it began with the first day.
        made_good_on: null where it is not over.
        depth: below the high, on its lowest day; below zero.
    """

    high_on: date | None
    low_on: date
    made_good_on: date | None
    depth: Amount


class AnsweredHigh(Out):
    """The high of what was realised, and what it fell since highs.

    Attributes:
        highest_on: the last day at the highest point; null where nothing was ever gained.
        highest: what had been realised by then, from the first day of the selection.
        longest: the fall that lasted longest, up to the last day where it is not over, and its days of the calendar.
    """

    highest_on: date | None
    highest: Amount
    deepest: AnsweredFall | None
    longest: AnsweredFall | None
    longest_days: int


class AnsweredSlice(Out):
    """What one selection came to.

    Attributes:
        scope: the selection in words.
        left_out: closed trades of it that cannot be added up, by reason.
        look: the path that shows its trades.
        patterns: where occurrences or their cost are asked for.
    """

    scope: str
    currency: str
    trades: Annotated[int, Field(description="Closed trades that count.")]
    left_out: list[ExcludedOut]
    figures: list[AnsweredFigure]
    patterns: list[AnsweredPattern]
    look: str


class AnsweredDifference(MetricOut):
    """The first selection less the second, where it can be known."""

    measure: Measure


class ComparedSide(Out):
    """What one of two selections came to; `left_out` are closed trades that cannot be added up, by reason."""

    currency: str
    trades: Annotated[int, Field(description="Closed trades that count.")]
    left_out: list[ExcludedOut]
    figures: list[AnsweredFigure]


class ComparisonAnswer(Out):
    """Two selections beside each other.

    Attributes:
        differences: the first less the second; without an interval where trades are in both.
        in_both: closed trades that are in both.
    """

    as_of: Moment
    version: Annotated[int, Field(description="Of the record: it grows with every change.")]
    one: ComparedSide
    other: ComparedSide
    differences: list[AnsweredDifference]
    in_both: int


class QueryAnswer(AnsweredSlice):
    """A question as it was read, and what the record says.

    Attributes:
        rows: groups, steps of a trend, or what is ranked, in order.
        each: where several values of one filter are named, the first figure of each of them.
        high: the high and the falls of what was realised, where a drawdown is asked for.
        more: rows that are not told.
        tied: rows beyond the last that is told which are as good or as bad.
        compared: the second selection of a comparison.
        without: where there is nothing, how many trades there are without one part of the question.
        words: the answer in a sentence or two.
    """

    query: RecordQuery
    as_of: Moment
    version: Annotated[int, Field(description="Of the record: it grows with every change.")]
    rows: list[AnsweredRow]
    each: list[AnsweredRow] = []
    high: AnsweredHigh | None = None
    more: int
    tied: int
    compared: AnsweredSlice | None
    differences: list[AnsweredDifference]
    weakness: list[Weakness]
    without: list[OtherCount]
    words: str
    chips: list[QuestionChip]


class TradesQuery(In):
    """Which trades to show, as an answer names them in `look`."""

    selection: Annotated[
        Text,
        StringConstraints(max_length=20_000),
        Field(
            description="A selection of a question, as JSON.",
            examples=['{"only": {"weekdays": ["monday"]}}'],
        ),
    ] = "{}"
    limit: Limit = 50


class QuestionTrades(Out):
    """The closed trades behind an answer, latest exit first."""

    items: list[TradeOut]
    more: Annotated[int, Field(description="Trades beyond these.")]
