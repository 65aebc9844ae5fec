"""What values look like that are plain JSON already: described for whoever reads them, neither checked nor written anew.

A document that the product itself wrote into a JSONB column, or a word of a closed list in a text column, goes out as it
is (`core/serializer`). Its field says its shape by these markers; at run time they do nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from pydantic import BaseModel, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema
from typing_extensions import TypedDict

JsonScalar = str | int | float | bool | None

COMPONENT = "x-component"  # a schema by its name; the OpenAPI document makes a reference of it
TOLD_APART_BY = (
    "x-told-apart-by"  # by which field the parts of a `oneOf` are known; it becomes a discriminator
)


@dataclass(frozen=True, slots=True)
class ShapeOf:
    """For a value that has the shape of this type: a model, a `TypedDict`, an enum, or a union of some."""

    kind: Any

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        kind = TypeAdapter(self.kind).core_schema
        return handler(core_schema.union_schema([kind]))  # inside of a union a model is referred to


@dataclass(frozen=True, slots=True)
class ShapeNamed:
    """For a value of a model of a wing above, which cannot be imported here: the component of that name."""

    component: str

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return {COMPONENT: self.component}


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the shapes that a model has, by a word in one of its fields.

    Attributes:
        title: the name of its schema.
        words: in that field any of these.
        shapes: of the fields that say more here, by name.
        without: fields that it has not.
    """

    title: str
    words: Sequence[str]
    shapes: Mapping[str, Any] = field(default_factory=dict)
    without: Sequence[str] = ()


def told_apart(
    field_name: str,
    variants: Sequence[Variant],
    schema: CoreSchema,
    handler: GetJsonSchemaHandler,
) -> JsonSchemaValue:
    """The schema of a model as one of several, told apart by a field: for its `__get_pydantic_json_schema__`."""
    described = handler.resolve_ref_schema(handler(schema))
    properties = described.pop("properties")
    whole = {
        name: described.pop(name)
        for name in ("required", "additionalProperties", "type")
        if name in described
    }
    described["oneOf"] = [
        {
            **whole,
            "title": variant.title,
            "required": _kept(whole["required"], variant),
            "properties": {name: properties[name] for name in _kept(properties, variant)}
            | _own_properties(field_name, variant, handler),
        }
        for variant in variants
    ]
    described[TOLD_APART_BY] = field_name
    return described


def _kept(names: Iterable[str], variant: Variant) -> list[str]:
    return [name for name in names if name not in variant.without]


def _own_properties(
    field_name: str, variant: Variant, handler: GetJsonSchemaHandler
) -> dict[str, JsonSchemaValue]:
    shapes = {
        name: handler(core_schema.union_schema([TypeAdapter(kind).core_schema]))
        for name, kind in variant.shapes.items()
    }
    return {field_name: {"type": "string", "enum": [*variant.words]}, **shapes}


def part_of(name: str, model: type[BaseModel]) -> Any:
    """A type of documents with some of the fields of a model, any of which may be left out."""
    return TypedDict(name, get_type_hints(model, include_extras=True), total=False)  # type: ignore[operator]  # mypy knows written ones alone
