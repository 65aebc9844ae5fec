"""A provider whose figures are proved before anybody reads them: sentence by sentence, while it writes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from backend.features.ai.ports import Delta, EngineAnswer, Question, ToolUse
from backend.features.ai.sanitize import clean_text

T = TypeVar("T", bound=BaseModel)


class CitedEngine:
    """Stands before a provider. A question without a proof passes as it is."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def answer(self, question: Question[T]) -> Iterator[Any]:
        """What the provider says, each sentence once it has ended: without figures that nothing supports, and cleaned.

        Closing the iterator closes the provider's.
        """
        if question.proof is None:
            yield from self._engine.answer(question)
            return
        proof = question.proof
        sentences = proof.sentences()
        spoken = ""
        parts = self._engine.answer(question)
        try:
            for part in parts:
                if isinstance(part, Delta):
                    if part.restart:
                        sentences = proof.sentences()
                        spoken = ""
                    shown = clean_text(sentences.add(part.text))
                    spoken += shown
                    yield Delta(shown, restart=part.restart)
                elif isinstance(part, EngineAnswer):
                    proved = proof.proved(part.value)
                    rest = clean_text(sentences.rest(part.value))
                    yield Delta(rest)
                    yield _added(spoken + rest, str(getattr(proved, question.spoken_field)))
                    yield replace(part, value=proved)
                elif isinstance(part, ToolUse):
                    proof.learn(part.facts)
                    yield part
                else:
                    yield part
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()


def _added(spoken: str, proved: str) -> Delta:
    """What the proof adds at the end; all of it once more, where the proved text does not begin with what was said."""
    if proved.startswith(spoken):
        return Delta(proved[len(spoken) :])
    return Delta(proved, restart=True)
