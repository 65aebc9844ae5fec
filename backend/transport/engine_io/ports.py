"""What connections ask of the loop that reads them, and the loop of the sessions that own them."""

from collections.abc import Callable
from typing import Any, Protocol

from backend.transport.engine_io.work_queue import InTurn


class Loop(Protocol):
    """The thread that reads and writes connections."""

    def ask(self, work: Callable[[], None]) -> None:
        """Have the loop's thread do something."""
        ...

    def watch(self, connection: Any) -> None:
        """Wait for what the client says, and for room to tell it what is unsent."""
        ...

    def part(self, connection: Any) -> None:
        """It was told goodbye: what is unsent goes out, then the client hangs up too or is let go."""
        ...

    def let_go(self, connection: Any) -> None:
        """The connection is over."""
        ...


class Session(Protocol):
    """What the loop asks of a session whose connections it reads."""

    turn: InTurn

    def hear(self, connection: Any, message: Any) -> None:
        """Take one message of the client."""
        ...

    def lost(self, connection: Any, *, is_cut: bool) -> None:
        """A connection of the session is over; `is_cut`: with something that its client has not had."""
        ...

    def tend(self, now: float) -> None:
        """Do what is due at a moment of the monotonic clock."""
        ...
