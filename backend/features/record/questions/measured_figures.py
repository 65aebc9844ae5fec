"""The figures of one selection: those of the reports, and of columns and behaviours where reports have none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.record.performance import report
from backend.features.record.performance.documents import PerformanceDocument
from backend.features.record.performance.figures import CENT_DIGITS, FigureDocument, figures
from backend.features.record.performance.schemas import (
    Basis,
    ExcludedOut,
    FilteredSelection,
)
from backend.features.record.questions import pattern_figures, trade_sums
from backend.features.record.questions.evidence.drawdown_days import highs_and_falls
from backend.features.record.questions.measures import TERMS, Origin
from backend.features.record.questions.pattern_figures import PatternEvidence
from backend.features.record.questions.schemas import (
    AnsweredFigure,
    AnsweredHigh,
    AnsweredPattern,
    Measure,
    TradeSlice,
)
from backend.features.record.questions.selections import QuestionContext, selection_of
from backend.features.record.questions.trade_sums import ColumnFigures
from backend.quant.metric import Formula, Metric, MetricReason, MetricUnit, null

CLOSED_TRADES = Formula("closed trades that count", MetricUnit.COUNT)
TIME_BELOW_HIGH = Formula(
    "longest time from a high of what was realised to the session day that made it good, or the last one",
    MetricUnit.SECONDS,
)
_OF_HIGHS = frozenset({Measure.MAX_DRAWDOWN, Measure.MAX_DRAWDOWN_MONEY, Measure.TIME_BELOW_HIGH})
_A_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class MeasuredSlice:
    """One selection with its figures; `sightings` where behaviours are asked for, `high` where drawdowns are."""

    part: TradeSlice
    selection: FilteredSelection
    performance: PerformanceDocument
    figures: list[AnsweredFigure]
    sightings: PatternEvidence | None
    high: AnsweredHigh | None = None

    @property
    def left_out(self) -> list[ExcludedOut]:
        """Closed trades that cannot be added up."""
        return [ExcludedOut(**exclusion) for exclusion in self.performance["left_out"]]

    @property
    def patterns(self) -> list[AnsweredPattern]:
        """The behaviours that were asked for."""
        if self.sightings is None:
            return []
        is_of_cost = self.figures[0].measure is Measure.PATTERN_COST
        return pattern_figures.patterns_of(
            self.sightings, self.selection, costliest_first=is_of_cost
        )


def measured(
    context: QuestionContext, part: TradeSlice, measures: Sequence[Measure]
) -> MeasuredSlice:
    """What one selection came to."""
    selection = selection_of(context, part)
    performance = report.performance(context.session, context.user_id, selection, now=context.now)
    sightings = None
    if asks_for(measures, Origin.PATTERNS):
        sightings = pattern_figures.evidence(context, part, selection)
    columns: ColumnFigures = {}
    if asks_for(measures, Origin.COLUMNS):
        columns = trade_sums.of_all(context, selection)
    high = highs_and_falls(context, selection) if _OF_HIGHS & set(measures) else None
    sources = FigureSources(performance["trades"], performance["metrics"], columns, sightings, high)
    figures = figures_of(context, sources, measures)
    return MeasuredSlice(part, selection, performance, figures, sightings, high)


def asks_for(measures: Iterable[Measure], origin: Origin) -> bool:
    """Whether any of them is read from there."""
    return any(TERMS[measure].origin is origin for measure in measures)


@dataclass(frozen=True, slots=True)
class FigureSources:
    """What the figures of a selection or a group are read from."""

    trades: int
    reported: Mapping[str, FigureDocument]
    columns: ColumnFigures
    sightings: PatternEvidence | None
    high: AnsweredHigh | None = None


def figures_of(
    context: QuestionContext, sources: FigureSources, measures: Sequence[Measure]
) -> list[AnsweredFigure]:
    """The figures that are asked for, in their order."""
    return [_figure(context, sources, measure) for measure in measures]


def _figure(context: QuestionContext, sources: FigureSources, measure: Measure) -> AnsweredFigure:
    origin = TERMS[measure].origin
    if measure is Measure.TRADES:
        count = Metric(sources.trades, CLOSED_TRADES, sources.trades)
        return of_metric(context, measure, count)
    if origin is Origin.COLUMNS:
        column = sources.columns[measure]
        return of_metric(context, measure, column.metric, column.mean)
    if origin is Origin.DAYS:
        return of_metric(context, measure, _time_below_high(sources))
    if origin is Origin.PATTERNS:
        assert sources.sightings is not None, "read where behaviours are asked for"
        return _of_patterns(context, measure, sources.sightings)
    document = sources.reported[measure.value]
    return AnsweredFigure.model_validate({**document, "measure": measure})


def _time_below_high(sources: FigureSources) -> Metric:
    if sources.high is None:
        return null(TIME_BELOW_HIGH, 0, MetricReason.NO_TRADES)
    if sources.high.longest is None:
        return null(TIME_BELOW_HIGH, sources.trades, MetricReason.NO_DRAWDOWN)
    return Metric(sources.high.longest_days * _A_DAY, TIME_BELOW_HIGH, sources.trades)


def _of_patterns(
    context: QuestionContext, measure: Measure, sightings: PatternEvidence
) -> AnsweredFigure:
    if measure is Measure.OCCURRENCES:
        return of_metric(context, measure, pattern_figures.occurrences_of(sightings))
    figure = of_metric(context, measure, pattern_figures.cost_of(sightings))
    if figure.value is not None:
        return figure
    behaviours = {occurrence.pattern for occurrence in sightings.occurrences}
    is_one = len(behaviours) <= 1
    reason = MetricReason.NOT_MEASURED if is_one else MetricReason.SEVERAL_BEHAVIOURS
    return figure.model_copy(update={"reason": reason})


def of_metric(
    context: QuestionContext,
    measure: Measure,
    metric: Metric,
    mean: Decimal | None = None,
) -> AnsweredFigure:
    """A figure from its metric; a mean stands beside a median."""
    document = figures({measure.value: metric}, Basis.TRADES, context.now)[measure.value]
    values = {
        **document,
        "measure": measure,
        "mean": None if mean is None else plain_decimal(mean.quantize(CENT_DIGITS)),
    }
    return AnsweredFigure.model_validate(values)
