"""Which days a question is about: the spans that are in no comparison, together or held apart. Pure."""

from datetime import date

from backend.features.chat.understanding.phrases.marks import Days, FilterValue, MarkKind
from backend.features.chat.understanding.questions.comparison import joined
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.open_parts.impossible import are_reversed
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.chat.understanding.spans.calendar_days import (
    A_DAY,
    to_date,
    unit_before,
    unit_of,
)
from backend.features.chat.understanding.spans.same_spans import SHIFTED, settled_alone
from backend.features.record.questions.schemas import HourRange, Weekday

_PARTS = {
    "morning": HourRange(minute_to=720),
    "afternoon": HourRange(minute_from=720),
    "evening": HourRange(minute_from=1080),
}
_WEEK = list(Weekday)
_UNITS = ("day", "week", "month", "quarter", "year")


def take_days(sentence: Sentence, draft: QueryDraft, spans: list[int], today: date) -> None:
    """Take the days in that limit the whole."""
    if _are_told_apart(sentence, draft, spans, today):
        return
    for place in spans:
        days = sentence.marks[place].value
        assert isinstance(days, Days)
        if draft.first.days is not None and _have_a_gap(draft.first.days, days):
            sentence.refuse(place)
            continue
        both = days if draft.first.days is None else joined(draft.first.days, days)
        if are_reversed(both):
            draft.reversed_days, both = both, Days(None, None)
        draft.first.days = both
        _drop_its_weekday(draft, days)
        _take_part_of_day(draft, days)
        sentence.take(place)
    if draft.second is not None and draft.second.days is None:
        draft.second.days = draft.first.days


def _are_told_apart(sentence: Sentence, draft: QueryDraft, spans: list[int], today: date) -> bool:
    """In "September and November" and "this week and last week" no stretch of days is meant, so that each is told."""
    if len(spans) != 2 or draft.second is not None or draft.group_by or draft.ranking:
        return False
    between = sentence.marks[spans[0] + 1 : spans[1]]
    first, last = (sentence.marks[place].value for place in spans)
    assert isinstance(first, Days)
    assert isinstance(last, Days)
    is_apart = _have_a_gap(first, last) or _are_side_by_side(first, last, today)
    if not any(mark.kind is MarkKind.AND for mark in between) or not is_apart:
        return False
    draft.second = draft.first.copy()
    draft.first.days, draft.second.days = first, last
    sentence.take(*spans)
    return True


def _have_a_gap(first: Days, last: Days) -> bool:
    """Whether days lie between two spans that are in neither."""
    starts, ends = (first.day_from, last.day_from), (first.day_to, last.day_to)
    if None in (*starts, *ends):
        return False
    return max(day for day in starts if day) > min(day for day in ends if day) + A_DAY


def _are_side_by_side(first: Days, last: Days, today: date) -> bool:
    """In "this week and last week" one of the two goes on just now: what is over is held against it."""
    if None in (first.day_from, first.day_to, last.day_from, last.day_to):
        return False
    assert first.day_from is not None
    assert first.day_to is not None
    assert last.day_from is not None
    assert last.day_to is not None
    is_disjoint = first.day_from > last.day_to or last.day_from > first.day_to
    return is_disjoint and today in (first.day_to, last.day_to)


def _take_part_of_day(draft: QueryDraft, days: Days) -> None:
    if days.part in _PARTS:
        draft.first.add(FilterValue("hours", _PARTS[days.part]))


def _drop_its_weekday(draft: QueryDraft, days: Days) -> None:
    """In "Friday the 20th" the day of the week is that of the date."""
    if days.day_from is None or days.day_from != days.day_to:
        return
    weekday = _WEEK[days.day_from.weekday()]
    if draft.first.only.get("weekdays") == [weekday]:
        del draft.first.only["weekdays"]


def settle_days(sentence: Sentence, draft: QueryDraft, scan: Scan) -> None:
    """Days that others tell, in a question that leans on none: "the same week last year", "compared to last month"."""
    _compare_with_the_present(sentence, draft, scan.today)
    for place, mark in enumerate(sentence.marks):
        days = mark.value
        if not isinstance(days, Days) or not days.part.startswith(SHIFTED):
            continue
        if draft.first.days is days:
            draft.first.days = settled_alone(days, scan.today)
        is_open = draft.first.days is None and (draft.second is None or draft.second.days is days)
        if is_open or (draft.second is not None and draft.second.days is days):
            words = scan.words[mark.start : mark.end]
            draft.open_bounds += (" ".join(word.raw for word in words),)
            sentence.take(place)


def _compare_with_the_present(sentence: Sentence, draft: QueryDraft, today: date) -> None:
    """In "how am I doing compared to last month" this month is held against it."""
    side = draft.against
    if side is None or side.days is None or draft.second is not None:
        return
    unit = next((unit for unit in _UNITS if _is_before(side.days, unit, today)), None)
    if unit is None:
        return
    draft.second = draft.first.copy()
    draft.second.days = side.days
    draft.first.days = to_date(unit_of(unit, today), today)
    draft.against = None
    for place, mark in enumerate(sentence.marks):
        if mark.kind is MarkKind.VERSUS:
            sentence.unclear.discard(place)
            sentence.take(place)


def _is_before(days: Days, unit: str, today: date) -> bool:
    before = unit_before(unit, today)
    return (days.day_from, days.day_to) == (before.day_from, before.day_to)
