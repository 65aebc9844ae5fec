"""How long something works, in time of the processor alone: a busy machine makes nothing slower."""

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LIMIT_SECONDS = 0.05
CUT_OFF_SECONDS = 0.5  # what works for longer is not waited for
TRIES = 3


class TooLong(BaseException):
    """It was cut off; no `except Exception` on the way keeps it."""


@contextmanager
def cut_off() -> Iterator[None]:
    """Ends what works for too long, also inside a pattern: `re` looks for signals while it searches."""

    def end(*_: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, CUT_OFF_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds_of(work: Callable[[], Any]) -> float:
    """The best of some tries, one where that is good enough; infinite where it was cut off.

    Without collections of garbage: they would go through all that a process of tests holds.
    """
    gc.disable()
    try:
        return _best_of_tries(work)
    finally:
        gc.enable()


def _best_of_tries(work: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(TRIES):
        began = time.thread_time()
        try:
            with cut_off():
                work()
        except TooLong:
            return float("inf")
        best = min(best, time.thread_time() - began)
        if best <= LIMIT_SECONDS:
            break
    return best
