"""Memories found by what they say, and opened: known again, put otherwise, or having words in common."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import KeyGone, WordsDamaged
from backend.features.coach.memory import queries
from backend.features.coach.memory.confidence import confidence_now
from backend.features.coach.memory.models import CoachingMemory, Sharing
from backend.features.coach.memory.sealed_statements import (
    keys_of,
    opened,
    vault_of_memories,
    word_hashes,
)
from backend.features.coach.memory.statement_matching import in_any_order, telling

MOST_SOUGHT_WORDS = 100  # of a message, for memories that have one of them


@dataclass(frozen=True, slots=True)
class ReadableMemory:
    """A memory whose words are open.

    Attributes:
        confidence: what is left of it, from 0 to 1.
        words: those of the statement that say something.
        providers: who may be told where it is shared with some.
    """

    id: UUID
    kind: str
    statement: str
    confidence: float
    learned_at: datetime
    words: frozenset[str]
    sharing: str
    providers: tuple[str, ...]

    def may_be_told_to(self, provider: str | None) -> bool:
        """Whether this provider, if there is one, may be told."""
        if provider is None or self.sharing == Sharing.NONE:
            return False
        return self.sharing == Sharing.ANY or provider in self.providers


@dataclass(frozen=True, slots=True)
class ReadableMemories:
    """Memories that could be opened, and how many could not: a missing key must not cost an answer."""

    memories: tuple[ReadableMemory, ...]
    unreadable: int


def known_memory(
    session: Session,
    user_id: UUID,
    statement: str,
    keyring: Keyring,
) -> CoachingMemory | None:
    """The memory that says just this."""
    return queries.memory_by_key(session, user_id, keys_of(keyring, user_id, statement))


def matching(
    session: Session,
    user_id: UUID,
    statement: str,
    keyring: Keyring,
) -> list[CoachingMemory]:
    """Memories that say what a statement says: just this, the same put otherwise, or all of its words and more."""
    exact = known_memory(session, user_id, statement, keyring)
    if exact is not None:
        return [exact]
    twins = alike(session, user_id, statement, keyring)
    if twins:
        return twins[:1]
    words = set(telling(statement))
    if not words:
        return []
    hashes = word_hashes(keyring, user_id, words)
    candidates = queries.memories_with_all(session, user_id, hashes)
    vault = vault_of_memories(keyring, user_id)
    return [memory for memory in candidates if words <= set(telling(opened(memory, vault)))]


def alike(
    session: Session,
    user_id: UUID,
    statement: str,
    keyring: Keyring,
    *,
    but: UUID | None = None,
) -> list[CoachingMemory]:
    """Memories that are not forgotten and say what a statement says, however it is put; the oldest first.

    All are opened, for a hash knows one wording.
    """
    vault = vault_of_memories(keyring, user_id)
    meaning = in_any_order(statement)
    twins = []
    for memory in queries.unforgotten_memories(session, user_id):
        try:
            words = vault.open_some("statement", memory.id, memory.statement)
        except (KeyGone, WordsDamaged):
            continue
        if words is not None and memory.id != but and in_any_order(words) == meaning:
            twins.append(memory)
    return twins


def living_memories(
    session: Session,
    user_id: UUID,
    keyring: Keyring,
    *,
    limit: int,
    now: datetime,
) -> ReadableMemories:
    """Memories in use with their words, the surest first."""
    return read_words(queries.living_memories(session, user_id, now, limit=limit), keyring, now)


def memories_with_words(
    session: Session,
    user_id: UUID,
    words: Iterable[str],
    keyring: Keyring,
    *,
    but: Collection[UUID],
    limit: int,
    now: datetime,
) -> ReadableMemories:
    """Memories in use that have one of these words, the surest first, without those that are at hand."""
    by_word = word_hashes(keyring, user_id, sorted(words)[:MOST_SOUGHT_WORDS])
    hashes = [word_hash for under_each_key in by_word for word_hash in under_each_key]
    memories = queries.memories_with_words(session, user_id, hashes, now, limit=limit)
    return read_words((memory for memory in memories if memory.id not in but), keyring, now)


def read_words(
    memories: Iterable[CoachingMemory],
    keyring: Keyring,
    now: datetime,
) -> ReadableMemories:
    """Open memories that are not forgotten."""
    readable: list[ReadableMemory] = []
    unreadable = 0
    for memory in memories:
        try:
            statement = opened(memory, vault_of_memories(keyring, memory.user_id))
        except (KeyGone, WordsDamaged):
            unreadable += 1
            continue
        readable.append(_readable(memory, statement, now))
    return ReadableMemories(tuple(readable), unreadable)


def _readable(memory: CoachingMemory, statement: str, now: datetime) -> ReadableMemory:
    return ReadableMemory(
        id=memory.id,
        kind=memory.kind,
        statement=statement,
        confidence=confidence_now(memory.kind, memory.confidence, memory.confirmed_at, now),
        learned_at=memory.learned_at,
        words=frozenset(telling(statement)),
        sharing=memory.sharing,
        providers=tuple(memory.providers),
    )
