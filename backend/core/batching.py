"""Work that is cheaper together: callers hand in one item each and wait; one thread does all that is waiting at once.

Nobody gets a result before the work on it is finished. There is patience only while others are waiting too: a lone
caller is served at once, and a group grows by itself while the one before it is being worked on. A second thread hands
the results back, so that the next group is worked on meanwhile.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST_TOGETHER = 128  # rows in one statement; larger groups gain nothing and lengthen the wait
PATIENCE_SECONDS = 0.001  # about what one commit takes: waiting longer than the work it saves is a loss


_Group = list[tuple[T, Future[R]]]


class Batcher(Generic[T, R]):
    """Groups items of concurrent callers into one call of `work`.

    Args:
        work: takes the items and returns, in the same order, a result or the exception meant for that caller. When it
            raises, every caller of the group gets that exception.
        name: of the thread.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R | Exception]], *, name: str) -> None:
        self._work = work
        self._name = name
        self._waiting: _Group[T, R] = []
        self._condition = threading.Condition()
        self._done: queue.SimpleQueue[tuple[_Group[T, R], Sequence[R | Exception]]] = queue.SimpleQueue()
        self._started = False

    def submit(self, item: T) -> Future[R]:
        """Hand in one item; the future holds its result when the whole group is done."""
        future: Future[R] = Future()
        with self._condition:
            if not self._started:  # late, so that a forked process gets its own threads
                self._started = True
                for task in (self._run, self._hand_back):
                    threading.Thread(target=task, name=self._name, daemon=True).start()
            self._waiting.append((item, future))
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
                group, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            company = len(group)
            self._done.put((group, self._results_of(group)))

    def _results_of(self, group: _Group[T, R]) -> Sequence[R | Exception]:
        try:
            return self._work([item for item, _ in group])
        except Exception as error:
            return [error] * len(group)

    def _hand_back(self) -> None:
        while True:
            group, results = self._done.get()
            for (_, future), result in zip(group, results, strict=True):
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)
