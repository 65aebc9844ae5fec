"""What is to be looked at: noted in PostgreSQL by whoever changed it, for the workers that run the detectors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.core.clock import Clock
from backend.core.db import Database, acting_for, after_commit, ids_array
from backend.features.coach.behaviour.ports import Doorbell

# One statement: a user's row counts, so that the changes of one user have an order without gaps.
_NOTE = text("""
with run as (
    insert into behaviour_runs (user_id, head, done, is_whole, due_at, positions, is_cut, record_version)
    values (:user_id, 1, 0, true, :now, '{}', false, 0)
    on conflict (user_id) do update set head = behaviour_runs.head + 1, due_at = least(behaviour_runs.due_at, :now),
        is_whole = behaviour_runs.is_whole or :whole
    returning user_id, head
)
insert into behaviour_changes (user_id, seq, trade_ids, noted_at)
select user_id, head, cast(:trade_ids as uuid[]), :now from run
""")


def note(
    session: Session,
    user_id: UUID,
    trade_ids: Sequence[UUID],
    *,
    whole: bool = False,
    now: datetime,
) -> None:
    """Trades changed, or (whole) everything is to be looked at again."""
    values = {"user_id": user_id, "trade_ids": ids_array(trade_ids), "whole": whole, "now": now}
    session.execute(_NOTE, values)


# By pages over the key of `record_versions`: what it costs does not depend on how many there are in all.
_PAGE = text("select user_id, is_behind from behaviour_behind(:after, :most)")


def behind(session: Session, after: UUID, most: int) -> tuple[list[UUID], UUID | None]:
    """Of the next traders by id, those whose record changed without a note; and the last one, null at the end.

    The version of a record is raised by the transaction that changes it, and a note comes later: it may be lost.
    """
    rows = session.execute(_PAGE, {"after": after, "most": most}).all()
    return [row.user_id for row in rows if row.is_behind], rows[-1].user_id if len(
        rows
    ) == most else None


class ChangeNotes:
    """Notes what changed soon after it did, and rings."""

    def __init__(self, database: Database, bell: Doorbell, clock: Clock) -> None:
        self._database = database
        self._bell = bell
        self._clock = clock

    def look(self, user_id: UUID, changed: Mapping[UUID, bool]) -> None:
        """Soon after trades changed."""
        with self._database.transaction(acting_for(user_id)) as session:
            note(session, user_id, list(changed), now=self._clock())
        self._bell.ring()

    def ask(self, session: Session, user_id: UUID, *, whole: bool, now: datetime) -> None:
        """In the transaction of what calls for it: an answer, or the wish to look at everything again."""
        note(session, user_id, (), whole=whole, now=now)
        after_commit(session, self._bell.ring)
