"""What was forgotten does not come back with an import: the product's own words of it are erased on the way in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.features.chat.archive.schemas import (
    ExportedConversation,
    ExportedMessage,
    ExportedVerdict,
)
from backend.features.coach.language.titles import shown_title
from backend.features.coach.memory import queries as memory_queries
from backend.features.coach.memory import service as memory
from backend.features.coach.memory.redaction import ERASED, LEFT_OUT, parts_of, without
from backend.features.content.conversations.models import MessageType
from backend.features.content.conversations.service import UNTITLED, title_from


@dataclass(frozen=True, slots=True)
class ShownConversation:
    """A conversation of a file as it is shown from now on.

    Attributes:
        redacted: what search and exports show of the trader's own messages, where it is not all of them.
    """

    title: str
    messages: Sequence[ExportedMessage]
    redacted: Mapping[UUID, str] = field(default_factory=dict)


def without_forgotten(
    session: Session,
    user_id: UUID,
    conversation: ExportedConversation,
    keyring: Keyring,
) -> ShownConversation:
    """A conversation without what the product wrote of things that were forgotten, under a title that may be shown."""
    words = [message.content for message in conversation.messages if _is_traders(message)]
    title = shown_title(conversation.title, next(iter(words), ""))
    if not memory_queries.is_anything_buried(session, user_id):
        return ShownConversation(title, conversation.messages)
    texts: list[str] = []
    for message in conversation.messages:
        texts += (message.content, *_strings_in(_verdict_of(message)))
    parts = list(dict.fromkeys(chain.from_iterable(map(parts_of, texts))))
    buried = memory.forgotten_among(session, user_id, parts, keyring)
    redacted = {
        message.id: without(message.content, buried.__contains__, LEFT_OUT)
        for message in conversation.messages
        if _is_traders(message) and not buried.isdisjoint(parts_of(message.content))
    }
    for message in conversation.messages:
        if message.id in redacted and title == title_from(message.content):
            title = UNTITLED
    shown = [_erased(message, buried) for message in conversation.messages]
    return ShownConversation(title, shown, redacted)


def _is_traders(message: ExportedMessage) -> bool:
    return message.type == MessageType.USER


def _erased(message: ExportedMessage, buried: set[str]) -> ExportedMessage:
    if _is_traders(message):
        return message
    verdict = _erased_within(_verdict_of(message), buried)
    changes = {
        "content": without(message.content, buried.__contains__, ERASED),
        "verdict": verdict and ExportedVerdict.model_validate(verdict),
    }
    return message.model_copy(update=changes)


def _verdict_of(message: ExportedMessage) -> dict[str, object] | None:
    if message.verdict is None:
        return None
    return message.verdict.model_dump()


def _erased_within(value: object, buried: set[str]) -> object:
    if isinstance(value, str):
        return without(value, buried.__contains__, ERASED)
    if isinstance(value, list):
        return [_erased_within(item, buried) for item in value]
    if isinstance(value, dict):
        return {name: _erased_within(item, buried) for name, item in value.items()}
    return value


def _strings_in(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings_in(item)
