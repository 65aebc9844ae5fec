"""Changes of one user that come within a moment are one piece of news, told by a thread of its own.

With a fifth of a second a trader who changes one thing hears of it at once by human measure, and an import of thousands
costs five rounds a second.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from backend.core.db import DatabaseAway

LOG = logging.getLogger("coach.gathering")
# Seconds before news is told again, for all of one round: PostgreSQL restarts in less.
PAUSES = (0.5, 2.0, 5.0)

Deliver = Callable[[UUID, Mapping[UUID, bool]], None]
"""Who is told: the user, and the changed things with whether one of their changes was marked."""


class Gathering:
    """Collects changes and hands them on, user by user, in the order of those who are told."""

    def __init__(
        self,
        told: Sequence[Deliver],
        *,
        seconds: float,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._told = tuple(told)
        self._seconds = seconds
        self._pauses = tuple(pauses)
        self._lock = threading.Lock()
        self._changed: dict[UUID, dict[UUID, bool]] = {}
        self._telling = False
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, user_id: UUID, thing_id: UUID, *, marked: bool) -> None:
        """Something of a user has changed."""
        with self._lock:
            things = self._changed.setdefault(user_id, {})
            things[thing_id] = things.get(thing_id, False) or marked
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run,
                    name="gathering",
                    daemon=True,
                )
                self._thread.start()
        if not self._wanted.is_set():
            self._wanted.set()

    @property
    def is_idle(self) -> bool:
        """Whether everything that was noted has been told."""
        with self._lock:
            return not self._changed and not self._telling

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            time.sleep(self._seconds)
            self._wanted.clear()
            with self._lock:
                changed = self._changed
                self._changed = {}
                self._telling = True
            pauses = iter(self._pauses)
            for user_id, things in changed.items():
                for deliver in self._told:
                    self._tell(deliver, user_id, things, pauses)
            with self._lock:
                self._telling = False

    def _tell(
        self,
        deliver: Deliver,
        user_id: UUID,
        things: Mapping[UUID, bool],
        pauses: Iterator[float],
    ) -> None:
        try:
            while True:
                try:
                    return deliver(user_id, things)
                except DatabaseAway:
                    pause = next(pauses, None)
                    if pause is None:
                        raise
                time.sleep(pause)
        except Exception:  # one listener's trouble is not another's
            LOG.exception("news was not delivered", extra={"fields": {"user_id": str(user_id)}})
