"""A level that is told by another one, "two ticks above the 59.20 high": the price that it comes to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from backend.features.coach.ideas.numbers.distance_units import size_of_unit
from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber, figures_of
from backend.features.coach.ideas.words.pieces import NumberTerms, Piece, PieceKind, PieceRow
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
    pieces = list(row.pieces)
    for place in figures:
        level = _level_beside(row, figures, place, instrument)
        if level is not None:
            _put(level, pieces, row)
    if pieces == list(row.pieces):
        return None
    return PieceRow(tuple(pieces))


@dataclass(frozen=True, slots=True)
class _LevelBeside:
    """The price that a distance, at ``start``, and the number at ``place`` come to."""

    start: int
    place: int
    number: NumberTerms


def _level_beside(
    row: PieceRow, figures: Mapping[int, PlacedNumber], start: int, instrument: Instrument | None
) -> _LevelBeside | None:
    """The level that the distance at this place is told from; null where it is none, or has no size."""
    distance = figures[start]
    sign = _SIDES.get(row.text(distance.unit_end + 1))
    if distance.kind is not NumberKind.DISTANCE or sign is None:
        return None
    place = _number_behind(row, distance.unit_end + 2)
    if place is None or place not in figures or figures[place].kind is not NumberKind.PLAIN:
        return None
    from_price = figures[place].value
    size = size_of_unit(distance.unit, instrument, from_price, None)
    number = row.number(place)
    if size is None or number is None:
        return None
    price = from_price + sign * distance.value * size
    return _LevelBeside(start, place, replace(number, readings=(price,)))


def _put(level: _LevelBeside, pieces: list[Piece], row: PieceRow) -> None:
    """The price stands at the place of the number, and the words around it say nothing more."""
    pieces[level.place] = replace(pieces[level.place], number=level.number)
    spent = [*range(level.start, level.place)]
    if row.meaning(level.place + 1) is Meaning.LEVEL:  # "the 59.20 high"
        spent.append(level.place + 1)
    for place in spent:
        pieces[place] = replace(
            pieces[place], kind=PieceKind.WORD, number=None, meaning=Meaning.GLUE
        )


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
