"""One day of the past that is named by its weekday: "how did I do on Monday" is of the last one, not of all. Pure."""

from datetime import date, timedelta

from backend.features.chat.understanding.phrases.marks import (
    Days,
    FilterValue,
    MarkKind,
    PhraseMark,
)
from backend.features.chat.understanding.questions.draft import Sentence
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.record.questions.schemas import Weekday

_PAST = frozenset("did didnt was wasnt were went howd whatd happened".split())
_EVERY = frozenset(
    """usually always typically normally generally mostly often ever never average avg every each any a all tend so
    usual typical""".split()
)
_SHORT = frozenset("tues weds thurs".split())  # no plurals
_OF_MANY = (
    MarkKind.SPAN,
    MarkKind.GROUP,
    MarkKind.TREND,
    MarkKind.OTHERS,
    MarkKind.NOT,
    MarkKind.LEFT_OUT,
    MarkKind.DIMENSION,
    MarkKind.CLEAR,
)
"""What asks for more than one day, or says which."""
_WEEK = tuple(Weekday)


def read_past_days(sentence: Sentence, scan: Scan) -> None:
    """In "how was Friday" the last Friday is meant: weekdays in the singular, of what is over, beside no other span."""
    places = [place for place, mark in enumerate(sentence.marks) if _weekday_of(mark) is not None]
    if not places or any(mark.is_a(*_OF_MANY) for mark in sentence.marks):
        return
    is_compared = any(mark.is_a(MarkKind.VERSUS, MarkKind.AMONG) for mark in sentence.marks)
    words = {word.plain for word in scan.words}
    if (
        _PAST.isdisjoint(words)
        or not _EVERY.isdisjoint(words)
        or (is_compared and len(places) == 1)
    ):
        return
    if any(_comes_again(sentence, scan, place) for place in places):
        return
    for place in places:
        mark = sentence.marks[place]
        weekday = _weekday_of(mark)
        assert weekday is not None
        day = day_before(weekday, scan.today)
        note = f"I read {scan.words[mark.start].raw} as the last one, {day.day} {day:%B %Y}."
        days = Days(day, day, note=note)
        sentence.marks[place] = PhraseMark(MarkKind.SPAN, days, mark.start, mark.end)


def _comes_again(sentence: Sentence, scan: Scan, place: int) -> bool:
    """Whether all such days are meant: "Mondays", "Monday mornings", "my best Monday"."""
    last = scan.words[sentence.marks[place].end - 1]
    is_plural = last.raw.casefold().endswith("s") and last.plain not in _SHORT
    is_of_hours = _is_of_hours(sentence, place + 1) and place + 1 in sentence.plurals
    before = [mark for mark in sentence.marks[:place] if mark.kind is not MarkKind.FILLER]
    is_ranked = bool(before) and before[-1].kind is MarkKind.RANK
    return is_plural or is_of_hours or is_ranked


def day_before(weekday: Weekday, today: date) -> date:
    """The last such day before today."""
    back = (today.weekday() - _WEEK.index(weekday)) % 7
    return today - timedelta(days=back or 7)


def _weekday_of(mark: PhraseMark) -> Weekday | None:
    value = mark.value
    if not isinstance(value, FilterValue) or value.field != "weekdays":
        return None
    if not isinstance(value.value, tuple) or len(value.value) != 1:
        return None
    return Weekday(value.value[0])


def _is_of_hours(sentence: Sentence, place: int) -> bool:
    value = sentence.marks[place].value if place < len(sentence.marks) else None
    return isinstance(value, FilterValue) and value.field == "hours"
