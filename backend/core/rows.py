"""What every room asks of its rows: the one that is the user's, a page of a list, and how lists refuse another one."""

from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core.errors import Conflict, NotFound
from backend.core.paging import CursorKey, Page, page_of

T = TypeVar("T")
SelectT = TypeVar("SelectT", bound=Select[*tuple[Any, ...]])


class TooMany(Conflict):
    """A list is as long as one can be."""

    code = "record.too_many"
    detail = "There are as many of these as there can be. Remove one first."


class NameTaken(Conflict):
    """Another one of yours has this name."""

    code = "record.name_taken"
    detail = "Another one of yours has this name already."


class PageRequest(Protocol):
    """A filter that asks for a page."""

    @property
    def limit(self) -> int:
        """The rows of a page."""

    @property
    def cursor(self) -> str | None:
        """Where the page before ended; null for the first page."""


def owned(
    session: Session,
    statement: Select[T],
    absent: type[NotFound],
    *,
    lock: bool = False,
) -> T:
    """The one row that a statement finds among those of its user.

    Args:
        session: of the user.
        statement: selects rows of the user alone.
        absent: the refusal where there is no such row; raised without saying whether it is somebody else's.
        lock: hold the row until the transaction ends; others may go on to refer to it.
    """
    if lock:
        statement = statement.with_for_update(key_share=True)
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise absent
    return row


def keyset(
    statement: SelectT,
    request: PageRequest,
    moment: InstrumentedAttribute[datetime],
    row_id: InstrumentedAttribute[UUID],
) -> SelectT:
    """The rows of a page, latest first, and one more, which tells that there is a next page.

    Raises:
        BadCursor
    """
    if request.cursor is not None:
        after = CursorKey.decode(request.cursor)
        is_after = tuple_(moment, row_id) < (after.moment, after.id)
        statement = statement.where(is_after)
    latest_first = statement.order_by(moment.desc(), row_id.desc())
    return latest_first.limit(request.limit + 1)


def page(
    session: Session,
    statement: Select[T],
    request: PageRequest,
    moment: InstrumentedAttribute[datetime],
    row_id: InstrumentedAttribute[UUID],
) -> Page[T]:
    """A page of the objects that a statement selects, latest first by a moment and their id.

    Raises:
        BadCursor
    """
    statement = keyset(statement, request, moment, row_id)
    rows = session.scalars(statement).all()

    def key_of(row: T) -> CursorKey:
        return CursorKey(
            moment=getattr(row, moment.key),
            id=getattr(row, row_id.key),
        )

    return page_of(rows, request.limit, key_of)
