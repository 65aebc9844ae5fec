"""When a sliding window has room again: what is told is the first whole second at which it is so, on a real Redis."""

import time
from collections import deque
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.adapters.redis.rate_limiter import (
    _WINDOW,
    NANOSECONDS,
    OwnCounters,
    RedisCounters,
    connect,
)
from backend.core.rate_limits import MICROSECONDS, Limit, seconds_until_it_fits

NOW = 1_764_450_000 * MICROSECONDS
AT_A_MOMENT = """
local wait = wait_of(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]))
return wait
"""  # what the scripts do at the time of Redis
counts = st.integers(0, 40) | st.integers(0, 5_000)
seconds = st.sampled_from([1, 2, 7, 10, 60, 300, 900, 3_600, 86_400])
moments = st.integers(0, 2 * 86_400 * MICROSECONDS)
many = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def client(redis_server):
    client = connect(redis_server.url)
    yield client
    client.flushall()


def fits(limit, *, before, current, window, at):
    """By the definition, in fractions: these counts and nothing since, at a moment in microseconds."""
    length = limit.seconds * MICROSECONDS
    passed = Fraction(at - window * length, length)
    in_next = current * max(Fraction(0), 2 - passed)
    used = before * (1 - passed) + current if passed < 1 else in_next
    return used + 1 <= limit.most


def first_second(limit, *, before, current, window, at):
    """The first whole second at which one more event fits: the oracle, by bisection; null for now."""
    where = {"before": before, "current": current, "window": window}
    if fits(limit, **where, at=at):
        return None
    low, high = 0, 2 * limit.seconds + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (
            (low, middle) if fits(limit, **where, at=at + middle * MICROSECONDS) else (middle, high)
        )
    return high


def lay_out(client, limit, *, before, current, window):
    """Counts as earlier events have left them."""
    for place, count in ((window - 1, before), (window, current)):
        client.set(f"limit:{limit.name}:a:{place}", count, ex=600_000)


@many
@given(
    most=st.integers(1, 60) | st.integers(1, 2_000),
    seconds=seconds,
    before=counts,
    current=counts,
    moment=moments,
)
def test_what_redis_tells_is_the_first_second_at_which_one_event_fits(
    client, most, seconds, before, current, moment
):
    limit, at = Limit("asked", most, seconds), NOW + moment
    window = at // (seconds * MICROSECONDS)
    script = client.register_script(_WINDOW + AT_A_MOMENT)
    lay_out(client, limit, before=before, current=current, window=window)

    def wait(at):
        return script(keys=["limit:asked:a"], args=[most, seconds, at])

    told = wait(at)

    assert (told or None) == first_second(
        limit, before=before, current=current, window=window, at=at
    )
    if told:
        assert wait(at + told * MICROSECONDS) == 0
    if told > 1:
        assert wait(at + (told - 1) * MICROSECONDS) > 0
    client.flushall()


@many
@given(
    most=st.integers(1, 60),
    seconds=seconds,
    before=counts,
    current=counts,
    moment=moments,
    amount=st.integers(1, 60),
)
def test_a_process_that_counts_for_itself_reckons_as_redis_does(
    most, seconds, before, current, moment, amount
):
    limit, at = Limit("asked", most + amount - 1, seconds), NOW + moment
    window, passed = divmod(at, seconds * MICROSECONDS)

    told = seconds_until_it_fits(
        limit, before=before, current=current, passed=passed, amount=amount
    )

    oracle = Limit("asked", most, seconds)  # so much less room is the same as so much more wanted
    assert told == first_second(oracle, before=before, current=current, window=window, at=at)


@pytest.mark.parametrize("way", ["take", "claim"])
@pytest.mark.parametrize(
    ("before", "current"), [(0, 10), (25, 0), (12, 4), (9, 9), (40, 30), (10, 9), (3, 3)]
)
def test_both_scripts_tell_it_by_the_clock_of_redis(client, way, before, current):
    limit, counters = Limit("asked", 10, 900), RedisCounters(client)
    was, now, told = ask_within_one_window(
        client, counters, way, limit, before=before, current=current
    )

    window = now // (limit.seconds * MICROSECONDS)
    expected = {
        first_second(limit, before=before, current=current, window=window, at=at)
        for at in (was, now)
    }  # a second may have begun meanwhile
    assert told in expected
    counted = int(client.get(f"limit:asked:a:{window}") or 0)
    assert counted == current + (told is None)


def ask_within_one_window(client, counters, way, limit, *, before, current):
    """The time of Redis before and after, and what was told between."""
    length = limit.seconds * MICROSECONDS
    while True:
        was = time_of(client)
        lay_out(client, limit, before=before, current=current, window=was // length)
        wanted = [(limit, "a")]
        told = counters.take(wanted)[0] if way == "take" else counters.claim(wanted).wait
        now = time_of(client)
        if now // length == was // length:
            return was, now, told
        client.flushall()


def time_of(client):
    second, microsecond = client.time()
    return second * MICROSECONDS + microsecond


def test_who_claims_under_several_limits_is_told_when_all_of_them_fit(client):
    soon, late = Limit("soon", 10, 10), Limit("late", 10, 900)
    window = time_of(client) // (900 * MICROSECONDS)
    client.set(f"limit:late:a:{window}", 10)
    client.set(f"limit:late:a:{window + 1}", 10)  # where the window changes meanwhile
    counters = RedisCounters(client)
    for _ in range(10):
        counters.take([(soon, "a")])

    alone = counters.claim([(late, "a")]).wait

    assert alone > 20
    assert alone - counters.claim([(soon, "a"), (late, "a")]).wait in (0, 1)
    assert alone - counters.claim([(late, "a"), (soon, "a")]).wait in (0, 1)


@pytest.mark.parametrize("way", ["take", "claim"])
def test_who_waits_as_long_as_was_told_is_let_in(client, way):
    limit, counters = Limit("asked", 3, 2), RedisCounters(client)

    def ask():
        return (
            counters.take([(limit, "a")])[0]
            if way == "take"
            else counters.claim([(limit, "a")]).wait
        )

    for _ in range(2):
        while (told := ask()) is None:
            pass
        time.sleep(told)
        assert ask() is None


@many
@given(
    most=st.integers(1, 6),
    seconds=st.integers(1, 20),
    pauses=st.lists(st.integers(0, 3 * NANOSECONDS), min_size=1, max_size=30),
)
def test_while_redis_is_away_it_is_the_first_second_too(most, seconds, pauses):
    """Each process counts exactly then: so many events in any such time."""
    clock, limit, events = [NANOSECONDS], Limit("asked", most, seconds), deque()
    own = OwnCounters(clock=lambda: clock[0])
    for pause in pauses:
        clock[0] += pause
        told = own.claim([(limit, "a")]).wait
        young = [at for at in events if at > clock[0] - seconds * NANOSECONDS]
        assert (told is None) == (len(young) < most)
        if told is None:
            events.append(clock[0])
            continue
        first = min(young) + seconds * NANOSECONDS
        assert clock[0] + (told - 1) * NANOSECONDS < first <= clock[0] + told * NANOSECONDS
