"""Which way an idea goes is asked where words say both or neither. Pure."""

from dataclasses import replace
from itertools import pairwise

from backend.features.coach.ideas.conclusion import Conclusion, IdeaFrame, conclude
from backend.features.coach.ideas.schemas import Ask, AskChoice, Direction
from backend.features.coach.ideas.words.pieces import PieceRow

_WAYS = {"long": "long", "buy": "long", "short": "short", "sell": "short"}


def names_both_ways(row: PieceRow) -> bool:
    """In "sell or buy, whatever" and "go short long GC" no way is told."""
    words = (piece.text.rpartition(" ")[2] for piece in row.pieces if piece.text not in ("or", "/"))
    ways = map(_WAYS.get, words)
    return any(first and second and first != second for first, second in pairwise(ways))


def ask_direction(question: str, result: Conclusion, frame: IdeaFrame) -> Ask:
    """Which way; an exit that was told is the stop the one way and the target the other."""
    choices = []
    directions: tuple[Direction, ...] = ("long", "short")
    for direction in directions:
        way = conclude(result.draft, replace(frame, direction=direction, is_torn=False))
        terms = replace(result.terms, direction=direction)
        if result.draft.planned:
            terms = replace(terms, stop=way.terms.stop, targets=way.terms.targets)
        choices.append(AskChoice(direction, terms))
    return Ask("direction", question, tuple(choices))
