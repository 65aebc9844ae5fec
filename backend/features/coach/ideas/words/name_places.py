"""Where instruments are named among the pieces, by the places in which tickers stand."""

from dataclasses import replace

from backend.features.coach.ideas.words.instrument_names import (
    micro_of,
    named_by,
    pair_named_by,
    spoken_name,
)
from backend.features.coach.ideas.words.months import MONTHS
from backend.features.coach.ideas.words.pieces import InstrumentName, Piece, PieceKind
from backend.features.coach.ideas.words.vocabulary import DISTANCE_WORDS, TIME_WORDS, Meaning
from backend.features.market.instruments.spoken_names import (
    CURRENCIES,
    NAMES,
    begins_long_name,
    long_names_at,
    name_of,
    plain,
)

_HYPHEN = "-"
_MOST_PIECES = 10  # of a name with its hyphens
_HIGHEST_OF_A_NAME = 999  # "S&P 500" is no price; "russell 2000" may be one
_DIRECTIONS = (Meaning.LONG, Meaning.SHORT)


def with_names(pieces: list[Piece], *, is_shouted: bool) -> list[Piece]:
    """The pieces with the instruments that they name."""
    named: list[Piece] = []
    place = 0
    while place < len(pieces):
        piece, length = _name_of_several(pieces, place, is_shouted=is_shouted) or (None, 1)
        if piece is None:
            piece = pieces[place]
            if piece.kind is PieceKind.WORD:
                piece = _named(pieces, place, is_shouted=is_shouted)
        if piece.name is not None and named and named[-1].text in ("micro", "micros"):
            piece = replace(piece, name=micro_of(piece.name), start=named.pop().start)
        named.append(piece)
        place += length
    return named


def _name_of_several(
    pieces: list[Piece], place: int, *, is_shouted: bool
) -> tuple[Piece, int] | None:
    """In "Crude oil", "eur usd", "10-year notes", "long bond": the name, and of how many pieces it is."""
    first = _word(pieces[place])
    if first in CURRENCIES:
        second = _word(pieces[place + 1]) if place + 1 < len(pieces) else ""
        pair = pair_named_by(first, second)
    else:
        pair = None
    best = None if pair is None else (pair, 2)
    known = NAMES.get(first) if pieces[place].number is not None else None
    if known is not None and _is_meant(pieces, place, place + 1, is_shouted):
        best = spoken_name(known), 1  # "short 10yr 110.5"
    if begins_long_name(first):
        words = [_word(piece) for piece in pieces[place : place + _MOST_PIECES]]
        for name, length in long_names_at(words):
            end = place + length
            is_one = not _is_price(pieces, end - 1) and not _is_a_direction(pieces, place)
            if is_one and (not name.is_ordinary or _is_meant(pieces, place, end, is_shouted)):
                is_weak = name.is_ordinary and not _is_traded(pieces, place, end)
                best = spoken_name(name, is_weak=is_weak), length
    if best is None:
        return None
    return _joined(pieces[place : place + best[1]], best[0]), best[1]


def _word(piece: Piece) -> str:
    """The piece as names are compared; a word as it was written, not as it was mended."""
    if piece.kind is PieceKind.WORD:
        return plain(piece.written)
    if piece.number is not None and piece.number.unit in TIME_WORDS:
        return f"{piece.text}{_HYPHEN}{piece.number.unit}"  # "ten-year"
    return piece.text


def _joined(parts: list[Piece], name: InstrumentName) -> Piece:
    text = " ".join(part.text for part in parts)
    return Piece(PieceKind.NAME, text, parts[0].start, parts[-1].end, text, name=name)


def _is_price(pieces: list[Piece], place: int) -> bool:
    """In "long russell 2000 stop 1990" the number is the entry, in "russell 2000 long 2105" it is of the name."""
    number = pieces[place].number
    if number is None or number.value <= _HIGHEST_OF_A_NAME:
        return False
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    return after is None or after.meaning in (Meaning.STOP, Meaning.TARGET, Meaning.OUT)


def _is_a_direction(pieces: list[Piece], place: int) -> bool:
    """In "long bond 118" a bond is bought; in "short the long bond" and "the long bond" it is the contract's name."""
    if pieces[place].meaning not in _DIRECTIONS:
        return False
    before = pieces[place - 1] if place else None
    return before is None or (before.text != "the" and before.meaning not in _DIRECTIONS)


_SHARES = frozenset("stock stocks share shares".split())
_BEHIND_A_NAME = _SHARES | frozenset(
    "futures looks trades trading chart trade position calls puts earnings".split()
)


def _is_meant(pieces: list[Piece], start: int, end: int, is_shouted: bool) -> bool:
    """Whether words of other sentences stand where an instrument does: "short coffee 380", "from Visa", "gap stock"."""
    after = pieces[end] if end < len(pieces) else None
    if after is not None and after.text.partition(" ")[0] in _BEHIND_A_NAME:
        return True
    return _is_traded(pieces, start, end) or _is_capital(pieces, start, end, is_shouted)


def _is_traded(pieces: list[Piece], start: int, end: int) -> bool:
    """Behind a direction or an end of a trade, with what an idea goes on with; or before a price, a direction, a label."""
    if end < len(pieces) and pieces[end].text in MONTHS:
        end += 1  # "cocoa mar: long 5120"
    after = pieces[end] if end < len(pieces) else None
    before = _before(pieces, start)
    leads_on = after is not None and (after.number is not None or after.meaning in _LABELS)
    if before is None or before.kind is PieceKind.BREAK or before.text in ("on", "in"):
        return leads_on
    if before.meaning in _DIRECTIONS:
        return after is None or after.kind is not PieceKind.WORD or after.meaning is not None
    return leads_on and before.meaning in (Meaning.EXIT, Meaning.OUT, Meaning.PART)


def _before(pieces: list[Piece], place: int) -> Piece | None:
    """What stands before a name without the words that belong to it: "sold" in "sold 100 shares of netflix"."""
    first = max(place - _MOST_BESIDE_A_NAME, 0)
    before = place - 1
    while before >= first and _is_of_a_name(pieces[before]):
        before -= 1
    return pieces[before] if before >= 0 else None


def _is_of_a_name(piece: Piece) -> bool:
    is_size = piece.number is not None or piece.meaning is Meaning.UNIT
    return is_size or piece.text in _BESIDE_A_NAME


_MOST_BESIDE_A_NAME = 4
_BESIDE_A_NAME = frozenset("the my some more all of half".split()) | MONTHS.keys()


def _is_capital(pieces: list[Piece], start: int, end: int, is_shouted: bool) -> bool:
    """Whether every word is written with a capital letter inside a sentence."""
    before = pieces[start - 1] if start else None
    if is_shouted or before is None or before.kind is PieceKind.BREAK:
        return False
    words = [piece for piece in pieces[start:end] if piece.kind is PieceKind.WORD]
    return all(word.written[0].isupper() for word in words)


_LABELS = frozenset(
    {
        Meaning.LONG,
        Meaning.SHORT,
        Meaning.STOP,
        Meaning.TARGET,
        Meaning.AT,
        Meaning.ENTRY,
        Meaning.CALL,
        Meaning.PUT,
        Meaning.LIMIT,
        Meaning.MARKET,
    }
)
_BEFORE_A_NAME = frozenset(
    {Meaning.LONG, Meaning.SHORT, Meaning.UNIT, Meaning.LIMIT, Meaning.GLUE, Meaning.FADE}
)


def _named(pieces: list[Piece], place: int, *, is_shouted: bool) -> Piece:
    """A word as the instrument that it names."""
    piece = pieces[place]
    if piece.meaning in (Meaning.NOISE, Meaning.LONG, Meaning.SHORT):
        return piece
    before = pieces[place - 1] if place else None
    is_counted = before is not None and before.number is not None
    is_ticker = (
        piece.written.isupper() and place > 1 and (pieces[place - 2].meaning in _BEFORE_A_NAME)
    )
    if is_counted and not is_ticker and (piece.text in DISTANCE_WORDS or piece.text in TIME_WORDS):
        return piece
    if is_counted and piece.text in _MONEY:
        return piece
    in_slot = _is_slot(pieces, place)
    word = plain(piece.written)
    name = name_of(word)
    is_mended = name is not None and word != piece.text  # a name is no slip of another word
    if piece.meaning is not None and not is_mended and not (in_slot and piece.written.isupper()):
        is_a_symbol = piece.written.isupper() and len(piece.written) > 1 and not is_shouted
        is_read_on = is_a_symbol and piece.meaning in (Meaning.GLUE, Meaning.LEVEL)
        if not is_read_on and not (name is not None and _is_of_shares(pieces, place)):
            return piece
    is_meant = (
        name is not None and name.is_ordinary and _is_meant(pieces, place, place + 1, is_shouted)
    )
    instrument = named_by(piece.written, in_slot=in_slot, is_shouted=is_shouted, is_meant=is_meant)
    if instrument is None:
        return piece
    return replace(piece, kind=PieceKind.NAME, name=instrument, meaning=None)


_MONEY = frozenset("euro euros eur yen pound franc peso rand yuan lira sterling".split())
"""Currencies that are also counted: "5 euro"."""


def _is_of_shares(pieces: list[Piece], place: int) -> bool:
    """In "target stock" and "gap shares" the word is a company, whatever it means elsewhere."""
    return place + 1 < len(pieces) and pieces[place + 1].text in _SHARES


def _is_slot(pieces: list[Piece], place: int) -> bool:
    """Whether a ticker would stand there: behind a direction or a size, before a number or a label."""
    before = pieces[place - 1] if place else None
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    is_behind = (
        before is None
        or before.kind in (PieceKind.NUMBER, PieceKind.BREAK)
        or before.meaning in _BEFORE_A_NAME
    )
    is_small = not pieces[place].written.isupper()
    if is_small and before is not None and before.kind is PieceKind.NUMBER:
        start = pieces[place - 2] if place > 1 else None
        is_behind = start is None or start.meaning in _BEFORE_A_NAME
    if after is None:
        return before is not None and before.meaning in (Meaning.LONG, Meaning.SHORT)
    leads_on = after.kind in (PieceKind.NUMBER, PieceKind.BREAK, PieceKind.TIME)
    return is_behind and (leads_on or after.meaning in _LABELS or after.text in (",", ":"))
