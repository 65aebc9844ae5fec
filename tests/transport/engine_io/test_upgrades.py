"""From long polling to a WebSocket: nothing is lost, and what fails leaves the session as it was."""

import threading
import time

import pytest

from tests.transport.place import (
    Waiting,
    soon,
)


def test_an_upgrade_loses_and_reorders_nothing_in_either_direction(place):
    """As the official client upgrades: probe, pong, the poll ends, upgrade; the server talks all the time."""
    sid = place.begin_polling()
    done, sent = threading.Event(), []

    def talk() -> None:
        while not done.is_set():
            place.engine.send(sid, str(len(sent)))
            sent.append(f"4{len(sent)}")
            time.sleep(0.0005)

    talking = threading.Thread(target=talk)
    talking.start()
    received = [packet for _ in range(5) for packet in place.poll(sid).body.split("\x1e")]
    poll = place.request(sid)
    client = place.probe(sid)
    client.send("2probe")
    assert place.post(sid, "4a\x1e4b").body == "ok"
    assert client.recv() == "3probe"  # and nothing else comes here before the client has upgraded
    received += poll.answer().body.split("\x1e")
    received += place.poll(sid).body.split("\x1e")
    assert says_more(sent)
    client.send("5")
    client.send("4c")
    assert says_more(sent)
    done.set()
    talking.join()
    client.send("4d")
    place.engine.send(sid, "end")
    while received[-1] != "4end":
        received.append(client.recv())

    assert [packet for packet in received if packet != "6"] == [*sent, "4end"]
    assert soon(lambda: [said for _, said in place.heard] == ["a", "b", "c", "d"])
    assert place.engine.transport(sid) == "websocket"
    assert place.poll(sid).status == 400
    assert place.post(sid, "4late").status == 400
    place.engine.send(sid, "unharmed")
    assert client.recv() == "4unharmed"


def test_a_poll_that_waits_ends_with_the_probe(place):
    sid = place.begin_polling()
    poll = place.request(sid)
    client = place.probe(sid)
    client.send("2probe")

    assert client.recv() == "3probe"
    assert poll.answer().body == "6"
    assert place.poll(sid).body == "6"


def says_more(sent: list[str]) -> bool:
    """Whether soon some fifty packets more are sent."""
    before = len(sent)
    return soon(lambda: len(sent) > before + 50)


@pytest.mark.parametrize(
    "how", ["hangs up", "speaks early", "upgrades without a probe", "says nothing", "garbage"]
)
def test_after_an_upgrade_that_fails_the_session_goes_on_by_polling(place, how):
    place.engine.loop.probe_seconds = 0.3 if how == "says nothing" else 60
    sid = place.begin_polling()
    client = place.probe(sid)
    if how == "speaks early":
        client.send("4hello")
    elif how == "upgrades without a probe":
        client.send("5")
    elif how == "garbage":
        client.sock.sendall(b"\xff" * 100)
    else:
        client.send("2probe")
        assert client.recv() == "3probe"
        if how == "hangs up":
            client.sock.close()
    place.engine.send(sid, "waits")
    assert soon(lambda: place.engine.sockets[sid]._probe is None)

    assert place.poll(sid).body == "4waits"
    poll = place.request(sid)
    time.sleep(0.1)
    assert not poll.is_answered()
    place.engine.send(sid, "on it goes")
    assert poll.answer().body == "4on it goes"
    assert place.heard == []
    second = place.probe(sid)  # and may be tried again
    second.send("2probe")
    assert second.recv() == "3probe"
    second.send("5")
    place.engine.send(sid, "at last")
    assert second.recv() == "4at last"


def test_a_session_has_one_websocket_and_one_probe(place):
    sid = place.begin_polling()
    query = {"QUERY_STRING": f"EIO=4&transport=websocket&sid={sid}"}
    client = place.probe(sid)
    client.send("2probe")
    assert client.recv() == "3probe"

    for _ in range(2):
        refused, ours = place.ask(query)
        assert refused == ""
        assert Waiting(ours).answer().status == 400
        if place.engine.transport(sid) == "polling":
            client.send("5")
            assert soon(lambda: place.engine.transport(sid) == "websocket")
    place.engine.send(sid, "mine")
    assert client.recv() == "4mine"
    client.sock.close()
    assert soon(lambda: place.left == [sid])
