"""Hours of the day in words: `before 10`, `9:30-10:30`, `after 2pm`, `at 10`, `from 3 to 4 pm`. Pure.

A bare hour from 1 to 6 is one of the afternoon: nobody means half the night when they say "after 2".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backend.features.chat.understanding.phrases.numbers import number_at
from backend.features.chat.understanding.phrases.span_words import NUMBERS
from backend.features.chat.understanding.phrases.words import Word

NOON, DAY = 720, 1440
_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d)|[h.](\d\d)?)?(am|pm|a|p|h|uhr)?", re.ASCII)
_JOINED = re.compile(r"(\d{1,2})(\d\d)(am|pm)?", re.ASCII)
_NAMED = {
    "noon": 720,
    "midday": 720,
    "midnight": 1440,
    "open": 570,
    "bell": 570,
    "opening": 570,
    "close": 960,
    "closing": 960,
    "mittag": 720,
    "mediodia": 720,
    "midi": 720,
}
_COUNTED = frozenset(
    """trade loss losse loser win winner contract lot share day week month year quarter minute min hour hr percent %
    point pt r losing winning straight consecutive in_a_row entry position more or back red green tick pip time
    second stop dollar buck k usd bad good""".split()
)
_SUFFIX = {
    "am": "am",
    "pm": "pm",
    "a": "am",
    "p": "pm",
    "a.m": "am",
    "p.m": "pm",
    "uhr": "",
    "oclock": "",
    "h": "",
    "est": "",
    "et": "",
}


_UNTIL = frozenset("before until till til by earlier vor bis antes avant prior up pre".split())
_FROM = frozenset(
    "after since past later nach despues apres from starting dopo depois post".split()
)
_BETWEEN = frozenset("between zwischen entre tra".split())
_AT = frozenset("at around um during in".split())
HOUR_STARTS = frozenset({*_UNTIL, *_FROM, *_BETWEEN, *_AT, *_NAMED, *NUMBERS, "half", "the"})
"""Words at which hours can begin, beside figures."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day in minutes after midnight, the word behind it, and whether the half of the day was said."""

    minute: int
    end: int
    has_half: bool = False
    is_time: bool = True  # a colon, "am" or a name: no other number looks so


HoursAt = tuple[int, int, int]
"""First minute, the minute before which it ends, and the word behind."""


def clock_at(words: Sequence[Word], at: int, half: str = "") -> Clock | None:
    """The time that begins at a word; `half` is that of the other end of a span."""
    while at < len(words) and words[at].plain in ("the", "my", "las", "las", "le"):
        at += 1
    if at >= len(words):
        return None
    if words[at].plain in _NAMED:
        behind = at + 2 if _plain(words, at + 1) in ("bell", "hour") else at + 1
        return Clock(_NAMED[words[at].plain], behind, True)
    return _figures(words, at, half) or _spoken(words, at, half)


def _plain(words: Sequence[Word], at: int) -> str:
    return words[at].plain if 0 <= at < len(words) else ""


def _figures(words: Sequence[Word], at: int, half: str) -> Clock | None:
    match = _CLOCK.fullmatch(words[at].plain)
    if match is None:
        joined = _JOINED.fullmatch(words[at].plain)
        if joined is None or (words[at].plain.startswith("20") and not joined[3]):
            return None
        return _clock(words, (int(joined[1]), int(joined[2])), at + 1, joined[3] or "", half)
    minute = int(match[2] or match[3] or 0)
    clock = _clock(words, (int(match[1]), minute), at + 1, match[4] or "", half)
    if clock is not None and match[2]:
        return Clock(clock.minute, clock.end, clock.has_half)
    return clock


def _spoken(words: Sequence[Word], at: int, half: str) -> Clock | None:
    """`ten`, `ten thirty`, `half past nine`."""
    if _plain(words, at) == "half" and _plain(words, at + 1) == "past":
        hour = number_at(words, at + 2)
        return _clock(words, (int(hour.value), 30), hour.end, "", half) if hour else None
    hour = number_at(words, at)
    if hour is None or hour.unit or hour.value != int(hour.value):
        return None
    minutes = number_at(words, hour.end)
    if (
        minutes is not None
        and minutes.value in (15, 30, 45)
        and not words[hour.end].plain.isdigit()
    ):
        return _clock(words, (int(hour.value), int(minutes.value)), minutes.end, "", half)
    return _clock(words, (int(hour.value), 0), hour.end, "", half)


def _clock(
    words: Sequence[Word], time: tuple[int, int], end: int, suffix: str, half: str
) -> Clock | None:
    hour, minute = time
    if not suffix and (_plain(words, end), _plain(words, end + 1)) == ("o", "clock"):
        suffix, end = "uhr", end + 2
    part, behind = _part_of_the_day(words, end, hour)
    if not suffix and part:
        return Clock(_minute_of(hour, minute, part), behind, True) if hour <= 12 else None
    if part and suffix == "uhr":
        suffix, end = part, behind
    named = _SUFFIX.get(suffix, "")
    is_time = bool(suffix) or minute > 0 or ":" in words[end - 1].plain
    if not suffix and _plain(words, end) in _SUFFIX:
        is_letter = len(_plain(words, end)) == 1
        is_verb = _plain(words, end) == "am" and _plain(words, end + 1) in _OF_AM
        if not is_letter and not is_verb:
            named, is_time, end = _SUFFIX[_plain(words, end)], True, end + 1
    if hour > 24 or minute > 59:
        return None
    if not is_time and end < len(words) and words[end].text in _COUNTED:
        return None
    return Clock(_minute_of(hour, minute, named or half), end, bool(named), is_time)


_OF_AM = ("i", "not")  # "which one am i worst on"
_PARTS = {"morning": "am", "mornings": "am", "afternoon": "pm", "evening": "pm", "evenings": "pm"}
_DUSK = 6  # "at night" is before midnight from this hour on


def _part_of_the_day(words: Sequence[Word], at: int, hour: int) -> tuple[str, int]:
    """In "eight in the evening" and "two at night": the half of the day, and the word behind it; "" for none."""
    if _plain(words, at) == "at" and _plain(words, at + 1) == "night":
        return ("pm" if _DUSK <= hour < _TWELVE else "am"), at + 2
    if _plain(words, at) == "in" and _plain(words, at + 1) == "the":
        return _PARTS.get(_plain(words, at + 2), ""), at + 3
    return "", at


_TWELVE = 12


def _minute_of(hour: int, minute: int, half: str) -> int:
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    if not half and 1 <= hour <= 6:
        hour += 12
    return min(hour * 60 + minute, DAY)


def hours_at(words: Sequence[Word], at: int) -> HoursAt | None:
    """The span of hours that begins at a word, with its connecting words."""
    plain = words[at].plain
    if plain in _UNTIL:
        return _until(words, at)
    if plain in _FROM:
        return _from(words, at)
    if plain in _BETWEEN:
        return _range(words, at + 1, needs_time=False)
    if plain in _AT:
        return _the_hour(words, at)
    return _range(words, at, needs_time=True) or _o_clock(words, at)


def _until(words: Sequence[Word], at: int) -> HoursAt | None:
    start = at + 2 if _plain(words, at + 1) in ("than", "to") else at + 1
    clock = clock_at(words, start)
    if clock is None or clock.minute == 0 or (words[at].plain == "by" and not clock.is_time):
        return None
    return 0, clock.minute, clock.end


def _from(words: Sequence[Word], at: int) -> HoursAt | None:
    span = _range(words, at + 1, needs_time=False)
    if span is not None:
        return span
    start = at + 2 if _plain(words, at + 1) in ("than", "de") else at + 1
    clock = clock_at(words, start)
    if clock is None or clock.minute >= DAY:
        return None
    if (
        words[at].plain in ("from", "past", "post")
        and not clock.is_time
        and _plain(words, clock.end) not in ("on", "onwards", "onward")
    ):
        return None
    behind = clock.end + (_plain(words, clock.end) in ("on", "onwards", "onward"))
    return clock.minute, DAY, behind


def _range(words: Sequence[Word], at: int, *, needs_time: bool) -> HoursAt | None:
    """Two times with "to" or "and" between them; the second lends the first its half of the day."""
    first = clock_at(words, at)
    if first is None or _plain(words, first.end) not in (
        "to",
        "and",
        "-",
        "\u2013",
        "till",
        "til",
        "until",
        "bis",
        "und",
        "y",
        "a",
        "et",
    ):
        return None
    last = clock_at(words, first.end + 1)
    if last is None or (needs_time and not (first.is_time or last.is_time)):
        return None
    if last.has_half and not first.has_half:
        lent = clock_at(words, at, "pm" if last.minute >= NOON else "am")
        first = lent if lent and lent.minute < last.minute else first
    is_over_night = first.has_half and last.has_half and 0 < last.minute < first.minute < DAY
    if first.minute >= last.minute and not is_over_night:
        return None
    return first.minute, last.minute, last.end


def _the_hour(words: Sequence[Word], at: int) -> HoursAt | None:
    """`at 10`: the hour that begins then."""
    clock = clock_at(words, at + 1)
    if clock is None or clock.minute >= DAY or words[at + 1].plain in _NAMED:
        return None
    if words[at].plain in ("during", "in") and not clock.is_time:
        return None
    if _plain(words, at + 1) == "the" and not clock.is_time:
        return None
    behind = clock.end + (_plain(words, clock.end) == "hour")
    return clock.minute, min(clock.minute + 60, DAY), behind


def _o_clock(words: Sequence[Word], at: int) -> HoursAt | None:
    """`the 10 o'clock hour`, `10am trades`."""
    if not words[at].plain[:1].isdigit() and words[at].plain not in NUMBERS | {"the": 0}:
        return None
    clock = clock_at(words, at)
    if (
        clock is None
        or not clock.is_time
        or not (clock.has_half or _plain(words, clock.end - 1) in ("oclock", "clock"))
    ):
        return None
    if words[at].plain == "the" and _plain(words, clock.end - 1) not in ("oclock", "clock"):
        return None  # "the opening drive"
    behind = clock.end + (_plain(words, clock.end) == "hour")
    return clock.minute, min(clock.minute + 60, DAY), behind
