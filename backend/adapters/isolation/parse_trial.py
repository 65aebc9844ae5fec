"""Has every text read once by a process that may die of it, before the worker reads it: the taster at the table.

A pattern that runs away never lets go of the interpreter: no thread could end it, and every other answer of the process
would wait. A process can be ended, by the system itself, when it has used its time.
"""

import logging
import queue
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from multiprocessing.connection import Connection
from typing import Any

from backend.adapters.isolation.fork_server import BaseProcess, processes

LOG = logging.getLogger("coach.answers")
AT_ONCE = 3
PATIENCE = 20  # times its time on the clock: a busy machine lets everybody wait
REMEMBERED = 20_000  # texts whose outcome is known
START_SECONDS = 60.0


class ReadingTrial:
    """Tells which texts can be read. One for a process, for all of its threads.

    Args:
        read: does with a text whatever is done with it later; a function of a module.
        seconds: time of the processor that one text may take.
    """

    def __init__(
        self,
        read: Callable[[str], object],
        *,
        seconds: float,
        at_once: int = AT_ONCE,
    ) -> None:
        self._read = read
        self._seconds = seconds
        self._idle: queue.LifoQueue[_Taster | None] = queue.LifoQueue()
        for _ in range(at_once):
            self._idle.put(None)  # begun when it is needed
        self._known: OrderedDict[bytes, bool] = OrderedDict()
        self._lock = threading.Lock()

    def get_ready(self) -> None:
        """Begin the first process, so that no trader waits for it."""
        self.is_readable("")

    def is_readable(self, text: str) -> bool:
        """Whether a text is read within its time; what was read before is known."""
        key = sha256(text.encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            known = self._known.get(key)
        if known is not None:
            return known
        is_readable = self._try(text)
        with self._lock:
            self._known[key] = is_readable
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        if not is_readable:
            LOG.error(
                "a text could not be read in time",
                extra={"fields": {"characters": len(text)}},
            )
        return is_readable

    def _try(self, text: str) -> bool:
        """Once more where the process was ended by somebody else, for that says nothing about the text."""
        taster = self._idle.get()
        try:
            for _ in range(2):
                if taster is None:
                    taster = _Taster(self._read, self._seconds)
                outcome = taster.taste(text)
                if outcome is True:
                    return True
                taster = None
                if outcome is False:
                    return False
            return False
        finally:
            self._idle.put(taster)


class _Taster:
    """One process that reads texts, one after the other."""

    def __init__(self, read: Callable[[str], object], seconds: float) -> None:
        self._patience = PATIENCE * seconds
        context = processes()
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_taste,
            args=(theirs, read, seconds),
            daemon=True,
        )
        self._process.start()
        theirs.close()
        if self._pipe.poll(START_SECONDS):
            with suppress(EOFError):
                self._pipe.recv()

    def taste(self, text: str) -> bool | None:
        """Whether it was read in time; null where the process ended for another reason, and reads no more."""
        try:
            self._pipe.send(text)
            if self._pipe.poll(self._patience):
                self._pipe.recv()
                return True
        except (EOFError, OSError):
            if self._end() == -signal.SIGPROF:
                return False
            return None
        self._end()
        return False

    def _end(self) -> int | None:
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._pipe.close()
        return self._process.exitcode


def _taste(pipe: "Connection[Any, Any]", read: Callable[[str], object], seconds: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process without asking the interpreter
    with suppress(EOFError, OSError):  # whoever asked is gone
        pipe.send(None)  # ready
        while True:
            text = pipe.recv()
            signal.setitimer(signal.ITIMER_PROF, seconds)
            with suppress(Exception):  # an error is met by whoever reads it next, as errors are met
                read(text)
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send(None)
