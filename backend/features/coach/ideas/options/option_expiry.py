"""Until when an option runs, as traders say it: `0dte`, "friday", "dec 18", `12/18`, a date. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from backend.features.coach.ideas.words.months import MONTHS
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag lunes",
            "tuesday tue tues dienstag martes",
            "wednesday wed mittwoch",
            "thursday thu thurs thur donnerstag jueves",
            "friday fri freitag viernes vendredi fridays",
        )
    )
    for name in names.split()
}
_WORDS = frozenset("weekly weeklies monthly monthlies leaps leap".split())
_SHORT_YEAR = 99
_YEARS = range(2020, 2041)  # of options; a price as large has a label or stands elsewhere


@dataclass(frozen=True, slots=True)
class ExpiryNote:
    """An expiry, as an ISO day or in words, and the places of the pieces that said it."""

    expiry: str
    places: frozenset[int]


def read_expiry(row: PieceRow, today: date) -> ExpiryNote | None:
    """The first expiry that is named; null where none is."""
    for place in range(len(row)):
        note = _at(row, place, today)
        if note is not None:
            return note
    return None


def _at(row: PieceRow, place: int, today: date) -> ExpiryNote | None:
    piece = row.pieces[place]
    number = piece.number
    if number is not None and (number.unit == "dte" or row.text(place + 1) == "dte"):
        places = {place} if number.unit else {place, place + 1}
        return _day(today + timedelta(days=min(int(number.value), 3_650)), *places)
    if piece.kind is PieceKind.TIME:
        day = _written_day(piece.text)
        return None if day is None else _day(day, place)
    if number is not None:
        return _month_and_day(row, place, today)
    return _word(row, place, piece.text, today)


def _word(row: PieceRow, place: int, text: str, today: date) -> ExpiryNote | None:
    if text in ("today", "heute") and row.text(place - 1) in ("exp", "expiring", "expires", ""):
        return _day(today, place)
    if text in ("tomorrow", "tmrw"):
        return _day(today + timedelta(days=1), place)
    if text in _WEEKDAYS:
        ahead = (_WEEKDAYS[text] - today.weekday()) % 7
        is_next = row.text(place - 1) == "next"
        return _day(today + timedelta(days=ahead + 7 * is_next), place)
    if text in MONTHS:
        return _month(row, place, text, today)
    if text in _WORDS:
        return ExpiryNote(text, frozenset({place}))
    if text == "week" and row.text(place - 1) in ("next", "this"):
        return ExpiryNote(f"{row.text(place - 1)} week", frozenset({place, place - 1}))
    return None


def _day(day: date, *places: int) -> ExpiryNote:
    return ExpiryNote(day.isoformat(), frozenset(places))


def _written_day(text: str) -> date | None:
    """`2026-12-18`, `12/18/26`, `12/18/2026`."""
    parts = text.replace("-", "/").split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, number = numbers if len(parts[0]) == 4 else (numbers[2], *numbers[:2])
    return _valid(year + (2000 if year <= _SHORT_YEAR else 0), month, number)


def _valid(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _next_day_of(month: int, number: int, today: date) -> date | None:
    day = _valid(today.year, month, number)
    if day is not None and day < today:
        return _valid(today.year + 1, month, number)
    return day


def _month_and_day(row: PieceRow, place: int, today: date) -> ExpiryNote | None:
    """`12/18`, with nothing behind that makes it a triple."""
    first, second = row.number(place), row.number(place + 2)
    if first is None or second is None or row.text(place + 1) != "/":
        return None
    is_triple = row.text(place + 3) == "/" or row.text(place - 1) == "/"
    if is_triple or not (first.is_whole and second.is_whole) or first.value > 12:
        return None
    day = _next_day_of(int(first.value), min(int(second.value), _SHORT_YEAR), today)
    return None if day is None else _day(day, place, place + 1, place + 2)


def _year_behind(row: PieceRow, place: int) -> tuple[int | None, tuple[int, ...]]:
    """The year that a day is told with, a comma before it or not, and its place."""
    for behind in (place + 1, place + 2):
        number = row.number(behind)
        if number is not None and number.is_whole and not number.unit:
            return (int(number.value), (behind,)) if number.value in _YEARS else (None, ())
        if row.text(behind) != ",":
            break
    return None, ()


def _month(row: PieceRow, place: int, text: str, today: date) -> ExpiryNote | None:
    """In "dec 18", "18 dec", "jan 15 2027", "15 jan 2027", "jan 2027", "jan"."""
    for beside in (place + 1, place - 1):
        number = _whole(row, beside)
        if number is None or not 0 < number <= 31:
            continue
        year, years = _year_behind(row, max(place, beside))
        if year is None:
            day = _next_day_of(MONTHS[text], number, today)
        else:
            day = _valid(year, MONTHS[text], number)
        if day is not None:
            return _day(day, place, beside, *years)
    year, years = _year_behind(row, place)
    if year is not None:
        return ExpiryNote(f"{text} {year}", frozenset({place, *years}))
    if text in ("may", "mar"):
        return None
    return ExpiryNote(text, frozenset({place}))


def _whole(row: PieceRow, place: int) -> int | None:
    number = row.number(place)
    if number is None or not number.is_whole or number.unit not in ("", "th"):
        return None
    return int(number.value)
