"""Writes the operations down as an OpenAPI 3.1 document, from the same declarations that are carried out."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeGuard

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaValue,
    models_json_schema,
)

from backend.core.errors import Refusal
from backend.core.types import JsonObject
from backend.transport.contract import (
    Operation,
    RawAnswer,
    SocketEvent,
    SocketEvents,
    StreamedAnswer,
)
from backend.transport.error_codes import (
    codes_of,
    general_codes,
    refusals_of,
    refusals_of_connecting,
    refusals_of_event,
    takes_idempotency_key,
)
from backend.transport.problem import Problem

REFERENCE = "#/components/schemas/{model}"
ABOUT = """A chat-first trading coach: send a chart and a few words, receive a verdict.

Money, prices and quantities are exact decimals in strings. Times are ISO 8601 in UTC. Lists are paged by cursor.
Words of a closed list are read in any case (`LONG`), `buy` and `sell` as the direction of what they open.
Errors are RFC 9457 problem documents with a stable `code`; `x-error-codes` has all of them.
Unsafe requests accept an `Idempotency-Key`: the same key
and body give the same answer, another body is a 409. Where nobody is signed in yet (`/api/auth`) it is not read.

Searches, reports and exports are made a few at a time for each trader, and everything is limited by user and address:
a 429 says in `Retry-After` when to come back. A JSON body may be nested 64 levels deep; its numbers must be finite,
within 64 bits, and survive as doubles (send longer ones as strings). Cursors work for the list that gave them."""


def is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    """Whether what is returned is a model, which is described once for all."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


class _Schemas:
    """Component schemas of all models, each once."""

    def __init__(self, operations: list[Operation]) -> None:
        models: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {
            (Problem, "serialization"): None
        }
        for operation in operations:
            for model in (operation.body, operation.query):
                if model is not None:
                    models[(model, "validation")] = None
            if is_model(operation.returns):
                models[(operation.returns, "serialization")] = None
        self._maps, definitions = models_json_schema(
            list(models),
            ref_template=REFERENCE,
            schema_generator=GenerateJsonSchema,
        )
        self.components: dict[str, JsonSchemaValue] = dict(definitions.get("$defs", {}))

    def taken(self, model: type[BaseModel]) -> JsonSchemaValue:
        """The reference to a model that comes in."""
        return dict(self._maps[(model, "validation")])

    def properties_of(self, model: type[BaseModel]) -> dict[str, JsonSchemaValue]:
        """The fields of a model that comes in, by name."""
        name = self.taken(model)["$ref"].rsplit("/", 1)[1]
        properties: dict[str, JsonSchemaValue] = self.components[name]["properties"]
        return properties

    def returned(self, annotation: Any) -> JsonSchemaValue:
        """The schema of what goes out; that of a model is referred to."""
        if is_model(annotation):
            return dict(self._maps[(annotation, "serialization")])
        return TypeAdapter(annotation).json_schema(mode="serialization", ref_template=REFERENCE)


def document(operations: list[Operation], *, version: str) -> JsonObject:
    """The OpenAPI document of these operations."""
    schemas = _Schemas(operations)
    paths: dict[str, JsonObject] = defaultdict(dict)
    for operation in operations:
        path = re.sub(r"<(\w+)>", r"{\1}", operation.path)
        paths[path][operation.method.lower()] = _describe(operation, schemas)
    refusals = [refusal for operation in operations for refusal in refusals_of(operation)]
    bearer: JsonObject = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Elite Trading Coach", "version": version, "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": {**paths},
        "x-error-codes": {**codes_of(refusals), **general_codes()},
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": {"bearer": bearer},
        },
    }


def _describe(operation: Operation, schemas: _Schemas) -> JsonObject:
    described: JsonObject = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "security": [] if operation.public else [{"bearer": []}],
        "parameters": [*_parameters(operation, schemas)],
        "responses": {str(operation.status): _success(operation, schemas), **_refusals(operation)},
    }
    if operation.description:
        described["description"] = operation.description
    body = _request_body(operation, schemas)
    if body:
        described["requestBody"] = {"required": True, "content": body}
    return described


def _parameters(operation: Operation, schemas: _Schemas) -> list[JsonObject]:
    parameters: list[JsonObject] = [
        {"name": name, "in": "path", "required": True, "schema": adapter.json_schema()}
        for name, adapter in operation.path_types.items()
    ]
    if operation.query is not None:
        for name, schema in schemas.properties_of(operation.query).items():
            described = {key: value for key, value in schema.items() if key != "title"}
            parameters.append({"name": name, "in": "query", "required": False, "schema": described})
    if takes_idempotency_key(operation):
        key: JsonObject = {
            "type": "string",
            "pattern": r"^[\x21-\x7e]{1,200}$",
            "minLength": 1,
            "maxLength": 200,
        }
        parameters.append(
            {"name": "Idempotency-Key", "in": "header", "required": False, "schema": key}
        )
    if operation.takes_version:
        parameters.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": False,
                "description": "Change it only as it was seen: its ETag. Without it, whatever stands.",
                "schema": {"type": "string", "examples": ['"3"']},
            }
        )
    return parameters


def _request_body(operation: Operation, schemas: _Schemas) -> JsonObject:
    content: JsonObject = {}
    if operation.body is not None:
        content["application/json"] = {"schema": schemas.taken(operation.body)}
    if operation.file_part is not None:
        content["multipart/form-data"] = {"schema": _multipart(operation, schemas)}
    return content


def _multipart(operation: Operation, schemas: _Schemas) -> JsonObject:
    assert operation.file_part is not None
    properties: JsonObject = {operation.file_part: {"type": "string", "format": "binary"}}
    if operation.body is not None:
        properties |= schemas.properties_of(operation.body)
    return {
        "type": "object",
        "properties": properties,
        "required": [operation.file_part] if operation.body is None else [],
        "additionalProperties": False,
    }


def _success(operation: Operation, schemas: _Schemas) -> JsonObject:
    headers: JsonObject = {
        "X-Request-ID": {
            "schema": {"type": "string"},
            "description": "Say it when you ask for help.",
        }
    }
    described: JsonObject = {"description": "Done.", "headers": headers}
    if operation.returns in (RawAnswer, StreamedAnswer):
        described["content"] = {
            operation.content_type: {"schema": {"type": "string", "format": "binary"}}
        }
    elif operation.returns is not None:
        described["content"] = {
            operation.content_type: {"schema": schemas.returned(operation.returns)}
        }
    return described


def _refusals(operation: Operation) -> JsonObject:
    by_status: dict[int, list[type[Refusal]]] = defaultdict(list)
    for refusal in refusals_of(operation):
        by_status[refusal.status].append(refusal)
    return {str(status): _refusal(by_status[status]) for status in sorted(by_status)}


def _refusal(classes: list[type[Refusal]]) -> JsonObject:
    lines = [
        f"- `{refusal.code}`: {(refusal.__doc__ or refusal.title).splitlines()[0]}"
        for refusal in classes
    ]
    schema: JsonObject = {"$ref": REFERENCE.format(model="Problem")}
    examples: JsonObject = {refusal.code: {"value": _example(refusal)} for refusal in classes}
    return {
        "description": "\n".join(lines),
        "content": {
            "application/problem+json": {"schema": schema, "examples": examples},
        },
    }


def _example(refusal: type[Refusal]) -> JsonObject:
    return {
        "type": f"/problems/{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail or refusal.title,
        "instance": "/api/…",
        "code": refusal.code,
        "errors": [],
        "request_id": "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b",
    }


def events_document(events: SocketEvents) -> JsonObject:
    """The socket events in the same spirit: each with the JSON schema of its payload, and why a socket is refused."""
    connecting = refusals_of_connecting(events)
    in_events = [refusal for event in events.incoming for refusal in refusals_of_event(event)]
    return {
        "incoming": {event.name: _incoming(event) for event in events.incoming},
        "outgoing": {name: _outgoing(payload) for name, payload in events.outgoing.items()},
        "connecting": {"refusals": [*_codes(connecting)]},
        "error_codes": {**codes_of([*connecting, *in_events])},
    }


def _incoming(event: SocketEvent) -> JsonObject:
    return {
        "summary": (event.handler.__doc__ or "").splitlines()[0],
        "payload": event.takes.model_json_schema(),
        "refusals": [*_codes(refusals_of_event(event))],
    }


def _outgoing(payload: type[BaseModel]) -> JsonObject:
    return {
        "summary": (payload.__doc__ or "").splitlines()[0],
        "payload": payload.model_json_schema(mode="serialization"),
    }


def _codes(refusals: Iterable[type[Refusal]]) -> list[str]:
    return sorted({refusal.code for refusal in refusals})
