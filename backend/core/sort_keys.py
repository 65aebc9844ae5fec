"""Lists in several orders, one after the other (`sort=setup,-pnl`), read by keyset.

Rows are compared by the first order, by the next where they are equal, and by their ids at last, which go the way of
the first order. Rows without a value come last, whichever way an order goes.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from backend.core.paging import BadCursor

SortKind = type[datetime] | type[Decimal] | type[int] | type[str]
SortValue = datetime | Decimal | int | str | None


@dataclass(frozen=True, slots=True)
class SortKey:
    """One order: a column, which way, and what its values are."""

    column: InstrumentedAttribute[Any]
    is_descending: bool
    kind: SortKind

    @property
    def name(self) -> str:
        """As it is asked for."""
        return f"-{self.column.key}" if self.is_descending else self.column.key

    def ordered(self) -> ColumnElement[Any]:
        """For `order by`."""
        directed = self.column.desc() if self.is_descending else self.column.asc()
        return directed.nulls_last()

    def ordered_text(self, table: str) -> str:
        """The same as SQL over a table."""
        direction = " desc" if self.is_descending else ""
        return f"{table}.{self.column.key}{direction} nulls last"

    def is_same(self, value: SortValue) -> ColumnElement[bool]:
        """Whether a row has this value."""
        return self.column.is_(None) if value is None else self.column == value

    def is_after(self, value: SortValue) -> ColumnElement[bool]:
        """Whether a row comes after those with this value."""
        if value is None:
            return false()
        beyond = self.column < value if self.is_descending else self.column > value
        return or_(beyond, self.column.is_(None)) if self.may_be_without else beyond

    @property
    def may_be_without(self) -> bool:
        """Whether there are rows without a value."""
        return bool(self.column.property.columns[0].nullable)

    def read(self, value: object) -> SortValue:
        """A value as JSON has it.

        Raises:
            ValueError, TypeError, InvalidOperation: it is none.
        """
        if value is None:
            return None
        if self.kind is int and type(value) is int:
            return value
        if not isinstance(value, str):
            raise TypeError
        if self.kind is Decimal:
            return Decimal(value)
        if self.kind is datetime:
            return datetime.fromisoformat(value).astimezone(UTC)
        if self.kind is str:
            return value
        raise TypeError


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: its values in each order, and its id."""

    values: tuple[SortValue, ...]
    id: UUID


@dataclass(frozen=True, slots=True)
class SortKeys:
    """The orders of a list, and the rows' ids behind them."""

    keys: Sequence[SortKey]
    row_id: InstrumentedAttribute[UUID]

    @property
    def is_descending(self) -> bool:
        """Which way ids go."""
        return self.keys[0].is_descending

    def ordered(self) -> list[ColumnElement[Any]]:
        """For `order by`."""
        ids = self.row_id.desc() if self.is_descending else self.row_id.asc()
        return [*(key.ordered() for key in self.keys), ids]

    def ordered_text(self, table: str) -> str:
        """The same as SQL over a table."""
        ids = f"{table}.{self.row_id.key}" + (" desc" if self.is_descending else "")
        return ", ".join([*(key.ordered_text(table) for key in self.keys), ids])

    def is_after(self, place: RowPlace) -> ColumnElement[bool]:
        """Whether a row comes after a place."""
        ways: list[ColumnElement[bool]] = []
        same: list[ColumnElement[bool]] = []
        for key, value in zip(self.keys, place.values, strict=True):
            ways.append(and_(*same, key.is_after(value)))
            same.append(key.is_same(value))
        beyond = self.row_id < place.id if self.is_descending else self.row_id > place.id
        return or_(*ways, and_(*same, beyond))

    def place_of(self, row: Mapping[str, object]) -> RowPlace:
        """The place of a row, from its values as JSON has them."""
        values = tuple(key.read(row[key.column.key]) for key in self.keys)
        return RowPlace(values, UUID(str(row[self.row_id.key])))

    def encode(self, row: Mapping[str, object]) -> str:
        """The cursor of a row, which goes on with these orders alone."""
        values = [row[key.column.key] for key in self.keys]
        names = ",".join(key.name for key in self.keys)
        text = json.dumps([names, values, str(row[self.row_id.key])], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def decode(self, cursor: str) -> RowPlace:
        """Where a page of these orders ended.

        Raises:
            BadCursor: it is of other orders, or none of ours.
        """
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            text = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
            names, values, row_id = json.loads(text)
            if names != ",".join(key.name for key in self.keys):
                raise BadCursor(
                    f"This cursor goes on with sort={names}. Keep that order, or start again without "
                    "the cursor."
                )
            place = tuple(key.read(value) for key, value in zip(self.keys, values, strict=True))
            return RowPlace(place, UUID(row_id))
        except (ValueError, TypeError, AttributeError, OverflowError, InvalidOperation):
            raise BadCursor from None
