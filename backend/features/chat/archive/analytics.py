"""What a trader's conversations come to: counts, times, habits; each in one statement over their messages."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from backend.features.accounts.auth import service as auth
from backend.features.chat.archive.schemas import (
    AnalyticsOut,
    AnswerCounts,
    ConversationCounts,
    DayStreaks,
    MessageCounts,
    MessageSpan,
    ResponseTimes,
    VerdictCounts,
)
from backend.features.chat.archive.spans import moments_of

Rows = Iterable[Row[Any]]  # of statements in SQL, by the names of their columns

# Found by their conversations: so no index by time has to be kept up to date with every message that is stored.
_TOLD = """
    with told as (
        select m.id, m.type, m.mode, m.status, m.created_at, m.finished_at
        from conversations c join messages m on m.conversation_id = c.id and m.seq is not null
        where c.user_id = :user_id and m.user_id = :user_id
        and (cast(:first_at as timestamptz) is null or m.created_at >= :first_at)
        and (cast(:last_at as timestamptz) is null or m.created_at < :last_at)
    )
"""
_CONVERSATIONS = text("""
    select mode, archived, import_key is not null as imported, count(*) as n from conversations
    where user_id = :user_id and (cast(:first_at as timestamptz) is null or created_at >= :first_at)
    and (cast(:last_at as timestamptz) is null or created_at < :last_at)
    group by 1, 2, 3
""")
_COUNTS = text(f"""{_TOLD}
    select told.type, told.mode, told.status, v.verdict, v.engine, count(*) as n
    from told left join verdicts v on v.message_id = told.id and v.user_id = :user_id
    group by 1, 2, 3, 4, 5
""")  # noqa: S608  # constants
_TIMES = text(f"""{_TOLD}
    select count(*) as n, percentile_cont(array[0.5, 0.95]) within group (
        order by cast(extract(epoch from finished_at - created_at) as float8)
    ) as seconds
    from told where type = 'ai' and status = 'done' and finished_at >= created_at
""")  # noqa: S608  # constants
_HOURS = text(f"""{_TOLD}
    select cast(extract(hour from said.at) as int) as hour, cast(extract(isodow from said.at) as int) as weekday,
        count(*) as n
    from (select timezone(:zone, created_at) as at from told where type = 'user') said
    group by 1, 2
""")  # noqa: S608  # constants
_STREAKS = text(f"""{_TOLD}
    , days as (
        select distinct cast(timezone(:zone, created_at) as date) as day from told where type = 'user'
    ), runs as (
        select min(day) as first_day, max(day) as last_day, cast(count(*) as int) as length
        from (select day, day - cast(row_number() over (order by day) as int) as island from days) as numbered
        group by island
    )
    select coalesce(sum(length), 0) as days, coalesce(max(length), 0) as longest,
        coalesce(max(length) filter (where last_day >= cast(:yesterday as date)), 0) as current
    from runs
""")  # noqa: S608  # constants


def analytics(session: Session, user_id: UUID, span: MessageSpan, *, now: datetime) -> AnalyticsOut:
    """What `AnalyticsOut` says of the final messages of a span; hours and days are those of the trader's time zone.

    Raises:
        BadSpan
    """
    moments = moments_of(session, user_id, span)
    zone = auth.who_is(session, user_id).timezone
    parameters = {"user_id": user_id, **moments._asdict()}
    timed = session.execute(_TIMES, parameters).one()
    middle, slow = timed.seconds or (None, None)
    hours = session.execute(_HOURS, parameters | {"zone": zone}).all()
    begun = session.execute(_CONVERSATIONS, parameters).all()
    counts = session.execute(_COUNTS, parameters).all()
    answers = [row for row in counts if row.type == "ai"]
    judged = [row for row in counts if row.verdict]
    # A streak is alive today and, until today's first message, still from yesterday.
    yesterday = (now.astimezone(ZoneInfo(zone)) - timedelta(days=1)).date()
    streak_values = parameters | {"zone": zone, "yesterday": yesterday}
    streaks = session.execute(_STREAKS, streak_values).one()
    return AnalyticsOut(
        timezone=zone,
        conversations=ConversationCounts(
            n=_sum(begun),
            by_mode=_by(begun, "mode"),
            archived=_sum(row for row in begun if row.archived),
            imported=_sum(row for row in begun if row.imported),
        ),
        messages=MessageCounts(
            n=_sum(counts),
            by_type=_by(counts, "type"),
            by_mode=_by(counts, "mode"),
        ),
        answers=AnswerCounts(
            n=_sum(answers),
            by_status=_by(answers, "status"),
            by_engine=_by(answers, "engine"),
        ),
        verdicts=VerdictCounts(n=_sum(judged), by_verdict=_by(counts, "verdict")),
        response_seconds=ResponseTimes(n=timed.n, median=middle, p95=slow),
        hours=_spread(hours, "hour", range(24)),
        weekdays=_spread(hours, "weekday", range(1, 8)),
        streaks=DayStreaks.model_validate(streaks),
    )


def _sum(rows: Rows) -> int:
    return sum(row.n for row in rows)


def _by(rows: Rows, name: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        value = getattr(row, name)
        if value is not None:
            counts[value] = counts.get(value, 0) + row.n
    return dict(sorted(counts.items()))


def _spread(rows: Rows, name: str, places: range) -> list[int]:
    counts = dict.fromkeys(places, 0)
    for row in rows:
        counts[getattr(row, name)] += row.n
    return list(counts.values())
