"""Makes an answer in a process of its own: what it does to its process, it does to no other answer."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from backend.adapters.forked import BaseProcess, processes
from backend.features.chat.ports import Outcome

LOG = logging.getLogger("coach.answers")
AT_ONCE = 2
START_SECONDS = 60  # to be forked and to reach the database, on a busy machine
PATIENCE_SECONDS = 2.0  # who ends a whole worker ends its processes within this time, and then nobody asks here
ASKED_TO_END = (-signal.SIGTERM, -signal.SIGINT)
BROKE = 1  # an error that was raised, and not the end of the process


class LoneAnswers:
    """A fresh process an answer, two at a time.

    Args:
        prepare: called in the process, gives what makes one answer; a function of a module, or a partial of one.
        seconds: how long the making may take; then the system ends the process.
    """

    def __init__(self, prepare: Callable[[], Callable[[Any], None]], *, seconds: float, at_once: int = AT_ONCE) -> None:
        self._prepare = prepare
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(at_once)

    def take_place(self) -> bool:
        """Whether there is room for one more; it is taken until `give_back`, or until the answer is made."""
        return self._places.acquire(blocking=False)

    def give_back(self) -> None:
        """The place was not needed."""
        self._places.release()

    def begin(self, job: Any, then: Callable[[Outcome], None]) -> None:
        """Have it made, on the side, in the place that was taken; afterwards say how it went."""
        threading.Thread(target=self._run, args=(job, then), name="lone answer", daemon=True).start()

    def _run(self, job: Any, then: Callable[[Outcome], None]) -> None:
        try:
            outcome = self.make(job)
        except Exception:
            LOG.exception("no process for an answer")
            outcome = Outcome.UNKNOWN
        finally:
            self._places.release()
        then(outcome)

    def make(self, job: Any) -> Outcome:
        """Have it made, and wait for it."""
        process: BaseProcess = processes().Process(target=_alone, args=(self._prepare, job, self._seconds), daemon=True)
        process.start()
        process.join(self._seconds + START_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
        return _outcome(process.exitcode)


def _outcome(status: int | None) -> Outcome:
    if status == 0:
        return Outcome.MADE
    if status in (*ASKED_TO_END, BROKE, None):
        return Outcome.UNKNOWN
    time.sleep(PATIENCE_SECONDS)
    return Outcome.DIED


def _alone(prepare: Callable[[], Callable[[Any], None]], job: Any, seconds: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process without asking the interpreter
    make = prepare()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    make(job)
