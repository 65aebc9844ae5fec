"""Use cases of memory: teach, list, correct, confirm, forget. Whoever changes it holds the trader's book."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.events import News
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.features.ai import usage
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import BehaviourPattern
from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.memory import erasure, provenance, queries, settings
from backend.features.coach.memory.confidence import FADED, HALF_LIFE_DAYS, confidence_now, fades_at
from backend.features.coach.memory.deduplication import alike
from backend.features.coach.memory.erasure import Gone
from backend.features.coach.memory.errors import (
    ForgottenBefore,
    GuardedWords,
    KnownAlready,
    MemoryChanged,
    MemoryForgotten,
    NotAboutYou,
    NothingSaid,
    TooManyMemories,
    UnknownEvidence,
    UnknownProvider,
)
from backend.features.coach.memory.events import StatementForgotten
from backend.features.coach.memory.extraction import SURE, is_addressed_to_the_coach, kind_of
from backend.features.coach.memory.models import (
    CoachingMemory,
    CoachingMemoryVersion,
    CoachingTombstone,
    MemoryKind,
    MemorySource,
    MemoryStatus,
    Sharing,
)
from backend.features.coach.memory.provenance import BURIED
from backend.features.coach.memory.schemas import CorrectMemory, MemoryFilter, TeachMemory
from backend.features.coach.memory.statement_matching import (
    as_written,
    digests,
    in_any_order,
    in_order,
    telling,
    tidy,
)
from backend.features.record.plans import queries as plans
from backend.features.record.trades import queries as trades

MOST = 10_000
TABLE = CoachingMemory.__tablename__
VERSIONS = CoachingMemoryVersion.__tablename__
TOMBSTONES = CoachingTombstone.__tablename__
KEY, WORDS = "coaching.key", "coaching.words"  # what the keyed hashes are of


def teach(
    session: Session, user_id: UUID, body: TeachMemory, keyring: Keyring, *, now: datetime
) -> dict[str, Any]:
    """Remember something that the trader teaches; what is known already is confirmed.

    Raises:
        NothingSaid, NotAboutYou, GuardedWords, UnknownProvider
        UnknownEvidence: something that it is to rest on is not the trader's.
        ForgottenBefore: unless it is to be learned again.
        TooManyMemories
    """
    _refuse_unknown(session, user_id, body.evidence)
    settings.changing(session, user_id, now=now)
    chosen = body.sharing if body.sharing is not None else settings.read(session, user_id).sharing
    found = learn(
        session, user_id, body.statement, body.kind, keyring,
        confidence=SURE, source=MemorySource.RECORD if body.evidence else MemorySource.TRADER,
        sharing=_shared(chosen, body.providers), evidence=body.evidence, again=body.again, now=now,
    )  # fmt: skip
    return shown(found, keyring, now)


def learn(
    session: Session,
    user_id: UUID,
    statement: str,
    kind: MemoryKind | None,
    keyring: Keyring,
    *,
    confidence: float,
    source: MemorySource,
    now: datetime,
    sharing: tuple[Sharing, list[str]] = (Sharing.ANY, []),
    message_id: UUID | None = None,
    evidence: Sequence[str] = (),
    again: bool = False,
    status: MemoryStatus = MemoryStatus.KEPT,
) -> CoachingMemory:
    """Make a memory, or confirm the one that says just this. The book must be held.

    Raises:
        NothingSaid, NotAboutYou, GuardedWords, ForgottenBefore, TooManyMemories
    """
    said = checked(statement)
    if again:
        unbury(session, user_id, said, keyring)
    elif is_buried(session, user_id, said, keyring):
        raise ForgottenBefore
    known = queries.memory_by_key(session, user_id, keys_of(keyring, user_id, said))
    if known is not None:
        _confirm(known, confidence, status, now)
        session.flush()
        return known
    if queries.count_kept(session, user_id) >= MOST:
        raise TooManyMemories
    made = CoachingMemory(
        id=new_id(), user_id=user_id, kind=kind or kind_of(tidy(said)), status=status, number=1, confidence=confidence,
        source=source, message_id=message_id, evidence=list(evidence), sharing=sharing[0], providers=sharing[1],
        learned_at=now, confirmed_at=now, forgotten_at=None, updated_at=now,
    )  # fmt: skip
    write_words(made, said, Vault(keyring, user_id, TABLE))
    session.add(made)
    session.flush()
    if message_id is not None:
        provenance.told(session, user_id, message_id, [made.id])
    return made


def list_memories(
    session: Session, user_id: UUID, wanted: MemoryFilter, keyring: Keyring, *, now: datetime
) -> Page[dict[str, Any]]:
    """A page of memories, latest first, the forgotten ones without words."""
    page = queries.memory_page(session, user_id, wanted)
    return Page([shown(one, keyring, now) for one in page.items], page.next_cursor)


def read_memory(
    session: Session, user_id: UUID, memory_id: UUID, keyring: Keyring, *, now: datetime
) -> dict[str, Any]:
    """One memory with its earlier versions and the messages that carry it.

    Raises:
        MemoryNotFound
    """
    found = queries.memory(session, user_id, memory_id)
    vault = Vault(keyring, user_id, VERSIONS)
    versions = [
        {"number": one.number, "kind": one.kind, "statement": vault.open("statement", one.id, one.statement),
         "since": one.since, "until": one.until}
        for one in queries.memory_versions(session, user_id, memory_id)
    ]  # fmt: skip
    carried = [
        {"message_id": str(one.message_id), "how": one.how}
        for one in queries.carried_by(session, user_id, memory_id)
    ]
    return shown(found, keyring, now) | {"versions": versions, "carried_by": carried}


def correct(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
    body: CorrectMemory,
    keyring: Keyring,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Correct a memory; how it read before stays as a version, until it is forgotten.

    Raises:
        MemoryNotFound, MemoryForgotten, NothingSaid, NotAboutYou, GuardedWords, UnknownProvider
        MemoryChanged: another correction came first.
        KnownAlready: another memory says just this.
    """
    settings.changing(session, user_id, now=now)
    found = _living(session, user_id, memory_id)
    if found.number != body.number:
        raise MemoryChanged
    vault = Vault(keyring, user_id, TABLE)
    before = opened(found, vault)
    said = before if body.statement is None else checked(body.statement)
    known = queries.memory_by_key(session, user_id, keys_of(keyring, user_id, said))
    if known is not None and known.id != found.id:
        raise KnownAlready
    _keep_version(session, found, before, keyring, now)
    if said != before:
        write_words(found, said, vault)
        provenance.words(session, user_id, found.id, said)
    found.kind = body.kind or found.kind
    if body.sharing is not None or body.providers is not None:
        chosen = body.sharing or Sharing(found.sharing)
        providers = body.providers if body.providers is not None else found.providers
        found.sharing, found.providers = _shared(chosen, providers)
        provenance.words(session, user_id, found.id, said)
    found.number += 1
    _confirm(found, max(found.confidence, SURE), MemoryStatus.KEPT, now)
    session.flush()
    return shown(found, keyring, now)


def confirm(
    session: Session, user_id: UUID, memory_id: UUID, keyring: Keyring, *, now: datetime
) -> dict[str, Any]:
    """It is so: full confidence from now on; a proposal counts from now on.

    Raises:
        MemoryNotFound, MemoryForgotten
    """
    settings.changing(session, user_id, now=now)
    found = _living(session, user_id, memory_id)
    _confirm(found, SURE, MemoryStatus.KEPT, now)
    session.flush()
    return shown(found, keyring, now)


def forget(
    session: Session,
    user_id: UUID,
    memory_id: UUID,
    keyring: Keyring,
    news: News,
    *,
    now: datetime,
    told_in: UUID | None = None,
) -> None:
    """Erase the words of a memory and of its versions, and what the product itself wrote of it.

    What they meant is not learned again, nor shown to a provider. Whatever else says the same, put otherwise, goes with
    it. Forgetting twice changes nothing. `told_in` is the message that has it forgotten, if one does.

    Raises:
        MemoryNotFound
    """
    settings.changing(session, user_id, now=now, erasing=True)
    found = queries.memory(session, user_id, memory_id, lock=True)
    if found.status != MemoryStatus.FORGOTTEN:
        said = opened(found, Vault(keyring, user_id, TABLE))
        twins = alike(session, user_id, said, keyring, but=found.id)
        gone = [_erase(session, one, keyring, news, now) for one in (found, *twins)]
        erasure.erase(session, user_id, gone, keyring, told_in=told_in)
        usage.forget_answers(session, user_id)


def forget_all(
    session: Session, user_id: UUID, keyring: Keyring, news: News, *, now: datetime
) -> int:
    """Forget everything; how much it was."""
    settings.changing(session, user_id, now=now, erasing=True)
    chosen = queries.memories_of(user_id).where(CoachingMemory.status != MemoryStatus.FORGOTTEN)
    found = session.scalars(chosen.with_for_update(key_share=True)).all()
    gone = [_erase(session, one, keyring, news, now) for one in found]
    erasure.erase(session, user_id, gone, keyring)
    usage.forget_answers(session, user_id)
    return len(found)


def forget_unknown(
    session: Session,
    user_id: UUID,
    statement: str,
    keyring: Keyring,
    *,
    now: datetime,
    told_in: UUID,
) -> None:
    """Forget what is not remembered: it is not learned, and what the product wrote of it is erased."""
    settings.changing(session, user_id, now=now, erasing=True)
    bury(session, user_id, statement, keyring, now=now)
    erasure.erase(session, user_id, [Gone((statement,))], keyring, told_in=told_in)
    usage.forget_answers(session, user_id)


def bury(
    session: Session,
    user_id: UUID,
    statement: str,
    keyring: Keyring,
    *,
    now: datetime,
    of: CoachingMemory | None = None,
) -> None:
    """See to it that what a statement says is not learned, whether or not it is remembered."""
    digest = in_any_order(statement)
    made = CoachingTombstone(
        id=new_id(), user_id=user_id, memory_id=of.id if of else None, kind=of.kind if of else None, digest=b"",
        key=_buried_key(keyring, user_id, digest), forgotten_at=now,
    )  # fmt: skip
    made.digest = Vault(keyring, user_id, TOMBSTONES).seal("digest", made.id, digest)
    session.add(made)
    session.flush()


def is_buried(session: Session, user_id: UUID, statement: str, keyring: Keyring) -> bool:
    """Whether what a statement says was forgotten once."""
    return queries.is_tombstoned(session, user_id, _buried_keys(keyring, user_id, statement))


def unbury(session: Session, user_id: UUID, statement: str, keyring: Keyring) -> None:
    """The trader wants it learned again."""
    keys = _buried_keys(keyring, user_id, statement)
    session.execute(
        delete(CoachingTombstone).where(
            CoachingTombstone.user_id == user_id, CoachingTombstone.key.in_(keys)
        )
    )


def matching(
    session: Session, user_id: UUID, statement: str, keyring: Keyring
) -> list[CoachingMemory]:
    """Memories that say what a statement says: just this, the same put otherwise, or all of its words and more."""
    exact = queries.memory_by_key(session, user_id, keys_of(keyring, user_id, statement))
    if exact is not None:
        return [exact]
    twins = alike(session, user_id, statement, keyring)
    if twins:
        return twins[:1]
    wanted = set(telling(statement))
    each = [[one[0] for one in keyring.wanted([word], user_id, WORDS)] for word in sorted(wanted)]
    found = queries.memories_with_all(session, user_id, each) if each else []
    vault = Vault(keyring, user_id, TABLE)
    return [one for one in found if wanted <= set(telling(opened(one, vault)))]


def checked(statement: str) -> str:
    """A statement as it is kept.

    Raises:
        NothingSaid, NotAboutYou, GuardedWords
    """
    said = tidy(statement)
    if is_guarded(said):
        raise GuardedWords
    if is_addressed_to_the_coach(said):
        raise NotAboutYou
    if not telling(said):
        raise NothingSaid
    return as_written(statement)


def opened(found: CoachingMemory, vault: Vault) -> str:
    """The words of a memory that is not forgotten."""
    assert found.statement is not None, "only a forgotten memory has no words"
    return vault.open("statement", found.id, found.statement)


def write_words(found: CoachingMemory, said: str, vault: Vault) -> None:
    """Seal a statement into its row, with the hashes by which it is found."""
    found.statement = vault.seal("statement", found.id, said)
    found.key = vault.keyring.index([in_order(said)], vault.user_id, KEY)[0]
    found.words = _hashes(vault.keyring, vault.user_id, said)


def renew_tombstone(vault: Vault, row: CoachingTombstone) -> None:
    """Seal and index a tombstone under the first key."""
    digest = vault.open("digest", row.id, row.digest)
    row.digest = vault.seal("digest", row.id, digest)
    row.key = _buried_key(vault.keyring, vault.user_id, digest)


def shown(found: CoachingMemory, keyring: Keyring, now: datetime) -> dict[str, Any]:
    """A memory as the wire has it."""
    left = confidence_now(found.kind, found.confidence, found.confirmed_at, now)
    kept = found.status == MemoryStatus.KEPT
    vault = Vault(keyring, found.user_id, TABLE)
    return {
        **{name: getattr(found, name) for name in _COLUMNS},
        "statement": vault.open_some("statement", found.id, found.statement),
        "confidence_now": round(left, 4) if found.statement else 0.0,
        "half_life_days": HALF_LIFE_DAYS[MemoryKind(found.kind)],
        "in_use": kept and left >= FADED,
        "fades_at": fades_at(found.kind, found.confidence, found.confirmed_at) if kept else None,
    }


_COLUMNS = (
    "id", "kind", "status", "number", "source", "message_id", "evidence", "confidence", "sharing", "providers",
    "learned_at", "confirmed_at", "forgotten_at",
)  # fmt: skip


def _refuse_unknown(session: Session, user_id: UUID, evidence: Sequence[str]) -> None:
    """A memory rests on things that are there, and the trader's."""
    named: dict[str, set[UUID]] = {"trade": set(), "plan": set(), "pattern": set()}
    for one in evidence:
        kind, _, thing = one.partition(":")
        named[kind].add(UUID(thing))
    patterns = behaviour.patterns_of(user_id).where(BehaviourPattern.id.in_(named["pattern"]))
    found = {
        "trade": trades.owned(session, user_id, sorted(named["trade"])),
        "plan": plans.owned(session, user_id, sorted(named["plan"])),
        "pattern": {one.id for one in session.scalars(patterns)} if named["pattern"] else set(),
    }
    if found != named:
        raise UnknownEvidence


def _living(session: Session, user_id: UUID, memory_id: UUID) -> CoachingMemory:
    found = queries.memory(session, user_id, memory_id, lock=True)
    if found.status == MemoryStatus.FORGOTTEN:
        raise MemoryForgotten
    return found


def _confirm(found: CoachingMemory, confidence: float, status: MemoryStatus, now: datetime) -> None:
    found.confidence = max(found.confidence, confidence)
    found.confirmed_at = found.updated_at = now
    if status == MemoryStatus.KEPT:
        found.status = status


def _shared(sharing: Sharing, providers: Sequence[str]) -> tuple[Sharing, list[str]]:
    if (sharing is Sharing.SOME) != bool(providers):
        raise UnknownProvider
    return sharing, sorted(set(providers))


def _keep_version(
    session: Session, found: CoachingMemory, words: str, keyring: Keyring, now: datetime
) -> None:
    row = CoachingMemoryVersion(
        id=new_id(), memory_id=found.id, user_id=found.user_id, number=found.number, kind=found.kind, statement=b"",
        since=found.updated_at, until=now,
    )  # fmt: skip
    row.statement = Vault(keyring, found.user_id, VERSIONS).seal("statement", row.id, words)
    session.add(row)


def _erase(
    session: Session, found: CoachingMemory, keyring: Keyring, news: News, now: datetime
) -> Gone:
    """Mark who carries it while its words are still known, bury them, and erase them; every wording that it had."""
    versions = session.scalars(
        select(CoachingMemoryVersion).where(
            CoachingMemoryVersion.user_id == found.user_id,
            CoachingMemoryVersion.memory_id == found.id,
        )
    ).all()
    vault = Vault(keyring, found.user_id, VERSIONS)
    said = {opened(found, Vault(keyring, found.user_id, TABLE))}
    said |= {vault.open("statement", one.id, one.statement) for one in versions}
    for words in sorted(said):
        provenance.words(session, found.user_id, found.id, words)
        news.publish(session, StatementForgotten(found.user_id, words))
        bury(session, found.user_id, words, keyring, now=now, of=found)
    for one in versions:
        session.delete(one)
    found.status, found.statement, found.key = MemoryStatus.FORGOTTEN, None, None
    found.words, found.evidence = [], []
    found.forgotten_at = found.updated_at = now
    session.flush()
    return Gone(tuple(sorted(said)), found.id)


def _hashes(keyring: Keyring, user_id: UUID, said: str) -> list[int]:
    return keyring.index(set(telling(said)), user_id, WORDS)


def keys_of(keyring: Keyring, user_id: UUID, said: str) -> list[int]:
    """What stands for just this statement, under each key."""
    return [one[0] for one in keyring.wanted([in_order(said)], user_id, KEY)]


def _buried_key(keyring: Keyring, user_id: UUID, digest: str) -> int:
    return keyring.index([digest], user_id, BURIED)[0]


def _buried_keys(keyring: Keyring, user_id: UUID, statement: str) -> list[int]:
    return [key for each in keyring.wanted(digests(statement), user_id, BURIED) for key in each]
