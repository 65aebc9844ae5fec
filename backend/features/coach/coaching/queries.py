"""Reads of coaching; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
from backend.features.coach.coach_context.models import CoachingSession, SessionStatus
from backend.features.coach.coach_context.queries import sessions_of
from backend.features.coach.coaching.errors import CoachingSessionNotFound
from backend.features.coach.coaching.schemas import HistoryFilter
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.techniques.running import TechniqueOffer
from backend.features.content.conversations.models import Message, MessageType

MOST_MESSAGES = 1000  # of a conversation that are looked at, so that no sentence is said twice
MOST_OFFERS = 100
COMMITMENT = "commitment"  # the kind of a draft that proposes one
CONFIRMED = "confirmed"


class SpokenMessage(NamedTuple):
    """A message of a conversation, and what the coach gave with it."""

    message_id: UUID
    is_answer: bool
    content: str
    draft: str | None
    technique: str | None
    evidence: list[str] | None  # null where the coach did not answer


def coaching_session(
    session: Session,
    user_id: UUID,
    session_id: UUID,
    *,
    lock: bool = False,
) -> CoachingSession:
    """One coaching session.

    Raises:
        CoachingSessionNotFound: not there, or not the user's.
    """
    statement = sessions_of(user_id).where(CoachingSession.id == session_id)
    if lock:
        statement = statement.execution_options(populate_existing=True)
    return rows.owned(session, statement, CoachingSessionNotFound, lock=lock)


def open_session_of(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
) -> CoachingSession | None:
    """The session that goes on in a conversation."""
    statement = sessions_of(user_id).where(
        CoachingSession.conversation_id == conversation_id,
        CoachingSession.status == SessionStatus.OPEN,
    )
    statement = statement.order_by(CoachingSession.started_at.desc())
    return session.scalars(statement.limit(1)).one_or_none()


def session_page(session: Session, user_id: UUID, query: HistoryFilter) -> Page[CoachingSession]:
    """A page of sessions, latest first."""
    statement = sessions_of(user_id)
    if query.session_type is not None:
        statement = statement.where(CoachingSession.session_type == query.session_type)
    if query.status is not None:
        statement = statement.where(CoachingSession.status == query.status)
    return rows.page(session, statement, query, CoachingSession.started_at, CoachingSession.id)


def answers_of(
    session: Session,
    user_id: UUID,
    message_ids: Sequence[UUID],
) -> dict[UUID, CoachingAnswer]:
    """What each of these answers stands on."""
    statement = select(CoachingAnswer).where(
        CoachingAnswer.user_id == user_id,
        CoachingAnswer.message_id.in_(message_ids),
    )
    return {answer.message_id: answer for answer in session.scalars(statement)}


def answers_in(
    session: Session,
    user_id: UUID,
    session_ids: Sequence[UUID],
) -> dict[UUID, list[CoachingAnswer]]:
    """The answers of each session, oldest first."""
    statement = select(CoachingAnswer).where(
        CoachingAnswer.user_id == user_id,
        CoachingAnswer.session_id.in_(session_ids),
    )
    statement = statement.order_by(CoachingAnswer.created_at, CoachingAnswer.message_id)
    by_session: dict[UUID, list[CoachingAnswer]] = {}
    for answer in session.scalars(statement):
        assert answer.session_id is not None, "chosen by it"
        by_session.setdefault(answer.session_id, []).append(answer)
    return by_session


def spoken_in(session: Session, user_id: UUID, conversation_id: UUID) -> list[SpokenMessage]:
    """Everything that was said in a conversation, latest first."""
    statement = (
        select(
            Message.id,
            Message.type == MessageType.AI,
            Message.content,
            Message.draft["kind"].astext,
            CoachingAnswer.technique,
            CoachingAnswer.evidence,
        )
        .outerjoin(CoachingAnswer, CoachingAnswer.message_id == Message.id)
        .where(
            Message.user_id == user_id,
            Message.conversation_id == conversation_id,
            Message.seq.is_not(None),
        )
        .order_by(Message.seq.desc())
        .limit(MOST_MESSAGES)
    )
    return [SpokenMessage(*row) for row in session.execute(statement)]


def technique_offers(
    session: Session, user_id: UUID, *, since: datetime
) -> tuple[TechniqueOffer, ...]:
    """The techniques that were taught, and whether the trader took each up by its click; latest first."""
    draft = Message.draft["status"].astext
    statement = (
        select(CoachingAnswer.technique, CoachingAnswer.created_at, draft)
        .join(
            Message,
            and_(
                Message.id == CoachingAnswer.message_id,
                Message.user_id == CoachingAnswer.user_id,
            ),
        )
        .where(
            CoachingAnswer.user_id == user_id,
            CoachingAnswer.technique.is_not(None),
            CoachingAnswer.created_at >= since,
        )
        .order_by(CoachingAnswer.created_at.desc())
        .limit(MOST_OFFERS)
    )
    return tuple(
        TechniqueOffer(str(technique), offered_at, is_taken=status == CONFIRMED)
        for technique, offered_at, status in session.execute(statement)
    )
