"""Connections that no thread works on: what each waits for, until when, and which give way when there are too many."""

import errno
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Semaphore
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import TConn

from backend.transport.web_server.client_socket import ClientSocket, Pace
from backend.transport.web_server.request_buffer import (
    ArrivedUnreader,
    Progress,
    RequestBuffer,
    TooMuch,
)

new_parser: Callable[..., Any] = http.get_parser  # gunicorn has no types
ON_ITS_WAY_SECONDS = 1.0  # a request that began less than this ago is not counted as half
# A twentieth of all waiting makes room at a time, so that a flood costs little to hold off.
GIVE_WAY_AT_ONCE = 20
GOODBYE_SECONDS = 2.0
NO_ROOM = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT}


class ConnectionPhase(Enum):
    """What a connection waits for."""

    IDLE = "idle"
    HEAD = "head"
    BODY = "body"
    READER = "reader"
    GOODBYE = "goodbye"


@dataclass(frozen=True)
class ConnectionLimits:
    """What a client may take its time for."""

    head_seconds: float = 10.0
    idle_seconds: float = 30.0
    least_bytes_per_second: int = 4000
    window_seconds: float = 10.0
    half_by_address: int = 64
    # Of half bodies and unread answers, of all; a quarter of it of one address.
    held_bytes: int = 268_435_456
    most_waiting: int = 1000
    largest_body: int = 21_000_000
    longest_line: int = 8190
    # Then the peer's address is the proxy's, and only what is of all is counted.
    behind_proxy: bool = False

    def new_pace(self) -> Pace:
        """The least rate of a body, or of a reader."""
        return Pace(self.least_bytes_per_second, self.window_seconds)


class WaitingConnection(TConn):
    """A client's connection, with what has arrived of its next request."""

    def __init__(
        self,
        cfg: Any,
        sock: ClientSocket,
        client: Any,
        server: Any,
        *,
        limits: ConnectionLimits,
        room: Semaphore,
    ) -> None:
        super().__init__(cfg, sock, client, server)  # type: ignore[no-untyped-call]  # gunicorn has no types
        self.sock.setblocking(True)
        self.sock.be_patient(room, limits.new_pace())
        self.limits = limits
        self.address = "" if limits.behind_proxy else _network(client)
        self.parser: Any = new_parser(cfg, sock, client)
        self.parser.unreader = ArrivedUnreader()
        self.initialized = True
        self.buffer = self._new_buffer()
        self.phase = ConnectionPhase.HEAD
        self.pace = limits.new_pace()
        self.since = self.deadline = 0.0
        self.keeps = True
        self.gone = False
        self.refusal = 0
        self.was_told_to_continue = False
        self.asks_for_health = False
        self.watched = 0
        self.drained = 0

    @property
    def has_begun(self) -> bool:
        """Whether a byte of the request is there."""
        return self.buffer.progress is not Progress.NOTHING

    @property
    def is_half(self) -> bool:
        """Whether it holds a request that is not whole, or has never said anything."""
        return self.phase in (ConnectionPhase.HEAD, ConnectionPhase.BODY)

    @property
    def held_bytes(self) -> int:
        """What it makes the server hold."""
        return self.buffer.size + int(self.sock.unsent)

    def read(self) -> None:
        """Take what has arrived.

        Raises:
            OSError: the connection is over, or there is no room for its body.
            TooMuch: the request is larger than any that is taken.
        """
        most_bytes = self.buffer.most_wanted
        size = 16_384
        if most_bytes is not None:
            size = min(max(most_bytes, 1), 262_144)
        try:
            content = self.sock.recv(size, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        if not content:
            raise ConnectionResetError
        self.buffer.take(content)
        if self.phase is ConnectionPhase.BODY:
            self.pace.move(len(content), time.monotonic())

    def feed(self) -> None:
        """Hand the whole request to the parser, and begin to wait for the next."""
        self.buffer.feed(self.parser.unreader)
        self.buffer = self._new_buffer()
        self.was_told_to_continue = False
        self.since = 0.0

    def forget(self) -> None:
        """Let go of what is held for it."""
        self.buffer.close()
        self.buffer = self._new_buffer()
        self.parser.unreader.close()

    def try_to_read(self) -> None:
        """Take what has arrived, and note what is wrong with it."""
        try:
            self.read()
        except TooMuch as refusal:
            self.refusal = refusal.status
        except ConnectionError:
            self.gone = True
        except OSError as error:
            self.gone = error.errno not in NO_ROOM
            self.refusal = 503

    def take_left(self) -> None:
        """Take what the parser left: the beginning of the next request."""
        left = self.parser.unreader.left()
        if left:
            try:
                self.buffer.take(left)
            except TooMuch as refusal:
                self.refusal = refusal.status

    def wait(self, phase: ConnectionPhase, now: float) -> None:
        """Begin to wait for something, or go on waiting for the same."""
        if phase is self.phase and self.since:
            return
        self.phase = phase
        self.since = now
        self.pace.begin(now)
        seconds = {
            ConnectionPhase.IDLE: self.limits.idle_seconds,
            ConnectionPhase.HEAD: self.limits.head_seconds,
            ConnectionPhase.GOODBYE: GOODBYE_SECONDS,
        }
        self.deadline = now + seconds.get(phase, 0.0)

    def is_late(self, now: float) -> bool:
        """Whether it has waited for too long."""
        if self.phase in (ConnectionPhase.BODY, ConnectionPhase.READER):
            return now >= self.pace.deadline
        return now >= self.deadline

    def _new_buffer(self) -> RequestBuffer:
        return RequestBuffer(
            longest_line=self.limits.longest_line,
            largest_body=self.limits.largest_body,
        )


class WaitingConnections:
    """All of them, the longest waiting first."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._all: dict[WaitingConnection, None] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._all)

    def __iter__(self) -> Iterator[WaitingConnection]:
        """The longest waiting first."""
        return iter(list(self._all))

    def add(self, connection: WaitingConnection) -> None:
        """One more, or the same as before."""
        self._all.setdefault(connection)

    def remove(self, connection: WaitingConnection) -> None:
        """It waits no longer."""
        self._all.pop(connection, None)

    def late(self, now: float) -> list[WaitingConnection]:
        """Those that have waited for too long."""
        return [connection for connection in self._all if connection.is_late(now)]

    def too_many_halves(self, now: float) -> list[WaitingConnection]:
        """The oldest halves of each address that has more than its share."""
        if self.limits.behind_proxy:
            return []
        halves = defaultdict(list)
        for connection in self._all:
            if connection.is_half and now - connection.since > ON_ITS_WAY_SECONDS:
                halves[connection.address].append(connection)
        return [
            connection
            for many in halves.values()
            for connection in many[: -self.limits.half_by_address]
        ]

    def too_heavy(self) -> list[WaitingConnection]:
        """Those that hold most, as long as all of them, or those of one address, hold too much."""
        weighed = [connection for connection in self._all if connection.held_bytes]
        by_address = Counter[str]()
        for connection in weighed:
            by_address[connection.address] += connection.held_bytes
        total = by_address.total()
        share = self.limits.held_bytes // 4
        if total <= share:
            return []
        heavy = []
        weighed.sort(key=lambda connection: connection.held_bytes, reverse=True)
        for connection in weighed:
            over = by_address[connection.address] > share and not self.limits.behind_proxy
            if over or total > self.limits.held_bytes:
                heavy.append(connection)
                by_address[connection.address] -= connection.held_bytes
                total -= connection.held_bytes
        return heavy

    def giving_way(self) -> list[WaitingConnection]:
        """The longest waiting of the address that has the most."""
        by_address = Counter(connection.address for connection in self._all)
        if not by_address:
            return []
        [(address, _)] = by_address.most_common(1)
        theirs = [connection for connection in self._all if connection.address == address]
        return theirs[: max(1, len(self._all) // GIVE_WAY_AT_ONCE)]


def _network(client: Any) -> str:
    """One address of IPv4, one network of 64 bits of IPv6: that much every subscriber has."""
    if not isinstance(client, tuple):
        return ""
    address = ip_address(str(client[0]).partition("%")[0])
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
