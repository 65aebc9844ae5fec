"""A number that was taken back right away, "4.85k no sorry 4.58k": only what stands in its place counts."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from backend.features.coach.ideas.words.pieces import Piece, PieceKind
from backend.features.coach.ideas.words.vocabulary import Meaning

_MOST_BETWEEN = 7
_TAKES_BACK = frozenset(
    "wait sorry sry oops correction scratch nope meant mean rather actually".split()
)
_BESIDE = frozenset(
    "no not it that i make the is was of hold on again be um uh er , . ... ? - ; :".split()
)
_MARKS = frozenset(", . ... ? - ; :".split())
_LABELS = (Meaning.STOP, Meaning.TARGET, Meaning.ENTRY, Meaning.AT)
_LEADING = frozenset({*_LABELS, Meaning.LONG, Meaning.SHORT})


def takes_back(between: Sequence[str], beside: Collection[str] = ()) -> bool:
    """Whether the words between two numbers put the second in the place of the first: "500, no, 300".

    Args:
        between: in small letters, marks among them.
        beside: words that may stand there, too, such as a unit.
    """
    if len(between) > _MOST_BETWEEN or any(
        word not in _TAKES_BACK and word not in _BESIDE and word not in beside for word in between
    ):
        return False
    spoken = [word for word in between if word not in _MARKS and word not in beside]
    is_remade = ("make", "that") in pairwise(between) or ("make", "it") in pairwise(between)
    return spoken == ["no"] or is_remade or any(word in _TAKES_BACK for word in spoken)


def without_corrected(pieces: list[Piece]) -> list[Piece]:
    """The pieces; a number behind which another one is told "no wait" is a word that means nothing."""
    rest = list(pieces)
    for place, piece in enumerate(pieces):
        end = _correction_behind(pieces, place) if piece.number is not None else None
        if end is None:
            continue
        for at in range(place, end):
            if pieces[at].meaning not in _LABELS or at == place:
                rest[at] = _noise(pieces[at])
    return rest


def _correction_behind(pieces: list[Piece], place: int) -> int | None:
    """Where the number stands that takes the place of this one; null where none does."""
    is_taken_back, labels = False, set[Meaning | None]()
    for at in range(place + 1, min(place + 2 + _MOST_BETWEEN, len(pieces))):
        piece = pieces[at]
        if piece.number is not None:
            is_one = _is_one_thing(pieces, place, at, labels)
            is_taken_back |= takes_back([word.text for word in pieces[place + 1 : at]])
            return at if is_taken_back and is_one and _is_alike(pieces[place], piece) else None
        is_remade = piece.text in ("that", "it") and pieces[at - 1].text == "make"
        is_no = piece.text == "no" and _stands_alone(pieces, at)
        if piece.text in _TAKES_BACK or is_remade or is_no:
            is_taken_back = True
        elif piece.meaning in _LABELS:
            labels.add(piece.meaning)
        elif piece.text not in _BESIDE and piece.meaning is not Meaning.UNIT:
            return None
    return None


def _stands_alone(pieces: list[Piece], at: int) -> bool:
    """In "3 no 2 no 4" and "3, no: 2" it takes back; in "4520 no stop" it denies what stands behind it."""
    behind = next((piece for piece in pieces[at + 1 :] if piece.kind is not PieceKind.MARK), None)
    return behind is not None and (behind.number is not None or behind.text in _TAKES_BACK)


def _is_one_thing(pieces: list[Piece], place: int, at: int, labels: set[Meaning | None]) -> bool:
    """Whether no other label stands between them or behind than the one that the first number has."""
    own = {pieces[before].meaning for before in range(max(place - 3, 0), place)} & _LEADING
    behind = {pieces[at + 1].meaning if at + 1 < len(pieces) else None} & _LEADING
    return labels - {Meaning.AT} <= own and (behind <= own or not own)


def _is_alike(first: Piece, second: Piece) -> bool:
    """Whether two numbers may be the same thing: of about one size."""
    assert first.number is not None
    assert second.number is not None
    low, high = sorted((abs(first.number.value), abs(second.number.value)))
    return low > 0 and high / low <= 10


def _noise(piece: Piece) -> Piece:
    return replace(piece, kind=PieceKind.WORD, number=None, meaning=Meaning.NOISE)
