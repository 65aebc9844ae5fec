"""What stands still is told by the health of the product, in time: each process is stopped, and lives on after."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil
import pytest

from backend.adapters.redis.heartbeats import BUSY_SECONDS, EVERY_SECONDS, LATE_SECONDS
from tests.e2e.running import running_stack
from tests.e2e.sockets import Person
from tests.stand_ins.openai_server import OpenAIServer

pytestmark = [pytest.mark.processes, pytest.mark.restarts, pytest.mark.timeout(300)]
THREADS = 4
IN_TIME_SECONDS = 4  # two are promised, on a machine that is not busy
PATIENT_SECONDS = 60


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("pulses")
    chosen = {
        "WEB_THREADS": str(THREADS),
        "WORKER_THREADS": "2",
        "ANSWER_TIME_LIMIT_SECONDS": "120",
    }
    with OpenAIServer() as provider, running_stack(folder, provider, **chosen) as stack:
        until(stack, lambda told: told["status"] == "ok")
        yield stack


def ready(stack) -> dict[str, Any]:
    """What it says of itself, in time."""
    before = time.monotonic()
    try:
        with urllib.request.urlopen(f"{stack.url}/health/ready", timeout=30) as answer:
            told = json.load(answer) | {"code": answer.status}
    except urllib.error.HTTPError as error:
        told = json.load(error) | {"code": error.code}
    assert time.monotonic() - before < IN_TIME_SECONDS
    return told


def until(
    stack, is_so: Callable[[dict[str, Any]], bool], seconds: float = PATIENT_SECONDS
) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while not is_so(told := ready(stack)):
        assert time.monotonic() < deadline, told
        time.sleep(0.3)
    return told


@contextmanager
def stopped(stack, name: str) -> Iterator[None]:
    """All processes of one kind hear nothing."""
    parent = psutil.Process(stack.processes[name].pid)
    processes = [parent, *parent.children(recursive=True)]
    for one in processes:
        one.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for one in processes:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGCONT)


def ask_command(stack, name: str) -> int:
    command = [sys.executable, "-m", "backend.adapters.redis.heartbeats", name]
    return subprocess.run(
        command, env=os.environ | {"REDIS_URL": stack.env["REDIS_URL"]}, check=False
    ).returncode


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_one_that_stands_still_is_told_and_messages_are_still_taken(product, name):
    assert ask_command(product, name) == 0
    with stopped(product, name):
        told = until(product, lambda told: told[name] == "unavailable")
        assert (told["code"], told["status"]) == (200, "degraded")
        assert told["seconds_ago"][name] >= LATE_SECONDS
        assert ask_command(product, name) == 1
        assert (
            Person(product.url).ask("POST", "/api/messages", json={"content": "hello"}).status_code
            == 201
        )
    until(  # another web process may tell what it found a second ago
        product,
        lambda told: told["status"] == "ok" and told["seconds_ago"][name] < LATE_SECONDS,
    )


def test_a_redis_that_stands_still_is_told_in_time(product):
    with stopped(product, "redis"):
        told = until(product, lambda told: told["redis"] == "unavailable", 4 * EVERY_SECONDS)
        assert (told["code"], told["worker"], told["database"]) == (200, "unknown", "ok")
    until(product, lambda told: told["status"] == "ok")


def test_a_postgresql_that_stands_still_is_told_in_time_although_every_thread_waits_for_it(product):
    person = Person(product.url)
    with stopped(product, "postgres"):
        waiting = [say_and_leave(product, f"Bearer {person.token}") for _ in range(3 * THREADS)]
        time.sleep(1)
        told = ready(product)
        assert (told["code"], told["status"], told["database"]) == (503, "down", "unavailable")
        assert (told["redis"], ready(product)["storage"]) == ("ok", "ok")
    for one in waiting:
        one.close()
    until(product, lambda told: told["status"] == "ok")


def test_a_worker_without_a_free_thread_for_long_is_busy(product):
    product.provider.mode = "silent"
    people = [Person(product.url) for _ in range(4)]
    try:
        for person in people:
            sent = person.ask(
                "POST", "/api/messages", json={"content": "Long ES 4500 stop 4490 target 4520"}
            )
            assert sent.status_code == 201
        told = until(product, lambda told: told["worker"] == "busy", BUSY_SECONDS + PATIENT_SECONDS)
        assert told["status"] == "degraded"
        assert told["seconds_ago"]["worker"] >= BUSY_SECONDS
    finally:
        product.provider.mode = "ok"
    until(product, lambda told: told["worker"] == "ok", 2 * PATIENT_SECONDS)


def say_and_leave(stack, token: str) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", stack.port))
    opened.sendall(
        f"GET /api/conversations HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode()
    )
    return opened
