"""Writes the operations down as an OpenAPI 3.1 document, from the same declarations that are carried out."""

import re
from collections import defaultdict

from backend.core.errors import Refusal
from backend.core.types import JsonObject
from backend.transport.component_schemas import ComponentSchemas, models_of
from backend.transport.contract import Operation, RawAnswer, StreamedAnswer
from backend.transport.error_codes import (
    codes_of,
    general_codes,
    refusals_of,
    schema_of_codes,
    takes_idempotency_key,
)
from backend.transport.problem import CODES_BY_STATUS
from backend.transport.schema_names import PLACE
from backend.transport.versions import IF_MATCH, is_conditional

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


def document(operations: list[Operation], *, version: str) -> JsonObject:
    """The OpenAPI document of these operations."""
    schemas = ComponentSchemas(models_of(operations))
    paths: dict[str, JsonObject] = defaultdict(dict)
    for operation in operations:
        path = re.sub(r"<(\w+)>", r"{\1}", operation.path)
        paths[path][operation.method.lower()] = _describe(operation, schemas)
    refusals = [refusal for operation in operations for refusal in refusals_of(operation)]
    codes = {**codes_of(refusals), **general_codes()}
    components = schemas.components
    components["ErrorCode"] = schema_of_codes(codes)
    components["Problem"]["properties"]["code"] = {"$ref": PLACE + "ErrorCode"}
    bearer: JsonObject = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Elite Trading Coach", "version": version, "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": {**paths},
        "x-error-codes": codes,
        "components": {
            "schemas": dict(sorted(components.items())),
            "examples": {refusal.code: {"value": _example(refusal)} for refusal in refusals},
            "securitySchemes": {"bearer": bearer},
        },
    }


def _describe(operation: Operation, schemas: ComponentSchemas) -> JsonObject:
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


def _parameters(operation: Operation, schemas: ComponentSchemas) -> list[JsonObject]:
    parameters: list[JsonObject] = [
        {"name": name, "in": "path", "required": True, "schema": adapter.json_schema()}
        for name, adapter in operation.path_types.items()
    ]
    if operation.query is not None:
        for name, schema in schemas.properties_of(operation.query).items():
            if name in operation.path_types or schema.get("type") == "null":
                continue  # the path says it, or nobody may
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


def _request_body(operation: Operation, schemas: ComponentSchemas) -> JsonObject:
    content: JsonObject = {}
    if operation.body is not None:
        content["application/json"] = {"schema": schemas.taken(operation.body)}
    if operation.file_part is not None:
        content["multipart/form-data"] = {"schema": _multipart(operation, schemas)}
    return content


def _multipart(operation: Operation, schemas: ComponentSchemas) -> JsonObject:
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


def _success(operation: Operation, schemas: ComponentSchemas) -> JsonObject:
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
            operation.content_type: {"schema": schemas.given(operation.returns)}
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
    code: JsonObject = {
        "type": "object",
        "properties": {"code": {"type": "string", "enum": [*sorted(codes)]}},
        "required": ["code"],
    }
    schema: JsonObject = {"allOf": [{"$ref": PLACE + "Problem"}, code]}
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
