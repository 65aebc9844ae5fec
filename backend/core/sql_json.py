"""Rows as JSON, written by PostgreSQL from the same models that document the answers.

A page of fifty trades has some two thousand values. To read them into objects and write them out again costs a web
process several times what all the rest of the request does; PostgreSQL writes the same text beside it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin
from uuid import UUID

import orjson
from pydantic import BaseModel
from pydantic.functional_serializers import PlainSerializer
from sqlalchemy import ColumnElement, Select, literal_column, select, text

from backend.core.clock import iso
from backend.core.paging import CursorKey, Page, page_of
from backend.core.types import plain_decimal

Rendered = orjson.Fragment
"""JSON text that is put into an answer as it is."""

_MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'  # sessions are in UTC


def rendered(model: type[BaseModel], statement: Select[Any], *, order: str) -> Select[str]:
    """The rows that a select chooses, each as the JSON text of its model; the model's fields must be among its columns.

    Args:
        model: what documents the answer.
        statement: the rows, already ordered and limited.
        order: the same order once more, as SQL over `chosen`, the rows: a constant of the code, never a trader's word.
    """
    document: ColumnElement[str] = literal_column(written(model))
    rows = statement.subquery("chosen")
    return select(document).select_from(rows).order_by(text(order))


def rendered_page(rows: Sequence[str], limit: int, *, moment: str) -> Page[Rendered]:
    """Cut a page from `limit + 1` rendered rows, which are sorted by this moment and their id."""

    def key_of(row: str) -> CursorKey:
        columns = orjson.loads(row)
        return CursorKey(
            moment=datetime.fromisoformat(columns[moment]),
            id=UUID(columns["id"]),
        )

    page = page_of(rows, limit, key_of)
    return Page([Rendered(row) for row in page.items], page.next_cursor)


_MANNER_OF: dict[object, str] = {plain_decimal: "decimal", iso: "moment"}
_MANNERS = {
    "decimal": "cast(trim_scale(chosen.{name}) as text) as {name}",
    "moment": f"to_char(chosen.{{name}}, '{_MOMENT}') as {{name}}",
    "plain": "chosen.{name}",
}


@lru_cache(maxsize=64)
def written(model: type[BaseModel]) -> str:
    """SQL for the JSON text of a model, from a row that is called `chosen`."""
    columns = []
    for name, field in model.model_fields.items():
        manner = _manner(field.annotation, field.metadata)
        columns.append(_MANNERS[manner].format(name=name))
    row = f"(select row_to_json(shown) from (select {', '.join(columns)}) as shown)"  # noqa: S608  # names of fields
    return f"cast({row} as text)"


def _manner(annotation: object, metadata: Iterable[object]) -> str:
    """How PostgreSQL writes a field: by the serialiser that the field's type carries for Python."""
    for part in metadata:
        if isinstance(part, PlainSerializer):
            return _MANNER_OF.get(part.func, "plain")
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        return _manner(arguments[0], arguments[1:])
    if origin is None or origin is list:
        return "plain"
    for argument in arguments:
        manner = _manner(argument, ())
        if manner != "plain":
            return manner
    return "plain"
