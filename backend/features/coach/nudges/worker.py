"""Who looks at traders: the beat when their time has come, and the gathering soon after their record changed."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from backend.core.clock import Clock
from backend.core.db import Database, acting_for
from backend.core.jobs import LEASE, NOW, Queue
from backend.features.coach.nudges import queries, service, trade_history
from backend.features.coach.nudges.kinds import FRESH
from backend.features.coach.nudges.models import NudgeSchedule

LOG = logging.getLogger("coach.nudges")
MOST_AT_ONCE = 50  # traders that one worker takes; another takes others
LONGEST_SECONDS = 40.0  # of one beat: thousands have the same open, and a task that takes a hundred ends its worker
LASTING = timedelta(
    minutes=5
)  # a worker that dies over a trader leaves them to the beat after this


@dataclass(frozen=True, slots=True)
class DueTrader:
    """A trader whose time has come."""

    user_id: UUID


# A look in the future was made by a clock that was wrong: whoever it was about is due.
QUEUE = Queue(
    name="claim_nudges",
    row=NudgeSchedule,
    key="user_id",
    lease="next_at",
    order="next_at",
    due=f"next_at <= {NOW} or looked_at > {NOW} + {LEASE}",
    changes=(f"looked_at = {NOW}",),
    claim=DueTrader,
    most=MOST_AT_ONCE,
)


class Prompter:
    """Looks at traders and speaks first where there is reason to."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def look_at_due(self) -> None:
        """Everybody whose time has come, for some seconds; of two beats at once, each takes whom the other has not."""
        until = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < until and (due := self._take()):
            for user_id in due:
                try:
                    self._look_at(user_id)
                except Exception:  # one trader's trouble is not another's
                    LOG.exception(
                        "a trader was not looked at",
                        extra={"fields": {"user_id": str(user_id)}},
                    )

    def _take(self) -> Sequence[UUID]:
        traders = QUEUE.take(self._database, lease=LASTING, now=self._clock())
        return [trader.user_id for trader in traders]

    def look(self, user_id: UUID, changed: Mapping[UUID, bool]) -> None:
        """Soon after a trader's record changed: a trade that closed just now may be an occasion."""
        now = self._clock()
        with self._database.transaction(acting_for(user_id)) as session:
            if trade_history.closed_since(session, user_id, list(changed), now - FRESH):
                service.consider(session, user_id, now=now)
            elif not queries.has_left(session, user_id, now):
                service.put_on_schedule(session, user_id, now=now)

    def _look_at(self, user_id: UUID) -> None:
        with self._database.transaction(acting_for(user_id)) as session:
            service.consider(session, user_id, now=self._clock())
