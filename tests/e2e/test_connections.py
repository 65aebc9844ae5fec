"""Kept-alive connections on the running product: served in order, and never in each other's way."""

import http.client
import time
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from config.settings import ServerSettings

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
