"""Which messages carry a memory, so that no prompt shows what was forgotten or is kept from a provider.

A message carries a memory when the trader said it there, when an answer stands on it, when a provider was given it
before it wrote, or when its words occur there. What is forgotten leaves prompts, and what the product wrote of it is
erased (`erasure`); what the trader wrote stays as it is.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.db import HotStatement, at_once, ids_listed
from backend.features.coach.memory.extraction import statements_in
from backend.features.coach.memory.models import (
    Carried,
    CoachingBook,
    CoachingCarried,
    CoachingMemory,
    CoachingTombstone,
    MemoryStatus,
)
from backend.features.coach.memory.statement_matching import carries, digests, spoken, tidy

Place = TypeVar("Place", UUID, int)
MOST_MESSAGES = (
    500  # that have most of the words; more than this, and the words say nothing in particular
)
MOST_WORDS = 12  # the longest ones; each is left out once
ALL_OF = 3  # so few words must all be there
BURIED = "coaching.buried"  # what the keyed hashes of tombstones are of

# `chat_found` chooses by the index on words and asks for the user itself; the messages are read behind their policies.
_WITH_WORDS = text("""
select m.id, m.content
from chat_found(:asked, null, null, null, null, null, null, null, null, null, null, null, :most) as found
join messages m on m.id = found.message_id where m.user_id = :user_id
""")

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


def told(session: Session, user_id: UUID, message_id: UUID, memory_ids: Sequence[UUID]) -> None:
    """The trader said these things in a message."""
    _add(session, user_id, [(message_id, one) for one in memory_ids], Carried.TOLD)


def used(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    cited: Sequence[UUID],
    given: Sequence[UUID],
) -> None:
    """An answer stands on these memories; these others were given to the provider that wrote it."""
    _add(session, user_id, [(message_id, one) for one in cited], Carried.CITED)
    _add(
        session,
        user_id,
        [(message_id, one) for one in given if one not in set(cited)],
        Carried.GIVEN,
    )


def words(session: Session, user_id: UUID, memory_id: UUID, statement: str) -> None:
    """Mark every message of the trader, and every answer, in which a statement's words occur."""
    _add(
        session,
        user_id,
        [(one, memory_id) for one in saying(session, user_id, statement)],
        Carried.WORDS,
    )


def saying(session: Session, user_id: UUID, statement: str) -> list[UUID]:
    """Every final message of the trader, and every answer, in which a statement's words occur."""
    found: dict[UUID, None] = {}
    for wording in dict.fromkeys((statement, tidy(statement))):
        asked = _asked(list(dict.fromkeys(spoken(wording))))
        named = {"asked": asked, "most": MOST_MESSAGES, "user_id": user_id}
        rows = session.execute(_WITH_WORDS, named) if asked else ()
        found.update((row.id, None) for row in rows if carries(row.content, statement))
    return list(found)


def _asked(words: Sequence[str]) -> str:
    """A search for all of these words, or all but one: few messages have so many, however many there are."""
    told = sorted(words, key=len, reverse=True)[:MOST_WORDS]
    if len(told) <= ALL_OF:
        return " ".join(told)
    return " or ".join(" ".join(one for one in told if one != left_out) for left_out in told)


def not_for_prompts(
    session: Session,
    user_id: UUID,
    said: Mapping[UUID, str],
    keyring: Keyring,
    provider: str | None,
) -> set[UUID]:
    """Which of these messages no prompt for this provider may show.

    Those that are known to carry what was forgotten or is kept back; and those, such as imported ones, in which a
    sentence says what was forgotten.
    """
    if not said:
        return set()
    ((carrying, anything_is_buried),) = at_once(
        session, _KEPT_BACK, (user_id, ids_listed(said), provider)
    )
    return set(carrying) | (
        _saying_what_is_buried(session, user_id, said, keyring) if anything_is_buried else set()
    )


def is_anything_buried(session: Session, user_id: UUID) -> bool:
    """Whether the trader ever had anything forgotten."""
    chosen = select(CoachingTombstone.id).where(CoachingTombstone.user_id == user_id)
    return session.scalars(chosen.limit(1)).one_or_none() is not None


def buried_in(session: Session, user_id: UUID, texts: Sequence[str], keyring: Keyring) -> set[str]:
    """Which of these texts have a sentence that says what was forgotten."""
    buried = _saying_what_is_buried(session, user_id, dict(enumerate(texts)), keyring)
    return {texts[place] for place in buried}


def _saying_what_is_buried(
    session: Session, user_id: UUID, said: Mapping[Place, str], keyring: Keyring
) -> set[Place]:
    keys: dict[int, set[Place]] = {}
    for message_id, content in said.items():
        for words in statements_in(content):
            for each in keyring.wanted(digests(words), user_id, BURIED):
                for key in each:
                    keys.setdefault(key, set()).add(message_id)
    buried = select(CoachingTombstone.key).where(CoachingTombstone.user_id == user_id)
    found = session.scalars(buried.where(CoachingTombstone.key.in_(keys)))
    return {one for key in found for one in keys[key]}


def forgotten_since(session: Session, user_id: UUID, memory_ids: Sequence[UUID]) -> list[UUID]:
    """Which of these memories were forgotten meanwhile; nobody forgets any until this transaction ends."""
    if not memory_ids:
        return []
    session.execute(
        select(CoachingBook.user_id)
        .where(CoachingBook.user_id == user_id)
        .with_for_update(read=True)
    )
    chosen = select(CoachingMemory.id).where(
        CoachingMemory.user_id == user_id,
        CoachingMemory.id.in_(memory_ids),
        CoachingMemory.status == MemoryStatus.FORGOTTEN,
    )
    return list(session.scalars(chosen))


def _add(session: Session, user_id: UUID, pairs: Sequence[tuple[UUID, UUID]], how: Carried) -> None:
    if not pairs:
        return
    rows = [
        {"message_id": message_id, "memory_id": memory_id, "user_id": user_id, "how": how}
        for message_id, memory_id in sorted(set(pairs))
    ]
    session.execute(insert(CoachingCarried).values(rows).on_conflict_do_nothing())
