"""Use case: a question to the record, answered from its reports."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.sql_json import Rendered
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions import trade_links, weaknesses
from backend.features.record.questions.comparison import Comparison, compared
from backend.features.record.questions.evidence.contributors import contributors
from backend.features.record.questions.grouped_rows import rows_by
from backend.features.record.questions.measured_figures import MeasuredSlice, measured
from backend.features.record.questions.measures import TERMS, Origin
from backend.features.record.questions.name_check import check_names
from backend.features.record.questions.phrases.answer_text import answer_text
from backend.features.record.questions.phrases.chips import chips, filter_chips
from backend.features.record.questions.phrases.contributor_text import contributor_text
from backend.features.record.questions.phrases.figure_sentences import figure_sentence
from backend.features.record.questions.phrases.figure_text import value_text
from backend.features.record.questions.phrases.slice_text import scope_text
from backend.features.record.questions.ports import PatternBook
from backend.features.record.questions.ranking import RankedRows, ranked
from backend.features.record.questions.schemas import (
    AnsweredDifference,
    AnsweredFigure,
    AnsweredRow,
    AnsweredSlice,
    ComparedSide,
    ComparisonAnswer,
    ComparisonQuery,
    OtherCount,
    QueryAnswer,
    QuestionChip,
    RankedThing,
    RecordQuery,
    TradeSlice,
    TrendBy,
    Weakness,
)
from backend.features.record.questions.selections import QuestionContext, selection_of
from backend.features.record.questions.slice_narrowing import NAMED, named_keys

STEPS: dict[TrendBy, GroupBy] = {
    TrendBy.DAY: GroupBy.DAY,
    TrendBy.WEEK: GroupBy.WEEK,
    TrendBy.MONTH: GroupBy.MONTH,
}
MOST_PARTS = 10  # of a question that are taken away, one by one, where none fits: each is a count
SINGLE_TRADES = "These are single trades, so nothing else is behind them: their entries, exits and notes say why."
_NO_ROWS = RankedRows([], 0, 0)


@dataclass(frozen=True, slots=True)
class ShownTrades:
    """Trades as JSON, and how many more there are."""

    items: list[Rendered]
    more: int


def ask(
    session: Session,
    user_id: UUID,
    query: RecordQuery,
    *,
    now: datetime,
    patterns: PatternBook,
) -> QueryAnswer:
    """What the record says to a question.

    Raises:
        UnknownQuestionName, MeasureNotRanked, TooManyGroups
    """
    context = QuestionContext(session, user_id, now, patterns)
    others = [] if query.compared_with is None else [query.compared_with]
    check_names(context, [query, *others])
    side = measured(context, query, query.measures)
    rows = _rows(context, side, query)
    other, comparison = None, Comparison([], 0)
    if query.compared_with is not None:
        other = measured(context, query.compared_with, query.measures)
        comparison = compared(context, side, other, query.measures)
    answer = QueryAnswer(
        **dict(_told(side)),
        query=query,
        as_of=now,
        version=side.performance["version"],
        rows=rows.rows,
        each=_each(context, side, query),
        high=side.high,
        more=rows.more,
        tied=rows.tied,
        compared=None if other is None else _told(other),
        differences=comparison.differences,
        weakness=[],
        without=_without(context, query) if side.performance["trades"] == 0 else [],
        words="",
        chips=chips(query),
    )
    answer = answer.model_copy(update={"weakness": _weakness(answer, comparison)})
    return answer.model_copy(update={"words": answer_text(answer)})


def compare(
    session: Session,
    user_id: UUID,
    query: ComparisonQuery,
    *,
    now: datetime,
    patterns: PatternBook,
) -> ComparisonAnswer:
    """Two selections beside each other, whatever they are chosen by.

    Raises:
        UnknownQuestionName
    """
    context = QuestionContext(session, user_id, now, patterns)
    check_names(context, [query.one, query.other])
    first = measured(context, query.one, query.measures)
    other = measured(context, query.other, query.measures)
    comparison = compared(context, first, other, query.measures)
    return ComparisonAnswer(
        as_of=now,
        version=first.performance["version"],
        one=_side(first),
        other=_side(other),
        differences=comparison.differences,
        in_both=comparison.in_both,
    )


def _side(side: MeasuredSlice) -> ComparedSide:
    return ComparedSide(
        currency=side.performance["currency"],
        trades=side.performance["trades"],
        left_out=side.left_out,
        figures=side.figures,
    )


def explain(
    session: Session,
    user_id: UUID,
    query: RecordQuery,
    *,
    now: datetime,
    patterns: PatternBook,
) -> str:
    """Why the record says so: the trades that won and lost most behind the answer to a question.

    Raises:
        UnknownQuestionName, MeasureNotRanked, TooManyGroups
    """
    context = QuestionContext(session, user_id, now, patterns)
    others = [] if query.compared_with is None else [query.compared_with]
    check_names(context, [query, *others])
    if query.ranking is not None and query.ranking.of is RankedThing.TRADE:
        return SINGLE_TRADES
    return " ".join(map(contributor_text, contributors(context, query)))


def parts_of(query: RecordQuery) -> list[QuestionChip]:
    """Every part of a question that can be taken away, with the question that is left."""
    return chips(query)


def selection_words(part: TradeSlice) -> str:
    """A selection as it stands in a sentence: `on Mondays, over longs`; empty where it limits nothing."""
    return scope_text(part)


def figure_words(figure: AnsweredFigure, currency: str) -> str:
    """One figure of an answer in a sentence, without its selection."""
    return figure_sentence(figure, "", currency)


def difference_words(difference: AnsweredDifference, currency: str) -> str:
    """How far two selections are apart in one measure, in a sentence."""
    name = TERMS[difference.measure].name
    return f"{name} {value_text(difference.value, difference.unit, currency)}."


def _told(side: MeasuredSlice) -> AnsweredSlice:
    return AnsweredSlice(
        scope=scope_text(side.part),
        currency=side.performance["currency"],
        trades=side.performance["trades"],
        left_out=side.left_out,
        figures=side.figures,
        patterns=side.patterns,
        look=trade_links.look_of(side.part),
    )


def _rows(context: QuestionContext, side: MeasuredSlice, query: RecordQuery) -> RankedRows:
    if query.ranking is not None:
        return ranked(context, side, query, query.ranking)
    by = query.group_by
    if query.trend is not None:
        by = STEPS[query.trend]
    if by is None:
        return _NO_ROWS
    named = named_keys(query.only, by)
    rows, more = rows_by(context, side, by, query.measures, also=named)
    return RankedRows(rows, more, 0)


def _each(context: QuestionContext, side: MeasuredSlice, query: RecordQuery) -> list[AnsweredRow]:
    """In "Mondays and Fridays" the first figure of each beside that of both; of two filters with several, none."""
    is_of_rows = query.ranking or query.group_by or query.trend or query.compared_with
    several = [by for by, field in NAMED.items() if len(getattr(query.only, field)) > 1]
    if is_of_rows or len(several) != 1 or TERMS[query.measures[0]].origin is Origin.PATTERNS:
        return []
    named = named_keys(query.only, several[0])
    rows, _ = rows_by(context, side, several[0], query.measures[:1], also=named)
    if several[0] is not GroupBy.TAG:
        return rows
    tags = {tag.casefold() for tag in named}
    return [row for row in rows if row.key is not None and row.key.casefold() in tags]


def _without(context: QuestionContext, query: RecordQuery) -> list[OtherCount]:
    """How many trades there are without each part of a question that none fits, most first."""
    counts = [
        OtherCount(
            label=chip.label,
            trades=trade_links.number_of(context, selection_of(context, chip.without)),
        )
        for chip in filter_chips(query)[:MOST_PARTS]
    ]
    some = [count for count in counts if count.trades]
    return sorted(some, key=lambda count: -count.trades)


def _weakness(answer: QueryAnswer, comparison: Comparison) -> list[Weakness]:
    weak = list(weaknesses.of_slice(answer))
    if answer.query.ranking is not None:
        of_lead = weaknesses.of_ranking(answer.rows, answer.more, answer.tied)
        weak = [*of_lead, *(weakness for weakness in weak if weakness in _OF_THE_WHOLE)]
    elif answer.more:
        weak.append(Weakness.MORE_GROUPS)
    if comparison.in_both:
        weak.append(Weakness.OVERLAP)
    for difference in comparison.differences:
        weak += weaknesses.of_figure(difference)
    return list(dict.fromkeys(weak))


_OF_THE_WHOLE = frozenset({Weakness.NO_TRADES, Weakness.LEFT_OUT})


def trades(
    session: Session,
    user_id: UUID,
    part: TradeSlice,
    limit: int,
    *,
    now: datetime,
    patterns: PatternBook,
) -> ShownTrades:
    """The closed trades behind an answer, latest exit first.

    Raises:
        UnknownQuestionName
    """
    context = QuestionContext(session, user_id, now, patterns)
    check_names(context, [part])
    selection = selection_of(context, part)
    number = trade_links.number_of(context, selection)
    rows = trade_links.latest(context, selection, limit)
    return ShownTrades([Rendered(row) for row in rows], max(number - len(rows), 0))
