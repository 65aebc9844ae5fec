"""A target that is told by its stop, "target twice the stop", "tp 3x my risk", "target double that": so many R."""

from dataclasses import replace
from decimal import Decimal

from backend.features.coach.ideas.words.pieces import NumberTerms, Piece, PieceKind
from backend.features.coach.ideas.words.vocabulary import Meaning

_FACTORS = {
    "twice": Decimal(2),
    "double": Decimal(2),
    "doubled": Decimal(2),
    "thrice": Decimal(3),
    "triple": Decimal(3),
    "half": Decimal("0.5"),
}
_FILLER = frozenset("the my of as far away at size is a in what i i'm im am for".split())
_REFERENCE = frozenset("that it this risk risking stop sl distance stoploss".split())
_TAIL = frozenset("distance size loss".split())
_MOST_FILLER, _NEAR = 4, 6  # pieces


def with_risk_multiples(pieces: list[Piece]) -> list[Piece]:
    """The pieces; a multiple of the stop or the risk beside a word for the target is a number of R."""
    rest: list[Piece] = []
    place = 0
    while place < len(pieces):
        end = _multiple_end(pieces, place)
        if end is None or not _is_of_a_target(pieces, place, end):
            rest.append(pieces[place])
            place += 1
        else:
            rest.append(_number_of_r(pieces[place], pieces[end - 1]))
            place = end
    return rest


def _factor(pieces: list[Piece], place: int) -> tuple[Decimal, int] | None:
    """The factor at a place, and how many pieces it takes."""
    piece = pieces[place]
    if piece.number is None:
        factor = _FACTORS.get(piece.text)
        return None if factor is None else (factor, 1)
    if piece.number.times == "behind":
        return piece.number.value, 1
    behind = pieces[place + 1].text if place + 1 < len(pieces) else ""
    return (piece.number.value, 2) if behind in ("times", "x") else None


def _multiple_end(pieces: list[Piece], place: int) -> int | None:
    """Behind the multiple that begins at a place; null where none does."""
    factor = _factor(pieces, place)
    if factor is None:
        return None
    at = place + factor[1]
    last = min(at + _MOST_FILLER, len(pieces) - 1)
    while at < last and pieces[at].text in _FILLER:
        at += 1
    if at >= len(pieces) or pieces[at].text not in _REFERENCE:
        return None
    end = at + 1
    while end < len(pieces) and pieces[end].text in _TAIL:
        end += 1
    is_a_level = end < len(pieces) and pieces[end].number is not None and end > at + 1
    return None if is_a_level else end


def _is_of_a_target(pieces: list[Piece], place: int, end: int) -> bool:
    """Whether a word for the target stands near, with no other number between."""
    for piece in reversed(pieces[max(0, place - _NEAR) : place]):
        if piece.meaning is Meaning.TARGET:
            return True
        if piece.number is not None or piece.kind is PieceKind.BREAK:
            break
    for piece in pieces[end : end + 3]:
        if piece.meaning is Meaning.TARGET:
            return True
        if piece.number is not None:
            break
    return False


def _number_of_r(first: Piece, last: Piece) -> Piece:
    factor = _FACTORS.get(first.text)
    value = first.number.value if first.number is not None else factor
    assert value is not None, "a multiple has a factor"
    number = NumberTerms((value,), unit="r")
    return replace(first, kind=PieceKind.NUMBER, end=last.end, number=number, meaning=None)
