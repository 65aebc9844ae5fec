"""Slots of heavy reads: two gates here stand for two processes."""

import threading
import time
from uuid import uuid4

import pytest

from backend.adapters.redis.heavy_read_slots import SLOT_SECONDS, SharedHeavyGate, SlotRules
from backend.adapters.redis.rate_limiter import connect
from backend.local_stack.embedded_servers import start_redis
from backend.transport.heavy_reads import HeavyReadsBusy, TooManyHeavyReads

RULES = SlotRules(of_one=2, together=4, wait_seconds=0.1, statement_seconds=1)
ME, YOU = uuid4(), uuid4()


@pytest.fixture
def client(redis_server):
    client = connect(redis_server.url)
    yield client
    client.flushall()


@pytest.fixture
def two(client):
    return SharedHeavyGate(client, RULES), SharedHeavyGate(client, RULES)


def test_a_trader_has_two_over_all_processes_and_another_is_not_held_up(two):
    here, there = two
    first, _ = here.enter(ME), there.enter(ME)
    for gate in two:
        with pytest.raises(TooManyHeavyReads) as refused:
            gate.enter(ME)
        assert refused.value.retry_after == 1
    here.enter(YOU)
    first.leave()
    first.leave()
    there.enter(ME)
    with pytest.raises(TooManyHeavyReads):
        here.enter(ME)


def test_a_process_has_few_for_all_together(client):
    here = SharedHeavyGate(client, RULES)
    slots = [here.enter(uuid4()) for _ in range(4)]
    with pytest.raises(HeavyReadsBusy):
        here.enter(YOU)
    slots[0].leave()
    here.enter(YOU)


def test_one_waits_a_moment_for_its_turn(client):
    here = SharedHeavyGate(
        client, SlotRules(of_one=1, together=4, wait_seconds=20, statement_seconds=1)
    )
    slot = here.enter(ME)
    threading.Timer(0.2, slot.leave).start()
    here.enter(ME).leave()


def test_few_wait_and_the_others_are_refused_at_once(client):
    here = SharedHeavyGate(
        client, SlotRules(of_one=1, together=8, wait_seconds=20, statement_seconds=1)
    )
    slot = here.enter(ME)
    refused, entered = [], []

    def ask():
        try:
            one = here.enter(ME)
            entered.append(one)
            one.leave()
        except TooManyHeavyReads as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for one in threads:
        one.start()
    deadline = time.monotonic() + 15
    while len(refused) < 16 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (len(refused), len(entered)) == (16, 0)
    slot.leave()
    for one in threads:
        one.join(20)
    assert len(entered) == 4


def test_slots_of_a_process_that_died_are_free_after_a_while_and_those_of_a_living_one_stay(
    two, client
):
    here, dead = two
    dead.enter(ME)
    mine = here.enter(ME)
    key = f"heavy:{ME.hex}"
    for name in client.zrange(key, 0, -1):
        client.zadd(key, {name: time.time() + (SLOT_SECONDS if name.decode() == mine.name else -1)})
    here.enter(ME)  # the dead one's place
    with pytest.raises(TooManyHeavyReads):
        here.enter(ME)
    nearly_over = time.time() + 1
    client.zadd(key, {mine.name: nearly_over})
    here.renew()
    assert client.zscore(key, mine.name) >= nearly_over + SLOT_SECONDS - 2
    assert client.zcard(key) == 2


def test_a_slot_that_was_given_back_is_not_renewed(two, client):
    here, _ = two
    slot = here.enter(ME)
    client.zrem(f"heavy:{ME.hex}", slot.name)
    here.renew()
    assert client.zcard(f"heavy:{ME.hex}") == 0


def test_without_redis_each_process_lets_two_in_and_no_more(tmp_path):
    server = start_redis(tmp_path / "redis", persist=False)
    gates = [SharedHeavyGate(connect(server.url), RULES) for _ in range(2)]
    server.stop()
    for gate in gates:
        slots = [gate.enter(ME), gate.enter(ME)]
        with pytest.raises(TooManyHeavyReads):
            gate.enter(ME)
        for one in slots:
            one.leave()
        gate.enter(ME)
