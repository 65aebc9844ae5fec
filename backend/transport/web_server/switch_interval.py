"""How soon a thread gives the interpreter to another one that waits for it.

CPython wakes every thread that waits for the interpreter once in each interval, so that it asks for its turn. Half a
millisecond lets the thread that comes back from PostgreSQL go on soon; where sixteen threads wait, that is thirty
thousand wake-ups a second, which cost a fifth of the processor and let nobody go on sooner (ADR 43).
"""

import sys
import threading
from types import TracebackType

SHORTEST_SECONDS = 0.0005
SECONDS_A_THREAD = 0.00025  # at most four thousand wake-ups a second, however many threads wait


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
            sys.setswitchinterval(max(SHORTEST_SECONDS, self._at_work * SECONDS_A_THREAD))
