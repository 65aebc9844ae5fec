"""Live events: carries out socket operations on Flask-SocketIO.

Over long polling and WebSocket (`engine_io`). Every event in is one object, validated by its model, answered by an
acknowledgement with the result or a problem document. Events of one socket are worked on in their order. Reserved
event names never reach a handler.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import flask_socketio
from flask import Flask, request
from pydantic import JsonValue
from socketio.packet import ACK, CONNECT_ERROR

from backend.core.clock import Clock
from backend.core.db import SessionEnded
from backend.core.errors import Refusal
from backend.core.ids import new_id
from backend.core.ports import Ports
from backend.core.types import JsonObject
from backend.core.validation import MalformedInput
from backend.transport.authentication import WhoAsks
from backend.transport.contract import Call, Caller, SocketEvents
from backend.transport.cross_origin import CrossOrigin
from backend.transport.engine_io.mailbox import Mailbox
from backend.transport.engine_io.refusals import SocketsBusy
from backend.transport.engine_io.server import LoopEngine
from backend.transport.engine_io.session import LoopSocket
from backend.transport.event_runner import EventRunner, only_object
from backend.transport.guarded_server import guarded_server
from backend.transport.open_sockets import OpenSocket, SocketRules
from backend.transport.request_quotas import Traffic
from backend.transport.socket_packets import (
    NO_EVENT,
    BinaryEvent,
    Broken,
    TextPacket,
    TooManyEvents,
    UnfitEvent,
    UnreadableFrames,
    acknowledged,
    attachments_of,
    outcome,
    payload_of,
    read_binary,
    read_event,
    read_frame,
    refused,
    socket_problem,
    text_packet,
)

LOG = logging.getLogger("coach.sockets")
STRIKES = 5  # malformed packets before the socket is closed
CHECK_SIGN_IN = timedelta(seconds=5)
# The watch looks every five; an event looks itself when the watch is late.
TRUST_SIGN_IN = timedelta(seconds=8)
STRANGERS = 50  # sockets that have not said yet who they are, beyond those that are welcome
LARGEST_FRAME = 65_536
PATH = "/socket.io/"


Reply = Callable[[JsonObject], None]


class SocketDesk:
    """Holds the open sockets of this process and answers their events."""

    def __init__(
        self,
        events: SocketEvents,
        rules: SocketRules,
        *,
        ports: Ports,
        clock: Clock,
    ) -> None:
        self._runner = EventRunner(events, ports)
        self._rules = rules
        self._ports = ports
        self._clock = clock
        self._open: dict[str, OpenSocket] = {}
        self._watch: threading.Thread | None = None
        self.server: Any = None

    def attach(self, app: Flask, manager: Any, json: Any) -> flask_socketio.SocketIO:
        """Serve sockets beside the routes of this application."""
        routes = app.wsgi_app
        library: Any = flask_socketio.socketio
        original, library.Server = library.Server, guarded_server(self)
        try:
            serving = flask_socketio.SocketIO(
                app,
                async_mode="threading",
                client_manager=manager,
                json=json,
                serializer=TextPacket,
                async_handlers=False,
                cookie=None,
                manage_session=False,
                max_http_buffer_size=LARGEST_FRAME,
                ping_interval=20,
                ping_timeout=15,
                always_connect=False,
            )
        finally:
            library.Server = original
        app.wsgi_app = _BesideSockets(routes, app.wsgi_app)  # type: ignore[method-assign]
        serving.on("connect")(self._connect)
        serving.on("disconnect")(self._disconnect)
        self.server = serving.server
        engine: LoopEngine = self.server.eio
        engine.loop.most = self._rules.most_sockets + STRANGERS
        engine.cross_origin = CrossOrigin(app, self._rules.origins)
        engine.takes_polling = self._rules.takes_polling
        engine.say_unreadable = self._say_unreadable
        return serving

    def listen(self, mailbox: Mailbox | None) -> None:
        """Hear from now on what other processes push and hand on, and not from the first socket on."""
        if mailbox is not None:
            self.server.eio.listen(mailbox)
        if not self.server.manager_initialized:
            self.server.manager_initialized = True
            self.server.manager.initialize()

    def connections_of(self, user_id: UUID) -> int:
        """How many sockets of the user this process holds."""
        return sum(connection.user_id == user_id for connection in list(self._open.values()))

    def _connect(self, auth: object = None) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        socket_id = _socket_id()
        engine_id = self.server.manager.eio_sid_from_sid(socket_id, "/")
        try:
            if len(self._open) >= self._rules.most_sockets:
                raise SocketsBusy(retry_after=3)
            claims = self._ports.use(WhoAsks).of_token(token)
            if not self._rules.is_alive(claims.user_id, claims.session_id):
                raise SessionEnded
            self._rules.admit(claims.user_id, socket_id)
        except Refusal as refusal:
            # As `data` of the client's error, beside its `message`.
            problem = socket_problem(refusal, "connect")
            raise flask_socketio.ConnectionRefusedError(refusal.said, problem) from None
        connection = OpenSocket(
            socket_id,
            engine_id,
            claims.user_id,
            claims.session_id,
            request.remote_addr or "",
            request.headers.get("User-Agent", "")[:300],
            self._clock(),
        )
        self.server.eio.sockets[engine_id].introduce()
        self.server.enter_room(socket_id, f"session:{claims.session_id}")
        self._open[engine_id] = connection
        self._watch_sign_ins()
        self._rules.arrived(claims.user_id, socket_id)

    def let_hear(self, engine_id: str) -> None:
        """From now on news of its user is for this socket, too."""
        connection = self._open.get(engine_id)
        if connection is not None:
            self.server.enter_room(connection.socket_id, f"user:{connection.user_id}")

    def _disconnect(self, *_: object) -> None:
        socket_id = _socket_id()
        for connection in list(self._open.values()):
            if connection.socket_id == socket_id:
                self._close(connection)

    def _close(self, connection: OpenSocket) -> None:
        self._open.pop(connection.engine_id, None)
        self._rules.left(connection.user_id, connection.socket_id)
        socket = self.server.eio.sockets.get(connection.engine_id)
        if socket is not None:  # the library leaves this to the client
            socket.end(self.server.reason.SERVER_DISCONNECT)

    def take(self, socket: LoopSocket, text: str) -> None:
        """An event as it came: in its turn, at once where it cannot block. Never raises."""
        namespace, id, data = read_frame(text)
        work = partial(self.receive, socket.sid, namespace, id, data)
        socket.turn.take(work, quick=self._is_quick(socket.sid, data))

    def _is_quick(self, engine_id: str, data: object) -> bool:
        connection = self._open.get(engine_id)
        if connection is None or self._clock() - connection.checked_at > TRUST_SIGN_IN:
            return False
        match data:
            case [str() as name, dict() as given]:
                return self._runner.is_quick(name, given)
        return False

    def strike(self, engine_id: str, refusal: Refusal | None = None) -> None:
        """Something malformed; after a few the socket is closed, and that of a stranger at once."""
        connection = self._open.get(engine_id)
        if connection is not None:
            self._tell(connection, refusal or MalformedInput(NO_EVENT))
            self._strike(connection)
        elif (socket := self.server.eio.sockets.get(engine_id)) is not None:
            self._say_unreadable(engine_id)
            socket.end(self.server.reason.SERVER_DISCONNECT)

    def receive_binary(self, engine_id: str, text: str) -> None:
        """An event with bytes, which no event takes: refused as others are, and its attachments with it."""
        connection = self._open.get(engine_id)
        if connection is not None:
            connection.attachments = attachments_of(text)
        self.receive(engine_id, *read_binary(text))

    def receive_attachment(self, engine_id: str) -> None:
        """Bytes: of an event that was refused for them, or of none."""
        connection = self._open.get(engine_id)
        if connection is not None and connection.attachments:
            connection.attachments -= 1
            return
        self.strike(engine_id, BinaryEvent())

    def receive(self, engine_id: str, namespace: str | None, id: int | None, data: object) -> None:
        """One event of one socket: checked, carried out, acknowledged. Never raises."""
        connection = self._open.get(engine_id)
        if connection is None:
            # Unreadable, from somebody who has not said who they are.
            if data is None or isinstance(data, UnfitEvent):
                self.strike(engine_id)
            return

        def reply(answer: JsonObject) -> None:
            if id is not None:
                packet = text_packet(ACK, namespace=namespace, id=id, data=[answer])
                self.server._send_packet(engine_id, packet)
            elif not answer.get("ok"):
                self._emit_problem(connection, answer["error"])

        payload = payload_of(data)
        try:
            name, arguments = read_event(namespace, data)
        except Refusal as refusal:
            self._refuse(connection, refusal, data, payload, reply)
            return
        try:
            self._carry_out(connection, name, arguments, reply)
        except Refusal as refusal:
            reply(refused(refusal, name, payload))
        except Exception:
            LOG.exception("unexpected error in event %s", name)
            reply(refused(Broken(), name, payload))

    def _refuse(
        self,
        connection: OpenSocket,
        refusal: Refusal,
        data: object,
        payload: object,
        reply: Reply,
    ) -> None:
        """Answer what is no event of ours; a value that cannot be held is no strike, a trader may have pasted it."""
        if isinstance(data, UnfitEvent):
            reply(refused(refusal, "", data.given))
            if not data.is_malformed:
                return
        else:
            reply(refused(refusal, "", payload))
        self._strike(connection)

    def _strike(self, connection: OpenSocket) -> None:
        connection.strikes += 1
        if connection.strikes >= STRIKES:
            self._tell(connection, UnreadableFrames())
            self.server.disconnect(connection.socket_id, ignore_queue=True)

    def _say_unreadable(self, engine_id: str) -> None:
        """Why this socket is about to end: to a stranger as to one that may not connect."""
        connection = self._open.get(engine_id)
        socket = self.server.eio.sockets.get(engine_id)
        if connection is not None:
            self._tell(connection, UnreadableFrames())
        elif socket is not None and socket.is_stranger:
            self._refuse_stranger(engine_id)

    def _refuse_stranger(self, engine_id: str) -> None:
        problem = socket_problem(UnreadableFrames(), "connect")
        error = {"message": problem["detail"], "data": problem}
        refused_connect = text_packet(CONNECT_ERROR, namespace="/", data=error)
        self.server._send_packet(engine_id, refused_connect)

    def _tell(self, connection: OpenSocket, refusal: Refusal) -> None:
        self._emit_problem(connection, socket_problem(refusal, ""))

    def _emit_problem(self, connection: OpenSocket, problem: JsonValue) -> None:
        self.server.emit("message_error", problem, to=connection.socket_id, ignore_queue=True)

    def _carry_out(
        self,
        connection: OpenSocket,
        name: str,
        arguments: list[object],
        reply: Reply,
    ) -> None:
        self._slow_down(connection)
        self._ports.use(Traffic).event(connection.user_id, connection.address)
        event = self._runner.event_of(name)
        payload = only_object(event, arguments)
        now = self._clock()
        if now - connection.checked_at > TRUST_SIGN_IN:
            self._still_signed_in(connection, now)
        call = Call(_caller(connection), now, self._ports)
        answer = self._runner.run(event, call, payload)
        if isinstance(answer, Future):
            answer.add_done_callback(lambda future: reply(outcome(future, name, payload)))
        else:
            reply(acknowledged(answer))

    def _slow_down(self, connection: OpenSocket) -> None:
        """A token bucket: as many events as ten seconds allow at once, then at their pace."""
        most = self._rules.events_per_10_seconds
        now = time.monotonic()
        connection.taken = max(0.0, connection.taken - (now - connection.taken_at) * most / 10)
        connection.taken_at = now
        if connection.taken + 1 > most:
            raise TooManyEvents(retry_after=1)
        connection.taken += 1

    def _still_signed_in(self, connection: OpenSocket, now: datetime) -> None:
        if not self._rules.is_alive(connection.user_id, connection.session_id):
            self.server.disconnect(connection.socket_id, ignore_queue=True)
            raise SessionEnded
        connection.checked_at = now

    def _watch_sign_ins(self) -> None:
        if self._watch is None:
            self._watch = threading.Thread(
                target=self._keep_watch,
                name="socket-watch",
                daemon=True,
            )
            self._watch.start()

    def _keep_watch(self) -> None:
        """Close sockets of ended sign-ins, also those that say nothing and those whose news was lost with Redis."""
        while True:
            time.sleep(CHECK_SIGN_IN.total_seconds() / 2)
            now = self._clock()
            for connection in list(self._open.values()):
                self._rules.still_there(connection.user_id, connection.socket_id)
                if now - connection.checked_at >= CHECK_SIGN_IN / 2:
                    with suppress(Refusal):
                        self._still_signed_in(connection, now)


def _socket_id() -> str:
    socket_id: str = vars(request)["sid"]  # Flask-SocketIO puts it there
    return socket_id


def _caller(connection: OpenSocket) -> Caller:
    return Caller(
        connection.user_id,
        connection.session_id,
        connection.address,
        connection.user_agent,
        request_id=str(new_id()),
        socket_id=connection.socket_id,
    )


class _BesideSockets:
    """WSGI: sockets to their library, and everything else past it, for it makes a class for every request."""

    def __init__(self, routes: WSGIApplication, sockets: WSGIApplication) -> None:
        self._routes = routes
        self._sockets = sockets

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        app = self._sockets if environ["PATH_INFO"].startswith(PATH) else self._routes
        return app(environ, start_response)
