"""A level that is told by another one, "two ticks above the 59.20 high": the price that it comes to. Pure."""

from dataclasses import replace

from backend.features.coach.ideas.numbers.distance_units import size_of_unit
from backend.features.coach.ideas.numbers.number_kinds import NumberKind, figures_of
from backend.features.coach.ideas.words.pieces import Piece, PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning
from backend.features.market.instruments.instruments import Instrument

_SIDES = dict.fromkeys("under below beneath unter sotto sous".split(), -1)
_SIDES |= dict.fromkeys("above over über sopra sobre".split(), 1)
_MOST_BETWEEN = 4


def with_levels_beside(row: PieceRow, instrument: Instrument | None) -> PieceRow | None:
    """The pieces with such levels as prices of their own; null where none is told.

    Args:
        row: the pieces of a message.
        instrument: whose ticks and pips are counted.
    """
    figures = figures_of(row, instrument)
    pieces: list[Piece] = list(row.pieces)
    for place, figure in figures.items():
        if figure.kind is not NumberKind.DISTANCE:
            continue
        sign = _SIDES.get(row.text(figure.unit_end + 1), 0)
        other = _number_behind(row, figure.unit_end + 2) if sign else None
        level = figures.get(other) if other is not None else None
        if other is None or level is None or level.kind is not NumberKind.PLAIN:
            continue
        size = size_of_unit(figure.unit, instrument, level.value, None)
        number = row.number(other)
        if size is None or number is None:
            continue
        price = level.value + sign * figure.value * size
        pieces[other] = replace(pieces[other], number=replace(number, readings=(price,)))
        is_named = row.meaning(other + 1) is Meaning.LEVEL  # "the 59.20 high"
        for at in (*range(place, other), *((other + 1,) if is_named else ())):
            pieces[at] = replace(pieces[at], kind=PieceKind.WORD, number=None, meaning=Meaning.GLUE)
    return PieceRow(tuple(pieces)) if pieces != list(row.pieces) else None


def _number_behind(row: PieceRow, start: int) -> int | None:
    """The number that a few words lead to; null where a label, a name or an end stands before it."""
    for place in range(start, start + _MOST_BETWEEN):
        piece = row.at(place)
        if piece is None or piece.kind in (PieceKind.BREAK, PieceKind.NAME):
            return None
        if piece.number is not None:
            return place
        if piece.meaning in (Meaning.ENTRY, Meaning.STOP, Meaning.TARGET):
            return None
    return None
