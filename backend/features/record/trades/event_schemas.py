"""What the history of a trade gives: one shape of payload for each kind of event."""

from typing import Annotated

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from backend.core.shapes import Variant, told_apart
from backend.core.types import Id, Moment, Out
from backend.features.record.trades.models import EventKind, Expiry
from backend.quant.positions import Side

_TEXT: JsonSchemaValue = {"type": "string"}
_ID: JsonSchemaValue = {"type": "string", "format": "uuid"}
_WHOLE: JsonSchemaValue = {"type": "integer"}
_TEXT_OR_NULL: JsonSchemaValue = {"type": ["string", "null"]}
_DECIMAL: JsonSchemaValue = {"type": "string", "examples": ["4501.25"]}
_SIDE: JsonSchemaValue = {"type": "string", "enum": [side.value for side in Side]}
_FILL = {"side": _SIDE, "quantity": _DECIMAL, "price": _DECIMAL, "fees": _DECIMAL}
_FILL_KIND: JsonSchemaValue = {"type": "string", "enum": [kind.value for kind in EventKind]}
_MAY_FILL = {"fee_currency": _TEXT}
_LEVEL = {"price": _TEXT_OR_NULL}
_MAY_LEVEL = {"told_with_trade": {"type": "boolean"}}
_EXPIRY: JsonSchemaValue = {"type": "string", "enum": [expiry.value for expiry in Expiry]}
_ENDED = {"opened": _TEXT_OR_NULL, "outcome": _EXPIRY}

_SAID: dict[EventKind, dict[str, JsonSchemaValue]] = {
    EventKind.PLANNED: {},
    EventKind.FILLED: _FILL,
    EventKind.EXITED: _FILL,
    EventKind.STOP_SET: _LEVEL,
    EventKind.STOP_MOVED: _LEVEL,
    EventKind.STOP_REMOVED: _LEVEL,
    EventKind.TARGET_SET: _LEVEL,
    EventKind.TARGET_MOVED: _LEVEL,
    EventKind.TARGET_REMOVED: _LEVEL,
    EventKind.NOTED: {"text": _TEXT},
    EventKind.FELT: {"state": _TEXT_OR_NULL},
    EventKind.VOIDED: {"event_id": _ID},
    EventKind.CORRECTED: {**_FILL, "event_id": _ID, "kind": _FILL_KIND},
    EventKind.SPLIT: {"numerator": _WHOLE, "denominator": _WHOLE},
    EventKind.DIVIDEND: {},
    EventKind.FINANCING: {"amount": _DECIMAL},
    EventKind.RENAMED: {"before": _TEXT, "after": _TEXT},
    EventKind.EXPIRED: _FILL,
    EventKind.ROLLED: _FILL,
    EventKind.DELETED: {},
    EventKind.RESTORED: {},
}
"""What the payload of each kind always says."""

_MAY_SAY: dict[EventKind, dict[str, JsonSchemaValue]] = {
    EventKind.FILLED: _MAY_FILL,
    EventKind.EXITED: _MAY_FILL,
    EventKind.STOP_SET: _MAY_LEVEL,
    EventKind.TARGET_SET: _MAY_LEVEL,
    EventKind.NOTED: {"instead": {"type": "boolean"}},
    EventKind.VOIDED: {"reason": _TEXT_OR_NULL},
    EventKind.CORRECTED: {**_MAY_FILL, **_ENDED, "reason": _TEXT_OR_NULL},
    EventKind.DIVIDEND: {"amount_per_unit": _DECIMAL, "amount": _DECIMAL, "currency": _TEXT},
    EventKind.FINANCING: {"currency": _TEXT},
    EventKind.EXPIRED: {**_MAY_FILL, **_ENDED},
    EventKind.ROLLED: {**_MAY_FILL, **_ENDED},
}
"""What it may say besides."""


def payload_schema(kind: EventKind) -> JsonSchemaValue:
    """The payload of one kind of event as JSON Schema."""
    always = _SAID[kind]
    return {
        "type": "object",
        "title": f"{kind.value.title().replace('_', '')}Payload",
        "properties": {**always, **_MAY_SAY.get(kind, {})},
        "required": list(always),
    }


_VARIANTS = [
    Variant(f"{kind.value.title().replace('_', '')}Event", [kind.value]) for kind in EventKind
]


class TradeEventOut(Out):
    """One thing that happened: when it happened, and when this record learned of it."""

    id: Id
    seq: int
    kind: EventKind
    event_time: Moment
    recorded_time: Moment
    payload: dict[str, object]
    voided: Annotated[bool, Field(description="Taken back, or replaced by a correction.")]

    @classmethod
    def __get_pydantic_json_schema__(
        cls,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """One of several, told apart by `kind`."""
        described = told_apart("kind", _VARIANTS, schema, handler)
        for kind, part in zip(EventKind, described["oneOf"], strict=True):
            part["properties"]["payload"] = payload_schema(kind)
        return described


class TradeHistory(Out):
    """Everything that happened to a trade, in the order in which it was recorded."""

    items: list[TradeEventOut]
