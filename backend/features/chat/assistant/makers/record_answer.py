"""Answers from the record and the archive: figures of reports, in words, with what can be done next."""

from dataclasses import dataclass
from typing import ClassVar, Self

from backend.features.ai.ports import Feature, Question
from backend.features.chat.assistant import record_answers
from backend.features.chat.assistant.answer_request import AnswerRequest, Purpose
from backend.features.chat.assistant.makers.maker import (
    AnswerGrounds,
    FinalAnswer,
    MakerTools,
    Preparation,
)
from backend.features.chat.messages.actions import Reply, stored_actions
from backend.features.coach.coaching.service import told_question
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.content.media.service import ImageReader


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """The answer to a question whose answer is on record."""

    feature: ClassVar = Feature.PSYCHOLOGY
    preparation: ClassVar = Preparation.BY_ITSELF
    leaves_out_forgotten: ClassVar = False

    request: AnswerRequest
    reply: Reply

    @classmethod
    def takes(cls, purpose: Purpose) -> bool:
        """Whether the grammar read a question to the record."""
        return purpose.intent is not None

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Read the report that is asked for."""
        return cls(request, record_answers.reply_to(tools.session, request, tools.limits))

    def question(self, images: ImageReader | None) -> Question[CoachReply]:  # noqa: ARG002
        """No engine is asked."""
        return told_question(self.reply.words)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Offer what can be done next."""
        final.message.actions = stored_actions(self.reply)
        final.session.flush()
        return AnswerGrounds()
