"""Answers of the coach: from all that it knows of the trader, with what each sentence stands on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from backend.features.ai.ports import Feature, Question, Tool
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import Draft, DraftKind, stored_draft, trade_draft
from backend.features.chat.assistant.drafts.technique_draft import technique_draft
from backend.features.chat.assistant.makers.engine_images import engine_images
from backend.features.chat.assistant.makers.maker import (
    AnswerGrounds,
    FinalAnswer,
    MakerTools,
    Preparation,
)
from backend.features.chat.assistant.spoken_ideas import idea_of_request
from backend.features.chat.assistant.tools.tool_table import OF_THE_COACH
from backend.features.chat.understanding.requests import CoachingRequest, SocialRequest
from backend.features.chat.understanding.thread_changes import with_behaviour
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.coaching.briefing import Briefing
from backend.features.coach.coaching.service import CoachDesk, proposed
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.rule_coach.scene import CoachRequest
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.verdicts import service as verdicts
from backend.features.content.media import service as media
from backend.features.content.media.models import Upload
from backend.features.content.media.service import ImageReader

OF_TRADE = "trade:"  # what sources of trades begin with
LAST_TRADE = "figure:last_trade"
MOST_LINKED = 20


@dataclass(frozen=True, slots=True)
class CoachAnswer:
    """The answer to talk about the trader."""

    feature: ClassVar = Feature.PSYCHOLOGY
    preparation: ClassVar = Preparation.AFTER_WARM_UP
    leaves_out_forgotten: ClassVar = True
    offers_trades: ClassVar = True

    request: AnswerRequest
    idea: Idea
    coach: CoachDesk
    briefing: Briefing
    uploads: tuple[Upload, ...]
    tools: tuple[Tool, ...] = ()

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Gather what the coach knows."""
        session = tools.session
        coach = tools.coach
        user_id = request.user_id
        idea = idea_of_request(request)
        uploads = media.uploads(session, user_id, request.upload_ids)
        subject = coach.subject_of(session, user_id, request.conversation_id, request.trade_ids)
        situation = verdicts.situation_of(
            session,
            user_id,
            idea,
            image_count=len(uploads),
            now=request.now,
        )
        briefing = coach.prepare(
            session,
            user_id,
            words=request.text,
            situation=situation,
            subject=subject,
            before=request.said_by_coach,
            wish=_wish(request),
            now=request.now,
        )
        model_tools = tools.shelf.tools(OF_THE_COACH, user_id, request.now)
        return cls(request, idea, coach, briefing, tuple(uploads), model_tools)

    @property
    def announced(self) -> Idea | None:
        """The idea, where the words announce it."""
        return self.idea if self.idea.about_to else None

    def question(self, images: ImageReader | None) -> Question[CoachReply]:
        """What does the coach say?"""
        shown = engine_images(self.uploads, images)
        question = self.coach.question(self.briefing, shown, self.request.history)
        return replace(question, tools=() if question.private else self.tools)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Keep what the answer stands on, and learn from the message."""
        request = self.request
        trade = None
        if self.offers_trades and not request.understanding.doubts:  # "I never bought 2 ES at 4500"
            trade = _trade_told(self.idea, request.said_at)
        final.message.draft = stored_draft(trade or self._offered(final.answer.value))
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
        trade_ids = _trades_spoken_of(request, coaching.evidence, self.briefing.scene.context)
        final.message.related_trade_ids = trade_ids or None
        return AnswerGrounds(coaching=coaching, thread=_thread_of(request))

    def _offered(self, reply: CoachReply) -> Draft | None:
        """A draft of the one thing that the reply offers to do now."""
        context = self.briefing.scene.context
        return _commitment(reply) or technique_draft(reply.technique, context)


def _trades_spoken_of(
    request: AnswerRequest, evidence: Sequence[str], context: CoachContext
) -> list[UUID]:
    """The trades that the talk is about, and those that the sentences of the answer stand on."""
    sources = list(evidence)
    if LAST_TRADE in evidence and context.last_trade is not None:
        sources.append(context.last_trade.source)
    cited = [
        UUID(source.removeprefix(OF_TRADE)) for source in sources if source.startswith(OF_TRADE)
    ]
    return list(dict.fromkeys([*request.trade_ids, *cited]))[:MOST_LINKED]


def _thread_of(request: AnswerRequest) -> ThreadState | None:
    """The behaviour that is spoken of from now on; null where none was named."""
    typed_request = request.request
    if isinstance(typed_request, CoachingRequest) and typed_request.topics:
        return with_behaviour(request.thread, typed_request.topics)
    return None


def _wish(request: AnswerRequest) -> CoachRequest:
    """What the understanding has read for the coach."""
    typed_request = request.request
    if isinstance(typed_request, CoachingRequest):
        wants = "" if typed_request.wants == "talk" else typed_request.wants
        is_asked = request.understanding.asks_how_it_is_meant
        return CoachRequest(topics=typed_request.topics, wants=wants, asks_how_it_is_meant=is_asked)
    if isinstance(typed_request, SocialRequest):
        return CoachRequest(act=typed_request.act.value)
    return CoachRequest()


def _trade_told(idea: Idea, said_at: datetime) -> Draft | None:
    """A draft of the trade that the words tell; a trade may also be talked about without being told."""
    is_told = idea.stop is not None or idea.exit is not None
    if is_told and not idea.about_to and not idea.doubts:
        return trade_draft(idea, said_at)
    return None


def _commitment(reply: CoachReply) -> Draft | None:
    """A draft of the commitment that the coach proposes."""
    if reply.commitment is None:
        return None
    return Draft(DraftKind.COMMITMENT.value, proposal=proposed(reply))
