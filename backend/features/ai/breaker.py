"""A circuit breaker: after failures in a row nobody is asked for a while, then one probe decides."""

import threading
from collections.abc import Callable

LONGEST_REST_SECONDS = 300.0


class Breaker:
    """Open after `failures` in a row, for `rest_seconds`, twice as long each time a probe fails.

    Args:
        monotonic: a clock that never goes back, in seconds.
    """

    def __init__(self, *, failures: int, rest_seconds: float, monotonic: Callable[[], float]) -> None:
        self._most = failures
        self._rest = rest_seconds
        self._monotonic = monotonic
        self._in_a_row = 0
        self._rests = 0
        self._open_until: float | None = None
        self._probing = False
        self._lock = threading.Lock()

    def may_call(self) -> bool:
        """Whether a call may be made now; an open circuit that has rested admits one probe."""
        with self._lock:
            if self._open_until is None:
                return True
            if self._monotonic() < self._open_until or self._probing:
                return False
            self._probing = True
            return True

    def succeeded(self) -> None:
        """A call went well: the circuit is closed."""
        with self._lock:
            self._in_a_row = self._rests = 0
            self._open_until = None
            self._probing = False

    def failed(self) -> None:
        """A call failed; enough of them in a row, or a failed probe, open the circuit."""
        with self._lock:
            self._in_a_row += 1
            if self._probing or self._in_a_row >= self._most:
                rest = min(self._rest * 2**self._rests, LONGEST_REST_SECONDS)
                self._open_until = self._monotonic() + rest
                self._rests += 1
            self._probing = False

    def abandoned(self) -> None:
        """A call was stopped by the trader: it says nothing about the provider."""
        with self._lock:
            self._probing = False
