"""What a process sends to PostgreSQL, heard at the driver: whichever way a statement went, it is seen here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from psycopg2 import extensions
from sqlalchemy import Engine, event


@contextmanager
def hearing(
    engine: Engine, listen: Callable[[extensions.cursor, str, object], None]
) -> Iterator[None]:
    """Call `listen` with each cursor, its statement and its values before it is sent, while the block runs."""

    class HeardCursor(extensions.cursor):
        def execute(self, query, vars=None):
            listen(self, query, vars)
            return super().execute(query, vars)

    def let_hear(connection, *_):
        connection.cursor_factory = HeardCursor

    def be_silent(connection, *_):
        if connection is not None:
            connection.cursor_factory = extensions.cursor

    event.listen(engine, "checkout", let_hear)
    event.listen(engine, "checkin", be_silent)
    try:
        yield
    finally:
        event.remove(engine, "checkout", let_hear)
        event.remove(engine, "checkin", be_silent)


@contextmanager
def sent_statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent while the block runs, a line for each round trip."""
    statements: list[str] = []

    def note(_cursor: extensions.cursor, statement: str, _values: object) -> None:
        statements.append(statement)

    with hearing(engine, note):
        yield statements
