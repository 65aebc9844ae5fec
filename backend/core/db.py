"""The database as the product sees it: one declarative base, one way to open a transaction, one place that commits.

Row-level security is the second wall behind every query. A transaction is opened for somebody: `app_enter` tells
PostgreSQL who asks, checks in the same round trip that the sign-in is still alive, and the policies do the rest.
"""

import copy
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import orjson
from psycopg2 import extensions
from sqlalchemy import Connection, DateTime, Engine, MetaData, Numeric, Text, Uuid, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session

from backend.core.connection_entry import (
    BEGINNING,
    NOT_DURABLE,
    PLANNED_ANEW,
    Entry,
    enter_with,
    leave_clean,
)
from backend.core.driver_statements import Rows, execution_of, rows_at_once
from backend.core.errors import Invalid, Refusal, Unauthenticated, Unavailable
from backend.core.group_commit import GroupCommit, GroupStatement, Item, Row, listed

LOG = logging.getLogger("coach.database")

NewsT = TypeVar("NewsT")
Listener = Callable[[Any], None]
Columns = Mapping[str, object]
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the product."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {
        str: Text(),
        UUID: Uuid(),
        datetime: DateTime(timezone=True),
        Decimal: Numeric(24, 10),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


class SessionEnded(Unauthenticated):
    """The sign-in behind this token was ended."""

    code = "auth.session_ended"
    detail = "You were signed out. Sign in again."


class TooHeavy(Invalid):
    """A statement of a heavy read took longer than it may."""

    code = "reads.too_heavy"
    detail = "This takes too long over all of your record. Narrow it: a shorter span of time, or fewer things at once."


class DatabaseAway(Unavailable):
    """PostgreSQL does not answer."""

    code = "database.unavailable"
    detail = "The database does not answer right now. Nothing was changed; try again in a moment."


class WrongLogin(DatabaseAway):
    """This process signs in to PostgreSQL as somebody who may do more than its work needs, so it does not work."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a transaction is for: users, and the sign-in that must be alive where a user asks in person."""

    user_ids: tuple[UUID, ...] = ()
    session_id: UUID | None = None


NOBODY = Actor()


def acting_for(*user_ids: UUID) -> Actor:
    """The product itself, at work for these users."""
    return Actor(user_ids)


SIGN_IN_ENDED = "CE001"  # what `app_enter` raises
CANCELLED = "57014"  # PostgreSQL's code for a statement beyond its time


def _entering(actor: Actor) -> str:
    """The statement that tells PostgreSQL who asks; it fails when the actor's sign-in is over."""
    if actor.session_id is not None:
        return f"select app_enter('{actor.user_ids[0]}', '{actor.session_id}'); "
    if actor.user_ids:
        listed = ids_listed(actor.user_ids)
        return f"select set_config('app.user_ids', '{listed}', true); "
    return ""


def _limiting(seconds: float | None) -> str:
    """The statement that gives those after it a time of their own, for this transaction."""
    if seconds is None:
        return ""
    return f"select set_config('statement_timeout', '{round(seconds * 1000)}', true); "


def ids_listed(ids: Iterable[UUID]) -> str:
    """UUIDs as PostgreSQL writes an array of them: as a parameter of a prepared statement takes it."""
    return "{" + ",".join(str(id_) for id_ in ids) + "}"


@dataclass(frozen=True, slots=True)
class HotStatement:
    """A statement whose planning would cost as much as its work; parameters are `$1`, `$2` and so on."""

    name: str
    text: str
    durable: bool = True  # false: its commit does not wait for the disk, and may be lost when PostgreSQL crashes
    planned_anew: bool = False  # true: planned for its values each time


class Database:
    """Opens transactions. Nothing else in the product commits.

    The driver's connections are in autocommit; transactions are begun and ended here, in as few round trips as there
    are: `begin`, who asks and the first statement travel together.
    """

    def __init__(self, engine: Engine, *, role: str, statement_timeout_seconds: int) -> None:
        self.engine = engine
        self._role = role
        self._timeout = statement_timeout_seconds
        self._listeners: dict[type[object], list[Listener]] = {}
        self._limit_seconds: float | None = None
        self._groups = GroupCommit(partial(rows_at_once, engine))
        event.listen(engine, "connect", self._prepare)
        event.listen(engine, "reset", leave_clean)
        event.listen(engine, "before_cursor_execute", enter_with, retval=True)

    def _prepare(self, connection: extensions.connection, _record: object) -> None:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(BEGINNING.format(timeout=self._timeout))
            ((user, is_powerful),) = cursor.fetchall()
        if user != self._role or is_powerful:
            LOG.error(
                "the login of %s may do more than %s needs: nothing is done with it",
                user,
                self._role,
            )
            connection.close()
            raise WrongLogin(retry_after=30)

    def within_seconds(self, seconds: float) -> "Database":
        """The same database, for work each of whose statements may take so long and no longer.

        A statement that takes longer is refused as `TooHeavy`.
        """
        limited = copy.copy(self)
        limited._limit_seconds = seconds
        return limited

    def listen(self, news: type[NewsT], deliver: Callable[[NewsT], None]) -> None:
        """Deliver what transactions announce of exactly this class, after their commit."""
        self._listeners.setdefault(news, []).append(deliver)

    @contextmanager
    def transaction(self, actor: Actor = NOBODY) -> Iterator[Session]:
        """One transaction: committed at the end, then what was deferred is delivered.

        Raises:
            SessionEnded: the actor's sign-in is over.
            DatabaseAway: PostgreSQL cannot be reached.
        """
        with self._session(actor, begin="begin; ") as session:
            yield session
            session.flush()
            if session.info["entry"].begun:
                session.connection().exec_driver_sql("commit")
            if session.in_transaction():
                session.commit()  # in autocommit: the session's own book-keeping
        for deliver in session.info.pop("deferred", ()):
            deliver()

    @contextmanager
    def reading(self, actor: Actor = NOBODY) -> Iterator[Session]:
        """For reads only: each statement is a transaction of its own, of one round trip.

        Raises:
            SessionEnded: the actor's sign-in is over.
            DatabaseAway: PostgreSQL cannot be reached.
        """
        with self._session(actor, begin="") as session:
            yield session

    @contextmanager
    def _session(self, actor: Actor, *, begin: str) -> Iterator[Session]:
        """A session that enters with its first statement, and in any case before a refusal or an end is told."""
        entering = begin + _entering(actor) + _limiting(self._limit_seconds)
        entry = Entry(entering, every_time=not begin)
        with _answering_for_postgresql(limited=self._limit_seconds is not None):
            session = Session(
                self.engine,
                info={
                    "entry": entry,
                    "alone": partial(self.at_once, actor),
                    "together": partial(self.together, actor),
                    "listeners": self._listeners,
                },
                expire_on_commit=False,
            )
            try:
                yield session
                _check_sign_in(session, actor)
            except Refusal:
                _check_sign_in(session, actor)
                raise
            finally:
                # One that sent nothing has no connection to give back, and no objects to let go.
                if session.in_transaction() or session.identity_map:
                    session.close()

    def at_once(self, actor: Actor, statement: HotStatement, values: tuple[object, ...]) -> Rows:
        """One statement for these users as a transaction of its own, in one round trip; its rows.

        PostgreSQL runs what one query string holds as one transaction, so that the policies see the users and nothing
        is kept when anything fails; when this returns, it is committed. Each connection plans the statement once.

        Raises:
            SessionEnded: the actor's sign-in is over.
            IntegrityError: a constraint is violated; nothing was kept.
            DatabaseAway: PostgreSQL cannot be reached.
        """
        entering = _entering(actor)
        if not statement.durable:
            entering += NOT_DURABLE
        if statement.planned_anew:
            entering += PLANNED_ANEW
        with _answering_for_postgresql():
            return rows_at_once(self.engine, entering, statement.name, statement.text, values)

    def together(self, actor: Actor, statement: GroupStatement, item: Item) -> Row | None:
        """One item of a statement, in one commit with those of others that wait; its row.

        Null where nothing was kept: the actor has no sign-in that is alive, PostgreSQL refused the group, or the
        statement left the item out. Whoever asks then asks in a transaction of its own.

        Raises:
            DatabaseAway: PostgreSQL cannot be reached.
        """
        if actor.session_id is None:
            return None
        with _answering_for_postgresql():
            (user_id,) = actor.user_ids
            return self._groups.row_of(statement, user_id, actor.session_id, item)


def _check_sign_in(session: Session, actor: Actor) -> None:
    """Enter, where nothing has entered yet: an ended sign-in is told before anything else is."""
    if actor.session_id is not None and not session.info["entry"].checked:
        session.execute(text("select 1"))


def _executed(connection: Connection, statement: HotStatement, values: tuple[object, ...]) -> Rows:
    if statement.name not in connection.info:
        connection.exec_driver_sql(f"prepare {statement.name} as {statement.text}")
        connection.info[statement.name] = True
    query = execution_of(statement.name, values)
    if statement.planned_anew:
        query = PLANNED_ANEW + query
    result = connection.exec_driver_sql(query, values)
    # Plain tuples: SQLAlchemy's cost more than reading them.
    if result.cursor is not None and result.cursor.description:
        return result.cursor.fetchall()
    return ()


@contextmanager
def _answering_for_postgresql(*, limited: bool = False) -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseAway(retry_after=1) from error
    except (OperationalError, InterfaceError) as error:
        if limited and code_of(error) == CANCELLED:
            raise TooHeavy from None
        raise DatabaseAway(retry_after=2) from error
    except DBAPIError as error:
        if code_of(error) == SIGN_IN_ENDED:
            raise SessionEnded from None
        if error.connection_invalidated:
            raise DatabaseAway(retry_after=2) from error
        raise


def at_once(session: Session, statement: HotStatement, values: tuple[object, ...]) -> Rows:
    """One statement in one round trip, committed when this returns if nothing came before it in this session.

    For a use case whose last step it is. After other statements it is one more of their transaction, and statements
    that follow one that was alone begin a transaction of their own.
    """
    entry: Entry = session.info["entry"]
    if not entry.begun and not _has_changes(session):
        rows: Rows = session.info["alone"](statement, values)
        entry.checked = True
        return rows
    return within(session, statement, values)


def together(session: Session, statement: GroupStatement, item: Item) -> Row | None:
    """The row of one item, committed when this returns if nothing came before it in this session; null without one.

    For a use case whose last step it is, and that many callers may take at the same moment. What was not kept in the
    company of others is tried in this session's own transaction, which hears what is wrong with it.
    """
    entry: Entry = session.info["entry"]
    if not entry.begun and not _has_changes(session):
        row: Row | None = session.info["together"](statement, item)
        if row is not None:
            entry.checked = True
            return row
    rows = within(session, HotStatement(statement.name, statement.text), (listed([item]),))
    return tuple(rows[0][1:]) if rows else None


def _has_changes(session: Session) -> bool:
    """Whether a flush would write something."""
    if not session.identity_map:  # nothing was loaded, so nothing of it was changed
        return bool(session.new)
    return bool(session.new or session.dirty or session.deleted)


def within(session: Session, statement: HotStatement, values: tuple[object, ...]) -> Rows:
    """One statement of this session's transaction, which it begins if need be; its rows."""
    session.flush()
    return _executed(session.connection(), statement, values)


def after_commit(session: Session, deliver: Callable[[], None]) -> None:
    """Deliver after the commit of this session's transaction; forgotten when it rolls back."""
    session.info.setdefault("deferred", []).append(deliver)


def announce(session: Session, news: object) -> None:
    """Tell those who listen at the database, after the commit; forgotten when the transaction rolls back."""
    for deliver in session.info["listeners"].get(type(news), ()):
        after_commit(session, partial(deliver, news))


def act_for(session: Session, *user_ids: UUID) -> None:
    """From here on this transaction of the product's own is for these users and for nobody else.

    For the beat, which finds something for everybody and then goes on as each whom it is about.
    """
    session.execute(
        text("select set_config('app.user_ids', :listed, true)"),
        {"listed": ids_listed(user_ids)},
    )


def as_json(rows: Columns | Sequence[Columns]) -> str:
    """Rows by column, for `json_populate_record` and `json_populate_recordset`; decimals stay exact."""
    return orjson.dumps(rows, default=str).decode()


def constraint_of(error: DBAPIError) -> str | None:
    """The name of the constraint that an integrity error violated."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def code_of(error: BaseException) -> str:
    """PostgreSQL's code of an error, empty where it is none of PostgreSQL's."""
    return getattr(getattr(error, "orig", None), "pgcode", None) or ""


def ids_array(ids: Sequence[UUID]) -> list[str]:
    """UUIDs as PostgreSQL's driver takes them in an array."""
    return [str(id_) for id_ in ids]
