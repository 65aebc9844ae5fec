"""Tokens by which a device is known again: whoever holds one signed in from it before.

A token opens nothing. It gives its holder a count of wrong passwords of their own, so that nobody else can use up what
the owner of an account has. It is signed, names its user and is worth nothing for anybody else's account.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer

from backend.core.crypto import Keyring

LIFE = timedelta(days=180)  # from the last sign-in or refresh
LONGEST_TOKEN = 300


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device and whose it is; it is named after the sign-in that it was known by first."""

    user_id: UUID
    device_id: UUID


class DeviceTokens:
    """Signs with the first key of the ring, reads with all of them."""

    def __init__(self, keyring: Keyring) -> None:
        oldest_first = keyring.keys_for(b"device")[::-1]
        self._signer = URLSafeTimedSerializer(
            oldest_first,
            salt="device",
            signer_kwargs={"key_derivation": "hmac"},
        )

    def issue(self, user_id: UUID, session_id: UUID) -> str:
        """A token for the device of this sign-in."""
        return str(self._signer.dumps([user_id.hex, session_id.hex]))

    def read(self, token: str | None) -> KnownDevice | None:
        """The device that a token names; null for none, one of somebody else's making, or one that is over."""
        try:
            user_id, device_id = self._signer.loads(token or "", max_age=int(LIFE.total_seconds()))
            return KnownDevice(UUID(user_id), UUID(device_id))
        except (BadData, ValueError, TypeError, AttributeError):
            return None
