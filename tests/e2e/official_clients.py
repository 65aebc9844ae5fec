"""The official Socket.IO clients with what they do by themselves: choosing a transport, upgrading, reconnecting."""

import json
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import socketio

from backend.wiring.registry import EVENTS

FOLDER = Path(__file__).parent / "javascript"
TRANSPORTS: dict[str, list[str] | None] = {
    "defaults": None,
    "polling": ["polling"],
    "websocket": ["websocket"],
}


class OfficialClient:
    """What every client does; `heard` is every event in order, `transports` what it spoke over, the last one now."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.transports: list[str] = []
        self.connects = 0
        self.refusals: list[Any] = []

    def call(self, event: str, payload: Any) -> dict[str, Any]:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def say(self, content: str) -> dict[str, Any]:
        answer = self.call(
            "send_message", {"content": content, "client_message_id": uuid.uuid4().hex}
        )
        assert answer["ok"], answer
        return answer

    def answers(self) -> list[str]:
        return [payload["id"] for name, payload in list(self.heard) if name == "ai_response"]

    def until(self, claim: Callable[[], bool], seconds: float = 40) -> None:
        deadline = time.monotonic() + seconds
        while not claim():
            seen = (
                self.transports,
                self.connects,
                self.refusals[-3:],
                [name for name, _ in self.heard][-20:],
            )
            assert time.monotonic() < deadline, f"it did not happen in {seconds} s: {seen}"
            time.sleep(0.02)


class PythonClient(OfficialClient):
    """python-socketio."""

    def __init__(self, url: str, token: str, transports: list[str] | None) -> None:
        super().__init__()
        self._client = socketio.Client(reconnection_delay=0.2, reconnection_delay_max=1)
        for name in EVENTS.outgoing:
            self._client.on(name, lambda payload, name=name: self.heard.append((name, payload)))
        self._client.on("connect", self._connected)
        self._client.on("connect_error", self.refusals.append)
        self._client.connect(url, auth={"token": token}, transports=transports, wait_timeout=20)

    def _connected(self) -> None:
        self.transports.append(self._client.transport())
        self.connects += 1

    def call(self, event: str, payload: Any) -> dict[str, Any]:
        return self._client.call(event, payload, timeout=30)

    def close(self) -> None:
        self._client.shutdown()
        socket = getattr(self._client.eio, "ws", None)
        if socket is not None:
            socket.close()
            socket.shutdown()
        if getattr(self._client.eio, "http", None) is not None:
            self._client.eio.http.close()


class JavaScriptClient(OfficialClient):
    """socket.io-client, in a process of Node."""

    def __init__(self, url: str, token: str, transports: list[str] | None) -> None:
        super().__init__()
        order = {
            "url": url,
            "token": token,
            "transports": transports,
            "events": list(EVENTS.outgoing),
        }
        self._process = subprocess.Popen(
            ["node", "client.mjs", json.dumps(order)],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answers: dict[int, dict[str, Any]] = {}
        self._number = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._take(json.loads(line))

    def _take(self, told: dict[str, Any]) -> None:
        if "event" in told:
            self.heard.append((told["event"], told["payload"]))
        elif "answer" in told:
            self._answers[told["number"]] = told["answer"]
        elif "connected" in told:
            self.transports.append(told["connected"])
            self.connects += 1
        elif "upgraded" in told:
            self.transports.append(told["upgraded"])
        elif "refused" in told:
            self.refusals.append(told)

    def call(self, event: str, payload: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        self._tell({"number": number, "call": event, "payload": payload})
        self.until(lambda: number in self._answers)
        return self._answers.pop(number)

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        if self._process.poll() is None:
            self._tell({})
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join(10)
        for stream in (self._process.stdin, self._process.stdout):
            stream.close()


def why_no_javascript() -> str | None:
    """Installs the client once; what is missing, if it cannot be."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node and npm are not installed"
    if not (FOLDER / "node_modules").exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--silent"]
        done = subprocess.run(
            command, cwd=FOLDER, capture_output=True, text=True, check=False, timeout=100
        )
        if done.returncode:
            shutil.rmtree(FOLDER / "node_modules", ignore_errors=True)
            return f"the JavaScript client could not be installed: {done.stderr[-200:]}"
    return None
