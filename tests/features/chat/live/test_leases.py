"""An answer belongs to one worker while that lives, and soon to another when it died."""

import threading
import time

import pytest

from tests.patience import HAPPENED

IDEA = "Long ES 4500 stop 4490 target 4520"


class Heard:
    """A push that remembers."""

    def __init__(self):
        self.news = []

    def to_user(self, _user_id, event, payload, **_):
        self.news.append((event, payload))


@pytest.fixture
def slow(world, provider):
    """Two workers with a short lease, and a provider that pauses in the middle of an answer."""
    provider.hold_before = "Take it"

    def desk():
        return world.desk(
            openai_api_key="sk-test", openai_base_url=provider.base_url, answer_lease_seconds=3
        )

    return desk(), desk()


def test_while_its_worker_lives_an_answer_is_nobody_elses(world, provider, slow):
    trader, (first, second) = world.trader(), slow
    sent = trader.say(IDEA)
    at_work = threading.Thread(target=first.answer_next)
    at_work.start()
    assert provider.holding.wait(HAPPENED)
    until = time.monotonic() + 4  # more than a lease
    while time.monotonic() < until:
        assert not second.answer_next()
        time.sleep(0.1)
    provider.go.set()
    at_work.join(HAPPENED)
    assert trader.get(f"/api/messages/{sent['answer']['id']}").json["status"] == "done"
    assert world.sql("select attempts from messages where type = 'ai'") == [(1,)]


def test_a_dead_workers_answer_is_taken_over_when_its_lease_is_over(world, provider, slow):
    trader, (first, second) = world.trader(), slow
    sent = trader.say(IDEA)
    assert first._queue.claim()  # and dies
    provider.go.set()
    assert not second.answer_next()
    until = time.monotonic() + HAPPENED
    while not second.answer_next():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert trader.get(f"/api/messages/{sent['answer']['id']}").json["status"] == "done"


def test_what_nobody_holds_any_more_is_not_renewed(world, slow):
    trader, (desk, _) = world.trader(), slow
    trader.say(IDEA)
    claim = desk._queue.claim()
    with desk._leases.held(claim.id, claim.token):
        world.sql(
            "update messages set lease_token = gen_random_uuid(), run_at = now() where type = 'ai'"
        )
        desk._leases.renew()
        assert world.sql("select run_at <= now() from messages where type = 'ai'") == [(True,)]
    desk._leases.renew()


def test_a_window_that_is_opened_while_the_provider_pauses_hears_what_there_is(
    world, provider, slow
):
    trader, (desk, _) = world.trader(), slow
    trader.say(IDEA)
    desk._push = heard = Heard()
    at_work = threading.Thread(target=desk.answer_next)
    at_work.start()
    assert provider.holding.wait(HAPPENED)
    until = time.monotonic() + 10

    def beginnings():
        return [
            payload["text"]
            for event, payload in heard.news
            if event == "ai_delta" and payload["offset"] == 0
        ]

    while (
        len(beginnings()) < 2
    ):  # the first is said when it is written, the second to who comes later
        assert time.monotonic() < until, "a late joiner waits for the provider"
        time.sleep(0.05)
    assert beginnings()[-1].strip() == "The pullback holds above the stop."
    provider.go.set()
    at_work.join(HAPPENED)
    content = ""
    for event, payload in heard.news:
        if event == "ai_delta":
            content = content[: payload["offset"]] + payload["text"]
    assert content == world.sql("select content from messages where type = 'ai'")[0][0]
