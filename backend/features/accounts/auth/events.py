"""What happens to accounts that others may want to hear."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionsRevoked:
    """Sign-ins ended: their sockets must close."""

    user_id: UUID
    session_ids: tuple[UUID, ...]
