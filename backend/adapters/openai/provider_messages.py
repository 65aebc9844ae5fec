"""What a provider is sent of a question: the turns before it, and a report of what is known."""

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Literal, NotRequired, TypedDict, TypeVar

from pydantic import BaseModel

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


class SentToolCall(TypedDict):
    """A call of a tool, read back to the model that made it."""

    id: str
    type: Literal["function"]
    function: dict[str, str]


class ChatMessage(TypedDict):
    """One message of a chat completion."""

    role: str
    content: str | list[ContentPart] | None
    tool_calls: NotRequired[list[SentToolCall]]
    tool_call_id: NotRequired[str]


def history_messages(question: Question[T]) -> Iterator[ChatMessage]:
    """The turns before the question."""
    for turn in question.history:
        yield {"role": turn.role, "content": plain(turn.text)}


def report_message(question: Question[T], *, as_text: bool) -> ChatMessage:
    """Everything that came from outside, as labelled data; as bare text for servers that know no parts."""
    report = {
        "facts": list(question.facts),
        "traders_words": plain(question.words),
        "images": len(question.images),
    }
    words = json.dumps(report, ensure_ascii=False)
    if as_text and not question.images:
        return {"role": "user", "content": words}
    parts: list[ContentPart] = [{"type": "text", "text": words}]
    for image in question.images:
        parts.append({"type": "image_url", "image_url": {"url": _address(image), "detail": "high"}})
    return {"role": "user", "content": parts}


def texts_of(messages: Sequence[ChatMessage]) -> Iterator[str]:
    """Everything in messages that is text; images are counted by the piece."""
    for message in messages:
        content = message["content"]
        if isinstance(content, str):
            yield content
        for part in content if isinstance(content, list) else ():
            if part["type"] == "text":
                yield part["text"]
        if "tool_calls" in message:
            yield json.dumps(message["tool_calls"])


def _address(image: EngineImage) -> str:
    if image.url is not None:
        return str(image.url)
    encoded = base64.b64encode(image.content or b"").decode()
    return f"data:{image.content_type};base64,{encoded}"
