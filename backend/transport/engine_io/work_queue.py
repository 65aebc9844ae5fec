"""What one socket asks for, done in the order in which it was asked."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

LOG = logging.getLogger("coach.sockets")


class InTurn:
    """What one socket asks for, one after another: at once when it is quick and nothing waits, else on the pool."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._waiting: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._busy = False

    def __len__(self) -> int:
        """How many are waiting."""
        return len(self._waiting)

    def take(self, work: Callable[[], None], *, quick: bool = False) -> None:
        """Do this after everything that was asked for before it."""
        with self._lock:
            if self._busy or not quick:
                self._waiting.append(work)
                if not self._busy:
                    self._busy = True
                    self._pool.submit(self._work_off)
                return
        work()

    def _work_off(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._busy = False
                    return
                work = self._waiting.popleft()
            try:
                work()
            except Exception:
                LOG.exception("unexpected error in what a socket asked for")
