"""Background work on Celery. A task's message carries nothing: what is to be done stands in PostgreSQL."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from celery import Celery

from backend.core.registry import Ports

LOG = logging.getLogger("coach.tasks")
QUEUE = "coach"
PAUSE_SECONDS = 0.02  # bells within this time are one: a worker that finds more waiting rings for the others


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
        time_limit_seconds: a task that needs longer is ended with its process.
        every: tasks that the beat rings, and how often in seconds.
    """
    celery = Celery("coach", broker=_kombu_url(broker))
    celery.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_acks_late=False,  # the row is the job: a bell that dies with its worker is rung again by the sweep
        worker_prefetch_multiplier=1,
        task_time_limit=time_limit_seconds,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "visibility_timeout": 4 * time_limit_seconds,
        },
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_soft_shutdown_timeout=5,
        worker_max_tasks_per_child=2000,
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
    return "redis+socket://" + url.removeprefix("unix://") if url.startswith("unix://") else url


def mount(celery: Celery, tasks: Tasks, ports: Callable[[], Ports]) -> None:
    """Carry out these tasks; the ports are made in the process that works, after the fork."""
    for name, handler in tasks.handlers.items():
        celery.task(name=name)(_runner(handler, ports))


def _runner(handler: Callable[[Any], None], ports: Callable[[], Ports]) -> Callable[[], None]:
    port = next(hint for name, hint in get_type_hints(handler).items() if name != "return")

    def run() -> None:
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
        pause = threading.Event()
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self.ring_now()
            pause.wait(PAUSE_SECONDS)

    def ring_now(self) -> None:
        """Ring in this thread; a bell that Redis does not hear is rung again by the sweep."""
        try:
            self._celery.send_task(self._task, retry=False, ignore_result=True, expires=60)
        except Exception as error:  # kombu raises the errors of whichever transport it uses
            LOG.warning("the bell was not heard: %s", error)


class DirectBell:
    """Rings by Celery at once: for workers, whose threads do not outlive a task."""

    def __init__(self, celery: Celery, task: str) -> None:
        self._bell = CeleryBell(celery, task)

    def ring(self) -> None:
        """Ring now."""
        self._bell.ring_now()
