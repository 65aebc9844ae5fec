"""How soon a thread gives the interpreter to another one that waits for it.

CPython wakes every thread that waits for the interpreter once in each interval, so that it asks for its turn. Half a
millisecond lets the thread that comes back from PostgreSQL go on soon; where sixteen threads wait, that can be thirty
thousand wake-ups a second, most of them for nothing (ADR 43).
"""

import sys
import threading
from types import TracebackType

SHORTEST_SECONDS = 0.0005
SECONDS_A_THREAD = 0.000125  # at most eight thousand wake-ups a second
LONGEST_SECONDS = 0.002  # a thread that reckons for long keeps each of the others waiting for this


class SwitchInterval:
    """The interval of this process, by how many threads are within a block of it."""

    def __init__(self) -> None:
        self._at_work = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        """One thread more is at work."""
        self._count(1)

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """It is done."""
        self._count(-1)

    def _count(self, change: int) -> None:
        with self._lock:
            self._at_work += change
            seconds = self._at_work * SECONDS_A_THREAD
            sys.setswitchinterval(min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS))
