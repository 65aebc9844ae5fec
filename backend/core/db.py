"""The database as the product sees it: one declarative base, one way to open a transaction, one place that commits.

Row-level security is the second wall behind every query. A transaction is opened for somebody: `app_enter` tells
PostgreSQL who asks, checks in the same round trip that the sign-in is still alive, and the policies do the rest.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Engine, MetaData, Numeric, Text, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session

from backend.core.errors import Unauthenticated, Unavailable

WEB_ROLE = "coach_app"
WORKER_ROLE = "coach_worker"

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


class DatabaseAway(Unavailable):
    """PostgreSQL does not answer."""

    code = "database.unavailable"
    detail = "The database does not answer right now. Nothing was changed; try again in a moment."


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a transaction is for: users, and the sign-in that must be alive where a user asks in person."""

    user_ids: tuple[UUID, ...] = ()
    session_id: UUID | None = None


NOBODY = Actor()


def acting_for(*user_ids: UUID) -> Actor:
    """The product itself, at work for these users."""
    return Actor(user_ids)


@event.listens_for(Session, "after_begin")
def _tell_postgresql_who_asks(session: Session, _transaction: object, connection: Any) -> None:
    actor: Actor = session.info.get("actor", NOBODY)
    if actor.session_id is not None:
        row = connection.exec_driver_sql("select app_enter(%s, %s)", (str(actor.user_ids[0]), str(actor.session_id)))
        if not row.scalar():
            raise SessionEnded
    elif actor.user_ids:
        connection.exec_driver_sql("select set_config('app.user_ids', %s, true)", (_listed(actor.user_ids),))


def _listed(user_ids: Sequence[UUID]) -> str:
    return "{" + ",".join(str(user_id) for user_id in user_ids) + "}"


@dataclass(frozen=True, slots=True)
class HotStatement:
    """A statement whose planning would cost as much as its work; parameters are `$1`, `$2` and so on."""

    name: str
    text: str


class Database:
    """Opens transactions. Nothing else in the product commits."""

    def __init__(self, engine: Engine, *, role: str, statement_timeout_seconds: int) -> None:
        self.engine = engine
        self._role = role
        self._timeout = statement_timeout_seconds
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(engine, "connect", self._prepare)

    def _prepare(self, connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'set role "{self._role}"')
            cursor.execute(f"set statement_timeout = '{self._timeout}s'")
            cursor.execute("set lock_timeout = '5s'")
            cursor.execute("set idle_in_transaction_session_timeout = '30s'")
            cursor.execute("set timezone = 'UTC'")
        connection.commit()

    @contextmanager
    def transaction(self, actor: Actor = NOBODY) -> Iterator[Session]:
        """One transaction: committed at the end, then what was deferred is delivered.

        Raises:
            SessionEnded: the actor's sign-in is over.
            DatabaseAway: PostgreSQL cannot be reached.
        """
        with (
            _answering_for_postgresql(),
            Session(self.engine, info={"actor": actor}, expire_on_commit=False) as session,
        ):
            yield session
            session.commit()
        for deliver in session.info.pop("deferred", ()):
            deliver()

    def at_once(self, user_ids: Sequence[UUID], statement: "HotStatement", values: tuple[Any, ...]) -> Sequence[Any]:
        """One statement for these users as a transaction of its own, in one round trip instead of four; its rows.

        PostgreSQL runs what one query string holds as one transaction, so that the policies see the users and nothing
        is kept when anything fails; when this returns, it is committed. Each connection plans the statement once.

        Raises:
            IntegrityError: a constraint is violated; nothing was kept.
            DatabaseAway: PostgreSQL cannot be reached.
        """
        with _answering_for_postgresql(), self._at_once.connect() as connection:
            if statement.name not in connection.info:
                connection.exec_driver_sql(f"prepare {statement.name} as {statement.text}")
                connection.info[statement.name] = True
            given = f"({', '.join(['%s'] * len(values))})" if values else ""
            text = f"select set_config('app.user_ids', %s, true); execute {statement.name}{given}"
            result: Any = connection.exec_driver_sql(text, (_listed(user_ids), *values))
            rows: Sequence[Any] = result.cursor.fetchall()  # plain tuples: SQLAlchemy's cost more than reading them
            return rows

    @contextmanager
    def reading(self, actor: Actor = NOBODY) -> Iterator[Session]:
        """One transaction that only reads and is rolled back."""
        with _answering_for_postgresql(), Session(self.engine, info={"actor": actor}) as session:
            yield session


@contextmanager
def _answering_for_postgresql() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseAway(retry_after=1) from error
    except (OperationalError, InterfaceError) as error:
        raise DatabaseAway(retry_after=2) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseAway(retry_after=2) from error
        raise


def after_commit(session: Session, deliver: Callable[[], None]) -> None:
    """Deliver after the commit of this session's transaction; forgotten when it rolls back."""
    session.info.setdefault("deferred", []).append(deliver)


def constraint_of(error: DBAPIError) -> str | None:
    """The name of the constraint that an integrity error violated."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def ids_array(ids: Sequence[UUID]) -> list[str]:
    """UUIDs as PostgreSQL's driver takes them in an array."""
    return [str(one) for one in ids]
