"""Keyset pagination: a page, and a cursor that says after which row the next one begins."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import Field, StringConstraints

from backend.core.errors import FieldProblem, Invalid

T = TypeVar("T")

MOST = 200


class BadCursor(Invalid):
    """The cursor did not come from a page of this list."""

    code = "paging.bad_cursor"
    detail = "This cursor did not come from a page of this list. Start again without it."

    def __init__(self, detail: str | None = None) -> None:
        problem = FieldProblem(
            field="cursor",
            message=detail or self.detail,
            code=self.code,
        )
        super().__init__(detail, errors=(problem,))


@dataclass(frozen=True, slots=True)
class CursorKey:
    """The place of a row in a list that is sorted by time and id."""

    moment: datetime
    id: UUID

    def encode(self) -> str:
        """As the opaque text of a cursor."""
        place = [self.moment.isoformat(), str(self.id)]
        text = json.dumps(place, separators=(",", ":"))
        encoded = base64.urlsafe_b64encode(text.encode())
        return encoded.decode().rstrip("=")

    @classmethod
    def decode(cls, cursor: str) -> "CursorKey":
        """Read a cursor.

        Raises:
            BadCursor: it is not one of ours.
        """
        try:
            missing = -len(cursor) % 4
            padded = cursor + "=" * missing
            text = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
            moment, row_id = json.loads(text)
            key = cls(
                moment=datetime.fromisoformat(moment).astimezone(UTC),
                id=UUID(row_id),
            )
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise BadCursor from None
        if not 1900 < key.moment.year < 2200:
            raise BadCursor
        return key


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list and where the next ones begin."""

    items: Sequence[T]
    next_cursor: str | None


def page_of(rows: Sequence[T], limit: int, key_of: Callable[[T], CursorKey]) -> Page[T]:
    """Cut a page from `limit + 1` rows: one more than asked means that there is a next page."""
    shown = rows[:limit]
    if len(rows) <= limit:
        return Page(shown, next_cursor=None)
    last = key_of(shown[-1])
    return Page(shown, next_cursor=last.encode())


Cursor = Annotated[str, StringConstraints(min_length=1, max_length=500)]


Limit = Annotated[int, Field(ge=1, le=MOST)]
