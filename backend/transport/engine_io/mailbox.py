"""Mailboxes between the web processes of one server.

All of them accept connections of one port, so a poll may come to a process that does not hold its session. It is
handed on, connection and all, to the one that does.
"""

import socket as sockets
from collections.abc import Collection
from contextlib import ExitStack, suppress
from mmap import mmap
from tempfile import TemporaryFile

LONGEST_LETTER = 65_536  # bytes: a few headers of a request, each of at most 8 KB
PATIENCE_SECONDS = 2.0  # for a process that is too busy to empty its mailbox


class Mailbox:
    """The mailboxes of a server as one of its processes sees them: its own, and the others to post to."""

    def __init__(
        self,
        pairs: list[tuple[sockets.socket, sockets.socket]],
        occupied: mmap,
        place: int,
    ) -> None:
        self._pairs = pairs
        self._occupied = occupied
        self.place = place
        self.socket = pairs[place][0]

    def occupy(self) -> None:
        """Say that somebody reads it."""
        self._occupied[self.place] = 1

    def is_read(self, place: int) -> bool:
        """Whether a process reads the mailbox at this place."""
        return 0 <= place < len(self._pairs) and bool(self._occupied[place])

    def post(self, place: int, letter: bytes, connection: sockets.socket, body: bytes) -> None:
        """Hand a request on.

        Raises:
            OSError: its process does not empty its mailbox.
        """
        descriptors = [connection.fileno()]
        with ExitStack() as opened:
            if body:  # by a file: a letter has a limit, and a payload may be longer
                file = opened.enter_context(TemporaryFile())
                file.write(body)
                file.flush()
                descriptors.append(file.fileno())
            sockets.send_fds(self._pairs[place][1], [letter], descriptors)

    def take(self) -> tuple[bytes, sockets.socket, bytes] | None:
        """The next request: letter, connection and body. Null when there is none."""
        try:
            letter, descriptors, _, _ = sockets.recv_fds(self.socket, LONGEST_LETTER, 2)
        except BlockingIOError:
            return None
        if not descriptors:  # the system had none to spare
            return None
        body = b""
        for file in descriptors[1:]:
            with open(file, "rb") as opened:
                opened.seek(0)
                body = opened.read()
        return letter, sockets.socket(fileno=descriptors[0]), body


class Mailboxes:
    """All mailboxes of a server, made before its first process, so that each inherits them."""

    def __init__(self, count: int) -> None:
        self._pairs = [
            sockets.socketpair(sockets.AF_UNIX, sockets.SOCK_DGRAM) for _ in range(count)
        ]
        self._occupied = mmap(-1, count)  # shared by all processes: a byte for each place
        for reader, writer in self._pairs:
            reader.setblocking(False)
            writer.settimeout(PATIENCE_SECONDS)

    def free(self, taken: Collection[int]) -> Mailbox | None:
        """One whose place nobody has, for a process that is about to begin."""
        for place in range(len(self._pairs)):
            if place not in taken:
                return Mailbox(self._pairs, self._occupied, place)
        return None

    def vacate(self, mailbox: Mailbox) -> None:
        """Its process has ended, and its sessions with it: who still asks for them hears so by the connection's end."""
        self._occupied[mailbox.place] = 0
        while (letter := mailbox.take()) is not None:
            letter[1].close()

    def close(self) -> None:
        """Close all of them."""
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.close()
        self._occupied.close()
