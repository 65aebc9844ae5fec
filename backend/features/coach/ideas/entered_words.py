"""Whether the words say that a trade was made: "I'm long", "bought", "log this". Pure."""

from itertools import pairwise

from backend.features.coach.ideas.words.pieces import PieceRow
from backend.features.coach.ideas.words.surroundings import is_conditional
from backend.features.coach.ideas.words.vocabulary import PAST, Meaning

_HELD = frozenset("i'm im am was been we're bin estoy went got i've".split())
_BETWEEN = frozenset("still currently already now a the in an just also back".split())
_OPENED = frozenset("opened took hit placed executed added initiated established log since".split())
_NOT_YET = frozenset(
    "could should would might will want wish if to thinking about wanna gonna".split()
)


def is_entered(row: PieceRow) -> bool:
    """Whether the words say that the trade was made."""
    if _is_told_to_log(row):
        return True
    for place, piece in enumerate(row.pieces):
        if piece.meaning not in (Meaning.LONG, Meaning.SHORT, Meaning.ENTRY):
            continue
        before = [row.text(earlier) for earlier in range(max(place - 4, 0), place)]
        is_open = bool(set(before) & _NOT_YET) or is_conditional(row, place, within=4)
        if not is_open and (piece.text in PAST or _is_held(before, piece.text, piece.meaning)):
            return True
    return False


def _is_held(before: list[str], word: str, meaning: Meaning | None) -> bool:
    """In "I'm long", "opened a long" and "just hit the buy" the trade is on."""
    if word.partition(" ")[0] in _HELD and " " in word:
        return True
    if meaning is Meaning.ENTRY:
        return word in ("in", "from") and bool(set(before[-2:]) & {"i'm", "im", "am"})
    while before and before[-1] in _BETWEEN:
        before = before[:-1]
    last = before[-1:]
    if last and last[0] in _HELD and not word.endswith("ing"):
        return True
    return bool(set(before[-4:]) & _OPENED)


def _is_told_to_log(row: PieceRow) -> bool:
    """In "Log this", "book it", "I'm in", "I'm filled": the trade is made."""
    words = [piece.text for piece in row.pieces]
    pairs = set(pairwise(words))
    is_logged = any(
        first in ("log", "book", "record") and second in _THIS for first, second in pairs
    )
    is_in = any(
        first in ("i'm", "im", "am") and second in ("in", "filled") for first, second in pairs
    )
    has_end = bool(pairs & {("in", "."), ("in", ","), ("in", "\n"), ("in", "!")})
    return is_logged or (is_in and has_end)


_THIS = frozenset("this it that one my trade".split())
