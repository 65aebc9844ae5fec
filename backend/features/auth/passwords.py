"""Passwords: argon2id, at a cost that two cores can bear, and never more than two at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from backend.features.auth.errors import PasswordsBusy, WeakPassword

# OWASP's minimum: 23 ms a check on a small core; the library's default takes five times that and invites exhaustion.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE_SECONDS = 5
_NOBODY = _HASHER.hash("nobody has this password")  # verified for unknown logins, so that they take as long


@lru_cache(maxsize=1)
def _breached() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def refuse_weak(password: str) -> None:
    """Check against the 30,000 most used passwords of known breaches.

    Raises:
        WeakPassword: it is one of them, or one with digits put after it.
    """
    plain = password.lower()
    if plain in _breached() or (plain.rstrip("0123456789!.") in _breached() and len(plain) < 12):
        raise WeakPassword


@contextmanager
def _place() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE_SECONDS):
        raise PasswordsBusy(retry_after=3)
    try:
        yield
    finally:
        _AT_ONCE.release()


def hash_password(password: str) -> str:
    """The argon2id hash, with its salt and parameters."""
    with _place():
        return _HASHER.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; an unknown user (no hash) takes as long as a known one."""
    with _place():
        try:
            _HASHER.verify(password_hash or _NOBODY, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)
