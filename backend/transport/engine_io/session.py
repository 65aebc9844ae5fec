"""One session of a client: over long polling, over a WebSocket, or on the way from the one to the other."""

import socket as sockets
import threading
import time
from collections import deque
from functools import partial
from typing import Any

import engineio.socket
from engineio import packet as engine_packets
from engineio.exceptions import EngineIOError
from engineio.packet import Packet

from backend.transport.engine_io.connection import MOST_UNSENT, READ_BYTES, Connection
from backend.transport.engine_io.event_loop import MOST_WAITING, SocketLoop
from backend.transport.engine_io.http_responses import (
    OK,
    SEPARATOR,
    HttpExchange,
    HttpResponse,
    payload,
)
from backend.transport.engine_io.refusals import (
    Malformed,
    Overlapping,
    PayloadTooLarge,
    SessionUnknown,
    TransportMismatch,
)
from backend.transport.engine_io.request import SocketRequest
from backend.transport.engine_io.websocket import Handshake, WebSocket
from backend.transport.engine_io.work_queue import InTurn

MOST_PACKETS = 16  # in one answer to a poll: python-socketio's client takes no more
# Bytes that a packet counts for beside its own, when a payload is worked off in pieces.
PACKET_COST = 32
# How long a closed session waits for the poll that takes what was said last.
LAST_WORDS_SECONDS = 10.0


class LoopSocket(engineio.socket.Socket):
    """An Engine.IO socket whose connections belong to the loop.

    What is said to the client goes to its WebSocket, and while there is none into the outbox, from which polls take
    it. Only the loop's thread touches polls, payloads and probes.
    """

    def __init__(
        self,
        server: Any,
        sid: str,
        loop: "SocketLoop[LoopSocket]",
        *,
        network: str = "",
    ) -> None:
        super().__init__(server, sid)
        self.turn = InTurn(loop.pool)
        self.network = network
        self._loop = loop
        self._websocket: WebSocket | None = None
        self._outbox: deque[Packet] = deque()
        self._outbox_bytes = 0
        self.sending = (
            threading.RLock()
        )  # whoever holds it says several things with nothing between them
        self._poll: HttpExchange | None = None
        self._polled_at = time.monotonic()
        self._post: HttpExchange | None = None
        self._probe: WebSocket | None = None
        self._probed_at = 0.0
        self._ping_at: float | None = None
        self._pinged_at: float | None = None
        self._closing = threading.Lock()
        self._closed_at = 0.0
        self._introduced = False
        server.strangers.add(network)
        self._opened_at = time.monotonic()

    @property
    def is_stranger(self) -> bool:
        """Whether nobody has said yet who is behind it."""
        return not self._introduced

    def introduce(self) -> None:
        """It is known now who is behind this socket, or it is over: it is no stranger any more."""
        with self._closing:
            is_new = not self._introduced
            self._introduced = True
        if is_new:
            self.server.strangers.remove(self.network)

    def open_websocket(self, socket: sockets.socket, handshake: Handshake) -> None:
        """Begin over a WebSocket."""
        websocket = WebSocket(socket, handshake, self._loop, largest=self._loop.largest)
        self._use(websocket)
        self._loop.own(websocket, self)

    def open_polling(self) -> HttpResponse:
        """Begin over long polling: the answer to the request that began it."""
        self.connected = True
        return payload(self._next_packets())

    def _use(self, websocket: WebSocket) -> None:
        """From now on everything goes there, after what waits."""
        with self.sending:
            while self._outbox:
                websocket.send(self._outbox.popleft().encode())
            self._outbox_bytes = 0
            self._websocket = websocket
        self.connected = self.upgraded = True

    def send(self, pkt: Packet) -> None:
        """Send a packet to the client."""
        with self.sending:
            if self._websocket is not None:
                self._websocket.send(pkt.encode())
                return
            if self.closed:
                return
            self._outbox.append(pkt)
            self._outbox_bytes += _weight(pkt)
            is_over = self._outbox_bytes > MOST_UNSENT
        if self.connected:
            over = partial(self.end, self.server.reason.TRANSPORT_ERROR)
            self._loop.ask(over if is_over else self._answer_poll)

    def serve(self, request: SocketRequest, socket: sockets.socket, body: bytes) -> None:
        """One HTTP request of the session, on a connection that is the loop's from now on."""
        exchange = HttpExchange(
            socket,
            self._loop,
            instance=request.path,
            cross_origin=request.cross_origin,
        )
        self._loop.own(exchange, self)
        if self._websocket is not None:
            exchange.refuse(TransportMismatch())
        elif request.method == "POST" and self.closed:
            exchange.refuse(SessionUnknown())
        elif request.method == "POST":
            self._take_payload(exchange, body)
        else:
            self._take_poll(exchange)

    def _take_poll(self, poll: HttpExchange) -> None:
        if self._poll is not None:
            poll.refuse(Overlapping())
            self.turn.take(
                partial(self.close, wait=False, reason=self.server.reason.TRANSPORT_ERROR)
            )
            return
        self._poll = poll
        self._answer_poll()

    def _answer_poll(self) -> None:
        """Answer the poll that waits, when there is something to say."""
        if self._poll is None:
            return
        packets = self._next_packets()
        if not packets and not (self.upgrading or self.upgraded or self.closed):
            return
        poll, self._poll, self._polled_at = self._poll, None, time.monotonic()
        poll.carries_packets = bool(packets)
        poll.answer(payload(packets or [Packet(engine_packets.NOOP)]))
        if self.closed and not self._outbox:
            self._loop.leaving.pop(self.sid, None)

    def _next_packets(self) -> list[Packet]:
        with self.sending:
            count = min(MOST_PACKETS, len(self._outbox))
            packets = [self._outbox.popleft() for _ in range(count)]
            self._outbox_bytes -= sum(_weight(pkt) for pkt in packets)
        return packets

    def _take_payload(self, post: HttpExchange, body: bytes) -> None:
        if self._post is not None:
            post.refuse(Overlapping())
            self.end(self.server.reason.TRANSPORT_ERROR)
            return
        self._post = post
        try:
            packets = deque(body.decode().split(SEPARATOR))
        except UnicodeDecodeError:
            self._refuse_payload()
            self._end_unreadable()
            return
        if max(map(len, packets)) > self._loop.largest:
            self._post = None
            post.refuse(PayloadTooLarge())
            return
        self._work_off(packets)

    def _work_off(self, packets: deque[str]) -> None:
        """A piece of a payload, so that a long one delays the others by little; answered when all was taken."""
        room = READ_BYTES
        if self.closed:
            packets.clear()
        while packets and room > 0:
            packet = packets.popleft()
            room -= len(packet) + PACKET_COST
            if not self.take(packet):
                self._refuse_payload()
                return
        go_on = partial(self._loop.ask, partial(self._work_off, packets))
        if len(self.turn) > MOST_WAITING:
            self.turn.take(go_on)
        elif packets:
            go_on()
        elif self._post is not None:
            self._post.answer(OK)
            self._post = None

    def _refuse_payload(self) -> None:
        if self._post is not None:
            self._post.refuse(Malformed())
        self._post = None

    def probe(self, request: SocketRequest, socket: sockets.socket, handshake: Handshake) -> None:
        """A WebSocket that the client tries; the session goes on by polling until it says so."""
        if self._websocket is not None or self._probe is not None or self.closed:
            exchange = HttpExchange(
                socket,
                self._loop,
                instance=request.path,
                cross_origin=request.cross_origin,
            )
            self._loop.own(exchange, None)
            exchange.refuse(TransportMismatch())
            return
        self._probe = WebSocket(socket, handshake, self._loop, largest=self._loop.largest)
        self._probed_at = time.monotonic()
        self._loop.own(self._probe, self)

    def hear(self, connection: Connection, frame: str | bytes) -> None:
        """One message that came over a WebSocket."""
        if connection is self._websocket:
            self.take(frame)
        elif connection is self._probe:
            self._hear_probe(self._probe, frame)

    def _hear_probe(self, probe: WebSocket, frame: str | bytes) -> None:
        if frame == "2probe":
            probe.send("3probe")
            self.upgrading = True
            self._answer_poll()  # the client waits for the end of its poll before it says that it upgrades
        elif frame == "5" and self.upgrading:
            self._probe = None
            self.upgrading = False
            self._use(probe)
            self._answer_poll()
        else:
            self._give_up_probe()

    def _give_up_probe(self) -> None:
        """The session goes on by polling."""
        probe = self._probe
        self._probe = None
        self.upgrading = False
        self._polled_at = time.monotonic()
        if probe is not None:
            probe.hang_up()

    def lost(self, connection: Connection, *, is_cut: bool) -> None:
        """A connection is over; when it is `is_cut`, the client did not get all that was said."""
        if connection is self._probe:
            self._give_up_probe()
            return
        if connection is self._poll:
            self._poll = None
        elif connection is not self._websocket and not (is_cut and connection.carries_packets):
            return
        self.end(self.server.reason.TRANSPORT_CLOSE)

    def take(self, frame: str | bytes) -> bool:
        """One packet of the client; false when it is none, which ends the session."""
        try:
            packet = Packet(encoded_packet=frame)
            if packet.packet_type == engine_packets.CLOSE:
                self.end(self.server.reason.CLIENT_DISCONNECT)
            else:
                self.receive(packet)
        except (EngineIOError, ValueError):
            self._end_unreadable()
            return False
        return True

    def _end_unreadable(self) -> None:
        """Say why and close, when what was asked for before is done."""
        if not self.closed:
            self.turn.take(self._close_unreadable)

    def _close_unreadable(self) -> None:
        self.server.say_unreadable(self.sid)
        self.close(wait=False, abort=True, reason=self.server.reason.SERVER_DISCONNECT)

    def end(self, reason: str) -> None:
        """Close when what was asked for before is done."""
        if not self.closed:
            self.turn.take(partial(self.close, wait=False, abort=True, reason=reason))

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:  # noqa: ARG002
        """Close the connection; told to the application once."""
        with self._closing:
            if self.closing or self.closed:
                return
            self.closing = True
        reason = reason or self.server.reason.SERVER_DISCONNECT
        self.server._trigger_event("disconnect", self.sid, reason, run_async=False)
        if not abort:
            self.send(Packet(engine_packets.CLOSE))
        self._closed_at = time.monotonic()
        self.closed = True
        self.introduce()
        if (
            reason == self.server.reason.SERVER_DISCONNECT
            and self._websocket is None
            and self._outbox
        ):
            self._loop.leaving[self.sid] = self
        self.server.sockets.pop(self.sid, None)
        self._loop.ask(self._part)

    def _part(self) -> None:
        """The connections of a session that is closed."""
        if self._websocket is not None:
            self._websocket.hang_up()
        self._give_up_probe()
        self._answer_poll()

    def check_ping_timeout(self) -> bool:
        """True while it is open: the loop itself looks after silent clients."""
        return not self.closed

    def schedule_ping(self) -> None:
        """Ping after the interval; a pong that nobody asked for changes nothing."""
        if self._ping_at is None:
            self._pinged_at, self._ping_at = None, time.monotonic() + self.server.ping_interval

    def tend(self, now: float) -> None:
        """Ping when it is time, and end what has not answered."""
        if self.closed:
            if now - self._closed_at > LAST_WORDS_SECONDS:
                self._loop.leaving.pop(self.sid, None)
            return
        if self._ping_at is not None and now >= self._ping_at:
            self._ping_at = None
            self._pinged_at = now
            self.send(Packet(engine_packets.PING))
        elif self._pinged_at is not None and now - self._pinged_at > self.server.ping_timeout:
            self._pinged_at = None
            self.end(self.server.reason.PING_TIMEOUT)
        elif not self._introduced and now - self._opened_at > self._loop.introduction_seconds:
            self.introduce()
            self.end(self.server.reason.SERVER_DISCONNECT)
        if self._websocket is None:
            self._tend_polling(now)

    def _tend_polling(self, now: float) -> None:
        if self._probe is not None:
            if now - self._probed_at > self._loop.probe_seconds:
                self._give_up_probe()
        elif (
            self._poll is None
            and now - self._polled_at > self.server.ping_interval + self.server.ping_timeout
        ):
            self._polled_at = now
            self.end(self.server.reason.PING_TIMEOUT)


def _weight(packet: Packet) -> int:
    return len(packet.data or "")
