"""Makes an answer in a process of its own: what it does to its process, it does to no other answer."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from backend.adapters.isolation.zygote import FAILED, Zygote
from backend.features.chat.messages.ports import LoneOutcome

LOG = logging.getLogger("coach.answers")
AT_ONCE = 8  # answers wait for a provider nearly all of their time; each has some 40 MB and two connections
START_SECONDS = 60  # until the process that forks is warm, on a busy machine
# Who ends a whole worker ends its processes within this time, and then nobody asks here.
PATIENCE_SECONDS = 2.0
ASKED_TO_END = (-signal.SIGTERM, -signal.SIGINT)


class LoneAnswers:
    """A fresh process an answer, a few at a time.

    Args:
        prepare: called in the process that forks, gives what makes one answer; a function of a module, or a partial
            of one. What it gives holds no thread and no connection yet.
        seconds: how long the making may take; then the system ends the process.
    """

    def __init__(
        self,
        prepare: Callable[[], Callable[[Any], None]],
        *,
        seconds: float,
        at_once: int = AT_ONCE,
    ) -> None:
        self._zygote = Zygote(prepare, seconds=seconds)
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(at_once)

    def take_place(self) -> bool:
        """Whether there is room for one more; it is taken until `give_back`, or until the answer is made."""
        return self._places.acquire(blocking=False)

    def give_back(self) -> None:
        """The place was not needed."""
        self._places.release()

    def begin(self, job: Any, then: Callable[[LoneOutcome], None]) -> None:
        """Have it made, on the side, in the place that was taken; afterwards say how it went."""
        threading.Thread(
            target=self._run,
            args=(job, then),
            name="lone answer",
            daemon=True,
        ).start()

    def _run(self, job: Any, then: Callable[[LoneOutcome], None]) -> None:
        try:
            outcome = self.make(job)
        except Exception:
            LOG.exception("no process for an answer")
            outcome = LoneOutcome.UNKNOWN
        finally:
            self._places.release()
        then(outcome)

    def make(self, job: Any) -> LoneOutcome:
        """Have it made, and wait for it."""
        try:
            status = self._zygote.begin(job).result(self._seconds + START_SECONDS)
        except TimeoutError:
            LOG.error("a process for answers does not answer")
            self._zygote.end()
            status = None
        return _outcome(status)


def _outcome(status: int | None) -> LoneOutcome:
    if status == 0:
        return LoneOutcome.MADE
    if status in (*ASKED_TO_END, FAILED, None):
        return LoneOutcome.UNKNOWN
    time.sleep(PATIENCE_SECONDS)
    return LoneOutcome.DIED
