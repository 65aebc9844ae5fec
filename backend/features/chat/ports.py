"""What the front room needs of the outside."""

from typing import Any, Protocol
from uuid import UUID


class Push(Protocol):
    """News to the open sockets of a user, wherever they are; may be lost, and then `resync` repairs."""

    def to_user(self, user_id: UUID, event: str, payload: dict[str, Any], *, except_socket: str | None = None) -> None:
        """To every socket of the user, but one."""
        ...

    def signed_out(self, session_ids: tuple[UUID, ...]) -> None:
        """Close the sockets of these sign-ins."""
        ...


class Bell(Protocol):
    """Tells the workers that an answer is waiting; may be lost, and then the sweep rings again."""

    def ring(self) -> None:
        """Ring once; a worker that finds more waiting rings for the others."""
        ...
