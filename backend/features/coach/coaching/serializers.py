"""What coaching gives, as the wire has it: sessions, a context, what an answer stands on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from backend.core.encrypted_columns import Vault
from backend.core.types import JsonObject
from backend.features.coach.coach_context.models import (
    CoachingSession,
    DayPhase,
    SessionStatus,
    SessionType,
)
from backend.features.coach.coach_context.packing import Item, Omission
from backend.features.coach.coach_context.queries import SessionLinks
from backend.features.coach.coach_context.schemas import ContextItem, ContextOut, LeftOutItem
from backend.features.coach.coaching.briefing import Briefing
from backend.features.coach.coaching.schemas import SessionOut
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.rule_coach.schemas import EmotionOut
from backend.features.record.rulebook.schemas import MakeCommitment

POINTS_A_STEP = 25  # of 100, for each step of a rating from 1 to 5


class SourcedText(TypedDict):
    """A sentence and the ids of what it stands on."""

    text: str
    sources: list[str]


class CoachingGrounds(TypedDict):
    """What an answer stands on, as `CoachingOut` says."""

    session_id: UUID | None
    engine: str
    evidence: list[str]
    sentences: list[SourcedText]
    emotion: JsonObject | None
    learned: list[UUID]


def grounds_out(grounds: CoachingAnswer, content: str) -> CoachingGrounds:
    """What an answer stands on: its sentences are cut from the message's own words."""
    sentences: list[SourcedText] = []
    for start, end, sources in grounds.sentences:
        sentences.append({"text": content[start:end], "sources": sources})
    return {
        "session_id": grounds.session_id,
        "engine": grounds.engine,
        "evidence": grounds.evidence,
        "sentences": sentences,
        "emotion": grounds.emotion,
        "learned": grounds.learned,
    }


def session_out(
    coaching_session: CoachingSession,
    links: SessionLinks,
    answers: Sequence[CoachingAnswer],
    vault: Vault,
) -> SessionOut:
    """A session, with its words opened."""
    session_id = coaching_session.id
    trade_ids = links.trades.get(session_id, [])
    plan_ids = links.plans.get(session_id, [])
    named = coaching_session.named_trades + coaching_session.named_plans
    return SessionOut(
        id=session_id,
        conversation_id=coaching_session.conversation_id,
        session_type=SessionType(coaching_session.session_type),
        phase=DayPhase(coaching_session.phase),
        status=SessionStatus(coaching_session.status),
        market_state=coaching_session.market_state,
        related_trade_ids=trade_ids,
        related_plan_ids=plan_ids,
        missing=named - len(trade_ids) - len(plan_ids),
        answers=len(answers),
        patterns_identified=_patterns(answers),
        emotion=_latest_emotion(answers),
        rating=coaching_session.rating,
        effectiveness_score=_score(coaching_session.rating),
        note=vault.open_some("note", session_id, coaching_session.note),
        next_step=vault.open_some("next_step", session_id, coaching_session.next_step),
        target=coaching_session.target,
        proposal=_proposal(coaching_session),
        commitment_id=coaching_session.commitment_id,
        step_kept=coaching_session.step_kept,
        started_at=coaching_session.started_at,
        finished_at=coaching_session.finished_at,
    )


def context_out(briefing: Briefing, now: datetime, *, has_provider: bool) -> ContextOut:
    """A context: each item with its id and tokens, and what did not fit."""
    packed, context = briefing.packed, briefing.scene.context
    age = now - context.cached.made_at
    return ContextOut(
        items=[_item(item, has_provider=has_provider) for item in packed.items],
        left_out=[_left_out(omission) for omission in packed.omissions],
        tokens=packed.tokens,
        budget=packed.budget,
        phase=DayPhase(context.phase),
        made_at=context.cached.made_at,
        age_seconds=max(0.0, age / timedelta(seconds=1)),
        kept=briefing.is_cached,
        versions=context.cached.versions,
        emotion=briefing.scene.emotion.as_dict(),
    )


def _patterns(answers: Sequence[CoachingAnswer]) -> list[str]:
    """The patterns that these answers stand on, each once."""
    sources = dict.fromkeys(source for answer in answers for source in answer.evidence)
    return [source for source in sources if source.startswith("pattern:")]


def _latest_emotion(answers: Sequence[CoachingAnswer]) -> EmotionOut | None:
    if not answers or answers[-1].emotion is None:
        return None
    return EmotionOut.model_validate(answers[-1].emotion)


def _score(rating: int | None) -> int | None:
    """A rating on a scale from 0 to 100."""
    if rating is None:
        return None
    return POINTS_A_STEP * (rating - 1)


def _proposal(coaching_session: CoachingSession) -> MakeCommitment | None:
    if coaching_session.proposal is None:
        return None
    return MakeCommitment.model_validate(coaching_session.proposal)


def _item(item: Item, *, has_provider: bool) -> ContextItem:
    return ContextItem(
        id=item.id,
        section=item.section.value,
        statement=item.statement,
        tokens=item.tokens,
        to_provider=item.to_provider and has_provider,
    )


def _left_out(omission: Omission) -> LeftOutItem:
    return LeftOutItem(
        section=omission.section.value,
        items=omission.items,
        tokens=omission.tokens,
    )
