"""Cited numbers: each figure of an answer points to the fact that measured it, and one that no fact supports is struck.

The check runs sentence by sentence, so that it can run while an answer is written. Only the figure is struck; the
sentence and the rest of the answer survive. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from backend.features.verdicts.facts import Fact

T = TypeVar("T", bound=BaseModel)
STRUCK = "[not measured]"
NOT_SPOKEN = ("evidence", "sources", "read", "verdict", "confidence")
WORDS = "words"  # cited where the trader's own words have the figure
SMALL = 12  # whole numbers up to it are counts ("two things", "3 conditions"), unless they stand where a price stands
MOST_FIGURES = 5_000

_FIGURE = re.compile(
    r"(?<![\w.,])(?P<money>[$€£¥]|(?:USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD)\s?)?"
    r"(?P<sign>[-\N{MINUS SIGN}])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>\s?%|\s?percent\b|\s?per cent\b|\s?[Rr]\b|x\b)?(?![\w])",
)
_SPAN = re.compile(r"\s?-?(?:s|m|h|d|w|min|mins|minutes?|hours?|days?|weeks?|sessions?|candles?|bars?)\b", re.I)
_LEVEL = re.compile(
    r"(?:stop|target|entry|enter|entered|exit|price|level|at|above|below|near|around|from|to|over|under)\W{0,3}$", re.I
)
_ODDS = re.compile(r"(?:confidence|chance|chances|probability|odds|likelihood)\b[^.!?\n]{0,30}$", re.I)
_SENTENCE = re.compile(r"[.!?\N{HORIZONTAL ELLIPSIS}]+[\"')\]]*(?=\s)|\n+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: its size, how exact it is said, and whether it is a percentage."""

    value: Decimal
    places: int
    percent: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence and the facts that its figures come from."""

    sentence: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it may be shown, what it cites and what was struck."""

    text: str
    citations: tuple[Citation, ...]
    struck: tuple[str, ...]


@dataclass(slots=True)
class Checker:
    """Knows the facts of one question and the trader's words.

    A figure is supported where a fact has it, or has one that it is rounded from; a percentage only by a percentage.
    """

    facts: Sequence[Fact]
    words: str = ""
    _known: list[tuple[Decimal, bool, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for fact in self.facts:
            for text in (fact.statement, fact.value or ""):
                self._known += [(one.value, one.percent, fact.id) for one in figures(text)]
        self._known += [(one.value, one.percent, WORDS) for one in figures(self.words)]

    def check(self, text: str) -> Checked:
        """A whole text, sentence by sentence."""
        parts, citations, struck = [], [], []
        for sentence in sentences(text):
            shown, cited, gone = self.sentence(sentence)
            parts.append(shown)
            struck += gone
            if cited:
                citations.append(Citation(shown.strip(), cited))
        return Checked("".join(parts), tuple(citations), tuple(struck))

    def sentence(self, text: str) -> tuple[str, tuple[str, ...], list[str]]:
        """One sentence: as it may be shown, the facts it cites, and the figures that were struck."""
        shown, cited, struck, at = [], dict[str, None](), [], 0
        for one in figures(text):
            source = self._source(one)
            if source is not None:
                cited[source] = None
            elif not _is_no_claim(text, one):
                shown += [text[at : one.start], STRUCK]
                struck.append(text[one.start : one.end].strip())
                at = one.end
        return "".join([*shown, text[at:]]), tuple(cited), struck

    def _source(self, figure: Figure) -> str | None:
        for value, percent, source in self._known:
            if percent == figure.percent and _says(figure, value):
                return source
        return None


class Proof:
    """What a provider's figures must stand on, as the gateway's engines ask for it."""

    def __init__(self, facts: Sequence[Fact], words: str) -> None:
        self.checker = Checker(facts, words)

    def sentences(self) -> "SentenceBuffer":
        """A new text, checked while it is written."""
        return SentenceBuffer(self.checker)

    def proved(self, value: T) -> T:
        """The same answer, all of its sentences checked; what was read of the idea and ids stay as they are."""
        told = {name: getattr(value, name) for name in type(value).model_fields}
        shown = {name: self._checked(one) for name, one in told.items() if name not in NOT_SPOKEN}
        return value.model_copy(update=shown)

    def _checked(self, value: Any) -> Any:
        if type(value) is str:
            return self.checker.check(value).text
        if isinstance(value, list):
            return [self._checked(one) for one in value]
        return value


class SentenceBuffer:
    """Checks a text while it is written: what comes out are whole sentences, checked."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._waiting = ""

    def add(self, piece: str) -> str:
        """What may be shown now that this piece is there; a sentence is held back until it has ended."""
        self._waiting += piece
        ends = [found.end() for found in _SENTENCE.finditer(self._waiting)]
        if not ends:
            return ""
        whole, self._waiting = self._waiting[: ends[-1]], self._waiting[ends[-1] :]
        return self._checker.check(whole).text

    def rest(self) -> str:
        """The last words, which no full stop has ended."""
        whole, self._waiting = self._waiting, ""
        return self._checker.check(whole).text


def sentences(text: str) -> Iterable[str]:
    """The sentences of a text; put together again they are the text."""
    at = 0
    for found in _SENTENCE.finditer(text):
        yield text[at : found.end()]
        at = found.end()
    if at < len(text):
        yield text[at:]


def figures(text: str) -> list[Figure]:
    """Every number of a text that stands by itself; not those in names such as 6E or M15."""
    found = []
    for one in _FIGURE.finditer(text):
        if _SPAN.match(text, one.end()) and not one["unit"]:
            continue  # a span of time is no measurement of the market
        number = one["number"].replace(",", "")
        percent = (one["unit"] or "").strip().lower() in ("%", "percent", "per cent")
        places = len(number.partition(".")[2])
        found.append(Figure(Decimal(number), places, percent, one.start(), one.end()))
        if len(found) == MOST_FIGURES:
            break
    return found


def _says(figure: Figure, value: Decimal) -> bool:
    """Whether a figure is a value, as it is or rounded to as many places as were said."""
    if figure.value == value:
        return True
    step = Decimal(1).scaleb(-figure.places)
    return any(value.quantize(step, rounding=how) == figure.value for how in (ROUND_HALF_EVEN, ROUND_HALF_UP))


def _is_no_claim(text: str, figure: Figure) -> bool:
    """Counts, and the forecast itself, are no measurements."""
    before = text[: figure.start]
    if figure.percent:
        return figure.value <= 100 and _ODDS.search(before) is not None
    is_count = figure.places == 0 and figure.value <= SMALL and text[figure.start : figure.end].isdigit()
    return is_count and _LEVEL.search(before) is None
