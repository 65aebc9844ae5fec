"""A Socket.IO client as the README's: it keeps what it heard, and applies it as a client would."""

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

import requests
import socketio

from backend.wiring.registry import EVENTS
from tests.declared_refusals import check_event
from tests.patience import CALLED, CONNECTED
from tests.world import PASSWORD


class Person:
    """A trader at a running product: REST and one or more windows."""

    def __init__(self, url: str) -> None:
        self.url = url
        name = f"t{uuid.uuid4().hex[:12]}"
        body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        self.tokens = requests.post(f"{url}/api/auth/register", json=body, timeout=CALLED).json()

    @property
    def token(self) -> str:
        return self.tokens["access_token"]

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(method, self.url + path, headers=headers, timeout=CALLED, **more)

    def window(self) -> "Window":
        return Window(self.url, self.token)

    def log(self, conversation_id: str) -> dict[str, Any]:
        return self.ask("GET", f"/api/conversations/{conversation_id}/messages?limit=200").json()


class Window:
    """One socket; `heard` is every event in order."""

    opened: ClassVar[list["Window"]] = []

    def __init__(self, url: str, token: Any, **auth: Any) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self._changed = threading.Condition()
        self.client = socketio.Client(reconnection=False)
        self.opened.append(self)
        for name in EVENTS.outgoing:
            self.client.on(name, lambda payload, name=name: self._hear(name, payload))
        self.client.connect(
            url, auth={"token": token, **auth}, transports=["websocket"], wait_timeout=CONNECTED
        )

    def _hear(self, name: str, payload: dict[str, Any]) -> None:
        with self._changed:
            self.heard.append((name, payload))
            self._changed.notify_all()

    def call(self, event: str, payload: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.call(event, payload, timeout=CALLED)
        check_event(event, answer)
        return answer

    def say(self, content: str, **more: Any) -> dict[str, Any]:
        answer = self.call(
            "send_message", {"content": content, "client_message_id": uuid.uuid4().hex, **more}
        )
        assert answer["ok"], answer
        return answer

    def wait_for(
        self, name: str, wanted: Callable[[dict[str, Any]], bool], seconds: float = 20
    ) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                for heard, payload in self.heard:
                    if heard == name and wanted(payload):
                        return payload
                if not self._changed.wait(deadline - time.monotonic()):
                    raise AssertionError(
                        f"no {name} in {seconds} s; heard {[one for one, _ in self.heard]}"
                    )

    def answer_to(self, sent: dict[str, Any], seconds: float = 20) -> dict[str, Any]:
        return self.wait_for(
            "ai_response", lambda payload: payload["id"] == sent["answer"]["id"], seconds
        )

    def close(self) -> None:
        self.client.disconnect()
        close_socket(self.client)


def close_socket(client: socketio.Client) -> None:
    """What the library leaves open when the other side ended the connection, or refused it."""
    socket = getattr(client.eio, "ws", None)
    if socket is not None:
        socket.close()
        socket.shutdown()  # after the other side's goodbye `close` leaves it open


def close_windows() -> None:
    """Close every window that a test left open."""
    while Window.opened:
        Window.opened.pop().close()
