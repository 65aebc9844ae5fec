"""Use cases of memory: teach, list, correct, confirm, forget. Whoever changes it holds the trader's book."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.events import News
from backend.core.paging import Page
from backend.features.ai import usage
from backend.features.coach.memory import queries, settings
from backend.features.coach.memory.erasure import message_erasure, provenance, tombstones
from backend.features.coach.memory.erasure.message_erasure import Erasure
from backend.features.coach.memory.errors import (
    KnownAlready,
    MemoryChanged,
    MemoryForgotten,
    UnknownEvidence,
    UnknownProvider,
)
from backend.features.coach.memory.events import StatementForgotten
from backend.features.coach.memory.extraction import SURE
from backend.features.coach.memory.models import (
    CoachingMemory,
    CoachingTombstone,
    MemorySource,
    MemoryStatus,
    Sharing,
)
from backend.features.coach.memory.recall import alike, known_memory
from backend.features.coach.memory.schemas import (
    CorrectMemory,
    MemoryFilter,
    MemoryOut,
    MemoryWhole,
    TeachMemory,
)
from backend.features.coach.memory.sealed_statements import (
    opened,
    sealed_version,
    vault_of_memories,
    vault_of_versions,
    write_words,
)
from backend.features.coach.memory.serializers import memory_out, whole_memory_out
from backend.features.coach.memory.store import (
    MemoryOrigin,
    bury_memory,
    checked,
    confirm_row,
    learn,
)


def teach(
    session: Session,
    user_id: UUID,
    body: TeachMemory,
    keyring: Keyring,
    *,
    now: datetime,
) -> MemoryOut:
    """Remember something that the trader teaches; what is known already is confirmed.

    Raises:
        NothingSaid, NotAboutYou, GuardedWords, UnknownProvider
        UnknownEvidence: something that it is to rest on is not the trader's.
        ForgottenBefore: unless it is to be learned again.
        TooManyMemories
    """
    if not queries.has_evidence(session, user_id, body.evidence):
        raise UnknownEvidence
    settings.lock_for_change(session, user_id, now=now)
    sharing = body.sharing
    if sharing is None:
        sharing = settings.read(session, user_id).sharing
    origin = MemoryOrigin(
        source=MemorySource.RECORD if body.evidence else MemorySource.TRADER,
        sharing=sharing,
        providers=_providers_for(sharing, body.providers),
        evidence=body.evidence,
    )
    memory = learn(
        session,
        user_id,
        body.statement,
        body.kind,
        origin,
        keyring,
        again=body.again,
        now=now,
    )
    return memory_out(memory, keyring, now)


def list_memories(
    session: Session,
    user_id: UUID,
    query: MemoryFilter,
    keyring: Keyring,
    *,
    now: datetime,
) -> Page[MemoryOut]:
    """A page of memories, latest first, the forgotten ones without words."""
    page = queries.memory_page(session, user_id, query)
    return Page([memory_out(memory, keyring, now) for memory in page.items], page.next_cursor)


def read_memory(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
    keyring: Keyring,
    *,
    now: datetime,
) -> MemoryWhole:
    """One memory with its earlier versions and the messages that carry it.

    Raises:
        MemoryNotFound
    """
    memory = queries.memory(session, user_id, memory_id)
    versions = queries.memory_versions(session, user_id, memory_id)
    carriers = queries.carried_by(session, user_id, memory_id)
    return whole_memory_out(memory, versions, carriers, keyring, now)


def correct(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
    body: CorrectMemory,
    keyring: Keyring,
    *,
    now: datetime,
) -> MemoryOut:
    """Correct a memory; how it read before stays as a version, until it is forgotten.

    Raises:
        MemoryNotFound, MemoryForgotten, NothingSaid, NotAboutYou, GuardedWords, UnknownProvider
        MemoryChanged: another correction came first.
        KnownAlready: another memory says just this.
    """
    settings.lock_for_change(session, user_id, now=now)
    memory = _living(session, user_id, memory_id)
    if memory.number != body.number:
        raise MemoryChanged
    vault = vault_of_memories(keyring, user_id)
    before = opened(memory, vault)
    after = before if body.statement is None else checked(body.statement)
    known = known_memory(session, user_id, after, keyring)
    if known is not None and known.id != memory.id:
        raise KnownAlready
    versions = vault_of_versions(keyring, user_id)
    session.add(sealed_version(memory, before, versions, until=now))
    if after != before:
        write_words(memory, after, vault)
        provenance.mark_words(session, user_id, memory.id, after)
    memory.kind = body.kind or memory.kind
    if body.sharing is not None or body.providers is not None:
        _share(memory, body)
        provenance.mark_words(session, user_id, memory.id, after)
    memory.number += 1
    confirm_row(memory, max(memory.confidence, SURE), MemoryStatus.KEPT, now)
    session.flush()
    return memory_out(memory, keyring, now)


def confirm(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
    keyring: Keyring,
    *,
    now: datetime,
) -> MemoryOut:
    """It is so: full confidence from now on; a proposal counts from now on.

    Raises:
        MemoryNotFound, MemoryForgotten
    """
    settings.lock_for_change(session, user_id, now=now)
    memory = _living(session, user_id, memory_id)
    confirm_row(memory, SURE, MemoryStatus.KEPT, now)
    session.flush()
    return memory_out(memory, keyring, now)


def forget(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
    keyring: Keyring,
    news: News,
    *,
    now: datetime,
    command_id: UUID | None = None,
) -> None:
    """Erase the words of a memory and of its versions, and what the product itself wrote of it.

    What they meant is not learned again, nor shown to a provider. Whatever else says the same, put otherwise, goes with
    it. Forgetting twice changes nothing. `command_id` is the message that has it forgotten, if one does.

    Raises:
        MemoryNotFound
    """
    settings.lock_for_change(session, user_id, now=now, erasing=True)
    memory = queries.memory(session, user_id, memory_id, lock=True)
    if memory.status == MemoryStatus.FORGOTTEN:
        return
    statement = opened(memory, vault_of_memories(keyring, user_id))
    twins = alike(session, user_id, statement, keyring, but=memory.id)
    _forget_each(session, user_id, (memory, *twins), keyring, news, now, command_id)


def forget_all(
    session: Session,
    user_id: UUID,
    keyring: Keyring,
    news: News,
    *,
    now: datetime,
) -> int:
    """Forget everything; how much it was."""
    settings.lock_for_change(session, user_id, now=now, erasing=True)
    memories = queries.locked_memories(session, user_id)
    _forget_each(session, user_id, memories, keyring, news, now)
    return len(memories)


def forget_unknown(
    session: Session,
    user_id: UUID,
    statement: str,
    keyring: Keyring,
    news: News,
    *,
    now: datetime,
    command_id: UUID,
) -> None:
    """Forget what is not remembered: it is not learned, and what the product wrote of it is erased."""
    settings.lock_for_change(session, user_id, now=now, erasing=True)
    news.publish(session, StatementForgotten(user_id, statement))
    tombstones.bury(session, user_id, statement, keyring, now=now)
    message_erasure.erase(session, user_id, [Erasure((statement,))], keyring, command_id=command_id)
    usage.forget_answers(session, user_id)


def take_from_session(
    session: Session,
    user_id: UUID,
    session_id: UUID,
    statement: str,
    keyring: Keyring,
    *,
    now: datetime,
) -> None:
    """Remember what a trader takes from a coaching session. The book must be held.

    Raises:
        NothingSaid, NotAboutYou, GuardedWords, ForgottenBefore, TooManyMemories
    """
    origin = MemoryOrigin(
        source=MemorySource.SESSION,
        sharing=settings.read(session, user_id).sharing,
        evidence=[f"session:{session_id}"],
    )
    learn(session, user_id, statement, None, origin, keyring, now=now)


def not_for_prompts(
    session: Session,
    user_id: UUID,
    contents: Mapping[UUID, str],
    keyring: Keyring,
    provider: str | None,
) -> set[UUID]:
    """Which of these messages no prompt for this provider may show.

    Those that are known to carry what was forgotten or is kept back; and those, such as imported ones, in which a
    sentence says what was forgotten.
    """
    if not contents:
        return set()
    carriers = queries.kept_back(session, user_id, contents, provider)
    hidden = set(carriers.message_ids)
    if carriers.is_anything_buried:
        hidden |= tombstones.saying_what_is_buried(session, user_id, contents, keyring)
    return hidden


def mark_answer(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    cited: Sequence[UUID],
    given: Sequence[UUID] = (),
) -> None:
    """An answer stands on these memories; these others were given to the provider that wrote it."""
    provenance.mark_answer(session, user_id, message_id, cited=cited, given=given)


def forgotten_among(
    session: Session,
    user_id: UUID,
    texts: Sequence[str],
    keyring: Keyring,
) -> set[str]:
    """Which of these texts have a sentence that says what was forgotten."""
    places = tombstones.saying_what_is_buried(session, user_id, dict(enumerate(texts)), keyring)
    return {texts[place] for place in places}


def renew_memory(vault: Vault, memory: CoachingMemory) -> None:
    """Seal and index a memory under the first key."""
    write_words(memory, opened(memory, vault), vault)


def renew_tombstone(vault: Vault, tombstone: CoachingTombstone) -> None:
    """Seal and index a tombstone under the first key."""
    tombstones.renew_tombstone(vault, tombstone)


def _living(session: Session, user_id: UUID, memory_id: UUID) -> CoachingMemory:
    """A memory that is not forgotten, locked."""
    memory = queries.memory(session, user_id, memory_id, lock=True)
    if memory.status == MemoryStatus.FORGOTTEN:
        raise MemoryForgotten
    return memory


def _share(memory: CoachingMemory, body: CorrectMemory) -> None:
    sharing = body.sharing or Sharing(memory.sharing)
    providers = memory.providers if body.providers is None else body.providers
    memory.sharing, memory.providers = sharing, _providers_for(sharing, providers)


def _providers_for(sharing: Sharing, providers: Sequence[str]) -> list[str]:
    """The providers that may be told, each once; named for scope `some`, and only for it."""
    if (sharing is Sharing.SOME) != bool(providers):
        raise UnknownProvider
    return sorted(set(providers))


def _forget_each(
    session: Session,
    user_id: UUID,
    memories: Sequence[CoachingMemory],
    keyring: Keyring,
    news: News,
    now: datetime,
    command_id: UUID | None = None,
) -> None:
    erasures = [bury_memory(session, memory, keyring, news, now) for memory in memories]
    message_erasure.erase(session, user_id, erasures, keyring, command_id=command_id)
    usage.forget_answers(session, user_id)
