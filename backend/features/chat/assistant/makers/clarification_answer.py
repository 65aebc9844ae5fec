"""Questions back: what is unclear, with the ways in which it can be meant as buttons; nothing else is answered yet."""

from dataclasses import dataclass
from typing import Self

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.messages.actions import Reply, say
from backend.features.chat.understanding.requests import Clarification
from backend.features.chat.understanding.thread_changes import with_asked
from backend.features.chat.understanding.thread_state import ThreadState

NOT_CLEAR = Clarification(
    question=(
        "I am not sure what you want of me. Tell me a trade, ask your record something, or say what is on your mind;"
        " /help lists what I can do."
    ),
    about="request",
)


@dataclass(frozen=True, slots=True)
class ClarificationAnswer(ToldAnswer):
    """The question that must be answered first."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:  # noqa: ARG003
        """Nothing is read: the understanding says what is unclear."""
        reply, thread = asked_back(request, request.understanding.clarification or NOT_CLEAR)
        return cls(request, reply, thread)


def asked_back(request: AnswerRequest, clarification: Clarification) -> tuple[Reply, ThreadState]:
    """A question with its buttons, and the thread in which it waits for its answer."""
    buttons = tuple(say(choice.label) for choice in clarification.choices)
    thread = with_asked(request.thread, clarification, request.now)
    return Reply(clarification.question, buttons), thread
