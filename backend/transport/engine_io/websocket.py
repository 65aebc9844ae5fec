"""WebSocket connections: whole messages in, whole messages out."""

import socket as sockets
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Ping,
    Request,
    TextMessage,
)
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from backend.transport.engine_io.connection import Connection
from backend.transport.engine_io.http_responses import EngineRefusal
from backend.transport.engine_io.ports import Loop

Headers = list[tuple[str, str]]


class NoHandshake(EngineRefusal):
    """It says that it is a WebSocket handshake, and is none."""

    detail = "This is not a WebSocket handshake."


class Handshake:
    """A WebSocket handshake that was read and is answered by `accepted`.

    Raises:
        NoHandshake: it is none.
    """

    def __init__(self, headers: Headers, path: str = "/socket.io/") -> None:
        self.protocol = WSConnection(ConnectionType.SERVER)
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        try:
            self.protocol.initiate_upgrade_connection(encoded, path)
            if not all(isinstance(event, Request) for event in self.protocol.events()):
                raise NoHandshake
            self.accepted = self.protocol.send(AcceptConnection())
        except (RemoteProtocolError, LocalProtocolError) as error:
            raise NoHandshake from error


class _TooLong(Exception):
    """A message beyond the limit."""


class WebSocket(Connection):
    """One WebSocket after its handshake, which it answers."""

    def __init__(
        self,
        socket: sockets.socket,
        handshake: Handshake,
        loop: Loop,
        *,
        largest: int,
    ) -> None:
        super().__init__(socket, loop)
        self._protocol = handshake.protocol
        self._largest = largest
        self._parts: list[bytes] = []
        self._parts_length = 0
        with self._lock:
            self._push(handshake.accepted)

    def send(self, text: str | bytes) -> None:
        """Send one message; dropped when the connection is over, because then it is gone anyway."""
        message: TextMessage | BytesMessage
        if isinstance(text, str):
            message = TextMessage(data=text)
        else:
            message = BytesMessage(data=text)
        with self._lock, suppress(LocalProtocolError):
            if self.ended_at is None:
                self._push(self._protocol.send(message))

    def hang_up(self, code: int = CloseReason.NORMAL_CLOSURE, reason: str | None = None) -> None:
        """Say goodbye, and why, after what was sent; nothing is sent after it. Source: RFC 6455, section 7.4."""
        with self._lock:
            if self.ended_at is None:
                if self._protocol.state is ConnectionState.OPEN:
                    self._push(self._protocol.send(CloseConnection(code=code, reason=reason)))
                self.ended_at = time.monotonic()
        self._loop.ask(partial(self._loop.part, self))

    def read(self) -> Iterable[str | bytes] | None:
        """The messages that have arrived; null when the connection is over."""
        content = self._received()
        if content is None:
            return None
        if (
            not content or self.ended_at is not None
        ):  # it was told goodbye; nothing that it says now counts
            return ()
        try:
            self._protocol.receive_data(content)
            return list(self._messages())
        except _TooLong:
            self.hang_up(CloseReason.MESSAGE_TOO_BIG, f"A message may have {self._largest} bytes.")
        except (RemoteProtocolError, LocalProtocolError):
            self.hang_up(CloseReason.PROTOCOL_ERROR, "This is no frame of a WebSocket.")
        except UnicodeDecodeError:
            self.hang_up(CloseReason.INVALID_FRAME_PAYLOAD_DATA, "Text is sent in UTF-8.")
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
            if isinstance(event, BytesMessage):
                return bytes(event.data)
            return event.data
        self._parts_length += len(event.data)
        if self._parts_length > self._largest:
            raise _TooLong
        part = event.data
        self._parts.append(part.encode() if isinstance(part, str) else bytes(part))
        if not event.message_finished:
            return None
        parts = self._parts
        self._parts = []
        self._parts_length = 0
        whole = b"".join(parts)
        return whole.decode() if isinstance(event, TextMessage) else whole
