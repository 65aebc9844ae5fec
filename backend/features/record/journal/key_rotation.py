"""Use case: everything that is encrypted, once more under the first key, so that an older one can be put away.

User by user and batch by batch, each batch a transaction of its own. What is done is seen in the rows themselves, so it
may be interrupted at any point and run again; run it until nothing is left to do. The answers that are kept for an
`Idempotency-Key` go with it: they may repeat an entry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.core import idempotency
from backend.core.crypto import HEADER_BYTES, KeyMissing, Keyring, TextDamaged
from backend.core.db import Database, acting_for
from backend.core.encrypted_columns import KeyGone, Vault, WordsDamaged
from backend.core.idempotency import IdempotencyKey
from backend.features.record.journal import service
from backend.features.record.journal.models import CheckIn, JournalEntry, JournalTemplate

BATCH = 200
FIRST_ID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was done.

    Attributes:
        rows: encrypted anew.
        unreadable: what could not be, one line for each row.
    """

    rows: int
    unreadable: tuple[str, ...]


def rotate_keys(
    database: Database, keyring: Keyring, more: Sequence["SealedTable"] = ()
) -> Rotated:
    """Encrypt and index everything under the first key that is not yet; what cannot be read is left and told.

    Args:
        database: of whoever may see all owners.
        keyring: its first key encrypts.
        more: tables of the features above.
    """
    rows, unreadable = 0, list[str]()
    for user_id in owners(database):
        for table in (*_TABLES, *more):
            after = table.start
            while after is not None:
                with database.transaction(acting_for(user_id)) as session:
                    done, failed, after = _rotate_batch(
                        session, table, Vault(keyring, user_id, table.name), after
                    )
                rows += done
                unreadable += failed
    return Rotated(rows, tuple(unreadable))


def owners(database: Database) -> list[UUID]:
    """Everybody who has something that is encrypted."""
    with database.reading() as session:
        return [UUID(str(one)) for one in session.scalars(select(func.journal_owners()))]


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with encrypted columns, and how one of its rows is renewed."""

    name: str
    model: Any
    place: Any  # the column by which rows are gone through, from `start` on
    start: Any
    columns: tuple[str, ...]
    renew: Callable[[Vault, Any], None]


def _renew_entry(vault: Vault, row: JournalEntry) -> None:
    for name, value in service.sealed(vault, row.id, *service.opened(vault, row)).items():
        setattr(row, name, value)


def renew_columns(*columns: str) -> Callable[[Vault, Any], None]:
    """Renews columns that are encrypted and nothing else."""

    def renew(vault: Vault, row: Any) -> None:
        words = {name: vault.open_some(name, row.id, getattr(row, name)) for name in columns}
        for name, said in words.items():
            setattr(row, name, vault.seal_some(name, row.id, said))

    return renew


def sealed_table(
    model: Any, columns: tuple[str, ...], renew: Callable[[Vault, Any], None]
) -> SealedTable:
    """A table whose rows are gone through by id."""
    return SealedTable(model.__tablename__, model, model.id, FIRST_ID, columns, renew)


_TABLES = (
    sealed_table(JournalEntry, ("title", "body"), _renew_entry),
    sealed_table(CheckIn, ("note", "intention"), renew_columns("note", "intention")),
    sealed_table(JournalTemplate, ("name", "body"), renew_columns("name", "body")),
    SealedTable(
        IdempotencyKey.__tablename__,
        IdempotencyKey,
        IdempotencyKey.key,
        "",
        ("asked_sha256", "body"),
        lambda vault, row: idempotency.renew(row, vault.keyring),
    ),
)


def _rotate_batch(
    session: Session, table: SealedTable, vault: Vault, after: Any
) -> tuple[int, list[str], Any]:
    """Renew some rows; how many, which could not be, and the place of the last one looked at (null at the end)."""
    headers = [func.substr(getattr(table.model, name), 1, HEADER_BYTES) for name in table.columns]
    old = or_(*(header != vault.keyring.header for header in headers))
    chosen = select(table.model).where(
        table.model.user_id == vault.user_id, table.place > after, old
    )
    rows = session.scalars(
        chosen.order_by(table.place).limit(BATCH).with_for_update(key_share=True)
    ).all()
    failed = []
    for row in rows:
        try:
            table.renew(vault, row)
        except (KeyGone, WordsDamaged, KeyMissing, TextDamaged) as refusal:
            failed.append(f"{table.name} {getattr(row, table.place.key)}: {refusal.code}")
    return (
        len(rows) - len(failed),
        failed,
        getattr(rows[-1], table.place.key) if len(rows) == BATCH else None,
    )
