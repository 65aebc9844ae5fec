"""Reads of coaching sessions and of trades as the coach sees them; every one starts from what the user may see."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.features.coach.coach_context.models import (
    CoachingSession,
    CoachingSessionPlan,
    CoachingSessionTrade,
    SessionStatus,
)
from backend.features.record.plans.models import Adherence, AdherenceRule
from backend.features.record.trades.models import Trade


class SessionLinks(NamedTuple):
    """By session, the trades and the plans that it is about, as far as they still exist."""

    trades: dict[UUID, list[UUID]]
    plans: dict[UUID, list[UUID]]


def sessions_of(user_id: UUID) -> Select[CoachingSession]:
    """All coaching sessions of the user."""
    return select(CoachingSession).where(CoachingSession.user_id == user_id)


def finished_sessions(
    session: Session,
    user_id: UUID,
    *,
    limit: int,
    session_type: str | None = None,
) -> list[CoachingSession]:
    """Finished sessions, latest first."""
    statement = sessions_of(user_id).where(CoachingSession.status == SessionStatus.FINISHED)
    if session_type is not None:
        statement = statement.where(CoachingSession.session_type == session_type)
    statement = statement.order_by(CoachingSession.started_at.desc())
    return list(session.scalars(statement.limit(limit)))


def links_of(session: Session, user_id: UUID, session_ids: Sequence[UUID]) -> SessionLinks:
    """The trades and the plans that each session is about."""
    links = SessionLinks({}, {})
    if not session_ids:
        return links
    for model, column, ids_of in (
        (CoachingSessionTrade, CoachingSessionTrade.trade_id, links.trades),
        (CoachingSessionPlan, CoachingSessionPlan.plan_id, links.plans),
    ):
        statement = select(model.session_id, column).where(
            model.user_id == user_id,
            model.session_id.in_(session_ids),
        )
        for session_id, linked_id in session.execute(statement.order_by(column)):
            ids_of.setdefault(session_id, []).append(linked_id)
    return links


def trade_columns(user_id: UUID) -> Select[*tuple[Any, ...]]:
    """What the coach reads of the user's trades, with the rules of each one's plan that were met, by name."""
    rules = [getattr(Adherence, rule.value) for rule in AdherenceRule]
    return (
        select(
            Trade.id,
            Trade.trade_type,
            Trade.instrument,
            Trade.direction,
            Trade.max_size,
            Trade.entry_time,
            Trade.entry_day,
            Trade.entry_price,
            Trade.stop_price,
            Trade.exit_time,
            Trade.exit_day,
            Trade.pnl,
            Trade.r_multiple,
            Trade.currency,
            Trade.hold_seconds,
            Trade.plan_match,
            Trade.plan_adherence_score,
            Trade.emotional_state,
            Trade.setup,
            *rules,
        )
        .outerjoin(Adherence, Adherence.trade_id == Trade.id)
        .where(Trade.user_id == user_id)
    )
