"""Background work on Celery. A task's message carries nothing: what is to be done stands in PostgreSQL."""

import faulthandler
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from celery import Celery

from backend.core.ports import Ports

LOG = logging.getLogger("coach.tasks")
QUEUE = "coach"
# Between bells, when many are rung: a worker that finds more waiting rings for the others.
PAUSE_SECONDS = 0.02
AT_ONCE = 4  # bells that are rung without a pause, when none were rung for a while
# Itself: what Celery puts in its place cannot be written to from outside the interpreter.
STDERR = 2


@dataclass
class Tasks:
    """The tasks of one feature: each takes one port."""

    handlers: dict[str, Callable[[Any], None]] = field(default_factory=dict)

    def task(self, name: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
        """Declare a task; its only parameter is the port that it works with."""

        def declare(handler: Callable[[Any], None]) -> Callable[[Any], None]:
            self.handlers[name] = handler
            return handler

        return declare


def create_celery(broker: str, *, time_limit_seconds: int, every: dict[str, float]) -> Celery:
    """A Celery application that loses bells rather than time.

    Args:
        broker: Redis.
        time_limit_seconds: after twice this time Redis gives a bell that nobody acknowledged to another worker.
        every: tasks that the beat rings, and how often in seconds.
    """
    celery = Celery("coach", broker=_kombu_url(broker))
    celery.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_acks_late=False,  # the row is the job: a bell that dies with its worker is rung again by the sweep
        worker_prefetch_multiplier=1,
        worker_pool="threads",  # answers wait for a provider nearly all of their time: ADR 10
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "visibility_timeout": 2 * time_limit_seconds,
        },
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_soft_shutdown_timeout=5,
        accept_content=["json"],
        task_serializer="json",
        timezone="UTC",
        beat_schedule={
            name: {"task": name, "schedule": seconds, "options": {"expires": 10 * seconds}}
            for name, seconds in every.items()
        },
    )
    return celery


def _kombu_url(url: str) -> str:
    """Kombu's name for a Redis behind a socket file."""
    if url.startswith("unix://"):
        return "redis+socket://" + url.removeprefix("unix://")
    return url


class TimeLimit:
    """Ends the process, with a traceback of every thread on stderr, when one of its tasks runs for longer.

    Celery's own limit needs a process for each task. This one is kept by a thread of `faulthandler`, which does not
    wait for the interpreter: code that never lets go of it is ended too. Whoever began the worker begins it again, and
    the leases of the rows bring what was in the making to another worker.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._began: dict[object, float] = {}  # in the order in which they began
        self._watched: object = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Within this the limit runs."""
        task = object()
        with self._lock:
            self._began[task] = time.monotonic()
            self._watch_the_oldest()
        try:
            yield
        finally:
            with self._lock:
                del self._began[task]
                self._watch_the_oldest()

    def _watch_the_oldest(self) -> None:
        oldest = next(iter(self._began), None)
        if oldest is self._watched:
            return  # each watch is a thread of its own
        self._watched = oldest
        if oldest is None:
            faulthandler.cancel_dump_traceback_later()
        else:
            left = self._began[oldest] + self._seconds - time.monotonic()
            faulthandler.dump_traceback_later(max(left, 0.001), exit=True, file=STDERR)


def mount(celery: Celery, tasks: Tasks, ports: Callable[[], Ports], limit: TimeLimit) -> None:
    """Carry out these tasks with these ports, none for longer than the limit."""
    for name, handler in tasks.handlers.items():
        celery.task(name=name)(_runner(handler, ports, limit))


def _runner(
    handler: Callable[[Any], None],
    ports: Callable[[], Ports],
    limit: TimeLimit,
) -> Callable[[], None]:
    hints = get_type_hints(handler)
    hints.pop("return", None)
    [port] = hints.values()

    def run() -> None:
        with limit.kept():
            handler(ports().use(port))

    return run


class CeleryBell:
    """Rings by Celery, from a thread of its own: nobody who saves a message waits for Redis."""

    def __init__(self, celery: Celery, task: str) -> None:
        self._celery = celery
        self._task = task
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Ring soon; several rings at once are one."""
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                    self._thread.start()
        self._wanted.set()

    def _run(self) -> None:
        used_up = time.monotonic()  # until when the bells that were rung have used up their pauses
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self.ring_now()
            now = time.monotonic()
            used_up = max(used_up, now) + PAUSE_SECONDS
            time.sleep(max(0.0, used_up - AT_ONCE * PAUSE_SECONDS - now))

    def ring_now(self) -> None:
        """Ring in this thread; a bell that Redis does not hear is rung again by the sweep."""
        try:
            self._celery.send_task(self._task, retry=False, ignore_result=True, expires=60)
        except Exception as error:  # kombu raises the errors of whichever transport it uses
            LOG.warning("the bell was not heard: %s", error)


class DirectBell:
    """Rings by Celery at once, as often as it is told: for workers, where every ring is for an answer of its own."""

    def __init__(self, celery: Celery, task: str) -> None:
        self._bell = CeleryBell(celery, task)

    def ring(self) -> None:
        """Ring now."""
        self._bell.ring_now()
