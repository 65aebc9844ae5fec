"""Encrypted tables once more under the first key, so that an older one can be put away.

User by user and batch by batch, each batch a transaction of its own. What is done is seen in the rows themselves, so it
may be interrupted at any point and run again; run it until nothing is left to do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core.crypto import HEADER_BYTES, KeyMissing, Keyring, TextDamaged
from backend.core.db import Database, acting_for
from backend.core.encrypted_columns import KeyGone, Vault, WordsDamaged

BATCH = 200
FIRST_ID = UUID(int=0)


class SealedRow(Protocol):
    """A row with encrypted columns."""

    @property
    def id(self) -> UUID:
        """Its name."""


Renew = Callable[[Vault, Any], None]
"""Encrypts the columns of one row of a table once more, with the first key."""


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with encrypted columns, and how one of its rows is renewed.

    Attributes:
        name: of the table.
        model: its rows, which have a `user_id`.
        place: the column by which rows are gone through.
        start: what stands before the first place.
        columns: the encrypted ones, all renewed together.
        renew: encrypts the columns of one row once more, with the first key.
    """

    name: str
    model: type[Any]
    place: InstrumentedAttribute[Any]
    start: UUID | str
    columns: tuple[str, ...]
    renew: Renew


@dataclass(frozen=True, slots=True)
class Rotation:
    """What was done.

    Attributes:
        rows: encrypted anew.
        unreadable: what could not be, one line for each row.
    """

    rows: int
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was done of one table: rows, those that could not be, and the place to go on from (null at the end)."""

    rows: int
    unreadable: list[str]
    last_place: UUID | str | None


def sealed_table(
    model: type[Any],
    columns: tuple[str, ...],
    renew: Renew,
) -> SealedTable:
    """A table whose rows are gone through by id."""
    return SealedTable(
        name=model.__tablename__,
        model=model,
        place=model.id,
        start=FIRST_ID,
        columns=columns,
        renew=renew,
    )


def renew_columns(*columns: str) -> Renew:
    """Renews columns that are encrypted and nothing else."""

    def renew(vault: Vault, row: SealedRow) -> None:
        texts = {}
        for column in columns:
            sealed = getattr(row, column)
            texts[column] = vault.open_some(column, row.id, sealed)
        for column, text in texts.items():
            setattr(row, column, vault.seal_some(column, row.id, text))

    return renew


def rotate_keys(
    database: Database,
    keyring: Keyring,
    user_ids: Iterable[UUID],
    tables: Sequence[SealedTable],
) -> Rotation:
    """Encrypt and index everything under the first key that is not yet; what cannot be read is left and told.

    Args:
        database: of whoever may act for all of these users.
        keyring: its first key encrypts.
        user_ids: whose rows.
        tables: what of theirs is encrypted.
    """
    rows = 0
    unreadable: list[str] = []
    for user_id in user_ids:
        for table in tables:
            vault = Vault(keyring, user_id, table.name)
            for batch in _rotate_table(database, table, vault):
                rows += batch.rows
                unreadable += batch.unreadable
    return Rotation(rows, tuple(unreadable))


def _rotate_table(database: Database, table: SealedTable, vault: Vault) -> Iterator[_Batch]:
    """Renew all rows of a table that are one user's, each batch in a transaction of its own."""
    place: UUID | str | None = table.start
    while place is not None:
        with database.transaction(acting_for(vault.user_id)) as session:
            batch = _rotate_batch(session, table, vault, place)
        yield batch
        place = batch.last_place


def _rotate_batch(
    session: Session,
    table: SealedTable,
    vault: Vault,
    after: UUID | str,
) -> _Batch:
    """Renew the next rows after a place."""
    columns = [getattr(table.model, name) for name in table.columns]
    headers = [func.substr(column, 1, HEADER_BYTES) for column in columns]
    is_old = or_(*(header != vault.keyring.header for header in headers))
    statement = (
        select(table.model)
        .where(
            table.model.user_id == vault.user_id,
            table.place > after,
            is_old,
        )
        .order_by(table.place)
        .limit(BATCH)
        .with_for_update(key_share=True)
    )
    rows = session.scalars(statement).all()
    unreadable = []
    for row in rows:
        try:
            table.renew(vault, row)
        except (KeyGone, WordsDamaged, KeyMissing, TextDamaged) as refusal:
            place = getattr(row, table.place.key)
            unreadable.append(f"{table.name} {place}: {refusal.code}")
    last_place = None
    if len(rows) == BATCH:
        last_place = getattr(rows[-1], table.place.key)
    return _Batch(
        rows=len(rows) - len(unreadable),
        unreadable=unreadable,
        last_place=last_place,
    )
