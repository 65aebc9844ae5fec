"""The rows of memories written: made or confirmed, and buried with every wording that they had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.events import News
from backend.core.ids import new_id
from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.memory import queries
from backend.features.coach.memory.erasure import provenance, tombstones
from backend.features.coach.memory.erasure.message_erasure import Erasure
from backend.features.coach.memory.errors import (
    ForgottenBefore,
    GuardedWords,
    NotAboutYou,
    NothingSaid,
    TooManyMemories,
)
from backend.features.coach.memory.events import StatementForgotten
from backend.features.coach.memory.extraction import SURE, is_addressed_to_the_coach, kind_of
from backend.features.coach.memory.models import (
    CoachingMemory,
    MemoryKind,
    MemorySource,
    MemoryStatus,
    Sharing,
)
from backend.features.coach.memory.recall import known_memory
from backend.features.coach.memory.sealed_statements import (
    opened,
    opened_version,
    vault_of_memories,
    vault_of_versions,
    write_words,
)
from backend.features.coach.memory.statement_matching import as_written, telling, tidy

MOST = 10_000


@dataclass(frozen=True, slots=True)
class MemoryOrigin:
    """Where a memory comes from, how sure it is, and who may be told.

    Attributes:
        message_id: the message in which the trader said it.
        evidence: ids of what it rests on.
    """

    source: MemorySource
    confidence: float = SURE
    sharing: Sharing = Sharing.ANY
    providers: Sequence[str] = ()
    message_id: UUID | None = None
    evidence: Sequence[str] = ()
    status: MemoryStatus = MemoryStatus.KEPT


def learn(
    session: Session,
    user_id: UUID,
    statement: str,
    kind: MemoryKind | None,
    origin: MemoryOrigin,
    keyring: Keyring,
    *,
    again: bool = False,
    now: datetime,
) -> CoachingMemory:
    """Make a memory, or confirm the one that says just this. The book must be held.

    Raises:
        NothingSaid, NotAboutYou, GuardedWords, ForgottenBefore, TooManyMemories
    """
    statement = checked(statement)
    if again:
        tombstones.unbury(session, user_id, statement, keyring)
    elif tombstones.is_buried(session, user_id, statement, keyring):
        raise ForgottenBefore
    known = known_memory(session, user_id, statement, keyring)
    if known is not None:
        confirm_row(known, origin.confidence, origin.status, now)
        session.flush()
        return known
    if queries.count_kept(session, user_id) >= MOST:
        raise TooManyMemories
    memory = _new_memory(user_id, kind or kind_of(tidy(statement)), origin, now)
    write_words(memory, statement, vault_of_memories(keyring, user_id))
    session.add(memory)
    session.flush()
    if origin.message_id is not None:
        provenance.mark_told(session, user_id, origin.message_id, [memory.id])
    return memory


def checked(statement: str) -> str:
    """A statement as it is kept.

    Raises:
        NothingSaid, NotAboutYou, GuardedWords
    """
    plain = tidy(statement)
    if is_guarded(plain):
        raise GuardedWords
    if is_addressed_to_the_coach(plain):
        raise NotAboutYou
    if not telling(plain):
        raise NothingSaid
    return as_written(statement)


def confirm_row(
    memory: CoachingMemory,
    confidence: float,
    status: MemoryStatus,
    now: datetime,
) -> None:
    """It was said again: at least this sure from now on; a proposal counts where it was not proposed again."""
    memory.confidence = max(memory.confidence, confidence)
    memory.confirmed_at = memory.updated_at = now
    if status == MemoryStatus.KEPT:
        memory.status = status


def bury_memory(
    session: Session,
    memory: CoachingMemory,
    keyring: Keyring,
    news: News,
    now: datetime,
) -> Erasure:
    """Mark who carries it while its words are still known, bury them, and erase them; every wording that it had."""
    user_id = memory.user_id
    versions = queries.all_versions(session, user_id, memory.id)
    vault = vault_of_versions(keyring, user_id)
    wordings = {opened_version(version, vault) for version in versions}
    wordings.add(opened(memory, vault_of_memories(keyring, user_id)))
    for statement in sorted(wordings):
        provenance.mark_words(session, user_id, memory.id, statement)
        news.publish(session, StatementForgotten(user_id, statement))
        tombstones.bury(session, user_id, statement, keyring, now=now, memory=memory)
    for version in versions:
        session.delete(version)
    memory.status, memory.statement, memory.key = MemoryStatus.FORGOTTEN, None, None
    memory.words, memory.evidence = [], []
    memory.forgotten_at = memory.updated_at = now
    session.flush()
    return Erasure(tuple(sorted(wordings)), memory.id)


def _new_memory(
    user_id: UUID,
    kind: MemoryKind,
    origin: MemoryOrigin,
    now: datetime,
) -> CoachingMemory:
    """A memory without words."""
    return CoachingMemory(
        id=new_id(),
        user_id=user_id,
        kind=kind,
        status=origin.status,
        number=1,
        confidence=origin.confidence,
        source=origin.source,
        message_id=origin.message_id,
        evidence=list(origin.evidence),
        sharing=origin.sharing,
        providers=list(origin.providers),
        learned_at=now,
        confirmed_at=now,
        forgotten_at=None,
        updated_at=now,
    )
