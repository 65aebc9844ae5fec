"""Answers from the books beside the trades: state, rules, plans, promises, patterns, scores, what is held."""

from dataclasses import dataclass
from typing import Self

from backend.features.chat.assistant import book_answers
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.understanding.requests import BookRequest


@dataclass(frozen=True, slots=True)
class BookAnswer(ToldAnswer):
    """The answer to a look into a book."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Read the book."""
        typed_request = request.request
        assert isinstance(typed_request, BookRequest), "chosen by its kind"
        return cls(
            request,
            book_answers.reply_to(tools.session, request.user_id, typed_request.book, request.now),
        )
