"""Processes are killed while traders send: nothing that was acknowledged is lost, and nothing is answered twice."""

import os
import random
import signal
import threading
import time
import uuid
from pathlib import Path

import psutil
import pytest
import redis

from backend.adapters.embedded import is_running
from tests.e2e.running import running_stack
from tests.e2e.sockets import Person, Window
from tests.stand_ins.openai_server import OpenAIServer

pytestmark = pytest.mark.processes
IDEA = "Long ES 4500 stop 4490 target 4520"
MESSAGES = int(os.environ.get("FAULT_MESSAGES", "60"))


@pytest.fixture(scope="module")
def shaky(tmp_path_factory):
    with OpenAIServer() as provider, running_stack(tmp_path_factory.mktemp("faults"), provider) as stack:
        yield stack


def wait_for_log(person: Person, conversation_id: str, length: int, seconds: float = 40) -> list[dict]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        log = person.log(conversation_id)
        if len(log["items"]) >= length and not log["unfinished"]:
            return log["items"]
        time.sleep(0.2)
    raise AssertionError(f"{len(log['items'])} of {length} after {seconds} s, unfinished {log['unfinished']}")


def test_a_worker_killed_in_the_middle_of_an_answer_is_followed_by_another(shaky):
    person = Person(shaky.url)
    window = person.window()
    shaky.provider.mode = "slow_stream"
    calls = len(shaky.provider.requests)
    sent = window.say(IDEA)
    window.wait_for("ai_delta", lambda news: news["message_id"] == sent["answer"]["id"])

    os.kill(shaky.children["worker"].pid, signal.SIGKILL)
    shaky.provider.mode = "ok"

    answer = window.answer_to(sent, seconds=40)
    assert answer["status"] == "done"
    items = wait_for_log(person, sent["message"]["conversation_id"], 2)
    assert [one["seq"] for one in items] == [1, 2]
    assert len(shaky.provider.requests) - calls == 2  # the answer was begun twice and given once
    window.close()


def test_a_redis_emptied_between_save_and_answer_loses_nothing(shaky):
    person = Person(shaky.url)
    window = person.window()
    os.killpg(shaky.children["worker"].pid, signal.SIGSTOP)  # nobody hears the bell
    try:
        sent = window.say(IDEA)
        time.sleep(0.3)
        redis.Redis.from_url(shaky.env["REDIS_URL"]).flushall()
    finally:
        os.killpg(shaky.children["worker"].pid, signal.SIGCONT)
    items = wait_for_log(person, sent["message"]["conversation_id"], 2)
    assert [(one["seq"], one["status"]) for one in items] == [(1, "saved"), (2, "done")]
    window.close()


def test_without_redis_messages_are_still_saved_and_answered_after_it_returns(shaky):
    person = Person(shaky.url)
    with shaky.without("redis"):
        sent = person.ask("POST", "/api/messages", json={"content": IDEA})
        assert sent.status_code == 201
        assert person.ask("GET", "/health/ready").json()["status"] == "degraded"
    items = wait_for_log(person, sent.json()["message"]["conversation_id"], 2)
    assert items[1]["status"] == "done"


def test_messages_sent_while_processes_are_killed_are_there_once_and_answered_once(shaky):
    chance = random.Random(11)
    person = Person(shaky.url)
    conversation_id = person.ask("POST", "/api/conversations", json={}).json()["id"]
    acknowledged: dict[str, str] = {}
    done = threading.Event()
    kills = []

    def kill_now_and_then() -> None:
        while not done.wait(chance.uniform(0.6, 1.6)):
            try:
                victims = psutil.Process(shaky.children["web"].pid).children()
                if chance.random() < 0.5 or not victims:
                    victims = [psutil.Process(shaky.children[chance.choice(["worker", "worker", "beat", "web"])].pid)]
                victim = chance.choice(victims)
                victim.kill()
                kills.append(victim.pid)
            except psutil.NoSuchProcess:  # killed a moment ago, and its parent has not begun it again yet
                continue

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    for number in range(MESSAGES):
        send_until_acknowledged(person, conversation_id, f"m{number} {IDEA}", acknowledged)
    while len(kills) < 5:
        send_until_acknowledged(person, conversation_id, f"more {IDEA}", acknowledged)
        time.sleep(0.2)
    done.set()
    killer.join()

    items = wait_for_log_of(person, conversation_id, 2 * len(acknowledged))
    assert [one["seq"] for one in items] == list(range(1, 2 * len(acknowledged) + 1))
    sent = [one["client_message_id"] for one in items if one["type"] == "user"]
    assert sorted(sent) == sorted(acknowledged)
    answers = [one["parent_message_id"] for one in items if one["type"] == "ai"]
    assert sorted(answers) == sorted(acknowledged.values())
    assert {one["status"] for one in items if one["type"] == "ai"} <= {"done", "failed"}
    assert sum(one["status"] == "failed" for one in items) <= len(items) // 20
    assert len(kills) >= 5


def send_until_acknowledged(person: Person, conversation_id: str, content: str, acknowledged: dict[str, str]) -> None:
    """As a client does: the same client_message_id again until somebody says that it is saved."""
    mine = uuid.uuid4().hex
    for _ in range(60):
        try:
            window = Window(person.url, person.token)
            answer = window.call(
                "send_message", {"content": content, "client_message_id": mine, "conversation_id": conversation_id}
            )
            window.close()
        except Exception:  # the web process died: whatever the client library says of that
            time.sleep(0.25)
            continue
        assert answer["ok"], answer
        acknowledged[mine] = answer["message"]["id"]
        return
    raise AssertionError("a message was never acknowledged")


def wait_for_log_of(person: Person, conversation_id: str, length: int) -> list[dict]:
    deadline = time.monotonic() + 60 + length / 10
    while True:
        items, after = [], 0
        try:
            while True:
                path = f"/api/conversations/{conversation_id}/messages?after_seq={after}&limit=200"
                page = person.ask("GET", path).json()
                items += page["items"]
                if not page["more"]:
                    break
                after = items[-1]["seq"]
        except OSError:
            page = {"unfinished": [None]}
        if len(items) >= length and not page["unfinished"]:
            return items
        assert time.monotonic() < deadline, f"{len(items)} of {length}, unfinished {len(page['unfinished'])}"
        time.sleep(0.5)


def test_a_supervisor_that_is_killed_leaves_nothing_running_and_nothing_lost(tmp_path):
    import subprocess
    import sys

    from tests.e2e.running import WIDE, free_port

    port = free_port()
    env = {**os.environ, **WIDE, "PORT": str(port), "DATA_DIR": str(tmp_path / "data"), "LOG_LEVEL": "WARNING"}
    for name in ("DATABASE_URL", "REDIS_URL"):
        env.pop(name, None)

    def start() -> subprocess.Popen:
        command = [sys.executable, "run.py"]
        root = Path(__file__).parents[2]
        running = subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, text=True)
        for line in running.stdout:
            if "is ready" in line:
                return running
        raise AssertionError("run.py ended before it was ready")

    running = start()
    started = [process.pid for process in psutil.Process(running.pid).children(recursive=True)]
    started.append(int((tmp_path / "data/postgres/postmaster.pid").read_text().splitlines()[0]))
    person = Person(f"http://127.0.0.1:{port}")
    sent = person.ask("POST", "/api/messages", json={"content": IDEA}).json()
    running.kill()
    running.wait()
    running.stdout.close()
    deadline = time.monotonic() + 25
    while any(is_running(pid) for pid in started):
        assert time.monotonic() < deadline, "something was left running"
        time.sleep(0.2)

    again = start()
    try:
        items = wait_for_log(person, sent["message"]["conversation_id"], 2)
        assert items[0] == sent["message"]
        taken = subprocess.run(
            [sys.executable, "run.py"],
            cwd=Path(__file__).parents[2],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert taken.returncode == 1
        assert taken.stderr.splitlines() == [f"Port {port} is taken. Choose another one: make run PORT={port + 1}"]
        again.send_signal(signal.SIGINT)
        assert again.wait(25) == 0
    finally:
        again.kill()
        again.wait()
        again.stdout.close()
