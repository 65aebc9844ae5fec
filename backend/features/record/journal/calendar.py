"""Use case: the calendar of the journal beside the record, and the streaks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
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

NO_ENTRIES = (0, 0, 0, None)
NO_TRADES = (0, None, None)


def calendar(session: Session, user_id: UUID, days: DayRange, *, now: datetime) -> JournalCalendar:
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
    return JournalCalendar.model_construct(
        from_day=first,
        to_day=last,
        days=[
            _day(day, entries.get(day, NO_ENTRIES), trades.get(day, NO_TRADES), check_ins.get(day))
            for day in sorted(entries.keys() | trades.keys() | check_ins.keys())
        ],
        streaks=_streaks(session, user_id, now),
    )


def _entries(session: Session, user_id: UUID, first: date, last: date) -> Mapping[date, Any]:
    counts = (func.count().filter(JournalEntry.kind == kind) for kind in EntryKind)
    statement = (
        select(
            JournalEntry.day,
            *counts,
            func.max(JournalEntry.mood).filter(JournalEntry.kind == EntryKind.DAILY),
        )
        .where(
            JournalEntry.user_id == user_id,
            JournalEntry.deleted_at.is_(None),
            JournalEntry.day.between(first, last),
        )
        .group_by(JournalEntry.day)
    )
    return {day: counts for day, *counts in session.execute(statement)}


def _trades(session: Session, user_id: UUID, first: date, last: date) -> Mapping[date, Any]:
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
    return {day: counts for day, *counts in session.execute(statement)}


def _day(day: date, entries: Any, trades: Any, check_in: CheckIn | None) -> JournalDay:
    daily, free, review, mood = entries
    many, net_r, first_entry = trades
    state = None
    if check_in is not None:
        if is_late(check_in, first_entry):
            state = CheckInState.LATE
        else:
            state = CheckInState.IN_TIME
        mood = mood if check_in.mood is None else check_in.mood
    return JournalDay.model_construct(
        day=day,
        entries=EntryCounts(daily=daily, free=free, review=review),
        check_in=state,
        trades=many,
        net_r=net_r,
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
