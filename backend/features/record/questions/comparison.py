"""Two selections beside each other: their differences, where those can be known."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Float, cast, func, select

from backend.features.record.performance.figures import shown
from backend.features.record.performance.schemas import FilteredSelection
from backend.features.record.performance.selection import closed, usable
from backend.features.record.questions.measured_figures import MeasuredSlice
from backend.features.record.questions.schemas import AnsweredDifference, Measure
from backend.features.record.questions.selections import QuestionContext
from backend.features.record.trades.models import Outcome, Trade
from backend.quant.aggregates import Moments
from backend.quant.metric import Formula, Metric, MetricReason, MetricUnit, null
from backend.quant.metrics import difference_in_r
from backend.quant.statistics import newcombe_interval

DIFFERENCE_OF_RATES = Formula("win rate of the first - win rate of the second", MetricUnit.SHARE)
KNOWN = (Measure.WIN_RATE, Measure.EXPECTANCY)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two selections differ by; trades that are in both make intervals impossible."""

    differences: list[AnsweredDifference]
    in_both: int


def compared(
    context: QuestionContext,
    first: MeasuredSlice,
    second: MeasuredSlice,
    measures: Sequence[Measure],
) -> Comparison:
    """The differences in win rate and expectancy; of other measures none is known."""
    in_both = _in_both(context, first.selection, second.selection)
    one_side, other_side = _side(context, first.selection), _side(context, second.selection)
    differences = [
        _difference(context, measure, one_side, other_side, is_apart=in_both == 0)
        for measure in measures
        if measure in KNOWN
    ]
    return Comparison(differences, in_both)


@dataclass(frozen=True, slots=True)
class _ComparedTrades:
    """What differences are made of."""

    wins: int
    decided: int
    r: Moments


def _side(context: QuestionContext, selection: FilteredSelection) -> _ComparedTrades:
    r = cast(Trade.r_multiple, Float(53))
    decided = Trade.outcome.in_((Outcome.WIN.value, Outcome.LOSS.value))
    statement = select(
        func.count().filter(Trade.outcome == Outcome.WIN),
        func.count().filter(decided),
        func.count(r),
        func.coalesce(func.sum(r), 0.0),
        func.coalesce(func.sum(r * r), 0.0),
    ).where(*closed(context.user_id, selection), usable(selection.currency or ""))
    wins, decided_trades, with_r, total, squares = context.session.execute(statement).one()
    return _ComparedTrades(wins, decided_trades, Moments.from_sums(with_r, total, squares))


def _in_both(context: QuestionContext, first: FilteredSelection, second: FilteredSelection) -> int:
    statement = select(func.count()).where(
        *closed(context.user_id, first),
        *closed(context.user_id, second),
    )
    return context.session.scalars(statement).one()


def _difference(
    context: QuestionContext,
    measure: Measure,
    first: _ComparedTrades,
    second: _ComparedTrades,
    *,
    is_apart: bool,
) -> AnsweredDifference:
    if measure is Measure.EXPECTANCY:
        metric = difference_in_r(first.r, second.r)
    else:
        metric = _difference_of_rates(first, second)
    document = shown(metric, context.now)
    interval = document["interval"] if is_apart else None
    return AnsweredDifference.model_validate({**document, "interval": interval, "measure": measure})


def _difference_of_rates(first: _ComparedTrades, second: _ComparedTrades) -> Metric:
    fewest = min(first.decided, second.decided)
    if fewest == 0:
        return null(DIFFERENCE_OF_RATES, 0, MetricReason.NO_DECIDED_TRADES)
    return Metric(
        value=first.wins / first.decided - second.wins / second.decided,
        formula=DIFFERENCE_OF_RATES,
        n=fewest,
        interval=newcombe_interval(first.wins, first.decided, second.wins, second.decided),
    )
