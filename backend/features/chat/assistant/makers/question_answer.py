"""Answers to questions to the record: the figure first, what makes it weak, and what can be asked next."""

from dataclasses import dataclass
from typing import Self

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.clarification_answer import asked_back
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.messages.actions import Reply, look
from backend.features.chat.understanding.phrases.languages import ANSWERED_IN_ENGLISH, language_of
from backend.features.chat.understanding.requests import Clarification, RecordQuestion
from backend.features.chat.understanding.thread_changes import with_query
from backend.features.record.questions import service as record
from backend.features.record.questions.errors import (
    MeasureNotRanked,
    TooManyGroups,
    UnknownQuestionName,
)


@dataclass(frozen=True, slots=True)
class QuestionAnswer(ToldAnswer):
    """The answer to a question whose answer is on record."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Ask the record."""
        typed_request = request.request
        assert isinstance(typed_request, RecordQuestion), "chosen by its kind"
        try:
            told, path = _told(typed_request, request, tools)
        except (UnknownQuestionName, MeasureNotRanked, TooManyGroups) as refusal:
            reply, thread = asked_back(request, Clarification(question=refusal.said, about="name"))
            return cls(request, reply, thread)
        words = " ".join([*_in_english(request), *_read_as(request), *_taken_over(request), told])
        evidence = (look("The trades behind it", path),)
        return cls(request, Reply(words, evidence), with_query(request.thread, typed_request.query))


def _told(question: RecordQuestion, request: AnswerRequest, tools: MakerTools) -> tuple[str, str]:
    """What the record says, or what is behind it, and the path that shows its trades."""
    answer = record.ask(
        tools.session,
        request.user_id,
        question.query,
        now=request.now,
        patterns=tools.patterns,
    )
    if question.wants != "why":
        return answer.words, answer.look
    reasons = record.explain(
        tools.session,
        request.user_id,
        question.query,
        now=request.now,
        patterns=tools.patterns,
    )
    return reasons, answer.look


def _in_english(request: AnswerRequest) -> list[str]:
    """That the answer is in English, said in the language of the question."""
    words = ANSWERED_IN_ENGLISH.get(language_of(request.text) or "")
    return [words] if words else []


def _read_as(request: AnswerRequest) -> list[str]:
    """What of the words was not understood, said before the figure."""
    left = request.understanding.not_understood
    if not left:
        return []
    words = ", ".join(f'"{word}"' for word in left)
    return [f"I do not know {words} as a filter, so this is without it."]


def _taken_over(request: AnswerRequest) -> list[str]:
    """What the question has of the one before it and does not say itself, said before the figure."""
    part = request.understanding.taken_over
    words = "" if part is None else record.selection_words(part)
    return [f"Still {words}."] if words else []
