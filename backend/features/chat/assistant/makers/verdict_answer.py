"""Verdicts on ideas: facts are measured, an engine judges, and the verdict is kept to be scored."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from backend.features.ai.ports import Feature, Question, Tool
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import stored_draft, trade_draft
from backend.features.chat.assistant.drafts.superseded_drafts import close_drafts_of
from backend.features.chat.assistant.makers.engine_images import engine_images
from backend.features.chat.assistant.makers.maker import (
    AnswerGrounds,
    FinalAnswer,
    MakerTools,
    Preparation,
)
from backend.features.chat.assistant.spoken_ideas import idea_of, idea_of_request, terms_of_request
from backend.features.chat.assistant.tools.tool_table import OF_A_VERDICT
from backend.features.chat.understanding.requests import IdeaChange, IdeaTerms
from backend.features.chat.understanding.thread_changes import with_verdict
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.verdicts import service as verdicts
from backend.features.coach.verdicts.facts import Situation
from backend.features.coach.verdicts.schemas import VerdictDraft
from backend.features.coach.verdicts.service import Subject
from backend.features.content.media import service as media
from backend.features.content.media.models import Upload
from backend.features.content.media.service import ImageReader


@dataclass(frozen=True, slots=True)
class VerdictAnswer:
    """The judgement of an idea: told, changed, or asked about once more."""

    feature: ClassVar = Feature.VERDICT
    preparation: ClassVar = Preparation.WITH_THE_MESSAGE
    leaves_out_forgotten: ClassVar = False

    request: AnswerRequest
    terms: IdeaTerms
    situation: Situation
    uploads: tuple[Upload, ...]
    tools: tuple[Tool, ...] = ()

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Read the images, and what is known around the idea."""
        uploads = media.uploads(tools.session, request.user_id, request.upload_ids)
        situation = verdicts.situation_of(
            tools.session,
            request.user_id,
            idea_of_request(request),
            image_count=len(uploads),
            now=request.now,
        )
        model_tools = tools.shelf.tools(OF_A_VERDICT, request.user_id, request.now)
        return cls(request, terms_of_request(request), situation, tuple(uploads), model_tools)

    @property
    def announced(self) -> Idea | None:
        """The idea, where the words announce it."""
        idea = self.situation.idea
        return idea if idea.about_to else None

    def question(self, images: ImageReader | None) -> Question[VerdictDraft]:
        """What is this idea worth?"""
        request = self.request
        shown = engine_images(self.uploads, images)
        question = verdicts.verdict_question(self.situation, request.text, shown, request.history)
        return replace(question, tools=self.tools)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Keep the verdict, put the idea on the table, and offer to log the trade that the words tell.

        A draft with what was taken away is closed.
        """
        request = self.request
        idea = self.situation.idea
        if not idea.about_to and request.understanding.is_accounted_for:
            final.message.draft = stored_draft(trade_draft(idea, request.said_at))
            self._close_drafts_before(final)
        final.session.flush()
        verdict = verdicts.keep(
            final.session,
            request.user_id,
            Subject(message_id=final.message.id),
            final.answer,
            self.situation,
            words=request.text,
            image_sha256=self.uploads[0].sha256 if self.uploads else None,
            now=request.now,
        )
        thread = with_verdict(request.thread, self.terms, final.message.id)
        return AnswerGrounds(verdict=verdict, thread=thread)

    def _close_drafts_before(self, final: FinalAnswer) -> None:
        """Of the idea in another market, or with what was taken away, nothing can be logged any more."""
        change, table = self.request.request, self.request.thread.idea
        if not isinstance(change, IdeaChange) or table is None:
            return
        is_elsewhere = change.terms.instrument not in (None, table.instrument)
        if not (change.without or is_elsewhere):
            return
        before = trade_draft(idea_of(table, Idea()), self.request.said_at)
        if before is not None:
            close_drafts_of(final.session, final.message, before, final.push)
