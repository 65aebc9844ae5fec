"""What makes an answer weak, for machines; words are made of it."""

from collections.abc import Sequence

from backend.features.record.questions.measures import TERMS
from backend.features.record.questions.schemas import (
    AnsweredDifference,
    AnsweredFigure,
    AnsweredRow,
    AnsweredSlice,
    Measure,
    Weakness,
)
from backend.quant.metric import SMALL_SAMPLE, MetricUnit

MANY_GROUPS = 4  # of so many, the best and the worst are partly luck
EVEN_AT_ONE = frozenset({Measure.PROFIT_FACTOR, Measure.PAYOFF})


def of_figure(figure: AnsweredFigure | AnsweredDifference) -> list[Weakness]:
    """Too few trades, or an interval that leaves open on which side of even it lies."""
    weak = []
    if figure.n < SMALL_SAMPLE and is_estimate(figure.measure):
        weak.append(Weakness.FEW_TRADES)
    if figure.interval is not None:
        low, high = float(figure.interval.low), float(figure.interval.high)
        if low < 0 < high:
            weak.append(Weakness.SPANS_ZERO)
        if figure.measure in EVEN_AT_ONE and low < 1 < high:
            weak.append(Weakness.SPANS_ONE)
    return weak


def is_estimate(measure: Measure) -> bool:
    """Whether a figure says something of what is to come; sums and counts are as they are."""
    return measure not in _COUNTS and TERMS[measure].unit is not MetricUnit.SECONDS


_COUNTS = frozenset(
    {
        Measure.TRADES,
        Measure.FEES,
        Measure.OCCURRENCES,
        Measure.SIZE,
        Measure.LONGEST_LOSING_STREAK,
        Measure.LONGEST_WINNING_STREAK,
        Measure.CURRENT_STREAK,
        Measure.MAX_DRAWDOWN,
        Measure.MAX_DRAWDOWN_MONEY,
    }
)


def of_slice(part: AnsweredSlice) -> list[Weakness]:
    """Of one selection and its first figure."""
    weak = [] if part.trades else [Weakness.NO_TRADES]
    if part.trades:
        weak += of_figure(part.figures[0])
    if part.left_out:
        weak.append(Weakness.LEFT_OUT)
    return weak


def of_ranking(rows: Sequence[AnsweredRow], more: int, tied: int) -> list[Weakness]:
    """Of the row that leads."""
    weak = []
    if rows and rows[0].trades < SMALL_SAMPLE and is_estimate(rows[0].figures[0].measure):
        weak.append(Weakness.FEW_TRADES)
    if tied:
        weak.append(Weakness.TIED)
    if rows and len(rows) + more >= MANY_GROUPS:
        weak.append(Weakness.BEST_OF_MANY)
    return weak
