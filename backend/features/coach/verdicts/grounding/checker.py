"""Checks texts against the facts of one question and the trader's words. Pure."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from backend.features.ai.sanitize import clean_text
from backend.features.coach.language.figure import Figure, Unit
from backend.features.coach.language.quantities import figures
from backend.features.coach.verdicts.facts import Fact
from backend.features.coach.verdicts.grounding.claims import (
    claims_nothing,
    is_of_target,
    names_a_target,
)
from backend.features.coach.verdicts.grounding.sentence_boundaries import sentences
from backend.features.coach.verdicts.grounding.support import (
    WORDS,
    KnownFigure,
    known_figure,
    supports,
)

STRUCK = "[not measured]"
LARGEST = (
    Decimal(10) ** 15
)  # nothing that is traded is measured in more, and Decimal rounds to 28 digits
MOST_PLACES = 10


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
class GroundedSentence:
    """A sentence as it may be shown, the facts that it cites, and the figures that were struck."""

    text: str
    facts: tuple[str, ...]
    struck: tuple[str, ...]


@dataclass(slots=True)
class Checker:
    """Knows the facts of one question and the trader's words.

    A figure is supported where a fact has it, or has one that it is rounded from, in the same unit where the answer
    says one: money by money, R by R, percentages by percentages only. What was lost supports no gain, nor a bare sum.
    """

    facts: Sequence[Fact]
    words: str = ""
    _known: list[KnownFigure] = field(default_factory=list)
    _targets: set[Decimal] = field(default_factory=set)
    _rounded: dict[int, dict[Decimal, list[KnownFigure]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._read_facts()

    def learn(self, facts: Sequence[Fact]) -> None:
        """Know these facts as well."""
        self.facts = [*self.facts, *facts]
        self._rounded = {}
        self._read_facts()

    def _read_facts(self) -> None:
        known_of: dict[Hashable, KnownFigure] = {}  # what is said twice is looked at once
        for known in self._everything():
            figure = known.figure
            likeness = (
                figure.value,
                figure.unit,
                figure.of,
                figure.sign,
                known.leans,
                known.is_price,
            )
            known_of.setdefault(likeness, known)
        self._known = list(known_of.values())

    def _everything(self) -> Iterator[KnownFigure]:
        for fact in self.facts:
            stated = self._known_of(fact.statement, fact.id)
            yield from stated
            figures_stated = (known.figure for known in stated)
            stated_values = {
                figure.value for figure in figures_stated if figure.unit is not Unit.PERCENT
            }
            for known in self._known_of(fact.value or "", fact.id):
                if known.figure.value not in stated_values:
                    yield known
        yield from self._known_of(self.words, WORDS)

    def _known_of(self, text: str, source: str) -> list[KnownFigure]:
        """The figures of a text; the number in "Target 1" is a name that is kept, and measures nothing."""
        known = []
        for figure in figures(text):
            if names_a_target(text, figure):
                self._targets.add(figure.value)
            elif figure.value < LARGEST:
                known.append(known_figure(text, figure, source))
        return known

    def check(self, text: str, forecast: int | None = None) -> GroundedText:
        """A whole text, sentence by sentence; ``forecast`` is the answer's own confidence."""
        return self.check_sentences(sentences(text), forecast)

    def check_sentences(self, texts: Iterable[str], forecast: int | None = None) -> GroundedText:
        """The same for a text that is cut already."""
        parts: list[str] = []
        citations: list[Citation] = []
        struck: list[str] = []
        for text in texts:
            sentence = self.sentence(text, forecast)
            parts.append(sentence.text)
            struck += sentence.struck
            if sentence.facts:
                citations.append(Citation(sentence.text.strip(), sentence.facts))
        return GroundedText("".join(parts), tuple(citations), tuple(struck))

    def sentence(self, text: str, forecast: int | None = None) -> GroundedSentence:
        """One sentence, checked.

        Links and secrets go first: a key of which a figure was struck would no longer be known for one.
        """
        text = clean_text(text)
        parts: list[str] = []
        sources: dict[str, None] = {}
        struck: list[str] = []
        shown_to = 0
        for figure in figures(text):
            if self._is_free(text, figure, forecast):
                continue
            source = self.source(text, figure)
            if source is not None:
                sources[source] = None
                continue
            parts += [text[shown_to : figure.start], STRUCK]
            struck.append(text[figure.start : figure.end].strip())
            shown_to = figure.end
        parts.append(text[shown_to:])
        return GroundedSentence("".join(parts), tuple(sources), tuple(struck))

    def _is_free(self, text: str, figure: Figure, forecast: int | None) -> bool:
        """Whether a figure needs nothing to stand on: the name of a target, or one that claims nothing."""
        if figure.value in self._targets and is_of_target(text, figure):
            return True
        return claims_nothing(text, figure, forecast)

    def source(self, text: str, figure: Figure) -> str | None:
        """The id of the first fact that a figure of a text comes from; null where there is none."""
        if figure.value >= LARGEST or figure.places > MOST_PLACES:
            return None
        for known in self._near(figure.places).get(figure.value, ()):
            if supports(known, text, figure):
                return known.source
        return None

    def _near(self, places: int) -> dict[Decimal, list[KnownFigure]]:
        """What is known, by its value in so many places."""
        near = self._rounded.get(places)
        if near is None:
            near = self._rounded[places] = _by_rounded_value(self._known, places)
        return near


def _by_rounded_value(
    known_figures: Sequence[KnownFigure],
    places: int,
) -> dict[Decimal, list[KnownFigure]]:
    """Each under the value that it is rounded to, where halves are rounded up and where they are rounded to even."""
    by_value: dict[Decimal, list[KnownFigure]] = {}
    step = Decimal(1).scaleb(-places)
    for known in known_figures:
        value = known.figure.value
        to_even = value.quantize(step, rounding=ROUND_HALF_EVEN)
        up = value.quantize(step, rounding=ROUND_HALF_UP)
        for rounded in {to_even, up}:
            by_value.setdefault(rounded, []).append(known)
    return by_value
