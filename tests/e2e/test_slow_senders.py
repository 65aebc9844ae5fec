"""Seventy connections that send a byte every five seconds change nothing for others, with no proxy in front."""

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from backend.local_stack.supervisor import Stack
from tests.conftest import free_stack
from tests.e2e.sockets import Person

pytestmark = pytest.mark.processes
HALVES = (
    b"GET /api/trading/trades HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{",
)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product as `make run` starts it, with fewer threads than there are slow clients."""
    with free_stack(
        tmp_path_factory.mktemp("narrow"), WEB_PROCESSES="2", WEB_THREADS="16"
    ) as running:
        yield running


class SlowSenders:
    """A byte every five seconds on each of many connections; who is ended begins again."""

    def __init__(self, stack: Stack, many: int) -> None:
        where = urlsplit(stack.url)
        self._address = (where.hostname, where.port)
        self._over = threading.Event()
        self._many = many
        self.ended = 0
        self._thread = threading.Thread(target=self._send)

    def __enter__(self) -> "SlowSenders":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _send(self) -> None:
        halves = itertools.cycle(HALVES)
        opened = [self._begin(next(halves)) for _ in range(self._many)]
        while not self._over.wait(5):
            for place, connection in enumerate(opened):
                if is_over(connection):
                    self.ended += 1
                    connection.close()
                    opened[place] = self._begin(next(halves))
        for connection in opened:
            connection.close()

    def _begin(self, half: bytes) -> socket.socket:
        connection = socket.create_connection(self._address, timeout=10)
        connection.sendall(half)
        return connection


def is_over(connection: socket.socket) -> bool:
    """Send one more byte; whether the server has answered or ended the connection."""
    try:
        connection.sendall(b"x")
        connection.settimeout(0.001)
        connection.recv(1000)
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def test_others_notice_nothing_and_slow_senders_are_ended(narrow):
    person = Person(narrow.url)
    with SlowSenders(narrow, 70) as senders:
        time.sleep(1)
        taken = []
        for number in range(30):
            started = time.monotonic()
            assert person.ask("GET", "/api/trading/trades").status_code == 200
            sent = person.ask(
                "POST", "/api/messages", json={"content": f"Long ES {4500 + number}.25 stop 4490"}
            )
            assert sent.status_code in (200, 201, 202)
            taken.append(time.monotonic() - started)
            time.sleep(0.5)
        assert max(taken) < 5  # without the mend nobody is answered at all
    assert senders.ended >= 70
