"""The circuit breaker by itself, under a clock that is turned by hand."""

from backend.features.ai.breaker import LONGEST_REST_SECONDS, Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(failures: int = 2) -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(failures=failures, rest_seconds=30, monotonic=clock)
    for _ in range(failures):
        breaker.failed(breaker.admit())
    return breaker, clock


def rest_of(breaker: Breaker, clock: Clock) -> int:
    """Seconds until a probe is admitted; it is left open."""
    for waited in range(int(LONGEST_REST_SECONDS) + 2):
        if (probe := breaker.admit()) is not None:
            breaker.abandoned(probe)
            return waited
        clock.now += 1
    raise AssertionError("it never admits a probe")


def test_failures_in_a_row_open_it_and_one_success_between_does_not():
    breaker, _ = opened()
    assert breaker.admit() is None
    other = Breaker(failures=2, rest_seconds=30, monotonic=Clock())
    for tell in (other.failed, other.succeeded, other.failed):
        tell(other.admit())
    assert other.admit() is not None


def test_calls_under_way_when_it_opened_do_not_make_the_rest_longer():
    clock = Clock()
    breaker = Breaker(failures=3, rest_seconds=30, monotonic=clock)
    under_way = [breaker.admit() for _ in range(8)]
    for one in under_way:
        breaker.failed(one)
    assert rest_of(breaker, clock) == 30


def test_each_failed_probe_doubles_the_rest_up_to_the_longest():
    breaker, clock = opened()
    rests = []
    for _ in range(5):
        rests.append(rest_of(breaker, clock))
        breaker.failed(breaker.admit())
    assert rests == [30, 60, 120, 240, 300]


def test_one_probe_at_a_time_whatever_older_calls_report():
    clock = Clock()
    breaker = Breaker(failures=2, rest_seconds=30, monotonic=clock)
    older = [breaker.admit() for _ in range(5)]
    breaker.failed(older[0])
    breaker.failed(older[1])
    clock.now = 31
    probe = breaker.admit()
    for tell, one in (
        (breaker.failed, older[2]),
        (breaker.abandoned, older[3]),
        (breaker.succeeded, older[4]),
    ):
        tell(one)
        assert breaker.admit() is None, "the probe is still out"
    breaker.succeeded(probe)
    assert breaker.admit() is not None


def test_a_probe_that_was_stopped_leaves_room_for_another_and_a_good_one_closes():
    breaker, clock = opened()
    clock.now = 31
    breaker.abandoned(breaker.admit())
    breaker.succeeded(breaker.admit())
    breaker.failed(breaker.admit())
    assert breaker.admit() is not None, "it counts from the beginning"
