"""Agreed words of coaching sessions that must leave prompts because what they say is forgotten."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.features.coach.coach_context.models import CoachingSession
from backend.features.coach.memory.events import StatementForgotten
from backend.features.coach.memory.statement_matching import carries

MOST_SESSIONS = 1_000


def withhold_sessions(keyring: Keyring) -> Callable[[Session, StatementForgotten], None]:
    """Keep the agreed words of sessions out of prompts where they carry a statement that is being forgotten."""

    def react(session: Session, news: StatementForgotten) -> None:
        statement = (
            select(CoachingSession)
            .where(
                CoachingSession.user_id == news.user_id,
                ~CoachingSession.withheld,
                CoachingSession.next_step.is_not(None),
            )
            .order_by(CoachingSession.started_at.desc())
            .limit(MOST_SESSIONS)
        )
        vault = Vault(keyring, news.user_id, CoachingSession.__tablename__)
        for coaching_session in session.scalars(statement):
            agreed = vault.open_some("next_step", coaching_session.id, coaching_session.next_step)
            if agreed is not None and carries(agreed, news.statement):
                coaching_session.withheld = True
        session.flush()

    return react
