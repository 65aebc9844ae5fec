"""Answers about what was said: where, as a file, how much, at what cost."""

from dataclasses import dataclass
from typing import Self

from backend.features.chat.assistant import archive_answers
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.understanding.requests import ArchiveRequest


@dataclass(frozen=True, slots=True)
class ArchiveAnswer(ToldAnswer):
    """The answer to a search, an export, a count or a question for the cost."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Search, count, or name the files."""
        typed_request = request.request
        assert isinstance(typed_request, ArchiveRequest), "chosen by its kind"
        return cls(
            request, archive_answers.reply_to(tools.session, request, typed_request, tools.limits)
        )
