"""Words that were mistyped: the known word that is one slip away, two for long words. Pure."""

from collections.abc import Iterable
from functools import lru_cache

_SHORTEST, _LONGEST = 4, 24
_TWO_SLIPS = 8  # letters from which two slips are forgiven


class Spelling:
    """Known words, found again by what is left of them without a letter or two."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = frozenset(known)
        self._remains: dict[str, list[str]] = {}
        for word in sorted(self.known):
            if len(word) < _SHORTEST or not word.isalpha():
                continue
            for rest in _without_letters(word):
                self._remains.setdefault(rest, []).append(word)
        self.near = lru_cache(maxsize=4096)(self._near)

    def _near(self, word: str) -> tuple[tuple[int, str], ...]:
        """Known words that may have been meant, each with its slips."""
        if len(word) < _SHORTEST or len(word) > _LONGEST or not word.isalpha():
            return ()
        counts: dict[str, int] = {}
        for rest in _without_letters(word):
            for known in self._remains.get(rest, ()):
                if known not in counts:
                    counts[known] = slips(word, known)
        return tuple(
            (count, known) for known, count in counts.items() if count <= _allowed(word, known)
        )


def nearest(word: str, *spellings: Spelling) -> tuple[str, ...]:
    """Known words that may have been meant: those with the fewest slips alone, the likeliest first."""
    near = [pair for spelling in spellings for pair in spelling.near(word)]
    fewest = min((count for count, _ in near), default=0)
    alike = {known for count, known in near if count == fewest}
    return tuple(sorted(alike, key=lambda known: (_distance(word, known, fewest), known)))


def is_clear(word: str, near: tuple[str, ...]) -> bool:
    """Whether the likeliest of some known words is likelier than the next, or all are forms of it."""
    if len(near) == 1:
        return True
    same = [known for known in near if _distance(word, known, 0) == _distance(word, near[0], 0)]
    return len(same) == 1 or _are_forms(same)


def _distance(word: str, known: str, count: int) -> tuple[int, bool, bool, int]:
    """Few slips first; then the same first letter, the same letters in another order, the same length."""
    return count, word[0] != known[0], sorted(word) != sorted(known), abs(len(word) - len(known))


def _are_forms(words: list[str]) -> bool:
    """Whether they are forms of one word: "hold" and "holds"."""
    shortest = min(words, key=len)
    return all(word.startswith(shortest[:-1]) and len(word) <= len(shortest) + 3 for word in words)


def _allowed(word: str, known: str) -> int:
    if len(word) >= _TWO_SLIPS and len(known) >= _TWO_SLIPS:
        return 2
    if len(word) > _SHORTEST or len(known) > _SHORTEST:
        return 1 if min(len(word), len(known)) >= _SHORTEST else 0
    return 1 if sorted(word) == sorted(known) else 0


def _without_letters(word: str) -> set[str]:
    if len(word) > _LONGEST:
        return {word}
    once = {word[:place] + word[place + 1 :] for place in range(len(word))}
    if len(word) < _TWO_SLIPS:
        return once | {word}
    twice = {rest[:place] + rest[place + 1 :] for rest in once for place in range(len(rest))}
    return once | twice | {word}


def slips(first: str, second: str) -> int:
    """Damerau's distance: letters more, less, other, or exchanged with their neighbour."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, start=1):
        above, row_before = row, before
        row = [place]
        for other, letter_below in enumerate(second, start=1):
            cost = min(above[other] + 1, row[-1] + 1, above[other - 1] + (letter != letter_below))
            is_swap = (
                place > 1
                and other > 1
                and letter == second[other - 2]
                and first[place - 2] == letter_below
            )
            if is_swap:
                cost = min(cost, row_before[other - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]
