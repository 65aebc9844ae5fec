"""Reads of conversations and messages; every one starts from what the user may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.orm import Session

from backend.core.paging import Position
from backend.features.conversations.errors import ConversationNotFound, MessageNotFound
from backend.features.conversations.models import UNFINISHED, Conversation, Message, MessageImage, MessageType


def conversations_of(user_id: UUID) -> Select[Conversation]:
    """All conversations that the user may see."""
    return select(Conversation).where(Conversation.user_id == user_id)


def messages_of(user_id: UUID) -> Select[Message]:
    """All messages that the user may see."""
    return select(Message).where(Message.user_id == user_id)


def conversation(session: Session, user_id: UUID, conversation_id: UUID, *, lock: bool = False) -> Conversation:
    """One conversation.

    Raises:
        ConversationNotFound: not there, or not the user's.
    """
    chosen = conversations_of(user_id).where(Conversation.id == conversation_id)
    found = session.scalars(chosen.with_for_update(key_share=True) if lock else chosen).one_or_none()
    if found is None:
        raise ConversationNotFound
    return found


def recent_conversations(
    session: Session, user_id: UUID, *, archived: bool, after: Position | None, limit: int
) -> list[Conversation]:
    """Conversations, most recently used first; one more than the limit tells that there is a next page."""
    chosen = conversations_of(user_id).where(Conversation.archived == archived)
    if after is not None:
        chosen = chosen.where(tuple_(Conversation.updated_at, Conversation.id) < (after.moment, after.id))
    chosen = chosen.order_by(Conversation.updated_at.desc(), Conversation.id.desc()).limit(limit + 1)
    return list(session.scalars(chosen))


def heads(session: Session, user_id: UUID, *, limit: int) -> dict[UUID, int]:
    """The last seq of each recent conversation: what a client compares with what it has."""
    rows = session.execute(
        select(Conversation.id, Conversation.head)
        .where(Conversation.user_id == user_id)
        .order_by(Conversation.updated_at.desc())
        .limit(limit)
    )
    return {row.id: row.head for row in rows}


def message(session: Session, user_id: UUID, message_id: UUID, *, lock: bool = False) -> Message:
    """One message.

    Raises:
        MessageNotFound: not there, or not the user's.
    """
    chosen = messages_of(user_id).where(Message.id == message_id)
    found = session.scalars(chosen.with_for_update(key_share=True) if lock else chosen).one_or_none()
    if found is None:
        raise MessageNotFound
    return found


def conversation_and_message(session: Session, user_id: UUID, message_id: UUID) -> tuple[Conversation, Message]:
    """A message and its conversation, both locked, the conversation first.

    Raises:
        MessageNotFound: not there, or not the user's.
    """
    chosen = (
        select(Conversation, Message)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Message.user_id == user_id, Message.id == message_id, Conversation.user_id == user_id)
        .with_for_update(key_share=True)
    )
    found = session.execute(chosen).one_or_none()
    if found is None:
        raise MessageNotFound
    return found[0], found[1]


def log(
    session: Session, user_id: UUID, conversation_id: UUID, *, after: int | None, before: int | None, limit: int
) -> list[Message]:
    """Final messages in order of seq: those after one, or the last ones (before one)."""
    chosen = messages_of(user_id).where(Message.conversation_id == conversation_id, Message.seq.is_not(None))
    if after is not None:
        return list(session.scalars(chosen.where(Message.seq > after).order_by(Message.seq).limit(limit)))
    if before is not None:
        chosen = chosen.where(Message.seq < before)
    return list(session.scalars(chosen.order_by(Message.seq.desc()).limit(limit)))[::-1]


def unfinished(session: Session, user_id: UUID, conversation_id: UUID) -> list[Message]:
    """Answers that are still to come, oldest first."""
    chosen = messages_of(user_id).where(
        Message.conversation_id == conversation_id, Message.status.in_(UNFINISHED), Message.seq.is_(None)
    )
    return list(session.scalars(chosen.order_by(Message.id)))


def answers_to(session: Session, user_id: UUID, question_id: UUID) -> list[Message]:
    """All answers to one question, in order of their branches."""
    chosen = messages_of(user_id).where(Message.parent_message_id == question_id, Message.type == MessageType.AI)
    return list(session.scalars(chosen.order_by(Message.branch_index)))


def by_client_message_id(session: Session, user_id: UUID, client_message_id: str) -> Message | None:
    """The message that a client sent under its own id."""
    return session.scalars(messages_of(user_id).filter_by(client_message_id=client_message_id)).one_or_none()


def images_of(session: Session, user_id: UUID, message_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The uploads of each message, in their places."""
    rows = session.execute(
        select(MessageImage.message_id, MessageImage.upload_id)
        .where(MessageImage.user_id == user_id, MessageImage.message_id.in_(message_ids))
        .order_by(MessageImage.message_id, MessageImage.position)
    )
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(row.upload_id)
    return found


def turns_before(session: Session, user_id: UUID, conversation_id: UUID, seq: int, *, limit: int) -> list[Message]:
    """The last messages with text before a seq, oldest first."""
    chosen = messages_of(user_id).where(
        Message.conversation_id == conversation_id,
        Message.seq < seq,
        Message.content != "",
        or_(Message.type == MessageType.USER, Message.status == "done"),
    )
    return list(session.scalars(chosen.order_by(Message.seq.desc()).limit(limit)))[::-1]
