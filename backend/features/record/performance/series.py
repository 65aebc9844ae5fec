"""Results of many trades as columns: read in the binary form of COPY, a million in about a second, without objects."""

import io
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import (
    Case,
    ColumnElement,
    Float,
    Select,
    SmallInteger,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from backend.features.record.performance.schemas import Selection
from backend.features.record.performance.selection import closed, usable
from backend.features.record.trades.models import Trade
from backend.quant.metric import Excluded, FloatArray
from backend.quant.risk import RiskReason

_REASONS = tuple(RiskReason)
_HEADER = 19  # bytes: the signature, flags, and the length of an extension that there never is
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("net_bytes", ">i4"),
        ("net", ">f8"),
        ("r_bytes", ">i4"),
        ("r", ">f8"),
        ("reason_bytes", ">i4"),
        ("reason", ">i2"),
    ]
)


@dataclass(frozen=True, slots=True)
class Series:
    """Trades in the order of their exits.

    Attributes:
        net: money after fees, shape ``(trades,)``.
        r: of those that have one, in the same order.
        without_r: the others, by reason.
    """

    net: FloatArray
    r: FloatArray
    without_r: Excluded


def read(
    session: Session,
    user_id: UUID,
    selection: Selection,
    currency: str,
) -> Series:
    """Read the selection; the session's transaction must have begun, because COPY does not begin one."""
    not_a_number: ColumnElement[float] = literal_column("'NaN'::float8")
    rows = (
        select(
            cast(Trade.pnl_account, Float(53)),
            func.coalesce(cast(Trade.r_multiple, Float(53)), not_a_number),
            cast(_number_of_reason(), SmallInteger),
        )
        .where(*closed(user_id, selection), usable(currency))
        .order_by(Trade.exit_time, Trade.id)
    )
    numbers = np.frombuffer(_copied(session, rows), dtype=_ROW)
    r = numbers["r"].astype(np.float64)
    has_no_r = np.isnan(r)
    reasons = numbers["reason"][has_no_r].astype(np.int64)
    counts = np.bincount(reasons + 1, minlength=len(_REASONS) + 1)[1:]
    without_r = [(reason, int(n)) for reason, n in zip(_REASONS, counts, strict=True) if n]
    return Series(
        net=numbers["net"].astype(np.float64),
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


def _copied(session: Session, rows: Select[*tuple[object, ...]]) -> memoryview:
    connection = session.connection()
    compiled = rows.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    into = io.BytesIO()
    driver = connection.connection.driver_connection
    assert driver is not None, "it is signed in"
    with driver.cursor() as cursor:
        query = cursor.mogrify(str(compiled), compiled.params).decode()
        cursor.copy_expert(f"copy ({query}) to stdout (format binary)", into)
    return into.getbuffer()[_HEADER:-2]  # ends with a row of -1 fields
