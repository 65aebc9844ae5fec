"""Answers as JSON, straight from objects: what goes out was checked when it came in or made by ourselves.

Pydantic would validate every value once more on its way out; for fifty trades that costs more than reading them. The
writers here are made once from the same models that document the answers, so the two cannot say different things, and
the contract tests compare what is sent with what is documented.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import orjson
from pydantic import BaseModel
from pydantic.functional_serializers import PlainSerializer

from backend.core.sql_json import Rendered

Writer = Callable[[Any], Any]


def to_wire(value: Any, model: type[BaseModel]) -> bytes:
    """The value (an object, or a mapping) as the JSON of its model."""
    return orjson.dumps(writer_of(model)(value))


@lru_cache(maxsize=256)
def writer_of(model: type[BaseModel]) -> Writer:
    """What turns an object or mapping into plain values of this model's fields."""
    fields = [
        (name, _field(field.annotation, tuple(field.metadata)))
        for name, field in model.model_fields.items()
    ]

    def write(value: Any) -> Any:
        if type(value) is Rendered:
            return value
        values = value if isinstance(value, Mapping) else getattr(value, "__dict__", {})
        try:  # a loaded row holds its columns here; its attributes would ask SQLAlchemy one by one
            return {
                name: write_field(values[name]) if write_field else values[name]
                for name, write_field in fields
            }
        except KeyError:
            return {
                name: write_field(getattr(value, name)) if write_field else getattr(value, name)
                for name, write_field in fields
            }

    return write


def _field(annotation: Any, metadata: tuple[Any, ...]) -> Writer | None:
    """The writer of one field; null where the value is plain already."""
    for marker in metadata:
        if isinstance(marker, PlainSerializer):
            return _or_null(marker.func)  # type: ignore[arg-type]  # ours take the value alone
    if hasattr(annotation, "__metadata__"):
        return _field(annotation.__origin__, annotation.__metadata__)
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        inner = [argument for argument in get_args(annotation) if argument is not NoneType]
        within = _field(inner[0], ()) if len(inner) == 1 else None
        if within:
            return _or_null(within)
        return None
    if origin is list:
        element = _field(get_args(annotation)[0], ())
        if element:
            return lambda values: [element(value) for value in values]
        return None
    if origin is dict:
        inside = _field(get_args(annotation)[1], ())
        if inside:
            return lambda values: {key: inside(value) for key, value in values.items()}
        return None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _or_null(writer_of(annotation))
    return None


def _or_null(write: Writer) -> Writer:
    return lambda value: value if value is None or type(value) is str else write(value)
