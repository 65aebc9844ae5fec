"""Rows of a statement as columns of NumPy: read in the binary form of COPY, a million in about a second."""

import io
from decimal import Decimal

import numpy as np
import psycopg2
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    SmallInteger,
    cast,
    func,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

Rows = Select[*tuple[object, ...]] | CompoundSelect[*tuple[object, ...]]
Columns = np.ndarray[tuple[int], np.dtype[np.void]]

_HEADER = 19  # bytes: the signature, flags, and the length of an extension that there never is

_PARTS = 10**10  # decimals of money
# A million trades are joined to their money in memory rather than in files; few such reads run at once.
_ROOM = text("set local work_mem = '64MB'")


def row_type(**columns: str) -> np.dtype[np.void]:
    """The layout of a row whose columns have these types of NumPy; none of them may be null.

    A `timestamptz` comes as microseconds and a `date` as days, both since the beginning of 2000.
    """
    layout = [("fields", ">i2")]
    for name, kind in columns.items():
        layout += [(f"{name}_bytes", ">i4"), (name, f">{kind}")]
    return np.dtype(layout)


def read_columns(
    session: Session,
    rows: Rows,
    layout: np.dtype[np.void],
) -> Columns:
    """The rows, by the names of the layout; the transaction must have begun, because COPY does not begin one."""
    session.execute(_ROOM)
    return np.frombuffer(_copied(session, rows), dtype=layout)


def small(*values: ColumnElement[int] | int) -> list[ColumnElement[int]]:
    """Columns of the type `i2`."""
    return [cast(value, SmallInteger) for value in values]


def exact(total: ColumnElement[Decimal]) -> list[ColumnElement[int]]:
    """A sum of money as two columns of the type `i8` that lose nothing: whole units, and ten decimals."""
    whole = func.trunc(total)
    return [cast(whole, BigInteger), cast((total - whole) * _PARTS, BigInteger)]


def exact_value(whole: int, part: int) -> Decimal:
    """The sum that `exact` took apart."""
    return Decimal(whole) + Decimal(part) / _PARTS


def _copied(session: Session, rows: Rows) -> memoryview:
    connection = session.connection()
    compiled = rows.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    into = io.BytesIO()
    driver = connection.connection.driver_connection
    assert driver is not None, "it is signed in"
    with driver.cursor() as cursor:
        query = cursor.mogrify(str(compiled), compiled.params).decode()
        try:
            cursor.copy_expert(f"copy ({query}) to stdout (format binary)", into)
        except (
            psycopg2.OperationalError
        ) as error:  # as SQLAlchemy tells of it, who is passed by here
            raise OperationalError("copy", None, error) from error
    return into.getbuffer()[_HEADER:-2]  # ends with a row of -1 fields
