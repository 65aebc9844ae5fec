"""What conversations take and give."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from backend.core.paging import Cursor, Limit
from backend.core.types import Id, In, Moment, Out, Text
from backend.core.visible_text import is_blank
from backend.features.content.conversations.models import Mode


def _not_blank(value: str) -> str:
    if is_blank(value):
        raise PydanticCustomError("blank", "Give a title that is more than what cannot be seen.")
    return value.strip()


Title = Annotated[
    Text,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(_not_blank),
    Field(examples=["ES morning"]),
]


class NewConversation(In):
    """A conversation to begin."""

    title: Title | None = None
    mode: Annotated[Mode, Field(strict=False)] = Mode.ANALYSIS


class ChangeConversation(In):
    """Fields to change; what is left out stays."""

    title: Title | None = None
    mode: Mode | None = None
    archived: bool | None = None
    pinned: bool | None = None


class ConversationOut(Out):
    """A conversation; `head` is the seq of its last message."""

    id: Id
    title: str
    mode: Mode
    archived: bool
    pinned: bool
    head: int
    created_at: Moment
    updated_at: Moment


class ConversationPage(Out):
    """Conversations, most recent first."""

    items: list[ConversationOut]
    next_cursor: str | None


class ConversationFilter(In):
    """Which conversations to list."""

    archived: Annotated[bool, Field(description="Archived ones are listed apart.")] = False
    limit: Limit = 50
    cursor: Cursor | None = None
