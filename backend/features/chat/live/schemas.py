"""What events of the chat are acknowledged with, and answers beside an answer."""

from typing import Annotated

from pydantic import Field

from backend.core.types import Id, Moment, Out
from backend.features.chat.messages.schemas import MessageOut
from backend.features.content.conversations.models import MessageStatus
from backend.features.content.conversations.schemas import ConversationOut


class Acknowledged(Out):
    """Nothing more than that it was taken."""


class InThisConversation(Out):
    """The conversation as it is now."""

    conversation: ConversationOut


class ThisMessage(Out):
    """The message as it is now."""

    message: MessageOut


class Pong(Out):
    """The time, and the head of each recent conversation by its id."""

    now: Moment
    heads: dict[str, int]


class SiblingOut(Out):
    """One of the ways in which something was answered or said."""

    id: Id
    branch_index: int
    seq: int | None
    status: MessageStatus
    created_at: Moment


class Siblings(Out):
    """All answers to one question, or all wordings of one message, oldest first."""

    items: list[SiblingOut]
    count: int
    index: Annotated[int, Field(description="The place of the message that was asked for, from 0.")]
