"""Money on the days and at the moments at which it was realised: exits, also of a part, dividends and financing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy import Float, cast, func, or_, select
from sqlalchemy.orm import Session

from backend.features.record.performance.columns import read_columns, row_type
from backend.features.record.performance.schemas import Selection
from backend.features.record.performance.selection import (
    closed,
    realised,
    usable,
    usable_money,
)
from backend.features.record.trades.models import RealisedResult, Trade
from backend.quant.metric import FloatArray, IntArray

NO_RATE, OTHER_CURRENCY = "no_rate", "other_currency"
_ROW = row_type(time="i8", day="i4", net="f8")


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
    counts = usable_money(currency)
    statement = (
        select(
            RealisedResult.day,
            Trade.account_id,
            func.count().filter(counts).label("results"),
            func.sum(RealisedResult.net_account).filter(counts).label("net"),
            func.min(RealisedResult.event_time).filter(counts).label("first"),
            func.count().filter(RealisedResult.account_currency != currency).label("other"),
            func.count().label("all"),
        )
        .where(*realised(user_id, selection))
        .group_by(RealisedResult.day, Trade.account_id)
        .order_by(RealisedResult.day)
    )
    days: dict[date, DaySum] = {}
    beginning: datetime | None = None
    firsts: dict[UUID, datetime] = {}
    left_out = {NO_RATE: 0, OTHER_CURRENCY: 0}
    for day, account_id, results, net, first, other, everything in session.execute(statement):
        left_out[OTHER_CURRENCY] += other
        left_out[NO_RATE] += everything - results - other
        if results:
            before = days.get(day, DaySum(0, Decimal(0)))
            if days.keys() <= {day}:
                beginning = min(first, beginning or first)
            days[day] = DaySum(before.results + results, before.net + (net or 0))
            firsts[account_id] = min(first, firsts.get(account_id, first))
    return RealisedDays(days, beginning, firsts, left_out)


def in_time(session: Session, user_id: UUID, selection: Selection, currency: str) -> Results:
    """Every result of the selection; the session's transaction must have begun."""
    rows = (
        select(
            RealisedResult.event_time,
            RealisedResult.day,
            cast(RealisedResult.net_account, Float(53)),
        )
        .where(*realised(user_id, selection), usable_money(currency))
        .order_by(RealisedResult.event_time, RealisedResult.trade_id, RealisedResult.event_id)
    )
    columns = read_columns(session, rows, _ROW)
    return Results(
        time=columns["time"].astype(np.int64),
        day=columns["day"].astype(np.int64),
        net=columns["net"].astype(np.float64),
    )


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
