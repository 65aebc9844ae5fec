"""Answers whose words are known without any engine: what most makers of the record have in common."""

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from backend.features.ai.ports import Feature, Question
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.maker import AnswerGrounds, FinalAnswer, Preparation
from backend.features.chat.messages.actions import Reply, stored_actions
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.coaching.service import told_question
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.content.media.service import ImageReader


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """An answer that is words, what can be done next, and what the conversation is about then.

    Attributes:
        thread: null where it stays as it is.
        trade_ids: trades of the record that the answer speaks of.
    """

    feature: ClassVar = Feature.PSYCHOLOGY
    preparation: ClassVar = Preparation.BY_ITSELF
    leaves_out_forgotten: ClassVar = False

    request: AnswerRequest
    reply: Reply
    thread: ThreadState | None = None
    trade_ids: tuple[UUID, ...] = field(default=(), kw_only=True)

    @property
    def announced(self) -> Idea | None:
        """No trade is announced."""
        return None

    def question(self, images: ImageReader | None) -> Question[CoachReply]:  # noqa: ARG002
        """No engine is asked."""
        return told_question(self.reply.words)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Offer what can be done next."""
        final.message.actions = stored_actions(self.reply)
        final.message.related_trade_ids = list(self.trade_ids) or None
        final.session.flush()
        return AnswerGrounds(thread=self.thread)
