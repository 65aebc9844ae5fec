"""gunicorn's threaded worker, whose threads wait a moment for the next request of a connection that is busy.

In gunicorn's own, the main thread watches every open connection: between two requests of one client there are two
handovers between threads, which cost more than to parse the request. Here a thread that has answered stays for the
next request, briefly, and only as long as half of the threads are free for others.

What gunicorn refuses before there is a request (a line or headers too long, no HTTP at all) is told by a problem
document, as everything else is: its own page is HTML.
"""

import select
import threading
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker
from pydantic_core import to_json

from backend.core.ids import new_id

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


def write_problem(sock: Any, status_int: int, reason: str, mesg: str) -> None:
    """Answer a request that could not be read, and that no application has seen. Its caller closes the connection."""
    code = {400: "input.malformed", 500: "internal"}.get(status_int, f"http.{status_int}")
    request_id = str(new_id())
    problem = {
        "type": f"/problems/{code}",
        "title": reason,
        "status": status_int,
        "detail": mesg or "Something went wrong on our side. Try again, and tell us the request_id.",
        "instance": "",
        "code": code,
        "errors": [],
        "request_id": request_id,
    }
    body = to_json(problem)
    head = [
        f"HTTP/1.1 {status_int} {reason}",
        "Connection: close",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        f"X-Request-ID: {request_id}",
        "X-Content-Type-Options: nosniff",
    ]
    util.write_nonblock(sock, "\r\n".join([*head, "", ""]).encode("latin1") + body)  # type: ignore[no-untyped-call]


util.write_error = write_problem  # by this name gunicorn's workers answer what they cannot read
