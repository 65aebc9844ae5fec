"""Reads of memories; every one starts from what the user may see."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.db import HotStatement, at_once, ids_listed
from backend.core.paging import Page
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import BehaviourPattern
from backend.features.coach.memory.confidence import FADED, confidence_in_sql
from backend.features.coach.memory.errors import MemoryNotFound
from backend.features.coach.memory.models import (
    CoachingBook,
    CoachingCarrier,
    CoachingMemory,
    CoachingMemoryVersion,
    CoachingTombstone,
    MemoryStatus,
)
from backend.features.coach.memory.schemas import MemoryFilter
from backend.features.record.plans import queries as plans
from backend.features.record.trades import queries as trades

# Messages that carry what was forgotten or is kept from a provider, and whether anything was ever forgotten.
_KEPT_BACK = HotStatement(
    "kept_back",
    """
select array(
    select carried.message_id
    from coaching_carried as carried join coaching_memories as memory on memory.id = carried.memory_id
    where carried.user_id = $1::uuid and carried.message_id = any ($2::uuid[]) and (
        memory.status = 'forgotten' or memory.sharing = 'none'
        or (memory.sharing = 'some' and not coalesce($3 = any (memory.providers), false))
    )
), exists (select from coaching_tombstones where user_id = $1::uuid)
""",
)


class KeptBack(NamedTuple):
    """Messages that no prompt may show, and whether others must be looked through."""

    message_ids: Sequence[UUID]
    is_anything_buried: bool


def memories_of(user_id: UUID) -> Select[CoachingMemory]:
    """All memories of the user."""
    return select(CoachingMemory).where(CoachingMemory.user_id == user_id)


def memory(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
    *,
    lock: bool = False,
) -> CoachingMemory:
    """One memory.

    Raises:
        MemoryNotFound: not there, or not the user's.
    """
    statement = memories_of(user_id).where(CoachingMemory.id == memory_id)
    if lock:
        statement = statement.execution_options(populate_existing=True)
    return rows.owned(session, statement, MemoryNotFound, lock=lock)


def memory_page(session: Session, user_id: UUID, query: MemoryFilter) -> Page[CoachingMemory]:
    """A page of memories, latest first."""
    statement = memories_of(user_id)
    if query.kind is not None:
        statement = statement.where(CoachingMemory.kind == query.kind)
    if query.status is not None:
        statement = statement.where(CoachingMemory.status == query.status)
    return rows.page(session, statement, query, CoachingMemory.learned_at, CoachingMemory.id)


def living_memories(
    session: Session,
    user_id: UUID,
    now: datetime,
    *,
    limit: int,
) -> list[CoachingMemory]:
    """Memories in use, the surest first."""
    confidence = confidence_in_sql(now)
    statement = memories_of(user_id).where(
        CoachingMemory.status == MemoryStatus.KEPT,
        confidence >= FADED,
    )
    statement = statement.order_by(confidence.desc(), CoachingMemory.id.desc())
    return list(session.scalars(statement.limit(limit)))


def memories_with_words(
    session: Session,
    user_id: UUID,
    words: Sequence[int],
    now: datetime,
    *,
    limit: int,
) -> list[CoachingMemory]:
    """Memories in use that have one of these words, by their keyed hashes; the surest first."""
    if not words:
        return []
    confidence = confidence_in_sql(now)
    statement = memories_of(user_id).where(
        CoachingMemory.status == MemoryStatus.KEPT,
        CoachingMemory.words.overlap(list(words)),
        confidence >= FADED,
    )
    statement = statement.order_by(confidence.desc(), CoachingMemory.id.desc())
    return list(session.scalars(statement.limit(limit)))


def memories_with_all(
    session: Session,
    user_id: UUID,
    groups: Sequence[Sequence[int]],
) -> list[CoachingMemory]:
    """Memories that are not forgotten and have a word of each of these groups."""
    statement = memories_of(user_id).where(CoachingMemory.status != MemoryStatus.FORGOTTEN)
    for group in groups:
        statement = statement.where(CoachingMemory.words.overlap(list(group)))
    latest_first = statement.order_by(CoachingMemory.learned_at.desc())
    return list(session.scalars(latest_first.limit(20)))


def unforgotten_memories(session: Session, user_id: UUID) -> Iterable[CoachingMemory]:
    """Memories that are not forgotten, the oldest first."""
    statement = memories_of(user_id).where(CoachingMemory.status != MemoryStatus.FORGOTTEN)
    return session.scalars(statement.order_by(CoachingMemory.learned_at, CoachingMemory.id))


def locked_memories(session: Session, user_id: UUID) -> Sequence[CoachingMemory]:
    """Memories that are not forgotten, locked."""
    statement = memories_of(user_id).where(CoachingMemory.status != MemoryStatus.FORGOTTEN)
    return session.scalars(statement.with_for_update(key_share=True)).all()


def memory_by_key(session: Session, user_id: UUID, keys: Sequence[int]) -> CoachingMemory | None:
    """The memory that says just this."""
    statement = memories_of(user_id).where(CoachingMemory.key.in_(keys))
    return session.scalars(statement.limit(1)).one_or_none()


def count_kept(session: Session, user_id: UUID) -> int:
    """How many memories are not forgotten."""
    statement = select(func.count()).where(
        CoachingMemory.user_id == user_id,
        CoachingMemory.status != MemoryStatus.FORGOTTEN,
    )
    return session.scalar(statement) or 0


def memory_versions(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
) -> list[CoachingMemoryVersion]:
    """Earlier versions of a memory, latest first."""
    statement = select(CoachingMemoryVersion).where(
        CoachingMemoryVersion.user_id == user_id,
        CoachingMemoryVersion.memory_id == memory_id,
    )
    latest_first = statement.order_by(CoachingMemoryVersion.number.desc())
    return list(session.scalars(latest_first.limit(100)))


def all_versions(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
) -> Sequence[CoachingMemoryVersion]:
    """Every earlier version of a memory."""
    statement = select(CoachingMemoryVersion).where(
        CoachingMemoryVersion.user_id == user_id,
        CoachingMemoryVersion.memory_id == memory_id,
    )
    return session.scalars(statement).all()


def is_anything_buried(session: Session, user_id: UUID) -> bool:
    """Whether the trader ever had anything forgotten."""
    statement = select(CoachingTombstone.id).where(CoachingTombstone.user_id == user_id)
    return session.scalars(statement.limit(1)).one_or_none() is not None


def is_tombstoned(session: Session, user_id: UUID, keys: Sequence[int]) -> bool:
    """Whether something that says this was forgotten."""
    statement = select(CoachingTombstone.id).where(
        CoachingTombstone.user_id == user_id,
        CoachingTombstone.key.in_(keys),
    )
    return session.scalars(statement.limit(1)).one_or_none() is not None


def has_evidence(session: Session, user_id: UUID, evidence: Sequence[str]) -> bool:
    """Whether all of these trades, plans and patterns are there, and the trader's."""
    named: dict[str, set[UUID]] = {"trade": set(), "plan": set(), "pattern": set()}
    for source in evidence:
        kind, _, identifier = source.partition(":")
        named[kind].add(UUID(identifier))
    return named == {
        "trade": trades.owned(session, user_id, sorted(named["trade"])),
        "plan": plans.owned(session, user_id, sorted(named["plan"])),
        "pattern": _owned_patterns(session, user_id, named["pattern"]),
    }


def _owned_patterns(session: Session, user_id: UUID, pattern_ids: set[UUID]) -> set[UUID]:
    if not pattern_ids:
        return set()
    statement = behaviour.patterns_of(user_id).where(BehaviourPattern.id.in_(pattern_ids))
    return {pattern.id for pattern in session.scalars(statement)}


def carried_by(session: Session, user_id: UUID, memory_id: UUID) -> list[CoachingCarrier]:
    """The messages that carry a memory; the latest hundred."""
    statement = select(CoachingCarrier).where(
        CoachingCarrier.user_id == user_id,
        CoachingCarrier.memory_id == memory_id,
    )
    latest_first = statement.order_by(CoachingCarrier.message_id.desc())
    return list(session.scalars(latest_first.limit(100)))


def kept_back(
    session: Session,
    user_id: UUID,
    message_ids: Iterable[UUID],
    provider: str | None,
) -> KeptBack:
    """Those of these messages that carry a memory which is forgotten, or is not for this provider."""
    values = (user_id, ids_listed(message_ids), provider)
    (row,) = at_once(session, _KEPT_BACK, values)
    return KeptBack(*row)


def forgotten_since(session: Session, user_id: UUID, memory_ids: Sequence[UUID]) -> list[UUID]:
    """Which of these memories were forgotten meanwhile; nobody forgets any until this transaction ends."""
    if not memory_ids:
        return []
    session.execute(
        select(CoachingBook.user_id)
        .where(CoachingBook.user_id == user_id)
        .with_for_update(read=True)
    )
    statement = select(CoachingMemory.id).where(
        CoachingMemory.user_id == user_id,
        CoachingMemory.id.in_(memory_ids),
        CoachingMemory.status == MemoryStatus.FORGOTTEN,
    )
    return list(session.scalars(statement))
