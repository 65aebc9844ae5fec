"""Spans of days in words: `since June`, `last 30 days`, `from March to May 2025`, `before the 9th`. Pure.

Decided, since words leave it open: "last week" and "last month" are whole ones of the calendar; "last 30 days", "past
week" and "last 3 months" end today; a month is the last of its name that has begun; weeks begin on Monday.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from backend.features.chat.understanding.phrases.marks import Days
from backend.features.chat.understanding.phrases.numbers import number_at
from backend.features.chat.understanding.phrases.phrase_table import PhraseTable
from backend.features.chat.understanding.phrases.span_words import (
    LAST,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SINCE,
    TO,
    UNITS,
    UNTIL,
    WEEKDAYS,
)
from backend.features.chat.understanding.phrases.table_texts import table_text
from backend.features.chat.understanding.phrases.words import Word
from backend.features.chat.understanding.spans.calendar_days import (
    A_DAY,
    day_or_none,
    month_in,
    months_from,
    rolling,
    same_day,
    to_date,
    unit_before,
    unit_of,
)
from backend.features.chat.understanding.spans.dates import DaysAt, any_year, days_at, is_no_name
from backend.features.chat.understanding.spans.period_parts import part_of
from backend.features.chat.understanding.spans.same_spans import SAME_STARTS, same_span

MOST_BACK = 5_000  # of any unit; more is no span of a record
_AFTER = frozenset("after following nach despues apres dopo depois".split())
_BEFORE = frozenset("before prior vor antes avant prima".split())
_FROM = frozenset("from von de dal vom".split())
_COUNTING = frozenset("counting going reckoning".split())  # "counting from April"
_BETWEEN = frozenset("between zwischen entre tra".split())
_ONWARD = frozenset("on onward onwards forward to_now".split())
_NOW = frozenset("now today present date".split())
_ARTICLES = frozenset(
    "like um uh about around roughly maybe the of in on at el la il lo le o dem der den".split()
)
_SKIPPED = 3


SPAN_STARTS = frozenset(
    {*LAST, *SINCE, *UNTIL, *_AFTER, *_BEFORE, *MONTHS, *NUMBERS, *ORDINALS, *_FROM, *_BETWEEN}
    | _COUNTING
    | SAME_STARTS
    | set("the this last week q1 q2 q3 q4 h1 h2 up starting beginning".split())
)
"""Words at which a span can begin, beside figures."""


@lru_cache(maxsize=1)
def named_spans() -> PhraseTable:
    """Spans that have a name."""
    return PhraseTable(table_text("spans"), table_text("foreign_spans"))


_AND = frozenset("and y et e und".split())
_FROM_NOW = frozenset("this last past previous current today yesterday".split())


def span_at(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """The span of days that begins at a word, with its connecting words."""
    plain = words[at].plain
    if plain in SINCE or plain in ("starting", "beginning"):
        return _since(words, at, today) or period_at(words, at, today)
    if plain in _COUNTING and _plain(words, at + 1) in _FROM:
        return _since(words, at + 1, today)
    if plain in UNTIL or (plain == "up" and _plain(words, at + 1) in UNTIL | {"to"}):
        return _until(words, at, today)
    if plain in _AFTER:
        return _after(words, at, today)
    if plain in _BEFORE:
        return _before(words, at, today)
    if plain in _BETWEEN:
        return _from_to(words, at + 1, today)
    if plain in _FROM:
        return _from_to(words, at + 1, today) or _onward(words, at + 1, today)
    return _from_to(words, at, today) or period_at(words, at, today)


def period_at(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """A whole period without connecting words: `last week`, `past 30 days`, `August`, `20.11.`, `last Friday`."""
    if at >= len(words):
        return None
    same = same_span(words, at, today)
    if same is not None:
        return same
    named = named_spans().match(words, at)
    if named is not None and words[at].plain == "the" and is_no_name(words, named.end):
        named = None
    absolute = days_at(words, at, today)
    if named is not None and (absolute is None or absolute[1] < named.end):
        return _named(named.entry.value, today), named.end
    return (
        absolute
        or _preceding(words, at)
        or part_of(words, at, today, _inner)
        or _counted(words, at, today)
        or _relative(words, at, today)
    )


def _preceding(words: Sequence[Word], at: int) -> DaysAt | None:
    """`the 7 days before that`: as many days as others have, before them."""
    start = at + 1 if words[at].plain == "the" else at
    number = number_at(words, start)
    if number is None:
        return None
    end = number.end + (_plain(words, number.end) in UNITS)
    if _plain(words, end) != "before" or _plain(words, end + 1) not in _SAID_BEFORE:
        return None
    return Days(None, None, part="preceding"), end + 2


_SAID_BEFORE = frozenset("that those them this it".split())


def _plain(words: Sequence[Word], at: int) -> str:
    return words[at].plain if at < len(words) else ""


def _inner(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """A period behind a connecting word, with or without an article."""
    for place in range(at, min(at + _SKIPPED, len(words)) + 1):
        reading = period_at(words, place, today) or _weekday(words, place, today)
        if reading is not None:
            return reading
        if _plain(words, place) not in _ARTICLES:
            return None
    return None


def _since(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    start = at + 1
    if _plain(words, start) == "from":
        start += 1
    start = _behind_the_edge(words, start, ("start", "beginning"))
    reading = _inner(words, start, today) or any_year(words, start)
    if reading is None:
        return None
    days, end = reading
    other = Days(days.other.day_from, None) if days.other else None
    return Days(days.day_from, None, other, days.note), end


def _behind_the_edge(words: Sequence[Word], at: int, edges: tuple[str, ...]) -> int:
    """Behind "the beginning of"."""
    place = at + 1 if _plain(words, at) == "the" else at
    if _plain(words, place) in edges and _plain(words, place + 1) == "of":
        return place + 2
    return at


def _until(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    start = at + 1
    while _plain(words, start) in UNTIL | {"to", "and", "including", "au", "al"}:
        start += 1
    start = _behind_the_edge(words, start, ("end",))
    reading = _inner(words, start, today) or any_year(words, start)
    if reading is None:
        return None
    days, end = reading
    return Days(None, days.day_to, note=days.note), end


def _after(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    reading = _inner(words, at + 1, today)
    if reading is None or reading[0].day_to is None:
        return None
    return Days(reading[0].day_to + A_DAY, None, note=reading[0].note), reading[1]


def _before(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    start = at + 2 if _plain(words, at + 1) == "to" else at + 1
    reading = _inner(words, start, today)
    if reading is None or reading[0].day_from is None:
        return None
    return Days(None, reading[0].day_from - A_DAY, note=reading[0].note), reading[1]


def _onward(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`from June on`, `from 3 March`."""
    start = _behind_the_edge(words, at, ("start", "beginning"))
    reading = _inner(words, start, today)
    if reading is None:
        return None
    days, end = reading
    if _plain(words, end) in _ONWARD or start > at:
        return Days(days.day_from, None, note=days.note), end + 1
    return days, end


def _from_to(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """Two periods with "to" or "and" between them: all days from the first to the second."""
    first = _inner(words, at, today) if at < len(words) else None
    if first is None:
        return _shared_month(words, at, today)
    days, middle = first
    is_between = at > 0 and _plain(words, at - 1) in ("between", "entre", "tra", "zwischen")
    if _plain(words, middle) not in TO or (_plain(words, middle) in _AND and not is_between):
        return None
    if _plain(words, middle + 1) in _NOW:
        return Days(
            days.day_from, today if _plain(words, middle + 1) == "today" else None
        ), middle + 2
    last = _inner(words, middle + 1, today)
    if last is None or last[0].day_to is None or days.day_from is None:
        return _to_a_day(words, days, middle + 1)
    is_told_from_now = any(_plain(words, place) in _FROM_NOW for place in range(at, middle))
    if is_told_from_now and days.day_from > last[0].day_to:
        return None  # "compare this month to last March" is no range
    return _joined(days, last, words, (at, middle)), last[1]


def _joined(days: Days, last: DaysAt, words: Sequence[Word], places: tuple[int, int]) -> Days:
    """From the first to the second; one that would end before it begins began a year earlier."""
    start, end = days.day_from, last[0].day_to
    assert start is not None
    assert end is not None
    named = any(word.raw.isdigit() and len(word.raw) == 4 for word in words[slice(*places)])
    while start > end and not named:
        start = same_day(start, -12)
    behind = any(word.raw.isdigit() and len(word.raw) == 4 for word in words[places[1] : last[1]])
    if behind and not named and start.year != end.year:
        shifted = day_or_none(end.year, start.month, start.day)
        start = shifted if shifted and shifted <= end else start
    return Days(start, end, note=days.note or last[0].note)


def _to_a_day(words: Sequence[Word], days: Days, at: int) -> DaysAt | None:
    """`from Nov 3 to 9`: the second day in the month of the first."""
    start = at + 1 if _plain(words, at) == "the" else at
    number = _plain(words, start).rstrip("stndrh")
    if not number.isdigit() or days.day_from is None or days.day_from != days.day_to:
        return None
    day = day_or_none(days.day_from.year, days.day_from.month, min(int(number), 99))
    return (Days(days.day_from, day), start + 1) if day and day >= days.day_from else None


def _shared_month(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`3 to 9 November`: the month stands behind the second day."""
    number = _plain(words, at).rstrip("stndrh")
    if not number.isdigit() or _plain(words, at + 1) not in TO:
        return None
    last = days_at(words, at + 2, today) if at + 2 < len(words) else None
    if last is None or last[0].day_from is None or last[0].day_from != last[0].day_to:
        return None
    first = day_or_none(last[0].day_from.year, last[0].day_from.month, min(int(number), 99))
    return (Days(first, last[0].day_to), last[1]) if first and first <= last[0].day_from else None


def _named(value: str, today: date) -> Days:
    """The days of a named span."""
    name, _, rest = value.partition(":")
    if name in ("today", "part"):
        return Days(today, today, part=rest)
    if name == "preceding":
        before = unit_before(rest, today) if rest else Days(None, None)
        return Days(before.day_from, before.day_to, part=value)
    if name == "yesterday":
        return Days(today - A_DAY, today - A_DAY)
    if name == "days_ago":
        return Days(today - int(rest) * A_DAY, today - int(rest) * A_DAY)
    if name == "next":
        last = unit_of(rest, today).day_to
        assert last is not None
        return unit_of(rest, last + A_DAY)
    if name == "before":
        return unit_before(rest, today)
    if name == "weekend":
        monday = today - timedelta(days=today.weekday())
        return Days(monday - 2 * A_DAY, monday - A_DAY)
    if name == "this":
        return to_date(unit_of(rest, today), today)
    if name == "rolling":
        unit, _, count = rest.partition(":")
        return rolling(unit, int(count), today)
    return _older(name, rest, today)


def _older(name: str, rest: str, today: date) -> Days:
    if name == "half":
        return months_from(date(today.year, int(rest) * 6 - 5, 1), 6)
    if name == "half_last_year":
        return months_from(date(today.year - 1, int(rest) * 6 - 5, 1), 6)
    if name == "half_month":
        middle = today.replace(day=15)
        if rest == "1":
            return Days(today.replace(day=1), middle)
        return Days(middle + A_DAY, months_from(today, 1).day_to)
    if name == "a_year_ago":
        return Days(same_day(today, -12), same_day(today, -12))
    unit = name.partition("_")[0]
    before = unit_before(unit, today).day_from
    assert before is not None
    return unit_before(unit, before)


def _counted(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`last 30 days`, `past three months`, `3 weeks ago`, `30d`."""
    start = at + 1 if words[at].plain in LAST else at
    if start > at and _plain(words, start) in ("few", "several", "some", "handful"):
        return None
    if _plain(words, start) == "a":
        start += 1
    number = number_at(words, start)
    if number is None or not 0 < number.value <= MOST_BACK or number.value != int(number.value):
        return None
    place = number.end + (_plain(words, number.end) in ("of", "full", "calendar", "whole"))
    unit = UNITS.get(number.unit) or UNITS.get(_plain(words, place))
    end = number.end if number.unit else place + 1
    if unit is None:
        return None
    if start > at and words[at].plain in LAST:
        return _back(unit, int(number.value), today), end
    if _plain(words, end) in ("ago", "back"):
        return _ago(unit, int(number.value), today), end + 1
    return None


def _back(unit: str, count: int, today: date) -> Days:
    days = rolling(unit, count, today)
    if unit in ("day", "week"):
        return days
    first = unit_of(unit, today).day_from
    whole_end = first - A_DAY if first else None
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    calendar = months_from(same_day(first, -months), months) if first else days
    assert days.day_from is not None
    note = f"I read the last {count} {unit}s as {days.day_from:%d %B %Y} to today."
    return Days(days.day_from, days.day_to, Days(calendar.day_from, whole_end), note)


def _ago(unit: str, count: int, today: date) -> Days:
    if unit == "day":
        return Days(today - timedelta(days=count), today - timedelta(days=count))
    if unit == "week":
        return unit_of("week", today - timedelta(weeks=count))
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    return unit_of(unit, same_day(today, -months))


def _relative(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """`last Friday`, `last August`, `this August`."""
    plain = words[at].plain
    if plain not in ("last", "this", "past", "previous") or at + 1 >= len(words):
        return None
    following = words[at + 1].plain
    if following in MONTHS:
        return _month_of(words, at, today)
    if following not in WEEKDAYS or (
        following.endswith("s") and following not in ("tues", "thurs", "weds")
    ):
        return None
    day = _weekday_before(WEEKDAYS[following], today, today_too=plain == "this")
    return Days(day, day), at + 2


def _month_of(words: Sequence[Word], at: int, today: date) -> DaysAt:
    month = MONTHS[words[at + 1].plain]
    days = month_in(month, today)
    if words[at].plain == "this":
        return to_date(month_in(month, today, today.year), today), at + 2
    if month == today.month:
        days = month_in(month, today, today.year - 1)
    return days, at + 2


def _weekday_before(weekday: int, today: date, *, today_too: bool) -> date:
    back = (today.weekday() - weekday) % 7
    if back == 0 and not today_too:
        back = 7
    return today - timedelta(days=back)


def _weekday(words: Sequence[Word], at: int, today: date) -> DaysAt | None:
    """A weekday behind "since" or "until": the last one."""
    plain = _plain(words, at)
    if plain not in WEEKDAYS or _plain(words, at - 1) not in SINCE | UNTIL:
        return None
    day = _weekday_before(WEEKDAYS[plain], today, today_too=True)
    return Days(day, day), at + 1
