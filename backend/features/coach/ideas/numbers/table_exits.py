"""The other way at a price, behind an idea: "sell at 930 if it gets there" of a long is where it would be left. Pure."""

from dataclasses import replace

from backend.features.coach.ideas.schemas import IdeaReading, SpokenIdea
from backend.features.coach.ideas.words.pieces import PieceRow

_LEAVES = {"long": ("sell", "sold", "selling"), "short": ("buy", "bought", "buying", "cover")}


def with_exit_of_table(reading: IdeaReading, row: PieceRow, table: SpokenIdea) -> IdeaReading:
    """The reading with the level that a price is at which what is on the table would be given back.

    Args:
        reading: what the words say by themselves.
        row: the pieces of the message.
        table: the idea that is spoken of.
    """
    terms = reading.terms
    if table.direction is None or table.entry is None or terms.entry is None:
        return reading
    says_more = not terms.names <= {"direction", "entry"}
    if says_more or terms.direction == table.direction or not _is_left(row, table.direction):
        return reading
    pays = (terms.entry > table.entry) == (table.direction == "long")
    level = SpokenIdea(targets=(terms.entry,)) if pays else SpokenIdea(stop=terms.entry)
    return replace(reading, terms=level, asks=(), inferred=frozenset())


def _is_left(row: PieceRow, direction: str) -> bool:
    """Whether the verb is that which ends a position; "flip short at 930" turns it."""
    words = {word for piece in row.pieces for word in piece.text.split()}
    return any(verb in words for verb in _LEAVES[direction]) and not words & _TURNS


_TURNS = frozenset("flip flipping turn reverse short shorting long instead rather".split())
