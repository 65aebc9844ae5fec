"""How long something works, in time of the processor alone: a busy machine makes nothing slower.

Nor does a slow one: what seems too long is measured beside work that never changes, in the same moment.
"""

import gc
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any

LIMIT_SECONDS = 0.05
CUT_OFF_SECONDS = 0.5  # what works for longer is not waited for
TRIES = 5
PARTS = 4
YARDSTICK_SECONDS = 0.0026  # what the yardstick takes where LIMIT_SECONDS was set
_YARDSTICK = re.compile(r"\b(?:one|two|three|\d{1,3} words?)\b", re.I)
_WORDS = "some 12 words, 1:1 and nothing else. " * 400
_MANY_WORDS = "some 12 words, 1:1 and nothing else. " * 1_500
PATTERN_SECONDS = 0.002
_TABLE = {f"{number}": (number, str(number)) for number in range(20_000)}


Yardstick = Callable[[], float]


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


def seconds_to_read(
    read: Callable[[str], Any], text: str, *, slowness: "Yardstick | None" = None
) -> float:
    """How long a text is read; of one whose quarter is read so quickly that the whole can not take long, four times that.

    Not even what grows with the third power of the length becomes too long then.
    """
    quarter = text[: len(text) // PARTS] + text[-1:]
    took = seconds_of(partial(read, quarter), slowness)
    if took * PARTS**3 <= LIMIT_SECONDS:
        return took * PARTS
    return seconds_of(partial(read, text), slowness)


def seconds_of(work: Callable[[], Any], slowness: "Yardstick | None" = None) -> float:
    """The best of some tries, one where that is good enough; infinite where it was cut off.

    Without collections of garbage: they would go through all that a process of tests holds.
    """
    gc.disable()
    try:
        return _best_of_tries(work, slowness or readers_slowness)
    finally:
        gc.enable()


def _best_of_tries(work: Callable[[], Any], slowness: "Yardstick") -> float:
    best = float("inf")
    for _ in range(TRIES):
        began = time.thread_time()
        try:
            with cut_off():
                work()
        except TooLong:
            return float("inf")
        took = time.thread_time() - began
        best = min(best, took if took <= LIMIT_SECONDS else took / slowness())
        if best <= LIMIT_SECONDS:
            break
    return best


def patterns_slowness() -> float:
    """How many times longer the processor needs for a pattern than where the limit was set; 1 where it is quicker."""
    began = time.thread_time()
    found = sum(1 for _ in _YARDSTICK.finditer(_MANY_WORDS))
    took = time.thread_time() - began
    assert found == _MANY_WORDS.count("12 words")
    return max(1.0, took / PATTERN_SECONDS)


def readers_slowness() -> float:
    """How many times longer the processor works at this moment than where the limit was set; 1 where it is quicker.

    The work is of the kinds that readers do: patterns, small objects, and a table that no inner cache holds.
    """
    began = time.thread_time()
    found = sum(1 for _ in _YARDSTICK.finditer(_WORDS))
    pieces = [
        SimpleNamespace(text=word, at=at, known=_TABLE.get(str(at * 7 % len(_TABLE))))
        for at, word in enumerate(_WORDS.split())
    ]
    pieces.sort(key=lambda piece: (piece.text, -piece.at))
    took = time.thread_time() - began
    assert found == _WORDS.count("12 words")
    assert all(piece.known for piece in pieces)
    return max(1.0, took / YARDSTICK_SECONDS)
