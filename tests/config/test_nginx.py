"""What the shipped nginx says and does by itself: it is told by problem documents, and takes what the product takes."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from backend.app import MULTIPART_ROOM
from backend.wiring.registry import OPERATIONS
from config.groups import LimitSettings
from tests.config.test_deployment import directives
from tests.e2e.reverse_proxy import needs_nginx, shipped_nginx
from tests.e2e.running import free_port

POST = b"POST /static/waiting.js HTTP/1.1\r\nHost: x\r\n"
CHUNK = b"1000000\r\n%s\r\n" % bytes(2**24)
UNITS = {"k": 2**10, "m": 2**20}
LARGEST = max(
    LimitSettings().upload_max_bytes + MULTIPART_ROOM, *(one.largest or 0 for one in OPERATIONS)
)


def in_bytes(said: str) -> int:
    return int(said[:-1]) * UNITS[said[-1]]


def test_it_takes_every_body_that_the_product_takes_and_not_much_more():
    said = [said for said in directives("client_max_body_size") if said != "0"]
    assert len(said) == 1
    assert LARGEST <= in_bytes(said[0]) <= 1.1 * LARGEST


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that takes connections and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=500)) as server:
        yield server


@pytest.fixture
def to_nobody(tmp_path: Path) -> Iterator[int]:
    with shipped_nginx(tmp_path / "nginx", rest=free_port()) as port:
        yield port


def problem(connection: socket.socket) -> tuple[int, str]:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    document = json.loads(answer.read())
    assert answer.getheader("Content-Type") == "application/problem+json"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert document["request_id"] == answer.getheader("X-Request-ID") != ""
    assert document["type"] == f"/problems/{document['code']}"
    assert (answer.getheader("Retry-After") is not None) == (answer.status in (429, 502, 503))
    assert document["status"] == answer.status
    assert document["title"] != "Error"
    return answer.status, document["code"]


@needs_nginx
@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (POST + b"Content-Length: %d\r\n\r\n" % (LARGEST * 1.1), 413, "input.too_large"),
        (POST + b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % 10**12, 413, "input.too_large"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 2, 413, "input.too_large"),
        (b"GET /.nginx-problem HTTP/1.1\r\nHost: x\r\n\r\n", 404, "not_found"),
        (b"hello\r\n\r\n", 400, "input.malformed"),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "http.414"),
        (b"GET /a HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n", 431, "http.431"),
        (b"GET /a HTTP/1.1\r\nHost: x y\r\n\r\n", 400, "input.malformed"),
        (b"GET /a HTTP/1.1\r\n\r\n", 400, "input.malformed"),
        (b"GET /a.css HTTP/1.1\r\nHost: x\r\n\r\n", 502, "http.502"),
        (b"POST /socket.io/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 502, "http.502"),
    ],
    ids=lambda one: str(one)[:40],
)  # fmt: skip
def test_what_it_refuses_is_told_by_a_problem(to_nobody, said, status, code):
    with socket.create_connection(("127.0.0.1", to_nobody), timeout=20) as opened:
        opened.sendall(said)
        assert problem(opened) == (status, code)


@needs_nginx
def test_a_client_with_too_many_requests_at_once_is_told_so_and_another_is_not(tmp_path, silent):
    asked = b"GET /api/auth/me HTTP/1.1\r\nHost: x\r\n\r\n"
    with (
        shipped_nginx(tmp_path / "nginx", rest=silent.getsockname()[1]) as port,
        ExitStack() as stack,
    ):
        opened = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            for _ in range(110)
        ]
        other = stack.enter_context(
            socket.create_connection(
                ("127.0.0.1", port), timeout=20, source_address=("127.0.0.9", 0)
            )
        )
        for connection in [*opened, other]:
            connection.sendall(asked)
        refused = 0
        for connection in [*opened, other]:
            connection.settimeout(2 if refused == 0 and connection is opened[0] else 0.05)
            try:
                assert problem(connection) == (429, "http.429")
                refused += 1
                assert connection is not other
            except TimeoutError:
                continue
    assert refused == 10


@needs_nginx
def test_half_requests_end_with_it_and_never_reach_the_product(tmp_path, silent):
    with (
        shipped_nginx(tmp_path / "nginx", rest=silent.getsockname()[1]) as port,
        ExitStack() as stack,
    ):
        for number in range(70):
            half = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            head = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n"
            half.sendall(head + (b"\r\nhalf" if number % 2 else b""))
        silent.settimeout(1)
        with pytest.raises(TimeoutError):
            silent.accept()
