"""Before a trade: whether the trader's own rules allow it, and how large it may be.

To the first the interlock answers, and question and answer are kept.
"""

from dataclasses import dataclass
from typing import Self

from backend.features.chat.assistant import size_answers
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.maker import (
    AnswerGrounds,
    FinalAnswer,
    MakerTools,
)
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.assistant.spoken_ideas import idea_of_request, terms_of_request
from backend.features.chat.messages.actions import Reply
from backend.features.chat.understanding.thread_changes import with_idea
from backend.features.coach.ideas.ideas import Idea
from backend.features.record.plans.pre_trade_check.schemas import CheckOut
from backend.features.record.rulebook.evaluation import has_limits
from backend.features.record.rulebook.schemas import Decision

ASKED = "By your own rules:"
_DECISIONS = {
    Decision.ALLOW: "Your rules allow it.",
    Decision.WARN: "Your rules warn you.",
    Decision.BLOCK: "Your rules forbid it.",
}
INCOMPLETE = (
    "Which trade should I check? Say instrument and direction, such as:"
    " /check short ES 3 lots, stop 12 ticks"
)


@dataclass(frozen=True, slots=True)
class CheckAnswer(ToldAnswer):
    """The interlock's answer, in the transaction that makes it final."""

    idea: Idea | None = None

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:  # noqa: ARG003
        """The interlock is asked when the answer becomes final, so that it is not old by then."""
        idea = idea_of_request(request)
        if idea.instrument is None or idea.direction is None:
            return cls(request, Reply(INCOMPLETE))
        thread = with_idea(request.thread, terms_of_request(request))
        return cls(request, Reply(ASKED), thread, idea)

    @property
    def announced(self) -> Idea | None:
        """The trade that is asked about."""
        return self.idea

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Say what the interlock said; question and answer of it are kept by then."""
        if final.message.interlock is not None:
            check = CheckOut.model_validate(final.message.interlock)
            final.message.content = words_of(check)
        return AnswerGrounds(thread=self.thread)


def words_of(check: CheckOut) -> str:
    """The answer of the interlock: nothing is allowed by rules that are not there."""
    unchecked = [] if check.unchecked is None else [check.unchecked]
    if check.decision is Decision.ALLOW and not has_limits(check.rules):
        return " ".join([*check.reasons, *unchecked])
    return " ".join([_DECISIONS[check.decision], *check.reasons, *unchecked])


@dataclass(frozen=True, slots=True)
class SizeAnswer(ToldAnswer):
    """How large a trade may be, by the calculator."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Reckon it; the trade is spoken of from now on, so that it can be planned or changed."""
        terms = size_answers.with_one_risk(terms_of_request(request), request.request)
        reply = size_answers.reply_about(tools.session, request.user_id, terms, request.now)
        is_told = terms.instrument is not None and terms.direction is not None
        thread = with_idea(request.thread, terms) if is_told else None
        return cls(request, reply, thread)
