"""Questions back: what is unclear, with the ways in which it can be meant as buttons; nothing else is answered yet."""

from dataclasses import dataclass
from typing import Self

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import trade_draft
from backend.features.chat.assistant.drafts.superseded_drafts import close_drafts_of
from backend.features.chat.assistant.makers.maker import AnswerGrounds, FinalAnswer, MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.assistant.spoken_ideas import idea_of
from backend.features.chat.messages.actions import Reply, say
from backend.features.chat.understanding.requests import Clarification, IdeaChange
from backend.features.chat.understanding.thread_changes import with_asked
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.ideas.ideas import Idea

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

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Offer the ways in which it can be meant; a draft with a value that is wrong is closed."""
        clarification = self.request.understanding.clarification
        pending = None if clarification is None else clarification.pending
        table = self.request.thread.idea
        if isinstance(pending, IdeaChange) and pending.without and table is not None:
            wrong = trade_draft(idea_of(table, Idea()), self.request.said_at)
            if wrong is not None:
                close_drafts_of(final.session, final.message, wrong, final.push)
        return ToldAnswer.finish(self, final)


def asked_back(request: AnswerRequest, clarification: Clarification) -> tuple[Reply, ThreadState]:
    """A question with its buttons, and the thread in which it waits for its answer."""
    buttons = tuple(say(choice.label) for choice in clarification.choices)
    thread = with_asked(request.thread, clarification, request.now)
    return Reply(clarification.question, buttons), thread
