"""Cited numbers: each figure of an answer points to the fact that measured it, and one that no fact supports is struck.

The check runs sentence by sentence, so that it can run while an answer is written. Only the figure is struck; the
sentence and the rest of the answer survive. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from backend.features.ai.sanitize import clean_text
from backend.features.coach.language.quantities import (
    DISTANCES,
    LEVEL,
    SMALL,
    Figure,
    Measure,
    Unit,
    before,
    figures,
    is_priced,
    leaning,
    stands_behind,
)
from backend.features.coach.verdicts.facts import Fact

T = TypeVar("T", bound=BaseModel)
STRUCK = "[not measured]"
NOT_SPOKEN = ("evidence", "sources", "read", "verdict", "confidence")
WORDS = "words"  # cited where the trader's own words have the figure
DAYS = 31  # "the 31st" is a day
LARGEST = (
    Decimal(10) ** 15
)  # nothing that is traded is measured in more, and Decimal rounds to 28 digits
MOST_PLACES = 10
COARSE = 20  # "18k" may be a twentieth off: 1k is not 600
LONGEST = 2_000  # characters; a sentence that has not ended by then is closed by force
BACK = 5  # a mark, three closing brackets and the space behind may come in two pieces

_ODDS = re.compile(
    r"(?:confidence|chance|chances|probability|odds|likelihood)\b[^.!?\n]{0,30}$",
    re.I,
)
_ODDS_BEHIND = re.compile(r"\s(?:confidence|chances?|probability|odds|likelihood)\b", re.I)
_ODDS_WORD = re.compile(r"confidence|chance|probability|odds|likelihood", re.I)
_ENDED = re.compile(r"[.!?\N{HORIZONTAL ELLIPSIS}][\"')\]]{0,3}(?=\s)|\n(?=[^\n])")
_BETWEEN_WORDS = re.compile(
    r"[^\W\d_]\s(?=[^\W\d_])(?!per|pct)",
    re.I,
)  # a figure is not cut from its unit
_SPACE = re.compile(r"\s")
_TARGET = re.compile(r"\btargets?\s$", re.I)  # "Target 1" is a name
_NAMED = re.compile(r":|\spays\b|\s(?:(?:at|is)\s)?\d", re.I)
_AMOUNT = re.compile(
    r"\b(?:lost|made|won|earned|gained|risk(?:s|ed|ing)?)\s(?:(?:is|of|about|around|almost|nearly|only|some|another)\s){0,2}$",
    re.I,
)
_POINTS_OF_PROSE = re.compile(
    r"\s?points?(?:\s(?:worth|stand|matter)|\sto\s(?:consider|watch|note|keep|make|mind|remember|check|improve|work|take)|:)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence and the facts that its figures come from."""

    sentence: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroundedText:
    """A text as it may be shown, what it cites and what was struck."""

    text: str
    citations: tuple[Citation, ...]
    struck: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A figure that is known, how it leans, whether it is a price, and who says so."""

    figure: Figure
    leans: int
    is_price: bool
    source: str


@dataclass(slots=True)
class Checker:
    """Knows the facts of one question and the trader's words.

    A figure is supported where a fact has it, or has one that it is rounded from, in the same unit where the answer
    says one: money by money, R by R, percentages by percentages only. What was lost supports no gain, nor a bare sum.
    """

    facts: Sequence[Fact]
    words: str = ""
    _known: list[_Known] = field(default_factory=list)
    _targets: set[Decimal] = field(default_factory=set)
    _rounded: dict[int, dict[Decimal, list[_Known]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known_of: dict[tuple[Any, ...], _Known] = {}  # what is said twice is looked at once
        for known in self._everything():
            figure = known.figure
            known_of.setdefault(
                (figure.value, figure.unit, figure.of, figure.sign, known.leans, known.is_price),
                known,
            )
        self._known = list(known_of.values())

    def _everything(self) -> Iterator[_Known]:
        for fact in self.facts:
            stated = self._known_of(fact.statement, fact.id)
            stated_values = {
                known.figure.value for known in stated if known.figure.unit is not Unit.PERCENT
            }
            value = self._known_of(fact.value or "", fact.id)
            yield from (
                *stated,
                *(known for known in value if known.figure.value not in stated_values),
            )
        yield from self._known_of(self.words, WORDS)

    def _known_of(self, text: str, source: str) -> list[_Known]:
        """The figures of a text; the number in "Target 1" is a name that is kept, and measures nothing."""
        known = []
        for figure in figures(text):
            if _is_of_target(text, figure) and _NAMED.match(text, figure.end):
                self._targets.add(figure.value)
            elif figure.value < LARGEST:
                price = figure.unit is Unit.PLAIN and is_priced(text, figure)
                known.append(_Known(figure, _known_leaning(text, figure), price, source))
        return known

    def check(self, text: str, forecast: int | None = None) -> GroundedText:
        """A whole text, sentence by sentence; ``forecast`` is the answer's own confidence."""
        return self.check_sentences(sentences(text), forecast)

    def check_sentences(self, texts: Iterable[str], forecast: int | None = None) -> GroundedText:
        """The same for a text that is cut already."""
        parts, citations, struck = [], [], []
        for sentence in texts:
            shown, cited, gone = self.sentence(sentence, forecast)
            parts.append(shown)
            struck += gone
            if cited:
                citations.append(Citation(shown.strip(), cited))
        return GroundedText("".join(parts), tuple(citations), tuple(struck))

    def sentence(
        self,
        text: str,
        forecast: int | None = None,
    ) -> tuple[str, tuple[str, ...], list[str]]:
        """One sentence: as it may be shown, the facts it cites, and the figures that were struck.

        Links and secrets go first: a key of which a figure was struck would no longer be known for one.
        """
        text = clean_text(text)
        shown, cited, struck, at = [], dict[str, None](), [], 0
        for figure in figures(text):
            if figure.value in self._targets and _is_of_target(text, figure):
                continue
            if _is_no_claim(text, figure, forecast):
                continue
            source = self.source(text, figure)
            if source is not None:
                cited[source] = None
            else:
                shown += [text[at : figure.start], STRUCK]
                struck.append(text[figure.start : figure.end].strip())
                at = figure.end
        return "".join([*shown, text[at:]]), tuple(cited), struck

    def source(self, text: str, figure: Figure) -> str | None:
        """The id of the first fact that a figure of a text comes from; null where there is none."""
        if figure.value >= LARGEST or figure.places > MOST_PLACES:
            return None
        for known in self._near(figure.places).get(figure.value, ()):
            fits = _has_unit(text, figure, known) and _has_kind(text, figure, known)
            if fits and _has_sign(text, figure, known) and _is_close(figure, known):
                return known.source
        return None

    def _near(self, places: int) -> dict[Decimal, list[_Known]]:
        """What is known, by its value in so many places."""
        near = self._rounded.get(places)
        if near is None:
            near = self._rounded[places] = {}
            step = Decimal(1).scaleb(-places)
            for known in self._known:
                value = known.figure.value
                for rounded in {
                    value.quantize(step, rounding=rounding)
                    for rounding in (ROUND_HALF_EVEN, ROUND_HALF_UP)
                }:
                    near.setdefault(rounded, []).append(known)
        return near


def _known_leaning(text: str, figure: Figure) -> int:
    """Only results are gained or lost; a price below a word such as "down" is none."""
    if figure.unit in (Unit.MONEY, Unit.R):
        return leaning(text, figure, results=1)
    return figure.sign


def _has_unit(text: str, figure: Figure, known: _Known) -> bool:
    """Whether what is known is a number of the same; a price may be told in money where it is told as a price."""
    unit, other = figure.unit, known.figure.unit
    if unit is other:
        return figure.is_of(known.figure)
    if Unit.PERCENT in (unit, other):
        return False
    if other is Unit.PLAIN:
        return unit in DISTANCES or (
            unit is Unit.MONEY and known.is_price and is_priced(text, figure)
        )
    return unit is Unit.PLAIN


def _has_kind(text: str, figure: Figure, known: _Known) -> bool:
    """Whether what is known counts or measures the same: a price is no count and no amount, contracts are no trades."""
    if figure.measure is not Measure.NONE:
        is_same = known.figure.measure in (Measure.NONE, figure.measure)
        return is_same and known.figure.unit is Unit.PLAIN and not known.is_price
    if known.figure.measure is not Measure.NONE and figure.unit is not Unit.PLAIN:
        return False
    if figure.unit is not Unit.PLAIN:
        return True
    if is_priced(text, figure) and known.figure.unit is not Unit.PLAIN:
        return False
    is_level = _is_level(text, figure)
    if figure.is_scaled and known.figure.unit is not (Unit.PLAIN if is_level else Unit.MONEY):
        return False
    is_amount = _AMOUNT.search(before(text, figure)) is not None
    return not (is_amount and (known.is_price or known.source == WORDS))


def _is_level(text: str, figure: Figure) -> bool:
    """Whether it is told as a price, and not as what was gained or lost."""
    is_stated = stands_behind(LEVEL, text, figure.start) or is_priced(text, figure)
    return is_stated and leaning(text, figure) == 0


def _is_of_target(text: str, figure: Figure) -> bool:
    """Whether it stands behind "target" and may be its number."""
    is_plain = figure.is_bare and figure.unit is Unit.PLAIN and figure.value <= SMALL
    return is_plain and stands_behind(_TARGET, text, figure.start)


def _has_sign(text: str, figure: Figure, known: _Known) -> bool:
    """Whether it is told as lost what was lost, and not as lost what was gained; a minus must be said."""
    if known.figure.sign == -1:
        return leaning(text, figure) == -1
    return known.leans == 0 or leaning(text, figure, results=0) != -known.leans


def _is_close(figure: Figure, known: _Known) -> bool:
    return figure.places >= 0 or abs(known.figure.value - figure.value) * COARSE <= figure.value


class GroundingProof:
    """What a provider's figures must stand on, as the gateway's engines ask for it."""

    def __init__(self, facts: Sequence[Fact], words: str) -> None:
        self.checker = Checker(facts, words)

    def sentences(self) -> "SentenceBuffer":
        """A new text, checked while it is written."""
        return SentenceBuffer(self.checker)

    def proved(self, value: T) -> T:
        """The same answer, all of its sentences checked; what was read of the idea and ids stay as they are."""
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        forecast = forecast_of(value)
        shown = {
            name: self._checked(field_value, forecast)
            for name, field_value in fields.items()
            if name not in NOT_SPOKEN
        }
        return value.model_copy(update=shown)

    def _checked(self, value: Any, forecast: int | None) -> Any:
        if type(value) is str:
            return self.checker.check(
                clean_text(value),
                forecast,
            ).text  # a key may go over several lines
        if isinstance(value, list):
            return [self._checked(item, forecast) for item in value]
        return value


class SentenceBuffer:
    """Checks a text while it is written: what comes out are whole sentences, checked.

    From the first sentence that names a chance on, the text waits for the end of the answer: only then is it known what
    it forecasts.
    """

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._waiting = ""
        self._searched = 0  # characters of what waits
        self._held: list[str] = []

    def add(self, piece: str) -> str:
        """What may be shown now that this piece is there; a sentence is held back until it has ended."""
        self._waiting += piece
        shown, at = [], 0
        while (end := _end(self._waiting, at, max(at, self._searched - BACK))) is not None:
            sentence, at = self._waiting[at:end], end
            if self._held or says_odds(sentence):
                self._held.append(sentence)
            else:
                shown.append(self._checker.check(sentence).text)
        self._waiting = self._waiting[at:]
        self._searched = len(self._waiting)
        return "".join(shown)

    def rest(self, answer: BaseModel | None = None) -> str:
        """What waited for the whole answer, and the last words, which no full stop has ended."""
        held, forecast = [*self._held, self._waiting], forecast_of(answer)
        self._held, self._waiting, self._searched = [], "", 0
        return "".join(self._checker.check(sentence, forecast).text for sentence in held)


def forecast_of(answer: BaseModel | None) -> int | None:
    """The confidence of an answer that has one: the only chance that it may name."""
    return getattr(answer, "confidence", None)


def sentences(text: str) -> Iterable[str]:
    """The sentences of a text; put together again they are the text."""
    at = 0
    while (end := _end(text, at, at)) is not None:
        yield text[at:end]
        at = end
    if at < len(text):
        yield text[at:]


def _end(text: str, start: int, searched: int) -> int | None:
    """Where the sentence that begins at ``start`` ends; null while it goes on. Up to ``searched`` there is no end."""
    limit = start + LONGEST
    end = _ENDED.search(text, searched, limit)
    if end:
        return end.end()
    if len(text) < limit:
        return None
    half = start + LONGEST // 2
    ends = [match.end() for match in _BETWEEN_WORDS.finditer(text, half, limit)]
    ends = ends or [match.end() for match in _SPACE.finditer(text, half, limit)]
    if ends:
        return ends[-1]
    return limit


def says_odds(sentence: str) -> bool:
    """Whether it names a chance in percent, which only the answer's own forecast can be."""
    if _ODDS_WORD.search(sentence) is None:
        return False
    return any(
        figure.unit is Unit.PERCENT and _is_odds(sentence, figure) for figure in figures(sentence)
    )


def _is_odds(text: str, figure: Figure) -> bool:
    return (
        _ODDS.search(before(text, figure)) is not None
        or _ODDS_BEHIND.match(text, figure.end) is not None
    )


def _is_no_claim(text: str, figure: Figure, forecast: int | None) -> bool:
    """Counts, days, and the forecast itself, are no measurements."""
    if figure.unit is Unit.PERCENT:
        return figure.value == forecast and _is_odds(text, figure)
    if figure.measure is not Measure.NONE:
        return False
    if figure.unit in DISTANCES and _POINTS_OF_PROSE.match(text, figure.end) is None:
        return False
    if not figure.is_bare or figure.value > (DAYS if figure.is_ordinal else SMALL):
        return False
    return not stands_behind(LEVEL, text, figure.start)
