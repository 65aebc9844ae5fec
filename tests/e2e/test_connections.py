"""Connections on the running product: kept alive and served in order; what cannot be read is told by a problem."""

import http.client
import json
import socket
import time
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from config.groups import ServerSettings
from tests.e2e.sockets import Person

pytestmark = pytest.mark.processes


def connection(stack) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(stack.url).netloc, timeout=10)


def ask(opened: http.client.HTTPConnection) -> int:
    opened.request("GET", "/health/live")
    with closing(opened.getresponse()) as answer:
        answer.read()
        return answer.status


def test_requests_follow_each_other_on_one_connection_with_and_without_a_pause(stack):
    with closing(connection(stack)) as opened:
        for pause in (0, 0, 0.2, 0, 0.07, 0):
            time.sleep(pause)
            assert ask(opened) == 200


def test_connections_that_stay_open_keep_nobody_waiting(stack):
    many = 2 * ServerSettings().web_threads
    with ExitStack() as opened:
        waiting = [opened.enter_context(closing(connection(stack))) for _ in range(many)]
        assert {ask(one) for one in waiting} == {200}

        begun = time.monotonic()
        assert ask(opened.enter_context(closing(connection(stack)))) == 200
        assert time.monotonic() - begun < 2
        assert {ask(one) for one in waiting} == {200}


def test_an_address_may_be_as_long_as_a_search_in_another_script_makes_it(stack):
    found = Person(stack.url).ask(
        "GET", "/api/conversations/search", params={"q": "\u4fdd" * 800}
    )  # nine bytes each
    assert (found.status_code, found.headers["Content-Type"]) == (422, "application/problem+json")
    assert found.json()["code"] == "search.too_long"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (b"GET /api/conversations/search?q=%s HTTP/1.1" % (b"x" * 9000), 414, "http.414"),
        (b"GET /health/live HTTP/1.1\r\nX-Long: %s" % (b"x" * 9000), 431, "http.431"),
        (b"GET /health/live HTTP/1.1" + b"\r\nX-Many: x" * 150, 431, "http.431"),
        (b"GET /health/live HTTP/1.1\r\nno header", 400, "input.malformed"),
        (b"<b>hello", 400, "input.malformed"),
        (b"GET /health/live HTTP/9.9", 400, "input.malformed"),
        (b"POST /api/auth/login HTTP/1.1\r\nTransfer-Encoding: magic", 501, "http.501"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_cannot_be_read_is_told_by_a_problem(stack, asked, status, code):
    where = urlsplit(stack.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as opened:
        opened.sendall(asked + b"\r\n\r\n")
        answer = http.client.HTTPResponse(opened)
        answer.begin()
        problem = json.loads(answer.read())
    assert (answer.status, answer.getheader("Content-Type")) == (status, "application/problem+json")
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == answer.getheader("X-Request-ID")
    assert problem["detail"]
