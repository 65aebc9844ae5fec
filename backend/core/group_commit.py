"""Statements that callers send at the same moment, as one statement with one commit.

What a statement costs PostgreSQL is for the most part its own: to begin, to end, to wait for the disk. Rows of several
traders that come together share that. Each of them is held to the same walls as alone: `app_enter_all` names as the
users of the transaction those whose sign-in is alive, the statement takes the items of living sign-ins and no other,
and row-level security is in force.

Whoever is refused is refused alone: where PostgreSQL takes nothing of a group, or leaves an item out, its caller sends
it again in a transaction of its own, and hears there what is wrong with it.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.exc import DBAPIError

from backend.core.batcher import Batcher
from backend.core.driver_statements import Rows

Item = Mapping[str, object]
Row = tuple[Any, ...]
Send = Callable[[str, str, str, tuple[object, ...]], Rows]
"""What enters, the statement's name, its text and its values; the rows, committed."""

# Who waits for a lock longer than this does so alone: others of the group are not to wait for it.
LOCK_MILLISECONDS = 200
# PostgreSQL's classes of errors by which a transaction is over and nothing of it was kept.
NOTHING_KEPT = ("21", "22", "23", "40", "42", "44", "54", "55", "P0")


@dataclass(frozen=True, slots=True)
class GroupStatement:
    """A statement for the items of one caller or of several: `$1` is a JSON array of objects.

    Each object has, beside the values of its item, `place` (a number) and `session_id` (a sign-in, null where the
    transaction was entered for one user). What has a sign-in counts where that is in `app.session_ids`. A row that is
    returned begins with the place of its item; an item without a row was not carried out.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Request:
    user_id: UUID
    session_id: UUID
    item: Item


class GroupCommit:
    """Sends the items that wait for one statement together; a lone one is sent at once."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._batchers: dict[str, Batcher[_Request, Row | None]] = {}
        self._lock = threading.Lock()

    def row_of(
        self,
        statement: GroupStatement,
        user_id: UUID,
        session_id: UUID,
        item: Item,
    ) -> Row | None:
        """The row of an item, committed; null where nothing was kept, and the caller has to ask alone.

        Raises:
            DBAPIError: PostgreSQL is away, or took too long.
        """
        batcher = self._batchers.get(statement.name) or self._batcher(statement)
        return batcher.submit(_Request(user_id, session_id, item)).result()

    def _batcher(
        self,
        statement: GroupStatement,
    ) -> Batcher[_Request, Row | None]:
        def work(group: Sequence[_Request]) -> list[Row | Exception | None]:
            return [*self._rows(statement, group)]

        with self._lock:
            return self._batchers.setdefault(
                statement.name,
                Batcher(work, name=f"group-{statement.name}"),
            )

    def _rows(
        self,
        statement: GroupStatement,
        group: Sequence[_Request],
    ) -> list[Row | None]:
        items = [{**request.item, "session_id": request.session_id} for request in group]
        try:
            rows = self._send(_entering(group), statement.name, statement.text, (listed(items),))
        except DBAPIError as error:
            if error.connection_invalidated or not _code(error).startswith(NOTHING_KEPT):
                raise
            return [None] * len(group)
        by_place = {place: tuple(row) for place, *row in rows}
        return [by_place.get(place) for place in range(len(group))]


def listed(items: Sequence[Item]) -> str:
    """The items as a statement takes them, each with its place."""
    placed = [{**item, "place": place} for place, item in enumerate(items)]
    return orjson.dumps(placed, default=str).decode()


def _entering(group: Sequence[_Request]) -> str:
    """Enter for all whose sign-in is alive: text of our own identifiers alone."""
    users = ",".join(str(request.user_id) for request in group)
    sessions = ",".join(str(request.session_id) for request in group)
    return f"select app_enter_all('{{{users}}}', '{{{sessions}}}', {LOCK_MILLISECONDS}); "


def _code(error: DBAPIError) -> str:
    return getattr(error.orig, "pgcode", None) or ""
