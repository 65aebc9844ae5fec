"""A worker that dies of one answer: that one has failed at its second try, and every other one is given."""

import os
import signal
import threading
import time

import pytest

from tests.conftest import free_stack
from tests.e2e.sockets import Person
from tests.faults.storm import ask
from tests.stand_ins.openai_server import OpenAIServer, answer_for

pytestmark = [pytest.mark.processes, pytest.mark.restarts]
LIMIT_SECONDS = 5
THREADS = 6
IDEA = "Long ES 4500 stop 4490 target 4520"
DEADLY = "Long NQ 18250 stop 18200 target 18400"
SUM = "1" + "+   " * 22 + "a"


@pytest.fixture(scope="module")
def mortal(tmp_path_factory):
    """A product whose worker is ended by an answer that takes longer than its provider may be waited for."""
    provider = OpenAIServer()
    with (
        provider,
        free_stack(
            tmp_path_factory.mktemp("mortal"),
            provider,
            ANSWER_TIME_LIMIT_SECONDS=str(LIMIT_SECONDS),
            OPENAI_TIMEOUT_SECONDS="120",
            BREAKER_FAILURES="1000",
            WORKER_THREADS=str(THREADS),
        ) as running,
    ):
        yield running


def slow_for(seconds, deadly_seconds):
    def answer(body):
        words = body["messages"][-1]["content"][0]["text"]
        time.sleep(deadly_seconds if "18250" in words else seconds)
        return answer_for(body)

    return answer


def finished(person, sent, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = person.ask("GET", f"/api/messages/{sent['answer']['id']}").json()
        if found.get("status") in ("done", "failed", "stopped"):
            return found
        time.sleep(0.2)
    raise AssertionError(f"not answered: {found}")


def said(person, words, **more):
    return person.ask("POST", "/api/messages", json={"content": words, **more}).json()


def attempts(stack, sent):
    return ask(stack, "select attempts from messages where id = %s", sent["answer"]["id"])[0][0]


@pytest.mark.timeout(300)
def test_it_has_failed_at_the_second_try_and_takes_no_other_one_with_it(mortal):
    killer, others = Person(mortal.url), [Person(mortal.url) for _ in range(3)]
    mortal.provider.answer = slow_for(3, 600)
    worker = mortal.children["worker"].pid
    deadly = said(killer, DEADLY)
    time.sleep(LIMIT_SECONDS - 1.5)
    beside = [said(one, IDEA) for one in others]  # at work when the worker is ended
    failed = finished(killer, deadly)
    assert failed["status"] == "failed"
    assert failed["error"]["code"] == "answer.failed"
    assert attempts(mortal, deadly) == 2
    assert mortal.children["worker"].pid != worker, "the worker was ended by its first try"
    second = mortal.children["worker"].pid
    for person, sent in zip(others, beside, strict=True):
        assert finished(person, sent)["status"] == "done"
        assert attempts(mortal, sent) <= 2
    assert mortal.children["worker"].pid == second, "the second try ended no worker"

    mortal.provider.answer = answer_for
    again = killer.ask("POST", f"/api/messages/{deadly['message']['id']}/regenerate")
    assert again.status_code < 300, again.text
    assert finished(killer, again.json())["status"] == "done"


class Crowd:
    """Answers in the making: those that come wait for others, so that they are seen side by side."""

    def __init__(self, wanted):
        self.wanted, self.most, self.now = wanted, 0, 0
        self._changed = threading.Condition()

    def answer(self, body):
        with self._changed:
            self.now += 1
            self.most = max(self.most, self.now)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most >= self.wanted, timeout=LIMIT_SECONDS / 2)
            self.now -= 1
        return answer_for(body)


@pytest.mark.timeout(300)
def test_answers_of_a_mass_death_are_made_side_by_side_each_at_its_second_try(mortal):
    mortal.provider.answer = slow_for(600, 600)
    people = [Person(mortal.url) for _ in range(THREADS)]
    sent = [said(person, IDEA) for person in people]
    deadline = time.monotonic() + 60
    while ask(mortal, "select count(*) from messages where status = 'running'") != [(THREADS,)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    crowd = Crowd(THREADS)
    mortal.provider.answer = crowd.answer
    os.killpg(mortal.children["worker"].pid, signal.SIGKILL)
    assert {finished(person, one)["status"] for person, one in zip(people, sent, strict=True)} == {
        "done"
    }
    assert {attempts(mortal, one) for one in sent} == {2}
    assert crowd.most == THREADS


@pytest.mark.timeout(300)
def test_one_whose_worker_is_killed_twice_from_outside_is_answered(mortal):
    person = Person(mortal.url)
    mortal.provider.answer = slow_for(1.5, 0)
    sent = said(person, IDEA)
    for turn in (
        1,
        2,
    ):  # each a claim of its own: the row of a dead worker stays "running" for a while
        deadline = time.monotonic() + 60
        while ask(
            mortal,
            "select status, run_at > now(), attempts from messages where id = %s",
            sent["answer"]["id"],
        ) != [("running", True, turn)]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.3)
        os.killpg(mortal.children["worker"].pid, signal.SIGKILL)
    assert finished(person, sent)["status"] == "done"


@pytest.mark.parametrize("mode", ["analysis", "psychology"])
def test_a_sum_that_never_ended_keeps_nobody_waiting(stack, mode):
    stack.provider.mode = "error_500"
    try:
        attacker, stranger = Person(stack.url), Person(stack.url)
        worker = stack.children["worker"].pid
        sent = [said(attacker, f"{SUM}{'b' * number}", mode=mode) for number in range(4)]
        began = time.monotonic()
        assert finished(stranger, said(stranger, IDEA))["status"] == "done"
        assert time.monotonic() - began < 15
        assert {finished(attacker, one)["status"] for one in sent} == {"done"}
        assert stack.children["worker"].pid == worker
    finally:
        stack.provider.mode = "ok"
