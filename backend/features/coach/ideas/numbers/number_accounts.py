"""What became of every number of a message: a part of the trade, something that is left aside, or nothing at all. Pure.

It does not trust the walk that read the message: a number has a part only where its own value stands in what was read.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from backend.features.coach.ideas.draft import IdeaDraft
from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber
from backend.features.coach.ideas.schemas import (
    OF_AN_OPTION,
    LevelMove,
    NumberAccount,
    NumberFate,
    SpokenExit,
    SpokenIdea,
)
from backend.features.coach.ideas.words.pieces import Piece, PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning

_HUNDRED = Decimal(100)
_OF_THEIR_UNIT = (NumberKind.TIME, NumberKind.COUNT)  # "3 times", "5 minutes": the unit says what
_PRICES = ("entry", "entry_low", "entry_high", "stop")
_AMOUNTS = ("size", "notional", "leverage", "risk_money", "risk_percent")


@dataclass(frozen=True, slots=True)
class ReadParts:
    """Everything that was read of a trade, with and without what is asked back."""

    terms: Collection[SpokenIdea]
    exits: Collection[SpokenExit] = ()
    moves: Collection[LevelMove] = ()
    planned: Collection[Decimal] = ()


def accounts_of(
    row: PieceRow,
    figures: Mapping[int, PlacedNumber],
    draft: IdeaDraft,
    parts: ReadParts,
    option_places: Collection[int],
) -> tuple[NumberAccount, ...]:
    """An account for each number, in the order of the words; also for one of which no figure was made."""
    values = _values(parts)
    levels = (*draft.stops, *draft.targets)
    distances = {note.place for note in levels if note.unit or note.is_money}
    accounts = []
    for place, piece in enumerate(row.pieces):
        if piece.number is None:
            if _is_unread(piece):
                accounts.append(_account(piece, "", (), NumberFate.OPEN))
            continue
        figure = figures.get(place)
        kind = "" if figure is None else figure.kind.value
        read = () if figure is None else (figure.value, abs(figure.value))
        own = (*read, *piece.number.readings)
        fate = NumberFate.OPEN
        if place in option_places:
            fate, kind = NumberFate.PLACED, OF_AN_OPTION
        elif place in distances and place not in draft.free:
            fate, kind = NumberFate.PLACED, NumberKind.DISTANCE.value  # also by the unit of another
        elif figure is not None and figure.kind in _OF_THEIR_UNIT:
            fate = NumberFate.ASIDE
        elif not values.isdisjoint(own):
            fate = NumberFate.PLACED
        elif is_no_part(row, place) or _is_put_aside(row, place, draft):
            fate = NumberFate.ASIDE
        accounts.append(_account(piece, kind, own, fate, figure))
    return tuple(accounts)


def _account(
    piece: Piece,
    kind: str,
    values: tuple[Decimal, ...],
    fate: NumberFate,
    figure: PlacedNumber | None = None,
) -> NumberAccount:
    unit = "" if figure is None else figure.unit
    return NumberAccount(piece.start, piece.end, fate, kind=kind, unit=unit, values=values)


def is_no_part(row: PieceRow, place: int) -> bool:
    """Whether the words beside a number say that it holds no more, or is a cost."""
    return _is_replaced(row, place) or _is_a_cost(row, place)


def _is_put_aside(row: PieceRow, place: int, draft: IdeaDraft) -> bool:
    return place in draft.aside and not _is_an_alternative(row, place)


def _is_an_alternative(row: PieceRow, place: int) -> bool:
    """In "stop 2666 or was it 2668" the second may be the one that is meant."""
    before = range(place - 1, max(place - _FAR, -1), -1)
    at = next((other for other in before if row.text(other) == "or"), None)
    return at is not None and any(row.number(other) is not None for other in (at - 1, at - 2))


_FAR = 5  # pieces between the second of two and the "or" before it
_LITTLE = frozenset("of the at than from was anymore".split())
_COSTS = frozenset("fee fees commission commissions comm spread slippage slipped".split())


def _is_replaced(row: PieceRow, place: int) -> bool:
    """In "3 not 2", "4485 instead of 4490" and "from 230.50 to 232" a number is what holds no more."""
    if row.text(place - 1) == "from" and row.text(place + 1) == "to":
        return row.number(place + 2) is not None
    before = place - 1
    while before >= 0 and row.text(before) in _LITTLE:
        before -= 1
    return row.meaning(before) is Meaning.DENIAL and row.text(before) not in _NO_CORRECTION


_NO_CORRECTION = ("no", "without", "never")  # "no more than 150 dollars" replaces nothing


def _is_a_cost(row: PieceRow, place: int) -> bool:
    """In "fees 9.20" and "spread was 3" nothing of the trade is told."""
    near = (place - 1, place - 2, place + 1)
    return any(row.text(other) in _COSTS for other in near)


def _is_unread(piece: Piece) -> bool:
    """Digits that are too long for a number."""
    return piece.kind is PieceKind.MARK and any(character.isdigit() for character in piece.text)


def _values(parts: ReadParts) -> frozenset[Decimal]:
    return frozenset(value for value in _all_values(parts) if value is not None)


def _all_values(parts: ReadParts) -> Iterable[Decimal | None]:
    yield from parts.planned
    for terms in parts.terms:
        yield from (getattr(terms, name) for name in (*_PRICES, *_AMOUNTS))
        yield from terms.targets
    for leaving in parts.exits:
        yield from (leaving.price, leaving.size)
        yield None if leaving.share is None else leaving.share * _HUNDRED
    yield from (move.price for move in parts.moves)
