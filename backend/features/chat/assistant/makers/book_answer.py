"""Answers from the books beside the trades: state, rules, plans, promises, patterns, scores, what is held."""

from dataclasses import dataclass, replace
from typing import Self

from sqlalchemy.orm import Session

from backend.features.chat.assistant import book_answers, risk_answers, setting_answers
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.messages.actions import Reply
from backend.features.chat.understanding.requests import BookName, BookRequest


@dataclass(frozen=True, slots=True)
class BookAnswer(ToldAnswer):
    """The answer to a look into a book."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Read the book."""
        typed_request = request.request
        assert isinstance(typed_request, BookRequest), "chosen by its kind"
        return cls(request, _reply(tools.session, request, typed_request))


def _reply(session: Session, request: AnswerRequest, look: BookRequest) -> Reply:
    if look.book is BookName.RISK:
        return risk_answers.reply_about(session, request)
    if look.settings:
        return setting_answers.reply_about(session, request.user_id, look, request.now)
    reply = book_answers.reply_to(session, request.user_id, look.book, request.now)
    return replace(reply, words=f"{setting_answers.because(look)}{reply.words}")
