"""Refusals of a flood are sent late, and no thread waits for that.

Whoever has used up their tries can ask again as fast as they are answered, from many connections at once, and each
question costs time that others need. So the connection of such a refusal is taken out of the web server's hands; one
thread sends the answers of all of them when their time has come, and closes. The work that a connection can ask for is
bounded by that, whatever its client does.
"""

import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from backend.transport.engine_io.connection import taken_over
from backend.transport.engine_io.http_responses import Headers

# 150 connections ask 50 times a second then, and not all at one moment.
SOONEST_SECONDS, LATEST_SECONDS = 2.0, 4.0
MOST_HELD = 1000  # connections a process; further ones are answered at once
SLOW_PATHS = frozenset({"/api/auth/login", "/api/auth/register"})
LATE = (f"{HTTPStatus.TOO_MANY_REQUESTS.value} ", f"{HTTPStatus.SERVICE_UNAVAILABLE.value} ")


def usual_lateness() -> float:
    """Drawn anew for each answer, so that those who came together do not come together again."""
    return random.uniform(SOONEST_SECONDS, LATEST_SECONDS)  # noqa: S311  nothing secret


@dataclass(frozen=True, slots=True, order=True)
class _Answer:
    due: float
    connection: socket.socket = field(compare=False)
    content: bytes = field(compare=False)


class LateAnswers:
    """WSGI: passes everything on; what is refused at a door of passwords is answered late, where gunicorn lets us."""

    def __init__(
        self, app: WSGIApplication, lateness: Callable[[], float] = usual_lateness
    ) -> None:
        self._app = app
        self._lateness = lateness
        self._waiting: list[_Answer] = []  # a heap: the first one is due first
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or promise an answer and let the thread go."""
        plain_socket = environ.get("gunicorn.socket")
        if plain_socket is None or isinstance(plain_socket, ssl.SSLSocket):
            return self._app(environ, start_response)
        if environ.get("PATH_INFO") not in SLOW_PATHS:
            return self._app(environ, start_response)
        status, headers, content = self._made(environ)
        protocol = environ.get("SERVER_PROTOCOL", "")
        if not status.startswith(LATE) or not protocol.startswith("HTTP/1"):
            start_response(status, headers)
            return [content]
        if len(self._waiting) >= MOST_HELD:
            start_response(status, [*headers, ("Connection", "close")])
            return [content]
        due = time.monotonic() + self._lateness()
        self._hold(_Answer(due, taken_over(plain_socket), _written(status, headers, content)))
        raise StopIteration  # gunicorn: there is no answer to send, the connection has another owner

    def _made(self, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
        """The answer of the application, whole."""
        begun: list[tuple[str, Headers]] = []

        def begin(
            status: str,
            headers: Headers,
            _error: object = None,
            /,
        ) -> Callable[[bytes], object]:
            begun.append((status, headers))
            return lambda _: None  # nobody writes beside the body

        body = self._app(environ, begin)
        try:
            content = b"".join(body)
        finally:
            close: Callable[[], None] | None = getattr(body, "close", None)
            if close is not None:
                close()
        status, headers = begun[-1]
        return status, headers, content

    def _hold(self, answer: _Answer) -> None:
        with self._condition:
            if self._thread is None:  # started late, so that a forked process gets its own
                self._thread = threading.Thread(
                    target=self._send_all,
                    name="late-answers",
                    daemon=True,
                )
                self._thread.start()
            heappush(self._waiting, answer)
            self._condition.notify()

    def _send_all(self) -> None:
        while True:
            with self._condition:
                while (left := self._seconds_left()) is None or left > 0:
                    self._condition.wait(left)
                answer = heappop(self._waiting)
            _send(answer)

    def _seconds_left(self) -> float | None:
        """Until the next one is due; null while none is waiting."""
        if self._waiting:
            return self._waiting[0].due - time.monotonic()
        return None


def _written(status: str, headers: Iterable[tuple[str, str]], content: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin1") + content


def _send(answer: _Answer) -> None:
    """A refusal fits into what the system holds for a connection; a client that has gone misses nothing."""
    with closing(answer.connection) as connection, suppress(OSError):
        connection.setblocking(False)
        connection.send(answer.content)
        connection.shutdown(socket.SHUT_WR)
        # What is left unread would have the system break the connection off.
        connection.recv(65_536)
