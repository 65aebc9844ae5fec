"""Days that other days are held against: `the same month last year`, `last month at this point`, `a year ago`. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from backend.features.chat.understanding.phrases.count_words import plain_at
from backend.features.chat.understanding.phrases.marks import Days
from backend.features.chat.understanding.phrases.span_words import MONTHS, UNITS
from backend.features.chat.understanding.phrases.words import Word
from backend.features.chat.understanding.spans.calendar_days import (
    A_DAY,
    month_in,
    month_start,
    months_from,
    same_day,
    to_date,
    unit_of,
)
from backend.features.chat.understanding.spans.dates import DaysAt

SHIFTED = "shifted"  # the part of days that are some unit before others: `shifted:year`, `shifted:year:week`
SAME_STARTS = frozenset("same the this a one last previous prior at by".split())
_EARLIER = frozenset("last previous prior preceding".split())
_AGO = frozenset("ago before earlier prior back".split())
_TIMES = frozenset("period time point stage date dates days weeks months stretch span part".split())
_JOINTS = frozenset("of in from during a an the at by to up until till one".split())
_ARTICLES = frozenset("the a an one".split())
_MOST_JOINTS = 3
_A_WEEK, _A_YEAR = timedelta(weeks=1), timedelta(weeks=52)
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_ENDS = frozenset("? . , ! ; and that this so too".split())


def same_span(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """Days that are as others were, some unit before; they are known when the others are."""
    return (
        _same_of(words, at)
        or _at_this_point_of(words, at)
        or _unit_at_this_point(words, at)
        or _unit_ago(words, at)
        or _month_before(words, at, today)
    )


def shifted_days(days: Days, other: Days) -> Days:
    """Days such as "the same month last year" beside the days that they are the same of; unknown ones stay so."""
    unit = days.part.split(":")[1]
    if other.day_from is None or other.day_to is None:
        return days
    if unit == "week":
        week = timedelta(weeks=1)
        return Days(other.day_from - week, other.day_to - week)
    if unit == "day":
        return Days(other.day_from - A_DAY, other.day_to - A_DAY)
    if unit == "year" and other.day_from.weekday() == 0 and other.day_to - other.day_from < _A_WEEK:
        return Days(other.day_from - _A_YEAR, other.day_to - _A_YEAR)  # of a week, by its weekdays
    months = -_MONTHS_OF[unit]
    last = same_day(other.day_to, months)
    if other.day_to + A_DAY == month_start(other.day_to, 1):
        last = (
            month_start(last, 1) - A_DAY
        )  # to the end of one month, and so to the end of the other
    return Days(same_day(other.day_from, months), last)


def settled_alone(days: Days, today: date) -> Days | None:
    """Days such as "the same week last year", of which nothing else says which: as of today; null for "a year ago"."""
    named = days.part.split(":")[2:]
    return shifted_days(days, to_date(unit_of(named[0], today), today)) if named else None


def _shifted(unit: str, end: int, named: str = "") -> DaysAt:
    part = f"{SHIFTED}:{unit}:{named}" if named else f"{SHIFTED}:{unit}"
    return Days(None, None, part=part), end


def _same_of(words: Sequence[Word], at: int) -> DaysAt | None:
    """`the same month last year`, `same period a year ago`."""
    start = at + 1 if plain_at(words, at) == "the" else at
    named = plain_at(words, start + 1)
    if plain_at(words, start) != "same" or not (named in _TIMES or named in UNITS):
        return None
    earlier = _earlier_unit(words, _behind_joints(words, start + 2))
    return None if earlier is None else _shifted(*earlier, named=UNITS.get(named, ""))


def _at_this_point_of(words: Sequence[Word], at: int) -> DaysAt | None:
    """`at this point last month`, `this time last year`."""
    start = at + 1 if plain_at(words, at) in ("at", "by") else at
    if plain_at(words, start) not in ("this", "that") or plain_at(words, start + 1) not in _TIMES:
        return None
    earlier = _earlier_unit(words, _behind_joints(words, start + 2))
    return None if earlier is None else _shifted(*earlier)


def _unit_at_this_point(words: Sequence[Word], at: int) -> DaysAt | None:
    """`last month at the same point`, `last year, same period`."""
    start = at + 1 if plain_at(words, at) == "the" else at
    unit = UNITS.get(plain_at(words, start + 1))
    if plain_at(words, start) not in _EARLIER or unit is None:
        return None
    place = start + 2 + (plain_at(words, start + 2) == ",")
    place = _behind_joints(words, place)
    is_same = plain_at(words, place) in ("same", "this") and plain_at(words, place + 1) in _TIMES
    return _shifted(unit, place + 2) if is_same else None


def _unit_ago(words: Sequence[Word], at: int) -> DaysAt | None:
    """`a year ago`, `the month before`, behind which nothing is named."""
    if plain_at(words, at) not in _ARTICLES:
        return None
    unit = UNITS.get(plain_at(words, at + 1))
    if unit is None or plain_at(words, at + 2) not in ("ago", "earlier"):
        return None
    return _shifted(unit, at + 3)


def _month_before(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`the October before`: that of the year before the last one."""
    month = MONTHS.get(plain_at(words, at + 1))
    if plain_at(words, at) != "the" or month is None or plain_at(words, at + 2) not in _AGO:
        return None
    following = plain_at(words, at + 3)
    if following and following not in _ENDS:
        return None  # "the October before the election"
    last = month_in(month, today).day_from
    assert last is not None
    return months_from(same_day(last, -12), 1), at + 3


def _behind_joints(words: Sequence[Word], at: int) -> int:
    place = at
    while place < at + _MOST_JOINTS and plain_at(words, place) in _JOINTS:
        place += 1
    return place


def _earlier_unit(words: Sequence[Word], at: int) -> tuple[str, int] | None:
    """`last year`, `year ago`, `year before`, and the word behind it."""
    unit = UNITS.get(plain_at(words, at))
    if unit is not None and plain_at(words, at + 1) in _AGO:
        return unit, at + 2
    unit = UNITS.get(plain_at(words, at + 1))
    if unit is not None and plain_at(words, at) in _EARLIER:
        return unit, at + 2
    return None
