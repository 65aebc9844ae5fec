"""What is known of each measure: its name in a sentence, its unit, where it comes from and which end is the good one."""

from dataclasses import dataclass
from enum import StrEnum

from backend.features.record.questions.schemas import Measure
from backend.quant.metric import MetricUnit


class Origin(StrEnum):
    """What a measure is read from."""

    SUMS = "sums"  # told by reports, also of groups
    PATH = "path"  # of the order of results: told by reports of one selection
    COLUMNS = "columns"  # of columns of trades
    PATTERNS = "patterns"
    DAYS = "days"  # of the equity curve by days, of one selection


@dataclass(frozen=True, slots=True)
class MeasureTerms:
    """What is known of a measure."""

    name: str
    unit: MetricUnit
    origin: Origin
    less_is_better: bool = False
    superlatives: tuple[str, str] | None = None  # of what is neither good nor bad: most, least


_MONEY, _SHARE, _R = MetricUnit.MONEY, MetricUnit.SHARE, MetricUnit.R
_RATIO, _COUNT = MetricUnit.RATIO, MetricUnit.COUNT

TERMS: dict[Measure, MeasureTerms] = {
    Measure.TRADES: MeasureTerms(
        "number of trades", _COUNT, Origin.SUMS, superlatives=("busiest", "quietest")
    ),
    Measure.TRADES_PER_DAY: MeasureTerms("average number of trades a day", _RATIO, Origin.COLUMNS),
    Measure.NET_PNL: MeasureTerms("net result", _MONEY, Origin.SUMS),
    Measure.WIN_RATE: MeasureTerms("win rate", _SHARE, Origin.SUMS),
    Measure.EXPECTANCY: MeasureTerms("expectancy", _R, Origin.SUMS),
    Measure.TOTAL_R: MeasureTerms("total in R", _R, Origin.COLUMNS),
    Measure.PROFIT_FACTOR: MeasureTerms("profit factor", _RATIO, Origin.SUMS),
    Measure.PAYOFF: MeasureTerms("payoff", _RATIO, Origin.SUMS),
    Measure.AVERAGE_WIN: MeasureTerms("average win", _MONEY, Origin.SUMS),
    Measure.AVERAGE_LOSS: MeasureTerms("average loss", _MONEY, Origin.SUMS),
    Measure.MAX_DRAWDOWN: MeasureTerms("deepest drawdown", _SHARE, Origin.PATH),
    Measure.MAX_DRAWDOWN_MONEY: MeasureTerms("deepest drawdown", _MONEY, Origin.PATH),
    Measure.RECOVERY_FACTOR: MeasureTerms("recovery factor", _RATIO, Origin.PATH),
    Measure.ULCER_INDEX: MeasureTerms(
        "Ulcer index", MetricUnit.PERCENT, Origin.PATH, less_is_better=True
    ),
    Measure.SHARPE: MeasureTerms("Sharpe ratio", _RATIO, Origin.PATH),
    Measure.SORTINO: MeasureTerms("Sortino ratio", _RATIO, Origin.PATH),
    Measure.SQN: MeasureTerms("SQN", _RATIO, Origin.SUMS),
    Measure.KELLY: MeasureTerms("full Kelly fraction", _SHARE, Origin.SUMS),
    Measure.LONGEST_WINNING_STREAK: MeasureTerms("longest winning streak", _COUNT, Origin.PATH),
    Measure.LONGEST_LOSING_STREAK: MeasureTerms(
        "longest losing streak", _COUNT, Origin.PATH, less_is_better=True
    ),
    Measure.CURRENT_STREAK: MeasureTerms("current streak", _COUNT, Origin.PATH),
    Measure.FEES: MeasureTerms(
        "total of fees",
        _MONEY,
        Origin.COLUMNS,
        less_is_better=True,
        superlatives=("cheapest", "dearest"),
    ),
    Measure.HOLDING_TIME: MeasureTerms(
        "median holding time",
        MetricUnit.SECONDS,
        Origin.COLUMNS,
        superlatives=("longest", "shortest"),
    ),
    Measure.SIZE: MeasureTerms(
        "median size",
        MetricUnit.SIZE,
        Origin.COLUMNS,
        superlatives=("largest", "smallest"),
    ),
    Measure.RISK: MeasureTerms(
        "average risk (1 R)", _MONEY, Origin.COLUMNS, superlatives=("riskiest", "least risky")
    ),
    Measure.TIME_BELOW_HIGH: MeasureTerms(
        "longest time below a high", MetricUnit.SECONDS, Origin.DAYS, less_is_better=True
    ),
    Measure.ADHERENCE: MeasureTerms("plan adherence", MetricUnit.POINTS, Origin.COLUMNS),
    Measure.OCCURRENCES: MeasureTerms(
        "number of occurrences", _COUNT, Origin.PATTERNS, less_is_better=True
    ),
    Measure.PATTERN_COST: MeasureTerms("cost of the behaviour", _R, Origin.PATTERNS),
}
