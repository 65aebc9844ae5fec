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
from pydantic_core.core_schema import DataclassField, ModelField, TypedDictField

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
from backend.transport.problem import CODES_BY_STATUS, Problem
from backend.transport.schema_names import plain_names, renamed, with_discriminators
from backend.transport.versions import IF_MATCH, is_conditional

EVENTS_VERSION = 1
REFERENCE = "#/components/schemas/{model}"
ABOUT = """A chat-first trading coach: send a chart and a few words, receive a verdict.

Money, prices and quantities are exact decimals in strings. Times are ISO 8601 in UTC. Lists are paged by cursor.
Words of a closed list are read in any case (`LONG`), `buy` and `sell` as the direction of what they open.
Errors are RFC 9457 problem documents with a stable `code`; `x-error-codes` has all of them.
Unsafe requests accept an `Idempotency-Key`: the same key
and body give the same answer, another body is a 409. Where nobody is signed in yet (`/api/auth`) it is not read.
What several windows change says its version in `ETag`; a change with `If-Match` that is meant for another one is a 412
with what there is now in `current`. `X-Socket-ID` (the id of your socket) keeps `changed` from the window that wrote.

Searches, reports and exports are made a few at a time for each trader, and everything is limited by user and address:
a 429 says in `Retry-After` when to come back. A JSON body may be nested 64 levels deep; its numbers must be finite,
within 64 bits, and survive as doubles (send longer ones as strings). Cursors work for the list that gave them."""


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

    def returned(self, annotation: Any) -> JsonSchemaValue:
        """The schema of what goes out; that of a model is referred to."""
        if is_model(annotation):
            return self._reference(annotation, "serialization")
        return TypeAdapter(annotation).json_schema(mode="serialization", ref_template=REFERENCE)

    def _reference(self, model: type[BaseModel], mode: JsonSchemaMode) -> JsonSchemaValue:
        reference: JsonSchemaValue = renamed(self._maps[(model, mode)], self._names)
        return dict(reference)


def document(operations: list[Operation], *, version: str) -> JsonObject:
    """The OpenAPI document of these operations."""
    schemas = _Schemas(operations)
    paths: dict[str, JsonObject] = defaultdict(dict)
    for operation in operations:
        path = re.sub(r"<(\w+)>", r"{\1}", operation.path)
        paths[path][operation.method.lower()] = _describe(operation, schemas)
    refusals = [refusal for operation in operations for refusal in refusals_of(operation)]
    codes = {**codes_of(refusals), **general_codes()}
    components = schemas.components
    components["ErrorCode"] = _error_code(codes)
    components["Problem"]["properties"]["code"] = {"$ref": REFERENCE.format(model="ErrorCode")}
    bearer: JsonObject = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Elite Trading Coach", "version": version, "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": {**paths},
        "x-error-codes": codes,
        "components": {
            "schemas": dict(sorted(components.items())),
            "examples": {one.code: {"value": _example(one)} for one in refusals},
            "securitySchemes": {"bearer": bearer},
        },
    }


def _error_code(codes: JsonObject) -> JsonSchemaValue:
    return {
        "type": "string",
        "title": "ErrorCode",
        "description": "Why something was refused: stable, and read by programs.",
        "enum": sorted(codes),
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
            if name in operation.path_types:
                continue  # the path says it
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
    if is_conditional(operation):
        parameters.append(
            {"name": IF_MATCH, "in": "header", "required": False, "schema": {"type": "string"}}
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
    if operation.versioned:
        headers["ETag"] = {
            "schema": {"type": "string"},
            "description": "The version of this: send it as `If-Match` with a change of it.",
        }
    described: JsonObject = {"description": "Done.", "headers": headers}
    if operation.returns in (RawAnswer, StreamedAnswer):
        described["content"] = {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in operation.media_types
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
    return {str(status): _refusal(status, by_status[status]) for status in sorted(by_status)}


def _refusal(status: int, classes: list[type[Refusal]]) -> JsonObject:
    """With the codes of this operation as a closed list, so that a client which asks for another does not compile."""
    lines = [
        f"- `{refusal.code}`: {(refusal.__doc__ or refusal.title).splitlines()[0]}"
        for refusal in classes
    ]
    codes: set[str] = {refusal.code for refusal in classes}
    if status in CODES_BY_STATUS:
        codes.add(CODES_BY_STATUS[status])  # before any operation the server itself may refuse
    told: JsonObject = {
        "type": "object",
        "properties": {"code": {"type": "string", "enum": [*sorted(codes)]}},
        "required": ["code"],
    }
    schema: JsonObject = {"allOf": [{"$ref": REFERENCE.format(model="Problem")}, told]}
    examples: JsonObject = {
        refusal.code: {"$ref": f"#/components/examples/{refusal.code}"} for refusal in classes
    }
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
    """The socket events in the same spirit: each with the JSON schema of its payload, and why a socket is refused.

    An event in is acknowledged with `{ok: true}` and the fields of `acknowledgement`, or with `{ok: false, error}`, whose
    `error` is a problem document (`refusal`). `version` is raised when a client of before would not understand.
    """
    connecting = refusals_of_connecting(events)
    in_events = [refusal for event in events.incoming for refusal in refusals_of_event(event)]
    return {
        "version": EVENTS_VERSION,
        "refusal": _written(Problem),
        "incoming": {event.name: _incoming(event) for event in events.incoming},
        "outgoing": {name: _outgoing(payload) for name, payload in events.outgoing.items()},
        "connecting": {"refusals": [*_codes(connecting)]},
        "error_codes": {**codes_of([*connecting, *in_events])},
    }


def _incoming(event: SocketEvent) -> JsonObject:
    return {
        "summary": (event.handler.__doc__ or "").splitlines()[0],
        "payload": event.takes.model_json_schema(),
        "acknowledgement": _written(event.acknowledges),
        "refusals": [*_codes(refusals_of_event(event))],
    }


def _outgoing(payload: type[BaseModel]) -> JsonObject:
    return {
        "summary": (payload.__doc__ or "").splitlines()[0],
        "payload": _written(payload),
    }


def _written(model: type[BaseModel]) -> JsonSchemaValue:
    return model.model_json_schema(mode="serialization", schema_generator=_Writer)


def _codes(refusals: Iterable[type[Refusal]]) -> list[str]:
    return sorted({refusal.code for refusal in refusals})
