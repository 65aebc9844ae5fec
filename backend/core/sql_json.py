"""Rows as JSON, written by PostgreSQL from the same models that document the answers.

A page of fifty trades has some two thousand values. To read them into objects and write them out again costs a web
process several times what all the rest of the request does; PostgreSQL writes the same text beside it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
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


_MANNER_OF: dict[object, str] = {plain_decimal: "decimal", iso: "moment", str: "text"}
_AS_TEXT = {
    "decimal": "cast(trim_scale(chosen.{name}) as text)",
    "moment": f"to_char(chosen.{{name}}, '{_MOMENT}')",
    "text": "cast(chosen.{name} as text)",
}
_PLAIN = "plain"


@lru_cache(maxsize=64)
def written(model: type[BaseModel]) -> str:
    """SQL for the JSON text of a model, from a row that is called `chosen`.

    Fields that are texts on the wire are one array of texts, which PostgreSQL writes quickly: of a whole row it looks
    up again for every value how its type is written. The others stand before them.
    """
    manners = {
        name: _manner(field.annotation, field.metadata)
        for name, field in model.model_fields.items()
    }
    texts = [name for name, manner in manners.items() if manner != _PLAIN]
    names = ", ".join(f"'{name}'" for name in texts)
    values = ", ".join(_AS_TEXT[manners[name]].format(name=name) for name in texts)
    document = f"cast(json_object(cast(array[{names}] as text[]), cast(array[{values}] as text[])) as text)"
    others = [_member(name) for name, manner in manners.items() if manner == _PLAIN]
    if not others:
        return document
    comma = ", " if texts else ""
    # The first sign is cut off and not the last: to find the last one PostgreSQL counts all.
    return f"""('{{' || {" || ', ' || ".join(others)} || '{comma}') || right({document}, -1)"""


def _member(name: str) -> str:
    """SQL for a name and its value of whatever type."""
    return f"""'"{name}": ' || coalesce(cast(to_json(chosen.{name}) as text), 'null')"""


def _manner(annotation: object, metadata: Iterable[object]) -> str:
    """How PostgreSQL writes a field: by the serialiser that the field's type carries for Python, or as a text."""
    for part in metadata:
        if isinstance(part, PlainSerializer):
            return _MANNER_OF.get(part.func, _PLAIN)
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _manner(arguments[0], arguments[1:])
    if get_origin(annotation) in (Union, UnionType):
        manners = {_manner(argument, ()) for argument in arguments if argument is not NoneType}
        return manners.pop() if len(manners) == 1 else _PLAIN
    is_text = isinstance(annotation, type) and issubclass(annotation, (str, UUID, date))
    return "text" if is_text else _PLAIN
