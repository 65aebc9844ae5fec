"""Who looks at traders: the beat when their time has come, and the gathering soon after their record changed."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from backend.core.clock import Clock
from backend.core.db import Database, acting_for
from backend.features.nudges import queries, service

LOG = logging.getLogger("coach.nudges")
MOST_AT_ONCE = 200  # traders a beat; the others are next, a minute later
LEASE = timedelta(minutes=5)  # a worker that dies over a trader leaves them to the next beat after this

# A look in the future was made by a clock that was wrong: whoever it was about is due.
_DUE = text("""
update nudge_schedule set next_at = :lease where user_id in (
    select user_id from nudge_schedule where next_at <= :now or looked_at > :ahead
    order by next_at limit :most for update skip locked)
returning user_id
""")


class Prompter:
    """Looks at traders and speaks first where there is reason to."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def look_at_due(self) -> None:
        """Everybody whose time has come; of two beats at once, each takes traders that the other has not."""
        now = self._clock()
        values = {"now": now, "lease": now + LEASE, "ahead": now + LEASE, "most": MOST_AT_ONCE}
        with self._database.transaction() as session:
            due = session.scalars(_DUE, values).all()
        for user_id in due:
            try:
                self._look_at(user_id)
            except Exception:  # one trader's trouble is not another's
                LOG.exception("a trader was not looked at", extra={"fields": {"user_id": str(user_id)}})

    def look(self, user_id: UUID, changed: Mapping[UUID, bool]) -> None:
        """Soon after a trader's record changed: a trade that closed may be an occasion."""
        if any(changed.values()):
            self._look_at(user_id)
            return
        with self._database.transaction(acting_for(user_id)) as session:
            if not queries.has_left(session, user_id, self._clock()):
                service.put_on_schedule(session, user_id, now=self._clock())

    def _look_at(self, user_id: UUID) -> None:
        with self._database.transaction(acting_for(user_id)) as session:
            service.consider(session, user_id, now=self._clock())
