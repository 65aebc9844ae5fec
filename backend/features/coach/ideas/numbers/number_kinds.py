"""What kind of number each one is before any label is asked: a price, a distance, a size, money, a time, a count."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from backend.features.coach.ideas.numbers.usual_prices import usual_price
from backend.features.coach.ideas.words.joined_numbers import unit_behind
from backend.features.coach.ideas.words.number_shapes import is_noted, noted_price
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import (
    COUNTED,
    DISTANCE_WORDS,
    ONE_LETTER_UNITS,
    TIME_WORDS,
    Meaning,
)
from backend.features.market.instruments.instruments import Instrument, InstrumentKind

_MOST_CONTRACTS = 100
_LEVELS = frozenset("targets stops entries tps exits".split())  # "two targets 21440 and 21400"
_FEW = 7
_SAME_SCALE = Decimal("0.3")  # two numbers that are nearer to each other are both prices


class NumberKind(Enum):
    """What a number is by its form and by what stands directly beside it."""

    PLAIN = "plain"
    DISTANCE = "distance"
    SIZE = "size"
    LEVERAGE = "leverage"
    MONEY = "money"
    TIME = "time"
    RATIO = "ratio"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class PlacedNumber:
    """A number in its place, with its kind and the reading that fits its instrument.

    Attributes:
        unit: of a distance: tick, pip, point, cent, %, r, atr; of a time its letter.
        unit_end: the place of the last piece that belongs to it.
    """

    place: int
    kind: NumberKind
    value: Decimal
    unit: str = ""
    unit_end: int = 0


def figures_of(row: PieceRow, instrument: Instrument | None) -> dict[int, PlacedNumber]:
    """Every number by its place."""
    anchor = _anchor(row, instrument)
    return {place: _figure(row, place, instrument, anchor) for place in row.numbers()}


def _anchor(row: PieceRow, instrument: Instrument | None) -> Decimal | None:
    """About what prices are here, so that `4.490` beside `4500,25` is 4490."""
    usual = usual_price(instrument) if instrument is not None else None
    if usual is not None:
        fitting = [
            value
            for place in row.numbers()
            for value in _readings(row, place)
            if usual.low > 0 and usual.has(value)
        ]
        return fitting[0] if fitting else None
    certain = [
        readings[0]
        for place in row.numbers()
        if len(readings := _readings(row, place)) == 1 and readings[0] > 0
    ]
    return max(certain, default=None)


def _readings(row: PieceRow, place: int) -> tuple[Decimal, ...]:
    number = row.number(place)
    return () if number is None else number.readings


def _figure(
    row: PieceRow,
    place: int,
    instrument: Instrument | None,
    anchor: Decimal | None,
) -> PlacedNumber:
    unit, length = unit_behind(list(row.pieces[place : place + 3]), 0)
    kind, unit = _kind(row, place, unit, instrument)
    number = row.number(place)
    if kind is NumberKind.SIZE and number is not None and _is_price(number.value, instrument):
        kind = NumberKind.PLAIN if row.kind(place + 1) is PieceKind.NAME else kind
    joined = length if kind is not NumberKind.PLAIN else 0
    value = _value(row, place, instrument, anchor, is_price=kind is NumberKind.PLAIN)
    return PlacedNumber(place, kind, value, unit, place + joined)


def _kind(
    row: PieceRow,
    place: int,
    unit: str,
    instrument: Instrument | None,
) -> tuple[NumberKind, str]:
    number = row.number(place)
    assert number is not None
    if number.unit == "rr":
        return NumberKind.RATIO, "rr"
    if number.times:
        return _times(number.times, instrument), ""
    is_named = row.kind(place + 1) is PieceKind.NAME and not number.unit
    if unit in DISTANCE_WORDS and not is_named and not _is_label(row, place, unit):
        return NumberKind.DISTANCE, DISTANCE_WORDS[unit]
    if number.unit == "p":
        return NumberKind.DISTANCE, "pip" if _is_fx(instrument) else "point"
    is_letter = len(unit) == 1 and not number.unit
    if unit in TIME_WORDS and number.is_whole and not is_letter:
        return NumberKind.TIME, TIME_WORDS[unit]
    if unit in COUNTED and number.is_whole:
        return NumberKind.COUNT, ""
    if row.text(place + 1) in _LEVELS and number.is_whole and number.value < _FEW:
        return NumberKind.COUNT, ""
    if _is_currency(row, place, unit) and _leads_away(row, place):
        return NumberKind.DISTANCE, "point"
    if number.is_money or _is_currency(row, place, unit):
        return NumberKind.MONEY, ""
    if _is_size(row, place, unit):
        return NumberKind.SIZE, ""
    return NumberKind.PLAIN, ""


def _is_price(value: Decimal, instrument: Instrument | None) -> bool:
    """Whether a number is where prices of its instrument are, and larger than sizes of it."""
    usual = usual_price(instrument) if instrument is not None else None
    is_fine = value != round(value, 2)  # sizes of lots have two digits behind the point
    return usual is not None and usual.has(value) and (value > _MOST_CONTRACTS or is_fine)


def _times(times: str, instrument: Instrument | None) -> NumberKind:
    """`x2` is a size; `10x` of a coin or a pair is leverage, of a future a size."""
    borrowed = (InstrumentKind.CRYPTO, InstrumentKind.FX, InstrumentKind.METAL, InstrumentKind.CFD)
    if times == "behind" and instrument is not None and instrument.kind in borrowed:
        return NumberKind.LEVERAGE
    return NumberKind.SIZE


def _is_fx(instrument: Instrument | None) -> bool:
    return instrument is not None and instrument.kind is InstrumentKind.FX


def _is_label(row: PieceRow, place: int, unit: str) -> bool:
    """In "sl 180 pt 190" the "pt" belongs to the number behind; "r" and "t" apart are letters."""
    number = row.number(place)
    if number is None or number.unit:
        return False
    if unit in ONE_LETTER_UNITS and unit == "t":
        return True
    return row.meaning(place + 1) is Meaning.TARGET and row.number(place + 2) is not None


def _is_currency(row: PieceRow, place: int, unit: str) -> bool:
    number = row.number(place)
    if number is not None and number.unit in ("usd", "usdt", "eur", "usdc", "dollars"):
        return True
    return row.meaning(place + 1) is Meaning.CURRENCY and unit == row.text(place + 1)


_AWAY = frozenset("away higher lower wide further off from".split())


def _leads_away(row: PieceRow, place: int) -> bool:
    """In "10 dollars higher" and "85 dollars under it" the money is a distance in price."""
    after = place + 2 if row.meaning(place + 1) is Meaning.CURRENCY else place + 1
    return row.text(after) in _AWAY or row.meaning(after) is Meaning.EDGE


_ATTACHED_SIZES = frozenset(
    "lot lots ct cts con cons car cars contract contracts share shares shs coins unit units c".split()
)


def _is_size(row: PieceRow, place: int, unit: str) -> bool:
    number = row.number(place)
    assert number is not None
    behind = place + 1
    if row.text(behind) == "of" and row.text(behind + 1) in ("em", "them", "those", "these"):
        return number.is_whole
    is_letter = number.unit == "c"
    if number.unit in _ATTACHED_SIZES and (
        not is_letter or (number.is_whole and number.value < _MOST_CONTRACTS)
    ):
        return True
    if unit and row.meaning(behind) is Meaning.UNIT and row.text(behind) == unit:
        return not _is_unit_of_the_next(row, place)
    if row.text(behind) == "-" and row.meaning(behind + 1) is Meaning.UNIT:
        return True
    if row.text(behind) == "of" and row.text(behind + 1) in ("them", "those"):
        return True
    return _is_before_a_name(row, place) or _is_before_at(row, place)


def _is_unit_of_the_next(row: PieceRow, place: int) -> bool:
    """In "target 4520 contracts 2" the unit belongs to the number behind it."""
    after = row.next_content(place + 1)
    is_followed = row.number(after) is not None and after - place <= 3
    before = row.meaning(row.previous_content(place))
    following = row.number(after)
    number = row.number(place)
    if following is not None and number is not None and following.value > 10 * number.value:
        return False  # "in for 3 contracts at 4503"
    is_labelled = before in (Meaning.STOP, Meaning.TARGET, Meaning.ENTRY)
    return is_followed and (is_labelled or row.meaning(place - 1) is Meaning.AT)


def _is_before_a_name(row: PieceRow, place: int) -> bool:
    """In "sold 2 MES" and "2 of ES" the number is the size; in "ES 4500 NQ" it is not."""
    behind = place + 1
    if row.meaning(behind) is Meaning.GLUE and row.text(behind) == "of":
        behind += 1
    number = row.number(place)
    if row.kind(behind) is not PieceKind.NAME or (number is not None and number.is_negative):
        return False
    before = row.at(place - 1)
    if before is None or before.kind is PieceKind.BREAK or before.text in (",", ":", "("):
        return True
    if before.meaning in (Meaning.STOP, Meaning.TARGET, Meaning.AT, Meaning.ENTRY):
        return False
    return before.kind is PieceKind.WORD


def _is_before_at(row: PieceRow, place: int) -> bool:
    """In "bought 50 at 190" and "covered 1 at 4495" the first number is the size."""
    number = row.number(place)
    assert number is not None
    price = row.number(place + 2)
    if row.meaning(place + 1) is not Meaning.AT or price is None:
        return False
    if row.meaning(place - 1) in (Meaning.AT, Meaning.STOP, Meaning.TARGET, Meaning.ENTRY):
        return False
    if price.unit:
        return False
    return abs(number.value - price.value) > price.value * _SAME_SCALE


def _value(
    row: PieceRow,
    place: int,
    instrument: Instrument | None,
    anchor: Decimal | None,
    *,
    is_price: bool,
) -> Decimal:
    """The reading that fits: in the notation of the instrument, with its sign where prices may have one."""
    piece, number = row.at(place), row.number(place)
    assert number is not None
    assert piece is not None
    if instrument is not None and is_noted(instrument):
        noted = noted_price(instrument, piece.written)
        if noted is not None:
            return noted
    value = number.value
    if is_price and number.is_spoken and instrument is not None:
        return _said_in_digits(value, instrument)
    if is_price and anchor is not None and len(number.readings) > 1 and anchor > 0:
        value = min(number.readings, key=lambda reading: _ratio(reading, anchor))
    is_signed = number.is_negative and instrument is not None and instrument.may_be_negative
    return -value if is_signed and is_price else value


def _said_in_digits(value: Decimal, instrument: Instrument) -> Decimal:
    """In "one ninety one forty" of a pair the point is not said: 191.40, where that is a usual price."""
    usual = usual_price(instrument)
    if usual is None or usual.has(value):
        return value
    scaled = [value / 10**places for places in (2, 4, 1, 3)]
    return next((reading for reading in scaled if usual.has(reading)), value)


def _ratio(reading: Decimal, anchor: Decimal) -> Decimal:
    """How many times one is the other, at least 1."""
    return max(reading / anchor, anchor / reading)
