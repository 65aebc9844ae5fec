"""Parts of a period that are counted from one end of it: `first ten days of October`. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from backend.features.chat.understanding.phrases.count_words import plain_at
from backend.features.chat.understanding.phrases.marks import Days
from backend.features.chat.understanding.phrases.numbers import number_at
from backend.features.chat.understanding.phrases.span_words import UNITS, WEEKDAYS
from backend.features.chat.understanding.phrases.words import Word
from backend.features.chat.understanding.spans.calendar_days import (
    A_DAY,
    months_from,
    same_day,
    unit_of,
)
from backend.features.chat.understanding.spans.dates import DaysAt

MOST_OF_A_PERIOD = 366
PeriodReader = Callable[[Sequence[Word], int, date], DaysAt | None]


def part_of(words: Sequence[Word], at: int, today: date, inner: PeriodReader) -> DaysAt | None:
    """`first ten days of October`, `first week of the year`: days from one end of a period, which `inner` reads."""
    weekday = _weekday_of(words, at, today, inner)
    if weekday is not None:
        return weekday
    start = at + 1 if words[at].plain == "the" else at
    edge = plain_at(words, start)
    number = number_at(words, start + 1) if edge in ("first", "last") else None
    count, behind = (1, start + 1) if number is None else (int(number.value), number.end)
    is_counted = number is None or not (number.unit or number.value != count)
    if edge not in ("first", "last") or not is_counted or not 0 < count <= MOST_OF_A_PERIOD:
        return None
    unit = UNITS.get(plain_at(words, behind))
    if unit is None or plain_at(words, behind + 1) != "of":
        return None
    place = behind + 2
    whole = inner(words, place, today) or _this_one(words, place, today)
    if whole is None or whole[0].day_from is None or whole[0].day_to is None:
        return None
    days, end = whole
    assert days.day_from is not None
    assert days.day_to is not None
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit, 0) * count
    length = timedelta(days=count * (7 if unit == "week" else 1))
    if edge == "first":
        last = (
            months_from(days.day_from, months).day_to if months else days.day_from + length - A_DAY
        )
        return Days(days.day_from, last), end
    first = same_day(days.day_to + A_DAY, -months) if months else days.day_to - length + A_DAY
    return Days(first, days.day_to), end


_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0}


def _weekday_of(words: Sequence[Word], at: int, today: date, inner: PeriodReader) -> DaysAt | None:
    """`the last Friday of October`, `first Monday in March`: one day of a period."""
    start = at + 1 if plain_at(words, at) == "the" else at
    count, weekday = _NTH.get(plain_at(words, start)), WEEKDAYS.get(plain_at(words, start + 1))
    if count is None or weekday is None or plain_at(words, start + 2) not in ("of", "in"):
        return None
    whole = inner(words, start + 3, today) or _this_one(words, start + 3, today)
    if whole is None or whole[0].day_from is None or whole[0].day_to is None:
        return None
    first, last = whole[0].day_from, whole[0].day_to
    day = last - timedelta(days=(last.weekday() - weekday) % 7)
    if count:
        day = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=count - 1)
    return (Days(day, day), whole[1]) if first <= day <= last else None


def _this_one(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`the month`, `the year`: the present one, whole."""
    start = at + 1 if plain_at(words, at) == "the" else at
    unit = UNITS.get(plain_at(words, start))
    return None if unit is None else (unit_of(unit, today), start + 1)
