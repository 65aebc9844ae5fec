"""The rows that are answers to be made: who has which, which are late, which are given back.

The row is the job. Whoever claims it sets a fresh token; only the holder of the token can finish it.
"""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text

from backend.core.db import NOBODY, Database, HotStatement, acting_for
from backend.features.chat.live.answer_stream import AnswerClaim

# A conversation is answered in the order in which it asked, one answer at a time.
_ITS_TURN = """
    not exists (
        select from messages as other
        where other.conversation_id = due.conversation_id and other.status in ('pending', 'running')
            and (other.id < due.id or other.status = 'running' and other.run_at > now() and other.id <> due.id)
    )
"""
_CLAIM = HotStatement(
    "claim_answer",
    f"""
with due as materialized (
    select id, status from messages as due
    where type = 'ai' and status in ('pending', 'running') and run_at <= now() and {_ITS_TURN}
        and (status = 'pending' or $3::boolean)
    order by priority, run_at limit 2 for update skip locked
)
update messages set status = 'running', attempts = attempts + 1, lease_token = $1::uuid,
    run_at = now() + make_interval(secs => $2)
where id = (select id from due limit 1)
returning id, user_id, conversation_id, parent_message_id, branch_index, attempts, stop_requested,
    (select count(*) from due) > 1 as more, (select status from due limit 1) = 'running' as is_orphan
""",  # noqa: S608  # words of the code
    durable=False,  # a claim that PostgreSQL forgets in a crash is made again; its holder's token is refused then
)
_LOOK = HotStatement(
    "look_at_answer",
    "select stop_requested from messages where user_id = $1::uuid and id = $2::uuid and lease_token = $3::uuid",
)
_WAITING = text(f"""
select count(*) from (
    select 1 from messages as due where type = 'ai' and status in ('pending', 'running')
        and run_at <= now() - make_interval(secs => :late) and {_ITS_TURN} limit 100
) as late
""")  # noqa: S608  # words of the code
_RELEASE = text("update messages set run_at = now() where type = 'ai' and status = 'running'")
_AGAIN = text("""
update messages set status = 'pending', lease_token = null, run_at = now() + make_interval(secs => :pause)
where id = :id and lease_token = :token and status = 'running'
""")


class AnswerLeaseLost(Exception):
    """Another worker has taken over, or the conversation is gone: whatever was made here is dropped."""


class AnswerQueue:
    """Answers that are due, claimed for some time each."""

    def __init__(self, database: Database, lease: timedelta) -> None:
        self._database = database
        self._lease_seconds = lease.total_seconds()

    def claim(self, *, orphans: bool = True) -> AnswerClaim | None:
        """Take the next answer that is due; null where none is.

        Args:
            orphans: also one that a worker was making when it died.
        """
        token = uuid4()
        rows = self._database.at_once(NOBODY, _CLAIM, (token, self._lease_seconds, orphans))
        if rows:
            return AnswerClaim(*(*rows[0], token))
        return None

    def is_stopped(self, claim: AnswerClaim) -> bool:
        """Whether the trader wants no more of it.

        Raises:
            LeaseLost
        """
        values = (claim.user_id, claim.id, claim.token)
        rows = self._database.at_once(acting_for(claim.user_id), _LOOK, values)
        if not rows:
            raise AnswerLeaseLost
        return bool(rows[0][0])

    def give_back(self, claim: AnswerClaim, *, pause_seconds: float) -> None:
        """Let another try begin after a pause."""
        values = {"id": claim.id, "token": claim.token, "pause": pause_seconds}
        with self._database.transaction(acting_for(claim.user_id)) as session:
            session.execute(_AGAIN, values)

    def late(self, late: timedelta) -> int:
        """How many answers are due for at least this long, and nobody took them."""
        with self._database.reading() as session:
            return int(session.execute(_WAITING, {"late": late.total_seconds()}).scalar_one())

    def release(self) -> None:
        """Give every unfinished answer back at once: for a start at which no worker can be at work."""
        with self._database.transaction() as session:
            session.execute(_RELEASE)
