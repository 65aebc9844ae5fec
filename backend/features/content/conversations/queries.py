"""Reads of conversations and messages; every one starts from what the user may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, make_transient_to_detached

from backend.core import rows
from backend.core.db import HotStatement, at_once, within
from backend.core.paging import Page
from backend.core.types import JsonObject
from backend.features.content.conversations.errors import ConversationNotFound, MessageNotFound
from backend.features.content.conversations.models import (
    UNFINISHED,
    Conversation,
    Message,
    MessageImage,
    MessageType,
)
from backend.features.content.conversations.schemas import ConversationFilter


@dataclass(frozen=True, slots=True)
class EarlierMessage:
    """What somebody said; `type` says who, `guard` whether and how it was met by the guard."""

    id: UUID
    type: str
    content: str
    guard: str | None


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A user's message, with all that its answer is made from here."""

    id: UUID
    first_wording_id: UUID
    conversation_id: UUID
    mode: str
    content: str
    created_at: datetime
    trade_ids: Sequence[UUID] | None
    upload_ids: Sequence[UUID]
    earlier: tuple[EarlierMessage, ...]


_STORED_QUESTION = HotStatement(
    "stored_question",
    """
with question as (
    select one.*, coalesce(first.seq, one.seq) as place
    from messages one left join messages first on first.id = one.parent_message_id and first.user_id = one.user_id
    where one.user_id = $1::uuid and one.id = $2::uuid
), before as (
    select said.id, said.type, said.content, said.guard, said.seq
    from question join messages said on said.conversation_id = question.conversation_id
    where said.user_id = $1::uuid and said.seq < question.place and said.content <> ''
        and (said.type = 'user' or said.status = 'done')
    order by said.seq desc limit $3
), turns as (
    select array_agg(id order by seq) as ids, array_agg(type order by seq) as types,
        array_agg(content order by seq) as contents, array_agg(guard order by seq) as guards
    from before
)
select question.id, coalesce(question.parent_message_id, question.id), question.conversation_id, question.mode,
    question.content, question.created_at, question.related_trade_ids, array(
        select upload_id from message_images as image
        where image.message_id = question.id and image.user_id = $1::uuid order by position
    ), turns.*
from question, turns
""",
)


_CONVERSATION_GIVES = (
    "id",
    "head",
    "title",
    "mode",
    "archived",
    "pinned",
    "created_at",
    "updated_at",
)
_ANSWER_GIVES = (
    "mode",
    "status",
    "content",
    "parent_message_id",
    "branch_index",
    "related_trade_ids",
    "created_at",
    "others_wait",
)
_NOT_YET = (
    "seq",
    "client_message_id",
    "error",
    "draft",
    "interlock",
    "guard",
    "actions",
    "understood",
    "cost",
    "finished_at",
    "redacted",
)
_LAST_PLACE = HotStatement(
    "last_place",
    """
with held as (
    select answer.*
    from conversations as conversation join messages as answer on answer.conversation_id = conversation.id
    where conversation.user_id = $1::uuid and answer.user_id = $1::uuid and answer.id = $2::uuid
        and answer.status = 'running' and answer.lease_token = $3::uuid
    for no key update
)
update conversations as conversation
set head = conversation.head + 1, updated_at = greatest(conversation.updated_at, $4)
from held where conversation.id = held.conversation_id
returning conversation.id, conversation.head, conversation.title, conversation.mode, conversation.archived,
    conversation.pinned, conversation.created_at, conversation.updated_at,
    held.mode, held.status, held.content, held.parent_message_id, held.branch_index, held.related_trade_ids,
    held.created_at, exists (
        select from messages as other
        where other.conversation_id = held.conversation_id and other.status in ('pending', 'running')
            and other.id <> held.id
    )
""",
)


def conversations_of(user_id: UUID) -> Select[Conversation]:
    """All conversations that the user may see."""
    return select(Conversation).where(Conversation.user_id == user_id)


def messages_of(user_id: UUID) -> Select[Message]:
    """All messages that the user may see."""
    return select(Message).where(Message.user_id == user_id)


def conversation(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    *,
    lock: bool = False,
) -> Conversation:
    """One conversation.

    Raises:
        ConversationNotFound: not there, or not the user's.
    """
    statement = conversations_of(user_id).where(Conversation.id == conversation_id)
    return rows.owned(session, statement, ConversationNotFound, lock=lock)


def recent_conversations(
    session: Session,
    user_id: UUID,
    query: ConversationFilter,
) -> Page[Conversation]:
    """A page of conversations, most recently used first."""
    statement = conversations_of(user_id).where(Conversation.archived == query.archived)
    if query.q is not None:
        statement = statement.where(Conversation.title.icontains(query.q, autoescape=True))
    if query.mode is not None:
        statement = statement.where(Conversation.mode == query.mode)
    if query.pinned is not None:
        statement = statement.where(Conversation.pinned == query.pinned)
    return rows.page(session, statement, query, Conversation.updated_at, Conversation.id)


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
    statement = messages_of(user_id).where(Message.id == message_id)
    return rows.owned(session, statement, MessageNotFound, lock=lock)


def take_last_place(
    session: Session,
    user_id: UUID,
    answer_id: UUID,
    lease_token: UUID,
    *,
    now: datetime,
) -> tuple[Conversation, Message, bool]:
    """Move a conversation's head on, for an answer that is being made; both are locked until the transaction ends.

    Also whether other answers of it are waiting for this one.

    Raises:
        MessageNotFound: not there, not the user's, or not this holder's any more.
    """
    rows = within(session, _LAST_PLACE, (user_id, answer_id, lease_token, now))
    if not rows:
        raise MessageNotFound
    of_conversation = dict(zip(_CONVERSATION_GIVES, rows[0], strict=False))
    of_answer = dict(
        zip(_ANSWER_GIVES, rows[0][len(of_conversation) :], strict=True)
    ) | dict.fromkeys(_NOT_YET)
    others_wait = bool(of_answer.pop("others_wait"))
    conversation = Conversation(user_id=user_id, **of_conversation)
    answer = Message(
        id=answer_id,
        user_id=user_id,
        conversation_id=conversation.id,
        type=MessageType.AI,
        **of_answer,
    )
    # As if read: the session writes what is changed from here on.
    for row in (conversation, answer):
        make_transient_to_detached(row)
        session.add(row)
    return conversation, answer, others_wait


def log(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    *,
    after: int | None,
    before: int | None,
    limit: int,
) -> list[Message]:
    """Final messages in order of seq: those after one, or the last ones (before one)."""
    statement = messages_of(user_id).where(
        Message.conversation_id == conversation_id,
        Message.seq.is_not(None),
    )
    if after is not None:
        return list(
            session.scalars(statement.where(Message.seq > after).order_by(Message.seq).limit(limit))
        )
    if before is not None:
        statement = statement.where(Message.seq < before)
    latest_first = session.scalars(statement.order_by(Message.seq.desc()).limit(limit))
    return list(latest_first)[::-1]


def unfinished(session: Session, user_id: UUID, conversation_id: UUID) -> list[Message]:
    """Answers that are still to come, oldest first."""
    statement = messages_of(user_id).where(
        Message.conversation_id == conversation_id,
        Message.status.in_(UNFINISHED),
        Message.seq.is_(None),
    )
    return list(session.scalars(statement.order_by(Message.id)))


def answers_to(session: Session, user_id: UUID, question_id: UUID) -> list[Message]:
    """All answers to one question, in order of their branches."""
    statement = messages_of(user_id).where(
        Message.parent_message_id == question_id,
        Message.type == MessageType.AI,
    )
    return list(session.scalars(statement.order_by(Message.branch_index)))


def branches(
    session: Session,
    user_id: UUID,
    parent_id: UUID,
    kind: MessageType,
) -> tuple[int, bool]:
    """The last branch below a message, -1 where there is none, and whether one of them is not final."""
    statement = select(
        func.coalesce(func.max(Message.branch_index), -1),
        func.coalesce(func.bool_or(Message.status.in_(UNFINISHED)), False),
    ).where(
        Message.user_id == user_id,
        Message.parent_message_id == parent_id,
        Message.type == kind,
    )
    last, is_open = session.execute(statement).one()
    return last, is_open


def by_client_message_id(session: Session, user_id: UUID, client_message_id: str) -> Message | None:
    """The message that a client sent under its own id."""
    return session.scalars(
        messages_of(user_id).filter_by(client_message_id=client_message_id)
    ).one_or_none()


def images_of(
    session: Session,
    user_id: UUID,
    message_ids: Sequence[UUID],
) -> dict[UUID, list[UUID]]:
    """The uploads of each message, in their places."""
    rows = session.execute(
        select(MessageImage.message_id, MessageImage.upload_id)
        .where(MessageImage.user_id == user_id, MessageImage.message_id.in_(message_ids))
        .order_by(MessageImage.message_id, MessageImage.position)
    )
    uploads: dict[UUID, list[UUID]] = {}
    for row in rows:
        uploads.setdefault(row.message_id, []).append(row.upload_id)
    return uploads


def stored_question(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    turns: int,
) -> StoredQuestion:
    """A question with its images and what was said before it, the last turns at the most, oldest first.

    What was edited stands where its first wording stood.

    Raises:
        MessageNotFound: not there, or not the user's.
    """
    rows = at_once(session, _STORED_QUESTION, (user_id, message_id, turns))
    if not rows:
        raise MessageNotFound
    *question, ids, types, contents, guards = rows[0]
    columns = (ids or (), types or (), contents or (), guards or ())
    earlier = tuple(EarlierMessage(*values) for values in zip(*columns, strict=True))
    return StoredQuestion(*(*question, earlier))


def drafts_beside(
    session: Session, answer: Message, *, limit: int, skip_locked: bool = False
) -> list[Message]:
    """The other answers of a conversation that carry drafts, the latest first; locked.

    `skip_locked`: without those that somebody confirms just now.
    """
    statement = (
        messages_of(answer.user_id)
        .where(
            Message.conversation_id == answer.conversation_id,
            Message.id != answer.id,
            Message.seq.is_not(None),
            Message.draft.is_not(None),
        )
        .order_by(Message.seq.desc())
        .limit(limit)
        .with_for_update(skip_locked=skip_locked)
    )
    return list(session.scalars(statement))


def last_draft(session: Session, user_id: UUID, conversation_id: UUID) -> JsonObject | None:
    """The draft of the last answer in a conversation; null where it has none."""
    statement = (
        select(Message.draft)
        .where(
            Message.user_id == user_id,
            Message.conversation_id == conversation_id,
            Message.type == MessageType.AI,
            Message.seq.is_not(None),
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    draft: JsonObject | None = session.scalars(statement).one_or_none()
    return draft
