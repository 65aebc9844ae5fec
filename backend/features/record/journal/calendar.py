"""Use case: the calendar of the journal beside the record, and the streaks."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from backend.features.record.journal import queries
from backend.features.record.journal.check_ins import is_late
from backend.features.record.journal.journal_days import bounds, today
from backend.features.record.journal.models import CheckIn, EntryKind, JournalEntry
from backend.features.record.journal.rules import streaks
from backend.features.record.journal.schemas import (
    CheckInState,
    DayRange,
    EntryCounts,
    JournalCalendar,
    JournalDay,
    Streaks,
)
from backend.features.record.trades.models import Trade, TradeStatus, TradeType


@dataclass(frozen=True, slots=True)
class _Entries:
    """How many entries of each kind a day has, and the mood of its daily one."""

    daily: int = 0
    free: int = 0
    review: int = 0
    mood: int | None = None


@dataclass(frozen=True, slots=True)
class _Trades:
    """How many real trades were entered on a day, their R so far, and when the first was entered."""

    count: int = 0
    net_r: Decimal | None = None
    first_entry: datetime | None = None


def calendar(
    session: Session,
    user_id: UUID,
    days: DayRange,
    *,
    now: datetime,
) -> JournalCalendar:
    """What there is on each day, and for how many weekdays in a row there was something.

    Raises:
        BadRange
    """
    first, last = bounds(session, user_id, days, now)
    entries = _entries(session, user_id, first, last)
    trades = _trades(session, user_id, first, last)
    check_ins = {
        check_in.day: check_in for check_in in queries.check_ins(session, user_id, first, last)
    }
    no_entries, no_trades = _Entries(), _Trades()
    days_shown = []
    for day in sorted(entries.keys() | trades.keys() | check_ins.keys()):
        of_day = entries.get(day, no_entries), trades.get(day, no_trades)
        days_shown.append(_day(day, *of_day, check_ins.get(day)))
    return JournalCalendar.model_construct(
        day_from=first,
        day_to=last,
        from_day=first,
        to_day=last,
        days=days_shown,
        streaks=_streaks(session, user_id, now),
    )


def _entries(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> dict[date, _Entries]:
    counts = (func.count().filter(JournalEntry.kind == kind) for kind in EntryKind)
    mood = func.max(JournalEntry.mood).filter(JournalEntry.kind == EntryKind.DAILY)
    statement = (
        select(JournalEntry.day, *counts, mood)
        .where(
            JournalEntry.user_id == user_id,
            JournalEntry.deleted_at.is_(None),
            JournalEntry.day.between(first, last),
        )
        .group_by(JournalEntry.day)
    )
    return {day: _Entries(*figures) for day, *figures in session.execute(statement)}


def _trades(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> dict[date, _Trades]:
    net = func.sum(Trade.r_multiple).filter(Trade.status == TradeStatus.CLOSED)
    statement = (
        select(Trade.entry_day, func.count(), net, func.min(Trade.entry_time))
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.entry_day.between(first, last),
        )
        .group_by(Trade.entry_day)
    )
    rows = session.execute(statement)
    return {day: _Trades(count, r, first_entry) for day, count, r, first_entry in rows}


def _day(
    day: date,
    entries: _Entries,
    trades: _Trades,
    check_in: CheckIn | None,
) -> JournalDay:
    state, mood = None, entries.mood
    if check_in is not None:
        state = CheckInState.IN_TIME
        if is_late(check_in, trades.first_entry):
            state = CheckInState.LATE
        if check_in.mood is not None:
            mood = check_in.mood
    return JournalDay.model_construct(
        day=day,
        entries=EntryCounts(daily=entries.daily, free=entries.free, review=entries.review),
        check_in=state,
        trades=trades.count,
        net_r=trades.net_r,
        mood=mood,
    )


def _streaks(session: Session, user_id: UUID, now: datetime) -> Streaks:
    entries = select(JournalEntry.day).where(
        JournalEntry.user_id == user_id,
        JournalEntry.deleted_at.is_(None),
    )
    check_ins = select(CheckIn.day).where(CheckIn.user_id == user_id)
    written = session.scalars(union(entries, check_ins))
    return streaks(written, today(session, user_id, now))
