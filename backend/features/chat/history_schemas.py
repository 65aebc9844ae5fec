"""What search, export, import and analytics of the chat take and give."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from backend.core.types import Id, In, Moment, Out, Text
from backend.features.conversations.models import MessageType, Mode
from backend.features.verdicts.schemas import VerdictKind

Cursor = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Symbol = Annotated[Text, StringConstraints(min_length=1, max_length=32), Field(examples=["ES"])]


class Spoken(StrEnum):
    """Whose words are searched."""

    USER = "user"
    AI = "ai"


class Span(In):
    """From when on, and until when; the end is not in it."""

    first_at: Annotated[Moment | None, Field(alias="from", description="From this moment on.")] = None
    last_at: Annotated[Moment | None, Field(alias="to", description="Before this moment.")] = None


class SearchFilter(Span):
    """What to look for in your conversations, and where."""

    q: Annotated[
        Text,
        Field(
            description='Words, "phrases", `or`, and `-word` for what must not occur; at most 200 characters.',
            examples=['retest "opening range"'],
        ),
    ]
    mode: Mode | None = None
    type: Spoken | None = None
    conversation_id: Id | None = None
    verdict: Annotated[VerdictKind | None, Field(description="Of the answer, or of an answer to the question.")] = None
    instrument: Annotated[Symbol | None, Field(description="As the verdict read it.")] = None
    has_image: bool | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Cursor | None = None


class FoundMessage(Out):
    """A message that has what was looked for; read around it with `GET …/messages?after_seq=`."""

    message_id: Id
    conversation_id: Id
    conversation_title: str
    seq: int
    type: MessageType
    mode: Mode
    created_at: Moment
    rank: Annotated[float, Field(description="How well it fits: more words, closer together, rank higher.")]
    highlight: Annotated[str, Field(description="Plain text with « and » around what was found.")]


class FoundPage(Out):
    """What was found, the best first, and among equals the latest."""

    items: list[FoundMessage]
    next_cursor: str | None
