"""The leases of the answers that this process is making: renewed while it lives, over soon after it died."""

from datetime import timedelta

from backend.core import jobs
from backend.core.db import Database, HotStatement

# A row that somebody holds is being finished or stopped; it is met again next time.
RENEW = HotStatement(
    "renew_answers",
    """
update messages set run_at = now() + make_interval(secs => $3)
where id in (
    select message.id from messages as message
    join unnest($1::uuid[], $2::uuid[]) as held (id, token)
        on message.id = held.id and message.lease_token = held.token
    where message.status = 'running' for update of message skip locked
)
""",
    durable=False,
)


class AnswerLeases(jobs.Leases):
    """Renews the answers that are made."""

    def __init__(self, database: Database, lasting: timedelta) -> None:
        super().__init__(database, RENEW, lasting)
