"""One day, month, quarter, half or year as it is said: `20.11.`, `Nov 20th`, `Q3 2025`, `the week of the 9th`. Pure."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from backend.features.chat.understanding.phrases.marks import Days
from backend.features.chat.understanding.phrases.numbers import ordinal_at, whole_at
from backend.features.chat.understanding.phrases.span_words import MONTHS
from backend.features.chat.understanding.phrases.words import Word
from backend.features.chat.understanding.spans.calendar_days import (
    FIRST_YEAR,
    day_or_none,
    month_in,
    months_from,
    week_of,
    year_of,
)

DaysAt = tuple[Days, int]
"""What was read, and the word behind it."""

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?", re.ASCII)
_SHORT_YEAR = re.compile(r"'(\d\d)", re.ASCII)
_YEAR = re.compile(r"20\d\d", re.ASCII)
_QUARTER = re.compile(r"q([1-4])|([1-4])q", re.ASCII)
_BEFORE_MAY = frozenset(
    """in since from of until till til before after through thru to between and during for this last early late by vs
    versus against than with or on late mid desde seit bis en au depuis over throughout , - compared & day""".split()
)
_BEHIND_VERB = frozenset("i we you be have not it he she they also need want well".split())
_AMBIGUOUS_YEARS = 3  # "feb 24" may be the year where it was one of the last so many


def days_at(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """The day or whole period that begins at a word."""
    for read in _READERS:
        reading = read(words, at, today)
        if reading is not None:
            return reading
    return None


def _year_number(text: str | None, today: date, month: int, day: int) -> int:
    """A year as written; without one, that of the last such day."""
    if text is not None:
        return int(text) if len(text) == 4 else 2000 + int(text)
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1


def _one_day(day: date | None, end: int, note: str = "") -> DaysAt | None:
    return (Days(day, day, note=note), end) if day else None


def _figures(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    raw = words[at].raw
    iso = _ISO.fullmatch(raw)
    if iso is not None:
        return _one_day(day_or_none(int(iso[1]), int(iso[2]), int(iso[3])), at + 1)
    dotted = _DOTTED.fullmatch(raw)
    if dotted is not None:
        day, month = int(dotted[1]), int(dotted[2])
        year = _year_number(dotted[3], today, month, day)
        return _one_day(day_or_none(year, month, day), at + 1)
    slashed = _SLASHED.fullmatch(raw)
    return _slashed(slashed, at + 1, today) if slashed is not None else None


def _slashed(match: "re.Match[str]", end: int, today: date) -> DaysAt | None:
    """Month first, as the exchange writes it; day first where only that is a day."""
    first, second = int(match[1]), int(match[2])
    american = day_or_none(_year_number(match[3], today, first, second), first, second)
    european = day_or_none(_year_number(match[3], today, second, first), second, first)
    if american is None or european is None or american == european:
        return _one_day(american or european, end)
    other = Days(european, european)
    note = f"I read {match.group()} as {american:%d %B}: the month first."
    return Days(american, american, other, note), end


def _year_at(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A year of four digits or behind an apostrophe, with "of" or a comma before it."""
    while at < len(words) and words[at].plain in ("of", ",", "in", "del", "de"):
        at += 1
    if at >= len(words):
        return None
    short = _SHORT_YEAR.fullmatch(words[at].raw)
    if short is not None:
        return 2000 + int(short[1]), at + 1
    if _YEAR.fullmatch(words[at].raw):
        return int(words[at].raw), at + 1
    return None


def _relative_year(words: Sequence[Word], at: int, today: date) -> tuple[int, int] | None:
    """A year, or "last year" and "this year" behind a month or quarter."""
    year = _year_at(words, at)
    if year is not None:
        return year
    if at < len(words) and words[at].plain == "of":
        at += 1
    pair = [word.plain for word in words[at : at + 2]]
    if len(pair) == 2 and pair[1] == "year" and pair[0] in ("last", "this", "previous"):
        return today.year - (pair[0] != "this"), at + 2
    return None


def _is_month(words: Sequence[Word], at: int) -> bool:
    plain = words[at].plain
    if plain not in MONTHS:
        return False
    following = words[at + 1].plain if at + 1 < len(words) else ""
    if plain != "may":
        return True
    if following in _BEHIND_VERB:
        return False
    return at == 0 or _is_in_a_span(words, at)


def _is_in_a_span(words: Sequence[Word], at: int) -> bool:
    """Whether "may" is the month: behind a word of time or beside a number, another month or the end."""
    if words[at - 1].plain in _BEFORE_MAY or words[at - 1].plain in MONTHS:
        return True
    if words[at].raw == "May" or at + 1 == len(words):
        return True
    following = words[at + 1]
    return following.plain[:1].isdigit() or following.plain in ("to", "-", "vs", "?", ",", ".")


def _month(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`August`, `August 2025`, `Nov 20`, `November 20th, 2025`."""
    if not _is_month(words, at):
        return None
    month, behind = MONTHS[words[at].plain], at + 1
    year = _relative_year(words, behind, today)
    if year is not None:
        return month_in(month, today, year[0]), year[1]
    if behind < len(words) and words[behind].plain == "the":
        behind += 1
    day = ordinal_at(words, behind) or whole_at(words, behind)
    if day is None or not 1 <= day[0] <= 31 or _is_a_count(words, day[1]):
        return month_in(month, today), at + 1
    return _day_of_month(words, (month, day[0]), day[1], today)


def _is_a_count(words: Sequence[Word], at: int) -> bool:
    """Whether the number before counts something: "in august 3 contracts"."""
    return at < len(words) and words[at].text in (
        "contract",
        "lot",
        "trade",
        "share",
        "loss",
        "win",
        "worst",
        "best",
    )


def _day_of_month(
    words: Sequence[Word], month_and_day: tuple[int, int], end: int, today: date
) -> DaysAt | None:
    month, number = month_and_day
    year = _year_at(words, end)
    if year is not None:
        return _one_day(day_or_none(year[0], month, number), year[1])
    day = day_or_none(_year_number(None, today, month, number), month, number)
    if day is None:
        return None
    is_figure = words[end - 1].plain.isdigit() and words[end - 2].plain in MONTHS
    if not is_figure or not 0 <= today.year - 2000 - number < _AMBIGUOUS_YEARS:
        return Days(day, day), end
    note = f"I read {words[end - 2].raw} {number} as the day, {day:%d %B %Y}."
    return Days(day, day, month_in(month, today, 2000 + number), note), end


def _day_first(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`20 Nov`, `3rd of March 2025`, `the 9th`."""
    start = at + 1 if words[at].plain == "the" else at
    day = ordinal_at(words, start) or whole_at(words, start)
    if day is None or not 1 <= day[0] <= 31:
        return None
    number, behind = day
    if behind < len(words) and words[behind].plain in (".", "of", "de"):
        behind += 1
    if behind < len(words) and _is_month(words, behind):
        return _day_of_month(words, (MONTHS[words[behind].plain], number), behind + 1, today)
    is_ordinal = ordinal_at(words, start) is not None and start > at
    if is_ordinal and words[start].plain[:1].isdigit() and not _is_counted(words, day[1]):
        month = months_from(today, 1) if number <= today.day else None
        first = (
            month.day_from if month else (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        )
        assert first is not None
        return _one_day(day_or_none(first.year, first.month, number), day[1])
    return None


def _is_counted(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].text in (
        "trade",
        "hour",
        "entry",
        "one",
        "position",
        "of",
        "loss",
    )


def _quarter(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`Q3`, `Q3 2025`, `third quarter of 2025`."""
    match = _QUARTER.fullmatch(words[at].plain)
    end = at + 1
    if match is not None:
        number = int(match[1] or match[2])
    else:
        place = ordinal_at(words, at)
        if (
            place is None
            or place[1] >= len(words)
            or words[place[1]].text not in ("quarter", "qtr")
        ):
            return None
        number, end = place[0], place[1] + 1
    if number > 4:
        return None
    month = number * 3 - 2
    year = _relative_year(words, end, today)
    if year is None:
        is_begun = month <= today.month
        year = (today.year if is_begun else today.year - 1, _behind_the_year(words, end))
    return months_from(date(year[0], month, 1), 3), year[1]


def _behind_the_year(words: Sequence[Word], at: int) -> int:
    """Behind "of the year", where it stands."""
    following = [word.plain for word in words[at : at + 3]]
    return at + 3 if following == ["of", "the", "year"] else at


def _half(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`first half of 2025`, `H2 2025`, `second half of August`."""
    place = ordinal_at(words, at)
    plain = words[at].plain
    if plain in ("h1", "h2"):
        number, end = int(plain[1]), at + 1
    elif place and place[0] <= 2 and place[1] < len(words) and words[place[1]].plain == "half":
        number, end = place[0], place[1] + 1
    else:
        return None
    year = _relative_year(words, end, today)
    if year is not None:
        return months_from(date(year[0], number * 6 - 5, 1), 6), year[1]
    start = end + 1 if end < len(words) and words[end].plain == "of" else end
    if start < len(words) and _is_month(words, start):
        month = _month(words, start, today)
        return (_half_of(month[0], number), month[1]) if month else None
    return None


def _half_of(month: Days, number: int) -> Days:
    assert month.day_from is not None
    middle = month.day_from.replace(day=15)
    if number == 1:
        return Days(month.day_from, middle)
    return Days(middle + timedelta(days=1), month.day_to)


def _week_of(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`the week of the 9th`, `week of Nov 9`, `first week of November`."""
    start = at + 1 if words[at].plain == "the" else at
    if start == len(words):
        return None
    if (
        start + 2 < len(words)
        and words[start].plain == "week"
        and words[start + 1].plain in ("of", "from", "beginning", "starting")
    ):
        inner = days_at(words, start + 2, today)
        if inner is None or inner[0].day_from is None or inner[0].day_from != inner[0].day_to:
            return None
        return week_of(inner[0].day_from), inner[1]
    return _week_in_month(words, start, today)


def _week_in_month(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    place = ordinal_at(words, at)
    is_last = words[at].plain == "last"
    end = place[1] if place else at + 1
    if not place and not is_last:
        return None
    if [word.plain for word in words[end : end + 2]] != ["week", "of"] or end + 2 >= len(words):
        return None
    month = _month(words, end + 2, today) if _is_month(words, end + 2) else None
    if month is None or month[0].day_from is None or month[0].day_to is None:
        return None
    if place is None:
        return Days(month[0].day_to - timedelta(days=6), month[0].day_to), month[1]
    first = month[0].day_from + timedelta(days=7 * (place[0] - 1))
    last = min(first + timedelta(days=6), month[0].day_to)
    return (Days(first, last), month[1]) if first <= last else None


def _year(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    if not _YEAR.fullmatch(words[at].raw) or not FIRST_YEAR <= int(words[at].raw) <= today.year:
        return None
    behind = words[at + 1].plain if at + 1 < len(words) else ""
    quarter = _QUARTER.fullmatch(behind)
    if quarter is not None:
        number = int(quarter[1] or quarter[2])
        return months_from(date(int(words[at].raw), number * 3 - 2, 1), 3), at + 2
    return year_of(int(words[at].raw)), at + 1


_READERS: tuple[Callable[[Sequence[Word], int, date], DaysAt | None], ...] = (
    _figures,
    _week_of,
    _half,
    _quarter,
    _month,
    _day_first,
    _year,
)


_DIGITS_OF_YEAR = 4


def any_year(words: Sequence[Word], at: int) -> DaysAt | None:
    """A year behind "since" or "until", which is no price there, whether it has come or not."""
    year = words[at].plain if at < len(words) else ""
    if len(year) != _DIGITS_OF_YEAR or not year.isdigit() or year[:2] not in ("19", "20", "21"):
        return None
    return year_of(int(year)), at + 1


def is_no_name(words: Sequence[Word], end: int) -> bool:
    """In "in the year 2025" and "over the years" this year is not meant."""
    is_bare = [word.plain for word in words[end - 2 : end]] == ["the", "year"]
    is_told = end > 2 and words[end - 3].plain in (
        "for",
        "of",
    )  # no "through the year", "the year I began"
    is_other = any_year(words, end) is not None or words[end - 1].plain == "years"
    return is_other or (is_bare and not is_told)
