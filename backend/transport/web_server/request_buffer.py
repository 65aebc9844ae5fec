"""A request on its way: the bytes that have arrived, and whether they are a whole request.

What the server's parser refuses anyway counts as whole at once, so that it is refused at once. Where the two should
disagree about an end, the parser finds that nothing follows and the connection is closed: it never waits.
"""

import re
from collections.abc import Callable
from enum import Enum
from io import BytesIO
from tempfile import SpooledTemporaryFile

import h11
from gunicorn.http.unreader import Unreader

LONGEST_HEAD = 65_536  # as many bytes as nginx takes by `large_client_header_buffers`
BODY_IN_MEMORY = 65_536  # what is longer is kept in a file: half bodies must not fill the memory
LONGEST_READ = 1_048_576
FRAMING = re.compile(rb"\n(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
LENGTH = re.compile(rb"[0-9]{1,15}")
BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
EXPECTS_CONTINUE = re.compile(rb"\nexpect[ \t]*:[ \t]*100-continue[ \t]*\r", re.IGNORECASE)


class Progress(Enum):
    """How far a request has come."""

    NOTHING = "nothing"
    HEAD = "head"
    BODY = "body"
    WHOLE = "whole"


class TooMuch(Exception):
    """More than is taken; the status says of what."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class RequestBuffer:
    """What has arrived of one request, and perhaps the beginning of the next."""

    def __init__(self, *, longest_line: int, largest_body: int) -> None:
        self.progress = Progress.NOTHING
        self._longest_line = longest_line
        self._largest_body = largest_body
        self._head: bytes | bytearray = b""
        self._searched = 0
        self._body: SpooledTemporaryFile[bytes] | None = None
        self._body_size = 0
        self._missing = 0
        self._chunks: h11.Connection | None = None

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return len(self._head) + self._body_size

    @property
    def most_wanted(self) -> int | None:
        """Bytes of the body still to come, where its length is known."""
        if self.progress is Progress.BODY and self._chunks is None:
            return self._missing
        return None

    @property
    def waits_for_continue(self) -> bool:
        """Whether the client holds its body back until it is told to go on."""
        return self._body_size == 0 and EXPECTS_CONTINUE.search(self._head) is not None

    def begins_with(self, content: bytes) -> bool:
        """Whether these are the request's first bytes."""
        return self._head[: len(content)] == content

    def take(self, content: bytes) -> None:
        """Add what has arrived.

        Raises:
            TooMuch: the request is larger than any that is taken.
        """
        if self.progress is Progress.BODY:
            self._take_body(content)
            return
        if self._head:
            self._head = bytearray(self._head) if isinstance(self._head, bytes) else self._head
            self._head += content
        else:
            self._head = content
        self.progress = Progress.HEAD
        end = self._head.find(b"\r\n\r\n", self._searched)
        if end >= 0:
            self._frame(end + 4)
        else:
            self._check_half_head()
            self._searched = max(0, len(self._head) - 3)

    def feed(self, unreader: "ArrivedUnreader") -> None:
        """Hand everything to the parser."""
        unreader.feed(bytes(self._head), self._body)

    def close(self) -> None:
        """Forget it."""
        if self._body is not None:
            self._body.close()

    def _check_half_head(self) -> None:
        if (
            self._head.find(b"\n", 0, self._longest_line + 2) < 0
            and len(self._head) > self._longest_line + 2
        ):
            raise TooMuch(414)
        if len(self._head) > LONGEST_HEAD:
            raise TooMuch(431)
        if BARE_LINE_FEED.search(self._head, self._searched):  # refused by the parser
            self.progress = Progress.WHOLE

    def _frame(self, end: int) -> None:
        """Find out where the request ends, now that its head is there."""
        framing = FRAMING.findall(self._head, 0, end)
        if len(framing) != 1:  # none: there is no body; several: refused by the parser
            self.progress = Progress.WHOLE
            return
        [(header, text)] = framing
        name = header.lower()
        value = text.rstrip(b" \t")
        if name == b"content-length" and LENGTH.fullmatch(value):
            self._frame_length(end, int(value))
        elif name == b"transfer-encoding" and value.lower() == b"chunked":
            self._frame_chunks(end)
        else:
            self.progress = Progress.WHOLE

    def _frame_length(self, end: int, length: int) -> None:
        if length > self._largest_body:
            raise TooMuch(413)
        self._missing = length - (len(self._head) - end)
        if self._missing <= 0:
            self.progress = Progress.WHOLE
        else:
            self._begin_body(end)

    def _frame_chunks(self, end: int) -> None:
        self._chunks = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._read_chunks(bytes(self._head))
        if self.progress is not Progress.WHOLE:
            self._begin_body(end)

    def _begin_body(self, end: int) -> None:
        self.progress = Progress.BODY
        self._body = SpooledTemporaryFile(max_size=BODY_IN_MEMORY)  # noqa: SIM115  # closed when it is read
        self._head, early = self._head[:end], bytes(self._head[end:])
        self._keep(early)

    def _take_body(self, content: bytes) -> None:
        self._keep(content)
        if self._chunks is not None:
            self._read_chunks(content)
        else:
            self._missing -= len(content)
            if self._missing <= 0:
                self.progress = Progress.WHOLE

    def _keep(self, content: bytes) -> None:
        assert self._body is not None
        self._body_size += len(content)
        if self._body_size > self._largest_body:
            raise TooMuch(413)
        self._body.write(content)

    def _read_chunks(self, content: bytes) -> None:
        assert self._chunks is not None
        try:
            self._chunks.receive_data(content)
            while (event := self._chunks.next_event()) is not h11.NEED_DATA:
                if isinstance(event, h11.EndOfMessage):
                    self.progress = Progress.WHOLE
                    return
        except h11.RemoteProtocolError:
            self.progress = Progress.WHOLE


class ArrivedUnreader(Unreader):
    """Gives the parser what has arrived. It never reads from the connection, so no thread waits for a client."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # gunicorn has no types
        self._rest: SpooledTemporaryFile[bytes] | None = None

    def feed(self, head: bytes, rest: "SpooledTemporaryFile[bytes] | None") -> None:
        """What there is to read from now on; everything before was read, or taken as `left`."""
        self.buf = BytesIO(head)
        self._rest = rest
        if rest is not None:
            rest.seek(0)

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next piece; empty when there is no more."""
        if self._rest is None:
            return b""
        piece = self._rest.read(min(max(size_hint or 0, 8192), LONGEST_READ))
        if not piece:
            self.close()
        return piece

    def left(self) -> bytes:
        """What the parser has not read: the beginning of the next request."""
        take: Callable[[], bytes] = self.take_buffered
        left = take()
        if self._rest is not None:
            left += self._rest.read()
            self.close()
        return left

    def close(self) -> None:
        """Let go of what is left in the file."""
        if self._rest is not None:
            self._rest.close()
            self._rest = None
