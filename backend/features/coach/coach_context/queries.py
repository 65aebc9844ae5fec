"""Reads of coaching sessions; every one starts from what the user may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.features.coach.coach_context.models import (
    CoachingSession,
    CoachingSessionPlan,
    CoachingSessionTrade,
    SessionStatus,
)


def sessions_of(user_id: UUID) -> Select[CoachingSession]:
    """All coaching sessions of the user."""
    return select(CoachingSession).where(CoachingSession.user_id == user_id)


def finished_sessions(
    session: Session, user_id: UUID, *, limit: int, session_type: str | None = None
) -> list[CoachingSession]:
    """Finished sessions, latest first."""
    chosen = sessions_of(user_id).where(CoachingSession.status == SessionStatus.FINISHED)
    if session_type is not None:
        chosen = chosen.where(CoachingSession.session_type == session_type)
    return list(session.scalars(chosen.order_by(CoachingSession.started_at.desc()).limit(limit)))


def links_of(
    session: Session, user_id: UUID, session_ids: Sequence[UUID]
) -> tuple[dict[UUID, list[UUID]], dict[UUID, list[UUID]]]:
    """The trades and the plans that each session is about, as far as they still exist."""
    trades: dict[UUID, list[UUID]] = {}
    plans: dict[UUID, list[UUID]] = {}
    for model, column, found in (
        (CoachingSessionTrade, CoachingSessionTrade.trade_id, trades),
        (CoachingSessionPlan, CoachingSessionPlan.plan_id, plans),
    ):
        chosen = select(model.session_id, column).where(
            model.user_id == user_id, model.session_id.in_(session_ids)
        )
        for session_id, thing_id in session.execute(chosen.order_by(column)):
            found.setdefault(session_id, []).append(thing_id)
    return trades, plans
