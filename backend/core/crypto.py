"""Texts encrypted at rest, by keys that can be changed, and an index of words that does not show them.

A text is sealed with AES-256-GCM under a key of its user, derived from one of the product's keys. What it is bound to
(table, column, user, row) is authenticated with it, so that a sealed text that is moved elsewhere does not open.
The first key of a keyring seals, all of them open: that is how keys rotate.

Sealed: one byte of version, four that name the key, twelve of nonce, the encrypted text, sixteen of tag.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.core.errors import Unavailable

VERSION = b"\x01"
KEY_NAME_BYTES = 4
# What AES-GCM is made for; drawn at random, it lasts for 2**32 texts of one user and key.
NONCE_BYTES = 12
HEADER_BYTES = len(VERSION) + KEY_NAME_BYTES
# Keys of users that are kept ready; deriving one costs some ten microseconds.
DERIVED_AT_HAND = 1024


class KeyMissing(Unavailable):
    """A text was encrypted with a key that is not among the keys of this installation."""

    code = "encryption.key_missing"
    detail = "A key that this was encrypted with is missing on the server. Whoever runs it must put it into DATA_KEYS."


class TextDamaged(Unavailable):
    """An encrypted text was changed or is not in its place."""

    code = "encryption.damaged"
    detail = "What is stored here was changed or is not in its place, so it is not shown."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text belongs; it opens nowhere else."""

    table: str
    column: str
    user_id: UUID
    row_id: UUID

    def encode(self) -> bytes:
        """As bytes that no other place has."""
        path = f"{self.table}.{self.column}/{self.user_id}/{self.row_id}"
        return path.encode()


class Keyring:
    """The keys of the product.

    Args:
        keys: long random texts; the first one encrypts, all of them decrypt.

    Raises:
        ValueError: there is none.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("A keyring needs at least one key.")
        self._keys: dict[bytes, str] = {}
        for key in keys:
            name = _derived(key, b"", b"coach key name v1")[:KEY_NAME_BYTES]
            self._keys.setdefault(name, key)
        if len(self._keys) != len(set(keys)):
            raise ValueError("Two of the keys have one name. Make another key.")
        self._first = next(iter(self._keys))
        self._key_of = lru_cache(maxsize=DERIVED_AT_HAND)(self._derive)

    @property
    def header(self) -> bytes:
        """How every text begins that the first key sealed."""
        return VERSION + self._first

    def seal(self, text: str, place: Place) -> bytes:
        """Encrypt a text for its place, with the first key."""
        return self.seal_bytes(text.encode(), place)

    def open(self, sealed: bytes, place: Place) -> str:
        """Decrypt a text that was sealed for this place.

        Raises:
            KeyMissing, TextDamaged
        """
        return self.open_bytes(sealed, place).decode()

    def seal_bytes(self, content: bytes, place: Place) -> bytes:
        """The same for what is no text."""
        header = self.header
        nonce = os.urandom(NONCE_BYTES)
        cipher = AESGCM(self._key_of(self._first, place.user_id, b"text"))
        encrypted = cipher.encrypt(nonce, content, header + place.encode())
        return header + nonce + encrypted

    def open_bytes(self, sealed: bytes, place: Place) -> bytes:
        """The same for what is no text.

        Raises:
            KeyMissing: its key is not in this ring.
            TextDamaged: it was changed, or sealed for another place.
        """
        header = sealed[:HEADER_BYTES]
        rest = sealed[HEADER_BYTES:]
        nonce = rest[:NONCE_BYTES]
        encrypted = rest[NONCE_BYTES:]
        if not header.startswith(VERSION) or len(nonce) < NONCE_BYTES:
            raise TextDamaged
        name = header.removeprefix(VERSION)
        if name not in self._keys:
            raise KeyMissing
        cipher = AESGCM(self._key_of(name, place.user_id, b"text"))
        try:
            return cipher.decrypt(nonce, encrypted, header + place.encode())
        except InvalidTag:
            raise TextDamaged from None

    def keys_for(self, purpose: bytes) -> list[bytes]:
        """A key for each key of the ring, the first one first, with which to sign and for nothing else."""
        full_purpose = _full(purpose)
        return [_derived(key, b"", full_purpose) for key in self._keys.values()]

    def index(self, words: Iterable[str], user_id: UUID, column: str) -> list[int]:
        """What stands for these words in an index column of this user, under the first key; sorted, each once."""
        return self._hashes(self._first, words, user_id, column)

    def wanted(self, words: Sequence[str], user_id: UUID, column: str) -> list[list[int]]:
        """What stands for these words under each of the keys: rows may be indexed under any of them."""
        return [self._hashes(name, words, user_id, column) for name in self._keys]

    def _hashes(self, name: bytes, words: Iterable[str], user_id: UUID, column: str) -> list[int]:
        key = self._key_of(name, user_id, b"index")
        return sorted({_hash(key, f"{column}/{word}") for word in words})

    def _derive(self, name: bytes, user_id: UUID, purpose: bytes) -> bytes:
        return _derived(
            self._keys[name],
            salt=user_id.bytes,
            purpose=_full(purpose),
        )


def _full(purpose: bytes) -> bytes:
    """A purpose in the words from which keys are derived."""
    return b"coach " + purpose + b" v1"


def _hash(key: bytes, word: str) -> int:
    """The first eight bytes of a keyed hash, as a bigint holds them."""
    digest = hmac.digest(key, word.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big", signed=True)


def _derived(key: str, salt: bytes, purpose: bytes) -> bytes:
    derivation = HKDF(
        algorithm=SHA256(),
        length=32,
        salt=salt,
        info=purpose,
    )
    return derivation.derive(key.encode())
