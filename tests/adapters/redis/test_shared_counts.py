"""Limits that processes share through Redis: two tallies here stand for two processes."""

import pytest

from backend.adapters.redis.rate_limiter import connect
from backend.adapters.redis.shared_counts import SharedTallies
from backend.core.rate_limits import Limit
from backend.local_stack.embedded_servers import start_redis

LIMIT = Limit("asked", 10, 10)


class Clock:
    now = 1_000_000_000.0  # the beginning of a window

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def two(redis_server, clock):
    client = connect(redis_server.url)
    yield SharedTallies(client, clock=clock), SharedTallies(client, clock=clock)
    client.flushall()


def take(tallies, times, key="a", **more):
    return [tallies.take([(LIMIT, key)], **more) for _ in range(times)]


def test_what_is_beyond_the_limit_is_told_when_to_come_back(two):
    mine, _ = two
    assert take(mine, 11) == [None] * 10 + [11]
    assert take(mine, 1, key="b") == [None]


def test_what_one_process_counted_the_others_know_when_it_was_told(two):
    mine, theirs = two
    take(mine, 6)
    take(theirs, 4)
    mine.tell()
    theirs.tell()
    assert take(theirs, 1) == [11]
    take(mine, 1, key="other")
    assert take(mine, 1) == [None]  # mine has not heard of their four yet
    mine.tell()
    assert take(mine, 1) == [12]  # nine of eleven may count


def test_what_weighs_much_is_counted_with_all_processes_at_once(two):
    mine, theirs = two
    assert mine.take_now([(LIMIT, "a")], amount=6) is None
    assert (
        theirs.take_now([(LIMIT, "a")], amount=6) == 14
    )  # four of six may count: after a third of the next window
    assert theirs.take_now([(LIMIT, "a")], amount=4) is None


def test_a_window_before_counts_by_its_share(two, clock):
    mine, _ = two
    take(mine, 10)
    clock.now += 15  # half of the window before still counts
    assert take(mine, 6) == [None] * 5 + [1]
    clock.now += 30
    assert take(mine, 10) == [None] * 10


def test_one_limit_that_does_not_fit_counts_for_none(two):
    mine, _ = two
    take(mine, 10)
    for _ in range(20):
        assert mine.take([(LIMIT, "b"), (LIMIT, "a")]) == 11
    assert take(mine, 10, key="b") == [None] * 10


def test_without_redis_each_process_counts_for_itself(tmp_path, clock):
    server = start_redis(tmp_path / "redis", persist=False)
    mine = SharedTallies(connect(server.url), clock=clock)
    assert mine.take_now([(LIMIT, "a")], amount=3) is None
    server.stop()
    assert mine.take_now([(LIMIT, "a")], amount=7) is None
    assert mine.take_now([(LIMIT, "a")]) == 11
    assert take(mine, 1) == [11]
