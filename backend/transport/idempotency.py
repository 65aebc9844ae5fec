"""The same key and body give the same answer; the same key with another body is refused.

The key is claimed in the transaction of the work, so that either both exist or neither does. Two requests with the
same key at once: the second waits for the first and then gets its answer. Refusals are not kept: nothing happened.
"""

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core.db import Base
from backend.core.errors import Conflict, Invalid

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
    """An unsafe request that was carried out, and its answer."""

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


def claim(session: Session, user_id: UUID, key: str, asked_sha256: bytes, *, now: datetime) -> Earlier | None:
    """Take the key for this request, or find the answer that it got before.

    Raises:
        BadIdempotencyKey: it is not a key.
        IdempotencyKeyReused: it was taken by another request.
    """
    taken = session.execute(
        insert(IdempotencyKey)
        .values(user_id=user_id, key=checked(key), asked_sha256=asked_sha256, created_at=now)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    ).first()
    if taken is not None:
        return None
    row = session.scalars(select(IdempotencyKey).filter_by(user_id=user_id, key=key)).one()
    if row.asked_sha256 != asked_sha256:
        raise IdempotencyKeyReused
    return Earlier(row.status or 200, row.body or b"")


def remember(session: Session, user_id: UUID, key: str, status: int, body: bytes) -> None:
    """Keep the answer beside the key."""
    session.flush()
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
        .values(status=status, body=body)
    )
