"""Verdicts on ideas: facts are measured, an engine judges, and the verdict is kept to be scored."""

from dataclasses import dataclass
from typing import ClassVar, Self

from backend.features.ai.ports import Feature, Question
from backend.features.chat.assistant.answer_request import AnswerRequest, Purpose
from backend.features.chat.assistant.drafts import stored_draft, trade_draft
from backend.features.chat.assistant.makers.engine_images import engine_images
from backend.features.chat.assistant.makers.maker import (
    AnswerGrounds,
    FinalAnswer,
    MakerTools,
    Preparation,
)
from backend.features.coach.verdicts import service as verdicts
from backend.features.coach.verdicts.schemas import VerdictDraft
from backend.features.coach.verdicts.service import Subject
from backend.features.content.conversations.models import Mode
from backend.features.content.media import service as media
from backend.features.content.media.models import Upload
from backend.features.content.media.service import ImageReader


@dataclass(frozen=True, slots=True)
class VerdictAnswer:
    """The answer of analysis mode."""

    feature: ClassVar = Feature.VERDICT
    preparation: ClassVar = Preparation.WITH_THE_MESSAGE
    leaves_out_forgotten: ClassVar = False

    request: AnswerRequest
    uploads: tuple[Upload, ...]

    @classmethod
    def takes(cls, purpose: Purpose) -> bool:
        """In analysis mode, unless it asks about the trader: that is for the coach in any mode."""
        return purpose.mode == Mode.ANALYSIS and not purpose.is_about_trader

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Read the images; what is known around the idea came with the message."""
        uploads = media.uploads(tools.session, request.user_id, request.upload_ids)
        return cls(request, tuple(uploads))

    def question(self, images: ImageReader | None) -> Question[VerdictDraft]:
        """What is this idea worth?"""
        request = self.request
        shown = engine_images(self.uploads, images)
        return verdicts.verdict_question(request.situation, request.text, shown, request.history)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Keep the verdict, and offer to log the trade that the words tell."""
        request = self.request
        idea = request.situation.idea
        if not idea.about_to:
            final.message.draft = stored_draft(trade_draft(idea, request.said_at))
        final.session.flush()
        verdict = verdicts.keep(
            final.session,
            request.user_id,
            Subject(message_id=final.message.id),
            final.answer,
            request.situation,
            words=request.text,
            image_sha256=self.uploads[0].sha256 if self.uploads else None,
            now=request.now,
        )
        return AnswerGrounds(verdict=verdict)
