"""What must not be learned again: buried, looked up, and dug out where the trader teaches it anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.features.coach.memory import queries
from backend.features.coach.memory.extraction import statements_in
from backend.features.coach.memory.models import CoachingMemory, CoachingTombstone
from backend.features.coach.memory.statement_matching import digests, in_any_order

BURIED = "coaching.buried"  # what the keyed hashes of tombstones are of
Place = TypeVar("Place", UUID, int)


def bury(
    session: Session,
    user_id: UUID,
    statement: str,
    keyring: Keyring,
    *,
    now: datetime,
    memory: CoachingMemory | None = None,
) -> None:
    """See to it that what a statement says is not learned, whether or not it is remembered."""
    digest = in_any_order(statement)
    tombstone = CoachingTombstone(
        id=new_id(),
        user_id=user_id,
        memory_id=None,
        kind=None,
        key=_key_of(keyring, user_id, digest),
        forgotten_at=now,
    )
    if memory is not None:
        tombstone.memory_id, tombstone.kind = memory.id, memory.kind
    vault = Vault(keyring, user_id, CoachingTombstone.__tablename__)
    tombstone.digest = vault.seal("digest", tombstone.id, digest)
    session.add(tombstone)
    session.flush()


def is_buried(session: Session, user_id: UUID, statement: str, keyring: Keyring) -> bool:
    """Whether what a statement says was forgotten once."""
    return queries.is_tombstoned(session, user_id, _keys_of(keyring, user_id, statement))


def unbury(session: Session, user_id: UUID, statement: str, keyring: Keyring) -> None:
    """The trader wants it learned again."""
    keys = _keys_of(keyring, user_id, statement)
    session.execute(
        delete(CoachingTombstone).where(
            CoachingTombstone.user_id == user_id,
            CoachingTombstone.key.in_(keys),
        )
    )


def renew_tombstone(vault: Vault, tombstone: CoachingTombstone) -> None:
    """Seal and index a tombstone under the first key."""
    digest = vault.open("digest", tombstone.id, tombstone.digest)
    tombstone.digest = vault.seal("digest", tombstone.id, digest)
    tombstone.key = _key_of(vault.keyring, vault.user_id, digest)


def saying_what_is_buried(
    session: Session,
    user_id: UUID,
    texts: Mapping[Place, str],
    keyring: Keyring,
) -> set[Place]:
    """The places of those texts that have a sentence which says what was forgotten."""
    places: dict[int, set[Place]] = {}
    for place, text in texts.items():
        for key in _keys_in(text, user_id, keyring):
            places.setdefault(key, set()).add(place)
    statement = select(CoachingTombstone.key).where(
        CoachingTombstone.user_id == user_id,
        CoachingTombstone.key.in_(places),
    )
    buried: set[Place] = set()
    for key in session.scalars(statement):
        buried |= places[key]
    return buried


def _keys_in(text: str, user_id: UUID, keyring: Keyring) -> set[int]:
    """The keys under which anything that a text states may have been buried."""
    keys: set[int] = set()
    for statement in statements_in(text):
        keys.update(_keys_of(keyring, user_id, statement))
    return keys


def _keys_of(keyring: Keyring, user_id: UUID, statement: str) -> Sequence[int]:
    """The keys under which a statement may have been buried, by each key of the server."""
    indexes = keyring.wanted(digests(statement), user_id, BURIED)
    return [key for index in indexes for key in index]


def _key_of(keyring: Keyring, user_id: UUID, digest: str) -> int:
    return keyring.index([digest], user_id, BURIED)[0]
