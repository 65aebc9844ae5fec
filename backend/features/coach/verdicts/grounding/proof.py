"""An answer of a provider, proved: the whole of it, or while it is written."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel

from backend.features.ai.ports import ToolFact
from backend.features.ai.sanitize import clean_text
from backend.features.coach.verdicts.facts import Fact
from backend.features.coach.verdicts.grounding.checker import Checker
from backend.features.coach.verdicts.grounding.claims import says_odds
from backend.features.coach.verdicts.grounding.sentence_boundaries import end_of_sentence

T = TypeVar("T", bound=BaseModel)
NOT_SPOKEN = ("evidence", "sources", "read", "verdict", "confidence")
BACK = 5  # a mark, three closing brackets and the space behind may come in two pieces


class GroundingProof:
    """What a provider's figures must stand on, as the gateway's engines ask for it."""

    def __init__(self, facts: Sequence[Fact], words: str) -> None:
        self.checker = Checker(facts, words)

    def sentences(self) -> "SentenceBuffer":
        """A new text, checked while it is written."""
        return SentenceBuffer(self.checker)

    def learn(self, facts: Sequence[ToolFact]) -> None:
        """Have what tools read support figures, too."""
        self.checker.learn(
            [Fact(fact.id, fact.source, fact.statement, fact.value) for fact in facts]
        )

    def proved(self, value: T) -> T:
        """The same answer, all of its sentences checked; what was read of the idea and ids stay as they are."""
        forecast = forecast_of(value)
        shown: dict[str, object] = {}
        for name in type(value).model_fields:
            if name not in NOT_SPOKEN:
                shown[name] = self._checked(getattr(value, name), forecast)
        return value.model_copy(update=shown)

    def _checked(self, value: object, forecast: int | None) -> object:
        if type(value) is str:
            whole = clean_text(value)  # a key may go over several lines
            return self.checker.check(whole, forecast).text
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
        shown: list[str] = []
        for sentence in self._ended_sentences():
            if self._held or says_odds(sentence):
                self._held.append(sentence)
            else:
                shown.append(self._checker.check(sentence).text)
        return "".join(shown)

    def _ended_sentences(self) -> list[str]:
        """The sentences that have ended; what goes on is left waiting."""
        ended: list[str] = []
        start = 0
        searched = max(0, self._searched - BACK)
        while (end := end_of_sentence(self._waiting, start, max(start, searched))) is not None:
            ended.append(self._waiting[start:end])
            start = end
        self._waiting = self._waiting[start:]
        self._searched = len(self._waiting)
        return ended

    def rest(self, answer: BaseModel | None = None) -> str:
        """What waited for the whole answer, and the last words, which no full stop has ended."""
        forecast = forecast_of(answer)
        held = [*self._held, self._waiting]
        self._held = []
        self._waiting = ""
        self._searched = 0
        return "".join(self._checker.check(sentence, forecast).text for sentence in held)


def forecast_of(answer: BaseModel | None) -> int | None:
    """The confidence of an answer that has one: the only chance that it may name."""
    return getattr(answer, "confidence", None)
