"""What stands around a word: what it leads to, and on what condition. Pure."""

from dataclasses import replace

from backend.features.coach.ideas.words.pieces import Piece, PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning

DIRECTIONS = (Meaning.LONG, Meaning.SHORT)
NEAR = 60  # pieces; what stands further away is another matter
LEVELS = (Meaning.STOP, Meaning.TARGET)
OPPOSITE = {Meaning.LONG: Meaning.SHORT, Meaning.SHORT: Meaning.LONG}


def is_conditional(row: PieceRow, place: int, *, within: int = 8) -> bool:
    """In "if the stop is hit" it has not happened."""
    start = max(place - within, 0)
    for before in range(place - 1, start - 1, -1):
        if row.kind(before) is PieceKind.BREAK:
            return False
        if row.meaning(before) is Meaning.IF or row.text(before).startswith("if "):
            return True
    return False


def leads_to_number(row: PieceRow, place: int) -> bool:
    """Whether a number follows, with nothing between but glue."""
    after = row.next_content(place)
    return after - place <= 4 and row.number(after) is not None


def places_before(place: int) -> range:
    """The places before one that are near enough to be of the same trade."""
    return range(max(place - NEAR, 0), place)


def as_noise(piece: Piece) -> Piece:
    """The word as one that means nothing here."""
    return replace(piece, meaning=Meaning.NOISE)


def as_glue(piece: Piece) -> Piece:
    """The word as one that only leads to a number."""
    return replace(piece, meaning=Meaning.GLUE)
