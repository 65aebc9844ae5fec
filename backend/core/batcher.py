"""Work that is cheaper together: callers hand in one item each and wait; one thread does all that is waiting at once.

Nobody gets a result before the work on it is finished. There is patience only while others are waiting too: a lone
caller is served at once, and a group grows by itself while the one before it is being worked on.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Larger groups leave nobody to overlap with: the next ones are read while these are stored.
MOST_TOGETHER = 32
# About what one commit takes: waiting longer than the work it saves is a loss.
PATIENCE_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[T, R]):
    """An item that a caller handed in, and where its result is awaited."""

    item: T
    future: Future[R]


class Batcher(Generic[T, R]):
    """Groups items of concurrent callers into one call of `work`.

    Args:
        work: takes the items and returns, in the same order, a result or the exception meant for that caller. When it
            raises, every caller of the group gets that exception.
        name: of the thread.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Sequence[R | Exception]],
        *,
        name: str,
    ) -> None:
        self._work = work
        self._name = name
        self._waiting: list[_Waiting[T, R]] = []
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None

    def submit(self, item: T) -> Future[R]:
        """Hand in one item; the future holds its result when the whole group is done."""
        future: Future[R] = Future()
        with self._condition:
            if self._thread is None:  # started late, so that a forked process gets its own
                self._thread = threading.Thread(
                    target=self._run,
                    name=self._name,
                    daemon=True,
                )
                self._thread.start()
            self._waiting.append(_Waiting(item, future))
            if len(self._waiting) == 1:
                self._condition.notify()
        return future

    def call(self, item: T, *, timeout: float) -> R:
        """Hand in one item and wait for its result."""
        return self.submit(item).result(timeout)

    def _run(self) -> None:
        company = 0
        while True:
            with self._condition:
                while not self._waiting:
                    self._condition.wait()
            if company > 1 and len(self._waiting) < company:
                time.sleep(PATIENCE_SECONDS)
            with self._condition:
                group = self._waiting[:MOST_TOGETHER]
                self._waiting = self._waiting[MOST_TOGETHER:]
            company = len(group)
            self._finish(group)

    def _finish(self, group: Sequence[_Waiting[T, R]]) -> None:
        try:
            results = self._work([waiting.item for waiting in group])
        except Exception as error:
            for waiting in group:
                waiting.future.set_exception(error)
            return
        for waiting, result in zip(group, results, strict=True):
            if isinstance(result, Exception):
                waiting.future.set_exception(result)
            else:
                waiting.future.set_result(result)
