"""Say it again in other words: an edit is a message beside the first one, which stays as it was, with its answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import after_commit, constraint_of
from backend.core.ids import new_id
from backend.core.visible_text import seen_of
from backend.features.chat.messages.errors import EmptyMessage
from backend.features.chat.messages.ports import Bell, Push
from backend.features.chat.messages.rate_limit import MOST_BRANCHES, MessagePace
from backend.features.chat.messages.schemas import EditMessage
from backend.features.chat.messages.serializers import SentMessage, message_document, render
from backend.features.content.conversations import queries
from backend.features.content.conversations.errors import (
    ClientIdTaken,
    NotYourWords,
    TooManyBranches,
)
from backend.features.content.conversations.models import (
    Message,
    MessageImage,
    MessageStatus,
    MessageType,
    Mode,
)
from backend.features.content.media.service import Links


def edit(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    body: EditMessage,
    *,
    pace: MessagePace,
    links: Links,
    push: Push,
    bell: Bell,
    now: datetime,
) -> SentMessage:
    """Send a message again in other words, with its images and a fresh answer; what was sent first stays.

    All wordings of a message name the first one as their parent and are counted by `branch_index`. The coach sees what
    was said before the first wording, and not the other wordings. The same `client_message_id` again is the same edit.

    Raises:
        MessageNotFound
        NotYourWords: an answer is not the trader's to edit.
        ClientIdTaken: another message has this client_message_id.
        EmptyMessage, TooManyBranches, TooManyMessages
    """
    named = queries.message(session, user_id, message_id)
    if named.type != MessageType.USER:
        raise NotYourWords
    if named.parent_message_id:
        first = queries.message(session, user_id, named.parent_message_id)
    else:
        first = named
    images = queries.images_of(session, user_id, [first.id])
    pictures = images.get(first.id, [])
    content = seen_of(body.content)
    if not content and not pictures:
        raise EmptyMessage
    conversation = queries.conversation(session, user_id, first.conversation_id, lock=True)
    known = body.client_message_id and queries.by_client_message_id(
        session,
        user_id,
        body.client_message_id,
    )
    if known:
        if known.parent_message_id != first.id:
            raise ClientIdTaken
        return _sent(session, user_id, known, links, duplicate=True)
    last, _ = queries.branches(session, user_id, first.id, MessageType.USER)
    if last + 1 >= MOST_BRANCHES:
        raise TooManyBranches
    pace.take(user_id)
    conversation.head += 1
    conversation.updated_at = max(conversation.updated_at, now)
    again = Message(
        id=new_id(),
        conversation_id=first.conversation_id,
        user_id=user_id,
        seq=conversation.head,
        type=MessageType.USER,
        mode=first.mode,
        status=MessageStatus.SAVED,
        content=content,
        parent_message_id=first.id,
        branch_index=max(last, 0) + 1,
        client_message_id=body.client_message_id,
        related_trade_ids=first.related_trade_ids,
        created_at=now,
        finished_at=now,
    )
    answer = Message(
        id=new_id(),
        conversation_id=first.conversation_id,
        user_id=user_id,
        type=MessageType.AI,
        mode=first.mode,
        status=MessageStatus.PENDING,
        content="",
        parent_message_id=again.id,
        created_at=now,
        priority=0 if first.mode == Mode.PSYCHOLOGY else 1,
        run_at=func.now(),
    )
    session.add_all([again, answer])
    _flush(session)
    if pictures:
        rows = [
            {"message_id": again.id, "upload_id": upload_id, "user_id": user_id, "position": place}
            for place, upload_id in enumerate(pictures, 1)
        ]
        session.execute(insert(MessageImage).values(rows))
    sent = _sent(session, user_id, again, links, duplicate=False)
    after_commit(session, bell.ring)
    after_commit(session, lambda: push.to_user(user_id, "message_saved", sent.pair))
    return sent


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_messages_client_message_id":
            raise ClientIdTaken from None  # in another conversation, at the same moment
        raise


def _sent(
    session: Session,
    user_id: UUID,
    message: Message,
    links: Links,
    *,
    duplicate: bool,
) -> SentMessage:
    answers = queries.answers_to(session, user_id, message.id)
    shown = render(session, user_id, [message, *answers[:1]], links)
    message_shown, *answers_shown = map(message_document, shown)
    return SentMessage(message_shown, next(iter(answers_shown), None), duplicate)
