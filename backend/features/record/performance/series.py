"""Results of many trades as columns, without objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy import (
    CTE,
    Case,
    ColumnElement,
    CompoundSelect,
    Float,
    Uuid,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
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
)
from backend.features.record.trades.models import Outcome, Trade
from backend.quant.metric import Excluded, FloatArray, IntArray
from backend.quant.risk import RiskReason

_REASONS = tuple(RiskReason)
_SIGN = case((Trade.outcome == Outcome.WIN, 1), (Trade.outcome == Outcome.LOSS, -1), else_=0)
_COUNT, _WHOLE, _PART = -2, -3, -4  # reasons of rows that are sums; their outcome is what they sum
_NOT_A_NUMBER: ColumnElement[float] = literal_column("'NaN'::float8")
_ROW = row_type(
    time="i8",
    id="S16",
    net="f8",
    r="f8",
    reason="i2",
    outcome="i2",
)


@dataclass(frozen=True, slots=True)
class Series:
    """Trades in the order of their exits.

    Attributes:
        net: money after fees, shape ``(trades,)``.
        outcomes: 1 for a win, -1 for a loss, 0 for break-even by the tolerance of its account, ``(trades,)``.
        r: of those that have one, in the same order.
        without_r: the others, by reason.
        total: exact sum of the money.
        left_out: closed trades of the selection that cannot be added up, by reason.
    """

    net: FloatArray
    outcomes: IntArray
    r: FloatArray
    without_r: Excluded
    total: Decimal
    left_out: Mapping[str, int]


def read(
    session: Session,
    user_id: UUID,
    selection: Selection,
    currency: str,
) -> Series:
    """Closed trades of the selection; the session's transaction must have begun. Exact sums travel behind the rows."""
    state = can_be_added(Trade.account_currency, Trade.pnl_account, currency)
    trades = (
        select(
            Trade.exit_time,
            Trade.id,
            Trade.pnl_account,
            Trade.r_multiple,
            _number_of_reason().label("reason"),
            _SIGN.label("outcome"),
            state.label("state"),
        )
        .where(*closed(user_id, selection))
        .cte("closed")
    )
    rows = read_columns(session, _with_sums(trades), _ROW)
    is_sum = rows["reason"] <= _COUNT
    sums = {(int(row["reason"]), int(row["outcome"])): int(row["net"]) for row in rows[is_sum]}
    counts = {state: n for (what, state), n in sums.items() if what == _COUNT}
    whole, part = (sums.get((what, CanBeAdded.YES), 0) for what in (_WHOLE, _PART))
    return _series(_in_order(rows[~is_sum]), exact_value(whole, part), left_out(counts))


def _with_sums(trades: CTE) -> CompoundSelect[*tuple[object, ...]]:
    """Rows of trades; and of their sums, whole units and decimals apart, each of which a float holds exactly."""
    trade = trades.c
    single = select(
        trade.exit_time,
        trade.id,
        cast(trade.pnl_account, Float(53)),
        func.coalesce(cast(trade.r_multiple, Float(53)), _NOT_A_NUMBER),
        *small(trade.reason, trade.outcome),
    ).where(trade.state == CanBeAdded.YES.value)
    whole, part = exact(func.coalesce(func.sum(trade.pnl_account), 0))
    sums = (
        select(
            trade.state,
            func.min(trade.exit_time).label("first"),
            func.count().label("count"),
            whole.label("whole"),
            part.label("part"),
        )
        .group_by(trade.state)
        .cte("sums")
        .c
    )
    return union_all(
        single,
        *(
            select(
                sums.first,
                literal(UUID(int=0), Uuid()),
                cast(sums[name], Float(53)),
                _NOT_A_NUMBER,
                *small(literal(what), sums.state),
            )
            for what, name in ((_COUNT, "count"), (_WHOLE, "whole"), (_PART, "part"))
        ),
    )


def _in_order(rows: Columns) -> Columns:
    """By the exit, then by the id."""
    order = np.argsort(rows["time"], kind="stable")
    if (np.diff(rows["time"][order]) == 0).any():
        order = np.lexsort((rows["id"], rows["time"]))
    return rows[order]


def _series(rows: Columns, total: Decimal, excluded: Mapping[str, int]) -> Series:
    r = rows["r"].astype(np.float64)
    has_no_r = np.isnan(r)
    reasons = rows["reason"][has_no_r].astype(np.int64)
    counts = np.bincount(reasons + 1, minlength=len(_REASONS) + 1)[1:]
    without_r = [(reason, int(n)) for reason, n in zip(_REASONS, counts, strict=True) if n]
    return Series(
        net=rows["net"].astype(np.float64),
        outcomes=rows["outcome"].astype(np.int64),
        r=r[~has_no_r],
        without_r=tuple(without_r),
        total=total,
        left_out=excluded,
    )


def _number_of_reason() -> Case[int]:
    """The place of a trade's reason in `_REASONS`; -1 where it has none, which most have not."""
    numbers: list[tuple[ColumnElement[bool], ColumnElement[int]]] = [
        (Trade.r_reason.is_(None), literal_column("-1"))
    ]
    numbers += [
        (Trade.r_reason == reason, literal_column(str(number)))
        for number, reason in enumerate(_REASONS)
    ]
    return case(*numbers, else_=-1)
