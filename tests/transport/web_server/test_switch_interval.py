"""How often threads give the interpreter to each other, by how many are at work."""

import sys
from contextlib import ExitStack

import pytest

from backend.transport.web_server.switch_interval import (
    LONGEST_SECONDS,
    SHORTEST_SECONDS,
    SwitchInterval,
)

MOST_WAKE_UPS = 8000  # a second, of all waiting threads together, up to as many as wait the longest


@pytest.fixture(autouse=True)
def usual_interval():
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def test_many_threads_wake_no_more_often_than_a_few_and_none_waits_long():
    switching = SwitchInterval()
    intervals = []
    with ExitStack() as at_work:
        for _ in range(32):
            at_work.enter_context(switching)
            intervals.append(sys.getswitchinterval())

    assert intervals[:2] == pytest.approx([SHORTEST_SECONDS, SHORTEST_SECONDS])
    assert intervals == sorted(intervals)
    wake_ups = [threads / interval for threads, interval in enumerate(intervals[:16], 1)]
    assert max(wake_ups) == pytest.approx(MOST_WAKE_UPS)
    assert intervals[15:] == pytest.approx([LONGEST_SECONDS] * 17)


def test_whoever_is_done_counts_no_more_also_after_a_fault():
    switching = SwitchInterval()
    with pytest.raises(ZeroDivisionError), switching, switching, switching:
        _ = 1 / 0

    assert sys.getswitchinterval() == pytest.approx(SHORTEST_SECONDS)
