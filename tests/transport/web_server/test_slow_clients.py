"""Clients that are slow, silent, half or too many hold nobody else up, and are told when it is over."""

import hashlib
import http.client
import itertools
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psutil
import pytest

from backend.transport.web_server.switch_interval import SECONDS_A_THREAD, SHORTEST_SECONDS
from tests.e2e.running import free_port
from tests.transport.small_server import HANG_SECONDS, LIMITS, THREADS
from tests.transport.web_server.slow_senders import GET, POST, SLOW, Attack

ROOT = Path(__file__).parents[3]
MANY = 15 * THREADS
PATIENT_SECONDS = 20


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Of the real worker with four threads and short deadlines."""
    port = free_port()
    settings = "python:tests.transport.small_server"
    command = [sys.executable, "-m", "gunicorn", "-c", settings, "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "tests.transport.small_server:app"], cwd=ROOT)
    until(lambda: answers(port))
    yield port
    process.terminate()
    assert process.wait(30) == 0


def until(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 3 * PATIENT_SECONDS
    while not question():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def answers(port: int) -> bool:
    with (
        suppress(OSError),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as opened,
    ):
        opened.request("POST", "/a", b"hello")
        return opened.getresponse().read() == answer_to(b"hello")
    return False


def answer_to(body: bytes) -> bytes:
    return f"POST {len(body)} {hashlib.sha256(body).hexdigest()}".encode()


def dial(port: int, *, source: str = "127.0.0.1", window: int = 0) -> socket.socket:
    opened = socket.socket()
    if window:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    opened.settimeout(PATIENT_SECONDS)
    opened.bind((source, 0))
    opened.connect(("127.0.0.1", port))
    return opened


class Attackers:
    """Many connections, each of which says the next piece of its part every quarter of a second."""

    def __init__(
        self, port: int, attacks: list[Attack], *, sources: Iterable[str], window: int = 0
    ) -> None:
        self._parts = {
            dial(port, source=source, window=window): iter(attack())
            for attack, source in zip(attacks, sources)
        }
        self.connections = list(self._parts)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._speak)

    def __enter__(self) -> "Attackers":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for connection in self.connections:
            connection.close()

    def _speak(self) -> None:
        while not self._over.wait(0.25):
            for connection, parts in self._parts.items():
                with suppress(OSError, StopIteration):
                    connection.send(next(parts), socket.MSG_DONTWAIT)


@pytest.mark.parametrize("name", sorted(SLOW))
def test_slow_clients_of_one_address_hold_nobody_up_and_are_ended(port, name):
    with Attackers(port, [SLOW[name]] * MANY, sources=itertools.repeat("127.0.0.1")) as attackers:
        others_are_answered(port)
        for connection in attackers.connections:
            drain(connection)


def test_slow_clients_of_many_addresses_and_all_kinds_hold_nobody_up_and_are_ended(port):
    sources = (f"127.0.1.{number}" for number in itertools.count(1))
    with Attackers(port, list(SLOW.values()) * 5, sources=sources) as attackers:
        others_are_answered(port)
        for connection in attackers.connections:
            drain(connection)


def others_are_answered(port: int) -> None:
    time.sleep(0.5)
    for _ in range(5):
        started = time.monotonic()
        assert answers(port)
        assert time.monotonic() - started < LIMITS.head_seconds
        time.sleep(0.1)


def drain(connection: socket.socket) -> bytes:
    """What the server says until it ends the connection."""
    heard = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65_536):
            heard += piece
    return heard


@pytest.mark.parametrize("path", ["large", "stream"])
def test_readers_that_do_not_read_hold_nobody_up_and_are_ended(port, path):
    asked = f"GET /{path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    attack = [lambda: [asked]] * (5 * THREADS)
    with Attackers(port, attack, sources=itertools.repeat("127.0.0.1"), window=4096) as attackers:
        time.sleep(0.5)
        deadline = time.monotonic() + 2 * LIMITS.window_seconds
        while time.monotonic() < deadline:
            started = time.monotonic()
            assert answers(port)
            assert time.monotonic() - started < 2 * LIMITS.window_seconds
        for connection in attackers.connections:
            assert len(drain(connection)) < 20_000_000
    until(lambda: answers(port))


@pytest.mark.parametrize("path", ["large", "stream"])
def test_a_reader_that_is_slow_but_steady_gets_everything(port, path):
    size = {"large": 8_000_000, "stream": 20_000_000}[path]
    with closing(dial(port, window=4096)) as opened:
        opened.sendall(f"GET /{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = http.client.HTTPResponse(opened)
        answer.begin()
        heard = 0
        for number in itertools.count():
            piece = answer.read(100_000)
            if not piece:
                break
            heard += len(piece)
            time.sleep(0.05 if number < 60 else 0)
    assert heard == size


@pytest.mark.parametrize("coding", ["length", "chunks"])
def test_an_upload_that_is_slow_but_steady_arrives_whole(port, coding):
    body = bytes(range(256)) * 400
    pieces = [body[start : start + 10_000] for start in range(0, len(body), 10_000)]
    with closing(dial(port)) as opened:
        framing = (
            f"Content-Length: {len(body)}" if coding == "length" else "Transfer-Encoding: chunked"
        )
        opened.sendall(POST + framing.encode() + b"\r\nConnection: close\r\n\r\n")
        for piece in pieces:
            opened.sendall(piece if coding == "length" else b"%x\r\n%s\r\n" % (len(piece), piece))
            time.sleep(0.3)  # twice as long, in all, as any span of the least rate
        opened.sendall(b"" if coding == "length" else b"0\r\n\r\n")
        assert drain(opened).endswith(answer_to(body))


def problem(connection: socket.socket) -> tuple[int, dict]:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    assert answer.getheader("Content-Type") == "application/problem+json"
    return answer.status, json.loads(answer.read())


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (GET[:-2], 408, "http.408"),
        (POST + b"Content-Length: 5\r\n\r\nx", 408, "http.408"),
        (POST + b"Content-Length: 3000001\r\n\r\n", 413, "input.too_large"),
        (POST + b"Expect: 100-continue\r\nContent-Length: 3000001\r\n\r\n", 413, "input.too_large"),
        (GET[:-2] + b"X: yz\r\n" * 12_000, 431, "http.431"),
        (b"GET /" + b"a" * 9000, 414, "http.414"),
    ],
    ids=lambda one: str(one)[:50],
)
def test_what_does_not_become_whole_is_told_by_a_problem(port, said, status, code):
    with closing(dial(port)) as opened:
        opened.sendall(said)
        told, document = problem(opened)
    assert (told, document["status"], document["code"]) == (status, status, code)
    assert document["detail"]


def test_who_says_nothing_is_told_nothing(port):
    with closing(dial(port)) as opened:
        assert drain(opened) == b""


def test_halves_of_one_address_beyond_its_share_are_told_so_and_others_are_not(port):
    with ExitStack() as stack:
        halves = [stack.enter_context(closing(dial(port, source="127.0.0.7"))) for _ in range(40)]
        other = stack.enter_context(closing(dial(port, source="127.0.0.8")))
        body = b"x" * 8000
        for half in [*halves, other]:
            half.sendall(POST + b"Content-Length: 48000\r\n\r\n" + body)
        for _ in range(4):  # all keep to the least rate
            time.sleep(0.5)
            for half in [*halves, other]:
                with suppress(OSError):
                    half.sendall(body)
        ended = [half for half in halves if not is_open(half)]
        assert len(ended) == 40 - LIMITS.half_by_address
        assert {problem(half)[0] for half in ended} == {429}
        other.sendall(body)
        other.shutdown(socket.SHUT_WR)
        assert drain(other).split(b"\r\n\r\n")[-1] == answer_to(body * 6)


def is_open(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    except OSError:
        return False
    return False


def test_more_connections_than_there_may_be_make_room_for_who_says_something(port):
    with ExitStack() as stack:
        for number in range(3 * LIMITS.most_waiting):
            source = f"127.0.{2 + number // 200}.{1 + number % 200}"
            opened = stack.enter_context(closing(dial(port, source=source)))
            if number % 2:
                opened.sendall(GET)
            if number % 20 == 0:
                assert answers(port)


class Flood:
    """Asks for what is refused, on many connections of one address, as fast as it is answered; counts the answers."""

    def __init__(self, port: int, *, source: str, many: int, seconds: float, again: bool) -> None:
        self._port, self._source, self._again = port, source, again
        self._until = time.monotonic() + seconds
        self.answers = 0
        self._threads = [threading.Thread(target=self._ask) for _ in range(many)]

    def __enter__(self) -> "Flood":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while time.monotonic() < self._until:
            with suppress(OSError), closing(dial(self._port, source=self._source)) as opened:
                while time.monotonic() < self._until:
                    opened.sendall(b"GET /refused HTTP/1.1\r\nHost: x\r\n\r\n")
                    if not opened.recv(10_000).startswith(b"HTTP/1.1 429"):
                        break
                    self.answers += 1
                    if self._again:
                        break


@pytest.mark.parametrize(
    "again", [False, True], ids=["on the same connection", "on a new connection each time"]
)
def test_who_is_refused_again_and_again_is_heard_now_and_then_and_others_at_once(port, again):
    with Flood(port, source="127.0.0.6", many=16, seconds=3, again=again) as flood:
        time.sleep(0.5)
        for _ in range(5):
            started = time.monotonic()
            assert answers(port)
            assert time.monotonic() - started < LIMITS.head_seconds
    assert 16 <= flood.answers <= 400  # thousands, if nothing held them
    assert answers(port)


def test_who_is_refused_a_few_times_is_not_held(port):
    with closing(dial(port, source="127.0.0.4")) as opened:
        started = time.monotonic()
        for _ in range(5):
            opened.sendall(b"GET /refused HTTP/1.1\r\nHost: x\r\n\r\n" + GET)
            heard = b""
            while b"GET 0" not in heard:
                heard += opened.recv(10_000)
        assert time.monotonic() - started < LIMITS.head_seconds


def test_a_client_that_waits_to_be_told_is_told_to_continue_once(port):
    with closing(dial(port)) as opened:
        opened.sendall(
            POST + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        )
        assert opened.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        opened.sendall(b"hello")
        heard = drain(opened)
    assert heard.startswith(b"HTTP/1.1 200")
    assert heard.endswith(answer_to(b"hello"))


@pytest.mark.parametrize("size", [1, 7, 40, 10_000])
def test_requests_one_behind_another_are_answered_in_order_however_they_are_cut(port, size):
    bodies = [b"x" * length for length in (0, 1, 70_000, 3, 100)]
    said = b"".join(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies)
    said = said if size >= 40 else said.replace(bodies[2], b"y" * 70)
    said = said.replace(b"Content-Length: 70000", b"Content-Length: 70") if size < 40 else said
    expected = [b"y" * 70 if size < 40 and len(body) == 70_000 else body for body in bodies]
    with closing(dial(port)) as opened:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(said), size):
            opened.sendall(said[start : start + size])
        opened.shutdown(socket.SHUT_WR)
        heard = drain(opened)
    places = [heard.find(answer_to(body)) for body in expected]
    assert heard.count(b"HTTP/1.1 200") == len(bodies)
    assert -1 not in places
    assert places == sorted(places)


def test_nothing_is_left_of_anybody(port):
    """After all the others: no descriptor, no file, and no thread is still busy with them."""
    workers = [
        child
        for process in psutil.Process().children(recursive=True)
        for child in process.children()
        if f"127.0.0.1:{port}" in " ".join(process.cmdline())
    ]
    until(
        lambda: all(
            len(worker.net_connections()) <= 2 and not worker.open_files() for worker in workers
        )
    )
    assert workers


def test_threads_give_way_as_often_as_suits_how_many_are_at_work(port):
    hanging = [dial(port) for _ in range(THREADS - 1)]
    for one in hanging:
        one.sendall(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.5)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT_SECONDS)) as opened:
        opened.request("GET", "/interval")
        interval = float(opened.getresponse().read())
    for one in hanging:
        one.close()

    assert interval == pytest.approx(max(SHORTEST_SECONDS, THREADS * SECONDS_A_THREAD))


def test_health_waits_for_no_thread_that_hangs(port):
    hanging = [dial(port) for _ in range(2 * THREADS)]
    for one in hanging:
        one.sendall(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.5)
    before = time.monotonic()
    try:
        with closing(
            http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT_SECONDS)
        ) as opened:
            for _ in range(3):  # over one connection, which stays
                opened.request("GET", "/health/ready")
                assert opened.getresponse().read().startswith(b"GET 0")
        assert time.monotonic() - before < HANG_SECONDS / 2
    finally:
        for one in hanging:
            one.close()
