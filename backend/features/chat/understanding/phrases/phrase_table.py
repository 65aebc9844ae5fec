"""Tables of phrases: many ways to say one meaning, matched word by word, the longest first. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from backend.features.chat.understanding.phrases.marks import MarkKind
from backend.features.chat.understanding.phrases.words import Word, words_of

TRANSPARENT = frozenset(
    """i my me a an the do did does have has had am is are was were be been of actually really usually typically
    generally just own you ive im normally ever even being -""".split()
)
"""Words that may stand between those of a phrase without changing it. Never a negation, number or name."""
MOST_BETWEEN = 4
_BESIDE_HOW = frozenset("long much many often big large far".split())
"""What asks only right behind "how": "how is my long side" asks nothing of the kind."""

_CHOICE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|([^()\[\]]+)")


@dataclass(frozen=True, slots=True)
class PhraseMeaning:
    """What a phrase means."""

    kind: MarkKind
    value: str


@dataclass(slots=True)
class PhrasePlace:
    """A place within one phrase: what may follow, by word, and what the phrase means where it may end here."""

    word: str = ""
    following: dict[str, list[int]] = field(default_factory=dict)
    entry: PhraseMeaning | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """All places of phrases that the same words lead to; the first phrase of the table says what they mean."""

    entry: PhraseMeaning | None
    following: dict[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase of the table in a text, and the word behind it."""

    entry: PhraseMeaning
    end: int


class PhraseTable:
    """All phrases of some tables.

    In an exact table no word may stand between those of a phrase.

    A table has a meaning a line: `kind value: phrase | phrase`. In a phrase `(a|b)` is a choice, `[a]` may be absent.
    """

    def __init__(self, *tables: str, is_exact: bool = False) -> None:
        self.is_exact = is_exact
        self.words: set[str] = set()
        self._places = [PhrasePlace()]
        self._nodes: dict[frozenset[int], Node] = {}
        for table in tables:
            for line in table.strip().splitlines():
                self._add_line(line)
        self.root = self._node(frozenset({0}))

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """Every two words that stand side by side in a phrase."""
        places = self._places[1:]
        return {(place.word, text) for place in places for text in place.following}

    def _add_line(self, line: str) -> None:
        head, _, phrases = line.partition(": ")
        kind, _, value = head.strip().partition(" ")
        entry = PhraseMeaning(MarkKind(kind), value)
        for phrase in _split(phrases):
            ends = [0]
            for ways in _ways(phrase):
                ends = self._go_on(ends, ways)
            for end in ends:
                self._places[end].entry = entry

    def _go_on(self, ends: Sequence[int], ways: Sequence[Sequence[Word]]) -> list[int]:
        """The places behind a choice: each way is added once, however many places lead to it."""
        after: list[int] = []
        for way in ways:
            last = list(ends)
            for word in way:
                last = [self._add(last, word)]
            after += last
        return after

    def _add(self, before: Sequence[int], word: Word) -> int:
        place = len(self._places)
        self._places.append(PhrasePlace(word.text))
        self.words.add(word.plain)
        for number in before:
            self._places[number].following.setdefault(word.text, []).append(place)
        return place

    def _node(self, numbers: frozenset[int]) -> Node:
        """What these places are together; made when a text first leads there."""
        known = self._nodes.get(numbers)
        if known is not None:
            return known
        places = [self._places[number] for number in sorted(numbers)]
        following: dict[str, set[int]] = {}
        for place in places:
            for text, numbers_behind in place.following.items():
                following.setdefault(text, set()).update(numbers_behind)
        entry = next((place.entry for place in places if place.entry is not None), None)
        node = Node(entry, {text: frozenset(behind) for text, behind in following.items()})
        self._nodes[numbers] = node
        return node

    def _may_skip(self, text: str) -> bool:
        return text in TRANSPARENT and not self.is_exact

    def match(self, words: Sequence[Word], at: int) -> PhraseMatch | None:
        """The longest phrase that begins at a word."""
        longest: PhraseMatch | None = None
        node: Node | None = self.root
        between = 0
        for place in range(at, len(words)):
            text = words[place].text
            following = node.following.get(text) if node else None
            if following is None and node is not self.root and self._may_skip(text):
                between += 1
                if between > MOST_BETWEEN:
                    break
                continue
            if following is None or (between and text in _BESIDE_HOW and place == at + between + 1):
                break
            node = self._node(following)
            if node.entry is not None:
                longest = PhraseMatch(node.entry, place + 1)
        return longest


def _split(phrases: str) -> list[str]:
    """Phrases of a line: cut at bars that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(phrases):
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and depth == 0:
            parts.append(phrases[start:place].strip())
            start = place + 1
    parts.append(phrases[start:].strip())
    return [part for part in parts if part]


def _ways(phrase: str) -> Iterator[list[list[Word]]]:
    """The choices of a phrase in their order, each with all of its ways."""
    for match in _CHOICE.finditer(phrase):
        needed, optional, plain = match.groups()
        texts = [plain]
        if needed is not None:
            texts = needed.split("|")
        elif optional is not None:
            texts = ["", *optional.split("|")]
        yield [words_of(text) for text in texts]
