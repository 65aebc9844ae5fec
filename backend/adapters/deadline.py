"""A limit for a whole conversation with a server: one that sends a byte now and then is ended too."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType


class Deadline:
    """Within this, `guard` names the socket that is shut when the time is over; whoever reads it then goes on.

    A socket's own timeout is for each read. Shutting it from a thread of its own ends whatever waits for it.
    """

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._socket: Callable[[], socket.socket | None] = lambda: None
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    @property
    def left(self) -> float:
        """Seconds that are left, and never none: a socket with a timeout of 0 does not wait at all."""
        return max(self._ends - time.monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._ends

    def guard(self, socket_of: Callable[[], socket.socket | None]) -> None:
        """Shut this socket in the end."""
        self._socket = socket_of
        if self.is_over:
            self._shut()

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def _shut(self) -> None:
        guarded = self._socket()
        if guarded is not None:
            with suppress(OSError):
                socket.socket.shutdown(
                    guarded,
                    socket.SHUT_RDWR,
                )  # not SSLSocket's, which forgets its TLS state
