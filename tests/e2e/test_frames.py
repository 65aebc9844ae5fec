"""Raw frames on the running product: whatever comes is answered, by a problem where it is no event."""

import json

import pytest
import websocket

from tests.e2e.sockets import Person

pytestmark = pytest.mark.processes


@pytest.fixture
def person(stack) -> Person:
    return Person(stack.url)


def socket_address(stack) -> str:
    return stack.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"


def opened(stack, person):
    """A socket that says exactly what it is told to."""
    raw = websocket.create_connection(socket_address(stack), timeout=5)
    raw.recv()
    raw.send("40" + json.dumps({"token": person.token}))
    assert raw.recv().startswith("40{")
    return raw


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ('["send_message",{"content":"\\ud800"}]', 400, "input.malformed"),
        ('["send_message",' + "[" * 3000 + "]" * 3000 + "]", 400, "input.malformed"),
        ('["send_message",{"content":NaN}]', 400, "input.malformed"),
        ('["' + "x" * 65 + '",{}]', 422, "socket.unknown_event"),
        ('["connect",{}]', 422, "socket.unknown_event"),
        ("[5,{}]", 400, "input.malformed"),
        ("[]", 400, "input.malformed"),
        ("{}", 400, "input.malformed"),
        ("", 400, "input.malformed"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_no_event_is_acknowledged_with_its_problem(stack, person, said, status, code):
    raw = opened(stack, person)
    try:
        raw.send("4210" + said)
        answered = raw.recv()
        assert answered.startswith("4310[")
        [answer] = json.loads(answered[4:])
        assert (answer["ok"], answer["error"]["status"], answer["error"]["code"]) == (
            False,
            status,
            code,
        )
        raw.send("42" + said)  # without an id to acknowledge
        name, problem = json.loads(raw.recv()[2:])
        assert (name, problem["code"]) == ("message_error", code)
        raw.send('4211["ping",{}]')
        assert raw.recv().startswith('4311[{"ok":true')
    finally:
        raw.close()
        raw.shutdown()


def test_nothing_overtakes_the_word_that_a_socket_is_connected(stack, person):
    """Each socket tells the others of its user that it came: to one that is just coming, too."""
    raws = [websocket.create_connection(socket_address(stack), timeout=20) for _ in range(40)]
    for raw in raws:
        raw.recv()
    first = []
    try:
        for number in range(0, len(raws), 4):  # a user may have five
            four = raws[number : number + 4]
            for raw in four:
                raw.send("40" + json.dumps({"token": person.token}))
            first += [raw.recv()[:3] for raw in four]
            for raw in four:
                raw.send("41")
            for raw in four:
                while raw.recv():
                    pass
    finally:
        for raw in raws:
            raw.close()
            raw.shutdown()
    assert set(first) == {"40{"}


def test_an_event_of_a_namespace_that_nobody_joined_is_acknowledged_there(stack, person):
    raw = opened(stack, person)
    raw.send('42/admin,7["ping",{}]')
    answered = raw.recv()
    raw.close()
    raw.shutdown()
    assert answered.startswith("43/admin,7[")
    assert json.loads(answered[len("43/admin,7") :])[0]["error"]["code"] == "socket.unknown_event"


@pytest.mark.parametrize("said", ['["ping"]', '["ping",null]', '["ping",{}]'])
def test_an_event_that_needs_nothing_may_be_sent_without_an_object(stack, person, said):
    raw = opened(stack, person)
    raw.send("420" + said)
    answered = raw.recv()
    raw.close()
    raw.shutdown()
    assert json.loads(answered[3:])[0]["ok"] is True


@pytest.mark.parametrize(
    ("token", "code"), [("", "auth.required"), ("garbage", "auth.token_invalid")]
)
def test_a_socket_that_is_refused_is_told_why_by_a_problem(stack, token, code):
    raw = websocket.create_connection(socket_address(stack), timeout=5)
    raw.recv()
    raw.send("40" + json.dumps({"token": token}))
    answered = raw.recv()
    raw.close()
    raw.shutdown()
    assert answered.startswith("44{")
    told = json.loads(answered[2:])
    assert (told["data"]["code"], told["data"]["status"], told["data"]["type"]) == (
        code,
        401,
        f"/problems/{code}",
    )
    assert told["message"] == told["data"]["detail"]
