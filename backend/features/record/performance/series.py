"""Results of many trades as columns, without objects."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import (
    Case,
    ColumnElement,
    Float,
    SmallInteger,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from backend.features.record.performance.columns import read_columns, row_type
from backend.features.record.performance.schemas import Selection
from backend.features.record.performance.selection import closed, usable
from backend.features.record.trades.models import Outcome, Trade
from backend.quant.metric import Excluded, FloatArray, IntArray
from backend.quant.risk import RiskReason

_REASONS = tuple(RiskReason)
_SIGN = case((Trade.outcome == Outcome.WIN, 1), (Trade.outcome == Outcome.LOSS, -1), else_=0)
_ROW = row_type(net="f8", r="f8", reason="i2", outcome="i2")


@dataclass(frozen=True, slots=True)
class Series:
    """Trades in the order of their exits.

    Attributes:
        net: money after fees, shape ``(trades,)``.
        outcomes: 1 for a win, -1 for a loss, 0 for break-even by the tolerance of its account, ``(trades,)``.
        r: of those that have one, in the same order.
        without_r: the others, by reason.
    """

    net: FloatArray
    outcomes: IntArray
    r: FloatArray
    without_r: Excluded


def read(
    session: Session,
    user_id: UUID,
    selection: Selection,
    currency: str,
) -> Series:
    """Closed trades of the selection that can be added up; the session's transaction must have begun."""
    not_a_number: ColumnElement[float] = literal_column("'NaN'::float8")
    rows = (
        select(
            cast(Trade.pnl_account, Float(53)),
            func.coalesce(cast(Trade.r_multiple, Float(53)), not_a_number),
            cast(_number_of_reason(), SmallInteger),
            cast(_SIGN, SmallInteger),
        )
        .where(*closed(user_id, selection), usable(currency))
        .order_by(Trade.exit_time, Trade.id)
    )
    numbers = read_columns(session, rows, _ROW)
    r = numbers["r"].astype(np.float64)
    has_no_r = np.isnan(r)
    reasons = numbers["reason"][has_no_r].astype(np.int64)
    counts = np.bincount(reasons + 1, minlength=len(_REASONS) + 1)[1:]
    without_r = [(reason, int(n)) for reason, n in zip(_REASONS, counts, strict=True) if n]
    return Series(
        net=numbers["net"].astype(np.float64),
        outcomes=numbers["outcome"].astype(np.int64),
        r=r[~has_no_r],
        without_r=tuple(without_r),
    )


def _number_of_reason() -> Case[int]:
    """The place of a trade's reason in `_REASONS`; -1 where it has none."""
    numbers: list[tuple[ColumnElement[bool], ColumnElement[int]]] = [
        (Trade.r_reason == reason, literal_column(str(number)))
        for number, reason in enumerate(_REASONS)
    ]
    return case(*numbers, else_=-1)
