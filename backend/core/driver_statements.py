"""Prepared statements that are sent by PostgreSQL's driver itself, on connections of SQLAlchemy's pool.

SQLAlchemy makes a connection, a transaction, a context and a result of each statement, which for the one statement of a
request costs the process as much as all else that it does with the database. What goes wrong is told in SQLAlchemy's
exceptions all the same, so that nobody above has to know which way a statement went.
"""

from collections.abc import Sequence
from typing import Any

import psycopg2
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

Rows = Sequence[tuple[Any, ...]]
"""What a statement gives back: plain tuples of its columns."""


def execution_of(name: str, values: Sequence[object]) -> str:
    """The SQL that executes a prepared statement, with a placeholder of the driver for each value."""
    if not values:
        return f"execute {name}"
    placeholders = ", ".join(["%s"] * len(values))
    return f"execute {name}({placeholders})"


def rows_at_once(
    engine: Engine,
    entering: str,
    name: str,
    text: str,
    values: tuple[object, ...],
) -> Rows:
    """The rows of a statement that each connection prepares once, in one query with what enters before it.

    Raises:
        DBAPIError: as SQLAlchemy raises it.
    """
    connection: PoolProxiedConnection | None = None
    query = entering + execution_of(name, values)
    try:
        connection = engine.pool.connect()
        return _rows(connection, name, text, query, values)
    except psycopg2.Error as error:
        raise _exception_of(error, engine, connection, query) from error
    finally:
        if connection is not None and connection.is_valid:
            connection.close()


def _rows(
    connection: PoolProxiedConnection,
    name: str,
    text: str,
    query: str,
    values: tuple[object, ...],
) -> Rows:
    cursor = connection.cursor()
    if name not in connection.info:
        cursor.execute(f"prepare {name} as {text}")
        connection.info[name] = True
    cursor.execute(query, values)
    rows: Rows = cursor.fetchall() if cursor.description else ()
    cursor.close()
    return rows


def _exception_of(
    error: psycopg2.Error,
    engine: Engine,
    connection: PoolProxiedConnection | None,
    query: str,
) -> DBAPIError:
    """The same as SQLAlchemy tells it, after the connections that are lost with this one are left."""
    is_lost = connection is None or _is_lost(error, engine, connection)
    if is_lost and connection is not None:
        connection.invalidate(error)
        engine.dispose()  # what else is idle was lost with it: PostgreSQL has restarted, or ended them all
    exception = DBAPIError.instance(
        query,
        None,  # what traders write stands in no message of an error
        error,
        psycopg2.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=engine.dialect,
    )
    assert isinstance(exception, DBAPIError)
    return exception


def _is_lost(error: psycopg2.Error, engine: Engine, connection: PoolProxiedConnection) -> bool:
    return engine.dialect.is_disconnect(error, connection, None)  # type: ignore[arg-type]  # any driver's errors
