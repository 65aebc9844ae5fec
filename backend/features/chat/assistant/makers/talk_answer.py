"""Short answers without any record: greetings, thanks, help, what is none of a trading coach's business."""

from dataclasses import dataclass
from typing import Self

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.messages.actions import Reply
from backend.features.chat.understanding.requests import (
    HelpRequest,
    NewThread,
    TrainingRequest,
)
from backend.features.chat.understanding.slash_commands import COMMANDS
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.memory.extraction import OF_MEMORY

NO_TRAINING = (
    "There is no training yet: I cannot start one. Ask me about a trade, a plan or your record."
)
PUT_ASIDE = "Put aside. What is next?"
OUTSIDE = "That is outside of what I do. I judge trades, answer from your record, and work with you on how you trade."
EXAMPLES = (
    "Tell me a trade: MES long 4500 stop 4490 target 4530, 2 contracts.",
    "Ask your record: what is my win rate on Mondays?",
    "Or say what is on your mind. Commands, if you like them:",
)


@dataclass(frozen=True, slots=True)
class TalkAnswer(ToldAnswer):
    """The answer to what wants nothing of the record."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:  # noqa: ARG003
        """Nothing is read."""
        typed_request = request.request
        if isinstance(typed_request, HelpRequest):
            return cls(request, Reply("\n".join(_help(typed_request.about))))
        if isinstance(typed_request, NewThread):
            return cls(request, Reply(PUT_ASIDE), ThreadState())
        if isinstance(typed_request, TrainingRequest):
            return cls(request, Reply(NO_TRAINING))
        return cls(request, Reply(OUTSIDE))


def _help(about: str) -> list[str]:
    commands = [*(command.line for command in COMMANDS), *OF_MEMORY]
    if about.startswith("/"):
        return [f"I do not know {about}. You can ask me:", *commands]
    return [*EXAMPLES, *commands]
