"""A circuit breaker: after failures in a row nobody is asked for a while, then one probe decides."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_REST_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Admission:
    """A call that may be made. What comes of it counts until the circuit has opened or closed after it."""

    turn: int
    is_probe: bool


class Breaker:
    """Open after `failures` in a row, for `rest_seconds`, twice as long each time a probe fails.

    Calls that were under way when the circuit opened say nothing more: eight of them are one failure of the provider.

    Args:
        monotonic: a clock that never goes back, in seconds.
    """

    def __init__(
        self,
        *,
        failures: int,
        rest_seconds: float,
        monotonic: Callable[[], float],
    ) -> None:
        self._most = failures
        self._rest = rest_seconds
        self._monotonic = monotonic
        self._in_a_row = 0
        self._rests = 0
        self._turn = 0
        self._open_until: float | None = None
        self._probing = False
        self._lock = threading.Lock()

    @property
    def rests(self) -> bool:
        """Whether nobody is asked at present, or one probe at the most."""
        with self._lock:
            return self._open_until is not None

    def admit(self) -> Admission | None:
        """A call that may be made now, or null; an open circuit that has rested admits one probe."""
        with self._lock:
            if self._open_until is None:
                return Admission(self._turn, is_probe=False)
            if self._monotonic() < self._open_until or self._probing:
                return None
            self._probing = True
            return Admission(self._turn, is_probe=True)

    def succeeded(self, call: Admission) -> None:
        """It went well: the circuit is closed."""
        with self._lock:
            if call.turn != self._turn:
                return
            self._in_a_row = self._rests = 0
            if call.is_probe:
                self._turn += 1
                self._open_until = None
                self._probing = False

    def failed(self, call: Admission) -> None:
        """It failed; enough of them in a row, or a failed probe, open the circuit."""
        with self._lock:
            if call.turn != self._turn:
                return
            self._in_a_row += 1
            if call.is_probe or self._in_a_row >= self._most:
                rest = min(self._rest * 2**self._rests, LONGEST_REST_SECONDS)
                self._open_until = self._monotonic() + rest
                self._rests += 1
                self._turn += 1
                self._probing = False

    def abandoned(self, call: Admission) -> None:
        """It was stopped by the trader, or not made: it says nothing about the provider."""
        with self._lock:
            if call.turn == self._turn and call.is_probe:
                self._probing = False
