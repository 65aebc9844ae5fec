"""The one refresh token that follows another.

It is computed from the token that is spent, so that whoever spends it twice within the grace is given the same one:
no second line begins, and no secret need be stored to say it again. Without a key of the ring nobody can tell it.
"""

import base64
import hashlib
import hmac
from uuid import UUID

from backend.core.crypto import Keyring


class Successors:
    """Computes with the keys of the ring: what follows from now on with the first, what followed with any."""

    def __init__(self, keyring: Keyring) -> None:
        self._keys = keyring.keys_for(b"refresh successor")

    def of(self, refresh_token: str, session_id: UUID) -> list[str]:
        """What follows this token of this sign-in, by each key, the first key's first."""
        message = session_id.bytes + refresh_token.encode()
        digests = [hmac.digest(key, message, hashlib.sha256) for key in self._keys]
        encoded = [base64.urlsafe_b64encode(digest).decode() for digest in digests]
        return [token.rstrip("=") for token in encoded]


def digest_of(refresh_token: str) -> bytes:
    """By what a refresh token is known: it has more randomness than anybody can guess, so a plain hash is enough."""
    return hashlib.sha256(refresh_token.encode()).digest()
