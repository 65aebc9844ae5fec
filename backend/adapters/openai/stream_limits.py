"""A provider's connection that ends in time and within a size, whatever the other side sends.

The HTTP library's timeout is for each read: who sends one byte now and then is read for ever, and a line without end
fills the memory. Here a call has one deadline and one number of bytes, headers and body together.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import openai

from backend.features.ai.errors import EngineFailed, FailureReason, Stopped

LOOK_SECONDS = 0.5  # how long a silent provider is listened to before somebody looks whether it is still wanted


class Bounds(threading.local):
    """What is left for the call of this thread; without limits until `begin`."""

    deadline = float("inf")
    bytes_left = float("inf")
    is_stopped: Callable[[], bool] | None = None

    def begin(
        self,
        deadline: float,
        most_bytes: int,
        is_stopped: Callable[[], bool] | None,
    ) -> None:
        """A new call, until a moment of the monotonic clock."""
        self.deadline = deadline
        self.bytes_left = most_bytes
        self.is_stopped = is_stopped

    def hurry(self, seconds: float) -> None:
        """Everything that was asked for is there; only the end of it is waited for, this long."""
        self.deadline = min(self.deadline, time.monotonic() + seconds)

    def seconds_left(self) -> float:
        """Until the deadline.

        Raises:
            EngineFailed: it has passed.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise EngineFailed(
                FailureReason.TIMEOUT,
                transient=True,
                detail="the answer did not end in time",
            )
        return left

    def still_wanted(self) -> None:
        """Look whether anybody still waits.

        Raises:
            Stopped: nobody does.
        """
        if self.is_stopped is not None and self.is_stopped():
            raise Stopped

    def take(self, count: int) -> None:
        """Count what came.

        Raises:
            EngineFailed: it is more than any answer has.
        """
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise EngineFailed(
                FailureReason.INVALID_ANSWER,
                transient=False,
                detail="the answer is too large",
            )


class _Stream:
    """One connection of the HTTP library, read within the bounds."""

    def __init__(self, stream: Any, bounds: Bounds) -> None:
        self._stream = stream
        self._bounds = bounds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """In steps, so that a silent provider does not keep a trader from stopping it."""
        while True:
            left = min(self._bounds.seconds_left(), timeout or float("inf"))
            try:
                content: bytes = self._stream.read(max_bytes, min(left, LOOK_SECONDS))
            except Exception as error:
                if "Timeout" not in type(error).__name__ or left <= LOOK_SECONDS:
                    raise
                self._bounds.still_wanted()
                timeout = None if timeout is None else timeout - LOOK_SECONDS
                continue
            self._bounds.take(len(content))
            return content

    def start_tls(self, *args: Any, **more: Any) -> "_Stream":
        return _Stream(self._stream.start_tls(*args, **more), self._bounds)


class _Backend:
    """Makes the connections of the HTTP library."""

    def __init__(self, backend: Any, bounds: Bounds) -> None:
        self._backend = backend
        self._bounds = bounds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def connect_tcp(self, *args: Any, **more: Any) -> _Stream:
        return _Stream(self._backend.connect_tcp(*args, **more), self._bounds)

    def connect_unix_socket(self, *args: Any, **more: Any) -> _Stream:
        return _Stream(self._backend.connect_unix_socket(*args, **more), self._bounds)


def keep_within(client: openai.OpenAI, bounds: Bounds) -> None:
    """Have every connection of the SDK's client read within the bounds, also those through a proxy.

    The library has no other place for this than its pools of connections; where they are gone, this fails at once.
    """
    http: Any = client._client
    for transport in (http._transport, *http._mounts.values()):
        if transport is not None:
            pool = transport._pool
            pool._network_backend = _Backend(pool._network_backend, bounds)
