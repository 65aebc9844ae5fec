"""Passwords: argon2id, at a cost that two cores can bear, never more than two at a time and few waiting.

A web thread waits for at most a few hashes of others, some tens of milliseconds: whoever comes when the places are
taken is refused at once, and nobody's thread is held. Some places are kept for those whom the account knows, so that
a flood of strangers keeps none of them out. Passwords are hashed in their NFKC form, so that it does not matter which
keyboard or system a letter was typed on; older hashes of another form open, and are made anew.
"""

import threading
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from backend.features.accounts.auth.errors import PasswordsBusy, WeakPassword

# OWASP's minimum: 23 ms a check on a small core; the library's default takes five times that and invites exhaustion.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE = 2
# Two hashes of waiting for the last of them, and six of a process's threads at the most.
WAITING = 4
KEPT_FOR_KNOWN = 4  # two hashes more, and four threads more; strangers never have these
_PLACES = threading.BoundedSemaphore(AT_ONCE + WAITING)
_PLACES_OF_KNOWN = threading.BoundedSemaphore(KEPT_FOR_KNOWN)
_HASHING = ThreadPoolExecutor(
    AT_ONCE,
    thread_name_prefix="password",
)  # in the order of asking: a semaphore is not fair
_NOBODY = _HASHER.hash(
    "nobody has this password"
)  # verified for unknown logins, so that they take as long


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """Whether a password was right, and the hash to keep from now on where the old one is out of date."""

    is_right: bool
    new_hash: str | None = None


@lru_cache(maxsize=1)
def _breached() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def spelled(password: str) -> str:
    """The form in which a password is counted and hashed."""
    return unicodedata.normalize("NFKC", password)


def refuse_weak(password: str) -> None:
    """Check against the 30,000 most used passwords of known breaches.

    Raises:
        WeakPassword: it is one of them, or one with digits put after it.
    """
    plain = spelled(password).lower()
    if plain in _breached():
        raise WeakPassword
    if len(plain) < 12 and plain.rstrip("0123456789!.") in _breached():
        raise WeakPassword


@contextmanager
def _place(*, is_known: bool) -> Iterator[None]:
    """A place before the hash, until it is made: those who are known take one of theirs, or of everybody's."""
    if is_known and _PLACES_OF_KNOWN.acquire(blocking=False):
        places = _PLACES_OF_KNOWN
    elif _PLACES.acquire(blocking=False):
        places = _PLACES
    else:
        raise PasswordsBusy(retry_after=1)
    try:
        yield
    finally:
        places.release()


def hash_password(password: str) -> str:
    """The argon2id hash, with its salt and parameters, of somebody whom no account knows yet.

    Raises:
        PasswordsBusy: too many passwords are being checked.
    """
    with _place(is_known=False):
        return _HASHING.submit(_HASHER.hash, spelled(password)).result()


def check(password: str, password_hash: str | None, *, is_known: bool) -> PasswordCheck:
    """Whether the password fits; an unknown user (no hash) takes as long as a known one.

    Args:
        password: as it was typed.
        password_hash: that of the account; null where there is none of this name.
        is_known: whether the account knows the device or network that it comes from.

    Raises:
        PasswordsBusy: too many passwords are being checked.
    """
    with _place(is_known=is_known):
        return _HASHING.submit(_check, password, password_hash).result()


def _check(password: str, password_hash: str | None) -> PasswordCheck:
    for written in dict.fromkeys((spelled(password), password)):
        if _fits(written, password_hash or _NOBODY) and password_hash is not None:
            is_old = written != spelled(password) or _HASHER.check_needs_rehash(password_hash)
            new_hash = _HASHER.hash(spelled(password)) if is_old else None
            return PasswordCheck(is_right=True, new_hash=new_hash)
    return PasswordCheck(is_right=False)


def _fits(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
