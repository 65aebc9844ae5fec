"""gunicorn's threaded worker, whose threads wait a moment for the next request of a connection that is busy.

In gunicorn's own, the main thread watches every open connection: between two requests of one client there are two
handovers between threads, which cost more than to parse the request. Here a thread that has answered stays for the
next request, briefly, and only as long as half of the threads are free for others.
"""

import select
import threading
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

STAY_MILLISECONDS = 50  # a client that asks one thing after the other comes back well within it


class BusyConnectionsWorker(ThreadWorker):
    """`gthread` with fewer handovers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # gunicorn has no types
        self._room_to_stay = threading.Semaphore(self.cfg.threads // 2)

    def handle(self, conn: Any) -> Any:
        """Requests of one connection, as long as they follow each other; what is returned is for gunicorn."""
        answered = super().handle(conn)  # type: ignore[no-untyped-call]
        while answered is True and self.alive and self._stay(conn):
            answered = super().handle(conn)  # type: ignore[no-untyped-call]
        return answered

    def _stay(self, conn: Any) -> bool:
        """Whether the next request came while this thread waited for it."""
        if conn.parser.unreader.buf.getvalue() or not self._room_to_stay.acquire(blocking=False):
            return False
        try:
            poll = select.poll()
            poll.register(conn.sock, select.POLLIN)
            return bool(poll.poll(STAY_MILLISECONDS))
        finally:
            self._room_to_stay.release()
