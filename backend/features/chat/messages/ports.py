"""What messages need of the outside."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Protocol
from uuid import UUID


class Push(Protocol):
    """News to the open sockets of a user, wherever they are; may be lost, and then `resync` repairs."""

    def to_user(
        self,
        user_id: UUID,
        event: str,
        payload: Mapping[str, object],
        *,
        except_socket: str | None = None,
    ) -> None:
        """To every socket of the user, but one; the payload holds plain JSON values."""
        ...

    def signed_out(self, session_ids: tuple[UUID, ...]) -> None:
        """Close the sockets of these sign-ins."""
        ...


class Bell(Protocol):
    """Tells the workers that an answer is waiting; may be lost, and then the sweep rings again."""

    def ring(self) -> None:
        """Ring once; a worker that finds more waiting rings for the others."""
        ...


class LoneOutcome(Enum):
    """What became of an answer that was made in a process of its own."""

    MADE = "made"
    DIED = "died"  # the process ended of it, while nobody else was ended
    UNKNOWN = "unknown"  # it was asked to end, or broke: that says nothing about the answer


class LoneWorker(Protocol):
    """Makes answers in processes of their own, a few at a time."""

    def take_place(self) -> bool:
        """Whether there is room for one more; it is taken until `give_back`, or until the answer is made."""
        ...

    def give_back(self) -> None:
        """The place was not needed."""
        ...

    def begin(self, job: Any, then: Callable[[LoneOutcome], None]) -> None:
        """Have it made, on the side, in the place that was taken; afterwards say how it went."""
        ...


class Trial(Protocol):
    """Knows which texts can be read within their time."""

    def is_readable(self, text: str) -> bool:
        """Whether this one can."""
        ...
