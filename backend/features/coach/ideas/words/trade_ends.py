"""Which words say that a trade is over, by what stands around them. Pure."""

from dataclasses import replace

from backend.features.coach.ideas.words.pieces import Piece, PieceKind, PieceRow
from backend.features.coach.ideas.words.surroundings import (
    DIRECTIONS,
    LEVELS,
    OPPOSITE,
    as_glue,
    as_noise,
    is_conditional,
    leads_to_number,
    places_before,
)
from backend.features.coach.ideas.words.vocabulary import TRADED, Meaning

_OWN = frozenset("my the out mein meine mi il le".split())
_OF_THE_MARKET_BEFORE = frozenset("price market candle bar day session week hour it".split())
_OF_THE_MARKET_AFTER = frozenset("above below over under back inside green red flat near".split())
_PAST_OUT = frozenset(
    "got was am stopped i'm all shaken taken kicked came went then and im".split()
)
_STOPPED_BEFORE = frozenset("got was been am getting just i'm im".split())
_TAKEN = frozenset("took taken banked booked locked".split())
_SHORTEST_TALE = 3
_STANDS = frozenset("is trades trading sits looks opened at's was it's now".split())


def closing_direction(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "bought ES 4500, sold at 4520", "sold my long" and "sold half" the word is the end of a trade."""
    if piece.meaning not in DIRECTIONS or not _closes(row, place, piece.meaning):
        return piece
    is_past = piece.text in ("sold", "bought", "sold it") or piece.text.startswith("gekauft")
    return replace(piece, meaning=Meaning.EXIT if is_past else Meaning.OUT)


def _closes(row: PieceRow, place: int, direction: Meaning) -> bool:
    following = [row.text(place + ahead) for ahead in (1, 2, 3)]
    if "back" in following[:2]:
        return True
    if row.text(place) not in TRADED:
        return False
    opposite = OPPOSITE[direction]
    behind = [row.meaning(place + ahead) for ahead in (1, 2, 3)]
    if following[0] in _OWN and opposite in behind:
        return True
    if following[0] in ("my", "all") and row.text(place) in ("sold", "verkauft"):
        return True
    if behind[0] in (Meaning.PART, Meaning.REST) or Meaning.REST in behind[:2]:
        return True
    if _is_of_a_clause(row, place):
        return False
    if _has_clause_behind(row, place, opposite):
        return True
    return _is_behind_its_opposite(row, place, opposite)


def _is_of_a_clause(row: PieceRow, place: int) -> bool:
    """In "… that I bought at 228" the entry of what was sold is told."""
    before = [row.text(earlier) for earlier in range(max(place - 3, 0), place)]
    return bool(set(before) & {"that", "which"})


def _has_clause_behind(row: PieceRow, place: int, opposite: Meaning) -> bool:
    behind = range(place + 1, place + 10)
    return any(
        row.meaning(at) is opposite and row.text(at) in TRADED and _is_of_a_clause(row, at)
        for at in behind
    )


def _is_behind_its_opposite(row: PieceRow, place: int, opposite: Meaning) -> bool:
    directions = {row.meaning(before) for before in places_before(place)} & set(DIRECTIONS)
    if directions != {opposite}:
        return False
    names = any(row.kind(place + ahead) is PieceKind.NAME for ahead in (1, 2, 3))
    return not names


def filled_level(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "take profit filled 1.0850" the level was hit; in "moved the target from" nothing was entered."""
    if piece.text in ("filled", "triggered") and row.meaning(place - 1) in LEVELS:
        return replace(piece, text="hit", meaning=Meaning.HIT)
    near = range(place - 6, place)
    is_level = any(row.meaning(before) in LEVELS for before in near)
    is_moved = any(row.meaning(before) in (Meaning.MOVED, Meaning.MOVE) for before in near)
    return as_glue(piece) if piece.text == "from" and is_level and is_moved else piece


def hit_level(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "hit my stop", "tp hit" and "took profit" the trade is over; "if it hits" is to come."""
    if piece.meaning is not Meaning.HIT:
        return piece
    near = range(place - 3, place + 4)
    if not any(row.meaning(other) in LEVELS for other in near) or is_conditional(row, place):
        return as_noise(piece)
    if piece.text == "hits":
        return as_noise(piece)
    return replace(piece, meaning=Meaning.EXIT)


def level_of_a_hit(row: PieceRow, place: int, piece: Piece) -> Piece:
    """The level that was hit is no label of its own, but where its own number stands before the word."""
    if piece.meaning not in LEVELS:
        return piece
    exits = [
        other
        for other in range(place - 2, place + 4)
        if row.meaning(other) is Meaning.EXIT and row.text(other) in ("hit", "reached", "tagged")
    ]
    if not exits:
        return piece
    has_own_number = exits[0] > place and any(row.number(at) for at in range(place, exits[0]))
    return piece if has_own_number else replace(piece, meaning=Meaning.GLUE)


def stopped(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "Stopped at 4490" may be where it is stopped or was; "got stopped" was."""
    if piece.meaning is not Meaning.STOPPED:
        return piece
    is_noun = piece.text == "stop out" and row.text(place - 1) in ("the", "a", "that", "last")
    if is_conditional(row, place) or is_noun:
        return as_noise(piece)
    has_left = any(
        row.meaning(before) in (Meaning.EXIT, Meaning.PART, Meaning.REST)
        for before in places_before(place)
    )
    is_past = row.text(place - 1) in _STOPPED_BEFORE or has_left
    if piece.text == "stopped" and not is_past and leads_to_number(row, place):
        return replace(piece, meaning=Meaning.STOP)
    return piece


def closed_by_the_market(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "NQ closed at 18250" and "it closed above" nobody closed a trade."""
    if piece.meaning is not Meaning.EXIT or piece.text not in ("closed", "exited", "bailed"):
        return piece
    before, after = row.text(place - 1), row.text(place + 1)
    has_direction = any(row.meaning(earlier) in DIRECTIONS for earlier in places_before(place))
    is_behind_a_name = row.kind(place - 1) is PieceKind.NAME and not has_direction
    if after in _OF_THE_MARKET_AFTER or before in _OF_THE_MARKET_BEFORE or is_behind_a_name:
        return replace(piece, meaning=Meaning.LEVEL)
    return piece


def out(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "Out" counts before a number, behind "got" and before "of my long"; else it is a word."""
    if piece.meaning is not Meaning.OUT:
        return piece
    before = row.text(place - 1)
    behind = row.next_content(place)
    names_the_trade = row.kind(behind) is PieceKind.NAME or row.meaning(behind) in DIRECTIONS
    if len(row) <= _SHORTEST_TALE:
        return replace(piece, meaning=Meaning.EXIT)  # "im out", "flat now"
    is_first = row.kind(place - 1) in (None, PieceKind.BREAK)
    if is_first and names_the_trade and piece.text in ("flat", "exit", "out", "exiting", "close"):
        return replace(piece, meaning=Meaning.EXIT)
    is_flat = piece.text == "flat"
    if is_flat and before in _STANDS:
        return replace(piece, meaning=Meaning.LEVEL)
    if is_flat and not leads_to_number(row, place):
        return as_noise(piece)
    if piece.text in ("close", "closing") and not _ends_the_own_trade(row, place):
        return as_noise(piece)
    if is_conditional(row, place):
        return as_noise(piece)
    if leads_to_number(row, place) or _has_part_or_size(row, place):
        is_over = before in _PAST_OUT and before not in ("then", "and")
        return replace(piece, meaning=Meaning.EXIT) if is_over else piece
    if before in _PAST_OUT or row.text(place + 1) in ("of", "my", "on"):
        return replace(piece, meaning=Meaning.EXIT)
    return as_noise(piece)


def _ends_the_own_trade(row: PieceRow, place: int) -> bool:
    behind = {row.meaning(place + ahead) for ahead in (1, 2, 3)}
    texts = {row.text(place + ahead) for ahead in (1, 2)}
    return bool(behind & {Meaning.PART, Meaning.REST}) or bool(texts & {"it", "my"})


def _has_part_or_size(row: PieceRow, place: int) -> bool:
    return any(row.meaning(place + ahead) in (Meaning.PART, Meaning.REST) for ahead in (1, 2))


def break_out(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "breaks out above 4510" nobody gets out."""
    is_out = piece.meaning is Meaning.STOP and piece.text.startswith("out ")
    if is_out and row.text(place - 1).startswith(("break", "broke")):
        return replace(piece, meaning=Meaning.EDGE)
    return piece


def taken(row: PieceRow, place: int, piece: Piece) -> Piece:
    """In "took my profits at 4520" and "took half off" the trade is over, in part or whole."""
    took = any(row.text(before) in _TAKEN for before in range(place - 3, place))
    if not took or is_conditional(row, place):
        return piece
    if piece.text in ("profit", "profits", "loss", "gains"):
        return replace(piece, meaning=Meaning.EXIT)
    if piece.meaning is Meaning.PART:
        return replace(piece, meaning=Meaning.PART, text=piece.text)
    return piece
