"""Who is connected: a limit for each user, and news to the user's other windows."""

from typing import Protocol
from uuid import UUID

from backend.features.chat.messages.errors import TooManySockets
from backend.features.chat.messages.ports import Push


class SocketRegistry(Protocol):
    """Counts the open sockets of each user over all processes; may forget, and is told again."""

    def enter(self, user_id: UUID, socket_id: str) -> bool:
        """Take a place; false when all places of this user are taken."""
        ...

    def stay(self, user_id: UUID, socket_id: str) -> None:
        """Keep the place a while longer."""
        ...

    def leave(self, user_id: UUID, socket_id: str) -> None:
        """Give the place back."""
        ...


class PresenceDesk:
    """Admits sockets and tells the others of the same user."""

    def __init__(self, registry: SocketRegistry, push: Push) -> None:
        self._registry = registry
        self._push = push

    def admit(self, user_id: UUID, socket_id: str) -> None:
        """Take a place for a socket.

        Raises:
            TooManySockets
        """
        if not self._registry.enter(user_id, socket_id):
            raise TooManySockets

    def still_there(self, user_id: UUID, socket_id: str) -> None:
        """The socket is open still."""
        self._registry.stay(user_id, socket_id)

    def arrived(self, user_id: UUID, socket_id: str) -> None:
        """Tell the user's other windows."""
        news = {"event": "arrived", "conversation_id": None}
        self._push.to_user(user_id, "presence", news, except_socket=socket_id)

    def left(self, user_id: UUID, socket_id: str) -> None:
        """Give the place back, and tell the user's other windows."""
        self._registry.leave(user_id, socket_id)
        self._push.to_user(
            user_id,
            "presence",
            {"event": "left", "conversation_id": None},
            except_socket=socket_id,
        )
