"""The parts of a question, each with the question that is left without it."""

from collections.abc import Iterator

from backend.features.record.questions.measures import TERMS
from backend.features.record.questions.phrases.figure_text import span_text
from backend.features.record.questions.phrases.slice_text import (
    FilterValue,
    member_label,
    members_of,
    named_fields,
    scope_text,
)
from backend.features.record.questions.schemas import (
    Filters,
    QuestionChip,
    RankedThing,
    RecordQuery,
)
from backend.features.record.trades.models import TradeType


def chips(query: RecordQuery) -> list[QuestionChip]:
    """Every part that can be taken away: filters first, then what is done with the trades."""
    return [*filter_chips(query), *_chips_of_form(query)]


def filter_chips(query: RecordQuery) -> list[QuestionChip]:
    """The parts that say which trades count."""
    parts = [
        *_chips_of_filters(query, "only", ""),
        *_chips_of_filters(query, "excluding", "without "),
    ]
    if query.day_from is not None or query.day_to is not None:
        parts.append(_chip(query, span_text(query), day_from=None, day_to=None))
    if query.currency is not None:
        parts.append(_chip(query, f"{query.currency} accounts", currency=None))
    if query.trade_type is TradeType.TRAINING:
        parts.append(_chip(query, "training", trade_type=TradeType.REAL))
    if query.trade_type is None:
        parts.append(_chip(query, "real and training", trade_type=TradeType.REAL))
    return parts


def _chips_of_filters(query: RecordQuery, side: str, before: str) -> Iterator[QuestionChip]:
    filters: Filters = getattr(query, side)
    for field in named_fields(filters):
        for member in members_of(filters, field):
            label = f"{before}{member_label(field, member)}"
            yield _chip(query, label, **{side: _without(filters, field, member)})


def _without(filters: Filters, field: str, member: FilterValue) -> Filters:
    value = getattr(filters, field)
    left = [other for other in value if other != member] if isinstance(value, list) else None
    return filters.model_copy(update={field: left})


def _chips_of_form(query: RecordQuery) -> list[QuestionChip]:
    """What is measured, and how it is put together."""
    parts = []
    if len(query.measures) > 1:
        for measure in query.measures:
            others = [other for other in query.measures if other is not measure]
            parts.append(_chip(query, TERMS[measure].name, measures=others))
    if query.group_by is not None:
        parts.append(_without_groups(query, query.group_by.value))
    if query.ranking is not None:
        label = f"{query.ranking.order.value} {query.ranking.limit}"
        parts.append(_chip(query, label, ranking=None))
    if query.compared_with is not None:
        other = scope_text(query.compared_with) or "all trades"
        parts.append(_chip(query, f"against {other}", compared_with=None))
    if query.trend is not None:
        parts.append(_chip(query, f"by {query.trend.value}", trend=None))
    return parts


def _without_groups(query: RecordQuery, by: str) -> QuestionChip:
    """Where groups are ranked, the ranking goes with them."""
    label = f"by {by.replace('_', ' ')}"
    ranking = query.ranking
    if ranking is not None and ranking.of is RankedThing.GROUP:
        ranking = None
    return _chip(query, label, group_by=None, ranking=ranking)


def _chip(query: RecordQuery, label: str, **changes: object) -> QuestionChip:
    return QuestionChip(label=label, without=query.model_copy(update=changes))
