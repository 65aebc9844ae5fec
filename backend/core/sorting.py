"""Lists in an order that the client names (`sort=-pnl`), in pages whose cursor holds for that order alone.

A page is read from an index by keyset: after the value and the id of the last row. Rows without a value come last
whichever way the list goes, so that they are a list of their own behind the others.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from backend.core.choices import Choice
from backend.core.paging import BadCursor, Page

T = TypeVar("T")
SortValue = datetime | date | Decimal
SelectT = TypeVar("SelectT", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class SortPlace:
    """Where a page ended: the value that it was sorted by, null where the row had none, and the row's id."""

    value: SortValue | None
    id: UUID

    def encode(self, sort: Choice) -> str:
        """As the opaque text of a cursor of this order."""
        value = None if self.value is None else str(self.value)
        document = orjson.dumps([sort.value, value, str(self.id)])
        return base64.urlsafe_b64encode(document).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted.

    Attributes:
        sort: as it is asked for; a minus goes from the last to the first.
        column: whose values come one after the other, and the rows' ids where they are equal.
        row_id: the rows' ids.
        kind: what the values are.
    """

    sort: Choice
    column: InstrumentedAttribute[Any]
    row_id: InstrumentedAttribute[UUID]
    kind: type[SortValue] = datetime

    @property
    def is_descending(self) -> bool:
        """Whether the largest value comes first."""
        return self.sort.value.startswith("-")

    @property
    def may_be_without(self) -> bool:
        """Whether there are rows without a value."""
        return bool(self.column.property.columns[0].nullable)

    def place(self, cursor: str | None) -> SortPlace | None:
        """Where a page of this order ended; null without a cursor.

        Raises:
            BadCursor: it is of another order, or none of ours.
        """
        if cursor is None:
            return None
        sort, value, row_id = _decoded(cursor)
        if sort != self.sort.value:
            raise BadCursor(
                f"This cursor goes on with sort={sort}. Keep that order, or start again without "
                "the cursor."
            )
        try:
            return SortPlace(self._read(value), UUID(row_id))
        except (ValueError, TypeError, OverflowError, InvalidOperation):
            raise BadCursor from None

    def place_of(self, value: object, row_id: str) -> SortPlace:
        """The place of a row, from its values as JSON has them."""
        return SortPlace(self._read(value), UUID(row_id))

    def _read(self, value: object) -> SortValue | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueError
        if self.kind is Decimal:
            return Decimal(value)
        if self.kind is date:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value).astimezone(UTC)

    def valued(self, statement: SelectT, after: SortPlace | None) -> SelectT:
        """The rows with a value that come after a place, in order."""
        if self.may_be_without:
            statement = statement.where(self.column.is_not(None))
        if after is not None:
            statement = statement.where(self._is_after((self.column, self.row_id), after))
        return statement.order_by(self._directed(self.column), self._directed(self.row_id))

    def valueless(self, statement: SelectT, after: SortPlace | None) -> SelectT:
        """The rows without a value that come after a place, in order."""
        statement = statement.where(self.column.is_(None))
        if after is not None and self.is_descending:
            statement = statement.where(self.row_id < after.id)
        elif after is not None:
            statement = statement.where(self.row_id > after.id)
        return statement.order_by(self._directed(self.row_id))

    def _directed(self, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
        if self.is_descending:
            return column.desc()
        return column.asc()

    def _is_after(
        self,
        columns: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[UUID]],
        after: SortPlace,
    ) -> ColumnElement[bool]:
        if self.is_descending:
            return tuple_(*columns) < (after.value, after.id)
        return tuple_(*columns) > (after.value, after.id)


def _decoded(cursor: str) -> tuple[str, object, str]:
    """The order, the value and the id of which a cursor is made.

    Raises:
        BadCursor
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
        sort, value, row_id = json.loads(text)
    except (ValueError, TypeError, AttributeError):
        raise BadCursor from None
    if not isinstance(sort, str) or not isinstance(row_id, str):
        raise BadCursor
    return sort, value, row_id


@dataclass(frozen=True, slots=True)
class SortedList(Generic[T]):
    """A list that is read in an order.

    Attributes:
        order: by what it is sorted.
        fetch: the rows of a statement.
        place_of: where a row stands in the order.
    """

    order: Order
    fetch: Callable[[Any], Sequence[T]]
    place_of: Callable[[T], SortPlace]

    def rows(
        self,
        statement: Select[*tuple[Any, ...]],
        after: SortPlace | None,
        limit: int,
    ) -> list[T]:
        """So many rows after a place, those without a value last."""
        rows: list[T] = []
        if after is None or after.value is not None:
            rows += self.fetch(self.order.valued(statement, after).limit(limit))
            after = None
        if self.order.may_be_without and len(rows) < limit:
            rest = self.order.valueless(statement, after)
            rows += self.fetch(rest.limit(limit - len(rows)))
        return rows

    def page(
        self,
        statement: Select[*tuple[Any, ...]],
        cursor: str | None,
        limit: int,
    ) -> Page[T]:
        """A page, and where the next one begins.

        Raises:
            BadCursor
        """
        read = partial(self.rows, statement)
        return page_after(self.order, read, self.place_of, cursor, limit)


def page_after(
    order: Order,
    read: Callable[[SortPlace | None, int], Sequence[T]],
    place_of: Callable[[T], SortPlace],
    cursor: str | None,
    limit: int,
) -> Page[T]:
    """A page of what is read after a place, one row more than asked for telling that there is a next one.

    Raises:
        BadCursor
    """
    rows = read(order.place(cursor), limit + 1)
    shown = rows[:limit]
    if len(rows) <= limit:
        return Page(shown, next_cursor=None)
    last = place_of(shown[-1])
    return Page(shown, last.encode(order.sort))
