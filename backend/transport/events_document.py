"""Writes the socket events down in the spirit of OpenAPI, from the same declarations that are carried out."""

from collections.abc import Iterable

from pydantic import BaseModel

from backend.core.errors import Refusal
from backend.core.types import JsonObject
from backend.transport.component_schemas import ComponentSchemas, DescribedModels, models_of
from backend.transport.contract import Operation, SocketEvent, SocketEvents
from backend.transport.error_codes import (
    codes_of,
    refusals_of_connecting,
    refusals_of_event,
    schema_of_codes,
)
from backend.transport.schema_names import PLACE, reached

VERSION = 1


def events_document(events: SocketEvents, operations: list[Operation]) -> JsonObject:
    """The socket events: each with the schema of its payload, and why a socket is refused.

    An event in is acknowledged with `{ok: true}` and the fields of `acknowledgement`, or with `{ok: false, error}`, whose
    `error` is a problem document (`refusal`). `version` is raised when a client of before would not understand.
    The schemas are those of the OpenAPI document of the operations, by the same names.
    """
    incoming = events.incoming
    schemas = _schemas(events, operations)
    connecting = refusals_of_connecting(events)
    in_events = [refusal for event in incoming for refusal in refusals_of_event(event)]
    codes = codes_of([*connecting, *in_events])
    components = schemas.components
    components["ErrorCode"] = schema_of_codes(codes)
    components["Problem"]["properties"]["code"] = {"$ref": PLACE + "ErrorCode"}
    components["SocketRefusal"] = _socket_refusal()
    described: JsonObject = {
        "version": VERSION,
        "refusal": {"$ref": PLACE + "SocketRefusal"},
        "incoming": {event.name: _incoming(event, schemas) for event in incoming},
        "outgoing": {
            name: _outgoing(payload, schemas) for name, payload in events.outgoing.items()
        },
        "connecting": {"refusals": [*_codes(connecting)]},
        "error_codes": {**codes},
    }
    return {**described, "components": {"schemas": reached(described, components)}}


def _schemas(events: SocketEvents, operations: list[Operation]) -> ComponentSchemas:
    """With those of the operations: what an event says may name what an operation takes."""
    models = models_of(operations)
    incoming = [event.takes for event in events.incoming]
    outgoing = [*(event.acknowledges for event in events.incoming), *events.outgoing.values()]
    return ComponentSchemas(
        DescribedModels([*models.incoming, *incoming], [*models.outgoing, *outgoing]),
    )


def _socket_refusal() -> JsonObject:
    retry_after: JsonObject = {
        "type": "integer",
        "description": "Seconds until it may be tried again; not there where that is not known.",
    }
    return {
        "title": "SocketRefusal",
        "description": "Why an event or a socket was refused; HTTP says `retry_after` in a header.",
        "allOf": [
            {"$ref": PLACE + "Problem"},
            {"type": "object", "properties": {"retry_after": retry_after}},
        ],
    }


def _incoming(event: SocketEvent, schemas: ComponentSchemas) -> JsonObject:
    return {
        "summary": (event.handler.__doc__ or "").splitlines()[0],
        "payload": schemas.taken(event.takes),
        "acknowledgement": schemas.given(event.acknowledges),
        "refusals": [*_codes(refusals_of_event(event))],
    }


def _outgoing(payload: type[BaseModel], schemas: ComponentSchemas) -> JsonObject:
    return {
        "summary": (payload.__doc__ or "").splitlines()[0],
        "payload": schemas.given(payload),
    }


def _codes(refusals: Iterable[type[Refusal]]) -> list[str]:
    return sorted({refusal.code for refusal in refusals})
