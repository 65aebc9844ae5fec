"""Refusals that are sent late: whole, after a while, with no thread held, and only where there is a connection."""

import socket
import threading
import time

from backend.transport.web_server.delayed_refusals import LateAnswers

BODY = b'{"code": "auth.too_many_logins"}'


def refusing(status="429 Too Many Requests"):
    def app(environ, start_response):
        start_response(
            status, [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))]
        )
        return [BODY]

    return app


def environ(given, path="/api/auth/login", protocol="HTTP/1.1"):
    return {"PATH_INFO": path, "gunicorn.socket": given, "SERVER_PROTOCOL": protocol}


def ask(late, given, **more):
    """What a web server's thread does: null when the connection has another owner now."""
    told = []
    try:
        body = b"".join(late(environ(given, **more), lambda status, headers: told.append(status)))
    except StopIteration:
        return None
    return told[0], body


def everything(connection):
    connection.settimeout(20)
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def test_a_refusal_comes_whole_and_late_and_the_connection_ends():
    late = LateAnswers(refusing(), lateness=lambda: 0.5)
    server, client = socket.socketpair()
    began = time.monotonic()

    assert ask(late, server) is None
    server.close()  # as gunicorn does

    head, _, body = everything(client).partition(b"\r\n\r\n")
    assert time.monotonic() - began >= 0.5
    assert body == BODY
    assert head.startswith(b"HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\n")
    client.close()


def test_two_hundred_wait_in_one_thread_and_each_is_answered_when_it_is_due():
    lateness = iter([3.0, 0.2] * 100)
    late = LateAnswers(refusing(), lateness=lambda: next(lateness))
    before = threading.active_count()
    pairs = [socket.socketpair() for _ in range(200)]
    for server, _ in pairs:
        assert ask(late, server) is None
        server.close()

    assert threading.active_count() <= before + 1
    answers = [everything(client) for _, client in [*pairs[1::2], *pairs[::2]]]
    assert {answer.endswith(BODY) for answer in answers} == {True}
    for _, client in pairs:
        client.close()


def test_a_client_that_has_gone_keeps_nobody_waiting():
    late = LateAnswers(refusing(), lateness=lambda: 0.1)
    gone, client = socket.socketpair()
    client.close()
    assert ask(late, gone) is None
    gone.close()
    server, client = socket.socketpair()
    assert ask(late, server) is None
    server.close()

    assert everything(client).endswith(BODY)
    client.close()


def test_everything_else_is_answered_at_once():
    server, client = socket.socketpair()
    late = LateAnswers(refusing(), lateness=lambda: 1000.0)

    assert ask(late, server, path="/api/messages") == ("429 Too Many Requests", BODY)
    assert ask(late, server, protocol="HTTP/2") == ("429 Too Many Requests", BODY)
    assert ask(late, None) == ("429 Too Many Requests", BODY)
    assert ask(LateAnswers(refusing("401 Unauthorized")), server) == ("401 Unauthorized", BODY)
    server.close()
    client.close()
