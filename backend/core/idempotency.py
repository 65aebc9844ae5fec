"""The same key and body give the same answer; the same key with another body is refused.

The key is claimed in the transaction of the work, so that either both exist or neither does. Two requests with the
same key at once: the second waits for the first and then gets its answer. Refusals are not kept: nothing happened.

Work that has no one transaction around it (an engine is asked, an image is stored) is held by a claim that is committed
before it and has no answer yet. Who comes meanwhile is told to come back; a process that dies leaves a claim that the
next one takes over when its time has passed.

What is kept is encrypted, the hash of the request too: an answer may repeat words that are encrypted where they belong.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core.crypto import KeyMissing, Keyring, Place, TextDamaged
from backend.core.db import Base
from backend.core.errors import Conflict, Invalid
from backend.core.key_rotation import SealedTable

# Longer than any work of one request: a provider has 30 seconds, and a few tries.
HELD = timedelta(minutes=5)
ASK_AGAIN_SECONDS = 2
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


class StillAtWork(Conflict):
    """The same request with the same key is being carried out at this moment."""

    code = "idempotency.in_progress"
    detail = "The first request with this Idempotency-Key is still being worked on. Ask again in a moment."


class IdempotencyKey(Base):
    """An unsafe request that was carried out, and its answer, encrypted; without one while it is being worked on."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
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
    session: Session,
    user_id: UUID,
    key: str,
    asked_sha256: bytes,
    keyring: Keyring,
    *,
    now: datetime,
) -> Earlier | None:
    """Take the key for this request, or find the answer that it got before.

    Raises:
        BadIdempotencyKey: it is not a key.
        IdempotencyKeyReused: it was taken by another request.
        StillAtWork: it was taken by the same request, which has no answer yet.
        KeyMissing, TextDamaged: the earlier answer cannot be read.
    """
    place = _place(user_id, checked(key), "asked_sha256")
    claiming = (
        insert(IdempotencyKey)
        .values(
            user_id=user_id,
            key=key,
            asked_sha256=keyring.seal_bytes(asked_sha256, place),
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    if session.execute(claiming).first() is not None:
        return None
    earlier = select(IdempotencyKey).filter_by(user_id=user_id, key=key)
    row = session.scalars(earlier).one()
    asked_before, body = _opened(row, keyring)
    if asked_before != asked_sha256:
        raise IdempotencyKeyReused
    if row.status is not None:
        return Earlier(row.status, body or b"")
    is_held = row.created_at > now - HELD
    if is_held or not _taken_over(session, row, now):
        raise StillAtWork(retry_after=ASK_AGAIN_SECONDS)
    return None


def rewrite(
    session: Session,
    user_id: UUID,
    keyring: Keyring,
    changed: Callable[[bytes], bytes],
) -> None:
    """Keep the answers in other words: the same request is still answered and not carried out a second time."""
    answered = (
        select(IdempotencyKey).filter_by(user_id=user_id).where(IdempotencyKey.body.is_not(None))
    )
    for row in session.scalars(answered).all():
        try:
            _, body = _opened(row, keyring)
        except (KeyMissing, TextDamaged):
            continue
        left = changed(body or b"")
        if left != body:
            row.body = keyring.seal_bytes(left, _place(user_id, row.key, "body"))
    session.flush()


def _taken_over(session: Session, row: IdempotencyKey, now: datetime) -> bool:
    """Whether this request may do what another began and did not end; one of those who try may."""
    statement = (
        update(IdempotencyKey)
        .where(
            *_is_unanswered(row.user_id, row.key),
            IdempotencyKey.created_at == row.created_at,
        )
        .values(created_at=now)
        .returning(IdempotencyKey.key)
    )
    return session.execute(statement).first() is not None


def remember(
    session: Session,
    user_id: UUID,
    key: str,
    status: int,
    body: bytes,
    keyring: Keyring,
) -> None:
    """Keep the answer beside the key."""
    session.flush()
    sealed = keyring.seal_bytes(body, _place(user_id, key, "body"))
    session.execute(
        update(IdempotencyKey)
        .where(*_is_unanswered(user_id, key))
        .values(status=status, body=sealed)
    )


def release(session: Session, user_id: UUID, key: str) -> None:
    """Give a key back: what it was claimed for was refused, or broke."""
    statement = delete(IdempotencyKey).where(*_is_unanswered(user_id, key))
    session.execute(statement)


def _is_unanswered(user_id: UUID, key: str) -> tuple[ColumnElement[bool], ...]:
    return (
        IdempotencyKey.user_id == user_id,
        IdempotencyKey.key == key,
        IdempotencyKey.status.is_(None),
    )


def renew(row: IdempotencyKey, keyring: Keyring) -> None:
    """Encrypt what is kept once more, with the first key.

    Raises:
        KeyMissing, TextDamaged
    """
    asked_sha256, body = _opened(row, keyring)
    row.asked_sha256 = keyring.seal_bytes(
        asked_sha256,
        _place(row.user_id, row.key, "asked_sha256"),
    )
    if body is not None:
        row.body = keyring.seal_bytes(
            body,
            _place(row.user_id, row.key, "body"),
        )


SEALED_TABLE = SealedTable(
    name=IdempotencyKey.__tablename__,
    model=IdempotencyKey,
    place=IdempotencyKey.key,
    start="",
    columns=("asked_sha256", "body"),
    renew=lambda vault, row: renew(row, vault.keyring),
)
"""For when keys change."""


def _opened(row: IdempotencyKey, keyring: Keyring) -> tuple[bytes, bytes | None]:
    """What was asked, and the answer; null while there is none."""
    if len(row.asked_sha256) == PLAIN_BYTES:
        return row.asked_sha256, row.body or b""
    request = keyring.open_bytes(
        row.asked_sha256,
        _place(row.user_id, row.key, "asked_sha256"),
    )
    if row.body is None:
        return request, None
    body = keyring.open_bytes(
        row.body,
        _place(row.user_id, row.key, "body"),
    )
    return request, body


def _place(user_id: UUID, key: str, column: str) -> Place:
    return Place(
        table=IdempotencyKey.__tablename__,
        column=column,
        user_id=user_id,
        row_id=uuid5(user_id, key),
    )
