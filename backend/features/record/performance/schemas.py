"""What the reports take and give."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from backend.core.choices import Choice
from backend.core.iso_codes import Currency
from backend.core.shapes import ShapeOf
from backend.core.types import Amount, Id, Moment, Out
from backend.features.record.performance.filters.schemas import Filters, GroupBy, GroupKey
from backend.features.record.trades.models import TradeType
from backend.features.record.trades.trade_list.schemas import TradeValues
from backend.quant.metric import Method, MetricReason, MetricUnit

__all__ = ["GroupBy"]


class Basis(Choice):
    """What a figure is made of.

    `trades`: closed trades, each as a whole on the session day of its last exit. `fills`: money on the session day of
    the exit, dividend or financing that realised it, also of trades of which a part is still held.
    """

    FILLS = "fills"
    TRADES = "trades"


class Selection(TradeValues):
    """Which trades count. Days are session days, both ends included: of the last exit for trades, of each for money.

    A filter that names several values takes any of them. Words and names are found in any case.

    Real trades of paper accounts count only where their account is named: they are no money.
    """

    trade_type: TradeType | None = TradeType.REAL
    currency: Annotated[
        Currency | None,
        Field(description="Of the accounts; that of your profile if none is named."),
    ] = None


class GroupSelection(Selection):
    """The same, and by what they are put together."""

    by: GroupBy


class FilteredSelection(Selection):
    """The same, by every filter of the language of questions.

    Attributes:
        excluding: trades that any of these takes are left out.
        only_trades: of these alone; null limits nothing.
        excluded_trades: without these.
        of_group: of this group alone.
    """

    only: Filters = Filters()
    excluding: Filters = Filters()
    only_trades: list[Id] | None = None
    excluded_trades: list[Id] = []
    of_group: GroupKey | None = None


class FilteredGroupSelection(FilteredSelection, GroupSelection):
    """Groups of such trades."""


class ComparedSelection(Selection):
    """Real and training trades apart; the type is not given here."""

    trade_type: Literal[None] = None


class SimulationSelection(Selection):
    """The same, and how to draw."""

    risk_percent: Annotated[
        float, Field(ge=0.01, le=100, description="Share of the equity risked in a trade.")
    ] = 1.0
    ruin_percent: Annotated[
        float, Field(ge=0, le=99, description="Share of the start at which all is lost.")
    ] = 50.0
    horizon: Annotated[int, Field(ge=1, le=2000, description="Trades in each path.")] = 250


class HistogramSelection(Selection):
    """The same, and how wide a bin is."""

    width: Annotated[float, Field(ge=0.05, le=5, description="Of a bin, in R.")] = 0.5


class ChartFormat(Choice):
    """Files that a chart comes as."""

    PNG = "png"
    SVG = "svg"


class ChartName(Choice):
    """Charts that are drawn."""

    EQUITY = "equity"
    CALENDAR = "calendar"
    R_HISTOGRAM = "r-histogram"


class ChartSelection(Selection):
    """The same, and which chart as which file."""

    name: ChartName
    format: ChartFormat = ChartFormat.PNG


class IntervalOut(Out):
    """Where the true value plausibly lies."""

    low: Annotated[float | str, Field(description="A string where the figure is money.")]
    high: Annotated[float | str, Field(description="A string where the figure is money.")]
    confidence: float
    method: Method


class ExcludedOut(Out):
    """How many were left out, and why."""

    reason: Annotated[str, Field(examples=["no_stop"])]
    n: int


class MetricOut(Out):
    """One figure with its evidence; null only with a reason. Money is a string, ratios are numbers."""

    value: Annotated[
        str | float | int | None,
        Field(
            description="A string with an exact decimal where it is money (`net_pnl`, `average_win`, "
            "`average_loss`, `max_drawdown_money`); a number where it is a ratio, R, a count or a "
            "percentage.",
            examples=["-125.5", 0.58],
        ),
    ]
    unit: MetricUnit
    currency: Annotated[
        Currency | None,
        Field(description="Of money; null of all else, and where the answer names one for all."),
    ]
    formula: str
    n: Annotated[int, Field(description="Trades, days or paths that the value rests on.")]
    interval: IntervalOut | None
    excluded: list[ExcludedOut]
    reason: MetricReason | None
    small_sample: bool
    as_of: Moment


class FigureOut(MetricOut):
    """The same, and what it is made of."""

    basis: Basis


class RealisedOut(Out):
    """Money of the same days by its fills: what the closed trades brought, plus the first difference, less the second."""

    basis: Basis
    results: Annotated[int, Field(description="Exits, dividends and charges of financing.")]
    net: Amount
    of_other_trades: Annotated[
        Amount,
        Field(description="Of it: of trades that were not closed on these days, such as a part."),
    ]
    on_other_days: Annotated[
        Amount, Field(description="What the closed trades had realised on other days.")
    ]
    left_out: Annotated[
        list[ExcludedOut], Field(description="Results of the selection that cannot be added up.")
    ]


class GroupFigures(TypedDict):
    """The figures of any trades, by name."""

    net_pnl: FigureOut
    win_rate: FigureOut
    expectancy: FigureOut
    profit_factor: FigureOut
    payoff: FigureOut
    average_win: FigureOut
    average_loss: FigureOut
    sqn: FigureOut
    kelly: FigureOut
    kelly_cautious: FigureOut
    kelly_half: FigureOut


class PerformanceFigures(GroupFigures):
    """These, and the figures that depend on the order of the results."""

    longest_winning_streak: FigureOut
    longest_losing_streak: FigureOut
    current_streak: FigureOut
    max_drawdown_money: FigureOut
    recovery_factor: FigureOut
    max_drawdown: FigureOut
    ulcer_index: FigureOut
    sharpe: FigureOut
    sortino: FigureOut


class PerformanceOut(Out):
    """Everything about the selected trades; real ones if no type is named."""

    currency: str
    basis: Annotated[Basis, Field(description="Of `trades`; each figure names its own.")]
    as_of: Moment
    version: Annotated[int, Field(description="Of the record: it grows with every change.")]
    trades: Annotated[int, Field(description="Closed trades that count.")]
    left_out: Annotated[
        list[ExcludedOut], Field(description="Closed trades of the selection that do not count.")
    ]
    realised: RealisedOut
    starting_equity: Annotated[
        Amount | None,
        Field(description="Paid into the accounts traded, and realised, before the first result."),
    ]
    metrics: Annotated[dict[str, FigureOut], ShapeOf(PerformanceFigures)]


class GroupOut(Out):
    """Trades that share a key; null is its absence."""

    key: str | None
    label: str | None
    trades: Annotated[int, Field(description="Closed trades.")]
    results: Annotated[
        int | None,
        Field(description="Exits, dividends and financing of a day or month; null elsewhere."),
    ]
    metrics: Annotated[dict[str, FigureOut], ShapeOf(GroupFigures)]


class GroupsOut(Out):
    """Groups in their natural order, or the largest first; tags overlap, so their groups do."""

    by: GroupBy
    basis: Annotated[Basis, Field(description="Of `net_pnl`; days count money by fills.")]
    currency: str
    as_of: Moment
    version: int
    groups: list[GroupOut]
    more: Annotated[int, Field(description="Groups beyond the first 500.")]


class ComparisonOut(Out):
    """Real against training."""

    real: PerformanceOut
    training: PerformanceOut
    difference_in_r: MetricOut


class DayOut(Out):
    """One session day on which money was realised, a trade was closed, or money was paid in or drawn out."""

    day: date
    results: Annotated[int, Field(description="Exits, dividends and charges of financing.")]
    trades: Annotated[int, Field(description="Closed on this day, with their last exit.")]
    entered: Annotated[int, Field(description="Trades entered on this day.")]
    net: Annotated[Amount, Field(description="Realised on this day, also of parts.")]
    r: Annotated[
        float | None,
        Field(description="Sum of R of the trades closed on this day; null where none has one."),
    ]
    with_r: Annotated[int, Field(description="Of the closed trades, those that have an R.")]
    flows: Annotated[Amount, Field(description="Paid in, less what was drawn out.")]
    equity: Annotated[Amount, Field(description="Start, results and flows up to this day.")]
    drawdown: Annotated[Amount, Field(description="Of the results alone; zero or less.")]


class DaysOut(Out):
    """Equity curve and calendar: days in order."""

    currency: str
    basis: Basis
    as_of: Moment
    version: int
    start: Annotated[Amount, Field(description="As `starting_equity`; 0 where there is none.")]
    days: list[DayOut]


class HistogramOut(Out):
    """How often which R occurred; a bin takes its lower edge."""

    as_of: Moment
    version: int
    edges: list[float]
    counts: list[int]
    below: int
    above: int
    excluded: list[ExcludedOut]


class SimulationOut(Out):
    """Futures that look like the past, by drawing blocks of its trades; percentiles 5, 25, 50, 75 and 95."""

    as_of: Moment
    version: int
    reason: MetricReason | None
    seed: int | None
    paths: int | None
    horizon: int
    block: int | None
    percentiles: list[int]
    at: list[int]
    bands: list[list[float]]
    deepest_drawdown: list[float]
    longest_losing_streak: list[float]
    risk_of_ruin: MetricOut | None
    excluded: list[ExcludedOut]


class RuleSideOut(Out):
    """Trades on one side of a rule."""

    trades: int
    expectancy: MetricOut
    net: Amount


class RuleOutcomeOut(Out):
    """One rule: kept against broken."""

    rule_id: Id | None
    statement: str
    followed: RuleSideOut
    broken: RuleSideOut
    difference_in_r: MetricOut


class RuleOutcomesOut(Out):
    """Each rule of a strategy, and all of them together: what keeping and breaking them came to."""

    strategy_id: Id
    currency: str
    as_of: Moment
    version: int
    unchecked: Annotated[int, Field(description="Closed trades of the strategy without any check.")]
    together: RuleOutcomeOut
    rules: list[RuleOutcomeOut]


class PerformanceUpdated(Out):
    """The record changed: open dashboards ask for their figures again."""

    trade_ids: Annotated[
        list[Id], Field(description="Trades that changed, the last hundred of them.")
    ]
    closed: Annotated[bool, Field(description="Whether one of them got its result by this.")]
