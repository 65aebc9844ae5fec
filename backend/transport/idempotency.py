"""The same key and body give the same answer; the same key with another body is refused.

The key is claimed in the transaction of the work, so that either both exist or neither does. Two requests with the
same key at once: the second waits for the first and then gets its answer. Refusals are not kept: nothing happened.

What is kept is encrypted, the hash of the request too: an answer may repeat words that are encrypted where they belong.
"""

import re
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import ForeignKey, LargeBinary, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core.crypto import Keyring, Place
from backend.core.db import Base
from backend.core.errors import Conflict, Invalid

PLAIN_BYTES = 32  # a hash that was kept before anything was encrypted
KEY = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)


class BadIdempotencyKey(Invalid):
    """Not a key."""

    code = "idempotency.bad_key"
    detail = "An Idempotency-Key is 1 to 200 visible ASCII characters without spaces, for instance a UUID."


class IdempotencyKeyReused(Conflict):
    """The key belongs to another request."""

    code = "idempotency.key_reused"
    detail = "This Idempotency-Key was used for another request. Use a new key for new work."


class IdempotencyKey(Base):
    """An unsafe request that was carried out, and its answer, encrypted."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    asked_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


def checked(key: str) -> str:
    """The key as given.

    Raises:
        BadIdempotencyKey: too long, empty, or with spaces.
    """
    if not KEY.fullmatch(key):
        raise BadIdempotencyKey
    return key


class Earlier:
    """The answer that the same request got before."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body


def claim(
    session: Session, user_id: UUID, key: str, asked_sha256: bytes, keyring: Keyring, *, now: datetime
) -> Earlier | None:
    """Take the key for this request, or find the answer that it got before.

    Raises:
        BadIdempotencyKey: it is not a key.
        IdempotencyKeyReused: it was taken by another request.
        KeyMissing, TextDamaged: the earlier answer cannot be read.
    """
    sealed = keyring.seal_bytes(asked_sha256, _place(user_id, checked(key), "asked_sha256"))
    taken = session.execute(
        insert(IdempotencyKey)
        .values(user_id=user_id, key=key, asked_sha256=sealed, created_at=now)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    ).first()
    if taken is not None:
        return None
    row = session.scalars(select(IdempotencyKey).filter_by(user_id=user_id, key=key)).one()
    asked_before, body = _opened(row, keyring)
    if asked_before != asked_sha256:
        raise IdempotencyKeyReused
    return Earlier(row.status or 200, body)


def remember(session: Session, user_id: UUID, key: str, status: int, body: bytes, keyring: Keyring) -> None:
    """Keep the answer beside the key."""
    session.flush()
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
        .values(status=status, body=keyring.seal_bytes(body, _place(user_id, key, "body")))
    )


def renew(row: IdempotencyKey, keyring: Keyring) -> None:
    """Encrypt what is kept once more, with the first key.

    Raises:
        KeyMissing, TextDamaged
    """
    asked_sha256, body = _opened(row, keyring)
    row.asked_sha256 = keyring.seal_bytes(asked_sha256, _place(row.user_id, row.key, "asked_sha256"))
    row.body = keyring.seal_bytes(body, _place(row.user_id, row.key, "body"))


def _opened(row: IdempotencyKey, keyring: Keyring) -> tuple[bytes, bytes]:
    if len(row.asked_sha256) == PLAIN_BYTES:
        return row.asked_sha256, row.body or b""
    asked = keyring.open_bytes(row.asked_sha256, _place(row.user_id, row.key, "asked_sha256"))
    return asked, keyring.open_bytes(row.body or b"", _place(row.user_id, row.key, "body"))


def _place(user_id: UUID, key: str, column: str) -> Place:
    return Place(IdempotencyKey.__tablename__, column, user_id, uuid5(user_id, key))
