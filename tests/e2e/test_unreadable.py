"""Events with bytes, and frames that nobody can read: both transports are told why they are refused."""

import json
import time
from contextlib import closing

import pytest
import requests
import socketio
import websocket

from backend.transport.socket_packets import MOST_ATTACHMENTS
from backend.transport.sockets import STRIKES
from tests.e2e.sockets import Person, close_socket
from tests.patience import CALLED

pytestmark = pytest.mark.processes
TRANSPORTS = ["websocket", "polling"]
PLACEHOLDER = (
    '["send_message",{"client_message_id":"mine","content":{"_placeholder":true,"num":0}}]'
)


class RawWebSocket:
    """Sends and hears packets over a WebSocket; `heard` is every message of the server until it hung up."""

    def __init__(self, url: str) -> None:
        address = url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        self._socket = websocket.create_connection(address, timeout=CALLED)
        self._socket.recv()
        self.heard: list[str] = []
        self.is_over = False

    def send(self, *packets: str | bytes) -> None:
        for packet in packets:
            self._socket.send_binary(packet) if isinstance(packet, bytes) else self._socket.send(
                packet
            )

    def hear(self) -> None:
        opcode, content = self._socket.recv_data(control_frame=True)
        self.is_over = opcode == websocket.ABNF.OPCODE_CLOSE
        if opcode == websocket.ABNF.OPCODE_TEXT:
            self.heard.append(content.decode())

    def close(self) -> None:
        self._socket.shutdown()


class RawPolling:
    """The same over long polling; bytes go as base64."""

    def __init__(self, url: str) -> None:
        self._http = requests.Session()
        self._address = f"{url}/socket.io/?EIO=4&transport=polling"
        begun = self._http.get(self._address, timeout=CALLED).text
        self._address += "&sid=" + json.loads(begun[1:])["sid"]
        self.heard: list[str] = []
        self.is_over = False

    def send(self, *packets: str | bytes) -> None:
        said = ["bQUJD" if isinstance(packet, bytes) else packet for packet in packets]
        self.answered = self._http.post(
            self._address, data="\x1e".join(said).encode(), timeout=CALLED
        ).status_code

    def hear(self) -> None:
        polled = self._http.get(self._address, timeout=CALLED)
        self.is_over = polled.status_code == 400
        if polled.ok:
            self.heard += [packet for packet in polled.text.split("\x1e") if packet[0] == "4"]

    def close(self) -> None:
        self._http.close()


RAW = {"websocket": RawWebSocket, "polling": RawPolling}
Raw = RawWebSocket | RawPolling


@pytest.fixture(params=TRANSPORTS)
def raw(request, stack):
    with closing(RAW[request.param](stack.url)) as opened:
        yield opened


def introduced(raw: Raw, stack) -> Raw:
    raw.send("40" + json.dumps({"token": Person(stack.url).token}))
    until(raw, lambda: any(said.startswith("40{") for said in raw.heard))
    raw.heard.clear()
    return raw


def until(raw: Raw, claim) -> None:
    deadline = time.monotonic() + CALLED
    while not claim():
        assert time.monotonic() < deadline, raw.heard
        raw.hear()


def to_the_end(raw: Raw) -> list[str]:
    until(raw, lambda: raw.is_over)
    return raw.heard


def errors(heard: list[str]) -> list[tuple[int, str]]:
    told = [json.loads(said[2:]) for said in heard if said.startswith('42["message_error"')]
    return [(problem["status"], problem["code"]) for _, problem in told]


BINARY = (422, "socket.binary")
MALFORMED = (400, "input.malformed")
UNREADABLE = (400, "socket.unreadable")


def test_an_event_with_bytes_is_acknowledged_with_its_problem_and_its_attachments_are_no_further_fault(
    stack, raw
):
    introduced(raw, stack)
    raw.send(f"45{MOST_ATTACHMENTS}-7{PLACEHOLDER}", *[b"ABC"] * MOST_ATTACHMENTS, '428["ping",{}]')
    until(raw, lambda: len(raw.heard) >= 2)

    [refused] = json.loads(raw.heard[0].removeprefix("437"))
    assert (refused["ok"], refused["error"]["status"], refused["error"]["code"]) == (False, *BINARY)
    assert refused["error"]["client_message_id"] == "mine"
    assert raw.heard[1].startswith('438[{"ok":true')


def test_an_event_with_bytes_that_wants_no_acknowledgement_is_told_by_an_event(stack, raw):
    introduced(raw, stack)
    raw.send('451-["nonsense",{"_placeholder":true,"num":0}]', b"ABC", '428["ping",{}]')
    until(raw, lambda: len(raw.heard) >= 2)

    assert errors(raw.heard) == [BINARY]
    assert raw.heard[1].startswith('438[{"ok":true')


@pytest.mark.parametrize(
    ("frames", "told"),
    [
        (["42[5,{}]"] * STRIKES, [MALFORMED] * STRIKES),
        (["451-" + PLACEHOLDER, b"ABC"] * STRIKES, [BINARY] * STRIKES),
        ([b"ABC"] * STRIKES, [BINARY] * STRIKES),
        (["49"] * STRIKES, [MALFORMED] * STRIKES),
        (["461-7[]"] * STRIKES, [MALFORMED] * STRIKES),
        (["4{}"] * STRIKES, [MALFORMED] * STRIKES),
        (["42[5,{}]", "x"], [MALFORMED]),
        (["y" * 300], []),
    ],
    ids=lambda one: str(one)[:24],
)
def test_a_socket_that_is_ended_for_what_cannot_be_read_is_told_why_first(stack, raw, frames, told):
    introduced(raw, stack)
    raw.send(*frames)

    heard = to_the_end(raw)

    assert errors(heard) == [*told, UNREADABLE]
    assert not [said for said in heard if said.startswith("44")]


@pytest.mark.parametrize("frame", ["42[", "451-" + PLACEHOLDER, b"ABC", "49", "x"], ids=str)
def test_somebody_who_has_not_said_who_they_are_is_told_as_one_that_may_not_connect(raw, frame):
    raw.send(frame)

    said = to_the_end(raw)[0]

    told = json.loads(said.removeprefix("44"))
    assert (told["data"]["status"], told["data"]["code"]) == UNREADABLE
    assert told["message"] == told["data"]["detail"]


def test_a_message_of_a_websocket_that_is_too_long_is_told_by_the_code_of_its_end(stack):
    with closing(RawWebSocket(stack.url)) as raw:
        raw.send("4" + "x" * 70_000)
        _, content = raw._socket.recv_data(control_frame=True)

    assert (int.from_bytes(content[:2]), content[2:].decode()) == (
        1009,
        "A message may have 65536 bytes.",
    )


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_python_socketio_hears_that_no_event_takes_bytes(stack, transport):
    client = socketio.Client(reconnection=False)
    told: list[dict] = []
    ended: list[bool] = []
    client.on("message_error", told.append)
    client.on("disconnect", lambda *_: ended.append(True))
    client.connect(
        stack.url,
        auth={"token": Person(stack.url).token},
        transports=[transport],
        wait_timeout=CALLED,
    )
    try:
        refused = client.call(
            "send_message", {"content": b"words", "client_message_id": "mine"}, timeout=CALLED
        )
        assert (refused["error"]["code"], refused["error"]["client_message_id"]) == (
            "socket.binary",
            "mine",
        )
        for _ in range(STRIKES - 1):
            client.emit("nonsense", {"image": b"\x89PNG"})
        deadline = time.monotonic() + CALLED
        while not ended and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        client.disconnect()
        close_socket(client)

    assert ended
    assert [problem["code"] for problem in told] == ["socket.binary"] * (STRIKES - 1) + [
        "socket.unreadable"
    ]
