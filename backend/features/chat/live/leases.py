"""The leases of the answers that this process is making: renewed while it lives, over soon after it died."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from backend.core.db import NOBODY, Database, HotStatement, ids_listed
from backend.core.errors import Refusal

LOG = logging.getLogger("coach.answers")
RENEWALS = 3  # in the time of a lease: two may be lost

# A row that somebody holds is being finished or stopped; it is met again next time. A lease that was lost stays lost.
RENEW = HotStatement(
    "renew_answers",
    """
update messages set run_at = now() + make_interval(secs => $3)
where id in (
    select one.id from messages as one
    join unnest($1::uuid[], $2::uuid[]) as held (id, token) on one.id = held.id and one.lease_token = held.token
    where one.status = 'running' for update of one skip locked
)
""",
    durable=False,
)


class Leases:
    """Renews what is held, by one thread that begins with the first."""

    def __init__(self, database: Database, lasting: timedelta) -> None:
        self._database = database
        self._seconds = lasting.total_seconds()
        self._held: dict[UUID, UUID] = {}
        self._any = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def held(self, answer_id: UUID, token: UUID) -> Iterator[None]:
        """While an answer is made, nobody else takes it."""
        with self._lock:
            self._held[answer_id] = token
            self._any.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._held.pop(answer_id, None)
                if not self._held:
                    self._any.clear()

    def renew(self) -> None:
        """Renew every lease that is held now.

        Raises:
            DatabaseAway
        """
        with self._lock:
            held = dict(self._held)
        if held:
            values = (ids_listed(held), ids_listed(held.values()), self._seconds)
            self._database.at_once(NOBODY, RENEW, values)

    def _run(self) -> None:
        pause = threading.Event()  # never set: it waits by the clock that cannot be turned back
        while True:
            self._any.wait()
            pause.wait(self._seconds / RENEWALS)
            try:
                self.renew()
            except Refusal:
                LOG.warning("leases were not renewed: the database is away")
            except Exception:
                LOG.exception("leases were not renewed")
