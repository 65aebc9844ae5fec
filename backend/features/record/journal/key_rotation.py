"""Use case: everything that is encrypted, once more under the first key.

The answers that are kept for an `Idempotency-Key` go with it: they may repeat an entry.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from backend.core import idempotency, key_rotation
from backend.core.crypto import Keyring
from backend.core.db import Database
from backend.core.encrypted_columns import Vault
from backend.core.key_rotation import Rotation, SealedTable, renew_columns, sealed_table
from backend.features.record.journal import entry_words
from backend.features.record.journal.models import CheckIn, JournalEntry, JournalTemplate


def rotate_keys(database: Database, keyring: Keyring, more: Sequence[SealedTable] = ()) -> Rotation:
    """Encrypt and index everything under the first key that is not yet; what cannot be read is left and told.

    Args:
        database: of whoever may see all owners.
        keyring: its first key encrypts.
        more: tables of the features above.
    """
    return key_rotation.rotate_keys(database, keyring, owners(database), (*_TABLES, *more))


def owners(database: Database) -> list[UUID]:
    """Everybody who has something that is encrypted."""
    with database.reading() as session:
        user_ids = session.scalars(select(func.journal_owners()))
        return [UUID(str(user_id)) for user_id in user_ids]


def _renew_entry(vault: Vault, row: JournalEntry) -> None:
    title, body = entry_words.opened(vault, row)
    for name, value in entry_words.sealed(vault, row.id, title, body).items():
        setattr(row, name, value)


_TABLES = (
    sealed_table(JournalEntry, ("title", "body"), _renew_entry),
    sealed_table(CheckIn, ("note", "intention"), renew_columns("note", "intention")),
    sealed_table(JournalTemplate, ("name", "body"), renew_columns("name", "body")),
    idempotency.SEALED_TABLE,
)
