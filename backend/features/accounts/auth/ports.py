"""What accounts need of the outside."""

from typing import Protocol
from uuid import UUID


class TokenIssuer(Protocol):
    """Signs access tokens."""

    def issue(self, user_id: UUID, session_id: UUID) -> str:
        """A fresh access token of this sign-in."""
        ...
