"""Use case: the calendar of the journal beside the record, and the streaks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.orm import Session

from backend.features.record.journal import queries
from backend.features.record.journal.check_ins import is_late
from backend.features.record.journal.journal_days import bounds, today
from backend.features.record.journal.models import CheckIn, EntryKind, JournalEntry
from backend.features.record.journal.rules import streaks
from backend.features.record.journal.schemas import (
    CheckInState,
    DayMoney,
    DayRange,
    EntryCounts,
    JournalCalendar,
    JournalDay,
    Streaks,
)
from backend.features.record.trades.accounts.models import Account, AccountKind
from backend.features.record.trades.models import RealisedResult, Trade, TradeType

R_PLACES = 10


@dataclass(frozen=True, slots=True)
class _DayEntries:
    """How many entries of each kind a day has, and the mood of its daily one."""

    daily: int = 0
    free: int = 0
    review: int = 0
    mood: int | None = None


@dataclass(frozen=True, slots=True)
class _Entered:
    """How many real trades were entered on a day, and when the first of them."""

    count: int = 0
    first_entry: datetime | None = None


@dataclass(frozen=True, slots=True)
class _DayRecord:
    """Real trades by day: entered, closed, and what was realised in money and in R."""

    entered: Mapping[date, _Entered]
    closed: Mapping[date, int]
    money: Mapping[date, Sequence[DayMoney]]
    net_r: Mapping[date, Decimal | None]

    @property
    def days(self) -> set[date]:
        return self.entered.keys() | self.closed.keys() | self.money.keys() | self.net_r.keys()


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
    record = _DayRecord(
        entered=_entered(session, user_id, first, last),
        closed=_closed(session, user_id, first, last),
        money=_money(session, user_id, first, last),
        net_r=_net_r(session, user_id, first, last),
    )
    check_ins = {
        check_in.day: check_in for check_in in queries.check_ins(session, user_id, first, last)
    }
    no_entries = _DayEntries()
    days_shown = [
        _day(day, entries.get(day, no_entries), record, check_ins.get(day))
        for day in sorted(entries.keys() | record.days | check_ins.keys())
    ]
    return JournalCalendar.model_construct(
        day_from=first,
        day_to=last,
        from_day=first,
        to_day=last,
        days=days_shown,
        streaks=streaks_of(session, user_id, now=now),
    )


def _entries(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> dict[date, _DayEntries]:
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
    return {day: _DayEntries(*figures) for day, *figures in session.execute(statement)}


def _entered(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> dict[date, _Entered]:
    statement = (
        select(Trade.entry_day, func.count(), func.min(Trade.entry_time))
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.entry_day.between(first, last),
        )
        .group_by(Trade.entry_day)
    )
    rows = session.execute(statement)
    return {day: _Entered(count, first_entry) for day, count, first_entry in rows}


def _closed(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> dict[date, int]:
    statement = (
        select(Trade.exit_day, func.count())
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.exit_day.between(first, last),
        )
        .group_by(Trade.exit_day)
    )
    return {day: count for day, count in session.execute(statement) if day is not None}


def _realised(user_id: UUID, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Rows of realised money of real trades within some days."""
    return (
        RealisedResult.user_id == user_id,
        RealisedResult.day.between(first, last),
        Trade.id == RealisedResult.trade_id,
        Trade.user_id == user_id,
        Trade.trade_type == TradeType.REAL,
    )


def _money(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> dict[date, list[DayMoney]]:
    """By currency of the account; what has no rate into it is in no sum, and what was on paper is no money."""
    paper = select(Account.id).where(Account.user_id == user_id, Account.kind == AccountKind.PAPER)
    statement = (
        select(
            RealisedResult.day,
            RealisedResult.account_currency,
            func.count(),
            func.sum(RealisedResult.net_account),
        )
        .where(
            *_realised(user_id, first, last),
            RealisedResult.net_account.is_not(None),
            Trade.account_id.not_in(paper),
        )
        .group_by(RealisedResult.day, RealisedResult.account_currency)
        .order_by(RealisedResult.account_currency)
    )
    by_day: dict[date, list[DayMoney]] = defaultdict(list)
    for day, currency, results, net in session.execute(statement):
        money = DayMoney.model_construct(currency=currency, results=results, net=net or Decimal(0))
        by_day[day].append(money)
    return by_day


def _net_r(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> dict[date, Decimal | None]:
    """What was realised over the initial risk of its trade, to the places of R."""
    in_r = func.sum(RealisedResult.net / func.nullif(Trade.risk_amount, 0))
    statement = (
        select(RealisedResult.day, func.trim_scale(func.round(in_r, R_PLACES)))
        .where(*_realised(user_id, first, last))
        .group_by(RealisedResult.day)
    )
    return dict(session.execute(statement).all())


def _day(
    day: date,
    entries: _DayEntries,
    record: _DayRecord,
    check_in: CheckIn | None,
) -> JournalDay:
    entered = record.entered.get(day, _Entered())
    state, mood = None, entries.mood
    if check_in is not None:
        state = CheckInState.IN_TIME
        if is_late(check_in, entered.first_entry):
            state = CheckInState.LATE
        if check_in.mood is not None:
            mood = check_in.mood
    return JournalDay.model_construct(
        day=day,
        entries=EntryCounts(daily=entries.daily, free=entries.free, review=entries.review),
        check_in=state,
        trades=entered.count,
        closed=record.closed.get(day, 0),
        money=list(record.money.get(day, ())),
        net_r=record.net_r.get(day),
        mood=mood,
    )


def streaks_of(session: Session, user_id: UUID, *, now: datetime) -> Streaks:
    """For how many weekdays in a row there was an entry or a check-in, now and at most."""
    entries = select(JournalEntry.day).where(
        JournalEntry.user_id == user_id,
        JournalEntry.deleted_at.is_(None),
    )
    check_ins = select(CheckIn.day).where(CheckIn.user_id == user_id)
    written = session.scalars(union(entries, check_ins))
    return streaks(written, today(session, user_id, now))
