"""A process that is warm and forks: each job has a process of its own, which begins within a moment.

Who asks holds one end of a pipe. The zygote has imported and put together what its jobs need, has no thread and no
connection, and only forks and waits. It ends with whoever asked, and when there was nothing to do for a while.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, TypeAlias

from backend.adapters.isolation.fork_server import BaseProcess, processes

LOG = logging.getLogger("coach.answers")
IDLE_SECONDS = 60.0  # then its memory is given back; the next one is warm after some seconds
FAILED = 1  # the exit status of a process whose job raised an error
_IDLE = None  # what a zygote says that has nothing to do

Job: TypeAlias = Any
Prepare: TypeAlias = Callable[[], Callable[[Job], None]]
Waiting: TypeAlias = dict[int, "Future[int | None]"]


class Zygote:
    """Has jobs done, each in a process of its own. It is begun with the first job, and again after it ended.

    Args:
        prepare: called once in the zygote, gives what does one job; a function of a module, or a partial of one.
            What it prepares may hold no thread and no connection.
        seconds: how long a job may take; then the system ends its process.
        idle_seconds: without a job for so long the zygote ends.
    """

    def __init__(
        self,
        prepare: Prepare,
        *,
        seconds: float,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._given = (prepare, seconds, idle_seconds)
        self._lock = threading.Lock()
        self._count = 0
        self._alive: _Alive | None = None

    def begin(self, job: Job) -> "Future[int | None]":
        """Have a job done; its process' exit status is to come, negative for a signal, null where nobody knows."""
        outcome: Future[int | None] = Future()
        with self._lock:
            if self._alive is None:
                self._alive = self._started()
            self._count += 1
            self._alive.waiting[self._count] = outcome
            with suppress(OSError):  # it is gone: who listens hears that, too
                self._alive.pipe.send((self._count, job))
        return outcome

    def end(self) -> None:
        """End it, for it does not answer; nobody knows how its jobs went."""
        with self._lock:
            if self._alive is not None:
                self._alive.process.kill()

    def _started(self) -> "_Alive":
        context = processes()
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, *self._given), daemon=True)
        process.start()
        theirs.close()
        alive = _Alive(process, ours, {})
        threading.Thread(target=self._listen, args=(alive,), name="zygote", daemon=True).start()
        return alive

    def _listen(self, alive: "_Alive") -> None:
        """Pass on how jobs went, until the zygote is gone or has nothing to do."""
        with suppress(EOFError, OSError):
            while (ended := alive.pipe.recv()) is not _IDLE or not self._is_let_go(alive):
                if ended is not _IDLE:
                    number, status = ended
                    alive.waiting.pop(number).set_result(status)
        with self._lock:
            if self._alive is alive:
                self._alive = None
            alive.pipe.close()
        alive.process.join()
        for outcome in alive.waiting.values():
            outcome.set_result(None)

    def _is_let_go(self, alive: "_Alive") -> bool:
        """Whether nothing was asked of it meanwhile; then nothing is from here on."""
        with self._lock:
            if not alive.waiting:
                self._alive = None
            return self._alive is None


@dataclass(frozen=True, slots=True)
class _Alive:
    """A zygote that was begun: its process, the pipe to it, and the jobs that it has, by number."""

    process: BaseProcess
    pipe: "Connection[Any, Any]"
    waiting: Waiting


def _serve(
    pipe: "Connection[Any, Any]",
    prepare: Prepare,
    seconds: float,
    idle_seconds: float,
) -> None:
    """Fork for every job, and tell how each process ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work = prepare()
    # By the pipe that ends with the process: number of the job, process.
    running: dict[int, tuple[int, int]] = {}
    signal.signal(signal.SIGTERM, lambda *_: _end([pid for _, pid in running.values()]))
    with suppress(EOFError, OSError):  # whoever asked is gone; what was begun is finished
        while True:
            ended = wait([pipe, *running], None if running else idle_seconds)
            if not ended:
                pipe.send(_IDLE)
            for place in ended:
                if place is pipe:
                    number, job = pipe.recv()
                    alive, pid = _fork(pipe, work, job, seconds)
                    running[alive] = (number, pid)
                else:
                    assert isinstance(place, int)
                    number, pid = running.pop(place)
                    os.close(place)
                    _, status = os.waitpid(pid, 0)
                    pipe.send((number, os.waitstatus_to_exitcode(status)))


def _end(processes_: list[int]) -> None:
    for pid in processes_:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    os._exit(128 + signal.SIGTERM)


def _fork(
    pipe: "Connection[Any, Any]",
    work: Callable[[Job], None],
    job: Job,
    seconds: float,
) -> tuple[int, int]:
    """A process for one job: the end of a pipe that is closed when it is gone, and its number."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid:
        os.close(theirs)
        return ours, pid
    status = FAILED
    try:
        os.close(ours)
        pipe.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Ends the process without asking the interpreter.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        work(job)
        status = 0
    except BaseException:
        LOG.exception("a job broke")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
