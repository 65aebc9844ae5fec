"""The schemas that a provider is sent: of its answer, of its tools, and of its plan."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, create_model

from backend.core.types import JsonObject
from backend.features.ai.ports import Tool


@lru_cache(maxsize=64)
def response_format(schema: type[BaseModel]) -> JsonObject:
    """What asks a provider to answer by a schema."""
    return {
        "type": "json_schema",
        "json_schema": {"name": schema.__name__, "strict": True, "schema": _answer_schema(schema)},
    }


@lru_cache(maxsize=64)
def written_format(schema: type[BaseModel]) -> str:
    """The same as it is sent: a provider reads it too, and counts it."""
    return json.dumps(response_format(schema))


@lru_cache(maxsize=64)
def written_schema(schema: type[BaseModel]) -> str:
    """The schema in words, for an endpoint that takes none as a parameter."""
    return json.dumps(_answer_schema(schema), ensure_ascii=False)


@lru_cache(maxsize=64)
def required_of(schema: type[BaseModel]) -> frozenset[str]:
    """The fields that an answer has wherever a provider keeps to the schema."""
    required = _answer_schema(schema).get("required")
    return frozenset(map(str, required)) if isinstance(required, list) else frozenset()


@lru_cache(maxsize=64)
def _answer_schema(schema: type[BaseModel]) -> JsonObject:
    shown: JsonObject = strict_schema(schema.model_json_schema(mode="serialization"))
    return shown


def tool_definitions(tools: Sequence[Tool]) -> list[JsonObject]:
    """The tools in the protocol's words.

    Without `strict`: it takes a part of JSON schema only, old servers refuse the word, and arguments are checked here.
    """
    return list(_definitions(_kinds_of(tools)))


def written_definitions(tools: Sequence[Tool]) -> str:
    """The same as it is sent: a provider reads it with every call, and counts it."""
    return _written_definitions(_kinds_of(tools))


ToolNames = tuple[tuple[str, str, type[BaseModel]], ...]  # name, description, arguments


def _kinds_of(tools: Sequence[Tool]) -> ToolNames:
    return tuple((tool.name, tool.description, tool.arguments) for tool in tools)


@lru_cache(maxsize=32)
def _definitions(kinds: ToolNames) -> tuple[JsonObject, ...]:
    return tuple(
        {
            "type": "function",
            "function": {
                "name": name,
                "description": description,
                "parameters": _parameters(arguments),
            },
        }
        for name, description, arguments in kinds
    )


@lru_cache(maxsize=32)
def _written_definitions(kinds: ToolNames) -> str:
    return json.dumps(_definitions(kinds), ensure_ascii=False)


@lru_cache(maxsize=64)
def _parameters(arguments: type[BaseModel]) -> JsonObject:
    shown: JsonObject = brief_schema(arguments.model_json_schema(mode="validation"))
    return shown


UNTOLD = frozenset(
    {"title", "examples", "pattern", "format", "default", "minLength", "maxLength", "maxItems"}
    | {"exclusiveMinimum", "exclusiveMaximum", "additionalProperties"}
)


def brief_schema(schema: Any) -> Any:
    """A schema of arguments without what a model does not need to call right: it is paid with each call.

    What may be null may be left out, and says so by being no required field. Bounds are checked where arguments are read,
    and a refusal names them.
    """
    if isinstance(schema, list):
        return [brief_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {name: value for name, value in schema.items() if name not in UNTOLD}
    for holder in ("properties", "$defs"):
        if holder in schema:
            parts = schema[holder].items()
            rest[holder] = {name: brief_schema(value) for name, value in parts}
    some = [part for part in rest.get("anyOf", []) if part != {"type": "null"}]
    if len(some) == 1:
        del rest["anyOf"]
        return brief_schema({**some[0], **rest})
    for holder, value in (("items", rest.get("items")), ("anyOf", some)):
        if value:
            rest[holder] = brief_schema(value)
    return rest


def plan_schema(tools: Sequence[Tool]) -> type[BaseModel]:
    """What a plan satisfies: calls of these tools, each with its arguments."""
    return _plan_schema(tuple((tool.name, tool.arguments) for tool in tools))


@lru_cache(maxsize=32)
def _plan_schema(tools: tuple[tuple[str, type[BaseModel]], ...]) -> type[BaseModel]:
    kinds: list[Any] = []
    for name, arguments in tools:
        literal: Any = Literal[name]
        kinds.append(create_model(f"Call_{name}", tool=(literal, ...), arguments=(arguments, ...)))
    some_call: Any = kinds[0]
    for kind in kinds[1:]:
        some_call = some_call | kind
    calls: Any = list[some_call]
    return create_model("ToolPlan", calls=(calls, ...))


NOT_TAKEN = frozenset(
    {
        "title",
        "examples",
        "pattern",
        "format",
        "default",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "discriminator",
    }
)


def strict_schema(schema: Any) -> Any:
    """The part of a JSON schema that structured output takes; everything else is validated afterwards."""
    if isinstance(schema, list):
        return [strict_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {name: value for name, value in schema.items() if name not in NOT_TAKEN}
    for holder in ("properties", "$defs"):
        if holder in rest:
            parts = rest[holder].items()
            rest[holder] = {name: strict_schema(value) for name, value in parts}
    if "oneOf" in rest:  # of kinds that exclude each other, either word says the same
        rest["anyOf"] = rest.pop("oneOf")
    for holder in ("items", "anyOf", "allOf"):
        if holder in rest:
            rest[holder] = strict_schema(rest[holder])
    if "properties" in rest:
        rest["required"] = list(rest["properties"])
        rest["additionalProperties"] = False
    return rest
