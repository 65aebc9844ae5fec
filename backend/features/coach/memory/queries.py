"""Reads of memories; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
from backend.features.coach.memory.confidence import FADED, confidence_in_sql
from backend.features.coach.memory.errors import MemoryNotFound
from backend.features.coach.memory.models import (
    CoachingCarried,
    CoachingMemory,
    CoachingMemoryVersion,
    CoachingTombstone,
    MemoryStatus,
)
from backend.features.coach.memory.schemas import MemoryFilter


def memories_of(user_id: UUID) -> Select[CoachingMemory]:
    """All memories of the user."""
    return select(CoachingMemory).where(CoachingMemory.user_id == user_id)


def memory(
    session: Session, user_id: UUID, memory_id: UUID, *, lock: bool = False
) -> CoachingMemory:
    """One memory.

    Raises:
        MemoryNotFound: not there, or not the user's.
    """
    chosen = memories_of(user_id).where(CoachingMemory.id == memory_id)
    if lock:
        chosen = chosen.execution_options(populate_existing=True)
    return rows.owned(session, chosen, MemoryNotFound, lock=lock)


def memory_page(session: Session, user_id: UUID, wanted: MemoryFilter) -> Page[CoachingMemory]:
    """A page of memories, latest first."""
    chosen = memories_of(user_id)
    if wanted.kind is not None:
        chosen = chosen.where(CoachingMemory.kind == wanted.kind)
    if wanted.status is not None:
        chosen = chosen.where(CoachingMemory.status == wanted.status)
    return rows.page(session, chosen, wanted, CoachingMemory.learned_at, CoachingMemory.id)


def living_memories(
    session: Session, user_id: UUID, now: datetime, *, limit: int
) -> list[CoachingMemory]:
    """Memories in use, the surest first."""
    sure = confidence_in_sql(now)
    chosen = memories_of(user_id).where(CoachingMemory.status == MemoryStatus.KEPT, sure >= FADED)
    return list(
        session.scalars(chosen.order_by(sure.desc(), CoachingMemory.id.desc()).limit(limit))
    )


def memories_with_words(
    session: Session, user_id: UUID, words: Sequence[int], now: datetime, *, limit: int
) -> list[CoachingMemory]:
    """Memories in use that have one of these words, by their keyed hashes; the surest first."""
    if not words:
        return []
    sure = confidence_in_sql(now)
    chosen = memories_of(user_id).where(
        CoachingMemory.status == MemoryStatus.KEPT,
        CoachingMemory.words.overlap(list(words)),
        sure >= FADED,
    )
    return list(
        session.scalars(chosen.order_by(sure.desc(), CoachingMemory.id.desc()).limit(limit))
    )


def memories_with_all(
    session: Session, user_id: UUID, each: Sequence[Sequence[int]]
) -> list[CoachingMemory]:
    """Memories that are not forgotten and have one of each of these groups of words."""
    chosen = memories_of(user_id).where(CoachingMemory.status != MemoryStatus.FORGOTTEN)
    for group in each:
        chosen = chosen.where(CoachingMemory.words.overlap(list(group)))
    return list(session.scalars(chosen.order_by(CoachingMemory.learned_at.desc()).limit(20)))


def memory_by_key(session: Session, user_id: UUID, keys: Sequence[int]) -> CoachingMemory | None:
    """The memory that says just this."""
    return session.scalars(
        memories_of(user_id).where(CoachingMemory.key.in_(keys)).limit(1)
    ).one_or_none()


def count_kept(session: Session, user_id: UUID) -> int:
    """How many memories are not forgotten."""
    chosen = select(func.count()).where(
        CoachingMemory.user_id == user_id, CoachingMemory.status != MemoryStatus.FORGOTTEN
    )
    return session.scalar(chosen) or 0


def memory_versions(
    session: Session, user_id: UUID, memory_id: UUID
) -> list[CoachingMemoryVersion]:
    """Earlier versions of a memory, latest first."""
    chosen = select(CoachingMemoryVersion).where(
        CoachingMemoryVersion.user_id == user_id, CoachingMemoryVersion.memory_id == memory_id
    )
    return list(session.scalars(chosen.order_by(CoachingMemoryVersion.number.desc()).limit(100)))


def is_tombstoned(session: Session, user_id: UUID, keys: Sequence[int]) -> bool:
    """Whether something that says this was forgotten."""
    chosen = select(CoachingTombstone.id).where(
        CoachingTombstone.user_id == user_id, CoachingTombstone.key.in_(keys)
    )
    return session.scalars(chosen.limit(1)).one_or_none() is not None


def carried_by(session: Session, user_id: UUID, memory_id: UUID) -> list[CoachingCarried]:
    """The messages that carry a memory; the latest hundred."""
    chosen = select(CoachingCarried).where(
        CoachingCarried.user_id == user_id, CoachingCarried.memory_id == memory_id
    )
    return list(session.scalars(chosen.order_by(CoachingCarried.message_id.desc()).limit(100)))
