"""A server of sockets by itself: Engine.IO in the loop, and requests as gunicorn passes them on."""

import json
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from io import BytesIO

import websocket

from backend.transport.engine_io.mailbox import Mailbox
from backend.transport.engine_io.server import LoopEngine

HANDSHAKE = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/socket.io/",
    "QUERY_STRING": "EIO=4&transport=websocket",
    "HTTP_HOST": "localhost",
    "HTTP_CONNECTION": "Upgrade",
    "HTTP_UPGRADE": "websocket",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
    "REMOTE_ADDR": "192.0.2.1",
}
PLAIN = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/socket.io/",
    "HTTP_HOST": "localhost",
    "wsgi.url_scheme": "http",
    "REMOTE_ADDR": "192.0.2.1",
}


@dataclass
class Answered:
    """What a plain request was answered."""

    status: int
    body: str
    headers: dict[str, str]

    @property
    def json(self):
        return json.loads(self.body)


class Waiting:
    """A plain request that the loop has; `answer` waits for what it says."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        connection.settimeout(20)

    def answer(self) -> Answered:
        read = HTTPResponse(self.connection)
        with self.connection:
            read.begin()
            answered = Answered(read.status, read.read().decode(), dict(read.getheaders()))
            read.close()
        return answered

    def is_answered(self) -> bool:
        self.connection.setblocking(False)
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return False
        finally:
            self.connection.settimeout(20)


class Place:
    """A server of sockets; `heard` is what its clients said, in order."""

    def __init__(self, mailbox: Mailbox | None = None, **settings: float) -> None:
        given = {"max_http_buffer_size": 1000, **settings}
        self.engine = LoopEngine(async_mode="threading", async_handlers=False, **given)
        if mailbox is not None:
            self.engine.listen(mailbox)
        self.heard: list[tuple[str, str]] = []
        self.left: list[str] = []
        self.clients: list[socket.socket] = []
        self.engine.on("connect", lambda sid, environ: None)
        self.engine.on("message", lambda sid, said: self.heard.append((sid, said)))
        self.engine.on("disconnect", lambda sid, reason: self.left.append(sid))

    def ask(
        self, changed: dict[str, str | None] | None = None, *, plain: bool = True
    ) -> tuple[str, socket.socket]:
        """One handshake as gunicorn passes it on; the status when it was refused, else an empty string."""
        answered, ours = self._pass_on(HANDSHAKE | (changed or {}), plain=plain)
        return ("" if answered is None else f"{answered.status} {answered.headers['phrase']}"), ours

    def _pass_on(
        self, environ: dict[str, object], *, plain: bool
    ) -> tuple[Answered | None, socket.socket]:
        theirs, ours = socket.socketpair()
        self.clients.append(ours)
        given = {name: value for name, value in environ.items() if value is not None}
        started: list[tuple[str, list[tuple[str, str]]]] = []
        body = None
        with suppress(StopIteration):
            given |= {"gunicorn.socket": theirs} if plain else {}
            body = b"".join(self.engine.handle_request(given, lambda *told: started.append(told)))
        with suppress(OSError):
            theirs.shutdown(socket.SHUT_RDWR)  # as gunicorn does when its thread is done
        theirs.close()
        if body is None:
            return None, ours
        ((status, headers),) = started
        number, _, phrase = status.partition(" ")
        return Answered(int(number), body.decode(), dict(headers) | {"phrase": phrase}), ours

    def request(
        self, sid: str | None, body: str | bytes | None = None, query: str = "", **changed: object
    ) -> Answered | Waiting:
        """A poll, or a POST where there is a body."""
        content = body.encode() if isinstance(body, str) else body or b""
        environ: dict[str, object] = PLAIN | {
            "REQUEST_METHOD": "GET" if body is None else "POST",
            "QUERY_STRING": query
            or "EIO=4&transport=polling" + ("" if sid is None else f"&sid={sid}"),
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.input": BytesIO(content),
        }
        answered, ours = self._pass_on(environ | changed, plain=True)
        return Waiting(ours) if answered is None else answered

    def poll(self, sid: str, **changed: object) -> Answered:
        return answer_of(self.request(sid, **changed))

    def post(self, sid: str, body: str | bytes, **changed: object) -> Answered:
        return answer_of(self.request(sid, body, **changed))

    def begin_polling(self, *, introduced: bool = True, **changed: object) -> str:
        begun = answer_of(self.request(None, **changed))
        assert begun.status == 200, begun
        about = json.loads(begun.body.removeprefix("0"))
        assert about["upgrades"] == ["websocket"]
        if introduced:
            self.engine.sockets[about["sid"]].introduce()
        return about["sid"]

    def probe(self, sid: str, **changed: str | None) -> websocket.WebSocket:
        """A WebSocket that the client of a polling session tries."""
        refused, ours = self.ask(
            {"QUERY_STRING": f"EIO=4&transport=websocket&sid={sid}", **changed}
        )
        assert refused == ""
        return opened(ours)

    def open(self, *, introduced: bool = True) -> tuple[str, websocket.WebSocket]:
        known = set(self.engine.sockets)
        status, ours = self.ask()
        assert status == ""
        sid = (set(self.engine.sockets) - known).pop()
        if introduced:
            self.engine.sockets[sid].introduce()
        client = opened(ours)
        assert client.recv().startswith("0{")
        return sid, client

    def close(self) -> None:
        for client in self.clients:
            client.close()


def opened(ours: socket.socket) -> websocket.WebSocket:
    """The client's side, after the answer to its handshake."""
    ours.settimeout(20)
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += ours.recv(1)
    assert answer.startswith(b"HTTP/1.1 101 "), answer
    client = websocket.WebSocket()
    client.sock, client.connected = ours, True
    return client


def answer_of(asked: Answered | Waiting) -> Answered:
    return asked.answer() if isinstance(asked, Waiting) else asked


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


def soon(claim: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def is_unknown(answered: Answered) -> bool:
    return answered.status == 400 and (answered.json["code"], answered.json["message"]) == (
        1,
        "Session ID unknown",
    )


def echo(place: Place) -> None:
    place.engine.on("message", lambda sid, said: place.engine.send(sid, said))
