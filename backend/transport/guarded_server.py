"""The Socket.IO server whose events go to a desk, past the handlers of the library."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import socketio
from socketio.packet import BINARY_ACK, BINARY_EVENT, CONNECT, EVENT, Packet

from backend.transport.engine_io.server import LoopEngine
from backend.transport.engine_io.session import LoopSocket


class PacketReceiver(Protocol):
    """Who answers what clients send."""

    def take(self, socket: LoopSocket, text: str) -> None:
        """An event as it came."""
        ...

    def receive_binary(self, engine_id: str, text: str) -> None:
        """An event that has bytes behind it."""
        ...

    def receive_attachment(self, engine_id: str) -> None:
        """Bytes."""
        ...

    def strike(self, engine_id: str) -> None:
        """Something malformed."""
        ...

    def let_hear(self, engine_id: str) -> None:
        """From now on news of its user is for this socket, too."""
        ...


def guarded_server(desk: PacketReceiver) -> type[socketio.Server]:
    """The class of a server whose events this desk answers."""

    class GuardedServer(socketio.Server):
        """Events go to the desk; nothing that a client sends can name a handler of the library."""

        def _engineio_server_class(self) -> type[LoopEngine]:
            return LoopEngine

        def _handle_eio_message(self, eio_sid: str, data: Any) -> None:  # type: ignore[override]  # its base says less
            """Events are answered here; what opens and closes may block and waits for its turn."""
            socket = self.eio.sockets.get(eio_sid)
            if socket is None:
                return
            if isinstance(data, str) and data.startswith(str(EVENT)):
                desk.take(socket, data)
            elif isinstance(data, str) and data.startswith(str(BINARY_EVENT)):
                socket.turn.take(partial(desk.receive_binary, eio_sid, data))
            elif isinstance(data, bytes | bytearray):
                socket.turn.take(partial(desk.receive_attachment, eio_sid))
            else:
                socket.turn.take(
                    partial(self._take_other, super()._handle_eio_message, eio_sid, data)
                )

        def _take_other(self, take: Callable[[str, Any], None], eio_sid: str, data: Any) -> None:
            try:
                if not isinstance(data, str) or data.startswith(str(BINARY_ACK)):
                    raise ValueError("No message of Socket.IO, or an acknowledgement with bytes.")
                take(eio_sid, data)
            except (
                ValueError,
                TypeError,
                KeyError,
                IndexError,
                AttributeError,
                RecursionError,
            ):
                desk.strike(eio_sid)

        def _send_packet(self, eio_sid: str, pkt: Packet) -> None:
            """News of its user reaches a socket from when it was told that it is connected, and not before."""
            send: Callable[[str, Packet], None] = super()._send_packet
            socket = None
            if pkt.packet_type == CONNECT:
                socket = self.eio.sockets.get(eio_sid)
            if socket is None:
                send(eio_sid, pkt)
                return
            with socket.sending:
                desk.let_hear(eio_sid)
                send(eio_sid, pkt)

        def _handle_ack(
            self,
            eio_sid: str,
            namespace: str | None,
            id: int | None,
            data: Any,
        ) -> None:
            """Nothing here asks clients to acknowledge, so what they acknowledge is dropped."""

    return GuardedServer
