"""Reads of coaching; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from backend.core.paging import Position
from backend.features.coach.coaching.errors import CoachingSessionNotFound, MemoryNotFound
from backend.features.coach.coaching.models import (
    CoachingAnswer,
    CoachingCarried,
    CoachingMemory,
    CoachingMemoryVersion,
    CoachingSession,
    CoachingSessionPlan,
    CoachingSessionTrade,
    CoachingTombstone,
    MemoryStatus,
    SessionStatus,
)
from backend.features.coach.coaching.schemas import HistoryFilter
from backend.features.coach.memory.confidence import FADED, confidence_in_sql
from backend.features.coach.memory.schemas import MemoryFilter


def memories_of(user_id: UUID) -> Select[CoachingMemory]:
    """All memories of the user."""
    return select(CoachingMemory).where(CoachingMemory.user_id == user_id)


def memory(session: Session, user_id: UUID, memory_id: UUID, *, lock: bool = False) -> CoachingMemory:
    """One memory.

    Raises:
        MemoryNotFound: not there, or not the user's.
    """
    chosen = memories_of(user_id).where(CoachingMemory.id == memory_id)
    if lock:
        chosen = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalars(chosen).one_or_none()
    if found is None:
        raise MemoryNotFound
    return found


def memory_page(session: Session, user_id: UUID, wanted: MemoryFilter) -> list[CoachingMemory]:
    """Memories, latest first; one more than the limit tells that there is a next page."""
    chosen = memories_of(user_id)
    if wanted.kind is not None:
        chosen = chosen.where(CoachingMemory.kind == wanted.kind)
    if wanted.status is not None:
        chosen = chosen.where(CoachingMemory.status == wanted.status)
    if wanted.cursor is not None:
        after = Position.decode(wanted.cursor)
        chosen = chosen.where(
            tuple_(CoachingMemory.learned_at, CoachingMemory.id) < (after.moment, after.id),
        )
    chosen = chosen.order_by(CoachingMemory.learned_at.desc(), CoachingMemory.id.desc())
    return list(session.scalars(chosen.limit(wanted.limit + 1)))


def living_memories(session: Session, user_id: UUID, now: datetime, *, limit: int) -> list[CoachingMemory]:
    """Memories in use, the surest first."""
    sure = confidence_in_sql(now)
    chosen = memories_of(user_id).where(CoachingMemory.status == MemoryStatus.KEPT, sure >= FADED)
    return list(session.scalars(chosen.order_by(sure.desc(), CoachingMemory.id.desc()).limit(limit)))


def memories_with_words(
    session: Session, user_id: UUID, words: Sequence[int], now: datetime, *, limit: int
) -> list[CoachingMemory]:
    """Memories in use that have one of these words, by their keyed hashes; the surest first."""
    if not words:
        return []
    sure = confidence_in_sql(now)
    chosen = memories_of(user_id).where(
        CoachingMemory.status == MemoryStatus.KEPT, CoachingMemory.words.overlap(list(words)), sure >= FADED
    )
    return list(session.scalars(chosen.order_by(sure.desc(), CoachingMemory.id.desc()).limit(limit)))


def memories_with_all(session: Session, user_id: UUID, each: Sequence[Sequence[int]]) -> list[CoachingMemory]:
    """Memories that are not forgotten and have one of each of these groups of words."""
    chosen = memories_of(user_id).where(CoachingMemory.status != MemoryStatus.FORGOTTEN)
    for group in each:
        chosen = chosen.where(CoachingMemory.words.overlap(list(group)))
    return list(session.scalars(chosen.order_by(CoachingMemory.learned_at.desc()).limit(20)))


def memory_by_key(session: Session, user_id: UUID, keys: Sequence[int]) -> CoachingMemory | None:
    """The memory that says just this."""
    return session.scalars(memories_of(user_id).where(CoachingMemory.key.in_(keys)).limit(1)).one_or_none()


def count_kept(session: Session, user_id: UUID) -> int:
    """How many memories are not forgotten."""
    chosen = select(func.count()).where(
        CoachingMemory.user_id == user_id, CoachingMemory.status != MemoryStatus.FORGOTTEN
    )
    return session.scalar(chosen) or 0


def memory_versions(session: Session, user_id: UUID, memory_id: UUID) -> list[CoachingMemoryVersion]:
    """Earlier versions of a memory, latest first."""
    chosen = select(CoachingMemoryVersion).where(
        CoachingMemoryVersion.user_id == user_id, CoachingMemoryVersion.memory_id == memory_id
    )
    return list(session.scalars(chosen.order_by(CoachingMemoryVersion.number.desc()).limit(100)))


def is_tombstoned(session: Session, user_id: UUID, keys: Sequence[int]) -> bool:
    """Whether something that says this was forgotten."""
    chosen = select(CoachingTombstone.id).where(CoachingTombstone.user_id == user_id, CoachingTombstone.key.in_(keys))
    return session.scalars(chosen.limit(1)).one_or_none() is not None


def carried_by(session: Session, user_id: UUID, memory_id: UUID) -> list[CoachingCarried]:
    """The messages that carry a memory; the latest hundred."""
    chosen = select(CoachingCarried).where(CoachingCarried.user_id == user_id, CoachingCarried.memory_id == memory_id)
    return list(session.scalars(chosen.order_by(CoachingCarried.message_id.desc()).limit(100)))


def sessions_of(user_id: UUID) -> Select[CoachingSession]:
    """All coaching sessions of the user."""
    return select(CoachingSession).where(CoachingSession.user_id == user_id)


def coaching_session(session: Session, user_id: UUID, session_id: UUID, *, lock: bool = False) -> CoachingSession:
    """One coaching session.

    Raises:
        CoachingSessionNotFound: not there, or not the user's.
    """
    chosen = sessions_of(user_id).where(CoachingSession.id == session_id)
    if lock:
        chosen = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalars(chosen).one_or_none()
    if found is None:
        raise CoachingSessionNotFound
    return found


def open_session_of(session: Session, user_id: UUID, conversation_id: UUID) -> CoachingSession | None:
    """The session that goes on in a conversation."""
    chosen = sessions_of(user_id).where(
        CoachingSession.conversation_id == conversation_id, CoachingSession.status == SessionStatus.OPEN
    )
    return session.scalars(chosen.order_by(CoachingSession.started_at.desc()).limit(1)).one_or_none()


def session_page(session: Session, user_id: UUID, wanted: HistoryFilter) -> list[CoachingSession]:
    """Sessions, latest first; one more than the limit tells that there is a next page."""
    chosen = sessions_of(user_id)
    if wanted.session_type is not None:
        chosen = chosen.where(CoachingSession.session_type == wanted.session_type)
    if wanted.status is not None:
        chosen = chosen.where(CoachingSession.status == wanted.status)
    if wanted.cursor is not None:
        after = Position.decode(wanted.cursor)
        chosen = chosen.where(tuple_(CoachingSession.started_at, CoachingSession.id) < (after.moment, after.id))
    chosen = chosen.order_by(CoachingSession.started_at.desc(), CoachingSession.id.desc())
    return list(session.scalars(chosen.limit(wanted.limit + 1)))


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
        chosen = select(model.session_id, column).where(model.user_id == user_id, model.session_id.in_(session_ids))
        for session_id, thing_id in session.execute(chosen.order_by(column)):
            found.setdefault(session_id, []).append(thing_id)
    return trades, plans


def answers_of(session: Session, user_id: UUID, message_ids: Sequence[UUID]) -> dict[UUID, CoachingAnswer]:
    """What each of these answers stands on."""
    chosen = select(CoachingAnswer).where(CoachingAnswer.user_id == user_id, CoachingAnswer.message_id.in_(message_ids))
    return {one.message_id: one for one in session.scalars(chosen)}


def answers_in(session: Session, user_id: UUID, session_ids: Sequence[UUID]) -> dict[UUID, list[CoachingAnswer]]:
    """The answers of each session, oldest first."""
    chosen = select(CoachingAnswer).where(CoachingAnswer.user_id == user_id, CoachingAnswer.session_id.in_(session_ids))
    found: dict[UUID, list[CoachingAnswer]] = {}
    for one in session.scalars(chosen.order_by(CoachingAnswer.created_at, CoachingAnswer.message_id)):
        assert one.session_id is not None, "chosen by it"
        found.setdefault(one.session_id, []).append(one)
    return found
