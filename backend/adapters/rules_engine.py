"""The engine that is always there: it answers by rules, asks nobody, and costs nothing."""

import re
from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

from backend.features.ai.ports import Delta, EngineAnswer, Question, Usage

T = TypeVar("T", bound=BaseModel)
_SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s)|$)\s*", re.S)


class RulesEngine:
    """Answers with what the question says that the rules would answer."""

    name = "rules"

    def __init__(self, version: str) -> None:
        self.model = version

    def answer(self, question: Question[T]) -> Iterator[Delta | EngineAnswer[T]]:
        """Yield the text sentence by sentence, then the answer."""
        value = question.by_rules()
        spoken = str(getattr(value, question.spoken_field))
        for sentence in _SENTENCE.findall(spoken):
            yield Delta(sentence)
        yield EngineAnswer(value, self.name, self.model, Usage(attempts=0))
