"""Money on the days and at the moments at which it was realised: exits, also of a part, dividends and financing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy import (
    Float,
    Select,
    Uuid,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from backend.features.record.performance.columns import (
    Columns,
    exact,
    exact_value,
    read_columns,
    row_type,
    small,
)
from backend.features.record.performance.schemas import Selection
from backend.features.record.performance.selection import (
    CanBeAdded,
    can_be_added,
    closed,
    left_out,
    realised,
    usable,
)
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import RealisedResult, Trade
from backend.quant.metric import FloatArray, IntArray

_SINGLE = -1  # the place of no account: not a sum
_FIRST_DAY = date(2000, 1, 1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_ROW = row_type(time="i8", day="i4", net="f8", account="i2", state="i2", whole="i8", part="i8")


@dataclass(frozen=True, slots=True)
class DaySum:
    """What was realised on one session day."""

    results: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class RealisedDays:
    """Exact sums by session day.

    Attributes:
        days: those on which something was realised, in order.
        beginning: when the first of it was realised on its first day; null without any.
        first_of_account: when each account realised the first of it.
        left_out: results that cannot be added up, by reason.
    """

    days: Mapping[date, DaySum]
    beginning: datetime | None
    first_of_account: Mapping[UUID, datetime]
    left_out: Mapping[str, int]

    @property
    def results(self) -> int:
        """How many results there are."""
        return sum(day.results for day in self.days.values())

    @property
    def net(self) -> Decimal:
        """All of the money."""
        return sum((day.net for day in self.days.values()), Decimal(0))


@dataclass(frozen=True, slots=True)
class Results:
    """Results in time.

    Attributes:
        time: microseconds since the beginning of 2000, shape ``(results,)``.
        day: session days since then, shape ``(results,)``.
        net: money after fees, shape ``(results,)``.
    """

    time: IntArray
    day: IntArray
    net: FloatArray


def by_day(session: Session, user_id: UUID, selection: Selection, currency: str) -> RealisedDays:
    """Exact sums of the selection by session day."""
    rows = _rows(user_id, selection, currency).subquery()
    sums = select(
        rows.c.state,
        rows.c.day,
        rows.c.account_id,
        func.count(),
        func.min(rows.c.event_time),
        func.sum(rows.c.net_account),
    ).group_by(rows.c.state, rows.c.day, rows.c.account_id)
    return _added_up([_Sum(*columns) for columns in session.execute(sums)])


def in_time(
    session: Session,
    user_id: UUID,
    selection: Selection,
    currency: str,
) -> tuple[RealisedDays, Results]:
    """The same, and every result of it, in one pass; the session's transaction must have begun.

    Sums travel behind the rows: whole units and ten decimals apart, which makes them exact.
    """
    accounts = list(session.scalars(select(Account.id).where(Account.user_id == user_id)))
    money = _rows(user_id, selection, currency).cte("money").c
    single = select(
        money.event_time,
        money.day,
        cast(money.net_account, Float(53)),
        *small(_SINGLE, money.state),
        *exact(literal(Decimal(0))),
    ).where(money.state == CanBeAdded.YES.value)
    total = func.coalesce(func.sum(money.net_account), 0)
    place = func.array_position(array(accounts, type_=Uuid()), money.account_id)
    sums = select(
        func.min(money.event_time),
        money.day,
        cast(func.count(), Float(53)),
        *small(place, money.state),
        *exact(total),
    ).group_by(money.day, money.account_id, money.state)
    columns = read_columns(session, union_all(single, sums), _ROW)
    is_single = columns["account"] == _SINGLE
    of_days = [_sum_of(row, accounts) for row in columns[~is_single]]
    return _added_up(of_days), _results(columns[is_single])


@dataclass(frozen=True, slots=True)
class _Sum:
    """Results of one day, account and state."""

    state: int
    day: date
    account_id: UUID
    results: int
    first: datetime
    net: Decimal | None


def _rows(
    user_id: UUID, selection: Selection, currency: str
) -> Select[int, date, UUID, datetime, Decimal | None]:
    """Money of the selection, with what stands against adding it up."""
    state = can_be_added(RealisedResult.account_currency, RealisedResult.net_account, currency)
    return select(
        state.label("state"),
        RealisedResult.day,
        Trade.account_id,
        RealisedResult.event_time,
        RealisedResult.net_account,
    ).where(*realised(user_id, selection))


def _sum_of(row: np.void, accounts: Sequence[UUID]) -> _Sum:
    return _Sum(
        state=int(row["state"]),
        day=_FIRST_DAY + timedelta(days=int(row["day"])),
        account_id=accounts[int(row["account"]) - 1],
        results=int(row["net"]),
        first=_EPOCH + timedelta(microseconds=int(row["time"])),
        net=exact_value(int(row["whole"]), int(row["part"])),
    )


def _added_up(sums: Iterable[_Sum]) -> RealisedDays:
    days: dict[date, DaySum] = {}
    beginning: datetime | None = None
    firsts: dict[UUID, datetime] = {}
    counts: Counter[int] = Counter()
    for of_day in sorted(sums, key=lambda of_day: of_day.day):
        counts[of_day.state] += of_day.results
        if of_day.state != CanBeAdded.YES:
            continue
        if days.keys() <= {of_day.day}:
            beginning = min(of_day.first, beginning or of_day.first)
        before = days.get(of_day.day, DaySum(0, Decimal(0)))
        net = before.net + (of_day.net or 0)
        days[of_day.day] = DaySum(before.results + of_day.results, net)
        first = firsts.get(of_day.account_id, of_day.first)
        firsts[of_day.account_id] = min(of_day.first, first)
    return RealisedDays(days, beginning, firsts, left_out(counts))


def _results(columns: Columns) -> Results:
    """In time; of one moment, in the order of the days and of what they brought, so that it is always the same."""
    time, day = columns["time"].astype(np.int64), columns["day"].astype(np.int64)
    net = columns["net"].astype(np.float64)
    order = np.argsort(time, kind="stable")
    if (np.diff(time[order]) == 0).any():
        order = np.lexsort((net, day, time))
    return Results(time=time[order], day=day[order], net=net[order])


def on_other_days(session: Session, user_id: UUID, selection: Selection, currency: str) -> Decimal:
    """What the closed trades of the selection realised on days outside of it."""
    outside = []
    if selection.day_from is not None:
        outside.append(RealisedResult.day < selection.day_from)
    if selection.day_to is not None:
        outside.append(RealisedResult.day > selection.day_to)
    if not outside:
        return Decimal(0)
    statement = select(func.sum(RealisedResult.net_account)).where(
        *closed(user_id, selection),
        usable(currency),
        RealisedResult.user_id == user_id,
        RealisedResult.trade_id == Trade.id,
        or_(*outside),
    )
    return session.scalars(statement).one() or Decimal(0)
