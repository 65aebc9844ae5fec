"""Numbers of several pieces become one: fractions, ratios, prices in 32nds with a dash; counters of labels go."""

from dataclasses import replace
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


def with_fractions(pieces: list[Piece]) -> list[Piece]:
    """`1025 1/4` and "4500 and a quarter" are one number."""
    whole: list[Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        small, length, unit = _small_number(pieces, place)
        if small is not None:
            end = pieces[place + length - 1].end
            number = NumberTerms((small,), unit=unit)
            whole.append(Piece(PieceKind.NUMBER, piece.text, piece.start, end, "", number))
            place += length
            continue
        fraction, length = _fraction(pieces, place + 1)
        if piece.number is not None and fraction is not None and piece.number.is_whole:
            readings = tuple(value + fraction for value in piece.number.readings)
            end = pieces[place + length].end
            piece = replace(piece, end=end, number=replace(piece.number, readings=readings))
            place += length
        whole.append(piece)
        place += 1
    return whole


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


def _small_number(pieces: list[Piece], place: int) -> tuple[Decimal | None, int, str]:
    """In "Half a percent", "a pair of", "2 to 1": the number, of how many pieces it is, and its unit."""
    texts = tuple(piece.text for piece in pieces[place : place + 3])
    if texts[:2] in (("half", "a"), ("half", "an")) and texts[2:] and _is_a_unit(pieces[place + 2]):
        return Decimal("0.5"), 2, ""
    if texts[:1] == ("a",) and texts[2:] and texts[1] in _WHOLE_UNITS and texts[2] in _SIDES:
        return Decimal(1), 1, ""  # "a tick below the low"
    one_and_a_half = _one_and_a_half(pieces, place)
    if one_and_a_half is not None:
        return one_and_a_half
    quarters = _quarters(pieces, place, texts)
    if quarters is not None:
        return quarters
    is_single = texts[:1] in (("one",), ("single",)) and len(texts) > 1
    if is_single and pieces[place + 1].meaning is Meaning.UNIT:
        return Decimal(1), 1, ""
    for length in (3, 2):
        if texts[:length] in _PAIRS:
            return _PAIRS[texts[:length]], length, "lot"
    if texts[1:2] == ("grand",):
        return _grand(pieces[place])
    if len(texts) == 3 and texts[0] in ("a", "one") and texts[1] in _DOLLARS:
        return _dollar_and_cents(pieces, place)
    if len(texts) == 3 and texts[1] in ("to", "-"):
        return _ratio_of(pieces, place)
    return None, 0, ""


def _one_and_a_half(pieces: list[Piece], place: int) -> tuple[Decimal, int, str] | None:
    """In "a lot and a half" and "figure and a half" the unit stands before the fraction."""
    start = place + 1 if pieces[place].text in ("a", "an", "one") else place
    behind = [piece.text for piece in pieces[start + 1 : start + 4]]
    if behind != ["and", "a", "half"] or not _is_a_unit(pieces[start]):
        return None
    return Decimal("1.5"), start + 4 - place, pieces[start].text


def _is_counted(piece: Piece) -> bool:
    """Whether parts of it are bought: lots, and coins by their names."""
    name = piece.name
    is_coin = name is not None and name.instrument is not None
    kind = name.instrument.kind if is_coin and name and name.instrument else None
    return piece.meaning is Meaning.UNIT or kind is InstrumentKind.CRYPTO


def _is_a_unit(piece: Piece) -> bool:
    return piece.meaning is Meaning.UNIT or piece.text in _PARTED


def _quarters(
    pieces: list[Piece], place: int, texts: tuple[str, ...]
) -> tuple[Decimal, int, str] | None:
    """In "a quarter lot" and "three quarters of a percent" parts of one are told."""
    if texts[:1] == ("a quarter",) and len(texts) > 1 and _is_counted(pieces[place + 1]):
        return Decimal("0.25"), 1, ""
    parts = {"a quarter": "0.25", "half": "0.5", "three": "0.75"}
    behind = [piece.text for piece in pieces[place + 1 : place + 5]]
    if texts[:1] == ("three",) and behind[:1] != ["quarters"]:
        return None
    rest = behind[1:] if texts[:1] == ("three",) else behind
    if texts[:1] and texts[0] in parts and rest[:3] == ["of", "a", "percent"]:
        return Decimal(parts[texts[0]]), 3 + (texts[0] == "three"), ""
    return None


def _grand(piece: Piece) -> tuple[Decimal | None, int, str]:
    """In "five grand" and "a grand" thousands of dollars are told."""
    if piece.number is None:
        is_one = piece.text == "a"
        return (Decimal(1000), 2, "dollars") if is_one else (None, 0, "")
    return piece.number.value * 1000, 2, "dollars"


def _dollar_and_cents(pieces: list[Piece], place: int) -> tuple[Decimal | None, int, str]:
    """In "a dollar twenty" and "a buck fifty" the second number is of cents."""
    cents = pieces[place + 2].number
    if cents is None or not cents.is_spoken or not cents.is_whole or not 5 <= cents.value < 100:
        return None, 0, ""
    return 1 + cents.value / 100, 3, "dollars"


def _ratio_of(pieces: list[Piece], place: int) -> tuple[Decimal | None, int, str]:
    first, second = pieces[place].number, pieces[place + 2].number
    if first is None or second is None or first.unit or pieces[place + 1].text != "to":
        return None, 0, ""
    larger = max(first.value, second.value)
    if Decimal(1) not in (first.value, second.value) or larger > _MOST_OF_A_RATIO:
        return None, 0, ""
    return larger, 3, "rr"


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
        return (word.text, 2) if is_unit else ("", 0)
    if behind is None or behind.kind not in (PieceKind.WORD, PieceKind.MARK):
        return "", 0
    is_known = behind.text in DISTANCE_WORDS or behind.meaning in (Meaning.UNIT, Meaning.CURRENCY)
    if is_known or behind.text in TIME_WORDS or behind.text in COUNTED:
        return behind.text, 1
    return "", 0
