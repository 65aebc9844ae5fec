"""Options in words: `SPY 450c 0dte`, "4 AAPL 200 calls exp friday", OCC symbols. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from backend.features.coach.ideas.options.option_expiry import read_expiry
from backend.features.coach.ideas.schemas import SpokenOption
from backend.features.coach.ideas.words.pieces import Piece, PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning
from backend.features.market.instruments.instruments import Instrument, InstrumentKind

COMBINATIONS = frozenset(
    """spread spreads condor condors straddle strangle straddles strangles butterfly butterflies fly iron collar
    calendar diagonal vertical verticals wheel""".split()
)
_RIGHTS: dict[Meaning, Literal["call", "put"]] = {Meaning.CALL: "call", Meaning.PUT: "put"}
_VERBS_BEHIND = frozenset("a an my the on in it them some that this stop stops me out".split())
_NO_CALL_BEFORE = frozenset("margin good bad great right wrong my to your the a i and zoom".split())
_MOST_OF_A_SIZE = 50
_UNDERLYINGS = (InstrumentKind.STOCK, InstrumentKind.FUTURE, InstrumentKind.CRYPTO)


@dataclass(frozen=True, slots=True)
class OptionNote:
    """An option that was read.

    Attributes:
        places: pieces that said what it is; their numbers are no prices.
        size: where a number before "puts" is how many, not the strike.
        is_combination: several legs, which are not read.
    """

    terms: SpokenOption
    places: frozenset[int]
    size: Decimal | None = None
    is_combination: bool = False


def read_option(row: PieceRow, today: date) -> OptionNote | None:
    """The option that is named; null where none is."""
    place = next(_names(row), None)
    if place is None:
        return None
    name = row.pieces[place].name
    assert name is not None
    if name.instrument is not None and name.instrument.option is not None:
        return _listed(place, name.instrument)
    note = _by_strike(row, place) or _by_word(row, place)
    if note is None:
        return None
    terms, places, size = note
    expiry = read_expiry(row, today)
    if expiry is not None and not (expiry.places & places):
        terms = SpokenOption(terms.underlying, terms.right, terms.strike, expiry.expiry)
        places |= expiry.places
    is_combination = any(piece.text in COMBINATIONS for piece in row.pieces)
    return OptionNote(terms, frozenset(places), size, is_combination)


def _names(row: PieceRow) -> Iterator[int]:
    return (
        place
        for place, piece in enumerate(row.pieces)
        if piece.name is not None and _may_have_options(piece)
    )


def _may_have_options(piece: Piece) -> bool:
    name = piece.name
    if name is None or name.instrument is None:
        return name is not None
    return name.instrument.kind in _UNDERLYINGS or name.instrument.option is not None


def _listed(place: int, instrument: Instrument) -> OptionNote:
    option = instrument.option
    assert option is not None
    right: Literal["call", "put"] = "call" if option.right.value.startswith("c") else "put"
    terms = SpokenOption(option.underlying, right, option.strike, option.expiry.isoformat())
    return OptionNote(terms, frozenset({place}))


def underlying_of(piece: Piece) -> str:
    """The underlying of an option: an index by its own name, not by the future that it means alone."""
    assert piece.name is not None
    written = piece.written.upper().lstrip("$")
    if written in ("SPX", "NDX", "RUT", "VIX", "XSP", "SPXW"):
        return written
    return piece.name.symbol


_Note = tuple[SpokenOption, set[int], Decimal | None]


def _by_strike(row: PieceRow, name: int) -> _Note | None:
    """`450c`, "450 puts", "call 450", "the 450 strike call"."""
    underlying = underlying_of(row.pieces[name])
    for place in row.numbers():
        number = row.number(place)
        assert number is not None
        right = _right_joined(row, place, name)
        if right is not None:
            return SpokenOption(underlying, right, number.value), {place}, None
        words = _right_behind(row, place) or _right_before(row, place) or _right_apart(row, place)
        if words is not None:
            right, places = words
            if _is_size(row, place, name, places):
                return SpokenOption(underlying, right), places, number.value
            return SpokenOption(underlying, right, number.value), places | {place}, None
    return None


def _right_joined(row: PieceRow, place: int, name: int) -> Literal["call", "put"] | None:
    number = row.number(place)
    assert number is not None
    unit = number.unit
    if unit not in ("c", "p", "calls", "puts", "call", "put"):
        return None
    before = row.previous_content(place)
    if row.meaning(before) in (Meaning.STOP, Meaning.TARGET, Meaning.RISK):
        return None
    named = row.pieces[name].name
    instrument = None if named is None else named.instrument
    is_future = instrument is not None and instrument.kind is InstrumentKind.FUTURE
    if len(unit) == 1 and (number.value < 3 or (is_future and number.value < 100)):
        return None
    return "call" if unit[0] == "c" else "put"


_Words = tuple[Literal["call", "put"], set[int]]


def _right_behind(row: PieceRow, place: int) -> _Words | None:
    places: set[int] = set()
    for after in range(place + 1, place + 4):
        meaning = row.meaning(after)
        if meaning in _RIGHTS and meaning is not None:
            return _RIGHTS[meaning], places | {after}
        is_between = meaning is Meaning.STRIKE or row.text(after) == "-"
        if row.text(after) in ("c", "p"):
            return ("call" if row.text(after) == "c" else "put"), places | {after}
        if not is_between:
            return None
        places.add(after)
    return None


def _right_before(row: PieceRow, place: int) -> _Words | None:
    before = place - 1
    places: set[int] = set()
    if row.meaning(before) is Meaning.STRIKE:
        places.add(before)
        before -= 1
    meaning = row.meaning(before)
    is_strike = bool(places) or row.meaning(place + 1) is Meaning.STRIKE
    is_named = row.text(before) in ("call", "put") or is_strike
    if row.meaning(place + 1) is Meaning.STRIKE:
        places.add(place + 1)
    if meaning in _RIGHTS and meaning is not None and is_named:
        return _RIGHTS[meaning], places | {before}
    return None


def _right_apart(row: PieceRow, place: int) -> _Words | None:
    """In "puts on tesla 320 strike" the word "strike" says what the number is."""
    if Meaning.STRIKE not in (row.meaning(place + 1), row.meaning(place - 1)):
        return None
    strike = place + 1 if row.meaning(place + 1) is Meaning.STRIKE else place - 1
    for other, piece in enumerate(row.pieces):
        if piece.meaning in _RIGHTS and piece.meaning is not None:
            return _RIGHTS[piece.meaning], {other, strike}
    return None


def _is_size(row: PieceRow, place: int, name: int, places: set[int]) -> bool:
    """In "5 puts on SPY" the number is how many."""
    number = row.number(place)
    assert number is not None
    right = max(places)
    is_plural = row.text(right).endswith("s")
    is_before_the_name = name > right
    is_small = number.is_whole and number.value <= _MOST_OF_A_SIZE
    return is_plural and is_small and (is_before_the_name or place < name)


def _by_word(row: PieceRow, name: int) -> _Note | None:
    """In "AAPL calls at 2.35": no strike is named."""
    for place, piece in enumerate(row.pieces):
        if piece.meaning not in _RIGHTS or piece.meaning is None:
            continue
        if row.text(place + 1) in _VERBS_BEHIND and not piece.text.endswith("s"):
            continue
        is_noun = piece.text.endswith("s") or place - 1 == name
        if is_noun and row.text(place - 1) not in _NO_CALL_BEFORE:
            return (
                SpokenOption(underlying_of(row.pieces[name]), _RIGHTS[piece.meaning]),
                {place},
                None,
            )
    return None
