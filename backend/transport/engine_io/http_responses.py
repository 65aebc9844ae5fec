"""HTTP answers of the Engine.IO endpoint, written through the web server or by the loop, and its refusals."""

import socket as sockets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import ClassVar
from wsgiref.types import StartResponse

import orjson
from engineio.packet import Packet
from pydantic_core import to_json

from backend.core.errors import Refusal
from backend.core.ids import new_id
from backend.core.types import JsonObject
from backend.transport.engine_io.connection import Connection
from backend.transport.engine_io.ports import Loop
from backend.transport.problem import problem_of

Headers = list[tuple[str, str]]
TEXT = "text/plain; charset=UTF-8"
SEPARATOR = "\x1e"  # between the packets of a payload


class EngineRefusal(Exception):
    """A request that the protocol does not allow: its number and message there, and in words what to do."""

    status: ClassVar[int] = 400
    code: ClassVar[int] = 3
    message: ClassVar[str] = "Bad request"
    detail: ClassVar[str]

    @property
    def body(self) -> JsonObject:
        """As clients of Engine.IO read it."""
        return {"code": self.code, "message": self.message, "detail": self.detail}


@dataclass(frozen=True)
class HttpResponse:
    """One HTTP answer."""

    body: bytes
    status: int = 200
    content_type: str = TEXT
    headers: Headers = field(default_factory=list)

    @property
    def status_line(self) -> str:
        """Status and phrase."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    def all_headers(self, more: Headers) -> Headers:
        """Its headers; nobody keeps or guesses what is said here."""
        return [
            ("Content-Type", self.content_type),
            ("Content-Length", str(len(self.body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            *self.headers,
            *more,
        ]

    def as_wsgi(self, start_response: StartResponse, cross_origin: Headers) -> Iterable[bytes]:
        """Through the web server, which keeps the connection."""
        start_response(self.status_line, self.all_headers(cross_origin))
        return [self.body]

    def as_bytes(self, cross_origin: Headers) -> bytes:
        """On a connection that is ours, and ends with it."""
        headers = [*self.all_headers(cross_origin), ("Connection", "close")]
        lines = [f"HTTP/1.1 {self.status_line}", *(f"{name}: {value}" for name, value in headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


OK = HttpResponse(b"ok")


def payload(packets: Iterable[Packet]) -> HttpResponse:
    """The answer to a poll."""
    encoded = SEPARATOR.join(packet.encode(b64=True) for packet in packets)
    return HttpResponse(encoded.encode())


def refused(refusal: Refusal | EngineRefusal, instance: str) -> HttpResponse:
    """What the protocol refuses has its number, what the product refuses is a problem document."""
    if isinstance(refusal, EngineRefusal):
        return HttpResponse(orjson.dumps(refusal.body), refusal.status, "application/json")
    request_id = str(new_id())
    problem = problem_of(refusal, instance=instance, request_id=request_id)
    headers = [("X-Request-ID", request_id)]
    if refusal.retry_after is not None:
        headers.append(("Retry-After", str(refusal.retry_after)))
    return HttpResponse(to_json(problem), refusal.status, "application/problem+json", headers)


class HttpExchange(Connection):
    """A request whose connection belongs to the loop until it is answered. Nothing else is read from it."""

    goodbye_seconds = 20.0  # a long answer may take its time on a bad line

    def __init__(
        self,
        socket: sockets.socket,
        loop: Loop,
        *,
        instance: str,
        cross_origin: Headers,
    ) -> None:
        super().__init__(socket, loop)
        self._instance = instance
        self._cross_origin = cross_origin

    def answer(self, answer: HttpResponse) -> None:
        """Send the answer, after which the connection ends."""
        with self._lock:
            if self.ended_at is not None:
                return
            self._push(answer.as_bytes(self._cross_origin))
            self.ended_at = time.monotonic()
        self._loop.ask(partial(self._loop.part, self))

    def refuse(self, refusal: Refusal | EngineRefusal) -> None:
        """Answer that this cannot be."""
        self.answer(refused(refusal, self._instance))
