"""The worker's desk of the demo's year: claims it, and writes it by one thread while answers go on."""

import logging
import threading
import time

from backend.core.clock import Clock
from backend.core.db import Database
from backend.core.errors import Refusal
from backend.core.jobs import LeaseLost, Leases
from backend.features.operations.demo.models import DemoYearState
from backend.features.operations.demo.year_writer import (
    LASTING,
    QUEUE,
    RENEW,
    YearClaim,
    YearWriter,
)

LOG = logging.getLogger("coach.demo")
MOST_ATTEMPTS = 4  # without a step forward: then the person is asked whether to go on


class YearWorker:
    """Writes the year that is due. One for a worker process.

    Args:
        database: of the worker, where jobs are claimed and leases renewed.
        writer: null in a worker where nobody may look around: then nothing is ever due.
    """

    def __init__(self, database: Database, writer: YearWriter | None, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock
        self._leases = Leases(database, RENEW, LASTING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def begin_due(self) -> None:
        """Begin to write where something is due and this process does not write already; returns at once."""
        writer = self._writer
        if writer is None:
            return
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            claims = QUEUE.take(self._database, lease=LASTING, now=self._clock())
            if not claims:
                return
            self._thread = threading.Thread(
                target=self._write,
                args=(writer, claims[0]),
                name="demo year",
                daemon=True,
            )
            self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until nothing is written any more."""
        deadline = time.monotonic() + seconds
        thread = self._thread
        if thread is not None:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _write(self, writer: YearWriter, claim: YearClaim) -> None:
        try:
            with self._leases.held(claim.user_id, claim.token):
                self._try(writer, claim)
        except LeaseLost:
            LOG.info("the demo's year was taken over, or is gone")
        except Refusal as error:  # PostgreSQL is away: the lease ends, and the beat rings again
            LOG.warning("the demo's year waits: %s", error)

    def _try(self, writer: YearWriter, claim: YearClaim) -> None:
        if claim.attempts > MOST_ATTEMPTS:
            writer.settle(claim, DemoYearState.FAILED)
            return
        try:
            writer.write(claim)
        except (LeaseLost, Refusal):
            raise
        except Exception:
            LOG.exception("the demo's year was not written")
            writer.settle(claim, DemoYearState.WAITING)
