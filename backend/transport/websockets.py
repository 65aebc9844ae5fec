"""Open WebSockets: one thread of the process reads and writes all of them.

gunicorn's thread ends with the handshake; from then on the connection belongs to the loop here, and an open socket
costs no thread. What is quick is answered in the loop itself, what may block is handed to a pool, and either way the
requests of one socket are worked on in their order. Writes go out from whichever thread has something to say.
"""

import logging
import os
import selectors
import socket as sockets
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import engineio
import engineio.socket
from engineio import packet as engine_packets
from engineio.exceptions import EngineIOError
from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Ping, Request, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

LOG = logging.getLogger("coach.sockets")
READ_BYTES = 16_384  # at a time from one socket, so that a flood of one delays the others by little
MOST_UNSENT = 1_000_000  # bytes for a client that does not read; then it is let go and will resync
MOST_WAITING = 32  # events of one socket that wait for its slow one; then it is not read until they are done
SLOW_THREADS = 16
GOODBYE_SECONDS = 5.0  # how long a client may take to hang up too
INTRODUCTION_SECONDS = 20.0  # a socket that has not said by then who it is is closed
TEND_SECONDS = 1.0


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


class Wire:
    """One WebSocket after its handshake: whole messages in, whole messages out."""

    def __init__(self, connection: sockets.socket, protocol: WSConnection, loop: "SocketLoop", *, largest: int) -> None:
        self.connection = connection
        self.ended_at: float | None = None
        self._protocol = protocol
        self._loop = loop
        self._largest = largest
        self._parts: list[str | bytes] = []
        self._parts_length = 0
        self._unsent = bytearray()
        self._lock = threading.Lock()

    @property
    def has_unsent(self) -> bool:
        """Whether the client has not taken everything yet."""
        return bool(self._unsent)

    def send(self, text: str | bytes) -> None:
        """Send one message; dropped when the connection is over, because then it is gone anyway."""
        message = TextMessage(data=text) if isinstance(text, str) else BytesMessage(data=text)
        with self._lock, suppress(LocalProtocolError):
            if self.ended_at is None:
                self._push(self._protocol.send(message))

    def hang_up(self) -> None:
        """Say goodbye after what was sent; nothing is sent after it."""
        with self._lock:
            if self.ended_at is None:
                if self._protocol.state is ConnectionState.OPEN:
                    self._push(self._protocol.send(CloseConnection(code=1000)))
                self.ended_at = time.monotonic()
        self._loop.ask(partial(self._loop.part, self))

    def flush(self) -> None:
        """Send what the client did not take before."""
        with self._lock:
            waiting, self._unsent = bytes(self._unsent), bytearray()
            self._push(waiting)

    def _push(self, content: bytes) -> None:
        sent = 0
        if not self._unsent:
            try:
                sent = self.connection.send(content)
            except BlockingIOError:
                pass
            except OSError:
                self.ended_at = time.monotonic()
                self._loop.ask(partial(self._loop.let_go, self))
                return
        if sent == len(content):
            return
        self._unsent += content[sent:]
        over = len(self._unsent) > MOST_UNSENT
        self._loop.ask(partial(self._loop.let_go if over else self._loop.watch, self))

    def read(self) -> Iterable[str | bytes] | None:
        """The messages that have arrived; null when the connection is over."""
        try:
            content = self.connection.recv(READ_BYTES)
        except BlockingIOError:
            return ()
        except OSError:
            return None
        if not content:
            return None
        if self.ended_at is not None:  # it was told goodbye; nothing that it says now counts
            return ()
        try:
            self._protocol.receive_data(content)
            return list(self._messages())
        except (RemoteProtocolError, LocalProtocolError, UnicodeDecodeError):
            self.hang_up()
            return ()

    def _messages(self) -> Iterable[str | bytes]:
        for event in self._protocol.events():
            if isinstance(event, TextMessage | BytesMessage):
                whole = self._joined(event)
                if whole is not None:
                    yield whole
            elif isinstance(event, Ping | CloseConnection):
                with self._lock, suppress(LocalProtocolError):
                    self._push(self._protocol.send(event.response()))
                if isinstance(event, CloseConnection):
                    self.hang_up()
                    return

    def _joined(self, event: TextMessage | BytesMessage) -> str | bytes | None:
        if event.message_finished and not self._parts and len(event.data) <= self._largest:
            return bytes(event.data) if isinstance(event, BytesMessage) else event.data
        self._parts_length += len(event.data)
        if self._parts_length > self._largest:
            raise RemoteProtocolError("The message is too long.")
        self._parts.append(bytes(event.data) if isinstance(event, BytesMessage) else event.data)
        if not event.message_finished:
            return None
        parts, self._parts, self._parts_length = self._parts, [], 0
        return "".join(parts) if isinstance(event, TextMessage) else b"".join(parts)  # type: ignore[arg-type]


class LoopSocket(engineio.socket.Socket):
    """An Engine.IO socket whose WebSocket belongs to the loop."""

    def __init__(self, server: Any, sid: str, loop: "SocketLoop") -> None:
        super().__init__(server, sid)
        self.turn = InTurn(loop.pool)
        self._loop = loop
        self._wire: Wire | None = None
        self._early: list[Any] = []
        self._ping_at: float | None = None
        self._pinged_at: float | None = None
        self._closing = threading.Lock()
        self._introduced = False
        self._opened_at = time.monotonic()

    def introduce(self) -> None:
        """It is known now who is behind this socket."""
        self._introduced = True

    def _upgrade_websocket(self, environ: dict[str, Any], start_response: Any) -> Any:
        try:
            self._wire = self._loop.adopt(environ, self)
        except NotAdopted as refusal:
            self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_ERROR)
            start_response(refusal.status, [("Content-Type", "text/plain")])
            return [refusal.why]
        self.connected = self.upgraded = True
        for early in self._early:
            self._wire.send(early.encode())
        self._loop.ask(partial(self._loop.watch, self._wire))
        raise StopIteration  # gunicorn: there is no answer to send, the connection has another owner

    def send(self, pkt: Any) -> None:
        """Send a packet to the client."""
        if self._wire is not None:
            self._wire.send(pkt.encode())
        elif not self.closed:
            self._early.append(pkt)

    def take(self, frame: str | bytes) -> None:
        """One message of the client."""
        try:
            self.receive(engine_packets.Packet(encoded_packet=frame))
        except (EngineIOError, ValueError):
            self.end(self.server.reason.TRANSPORT_ERROR)

    def end(self, reason: str) -> None:
        """Close when what was asked for before is done."""
        self.turn.take(partial(self.close, wait=False, abort=True, reason=reason))

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:  # noqa: ARG002
        """Close the connection; told to the application once."""
        with self._closing:
            if self.closing or self.closed:
                return
            self.closing = True
        self.server._trigger_event(
            "disconnect", self.sid, reason or self.server.reason.SERVER_DISCONNECT, run_async=False
        )
        if not abort:
            self.send(engine_packets.Packet(engine_packets.CLOSE))
        self.closed = True
        self.server.sockets.pop(self.sid, None)
        if self._wire is not None:
            self._wire.hang_up()

    def check_ping_timeout(self) -> bool:
        """True while it is open: the loop itself looks after silent clients."""
        return not self.closed

    def schedule_ping(self) -> None:
        """Ping after the interval; a pong that nobody asked for changes nothing."""
        if self._ping_at is None:
            self._pinged_at, self._ping_at = None, time.monotonic() + self.server.ping_interval

    def tend(self, now: float) -> None:
        """Ping when it is time, and end what has not answered."""
        if self._ping_at is not None and now >= self._ping_at:
            self._ping_at, self._pinged_at = None, now
            self.send(engine_packets.Packet(engine_packets.PING))
        elif self._pinged_at is not None and now - self._pinged_at > self.server.ping_timeout:
            self._pinged_at = None
            self.end(self.server.reason.PING_TIMEOUT)
        elif not self._introduced and now - self._opened_at > self._loop.introduction_seconds:
            self._introduced = True
            self.end(self.server.reason.SERVER_DISCONNECT)


class LoopEngine(engineio.Server):
    """Engine.IO, WebSocket only, with its sockets in the loop."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.loop = SocketLoop(largest=self.max_http_buffer_size)

    def _handle_connect(
        self,
        environ: dict[str, Any],
        start_response: Any,
        transport: str,  # noqa: ARG002
        jsonp_index: int | None = None,  # noqa: ARG002
    ) -> Any:
        sid = self.generate_id()
        socket = LoopSocket(self, sid, self.loop)
        self.sockets[sid] = socket
        about = {
            "sid": sid,
            "upgrades": [],
            "pingInterval": int(self.ping_interval * 1000),
            "pingTimeout": int(self.ping_timeout * 1000),
            "maxPayload": self.max_http_buffer_size,
        }
        socket.send(engine_packets.Packet(engine_packets.OPEN, about))
        if self._trigger_event("connect", sid, environ, run_async=False) not in (None, True):
            del self.sockets[sid]
            return self._unauthorized(None)
        socket.schedule_ping()
        return socket.handle_get_request(environ, start_response)


class NotAdopted(Exception):
    """The handshake was refused."""

    def __init__(self, status: str, why: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.why = why


class SocketLoop:
    """The thread that reads and writes. It starts with the first socket, so that a forked process has its own."""

    def __init__(self, *, largest: int) -> None:
        self.most = 1000
        self.introduction_seconds = INTRODUCTION_SECONDS
        self.pool = ThreadPoolExecutor(SLOW_THREADS, thread_name_prefix="socket-work")
        self._largest = largest
        self._selector = selectors.DefaultSelector()
        self._owners: dict[Wire, LoopSocket] = {}
        self._paused: set[Wire] = set()
        self._asked: deque[Callable[[], None]] = deque()
        self._ringer: sockets.socket | None = None
        self._rung = False
        self._ident = 0
        self._lock = threading.Lock()

    def adopt(self, environ: dict[str, Any], owner: LoopSocket) -> Wire:
        """Answer the handshake and take the connection over.

        Raises:
            NotAdopted: it is not a WebSocket handshake, there is no room, or the web server gives no plain socket.
        """
        given = environ.get("gunicorn.socket")
        if given is None or isinstance(given, ssl.SSLSocket):
            raise NotAdopted("501 Not Implemented", b"WebSockets need gunicorn, and TLS that ends before it.")
        if len(self._owners) >= self.most:
            raise NotAdopted("503 Service Unavailable", b"Too many connections right now. Try again in a few seconds.")
        protocol, accepted = _shaken_hands(environ)
        connection = taken_over(given)
        with suppress(OSError):  # not every plain socket is TCP, and the client may be gone already
            connection.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
        with suppress(OSError):
            connection.sendall(accepted)
        connection.setblocking(False)
        wire = Wire(connection, protocol, self, largest=self._largest)
        self._owners[wire] = owner
        return wire

    def ask(self, what: Callable[[], None]) -> None:
        """Have the loop's thread do something."""
        self._asked.append(what)
        if self.is_mine():
            return
        ringer = self._ringer or self._start()
        if not self._rung:
            self._rung = True
            with suppress(BlockingIOError):  # enough rings are waiting to be heard
                ringer.send(b"!")

    def is_mine(self) -> bool:
        """Whether this is the loop's thread."""
        return threading.get_ident() == self._ident

    def _start(self) -> sockets.socket:
        with self._lock:
            if self._ringer is None:
                bell, ringer = sockets.socketpair()
                bell.setblocking(False)
                ringer.setblocking(False)
                threading.Thread(target=self._run, args=(bell,), name="socket-loop", daemon=True).start()
                self._ringer = ringer
            return self._ringer

    def watch(self, wire: Wire) -> None:
        """Wait for what the client says, and for room to tell it what is unsent."""
        if wire not in self._owners:
            return
        wanted = (selectors.EVENT_WRITE if wire.has_unsent else 0) | (
            0 if wire in self._paused else selectors.EVENT_READ
        )
        known = self._selector.get_map().get(wire.connection)
        if known is None and wanted:
            self._selector.register(wire.connection, wanted, wire)
        elif known is not None and not wanted:
            self._selector.unregister(wire.connection)
        elif known is not None and known.events != wanted:
            self._selector.modify(wire.connection, wanted, wire)

    def part(self, wire: Wire) -> None:
        """It was told goodbye: what is unsent goes out, then the client hangs up too or is let go."""
        self._paused.discard(wire)
        owner = self._owners.get(wire)
        if owner is not None and not owner.closed:
            owner.end(owner.server.reason.TRANSPORT_CLOSE)
        if not wire.has_unsent:
            with suppress(OSError):
                wire.connection.shutdown(sockets.SHUT_WR)
        self.watch(wire)

    def let_go(self, wire: Wire) -> None:
        """The connection is over."""
        owner = self._owners.pop(wire, None)
        if owner is None:
            return
        self._paused.discard(wire)
        wire.ended_at = wire.ended_at or time.monotonic()
        with suppress(KeyError, ValueError):
            self._selector.unregister(wire.connection)
        wire.connection.close()
        if not owner.closed:
            owner.end(owner.server.reason.TRANSPORT_CLOSE)

    def _run(self, bell: sockets.socket) -> None:
        self._ident = threading.get_ident()
        self._selector.register(bell, selectors.EVENT_READ, None)
        tend_at = time.monotonic() + TEND_SECONDS
        while True:
            for key, events in self._selector.select(0 if self._asked else max(0.0, tend_at - time.monotonic())):
                if key.data is None:
                    bell.recv(4096)
                    self._rung = False
                else:
                    self._attend(key.data, events)
            while self._asked:
                self._asked.popleft()()
            if time.monotonic() >= tend_at:
                tend_at = time.monotonic() + TEND_SECONDS
                self._tend()

    def _attend(self, wire: Wire, events: int) -> None:
        if events & selectors.EVENT_READ:
            self._read(wire)
        if events & selectors.EVENT_WRITE and wire in self._owners:
            wire.flush()
            if wire.ended_at is not None:
                self.part(wire)
            self.watch(wire)

    def _read(self, wire: Wire) -> None:
        owner = self._owners.get(wire)
        if owner is None:
            return
        messages = wire.read()
        if messages is None:
            self.let_go(wire)
            return
        for message in messages:
            owner.take(message)
        if len(owner.turn) > MOST_WAITING:
            self._paused.add(wire)
            self.watch(wire)
            owner.turn.take(partial(self.ask, partial(self._read_on, wire)))

    def _read_on(self, wire: Wire) -> None:
        self._paused.discard(wire)
        self.watch(wire)

    def _tend(self) -> None:
        now = time.monotonic()
        for wire, owner in list(self._owners.items()):
            if wire.ended_at is None:
                owner.tend(now)
            elif now - wire.ended_at > GOODBYE_SECONDS:
                self.let_go(wire)


def _shaken_hands(environ: dict[str, Any]) -> tuple[WSConnection, bytes]:
    protocol = WSConnection(ConnectionType.SERVER)
    try:
        protocol.initiate_upgrade_connection(_headers(environ), environ.get("PATH_INFO", "/"))
        if not all(isinstance(event, Request) for event in protocol.events()):
            raise RemoteProtocolError("The handshake is malformed.")
        return protocol, protocol.send(AcceptConnection())
    except (RemoteProtocolError, LocalProtocolError) as error:
        raise NotAdopted("400 Bad Request", b"This is not a WebSocket handshake.") from error


def _headers(environ: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    return [
        (name[5:].replace("_", "-").lower().encode("latin-1"), str(value).encode("latin-1"))
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]


def taken_over(given: sockets.socket) -> sockets.socket:
    """The connection under a descriptor of our own.

    gunicorn shuts down and closes what it holds when its thread is done, which would end the connection; so its
    descriptor is given something else to close.
    """
    ours = given.dup()
    stand_in, other_end = sockets.socketpair()
    os.dup2(stand_in.fileno(), given.fileno())
    stand_in.close()
    other_end.close()
    return ours
