"""Processes are killed while traders send: nothing that was acknowledged is lost, and nothing is answered twice."""

import os
import random
import signal
import time
from pathlib import Path

import psutil
import pytest
import redis

from backend.local_stack.embedded_servers import is_running
from tests.e2e.running import running_stack
from tests.e2e.sockets import Person
from tests.faults.storm import Killer, Sender, Watcher, ask, newcomer, wait_until_answered
from tests.stand_ins.openai_server import OpenAIServer

pytestmark = [pytest.mark.processes, pytest.mark.restarts]
IDEA = "Long ES 4500 stop 4490 target 4520"
MESSAGES = int(os.environ.get("FAULT_MESSAGES", "60"))
# Seconds between two kills: a short run kills everything at once, a long one lets what was killed come back in between.
PAUSE = (0.1, 0.7) if MESSAGES <= 100 else (0.5, 3.0)
TRADERS = 3


@pytest.fixture(scope="module")
def shaky(tmp_path_factory):
    with (
        OpenAIServer() as provider,
        running_stack(tmp_path_factory.mktemp("faults"), provider, fast=False) as stack,
    ):
        yield stack


def wait_for_log(
    person: Person, conversation_id: str, length: int, seconds: float = 40
) -> list[dict]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        log = person.log(conversation_id)
        if (
            "items" in log and len(log["items"]) >= length and not log["unfinished"]
        ):  # else: try again in a moment
            return log["items"]
        time.sleep(0.2)
    raise AssertionError(f"not {length} messages after {seconds} s: {log}")


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


def test_a_postgres_that_crashes_while_an_answer_is_written_recovers_and_it_is_given_once(shaky):
    person = Person(shaky.url)
    window = person.window()
    shaky.provider.mode = "slow_stream"
    sent = window.say(IDEA)
    window.wait_for("ai_delta", lambda news: news["message_id"] == sent["answer"]["id"])
    with shaky.without(
        "postgres"
    ):  # every one of its processes at once: what it wrote is replayed from its log
        shaky.provider.mode = "ok"
    wait_until_answered(shaky, 40)
    items = wait_for_log(person, sent["message"]["conversation_id"], 2)
    assert [(one["seq"], one["status"]) for one in items] == [(1, "saved"), (2, "done")]
    assert ask(
        shaky, "select count(*) from verdicts where message_id = %s", sent["answer"]["id"]
    ) == [(1,)]
    window.close()


@pytest.mark.timeout(max(300, MESSAGES))  # what is killed has to come back, on a busy machine, too
def test_whatever_is_killed_everything_acknowledged_is_there_once_and_answered_once(shaky):
    """Worker, web, beat, Redis and PostgreSQL are killed at random while three traders send, each watched."""
    seed = int(os.environ.get("FAULT_SEED") or 11)
    print(f"FAULT_SEED={seed} FAULT_MESSAGES={MESSAGES}")
    chance = random.Random(seed)
    senders, watchers = [], []
    for number in range(TRADERS):
        person, conversation_id = newcomer(shaky)
        own = random.Random(seed + number + 1)
        senders.append(
            Sender(person, conversation_id, own, messages=MESSAGES // TRADERS, words=IDEA)
        )
        watchers.append(Watcher(person, conversation_id))
    killer = Killer(shaky, chance, pause=PAUSE)
    for one in (*watchers, *senders, killer):
        one.start()
    deadline = time.monotonic() + 60 + MESSAGES
    while not killer.has_killed_everything and killer.is_alive():
        assert time.monotonic() < deadline, f"not everything was killed: {killer.done}"
        time.sleep(0.1)
    for one in senders:
        one.finish()
    killer.stop()
    wait_until_answered(shaky, 150 + MESSAGES / 10)
    for watcher in watchers:
        watcher.stop()
        watcher.catch_up()

    print(
        dict(killer.done),
        [(len(one.acknowledged), one.tries) for one in senders],
        [one.jumps for one in watchers],
    )
    for sender, watcher in zip(senders, watchers, strict=True):
        rows = log_of(sender)
        assert len(sender.acknowledged) >= MESSAGES // TRADERS
        assert [one["seq"] for one in rows] == list(range(1, len(rows) + 1))
        asked = {one["client_message_id"]: one["id"] for one in rows if one["type"] == "user"}
        assert asked == sender.acknowledged
        answers = [one for one in rows if one["type"] == "ai"]
        assert sorted(one["parent_message_id"] for one in answers) == sorted(asked.values())
        assert {one["status"] for one in answers} <= {"done", "failed"}
        assert sum(one["status"] == "failed" for one in answers) <= max(1, len(answers) // 10)
        assert [(one["id"], one["content"]) for one in watcher.rows] == [
            (one["id"], one["content"]) for one in rows
        ]
    doubled = "select count(*) from verdicts group by message_id having count(*) > 1"
    assert ask(shaky, doubled) == []
    ((spent, reserved),) = ask(shaky, "select sum(spent), sum(reserved) from ai_days")
    booked = "select sum(cost), coalesce(sum(reserved) filter (where state = 'reserved'), 0) from ai_calls"
    assert ask(shaky, booked) == [(spent, reserved)]  # the day is the sum of its ledger
    assert sum(one.connections for one in watchers) > TRADERS  # they were cut off, too


def log_of(sender: Sender) -> list[dict]:
    """All of a conversation, as REST has it."""
    items: list[dict] = []
    while True:
        path = (
            f"/api/conversations/{sender.conversation_id}/messages?after_seq={len(items)}&limit=200"
        )
        page = sender.person.ask("GET", path).json()
        items += page["items"]
        if not page["more"]:
            return items


def test_a_supervisor_that_is_killed_leaves_nothing_running_and_nothing_lost(tmp_path):
    import subprocess
    import sys

    from tests.e2e.running import WIDE, free_port

    port = free_port()
    env = {
        **os.environ,
        **WIDE,
        "PORT": str(port),
        "DATA_DIR": str(tmp_path / "data"),
        "LOG_LEVEL": "WARNING",
    }
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
        assert f"data is in use by process {again.pid} (http://127.0.0.1:{port})" in taken.stderr
        again.send_signal(signal.SIGINT)
        assert again.wait(25) == 0
    finally:
        again.kill()
        again.wait()
        again.stdout.close()
