"""The schemas of all models that a document names, each once, under a plain name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaValue,
    models_json_schema,
)
from pydantic_core.core_schema import DataclassField, ModelField, TypedDictField

from backend.transport.contract import Operation
from backend.transport.problem import Problem
from backend.transport.schema_names import PLACE, plain_names, renamed, with_discriminators

TEMPLATE = PLACE + "{model}"


def is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    """Whether what is returned is a model, which is described once for all."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


class _Writer(GenerateJsonSchema):
    """Of answers every field is always there: `core/serializer` writes them all."""

    def field_is_required(
        self,
        field: ModelField | DataclassField | TypedDictField,
        total: bool,
    ) -> bool:
        if self.mode == "serialization" and field["type"] == "model-field":
            return True
        return super().field_is_required(field, total)


@dataclass(frozen=True, slots=True)
class DescribedModels:
    """What a document describes: the models that come in, and those that go out."""

    incoming: Sequence[type[BaseModel]]
    outgoing: Sequence[type[BaseModel]]


def models_of(operations: Iterable[Operation]) -> DescribedModels:
    """The models of these operations, and that of their refusals."""
    operations = list(operations)
    incoming = [model for operation in operations for model in (operation.body, operation.query)]
    outgoing = [operation.returns for operation in operations if is_model(operation.returns)]
    return DescribedModels([model for model in incoming if model is not None], [Problem, *outgoing])


class ComponentSchemas:
    """Component schemas of these models."""

    def __init__(self, models: DescribedModels) -> None:
        by_mode: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {}
        by_mode |= {(model, "validation"): None for model in models.incoming}
        by_mode |= {(model, "serialization"): None for model in models.outgoing}
        self._maps, definitions = models_json_schema(
            list(by_mode),
            ref_template=TEMPLATE,
            schema_generator=_Writer,
        )
        components: dict[str, JsonSchemaValue] = with_discriminators(definitions.get("$defs", {}))
        self._names = plain_names(components)
        self.components = {
            self._names.get(name, name): renamed(schema, self._names)
            for name, schema in components.items()
        }

    def taken(self, model: type[BaseModel]) -> JsonSchemaValue:
        """The reference to a model that comes in."""
        return self._reference(model, "validation")

    def properties_of(self, model: type[BaseModel]) -> dict[str, JsonSchemaValue]:
        """The fields of a model that comes in, by name."""
        name = self.taken(model)["$ref"].rsplit("/", 1)[1]
        properties: dict[str, JsonSchemaValue] = self.components[name]["properties"]
        return properties

    def given(self, annotation: Any) -> JsonSchemaValue:
        """The schema of what goes out; that of a model is referred to."""
        if is_model(annotation):
            return self._reference(annotation, "serialization")
        return TypeAdapter(annotation).json_schema(mode="serialization", ref_template=TEMPLATE)

    def _reference(self, model: type[BaseModel], mode: JsonSchemaMode) -> JsonSchemaValue:
        reference: JsonSchemaValue = renamed(self._maps[(model, mode)], self._names)
        return dict(reference)
