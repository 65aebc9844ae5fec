"""Open WebSockets by themselves: Engine.IO in the loop, with clients on real sockets that behave badly."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import websocket

from backend.transport.engine_io.connection import MOST_UNSENT
from backend.transport.engine_io.event_loop import MOST_WAITING
from backend.transport.engine_io.work_queue import InTurn
from tests.transport.place import Place, open_files, soon


@pytest.fixture
def place() -> Iterator[Place]:
    opened = Place(ping_interval=20, ping_timeout=15)
    yield opened
    opened.close()


def test_the_connection_outlives_the_web_servers_thread_and_descriptor(place):
    sid, client = place.open()

    client.send("4hello")
    place.engine.send(sid, "good morning")

    assert client.recv() == "4good morning"
    assert soon(lambda: place.heard == [(sid, "hello")])


def test_a_message_in_fragments_arrives_whole(place):
    sid, client = place.open()
    for part, opcode, final in (("4one ", 1, 0), ("two ", 0, 0), ("three", 0, 1)):
        client.send_frame(websocket.ABNF(final, 0, 0, 0, opcode, 1, part.encode()))

    assert soon(lambda: place.heard == [(sid, "one two three")])


@pytest.mark.parametrize("fragments", [1, 4])
def test_a_message_beyond_the_limit_ends_the_connection(place, fragments):
    sid, client = place.open()
    for number in range(fragments):
        final, opcode = number == fragments - 1, 0 if number else 1
        client.send_frame(
            websocket.ABNF(int(final), 0, 0, 0, opcode, 1, b"4" + b"x" * (1200 // fragments))
        )

    assert soon(lambda: place.left == [sid])
    assert place.heard == []


def test_garbage_instead_of_frames_ends_the_connection_and_is_told_once(place):
    sid, client = place.open()
    client.sock.sendall(b"\xff" * 200)

    assert soon(lambda: sid not in place.engine.sockets)
    assert place.left == [sid]


def test_a_client_that_is_gone_is_told_to_the_application_once(place):
    sid, client = place.open()
    client.sock.close()

    assert soon(lambda: place.left == [sid])
    assert sid not in place.engine.sockets


def test_a_polite_close_is_answered(place):
    sid, client = place.open()
    client.send_close()

    assert client.recv_frame().opcode == websocket.ABNF.OPCODE_CLOSE
    assert soon(lambda: place.left == [sid])


def test_a_client_that_does_not_read_is_let_go_and_delays_nobody(place):
    deaf, _ = place.open()
    sid, client = place.open()
    for _ in range(40 + MOST_UNSENT // 50_000):
        place.engine.send(deaf, "x" * 50_000)
    place.engine.send(sid, "for you")

    assert client.recv() == "4for you"
    assert soon(lambda: place.left == [deaf])


def test_a_slow_reader_gets_everything_in_order(place):
    sid, client = place.open()
    for number in range(200):
        place.engine.send(sid, f"{number} " + "x" * 3000)
    time.sleep(0.1)

    assert [int(client.recv()[1:].split()[0]) for _ in range(200)] == list(range(200))


def test_silent_clients_are_pinged_and_those_that_do_not_answer_are_ended():
    place = Place(ping_interval=0.2, ping_timeout=1)
    silent, _ = place.open()
    alive, client = place.open()

    def answer() -> None:
        with suppress(websocket.WebSocketException, OSError):
            while True:
                if client.recv() == "2":
                    client.send("3")

    threading.Thread(target=answer, daemon=True).start()

    assert soon(lambda: silent in place.left, seconds=10)
    assert alive in place.engine.sockets
    place.close()


def test_who_does_not_say_who_they_are_is_sent_away(place):
    place.engine.loop.introduction_seconds = 0.3
    stranger, _ = place.open(introduced=False)
    guest, _ = place.open()

    assert soon(lambda: place.left == [stranger])
    assert guest in place.engine.sockets


@pytest.mark.parametrize(
    ("changed", "plain", "status"),
    [
        ({"HTTP_SEC_WEBSOCKET_KEY": None}, True, "400 Bad Request"),
        ({"HTTP_SEC_WEBSOCKET_VERSION": "7"}, True, "400 Bad Request"),
        ({}, False, "501 Not Implemented"),
    ],
)
def test_a_handshake_that_cannot_be_taken_leaves_nothing_behind(place, changed, plain, status):
    refused, _ = place.ask(changed, plain=plain)

    assert refused == status
    assert place.engine.sockets == {}


def test_there_is_no_room_beyond_the_most(place):
    place.engine.loop.most = 1
    first, _ = place.open()

    refused, _ = place.ask()

    assert refused == "503 Service Unavailable"
    assert set(place.engine.sockets) == {first}


def test_open_sockets_cost_no_threads(place):
    place.open()
    threads, files = threading.active_count(), open_files()
    for _ in range(100):
        place.open()

    # The pool for slow events may still be growing to its sixteen; a thread a socket would be a hundred.
    assert threading.active_count() <= threads + 16
    assert open_files() <= files + 2 * 100 + 16  # both ends of each


def test_what_a_socket_asks_for_is_done_in_order_slow_or_quick():
    with ThreadPoolExecutor(2) as pool:
        turn, done, go = InTurn(pool), [], threading.Event()
        turn.take(lambda: (go.wait(5), done.append("slow")))
        turn.take(lambda: done.append("quick"), quick=True)
        turn.take(lambda: 1 // 0)
        turn.take(lambda: done.append("slow again"))
        assert done == []

        go.set()
        assert soon(lambda: len(done) == 3)
        assert done == ["slow", "quick", "slow again"]

        turn.take(lambda: done.append(threading.current_thread().name), quick=True)
        assert soon(lambda: done[-1] == threading.current_thread().name)


def test_a_socket_with_too_much_waiting_is_not_read_until_it_is_done(place):
    go = threading.Event()
    sid, client = place.open()
    said = []
    turn = place.engine.sockets[sid].turn
    place.engine.on(
        "message", lambda sid, text: turn.take(lambda: (go.wait(10), said.append(text)))
    )

    def talk() -> None:
        for number in range(400):
            client.send(f"4{number} " + "x" * 900)

    talking = threading.Thread(target=talk)
    talking.start()
    assert soon(lambda: len(turn) > MOST_WAITING)
    time.sleep(0.2)
    assert len(turn) < 2 * MOST_WAITING

    go.set()
    talking.join(10)
    assert soon(lambda: len(said) == 400)
    assert [int(text.split()[0]) for text in said] == list(range(400))
