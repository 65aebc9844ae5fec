"""Parts of a period that are counted from one end of it: `first ten days of October`. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from backend.features.chat.understanding.phrases.count_words import plain_at
from backend.features.chat.understanding.phrases.marks import Days
from backend.features.chat.understanding.phrases.numbers import number_at
from backend.features.chat.understanding.phrases.span_words import UNITS
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
    """`first ten days of October`, `last two weeks of the year`: days from one end of a period, which `inner` reads."""
    start = at + 1 if words[at].plain == "the" else at
    edge = plain_at(words, start)
    number = number_at(words, start + 1) if edge in ("first", "last") else None
    if number is None or number.unit or not 0 < number.value <= MOST_OF_A_PERIOD:
        return None
    unit = UNITS.get(plain_at(words, number.end))
    if unit is None or plain_at(words, number.end + 1) != "of":
        return None
    place = number.end + 2
    whole = inner(words, place, today) or _this_one(words, place, today)
    if whole is None or whole[0].day_from is None or whole[0].day_to is None:
        return None
    days, end = whole
    assert days.day_from is not None
    assert days.day_to is not None
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit, 0) * int(number.value)
    length = timedelta(days=int(number.value) * (7 if unit == "week" else 1))
    if edge == "first":
        last = (
            months_from(days.day_from, months).day_to if months else days.day_from + length - A_DAY
        )
        return Days(days.day_from, last), end
    first = same_day(days.day_to + A_DAY, -months) if months else days.day_to - length + A_DAY
    return Days(first, days.day_to), end


def _this_one(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`the month`, `the year`: the present one, whole."""
    start = at + 1 if plain_at(words, at) == "the" else at
    unit = UNITS.get(plain_at(words, start))
    return None if unit is None else (unit_of(unit, today), start + 1)
