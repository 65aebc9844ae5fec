"""The words of a memory at rest: sealed in its row, with the keyed hashes by which a statement is known again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.features.coach.memory.models import CoachingMemory, CoachingMemoryVersion
from backend.features.coach.memory.statement_matching import in_order, telling

KEY, WORDS = "coaching.key", "coaching.words"  # what the keyed hashes are of


def vault_of_memories(keyring: Keyring, user_id: UUID) -> Vault:
    """What seals and opens the statements of a trader's memories."""
    return Vault(keyring, user_id, CoachingMemory.__tablename__)


def vault_of_versions(keyring: Keyring, user_id: UUID) -> Vault:
    """What seals and opens the statements of earlier versions."""
    return Vault(keyring, user_id, CoachingMemoryVersion.__tablename__)


def opened(memory: CoachingMemory, vault: Vault) -> str:
    """The words of a memory that is not forgotten."""
    assert memory.statement is not None, "only a forgotten memory has no words"
    return vault.open("statement", memory.id, memory.statement)


def write_words(memory: CoachingMemory, statement: str, vault: Vault) -> None:
    """Seal a statement into its row, with the hashes by which it is found."""
    keyring, user_id = vault.keyring, vault.user_id
    memory.statement = vault.seal("statement", memory.id, statement)
    memory.key = keyring.index([in_order(statement)], user_id, KEY)[0]
    memory.words = keyring.index(set(telling(statement)), user_id, WORDS)


def sealed_version(
    memory: CoachingMemory,
    statement: str,
    vault: Vault,
    *,
    until: datetime,
) -> CoachingMemoryVersion:
    """A memory as it reads until it is corrected."""
    version = CoachingMemoryVersion(
        id=new_id(),
        memory_id=memory.id,
        user_id=memory.user_id,
        number=memory.number,
        kind=memory.kind,
        since=memory.updated_at,
        until=until,
    )
    version.statement = vault.seal("statement", version.id, statement)
    return version


def opened_version(version: CoachingMemoryVersion, vault: Vault) -> str:
    """The words of an earlier version."""
    return vault.open("statement", version.id, version.statement)


def keys_of(keyring: Keyring, user_id: UUID, statement: str) -> list[int]:
    """What stands for just this statement, under each key."""
    by_key = keyring.wanted([in_order(statement)], user_id, KEY)
    return [hashes[0] for hashes in by_key]


def word_hashes(keyring: Keyring, user_id: UUID, words: Iterable[str]) -> list[Sequence[int]]:
    """For each of these words, in order, what stands for it under each key."""
    groups: list[Sequence[int]] = []
    for word in sorted(words):
        by_key = keyring.wanted([word], user_id, WORDS)
        groups.append([hashes[0] for hashes in by_key])
    return groups
