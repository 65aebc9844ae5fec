"""Closed trades in the order of their exits as columns, with money that loses nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Float, case, cast, func, literal_column, select
from sqlalchemy.orm import Session

from backend.features.record.performance.columns import (
    Columns,
    exact,
    read_columns,
    row_type,
    small,
)
from backend.features.record.performance.schemas import Selection
from backend.features.record.performance.selection import closed, realised, usable
from backend.features.record.trades.models import Outcome, RealisedResult, Trade
from backend.quant.metric import FloatArray, IntArray

DECIMALS = 10  # of money
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(2000, 1, 1)
_SIGN = case((Trade.outcome == Outcome.WIN, 1), (Trade.outcome == Outcome.LOSS, -1), else_=0)
_TRADE = row_type(time="i8", day="i4", id="S16", r="f8", outcome="i2", whole="i8", part="i8")
_RESULT = row_type(time="i8", day="i4", trade="S16", net="f8", whole="i8", part="i8")


Parts = list[int]
"""Exact money in parts of ten decimals: whole numbers, which add up without loss however many there are."""


def amount_of(parts: int) -> Decimal:
    """Money, from parts of ten decimals."""
    return Decimal(parts).scaleb(-DECIMALS)


@dataclass(frozen=True, slots=True)
class TradeRows:
    """Trades in the order of their exits, each of shape ``(trades,)``.

    Attributes:
        time: of the last exit, microseconds since the beginning of 2000.
        day: session days since then.
        ids: 16 bytes each.
        net: money.
        r: not a number where a trade has none.
        outcomes: 1 for a win, -1 for a loss, 0 for break-even.
    """

    time: IntArray
    day: IntArray
    ids: np.ndarray[tuple[int], np.dtype[np.bytes_]]
    net: Parts
    r: FloatArray
    outcomes: IntArray

    def __len__(self) -> int:
        return len(self.time)

    def id(self, place: int) -> UUID:
        """Of one trade."""
        return UUID(bytes=bytes(self.ids[place]).ljust(16, b"\0"))

    def exit_time(self, place: int) -> datetime:
        """Of one trade."""
        return moment_of(int(self.time[place]))

    def exit_day(self, place: int) -> date:
        """Of one trade."""
        return day_of(int(self.day[place]))


@dataclass(frozen=True, slots=True)
class ResultRows:
    """Realised results in time, each of shape ``(results,)``; units as in `TradeRows`, `trades` as its `ids`."""

    time: IntArray
    day: IntArray
    trades: np.ndarray[tuple[int], np.dtype[np.bytes_]]
    net: Parts

    def __len__(self) -> int:
        return len(self.time)


def moment_of(microseconds: int) -> datetime:
    """A moment, from microseconds since the beginning of 2000."""
    return _EPOCH + timedelta(microseconds=microseconds)


def day_of(days: int) -> date:
    """A day, from days since then."""
    return _FIRST_DAY + timedelta(days=days)


def read_trades(session: Session, user_id: UUID, selection: Selection, currency: str) -> TradeRows:
    """Closed trades of the selection that can be added up; the session's transaction must have begun."""
    not_a_number: ColumnElement[float] = literal_column("'NaN'::float8")
    statement = select(
        Trade.exit_time,
        Trade.exit_day,
        Trade.id,
        func.coalesce(cast(Trade.r_multiple, Float(53)), not_a_number),
        *small(_SIGN),
        *exact(func.coalesce(Trade.pnl_account, 0)),
    ).where(*closed(user_id, selection), usable(currency))
    rows = read_columns(session, statement, _TRADE)
    rows = rows[np.lexsort((rows["id"], rows["time"]))]
    return TradeRows(
        time=rows["time"].astype(np.int64),
        day=rows["day"].astype(np.int64),
        ids=rows["id"],
        net=_parts(rows),
        r=rows["r"].astype(np.float64),
        outcomes=rows["outcome"].astype(np.int64),
    )


def read_results(
    session: Session, user_id: UUID, selection: Selection, currency: str
) -> ResultRows:
    """Money of the selection in time, of one moment in the order that `realised_money` gives it."""
    net = RealisedResult.net_account
    statement = select(
        RealisedResult.event_time,
        RealisedResult.day,
        RealisedResult.trade_id,
        cast(net, Float(53)),
        *exact(func.coalesce(net, 0)),
    ).where(
        *realised(user_id, selection),
        RealisedResult.account_currency == currency,
        net.is_not(None),
    )
    rows = read_columns(session, statement, _RESULT)
    rows = rows[np.lexsort((rows["net"], rows["day"], rows["time"]))]
    time, day = rows["time"].astype(np.int64), rows["day"].astype(np.int64)
    return ResultRows(time, day, rows["trade"], _parts(rows))


def _parts(rows: Columns) -> Parts:
    columns = zip(rows["whole"].tolist(), rows["part"].tolist(), strict=True)
    return [whole * 10**DECIMALS + part for whole, part in columns]
