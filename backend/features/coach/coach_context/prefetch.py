"""Reports that a cold context needs, computed at the same time on connections of their own, before anything is locked.

With a long record they are most of the work, and PostgreSQL and this process share it between their cores. One trader
at a time is helped, so that most connections stay free: whoever comes meanwhile reads one after the other.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.db import Database, acting_for
from backend.features.coach.coach_context.report_sentences import reports_of
from backend.features.record.trades.models import Trade

AT_ONCE = 3  # connections, of the twelve that a process has
LONG = 5_000  # trades; the reports of a shorter record take less time than the threads would


class ReportPrefetcher:
    """Computes reports side by side. One for a process.

    Args:
        database: with connections to spare.
        long: trades from which on a record is worth it.
    """

    def __init__(self, database: Database, *, long: int = LONG) -> None:
        self._long = long
        self._database = database
        self._room = threading.Semaphore(1)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reports")

    def prefetch(
        self,
        user_id: UUID,
        is_at_hand: Callable[[Session], bool],
        *,
        now: datetime,
    ) -> bool:
        """Have the reports of a long record kept, where they are needed; whether that was done."""
        with self._database.reading(acting_for(user_id)) as session:
            if is_at_hand(session) or not self._is_long(session, user_id):
                return False
        if not self._room.acquire(blocking=False):
            return False

        def compute(report: Callable[[Session], object]) -> None:
            with self._database.transaction(acting_for(user_id)) as session:
                report(session)

        try:
            list(self._pool.map(compute, reports_of(user_id, now=now)))
        finally:
            self._room.release()
        return True

    def _is_long(self, session: Session, user_id: UUID) -> bool:
        statement = select(Trade.id).where(Trade.user_id == user_id).offset(self._long).limit(1)
        return session.scalars(statement).one_or_none() is not None
