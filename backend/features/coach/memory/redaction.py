"""A text without what it says of something: sentence by sentence, so that the rest stays. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence

from backend.features.coach.memory.statement_matching import ALIKE, share_of, telling
from backend.features.coach.verdicts.grounding import sentences

ERASED = "(Forgotten at your wish.)"
LEFT_OUT = "(Left out: you had this forgotten.)"
_REPEATED = {
    mark: re.compile(rf"{re.escape(mark)}(?:\s*+{re.escape(mark)})++")
    for mark in (ERASED, LEFT_OUT)
}
HALF = 0.5  # of the telling words, in a text that is known to be about it
FEW = 4  # with fewer telling words than this half of them say nothing
Says = Callable[[str], bool]


def says(text: str, statement: str, *, is_known: bool) -> bool:
    """Whether a text says a statement; one that is known to be about it needs fewer of its words."""
    least = ALIKE
    if is_known and len(set(telling(statement))) >= FEW:
        least = HALF
    return share_of(statement, text) >= least


def longest(statements: Iterable[str]) -> int:
    """In how many sentences one of these is told, at the most."""
    lengths = [len(list(sentences(statement))) for statement in statements]
    return max(lengths, default=1)


def without(text: str, forgotten: Says, placeholder: str, *, together: int = 1) -> str:
    """The text with the placeholder for each run of sentences that say it; as it was where none does.

    So many sentences `together` may say it, where none does by itself.
    """
    parts = parts_of(text)
    cut = _cut(parts, forgotten, together)
    left: list[str] = []
    for place, part in enumerate(parts):
        space = part[len(part.rstrip()) :]
        if place not in cut:
            left.append(part)
        elif place - 1 in cut and left:
            left[-1] = left[-1].rstrip() + space
        else:
            left.append(placeholder + space)
    return "".join(left)


def once(text: str, placeholder: str) -> str:
    """The text with one placeholder where several stand beside each other."""
    return _REPEATED[placeholder].sub(placeholder, text)


def parts_of(text: str) -> list[str]:
    """The sentences of each line; put together again they are the text."""
    parts: list[str] = []
    for line in text.splitlines(keepends=True):
        parts += sentences(line)
    return parts


def _cut(parts: Sequence[str], forgotten: Says, most: int) -> set[int]:
    """The places of the sentences that say it: each by itself, or a few together where it is told in several."""
    cut = {place for place, part in enumerate(parts) if forgotten(part)}
    for length in range(2, most + 1):
        for start in range(len(parts) - length + 1):
            end = start + length
            places = range(start, end)
            if cut.isdisjoint(places) and forgotten("".join(parts[start:end])):
                cut.update(places)
    return cut
