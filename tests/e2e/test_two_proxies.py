"""Behind none, one and two proxies: address, scheme and HSTS are right, and what a client makes up changes nothing."""

import http.client
import json
import os
import ssl
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
import socketio

from backend.local_stack.supervisor import Stack
from tests.e2e.reverse_proxy import ROOT, balancer, needs_nginx, shipped_nginx
from tests.e2e.running import free_port
from tests.transport.web_server.test_slow_clients import until
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, needs_nginx]
CLIENT = "127.0.0.5"
MADE_UP = [
    {},
    {
        "X-Forwarded-For": "6.6.6.6",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    },
    {"X-Forwarded-For": "6.6.6.6, 7.7.7.7, 8.8.8.8", "X-Forwarded-Proto": "https, https, https"},
    {"X-Forwarded-For": '"6.6.6.6', "X-Forwarded-Proto": '"https'},
    {"X-Real-IP": "6.6.6.6", "Forwarded": "for=6.6.6.6;proto=https", "X-Forwarded-Ssl": "on"},
]


@dataclass(frozen=True)
class Doors:
    """Ports by the number of proxies before the product."""

    stack: Stack
    by_hops: dict[int, int]

    def ask(
        self, hops: int, method: str, path: str, body: object = None, **headers: str
    ) -> http.client.HTTPResponse:
        port, source = self.by_hops[hops], (CLIENT, 0)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        opened: http.client.HTTPConnection = (
            http.client.HTTPSConnection(
                "127.0.0.1", port, timeout=30, source_address=source, context=context
            )
            if hops == 2
            else http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=source)
        )
        with closing(opened):
            sent = None if body is None else json.dumps(body)
            opened.request(method, path, sent, {"Content-Type": "application/json", **headers})
            answer = opened.getresponse()
            answer.document = json.loads(answer.read())  # type: ignore[attr-defined]
            return answer

    def address_of(self, username: str) -> str:
        url = self.stack.env["MIGRATION_DATABASE_URL"].replace("+psycopg2", "")
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "select s.address from user_sessions s join users u on u.id = s.user_id where u.username = %s",
                (username,),
            )
            [(address,)] = cursor.fetchall()
            return str(address)


@pytest.fixture(scope="module")
def doors(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("proxies")
    with ExitStack() as opened:
        behind = [opened.enter_context(web_server(stack, folder, hops)) for hops in (1, 2)]
        one = opened.enter_context(shipped_nginx(folder / "one", rest=behind[0]))
        inner = opened.enter_context(shipped_nginx(folder / "inner", rest=behind[1]))
        two = opened.enter_context(balancer(folder / "balancer", behind=inner))
        yield Doors(stack, {0: stack.port, 1: one, 2: two})


@contextmanager
def web_server(stack: Stack, folder: Path, hops: int) -> Iterator[int]:
    """Another web server of the same product, that believes so many proxies."""
    port = free_port()
    env = (
        os.environ
        | stack.env
        | {"PORT": str(port), "WEB_PROCESSES": "1", "TRUSTED_PROXIES": str(hops)}
    )
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"]
    with (folder / f"web-{hops}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        until(lambda: is_alive(port))
        yield port
    finally:
        process.terminate()
        process.wait(30)


def is_alive(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as opened:
            opened.request("GET", "/health/live")
            return opened.getresponse().status == 200
    except OSError:
        return False


@pytest.mark.parametrize("hops", [0, 1, 2])
@pytest.mark.parametrize("made_up", MADE_UP, ids=lambda one: str(one)[:40])
def test_the_address_the_scheme_and_hsts_are_those_of_the_client(doors, hops, made_up):
    name = f"t{uuid.uuid4().hex[:12]}"
    account = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}

    answer = doors.ask(hops, "POST", "/api/auth/register", account, **made_up)

    assert answer.status == 201, answer.document
    assert doors.address_of(name) == CLIENT
    assert (answer.getheader("Strict-Transport-Security") is not None) == (hops == 2)


@pytest.mark.parametrize("hops", [0, 1, 2])
def test_a_page_of_the_product_may_open_sockets_and_a_page_of_another_site_may_not(doors, hops):
    name = f"t{uuid.uuid4().hex[:12]}"
    account = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
    token = doors.ask(hops, "POST", "/api/auth/register", account).document["access_token"]
    origin = f"{'https' if hops == 2 else 'http'}://127.0.0.1:{doors.by_hops[hops]}"

    def open_from(page: str, **headers: str) -> bool:
        client = socketio.Client(
            reconnection=False, ssl_verify=False, websocket_extra_options={"origin": page}
        )
        try:
            client.connect(origin, auth={"token": token}, transports=["websocket"], headers=headers)
        except socketio.exceptions.ConnectionError:
            return False
        client.disconnect()
        return True

    assert open_from(origin)
    assert not open_from("https://evil.example")
    assert not open_from(
        "https://evil.example", **{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )


def test_the_balancer_may_be_named_so_that_limits_of_nginx_know_clients_too(doors, tmp_path):
    [server] = [hops for hops in doors.by_hops if hops == 2]
    with ExitStack() as opened:
        behind = opened.enter_context(web_server(doors.stack, tmp_path, server))
        inner = opened.enter_context(
            shipped_nginx(tmp_path / "inner", rest=behind, more="set_real_ip_from 127.0.0.2;\n")
        )
        two = opened.enter_context(balancer(tmp_path / "balancer", behind=inner))
        named = Doors(doors.stack, {2: two})
        for made_up in MADE_UP:
            test_the_address_the_scheme_and_hsts_are_those_of_the_client(named, 2, made_up)


def test_an_import_of_its_full_size_reaches_the_product(doors):
    body = b"x" * 20_000_000
    with closing(http.client.HTTPConnection("127.0.0.1", doors.by_hops[1], timeout=60)) as opened:
        opened.request(
            "POST", "/api/conversations/import", body, {"Content-Type": "application/json"}
        )
        answer = opened.getresponse()
        assert (answer.status, answer.getheader("Server")) == (401, "nginx")
        assert json.loads(answer.read())["code"].startswith("auth.")
