"""What is behind an answer: the trades that won and lost most of a selection, and what it is without them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.grouped_rows import rows_by
from backend.features.record.questions.measured_figures import measured
from backend.features.record.questions.ranking import in_order, ranked
from backend.features.record.questions.schemas import (
    AnsweredRow,
    Measure,
    RankedThing,
    Ranking,
    RankOrder,
    RecordQuery,
    TradeSlice,
)
from backend.features.record.questions.selections import QuestionContext
from backend.features.record.questions.slice_narrowing import group_slice

MOST_TRADES = 3  # of the winners, and of the losers


@dataclass(frozen=True, slots=True)
class Contributors:
    """The trades that made most of a result.

    Attributes:
        net: of all trades of the selection; null where there is none.
        best, worst: single trades by their result, at most three; only winners and only losers.
    """

    part: TradeSlice
    currency: str
    trades: int
    net: Decimal | None
    best: Sequence[AnsweredRow]
    worst: Sequence[AnsweredRow]

    @property
    def without(self) -> Decimal | None:
        """The result without the trades that are named."""
        if self.net is None:
            return None
        return self.net - sum((result_of(row) for row in (*self.best, *self.worst)), Decimal(0))


def contributors(context: QuestionContext, query: RecordQuery) -> list[Contributors]:
    """What is behind each selection of a question; of a ranking, behind what it puts first.

    Raises:
        UnknownQuestionName, MeasureNotRanked, TooManyGroups
    """
    first = TradeSlice(**{name: getattr(query, name) for name in TradeSlice.model_fields})
    parts = [_first_of_ranking(context, query, first) or first]
    if query.compared_with is not None:
        parts.append(query.compared_with)
    return [_of_part(context, part) for part in parts]


def _first_of_ranking(
    context: QuestionContext, query: RecordQuery, part: TradeSlice
) -> TradeSlice | None:
    """The selection of the group or day that leads; null where single trades or nothing is ranked."""
    ranking = query.ranking
    if ranking is None or ranking.of is RankedThing.TRADE:
        return None
    side = measured(context, part, query.measures)
    by = query.group_by if ranking.of is RankedThing.GROUP else GroupBy.DAY
    assert by is not None, "a question that ranks groups says by what"
    rows = [row for row in rows_by(context, side, by, query.measures)[0] if row.key is not None]
    leading = in_order(rows, ranking).rows
    return group_slice(side.part, by, leading[0].key, None) if leading else None


def _of_part(context: QuestionContext, part: TradeSlice) -> Contributors:
    query = RecordQuery(measures=[Measure.NET_PNL], **dict(part))
    side = measured(context, part, query.measures)
    net = side.figures[0].value
    best, worst = (_ranked(context, query, order) for order in (RankOrder.BEST, RankOrder.WORST))
    return Contributors(
        part=part,
        currency=side.performance["currency"],
        trades=side.performance["trades"],
        net=None if net is None else Decimal(str(net)),
        best=[row for row in best if result_of(row) > 0],
        worst=[row for row in worst if result_of(row) < 0],
    )


def _ranked(context: QuestionContext, query: RecordQuery, order: RankOrder) -> list[AnsweredRow]:
    ranking = Ranking(of=RankedThing.TRADE, order=order, limit=MOST_TRADES)
    side = measured(context, query, query.measures)
    return ranked(context, side, query, ranking).rows


def result_of(row: AnsweredRow) -> Decimal:
    """What a trade brought."""
    return Decimal(str(row.figures[0].value))
