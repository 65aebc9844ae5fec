import threading
import time

import pytest

from backend.core.batcher import MOST_TOGETHER, Batcher


def test_a_lone_item_is_worked_on_alone_and_at_once():
    groups = []
    batcher = Batcher(
        lambda items: groups.append(list(items)) or [item * 2 for item in items], name="test"
    )
    assert batcher.call(4, timeout=2) == 8
    assert groups == [[4]]


def test_items_that_come_while_others_are_worked_on_go_together_and_each_gets_its_own():
    groups, busy = [], threading.Event()

    def work(items):
        groups.append(len(items))
        busy.wait(2)
        return [item + 100 for item in items]

    batcher = Batcher(work, name="test")
    first = batcher.submit(0)
    while not groups:
        time.sleep(0.001)
    others = [batcher.submit(number) for number in range(1, 21)]
    busy.set()
    assert first.result(2) == 100
    assert [other.result(2) for other in others] == [number + 100 for number in range(1, 21)]
    assert groups == [1, 20]


def test_an_exception_reaches_only_whom_it_is_meant_for():
    batcher = Batcher(
        lambda items: [ValueError("no") if item == 2 else item for item in items], name="test"
    )
    good, bad = batcher.submit(1), batcher.submit(2)
    assert good.result(2) == 1
    with pytest.raises(ValueError, match="no"):
        bad.result(2)


def test_work_that_breaks_is_told_to_everybody_and_the_next_group_is_fine():
    calls = []

    def work(items):
        calls.append(items)
        if len(calls) == 1:
            raise RuntimeError("database away")
        return items

    batcher = Batcher(work, name="test")
    with pytest.raises(RuntimeError, match="database away"):
        batcher.call(1, timeout=2)
    assert batcher.call(2, timeout=2) == 2


def test_a_group_has_a_largest_size():
    sizes, busy = [], threading.Event()

    def work(items):
        sizes.append(len(items))
        busy.wait(2)
        return items

    batcher = Batcher(work, name="test")
    futures = [batcher.submit(0)]
    while not sizes:
        time.sleep(0.001)
    futures += [batcher.submit(number) for number in range(MOST_TOGETHER + 5)]
    busy.set()
    for future in futures:
        future.result(2)
    assert max(sizes) == MOST_TOGETHER
    assert sum(sizes) == MOST_TOGETHER + 6
