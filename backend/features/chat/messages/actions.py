"""What the trader can do next: operations to open with one's sign-in, and messages to jump to. Pure."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from uuid import UUID

from backend.core.types import JsonObject


class ActionKind(StrEnum):
    """How an action is carried out."""

    OPEN_MESSAGE = "open_message"
    DOWNLOAD = "download"
    OPEN = "open"
    SAY = "say"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do next: `GET path`, with the sign-in; where it is a message, its place in its conversation.

    Attributes:
        text: what to send as a message, where it is said rather than opened.
    """

    kind: ActionKind
    label: str
    path: str
    conversation_id: str | None = None
    message_id: str | None = None
    seq: int | None = None
    text: str | None = None

    def as_dict(self) -> JsonObject:
        """As it is stored beside the answer."""
        return asdict(self) | {"kind": self.kind.value}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer from the record, and what can be done with it."""

    words: str
    actions: tuple[Action, ...] = ()


def jump_to(label: str, conversation_id: UUID, message_id: UUID, seq: int) -> Action:
    """To a message, with what was said around it."""
    path = f"/api/conversations/{conversation_id}/messages?after_seq={max(seq - 5, 0)}"
    return Action(ActionKind.OPEN_MESSAGE, label, path, str(conversation_id), str(message_id), seq)


def download(label: str, path: str) -> Action:
    """A file to keep."""
    return Action(ActionKind.DOWNLOAD, label, path)


def look(label: str, path: str) -> Action:
    """All figures behind an answer."""
    return Action(ActionKind.OPEN, label, path)


def say(text: str, label: str | None = None) -> Action:
    """A message to send with one click."""
    return Action(ActionKind.SAY, label or text, "/api/messages", text=text)


def stored_actions(reply: Reply) -> list[JsonObject] | None:
    """The actions as they are stored beside the answer; null where there are none."""
    return [action.as_dict() for action in reply.actions] or None
