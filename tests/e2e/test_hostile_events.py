"""Hostile values at every place of every event: each is acknowledged, never as a fault of ours.

The places come from the declarations, so an event that is added later is tried by itself.
"""

import json
import os
import random

import pytest
import websocket

from backend.wiring.registry import EVENTS
from tests.contract import hostile
from tests.e2e.sockets import Person

pytestmark = pytest.mark.processes
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "20"))
STRIKES = 5  # malformed frames; then the socket is closed, and another is opened


class Raw:
    """A socket that says exactly what it is told to, and opens another when it was struck out."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._open()

    def _open(self) -> None:
        url = self._person.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        self._socket = websocket.create_connection(url, timeout=20)
        self._socket.recv()
        self._socket.send("40" + json.dumps({"token": self._person.token}))
        assert self._socket.recv().startswith("40{")
        self._strikes = 0

    def ask(self, said: str) -> dict:
        """Send an event; its acknowledgement."""
        if self._strikes >= STRIKES - 1:
            self.close()
            self._open()
        self._socket.send("427" + said)
        while not (heard := self._socket.recv()).startswith("437"):
            if heard == "2":
                self._socket.send("3")
            assert heard, "the socket was closed"
        (answer,) = json.loads(heard[3:])
        if (not answer["ok"] and answer["error"]["status"] == 400) or answer.get("error", {}).get(
            "code", ""
        ).startswith("s"):
            self._strikes += 1
        return answer

    def close(self) -> None:
        self._socket.close()
        self._socket.shutdown()


def frames(event) -> list[str]:
    """Frames of an event, each hostile at one place."""
    schema = event.takes.model_json_schema()
    components = schema.get("$defs", {})
    ordinary = hostile.sample_of(schema, components)
    spots = list(dict.fromkeys(hostile.spots_of(schema, components)))
    choose = random.Random(event.name)
    bodies = [
        hostile.with_value(ordinary, spot.steps, choose.choice(hostile.LITERALS))
        for spot in spots
        for _ in range(EXAMPLES // 4)
    ]
    bodies += [text for text in hostile.NESTED if len(text) < 60_000]
    bodies += [one.decode("latin-1") for one in hostile.DOCUMENTS if len(one) < 60_000]
    whole = [f'["{event.name}",{body}]' for body in bodies]
    # a frame is UTF-8 (what is not is refused by the WebSocket itself), and no longer than a frame may be
    return [one.encode("utf-8", "replace").decode() for one in whole if len(one) < 60_000]


@pytest.mark.parametrize("event", EVENTS.incoming, ids=lambda one: one.name)
def test_nothing_hostile_in_an_event_is_a_fault_of_ours(stack, event):
    raw = Raw(Person(stack.url))
    for said in frames(event):
        answer = raw.ask(said)
        assert answer["ok"] or answer["error"]["status"] < 500, (said[:300], answer)
    assert raw.ask('["ping",{}]')["ok"]
    raw.close()


def test_what_cannot_be_held_is_refused_with_the_clients_own_id_and_is_no_strike(stack):
    raw = Raw(Person(stack.url))
    for _ in range(2 * STRIKES):
        answer = raw.ask('["send_message",{"client_message_id":"mine","content":"a\\u0000b"}]')
        assert (answer["error"]["code"], answer["error"]["client_message_id"]) == (
            "input.invalid",
            "mine",
        )
        assert answer["error"]["errors"][0]["code"] == "text_nul"
    raw.close()


def test_what_is_refused_leaves_no_message(stack):
    person = Person(stack.url)
    raw = Raw(person)
    for literal in ("1e400", '"\\u0000"', "[" * 100 + "]" * 100, "9" * 30):
        assert not raw.ask('["send_message",{"client_message_id":' + literal + ',"content":"x"}]')[
            "ok"
        ]
    raw.close()
    assert person.ask("GET", "/api/conversations").json()["items"] == []
