"""Settles what a word means by the words around it: ends of trades, denials, idioms, moved stops. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from backend.features.coach.ideas.words import trade_ends
from backend.features.coach.ideas.words.pieces import Piece, PieceKind, PieceRow
from backend.features.coach.ideas.words.surroundings import (
    DIRECTIONS,
    LEVELS,
    NEAR,
    OPPOSITE,
    as_glue,
    as_noise,
    leads_to_number,
)
from backend.features.coach.ideas.words.vocabulary import DISTANCE_WORDS, Meaning

_NOT_A_DIRECTION_BEFORE = frozenset(
    "term time run squeeze covering cover candle side enough".split()
)
_QUESTION_OF_LENGTH = frozenset("how as so too no".split())
_ENGLISH_PRICES = frozenset("price prices basis average avg".split())
_SPANISH = frozenset("es si mes pa ho la".split())  # roots of futures that are words elsewhere


def settle(pieces: list[Piece]) -> list[Piece]:
    """The pieces with their meanings as they are meant here; the order of the rules counts."""
    settled = list(pieces)
    for rule in _RULES:
        row = PieceRow(tuple(settled))
        for place in [place for place, piece in enumerate(settled) if rule.concerns(piece)]:
            settled[place] = rule.change(row, place, settled[place])
    return settled


@dataclass(frozen=True, slots=True)
class SettlementRule:
    """A rule, and the pieces that it concerns: by their meanings or by their words."""

    change: Callable[[PieceRow, int, Piece], Piece]
    meanings: frozenset[Meaning] = frozenset()
    texts: frozenset[str] = frozenset()

    def concerns(self, piece: Piece) -> bool:
        """Whether the rule may change a piece."""
        return piece.meaning in self.meanings or piece.text in self.texts


def _foreign_word(row: PieceRow, place: int, piece: Piece) -> Piece:
    """A small "es" is no contract where another one is named."""
    if piece.name is None or piece.written not in _SPANISH:
        return piece
    is_beside = row.meaning(place - 1) in DIRECTIONS or row.meaning(place + 1) in DIRECTIONS
    if is_beside or not row.names - _SPANISH:
        return piece
    return replace(piece, kind=PieceKind.WORD, name=None, meaning=Meaning.GLUE)


def _denied(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "no stop yet" and "not long" it is not so."""
    if piece.meaning not in (*DIRECTIONS, *LEVELS, Meaning.EXIT, Meaning.STOPPED):
        return piece
    for before in (place - 1, place - 2, place - 3):
        if row.kind(before) in (PieceKind.BREAK, PieceKind.MARK, PieceKind.NUMBER):
            return piece
        if row.meaning(before) in (*LEVELS, *DIRECTIONS):
            return piece
        if row.meaning(before) is Meaning.DENIAL:
            return as_noise(piece)
    return piece


_OTHERS = frozenset(
    "everyone everybody they retail crowd twitter people others he she analysts guru friend fintwit".split()
)


def _of_others(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "everyone is short but I go long" the first direction is not the trader's."""
    if piece.meaning not in DIRECTIONS:
        return piece
    before = {row.text(earlier) for earlier in range(max(place - 3, 0), place)}
    has_other = OPPOSITE[piece.meaning] in row.meanings
    return as_noise(piece) if before & _OTHERS and has_other else piece


def _aside(row: PieceRow, place: int, piece: Piece) -> Piece:
    """A direction far from every name and number says nothing where another one stands beside them."""
    if piece.meaning not in DIRECTIONS or _is_beside_terms(row, place):
        return piece
    opposite = OPPOSITE[piece.meaning]
    if opposite not in row.meanings:
        return piece
    has_central = any(
        row.meaning(other) is opposite and _is_beside_terms(row, other)
        for other in range(place - NEAR, place + NEAR)
    )
    return as_noise(piece) if has_central else piece


def _is_beside_terms(row: PieceRow, place: int) -> bool:
    behind = _until_a_border(row, range(place + 1, place + 4))
    before = _until_a_border(row, range(place - 1, place - 3, -1))
    is_choice = "or" in (row.text(place + 1), row.text(place - 1))
    return is_choice or any(
        row.kind(at) in (PieceKind.NAME, PieceKind.NUMBER) for at in (*behind, *before)
    )


def _until_a_border(row: PieceRow, places: range) -> list[int]:
    """Places as far as the end of a sentence or another direction."""
    reached: list[int] = []
    for place in places:
        if row.kind(place) is PieceKind.BREAK or row.meaning(place) in DIRECTIONS:
            break
        reached.append(place)
    return reached


def _idiom(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "how long" and "long term" no direction is named."""
    if piece.meaning not in DIRECTIONS:
        return piece
    is_of_length = row.text(place - 1) in _QUESTION_OF_LENGTH
    if row.text(place + 1) in _NOT_A_DIRECTION_BEFORE or is_of_length:
        return as_noise(piece)
    return piece


def _profit_word(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "Profit" is a target where a number or a colon stands beside it."""
    if piece.text not in ("profit", "profits", "goal", "aim", "invalid", "pare", "perdida"):
        return piece
    has_number = leads_to_number(row, place) or _has_number_before(row, place)
    return piece if has_number or piece.meaning is not Meaning.TARGET else as_noise(piece)


def _has_number_before(row: PieceRow, place: int) -> bool:
    """In "60 profit", "two percent profit" and "three dollars of profit"."""
    for before in range(place - 1, max(place - 4, -1), -1):
        if row.number(before) is not None:
            return True
        is_unit = row.text(before) in DISTANCE_WORDS or row.text(before) == "of"
        if not is_unit and row.meaning(before) is not Meaning.CURRENCY:
            return False
    return False


def _glue_in_its_place(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "In" and "from" are entries before a number only; "be" is breakeven behind a stop only."""
    if piece.text in ("in", "in at") and _is_behind_a_level(row, place):
        return as_glue(piece)
    if piece.text == "in" and leads_to_number(row, place):
        behind = row.next_content(place)
        is_span = row.text(behind + 1) in ("days", "minutes", "min", "hours", "weeks", "row")
        return piece if is_span else replace(piece, meaning=Meaning.ENTRY)
    if piece.meaning is Meaning.BREAK_EVEN and piece.text == "be":
        is_level = any(row.meaning(place - back) in LEVELS for back in (1, 2, 3))
        is_moved = row.meaning(place - 1) in (Meaning.TO, Meaning.AT)
        return (
            piece if is_moved or (is_level and not leads_to_number(row, place)) else as_glue(piece)
        )
    if piece.text in _ENGLISH_PRICES | {"basis", "cost", "prix", "precio"} | {"trigger"}:
        return piece if leads_to_number(row, place) else as_glue(piece)
    return piece


def _is_behind_a_level(row: PieceRow, place: int) -> bool:
    """In "stop is in at 5454" the "in" is no entry."""
    before = row.previous_content(place)
    return row.meaning(before) in LEVELS


def _letter_label(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "(e 227.90, s 226.90, t 229.90)" the letters are labels: at least two of them stand before numbers."""
    if piece.text not in _LETTERS or row.number(place + 1 + (row.text(place + 1) in ":=")) is None:
        return piece
    others = [
        other
        for other in range(place - _NEAR_LETTER, place + _NEAR_LETTER)
        if row.text(other) in _LETTERS and other != place and row.number(row.next_content(other))
    ]
    return replace(piece, meaning=_LETTERS[piece.text]) if others else piece


_NEAR_LETTER = 12
_LETTERS = {"e": Meaning.ENTRY, "s": Meaning.STOP, "t": Meaning.TARGET, "sl": Meaning.STOP}


def _wish(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "Want 5196" and "66550 first" are targets."""
    price = row.number(place + 1)
    is_size = row.meaning(place + 2) is Meaning.UNIT or row.kind(place + 2) is PieceKind.NAME
    if piece.text == "entry":
        before = range(place - 6, place)
        is_level = any(row.meaning(at) in LEVELS for at in before)
        is_target = row.text(place - 1) in ("to", "at") and row.number(place + 1) is None
        return replace(piece, meaning=Meaning.BREAK_EVEN) if is_level and is_target else piece
    if piece.text == "want" and price is not None and not is_size and not price.is_money:
        return replace(piece, meaning=Meaning.TARGET)
    if piece.text == "first" and row.number(place - 1) is not None:
        is_ordinal = row.text(place + 1) in ("then", ",", "and", ".")
        return replace(piece, meaning=Meaning.TARGET) if is_ordinal else piece
    return piece


def _stop_order(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "Stop" and "limit" with "order" behind them say how to get in."""
    if piece.meaning is Meaning.STOP and row.text(place + 1) == "order":
        has_other = any(
            row.meaning(other) is Meaning.STOP and other != place for other in range(len(row))
        )
        if has_other and row.meaning(place - 1) is not Meaning.STOP:
            return replace(piece, meaning=Meaning.STOP_ORDER_LONG, text="stop order")
    return piece


_BEFORE_A_VERB = frozenset(
    "i to i'd id i'll would could should gonna wanna gotta just can we then and if i've you he she they".split()
)


def _put_as_verb(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "if I put five grand into SOL" nothing is an option."""
    is_laid_down = row.number(place + 1) is not None and row.text(place + 2) in ("on", "into", "in")
    return as_noise(piece) if is_laid_down or row.text(place - 1) in _BEFORE_A_VERB else piece


def _share_of_a_price(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "Worth" and "price" of nothing, "risk" of no number: words."""
    has_number = row.number(place - 1) is not None or leads_to_number(row, place)
    return piece if has_number else as_noise(piece)


def _rule(
    change: Callable[[PieceRow, int, Piece], Piece],
    *meanings: Meaning,
    texts: Iterable[str] = (),
) -> SettlementRule:
    return SettlementRule(change, frozenset(meanings), frozenset(texts))


_RULES = (
    _rule(_foreign_word, texts=_SPANISH),
    _rule(_letter_label, texts=_LETTERS),
    _rule(_wish, texts=("want", "first", "entry")),
    _rule(_stop_order, Meaning.STOP),
    _rule(
        _glue_in_its_place,
        Meaning.BREAK_EVEN,
        texts={"in", "in at", "basis", "cost", "prix", "precio", "trigger"} | _ENGLISH_PRICES,
    ),
    _rule(_denied, *DIRECTIONS, *LEVELS, Meaning.EXIT, Meaning.STOPPED),
    _rule(_idiom, *DIRECTIONS),
    _rule(_of_others, *DIRECTIONS),
    _rule(trade_ends.filled_level, texts=("filled", "triggered", "from")),
    _rule(trade_ends.hit_level, Meaning.HIT),
    _rule(trade_ends.level_of_a_hit, *LEVELS),
    _rule(trade_ends.closing_direction, *DIRECTIONS),
    _rule(_aside, *DIRECTIONS),
    _rule(trade_ends.stopped, Meaning.STOPPED),
    _rule(trade_ends.closed_by_the_market, Meaning.EXIT),
    _rule(trade_ends.break_out, Meaning.STOP),
    _rule(trade_ends.taken, Meaning.PART, texts=("profit", "profits", "loss", "gains")),
    _rule(trade_ends.out, Meaning.OUT),
    _rule(_profit_word, Meaning.TARGET, Meaning.STOP),
    _rule(_share_of_a_price, Meaning.NOTIONAL),
    _rule(_put_as_verb, texts=("put",)),
)
