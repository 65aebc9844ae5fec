"""What goes before a statement: how a connection to PostgreSQL begins, and who a session enters it for.

Statements that enter travel in the same round trip as the first statement of the session itself.
"""

from dataclasses import dataclass
from typing import TypeVar

from psycopg2 import extensions
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

P = TypeVar("P")

NOT_DURABLE = "select set_config('synchronous_commit', 'off', true); "
# Until the transaction ends; what follows in it is planned anew, too.
PLANNED_ANEW = "select set_config('plan_cache_mode', 'force_custom_plan', true); "

# What a connection begins with, and who it turns out to be: the last statement's row. A login can give itself defaults
# (`alter role current_user set …`), so what counts is set here, for each connection. What is prepared is planned once:
# PostgreSQL would plan a page of trades anew each time, for a limit that it does not know, at a quarter of its work.
BEGINNING = """
set search_path = public, pg_temp;
set row_security = on;
set default_transaction_isolation = 'read committed';
set default_transaction_read_only = off;
set statement_timeout = '{timeout}s';
set lock_timeout = '5s';
set plan_cache_mode = force_generic_plan;
set idle_in_transaction_session_timeout = '30s';
set timezone = 'UTC';
set log_parameter_max_length_on_error = 0;
select session_user::text, r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls or r.rolreplication
    or exists (select from pg_auth_members m where m.member = r.oid)
from pg_roles r where r.rolname = session_user
"""


@dataclass(slots=True)
class Entry:
    """What a session's statements begin with: sent in the same round trip as the statement itself."""

    text: str
    every_time: bool
    entered: bool = False
    begun: bool = False
    checked: bool = False  # that the sign-in is alive, by whichever statement


def is_in_transaction(session: Session) -> bool:
    """Whether a session has a transaction, in which it sees what nobody else does yet."""
    entry: Entry = session.info["entry"]
    return entry.begun and not entry.every_time


@event.listens_for(Session, "after_begin")
def _let_the_first_statement_enter(
    session: Session,
    _transaction: object,
    connection: Connection,
) -> None:
    connection.info["entry"] = session.info["entry"]


def enter_with(
    connection: Connection,
    cursor: DBAPICursor,
    statement: str,
    parameters: P,
    _context: object,
    many: bool,
) -> tuple[str, P]:
    """The statement with what enters before it, where the session of this connection has not entered yet."""
    entry: Entry | None = connection.info.get("entry")
    if entry is None or (entry.entered and not entry.every_time):
        return statement, parameters
    entry.entered = True
    entry.begun = True
    entry.checked = True
    if many:
        cursor.execute(entry.text or "select 1")
        return statement, parameters
    return entry.text + statement, parameters


def leave_clean(
    driver_connection: extensions.connection | None,
    record: ConnectionPoolEntry,
    _state: object,
) -> None:
    """What was not committed is rolled back before anybody else is given the connection."""
    record.info.pop("entry", None)
    if driver_connection is None:
        return
    if driver_connection.get_transaction_status() != extensions.TRANSACTION_STATUS_IDLE:
        with driver_connection.cursor() as cursor:
            cursor.execute("rollback")
