"""A connection that belongs to the loop: anybody writes to it, the loop reads it."""

import os
import socket as sockets
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from backend.transport.engine_io.ports import Loop

READ_BYTES = 16_384  # at a time from one socket, so that a flood of one delays the others by little
MOST_UNSENT = 1_000_000  # bytes for a client that does not read; then it is let go and will resync


class Connection:
    """One connection. What its client does not take at once is kept, up to a limit, and sent by the loop."""

    goodbye_seconds = 5.0  # how long a client may take to hang up too

    def __init__(self, socket: sockets.socket, loop: Loop) -> None:
        self.socket = socket
        self.ended_at: float | None = None
        self.has_failed = False
        self.carries_packets = False  # what a client must not miss while its session lives
        self._loop = loop
        self._unsent = bytearray()
        self._lock = threading.Lock()
        with suppress(OSError):  # not every plain socket is TCP, and the client may be gone already
            socket.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
        socket.setblocking(False)

    @property
    def has_unsent(self) -> bool:
        """Whether the client has not taken everything yet."""
        return bool(self._unsent)

    @property
    def is_cut(self) -> bool:
        """Whether something that was said to the client may not have reached it."""
        return self.has_failed or self.has_unsent

    def read(self) -> Iterable[str | bytes] | None:
        """The messages that have arrived; null when the connection is over."""
        content = self._received()
        if content is None:
            return content
        return ()

    def flush(self) -> None:
        """Send what the client did not take before."""
        with self._lock:
            waiting, self._unsent = bytes(self._unsent), bytearray()
            self._push(waiting)

    def _received(self) -> bytes | None:
        """What has arrived; null when the connection is over."""
        try:
            return self.socket.recv(READ_BYTES) or None
        except BlockingIOError:
            return b""
        except OSError:
            return None

    def _push(self, content: bytes) -> None:
        sent = 0
        if not self._unsent:
            try:
                sent = self.socket.send(content)
            except BlockingIOError:
                pass
            except OSError:
                self.ended_at, self.has_failed = time.monotonic(), True
                self._loop.ask(partial(self._loop.let_go, self))
                return
        if sent == len(content):
            return
        self._unsent += content[sent:]
        is_over = len(self._unsent) > MOST_UNSENT
        attend = self._loop.let_go if is_over else self._loop.watch
        self._loop.ask(partial(attend, self))


def taken_over(accepted: sockets.socket) -> sockets.socket:
    """The connection under a descriptor of our own.

    gunicorn shuts down and closes what it holds when its thread is done, which would end the connection; so its
    descriptor is given something else to close.
    """
    ours = accepted.dup()
    stand_in, other_end = sockets.socketpair()
    os.dup2(stand_in.fileno(), accepted.fileno())
    stand_in.close()
    other_end.close()
    return ours
