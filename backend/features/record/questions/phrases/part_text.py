"""What part of a whole a selection is, where it is compared with all that it was taken from."""

from decimal import Decimal

from backend.features.record.questions.phrases.figure_text import value_text
from backend.features.record.questions.schemas import (
    AnsweredFigure,
    AnsweredSlice,
    Filters,
    Measure,
    QueryAnswer,
    TradeSlice,
)
from backend.quant.metric import MetricUnit

SUMS = (Measure.NET_PNL, Measure.FEES, Measure.TRADES, Measure.TOTAL_R)
"""Measures of which parts add up to the whole."""


def part_text(
    answer: QueryAnswer, other: AnsweredSlice, part: AnsweredFigure, whole: AnsweredFigure
) -> str:
    """`25% of it`; empty where the one is no part of the other, or the measure no sum."""
    whole_slice = answer.query.compared_with
    if part.measure not in SUMS or whole_slice is None or answer.currency != other.currency:
        return ""
    if part.value is None or whole.value is None or not _is_within(answer.query, whole_slice):
        return ""
    share, all_of_it = Decimal(str(part.value)), Decimal(str(whole.value))
    if all_of_it == 0:
        return "there is nothing that it could be a part of"
    if (share < 0) != (all_of_it < 0) and share != 0:
        return "it pulls the other way, so it is no part of it"
    ratio = share / all_of_it
    if ratio > 1:
        return f"{value_text(ratio, MetricUnit.SHARE, '')} of it, which the rest took back in part"
    return f"{value_text(ratio, MetricUnit.SHARE, '')} of it"


def _is_within(part: TradeSlice, whole: TradeSlice) -> bool:
    """Whether the second takes every trade of the first: the same filters or fewer, the same days or more."""
    if part.trade_type != whole.trade_type or whole.excluding != part.excluding:
        return False
    is_another = (part.only, part.day_from, part.day_to) != (
        whole.only,
        whole.day_from,
        whole.day_to,
    )
    return is_another and _has_days_of(part, whole) and _has_filters_of(part.only, whole.only)


def _has_days_of(part: TradeSlice, whole: TradeSlice) -> bool:
    days = (part.day_from, part.day_to) == (whole.day_from, whole.day_to)
    is_of_all_days = whole.day_from is None and whole.day_to is None
    return days or is_of_all_days


def _has_filters_of(part: Filters, whole: Filters) -> bool:
    empty = Filters()
    return all(
        getattr(whole, name) in (getattr(part, name), getattr(empty, name))
        for name in Filters.model_fields
    )
