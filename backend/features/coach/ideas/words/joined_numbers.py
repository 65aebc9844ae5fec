"""Numbers of several pieces become one: fractions, ratios, prices in 32nds with a dash; counters of labels go."""

from dataclasses import dataclass, replace
from decimal import Decimal

from backend.features.coach.ideas.words.number_shapes import is_noted
from backend.features.coach.ideas.words.pieces import NumberTerms, Piece, PieceKind
from backend.features.coach.ideas.words.vocabulary import (
    COUNTED,
    DISTANCE_WORDS,
    TIME_WORDS,
    Meaning,
)
from backend.features.market.instruments.instruments import InstrumentKind

_SPOKEN_FRACTIONS: dict[tuple[str, ...], Decimal] = {
    ("a", "quarter"): Decimal("0.25"),
    ("one", "quarter"): Decimal("0.25"),
    ("a", "half"): Decimal("0.5"),
    ("three", "quarters"): Decimal("0.75"),
    ("an", "eighth"): Decimal("0.125"),
    ("three", "eighths"): Decimal("0.375"),
    ("five", "eighths"): Decimal("0.625"),
    ("seven", "eighths"): Decimal("0.875"),
}
_FRACTION_PAIRS = {("1", "2"): "0.5", ("1", "4"): "0.25", ("3", "4"): "0.75", ("1", "8"): "0.125"}


@dataclass(frozen=True, slots=True)
class _SpokenNumber:
    """A number that is told by words, or by several numbers.

    Attributes:
        length: of how many pieces it is.
    """

    value: Decimal
    length: int
    unit: str = ""


def with_fractions(pieces: list[Piece]) -> list[Piece]:
    """`1025 1/4` and "4500 and a quarter" are one number."""
    whole: list[Piece] = []
    place = 0
    while place < len(pieces):
        spoken = _spoken_number(pieces, place)
        if spoken is not None:
            whole.append(_piece_of(spoken, pieces[place : place + spoken.length]))
            place += spoken.length
            continue
        piece = pieces[place]
        fraction, length = _fraction(pieces, place + 1)
        if piece.number is not None and fraction is not None and piece.number.is_whole:
            readings = tuple(value + fraction for value in piece.number.readings)
            end = pieces[place + length].end
            piece = replace(piece, end=end, number=replace(piece.number, readings=readings))
            place += length
        whole.append(piece)
        place += 1
    return whole


def _piece_of(spoken: _SpokenNumber, pieces: list[Piece]) -> Piece:
    first, last = pieces[0], pieces[-1]
    number = NumberTerms((spoken.value,), unit=spoken.unit)
    return Piece(PieceKind.NUMBER, first.text, first.start, last.end, "", number)


def _fraction(pieces: list[Piece], place: int) -> tuple[Decimal | None, int]:
    texts = tuple(piece.text for piece in pieces[place : place + 3])
    if len(texts) == 3 and texts[1] == "/" and (texts[0], texts[2]) in _FRACTION_PAIRS:
        return Decimal(_FRACTION_PAIRS[texts[0], texts[2]]), 3
    if texts[:1] == ("and",) and texts[1:] in _SPOKEN_FRACTIONS:
        return _SPOKEN_FRACTIONS[texts[1:]], 3
    if texts[:2] == ("and", "a quarter"):
        return _SPOKEN_FRACTIONS["a", "quarter"], 2
    return None, 0


_PARTED = DISTANCE_WORDS.keys() | frozenset(
    "percent coin bitcoin figure yen dollar buck cent r".split()
)
_PAIRS = {
    ("a", "pair", "of"): Decimal(2),
    ("a", "couple", "of"): Decimal(2),
    ("a", "couple"): Decimal(2),
    ("half", "a", "dozen"): Decimal(6),
    ("a", "dozen"): Decimal(12),
}
_WHOLE_UNITS = frozenset("tick pip point handle figure cent percent".split())
_SIDES = frozenset("below under beneath above over lower higher".split())
_DOLLARS = ("dollar", "buck")
_MOST_OF_A_RATIO = 12
_PARTS_OF_A_PERCENT = {
    ("a quarter",): Decimal("0.25"),
    ("half",): Decimal("0.5"),
    ("three", "quarters"): Decimal("0.75"),
}


_ARTICLES = ("a", "an", "one")


def _spoken_number(pieces: list[Piece], place: int) -> _SpokenNumber | None:
    """The number that begins here in "half a percent", "a pair of", "2 to 1"; the first way that fits."""
    rest = pieces[place : place + _LONGEST_NUMBER]
    ways = (way(rest) for way in _WAYS)
    return next((spoken for spoken in ways if spoken is not None), None)


def _texts(pieces: list[Piece]) -> tuple[str, ...]:
    return tuple(piece.text for piece in pieces)


def _half_a_unit(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "half a percent" and "half an R"."""
    if len(pieces) < 3 or pieces[0].text != "half" or pieces[1].text not in ("a", "an"):
        return None
    return _SpokenNumber(Decimal("0.5"), 2) if _is_a_unit(pieces[2]) else None


def _one_percent(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "risking a percent" and "one full percent"."""
    texts = _texts(pieces)
    if not texts[:1] or texts[0] not in _ARTICLES:
        return None
    place = 2 if texts[1:2] and texts[1] in ("full", "whole", "single") else 1
    return _SpokenNumber(Decimal(1), place) if texts[place : place + 1] == ("percent",) else None


def _one_on_a_side(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "a tick below the low"."""
    if len(pieces) < 3 or pieces[0].text != "a" or pieces[1].text not in _WHOLE_UNITS:
        return None
    return _SpokenNumber(Decimal(1), 1) if pieces[2].text in _SIDES else None


def _one_and_a_half(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "a lot and a half" and "figure and a half" the unit stands before the fraction."""
    start = 1 if pieces[0].text in _ARTICLES else 0
    end = start + 4
    if _texts(pieces[start + 1 : end]) != ("and", "a", "half"):
        return None
    unit = pieces[start]
    return _SpokenNumber(Decimal("1.5"), end, unit.text) if _is_a_unit(unit) else None


def _is_counted(piece: Piece) -> bool:
    """Whether parts of it are bought: lots, and coins by their names."""
    if piece.meaning is Meaning.UNIT:
        return True
    instrument = None if piece.name is None else piece.name.instrument
    return instrument is not None and instrument.kind is InstrumentKind.CRYPTO


def _is_a_unit(piece: Piece) -> bool:
    return piece.meaning is Meaning.UNIT or piece.text in _PARTED


def _quarters(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "a quarter lot" and "three quarters of a percent" parts of one are told."""
    texts = _texts(pieces)
    if texts[0] == "a quarter" and len(texts) > 1 and _is_counted(pieces[1]):
        return _SpokenNumber(Decimal("0.25"), 1)
    for part, value in _PARTS_OF_A_PERCENT.items():
        if texts[: len(part)] == part and texts[len(part) :][:3] == ("of", "a", "percent"):
            return _SpokenNumber(value, len(part) + 2)
    return None


def _single(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "one lot" and "single contract"."""
    if len(pieces) < 2 or pieces[0].text not in ("one", "single"):
        return None
    return _SpokenNumber(Decimal(1), 1) if pieces[1].meaning is Meaning.UNIT else None


def _pair(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "a pair of" and "half a dozen" lots are counted."""
    texts = _texts(pieces)
    for words, value in _PAIRS.items():
        if texts[: len(words)] == words:
            return _SpokenNumber(value, len(words), "lot")
    return None


def _grand(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "five grand" and "a grand" thousands of dollars are told."""
    first = pieces[0]
    if len(pieces) < 2 or pieces[1].text != "grand":
        return None
    if first.number is not None:
        return _SpokenNumber(first.number.value * 1000, 2, "dollars")
    return _SpokenNumber(Decimal(1000), 2, "dollars") if first.text == "a" else None


def _dollar_and_cents(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "a dollar twenty" and "buck fifty" the second number is of cents."""
    length = 3 if pieces[0].text in ("a", "one") else 2
    if len(pieces) < length or pieces[length - 2].text not in _DOLLARS:
        return None
    cents = pieces[length - 1].number
    if cents is None or not cents.is_spoken or not cents.is_whole or not 5 <= cents.value < 100:
        return None
    return _SpokenNumber(1 + cents.value / 100, length, "dollars")


def _ratio(pieces: list[Piece]) -> _SpokenNumber | None:
    """In "2 to 1" and "1 to 3" the reward is told beside the risk."""
    if len(pieces) < 3 or pieces[1].text != "to":
        return None
    first, second = pieces[0].number, pieces[2].number
    if first is None or second is None or first.unit:
        return None
    larger = max(first.value, second.value)
    if Decimal(1) not in (first.value, second.value) or larger > _MOST_OF_A_RATIO:
        return None
    return _SpokenNumber(larger, 3, "rr")


_WAYS = (
    _half_a_unit,
    _one_percent,
    _one_on_a_side,
    _one_and_a_half,
    _quarters,
    _single,
    _pair,
    _grand,
    _dollar_and_cents,
    _ratio,
)
_LONGEST_NUMBER = 6  # pieces that any of them looks at


def with_dashed_prices(pieces: list[Piece]) -> list[Piece]:
    """`117-16` is `117'16` where an instrument is named whose prices are written so."""
    names = [piece.name.instrument for piece in pieces if piece.name is not None]
    if not any(instrument is not None and is_noted(instrument) for instrument in names):
        return pieces
    joined: list[Piece] = []
    place = 0
    while place < len(pieces):
        price = _dashed(pieces[place : place + 3])
        joined.append(price or pieces[place])
        place += 3 if price is not None else 1
    return joined


def _dashed(parts: list[Piece]) -> Piece | None:
    if len(parts) < 3 or parts[1].text != "-" or parts[0].end != parts[2].start - 1:
        return None
    first, last = parts[0], parts[2]
    if first.number is None or last.number is None or not last.written.isdigit():
        return None
    if not first.written.isdigit() or not 1 <= len(last.written) <= 3:
        return None
    written = f"{first.written}'{last.written}"
    return replace(first, end=last.end, written=written, text=written)


def without_counters(pieces: list[Piece]) -> list[Piece]:
    """Without the number of a label: "Take-Profit 1: 67600", "target 2 = 4520"."""
    return [piece for place, piece in enumerate(pieces) if not _is_counter(pieces, place)]


_HYPHENED_TIMES = ("minute", "min", "hour", "hr", "day", "week")  # "15-minute"
_COUNTED_MEANINGS = (Meaning.TARGET, Meaning.STOP, Meaning.ENTRY)
_MOST_COUNTER = 6


def _is_counter(pieces: list[Piece], place: int) -> bool:
    number = pieces[place].number
    if number is None or not place or number.unit or number.is_money or number.times:
        return False
    is_small = number.is_whole and 0 < number.value <= _MOST_COUNTER and not number.is_spoken
    if not is_small or pieces[place - 1].meaning not in _COUNTED_MEANINGS:
        return False
    behind = pieces[place + 1 : place + 3]
    texts = [piece.text for piece in behind]
    if texts[:1] and texts[0] in (":", "=", ")", "at", "@", "-") and len(behind) == 2:
        return behind[1].number is not None
    after = behind[0].number if behind else None
    return after is not None and not after.unit and after.value > 20 * number.value


def unit_behind(pieces: list[Piece], place: int) -> tuple[str, int]:
    """The unit of a number: joined to it, or the word behind; and how many pieces that word takes."""
    number = pieces[place].number
    if number is not None and number.unit:
        return number.unit, 0
    behind = pieces[place + 1] if place + 1 < len(pieces) else None
    if behind is not None and behind.text == "-" and place + 2 < len(pieces):
        word = pieces[place + 2]
        is_unit = word.text in DISTANCE_WORDS or word.meaning is Meaning.UNIT
        is_unit = is_unit or word.text in _HYPHENED_TIMES
        return (word.text, 2) if is_unit else ("", 0)
    if behind is None or behind.kind not in (PieceKind.WORD, PieceKind.MARK):
        return "", 0
    is_known = behind.text in DISTANCE_WORDS or behind.meaning in (Meaning.UNIT, Meaning.CURRENCY)
    if is_known or behind.text in TIME_WORDS or behind.text in COUNTED:
        return behind.text, 1
    return "", 0
