"""What a provider is sent: the messages of a question, and the schema of its answer."""

import base64
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal, TypedDict, TypeVar

from pydantic import BaseModel

from backend.core.types import JsonObject
from backend.features.ai.ports import EngineImage, Question
from backend.features.ai.sanitize import plain

T = TypeVar("T", bound=BaseModel)


class TextPart(TypedDict):
    """Words within a message."""

    type: Literal["text"]
    text: str


class ImagePart(TypedDict):
    """An image within a message."""

    type: Literal["image_url"]
    image_url: dict[str, str]


ContentPart = TextPart | ImagePart


class ChatMessage(TypedDict):
    """One message of a chat completion."""

    role: str
    content: str | list[ContentPart]


def messages_of(question: Question[T]) -> list[ChatMessage]:
    """Instructions in the system's message; everything that came from outside as labelled data in the user's."""
    history: list[ChatMessage] = [
        {"role": turn.role, "content": plain(turn.text)} for turn in question.history
    ]
    report = {
        "facts": list(question.facts),
        "traders_words": plain(question.words),
        "images": len(question.images),
    }
    parts: list[ContentPart] = [{"type": "text", "text": json.dumps(report, ensure_ascii=False)}]
    for image in question.images:
        parts.append({"type": "image_url", "image_url": {"url": _address(image), "detail": "high"}})
    return [
        {"role": "system", "content": question.prompt.text},
        *history,
        {"role": "user", "content": parts},
    ]


def texts_of(messages: Sequence[ChatMessage]) -> Iterator[str]:
    """Everything in messages that is text; images are counted by the piece."""
    for message in messages:
        content = message["content"]
        if isinstance(content, str):
            yield content
            continue
        for part in content:
            if part["type"] == "text":
                yield part["text"]


def _address(image: EngineImage) -> str:
    if image.url is not None:
        return str(image.url)
    encoded = base64.b64encode(image.content or b"").decode()
    return f"data:{image.content_type};base64,{encoded}"


@lru_cache(maxsize=32)
def response_format(schema: type[BaseModel]) -> JsonObject:
    """What asks a provider to answer by a schema."""
    shown = strict_schema(schema.model_json_schema(mode="serialization"))
    return {
        "type": "json_schema",
        "json_schema": {"name": schema.__name__, "strict": True, "schema": shown},
    }


@lru_cache(maxsize=32)
def written_schema(schema: type[BaseModel]) -> str:
    """The schema as it is sent: a provider reads it too, and counts it."""
    return json.dumps(response_format(schema))


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
    for holder in ("items", "anyOf", "allOf"):
        if holder in rest:
            rest[holder] = strict_schema(rest[holder])
    if "properties" in rest:
        rest["required"] = list(rest["properties"])
        rest["additionalProperties"] = False
    return rest
