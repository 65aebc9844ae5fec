"""Debian's Firefox by WebDriver BiDi, which it speaks itself: no driver beside it is needed."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import websocket

STARTED_WITHIN = 60  # seconds
ANSWERED_WITHIN = 120  # seconds, a command; the first one waits until Firefox is up
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
TAB, ENTER = "\ue004", "\ue007"


class Refused(AssertionError):
    """The browser could not do what it was told."""


class Firefox:
    """One window of a running Firefox."""

    def __init__(self, address: str, patience: float) -> None:
        self.patience = patience
        self._socket = websocket.create_connection(
            f"{address}/session", suppress_origin=True, timeout=ANSWERED_WITHIN
        )
        self._number = 0
        self._send("session.new", capabilities={})
        self._window = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def go(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self._window, url=url, wait="complete")

    def reload(self) -> None:
        self._send("browsingContext.reload", context=self._window, wait="complete")

    def wait_for(self, role: str, name: str | None = None) -> str:
        """The reference of the first element that is called so in the accessibility tree."""
        called = {"role": role} | ({"name": name} if name else {})
        locator = {"type": "accessibility", "value": called}
        ending = time.monotonic() + self.patience
        while time.monotonic() < ending:
            nodes = self._send(
                "browsingContext.locateNodes",
                context=self._window,
                locator=locator,
                maxNodeCount=1,
            )["nodes"]
            if nodes:
                return str(nodes[0]["sharedId"])
            time.sleep(0.2)
        raise AssertionError(f"no {role} {name or ''} in {self.words()[:2000]}")

    def press(self, role: str, name: str) -> None:
        """Click in the middle of an element, once it stands where it can be clicked."""
        ending = time.monotonic() + self.patience
        while True:
            origin = {"type": "element", "element": {"sharedId": self.wait_for(role, name)}}
            moves = [
                {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ]
            try:
                return self._act({"type": "pointer", "id": "mouse", "actions": moves})
            except Refused:  # it was drawn anew in the meantime
                if time.monotonic() > ending:
                    raise
                time.sleep(0.2)

    def type(self, words: str) -> None:
        """Press the keys of these words, one after the other."""
        keys = [
            {"type": kind, "value": letter} for letter in words for kind in ("keyDown", "keyUp")
        ]
        self._act({"type": "key", "id": "keys", "actions": keys})

    def words(self) -> str:
        """All that the page shows."""
        return str(self._evaluate("document.body.innerText"))

    def wait_for_words(self, words: str) -> None:
        ending = time.monotonic() + self.patience
        while words not in self.words():
            if time.monotonic() > ending:
                raise AssertionError(f"{words!r} is not in {self.words()[:2000]}")
            time.sleep(0.2)

    def close(self) -> None:
        self._send("browser.close")
        self._socket.close()

    def _evaluate(self, expression: str) -> Any:
        result = self._send(
            "script.evaluate",
            expression=expression,
            target={"context": self._window},
            awaitPromise=True,
        )
        return result["result"].get("value")

    def _act(self, source: dict[str, Any]) -> None:
        self._send("input.performActions", context=self._window, actions=[source])

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._number:
                if answer["type"] != "success":
                    raise Refused(answer)
                return dict(answer["result"])


@contextmanager
def firefox(folder: Path, patience: float) -> Iterator[Firefox]:
    """A Firefox with a profile of its own in this folder; skips where there is none."""
    program = next(
        (path for name in ("firefox-esr", "firefox") if (path := shutil.which(name))), None
    )
    if program is None:
        pytest.skip("no Firefox on the PATH: its journey did not run (CI installs it)")
    options = ("--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port=0")
    log = folder / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [program, *options, "about:blank"], stdout=stream, stderr=stream, env=_home(folder)
        )
    try:
        running = Firefox(_address(log, process), patience)
        yield running
        running.close()
        process.wait(timeout=STARTED_WITHIN)
    finally:
        process.kill()
        process.wait()


def _home(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "PATH": "/usr/bin:/bin", "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    ending = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < ending and process.poll() is None:
        if match := LISTENING.search(log.read_text(errors="replace")):
            return match.group(1)
        time.sleep(0.2)
    raise AssertionError(f"Firefox did not start: {log.read_text(errors='replace')[-2000:]}")
