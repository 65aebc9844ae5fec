"""What accounts need of the outside."""

from typing import Protocol
from uuid import UUID


class TokenIssuer(Protocol):
    """Signs access tokens."""

    def issue(self, user_id: UUID, session_id: UUID) -> str:
        """A fresh access token of this sign-in."""
        ...


class Throttle(Protocol):
    """Counts attempts, so that guessing is slow and nobody else is locked out by it."""

    def take(self, rule: str, key: str) -> int | None:
        """Count one attempt; seconds to wait when it is one too many, else null."""
        ...

    def forget(self, rule: str, key: str) -> None:
        """Start again from zero."""
        ...
