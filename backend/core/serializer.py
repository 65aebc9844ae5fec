"""Answers as JSON, straight from objects: what goes out was checked when it came in or made by ourselves.

Pydantic would validate every value once more on its way out; for fifty trades that costs more than reading them. The
writers here are made once from the same models that document the answers, so the two cannot say different things, and
the contract tests compare what is sent with what is documented.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import orjson
from pydantic import BaseModel
from pydantic.functional_serializers import PlainSerializer

from backend.core.sql_json import Rendered

Writer = Callable[[Any], Any]
Fields = list[tuple[str, Writer | None]]


def to_wire(value: object, model: type[BaseModel]) -> bytes:
    """The value (an object, or a mapping) as the JSON of its model."""
    write = writer_of(model)
    return orjson.dumps(write(value))


@lru_cache(maxsize=256)
def writer_of(model: type[BaseModel]) -> Writer:
    """What turns an object or mapping into plain values of this model's fields."""
    fields = [
        (name, _field(field.annotation, tuple(field.metadata)))
        for name, field in model.model_fields.items()
    ]

    def write(value: object) -> object:
        if type(value) is Rendered:
            return value
        if isinstance(value, Mapping):
            values = value
        else:  # a loaded row holds its columns here; its attributes would ask SQLAlchemy one by one
            values = getattr(value, "__dict__", {})
        try:
            return _from_mapping(values, fields)
        except KeyError:
            return _from_attributes(value, fields)

    return write


def _from_mapping(values: Mapping[str, object], fields: Fields) -> dict[str, object]:
    written = {}
    for name, write in fields:
        value = values[name]
        if write is not None:
            value = write(value)
        written[name] = value
    return written


def _from_attributes(whole: object, fields: Fields) -> dict[str, object]:
    written = {}
    for name, write in fields:
        value = getattr(whole, name)
        if write is not None:
            value = write(value)
        written[name] = value
    return written


def _field(annotation: object, metadata: tuple[object, ...]) -> Writer | None:
    """The writer of one field; null where the value is plain already."""
    for marker in metadata:
        if isinstance(marker, PlainSerializer):
            return _or_null(marker.func)  # type: ignore[arg-type]  # ours take the value alone
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        return _field(arguments[0], arguments[1:])
    if origin in (Union, UnionType):
        return _union_field(arguments)
    if origin is list:
        return _list_field(arguments[0])
    if origin is dict:
        return _dict_field(arguments[1])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _or_null(writer_of(annotation))
    return None


def _union_field(arguments: tuple[object, ...]) -> Writer | None:
    """Of an optional field; a value of one type among several is plain already."""
    others = [argument for argument in arguments if argument is not NoneType]
    if len(others) > 1:
        return None
    write = _field(others[0], ())
    if write is None:
        return None
    return _or_null(write)


def _list_field(element: object) -> Writer | None:
    write = _field(element, ())
    if write is None:
        return None

    def write_all(values: Sequence[object]) -> Sequence[object]:
        if values and type(values[0]) is Rendered:  # PostgreSQL wrote the whole list
            return values
        return [write(value) for value in values]

    return write_all


def _dict_field(element: object) -> Writer | None:
    write = _field(element, ())
    if write is None:
        return None
    return lambda values: {key: write(value) for key, value in values.items()}


def _or_null(write: Writer) -> Writer:
    def write_some(value: object) -> object:
        if value is None or type(value) is str:
            return value
        return write(value)

    return write_some
