"""Webhooks go to the address that was judged and nowhere else, and take no longer than they may."""

import socket
import threading
import time

import pytest

from backend.adapters.webhook_client import PinnedHooks
from backend.features.notifications.ports import NotDelivered
from tests.factories.certificates import Authority
from tests.stand_ins.hook_server import (
    HookServer,
    breaking_off,
    dripping_headers,
    endless_body,
    hanging,
    redirect_to,
)

BODY, HEADERS = b'{"a":1}', {"webhook-id": "7"}


def hooks(**more):
    return PinnedHooks(**{"timeout_seconds": 5, "loopback": True, **more})


def failure(sender, url) -> NotDelivered:
    with pytest.raises(NotDelivered) as failed:
        sender.post(url, BODY, HEADERS)
    return failed.value


class Names:
    """A resolver that keeps what it was asked; each question has its own answer, the last one for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, host, port):
        self.asked.append((host, port))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


def test_the_body_arrives_with_its_headers(world):
    with HookServer() as server:
        assert hooks().post(server.url, BODY, HEADERS) == 204
    [came] = server.received
    assert (came.path, came.body, came.headers["webhook-id"]) == ("/hook?a=b", BODY, "7")
    assert came.headers["host"] == f"127.0.0.1:{server.port}"
    assert came.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("answer", "reason", "status", "final"),
    [(500, "answered", 500, False), (404, "answered", 404, False), (410, "answered", 410, True),
     (304, "redirected", 304, False)],
)  # fmt: skip
def test_what_is_no_success_says_so(answer, reason, status, final):
    with HookServer() as server:
        server.answer = answer
        failed = failure(hooks(), server.url)
    assert (failed.reason, failed.status, failed.final) == (reason, status, final)


def test_a_redirect_to_the_inside_is_not_followed():
    with HookServer() as inside, HookServer() as server:
        server.answer = redirect_to(inside.url)
        assert failure(hooks(), server.url).reason == "redirected"
    assert inside.received == []


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fd00::1",
        "fe80::1%lo",
        "0.0.0.0",
        "nonsense",
    ],
)
def test_a_name_that_leads_inside_is_not_connected_to(inside):
    with HookServer() as server:
        sender = hooks(loopback=False, resolve=Names([inside]))
        failed = failure(sender, f"https://hooks.example.com:{server.port}/")
    assert failed.reason == "bad_address"
    assert server.received == []


def test_a_name_that_leads_outside_and_inside_is_not_connected_to_at_all():
    names = Names(["93.184.216.34", "10.0.0.7"])
    assert (
        failure(hooks(loopback=False, resolve=names), "https://hooks.example.com/").reason
        == "bad_address"
    )


def test_an_address_that_was_kept_before_it_was_refused_is_refused_when_it_is_used():
    names = Names(["93.184.216.34"])
    assert (
        failure(hooks(loopback=False, resolve=names), "http://2130706433/").reason == "bad_address"
    )
    assert names.asked == []


def test_the_name_is_asked_once_and_the_connection_goes_to_that_answer(authority):
    """What rebinds a name answers first with a good address and then with a bad one."""
    with HookServer(authority.serving("hooks.example.com")) as server:
        names = Names(["127.0.0.1"], ["10.0.0.7"])
        sender = hooks(resolve=names, tls=authority.trusting())
        assert sender.post(f"https://hooks.example.com:{server.port}/", BODY, HEADERS) == 204
        assert names.asked == [("hooks.example.com", server.port)]
        assert failure(sender, f"https://hooks.example.com:{server.port}/").reason == "bad_address"
    assert len(server.received) == 1
    assert server.received[0].headers["host"] == f"hooks.example.com:{server.port}"


def test_the_certificate_must_be_for_the_name_and_from_somebody_who_is_trusted(authority):
    with HookServer(authority.serving("other.example.com")) as server:
        url = f"https://hooks.example.com:{server.port}/"
        named = failure(hooks(resolve=Names(["127.0.0.1"]), tls=authority.trusting()), url)
        unknown = failure(hooks(resolve=Names(["127.0.0.1"])), url.replace("hooks.", "other."))
    assert (named.reason, unknown.reason) == ("tls", "tls")
    assert "hooks.example.com" in named.detail
    assert server.received == []


def test_the_next_address_of_a_name_is_tried_when_one_does_not_answer():
    with HookServer() as server, socket.socket() as taken:
        taken.bind(("127.0.0.2", 0))
        names = Names(["127.0.0.2", "127.0.0.1"])
        assert hooks(resolve=names).post(f"http://localhost:{server.port}/", BODY, HEADERS) == 204


def test_an_endless_answer_is_not_read():
    with HookServer() as server:
        server.answer = endless_body
        began = time.monotonic()
        assert hooks().post(server.url, BODY, HEADERS) == 200
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("kind", ["hangs", "drips", "silent", "resolver"])
def test_whoever_takes_for_ever_is_left_in_time(kind):
    until = threading.Event()
    with HookServer() as server, socket.create_server(("127.0.0.1", 0)) as silent:
        server.answer = dripping_headers if kind == "drips" else hanging(until)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/" if kind == "silent" else server.url
        more = (
            {"resolve": lambda host, port: until.wait(20) and ["127.0.0.1"]}
            if kind == "resolver"
            else {}
        )
        began = time.monotonic()
        failed = failure(hooks(timeout_seconds=0.3, **more), url)
        took = time.monotonic() - began
        until.set()
    assert failed.reason == "timeout"
    assert took < 5


def test_a_tls_handshake_that_never_ends_is_left_in_time(authority):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sender = hooks(timeout_seconds=0.3, resolve=Names(["127.0.0.1"]), tls=authority.trusting())
        began = time.monotonic()
        assert (
            failure(sender, f"https://hooks.example.com:{silent.getsockname()[1]}/").reason
            == "timeout"
        )
        assert time.monotonic() - began < 5


def test_nobody_there_broken_off_and_no_such_name():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert failure(hooks(), f"http://127.0.0.1:{port}/").reason == "unreachable"
    with HookServer() as server:
        server.answer = breaking_off
        assert failure(hooks(), server.url).reason in ("bad_answer", "unreachable")

    def nowhere(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    assert failure(hooks(resolve=nowhere), "https://hooks.example.com/").reason == "no_such_name"
    assert failure(hooks(resolve=Names([])), "https://hooks.example.com/").reason == "no_such_name"
