"""Engine.IO's server, with its sessions in the loop."""

import io
import re
import socket as sockets
import ssl
from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import engineio
from engineio.packet import OPEN, Packet

from backend.core.errors import Refusal
from backend.transport.cross_origin import CrossOrigin
from backend.transport.engine_io.anonymous_sessions import Strangers
from backend.transport.engine_io.connection import taken_over
from backend.transport.engine_io.event_loop import SocketLoop
from backend.transport.engine_io.http_responses import (
    EngineRefusal,
    HttpExchange,
    HttpResponse,
    refused,
)
from backend.transport.engine_io.mailbox import Mailbox
from backend.transport.engine_io.refusals import (
    BadMethod,
    NoJsonp,
    NotPossibleHere,
    NoUpgrade,
    OriginRefused,
    PayloadTooLarge,
    PollingNotHere,
    PollingOff,
    SessionUnknown,
    SocketsBusy,
    TooManyStrangers,
    TransportMismatch,
    TransportUnknown,
    VersionUnsupported,
)
from backend.transport.engine_io.request import SocketRequest
from backend.transport.engine_io.session import MOST_PACKETS, LoopSocket
from backend.transport.engine_io.websocket import Handshake

PLACE = re.compile(r"[0-9]{1,3}")  # of a process among those of the server
# Of all places of a process, one network may hold a tenth without saying who is there.
SHARE_OF_STRANGERS, LEAST_STRANGERS = 10, 20


def _nothing(_sid: str) -> None:
    """Say nothing of why a session ends."""


class LoopEngine(engineio.Server):
    """Sessions begin in the web server's threads; whatever follows is the loop's, in the process that holds them."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.loop: SocketLoop[LoopSocket] = SocketLoop(
            self.sockets,
            largest=self.max_http_buffer_size,
        )
        self.strangers = Strangers()
        self.cross_origin = CrossOrigin(None, [])
        self.takes_polling = True
        self.say_unreadable: Callable[[str], None] = _nothing
        self._mailbox: Mailbox | None = None

    def listen(self, mailbox: Mailbox) -> None:
        """Take what comes to other processes of this server and is for sessions of this one."""
        self._mailbox = mailbox
        mailbox.occupy()
        self.loop.listen(mailbox.socket, self._empty_mailbox)

    def handle_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """One HTTP request: answered here, or by the loop on a connection that it takes over."""
        cross_origin = self.cross_origin.headers(environ)
        request = SocketRequest.of(environ, cross_origin)
        try:
            answer = self._answer(request, environ)
        except (Refusal, EngineRefusal) as refusal:
            answer = refused(refusal, request.path)
        return answer.as_wsgi(start_response, cross_origin)

    def _answer(self, request: SocketRequest, environ: WSGIEnvironment) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(b"")
        if not self._may_call(environ):
            raise OriginRefused
        if request.is_jsonp:
            raise NoJsonp
        if request.transport not in ("polling", "websocket"):
            raise TransportUnknown
        if request.transport == "websocket" and request.handshake is None:
            raise NoUpgrade
        if request.session_id is None:
            return self._begin(request, environ)
        return self._pass_on(request, environ)

    def _may_call(self, environ: WSGIEnvironment) -> bool:
        """Whether the page that asks, if it is one, is ours or of a site that may."""
        origin = environ.get("HTTP_ORIGIN")
        if not origin or self.cross_origin.allows(origin):
            return True
        return origin in (self._cors_allowed_origins(environ) or [])

    def _begin(self, request: SocketRequest, environ: WSGIEnvironment) -> HttpResponse:
        if request.version != "4":
            raise VersionUnsupported
        if request.method != "GET":
            raise BadMethod
        if request.transport == "websocket":
            return self._begin_websocket(request, environ)
        if not self.takes_polling:
            raise PollingOff
        if self._mailbox is None and environ.get("wsgi.multiprocess"):
            raise PollingNotHere
        _plain_socket(environ)
        remembered = environ | {"wsgi.input": io.BytesIO()}
        del remembered["gunicorn.socket"]
        session = self._open(request, remembered, upgrades=["websocket"])
        return session.open_polling()

    def _begin_websocket(self, request: SocketRequest, environ: WSGIEnvironment) -> HttpResponse:
        plain = _plain_socket(environ)
        handshake = Handshake(request.handshake or [], request.path)
        session = self._open(request, environ, upgrades=[])
        session.open_websocket(taken_over(plain), handshake)
        raise StopIteration  # gunicorn: there is no answer to send, the connection has another owner

    def _open(
        self, request: SocketRequest, environ: WSGIEnvironment, *, upgrades: list[str]
    ) -> LoopSocket:
        if self.loop.is_full:
            raise SocketsBusy(retry_after=3)
        most_strangers = max(LEAST_STRANGERS, self.loop.most // SHARE_OF_STRANGERS)
        if self.strangers.count(request.network) >= most_strangers:
            raise TooManyStrangers(retry_after=5)
        sid = token_urlsafe(18)
        if self._mailbox is not None:
            sid += f".{self._mailbox.place}"
        session = self.sockets[sid] = LoopSocket(self, sid, self.loop, network=request.network)
        about = {
            "sid": sid,
            "upgrades": upgrades,
            "pingInterval": int(self.ping_interval * 1000),
            "pingTimeout": int(self.ping_timeout * 1000),
            "maxPayload": self.max_http_buffer_size,
        }
        session.send(Packet(OPEN, about))
        if self._trigger_event("connect", sid, environ, run_async=False) not in (None, True):
            del self.sockets[sid]
            session.introduce()
            raise SocketsBusy(retry_after=3)
        session.schedule_ping()
        self.loop.ask(lambda: None)  # from now on it is tended
        return session

    def _pass_on(self, request: SocketRequest, environ: WSGIEnvironment) -> HttpResponse:
        """A request of a session: it is for the loop of the process that holds it."""
        if request.method not in ("GET", "POST"):
            raise TransportMismatch
        place = self._place(request.session_id or "")
        is_mine = self._mailbox is None or place == self._mailbox.place
        if is_mine:
            self._session(request)
        plain = _plain_socket(environ)
        body = self._body(environ) if request.method == "POST" else b""
        if is_mine:
            ours = taken_over(plain)
            self.loop.ask(lambda: self._serve(request, ours, body))
        else:
            self._post(place, request, plain, body)
        raise StopIteration  # gunicorn: there is no answer to send, the connection has another owner

    def _place(self, sid: str) -> int:
        """Which process holds a session, by its id."""
        if self._mailbox is None:
            return 0
        _, _, number = sid.rpartition(".")
        if not PLACE.fullmatch(number) or not self._mailbox.is_read(int(number)):
            raise SessionUnknown
        return int(number)

    def _post(self, place: int, request: SocketRequest, plain: sockets.socket, body: bytes) -> None:
        assert self._mailbox is not None
        try:
            self._mailbox.post(place, request.packed(), plain, body)
        except OSError:
            raise SocketsBusy(retry_after=3) from None
        taken_over(plain).close()

    def _empty_mailbox(self) -> None:
        assert self._mailbox is not None
        taken = self._mailbox.take()
        if taken is not None:
            letter, connection, body = taken
            self._serve(SocketRequest.unpacked(letter), connection, body)

    def _serve(self, request: SocketRequest, connection: sockets.socket, body: bytes) -> None:
        """In the loop's thread."""
        try:
            session = self._session(request)
            if request.transport == "websocket":
                session.probe(request, connection, Handshake(request.handshake or [], request.path))
            else:
                session.serve(request, connection, body)
        except (Refusal, EngineRefusal) as refusal:
            exchange = HttpExchange(
                connection,
                self.loop,
                instance=request.path,
                cross_origin=request.cross_origin,
            )
            self.loop.own(exchange, None)
            exchange.refuse(refusal)

    def _session(self, request: SocketRequest) -> LoopSocket:
        """Who asks from elsewhere learns no more than who asks for a session that never was."""
        sid = request.session_id or ""
        session: LoopSocket | None = self.sockets.get(sid) or self.loop.leaving.get(sid)
        if session is None or session.network != request.network:
            raise SessionUnknown
        return session

    @property
    def _largest_body(self) -> int:
        """As many of the largest packets as python-socketio's client puts into one."""
        return MOST_PACKETS * (self.loop.largest + 1)

    def _body(self, environ: WSGIEnvironment) -> bytes:
        if int(environ.get("CONTENT_LENGTH") or 0) > self._largest_body:
            raise PayloadTooLarge
        # Of a chunked one nobody knows the length.
        body: bytes = environ["wsgi.input"].read(self._largest_body + 1)
        if len(body) > self._largest_body:
            raise PayloadTooLarge
        return body


def _plain_socket(environ: WSGIEnvironment) -> sockets.socket:
    given = environ.get("gunicorn.socket")
    if given is None or isinstance(given, ssl.SSLSocket):
        raise NotPossibleHere
    plain: sockets.socket = given
    return plain
