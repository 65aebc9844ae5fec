"""Memories that say the same in other words: all are opened, for a hash knows one wording."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import KeyGone, Vault, WordsDamaged
from backend.features.coach.memory import queries
from backend.features.coach.memory.models import CoachingMemory, MemoryStatus
from backend.features.coach.memory.statement_matching import in_any_order


def alike(
    session: Session, user_id: UUID, statement: str, keyring: Keyring, *, but: UUID | None = None
) -> list[CoachingMemory]:
    """Memories that are not forgotten and say what a statement says, however it is put; the oldest first."""
    chosen = queries.memories_of(user_id).where(CoachingMemory.status != MemoryStatus.FORGOTTEN)
    vault, wanted, found = (
        Vault(keyring, user_id, CoachingMemory.__tablename__),
        in_any_order(statement),
        [],
    )
    for one in session.scalars(chosen.order_by(CoachingMemory.learned_at, CoachingMemory.id)):
        try:
            said = vault.open_some("statement", one.id, one.statement)
        except (KeyGone, WordsDamaged):
            continue
        if said is not None and one.id != but and in_any_order(said) == wanted:
            found.append(one)
    return found
