"""Use case: everything of one day together: entries, check-in, trades, and what happened to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from backend.core.crypto import Keyring
from backend.core.days import is_in_our_time
from backend.core.sql_json import Rendered, rendered
from backend.features.content.media.service import Links
from backend.features.market.calendars.trading_day import day_starts
from backend.features.record.journal import check_ins, service
from backend.features.record.journal.errors import BadDay
from backend.features.record.journal.schemas import (
    CheckInOut,
    DayRange,
    EntryFilter,
    EntrySort,
    JournalEntryOut,
)
from backend.features.record.trades.models import EventKind, Trade, TradeEvent
from backend.features.record.trades.schemas import TradeOut
from backend.features.record.trades.trading_clock import clock_for

MOST = 200
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayEventRow:
    """One thing that happened to a trade on the day."""

    id: UUID
    trade_id: UUID
    kind: str
    event_time: datetime


@dataclass(frozen=True, slots=True)
class DayOverview:
    """One day; trades as JSON."""

    day: date
    starts_at: datetime
    ends_at: datetime
    check_in: CheckInOut | None
    entries: Sequence[JournalEntryOut]
    trades: list[Rendered]
    events: Sequence[DayEventRow]


def read_day(
    session: Session,
    user_id: UUID,
    day: date,
    keyring: Keyring,
    links: Links,
    *,
    now: datetime,
) -> DayOverview:
    """A day as the trader's usual market has it; of entries, trades and events the first 200 of each.

    Raises:
        BadDay
    """
    if not is_in_our_time(day):
        raise BadDay
    clock = clock_for(session, user_id)
    starts, ends = day_starts(day, clock), day_starts(day + A_DAY, clock)
    query = EntryFilter(day=day, sort=EntrySort.OLDEST, limit=MOST)
    entries = service.list_entries(session, user_id, query, keyring, links, now=now)
    alone = DayRange(day_from=day, day_to=day)
    checked_in = check_ins.list_check_ins(session, user_id, alone, keyring, now=now)
    return DayOverview(
        day=day,
        starts_at=starts,
        ends_at=ends,
        check_in=next(iter(checked_in), None),
        entries=entries.items,
        trades=_trades(session, user_id, day),
        events=_events(session, user_id, starts, ends),
    )


def _trades(session: Session, user_id: UUID, day: date) -> list[Rendered]:
    """Entered or closed on the day, in the order of their entries."""
    all_columns: ColumnElement[object] = literal_column("trades.*")
    statement = (
        select(all_columns)
        .select_from(Trade)
        .where(Trade.user_id == user_id, or_(Trade.entry_day == day, Trade.exit_day == day))
        .order_by(Trade.entry_time, Trade.id)
        .limit(MOST)
    )
    rows = session.scalars(rendered(TradeOut, statement, order="chosen.entry_time, chosen.id"))
    return [Rendered(row) for row in rows]


def _events(
    session: Session,
    user_id: UUID,
    starts: datetime,
    ends: datetime,
) -> list[DayEventRow]:
    """What happened from the beginning of the session to its end; what was taken back did not."""
    gone = aliased(TradeEvent)
    is_voided = exists().where(
        gone.trade_id == TradeEvent.trade_id,
        gone.kind == EventKind.VOIDED,
        gone.payload["event_id"].astext == cast(TradeEvent.id, String),
    )
    statement = (
        select(TradeEvent.id, TradeEvent.trade_id, TradeEvent.kind, TradeEvent.event_time)
        .where(
            and_(TradeEvent.user_id == user_id, TradeEvent.kind != EventKind.VOIDED),
            TradeEvent.event_time >= starts,
            TradeEvent.event_time < ends,
            ~is_voided,
        )
        .order_by(TradeEvent.event_time, TradeEvent.trade_id, TradeEvent.seq)
        .limit(MOST)
    )
    return [DayEventRow(*row) for row in session.execute(statement)]
