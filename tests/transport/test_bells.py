"""The bell: heard at once while it is quiet, and not more often than workers need while it is not."""

import threading
import time

from backend.transport.tasks import AT_ONCE, PAUSE_SECONDS, CeleryBell


class Heard:
    """In the place of Celery: when it was rung."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.new = threading.Semaphore(0)

    def send_task(self, *_: object, **__: object) -> None:
        self.times.append(time.monotonic())
        self.new.release()


def test_one_after_the_other_the_first_are_heard_at_once_and_the_rest_with_pauses():
    heard = Heard()
    bell = CeleryBell(heard, "chat.answer_next")
    began = time.monotonic()

    for _ in range(3 * AT_ONCE):
        bell.ring()
        assert heard.new.acquire(timeout=5), "every ring that nobody waits for already is heard"

    assert heard.times[AT_ONCE - 1] - began < AT_ONCE * PAUSE_SECONDS / 2, (
        "the first ones wait for nothing"
    )
    took = heard.times[-1] - began
    assert took >= (2 * AT_ONCE - 1) * PAUSE_SECONDS * 0.9, "many rings are spread"
    assert len(heard.times) == 3 * AT_ONCE


def test_rings_while_it_pauses_are_one():
    heard = Heard()
    bell = CeleryBell(heard, "chat.answer_next")
    until = time.monotonic() + 20 * PAUSE_SECONDS

    rung = 0
    while time.monotonic() < until:
        bell.ring()
        rung += 1
        time.sleep(PAUSE_SECONDS / 40)
    time.sleep(2 * PAUSE_SECONDS)

    assert len(heard.times) <= 20 + AT_ONCE + 2 < rung
    assert heard.times[-1] >= until - PAUSE_SECONDS, "the last ring is heard, too"
