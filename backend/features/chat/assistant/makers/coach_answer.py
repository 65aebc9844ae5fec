"""Answers of the coach: from all that it knows of the trader, with what each sentence stands on."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from backend.features.ai.ports import Feature, Question
from backend.features.chat.assistant.answer_request import AnswerRequest, Purpose
from backend.features.chat.assistant.drafts import Draft, proposal_draft, stored_draft, trade_draft
from backend.features.chat.assistant.intents import Intent
from backend.features.chat.assistant.makers.engine_images import engine_images
from backend.features.chat.assistant.makers.maker import (
    AnswerGrounds,
    FinalAnswer,
    MakerTools,
    Preparation,
)
from backend.features.chat.assistant.slash_commands import IntentKind
from backend.features.coach.coaching.briefing import Briefing
from backend.features.coach.coaching.service import CoachDesk, proposed
from backend.features.coach.language.ideas import Idea
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.content.media import service as media
from backend.features.content.media.models import Upload
from backend.features.content.media.service import ImageReader


@dataclass(frozen=True, slots=True)
class CoachAnswer:
    """The answer to whatever is for nobody else."""

    feature: ClassVar = Feature.PSYCHOLOGY
    preparation: ClassVar = Preparation.AFTER_WARM_UP
    leaves_out_forgotten: ClassVar = True
    offers_trades: ClassVar = True

    request: AnswerRequest
    coach: CoachDesk
    briefing: Briefing
    uploads: tuple[Upload, ...]

    @classmethod
    def takes(cls, purpose: Purpose) -> bool:  # noqa: ARG003
        """The coach answers what nobody else does."""
        return True

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Gather what the coach knows."""
        session = tools.session
        coach = tools.coach
        user_id = request.user_id
        uploads = media.uploads(session, user_id, request.upload_ids)
        subject = coach.subject_of(session, user_id, request.conversation_id, request.trade_ids)
        briefing = coach.prepare(
            session,
            user_id,
            words=request.text,
            situation=request.situation,
            subject=subject,
            before=request.said_by_coach,
            now=request.now,
        )
        return cls(request, coach, briefing, tuple(uploads))

    def question(self, images: ImageReader | None) -> Question[CoachReply]:
        """What does the coach say?"""
        shown = engine_images(self.uploads, images)
        return self.coach.question(self.briefing, shown, self.request.history)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Keep what the answer stands on, and learn from the message."""
        request = self.request
        trade = None
        if self.offers_trades:
            trade = _trade_told(request.situation.idea, request.said_at)
        final.message.draft = stored_draft(trade or _commitment(final.answer.value))
        final.session.flush()
        final.message.content, coaching = self.coach.keep(
            final.session,
            request.user_id,
            final.message.id,
            request.question_id,
            final.answer,
            self.briefing,
            now=final.now,
        )
        return AnswerGrounds(coaching=coaching)


def _trade_told(idea: Idea, said_at: datetime) -> Draft | None:
    """A draft of the trade that the words tell; a trade may also be talked about without being told."""
    is_told = idea.stop is not None or idea.exit is not None
    if is_told and not idea.about_to:
        return trade_draft(idea, said_at)
    return None


def _commitment(reply: CoachReply) -> Draft | None:
    """A draft of the commitment that the coach proposes."""
    if reply.commitment is None:
        return None
    return proposal_draft(Intent(IntentKind.COMMITMENT, proposal=proposed(reply)))
