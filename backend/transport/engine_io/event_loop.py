"""The thread of a process that reads and writes all connections of sockets.

gunicorn's thread ends with the handshake or the request; from then on the connection belongs to the loop here, and
an open socket or a waiting poll costs no thread. What is quick is answered in the loop itself, what may block is
handed to a pool, and either way the requests of one socket are worked on in their order.
"""

import logging
import selectors
import socket as sockets
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Generic, TypeVar

from backend.transport.engine_io.connection import Connection
from backend.transport.engine_io.ports import Session

S = TypeVar("S", bound=Session)
LOG = logging.getLogger("coach.sockets")
# Events of one socket that wait for its slow one; then it is not read until they are done.
MOST_WAITING = 32
SLOW_THREADS = 16
INTRODUCTION_SECONDS = 20.0  # a socket that has not said by then who it is is closed
PROBE_SECONDS = 10.0  # how long an upgrade to WebSocket may take
TEND_SECONDS = 1.0


class SocketLoop(Generic[S]):
    """The thread that reads and writes. It starts with the first socket, so that a forked process has its own.

    Args:
        sessions: of this process, by id; they are tended until they are taken out.
        largest: bytes of a message.
    """

    def __init__(self, sessions: dict[str, S], *, largest: int) -> None:
        self.most = 1000
        self.largest = largest
        self.introduction_seconds = INTRODUCTION_SECONDS
        self.probe_seconds = PROBE_SECONDS
        self.pool = ThreadPoolExecutor(SLOW_THREADS, thread_name_prefix="socket-work")
        self.sessions = sessions
        self.leaving: dict[str, S] = {}  # closed, with last words that wait for a poll
        self._selector = selectors.DefaultSelector()
        self._owners: dict[Connection, S | None] = {}
        self._paused: set[Connection] = set()
        self._asked: deque[Callable[[], None]] = deque()
        self._ringer: sockets.socket | None = None
        self._rung = False
        self._ident = 0
        self._lock = threading.Lock()

    @property
    def is_full(self) -> bool:
        """Whether there is room for no further session."""
        return len(self.sessions) >= self.most or len(self._owners) >= 3 * self.most

    def own(self, connection: Connection, owner: S | None) -> None:
        """Read and write this connection from now on."""
        self._owners[connection] = owner
        self.ask(partial(self.watch, connection))

    def listen(self, mailbox: sockets.socket, hear: Callable[[], None]) -> None:
        """Call this whenever the mailbox has something."""

        def register() -> None:
            self._selector.register(mailbox, selectors.EVENT_READ, hear)

        self.ask(register)

    def ask(self, work: Callable[[], None]) -> None:
        """Have the loop's thread do something."""
        self._asked.append(work)
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
                run = partial(self._run, bell)
                threading.Thread(target=run, name="socket-loop", daemon=True).start()
                self._ringer = ringer
            return self._ringer

    def watch(self, connection: Connection) -> None:
        """Wait for what the client says, and for room to tell it what is unsent."""
        if connection not in self._owners:
            return
        events = 0
        if connection.has_unsent:
            events |= selectors.EVENT_WRITE
        if connection not in self._paused:
            events |= selectors.EVENT_READ
        known = self._selector.get_map().get(connection.socket)
        if known is None and events:
            self._selector.register(connection.socket, events, connection)
        elif known is not None and not events:
            self._selector.unregister(connection.socket)
        elif known is not None and known.events != events:
            self._selector.modify(connection.socket, events, connection)

    def part(self, connection: Connection) -> None:
        """It was told goodbye: what is unsent goes out, then the client hangs up too or is let go."""
        self._paused.discard(connection)
        owner = self._owners.get(connection)
        if owner is not None:
            owner.lost(connection, is_cut=False)
        if not connection.has_unsent:
            with suppress(OSError):
                connection.socket.shutdown(sockets.SHUT_WR)
        self.watch(connection)

    def let_go(self, connection: Connection) -> None:
        """The connection is over."""
        if connection not in self._owners:
            return
        owner = self._owners.pop(connection)
        self._paused.discard(connection)
        connection.ended_at = connection.ended_at or time.monotonic()
        with suppress(KeyError, ValueError):
            self._selector.unregister(connection.socket)
        connection.socket.close()
        if owner is not None:
            owner.lost(connection, is_cut=connection.is_cut)

    def _run(self, bell: sockets.socket) -> None:
        self._ident = threading.get_ident()
        self._selector.register(bell, selectors.EVENT_READ, partial(self._hear_bell, bell))
        tend_at = time.monotonic() + TEND_SECONDS
        while True:
            patience = 0.0
            if not self._asked:
                patience = max(0.0, tend_at - time.monotonic())
            for key, events in self._selector.select(patience):
                if isinstance(key.data, Connection):
                    self._safely(partial(self._attend, key.data, events))
                else:
                    self._safely(key.data)
            # What is asked meanwhile waits until the others were looked at.
            for _ in range(len(self._asked)):
                self._safely(self._asked.popleft())
            if time.monotonic() >= tend_at:
                tend_at = time.monotonic() + TEND_SECONDS
                self._safely(self._tend)

    def _hear_bell(self, bell: sockets.socket) -> None:
        bell.recv(4096)
        self._rung = False

    @staticmethod
    def _safely(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            # Else the process ends, and its pools take nothing any more.
            if threading.main_thread().is_alive():
                LOG.exception("unexpected error in the loop of sockets")

    def _attend(self, connection: Connection, events: int) -> None:
        if events & selectors.EVENT_READ:
            self._read(connection)
        if events & selectors.EVENT_WRITE and connection in self._owners:
            connection.flush()
            if connection.ended_at is not None:
                self.part(connection)
            self.watch(connection)

    def _read(self, connection: Connection) -> None:
        if connection not in self._owners:
            return
        owner = self._owners[connection]
        messages = connection.read()
        if messages is None:
            self.let_go(connection)
            return
        if owner is None:
            return
        for message in messages:
            owner.hear(connection, message)
        if len(owner.turn) > MOST_WAITING:
            self._paused.add(connection)
            self.watch(connection)
            owner.turn.take(partial(self.ask, partial(self._read_on, connection)))

    def _read_on(self, connection: Connection) -> None:
        self._paused.discard(connection)
        self.watch(connection)

    def _tend(self) -> None:
        now = time.monotonic()
        for session in (*self.sessions.values(), *self.leaving.values()):
            session.tend(now)
        for connection in list(self._owners):
            ended_at = connection.ended_at
            if ended_at is not None and now - ended_at > connection.goodbye_seconds:
                self.let_go(connection)
