"""What conversations take and give."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from backend.core.paging import Cursor, Limit
from backend.core.types import Id, In, Moment, Out, Text
from backend.core.visible_text import is_blank
from backend.features.content.conversations.models import MessageType, Mode


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


TitlePart = Annotated[Text, StringConstraints(min_length=1, max_length=200)]


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


class ListedConversation(ConversationOut):
    """A conversation in a list, with its last line and how many answers were not read."""

    last_line: Annotated[
        str | None,
        Field(
            description="The beginning of its last message; null where it has none that is shown."
        ),
    ]
    last_type: MessageType | None
    unread: Annotated[int, Field(description="Answers after what was read; 100: as many or more.")]


class ReadConversation(In):
    """Up to where a conversation was read."""

    seq: Annotated[int, Field(ge=0, le=2**53)]


class ConversationPage(Out):
    """Conversations, most recent first."""

    items: list[ListedConversation]
    next_cursor: str | None


class ConversationFilter(In):
    """Which conversations to list."""

    archived: Annotated[bool, Field(description="Archived ones are listed apart.")] = False
    q: Annotated[TitlePart | None, Field(description="A part of the title, in any case.")] = None
    mode: Mode | None = None
    pinned: bool | None = None
    limit: Limit = 50
    cursor: Cursor | None = None
