"""The server's end of a connection, which keeps what its client has not taken yet."""

import errno
import select
import socket
import threading
import time
from collections import deque

# Bytes of a stream that may wait for their reader before the stream waits too.
MOST_UNSENT = 262_144
TOO_MANY_REQUESTS = b"429"
MOST_AT_ONCE = 1_048_576  # bytes of one connection before others have their turn


class Pace:
    """A least rate, held window by window: who is fast at first may not stand still afterwards."""

    def __init__(self, bytes_per_second: float, window_seconds: float) -> None:
        self._bytes = bytes_per_second * window_seconds
        self._seconds = window_seconds
        self._moved = 0
        self.deadline = 0.0

    def begin(self, now: float) -> None:
        """Begin a window."""
        self._moved = 0
        self.deadline = now + self._seconds

    def move(self, count: int, now: float) -> None:
        """So many bytes were moved."""
        self._moved += count
        if self._moved >= self._bytes:
            self.begin(now)


class ClientSocket(socket.socket):
    """What does not go out at once is kept, and sent by whoever calls `flush`: an answer's thread waits for nobody.

    Only the thread of a stream waits, when much of it is unsent, for a client that keeps to the least rate, and as
    long as there is room among those who wait.
    """

    unsent = 0
    failed = False
    was_refused = False
    _holds_head = False
    _head = b""

    def be_patient(self, room: threading.Semaphore, pace: Pace) -> None:
        """How long and with how many others a thread may wait for the reader of a stream."""
        self._pieces: deque[memoryview] = deque()
        self._room = room
        self._pace = pace

    def begin_answer(self) -> None:
        """The next piece is an answer's head: it goes out with the piece that follows it, in one call."""
        self._holds_head = True
        self.was_refused = False

    def end_answer(self) -> None:
        """Nothing follows."""
        self._holds_head = False
        if self._head:
            self.sendall(b"")

    def sendall(self, data: bytes, flags: int = 0) -> None:  # type: ignore[override]  # bytes are all that is sent
        """Send, or keep what cannot be sent now."""
        if self._holds_head:
            self._holds_head = False
            self._head = data
            self.was_refused = data[9:12] == TOO_MANY_REQUESTS
            return
        if self._head:
            data = self._head + data
            self._head = b""
        if self.unsent:
            if self.unsent > MOST_UNSENT:
                self._wait_for_reader()
            sent = 0
        else:
            try:
                sent = self.send(data, flags | socket.MSG_DONTWAIT)
            except BlockingIOError:
                sent = 0
        if sent < len(data):
            self._pieces.append(memoryview(data)[sent:])
            self.unsent += len(data) - sent

    def flush(self) -> int:
        """Send what the client takes now; how many bytes that were."""
        moved = 0
        while self._pieces and moved < MOST_AT_ONCE:
            try:
                sent = self.send(self._pieces[0], socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
            moved += sent
            self.unsent -= sent
            piece = self._pieces.popleft()
            if sent < len(piece):
                self._pieces.appendleft(piece[sent:])
        return moved

    def dup(self) -> socket.socket:  # type: ignore[override]  # whoever adopts the connection wants a plain one
        """A plain socket for the same connection."""
        plain = socket.socket(self.family, self.type, self.proto, fileno=socket.dup(self.fileno()))
        plain.settimeout(self.gettimeout())
        return plain

    def _wait_for_reader(self) -> None:
        if not self._room.acquire(blocking=False):
            self._give_up()
        try:
            self._flush_at_pace()
        finally:
            self._room.release()

    def _flush_at_pace(self) -> None:
        poll = select.poll()
        poll.register(self, select.POLLOUT)
        self._pace.begin(time.monotonic())
        while self.unsent > MOST_UNSENT:
            left = self._pace.deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                self._give_up()
            self._pace.move(self.flush(), time.monotonic())

    def _give_up(self) -> None:
        self.failed = True
        raise ConnectionResetError(errno.ECONNRESET, "The client does not read.")
