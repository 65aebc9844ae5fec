"""What traders say of answers: helpful or wrong, with words; one an answer, changed and taken back at will."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.db import after_commit
from backend.features.chat.messages.ports import Push
from backend.features.chat.messages.schemas import GiveAnswerFeedback
from backend.features.chat.messages.serializers import ShownMessage, message_document, render
from backend.features.content.conversations import queries
from backend.features.content.conversations.errors import NotAnAnswer
from backend.features.content.conversations.models import AnswerFeedback, Message, MessageType
from backend.features.content.media.service import Links

LOG = logging.getLogger("coach.feedback")


def give(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    body: GiveAnswerFeedback,
    *,
    links: Links,
    push: Push,
    now: datetime,
) -> ShownMessage:
    """Keep what the trader says of an answer, in the place of what was said before; all windows hear of it.

    Raises:
        MessageNotFound, NotAnAnswer
    """
    answer = _answer(session, user_id, message_id)
    values = {"verdict": body.verdict.value, "words": body.words, "updated_at": now}
    row = insert(AnswerFeedback).values(message_id=message_id, user_id=user_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["message_id"], set_=values))
    counted = {"verdict": body.verdict.value, "mode": answer.mode, "has_words": bool(body.words)}
    after_commit(session, lambda: LOG.info("answer judged", extra={"fields": counted}))
    return _told(session, user_id, answer, links, push)


def take_back(
    session: Session, user_id: UUID, message_id: UUID, *, links: Links, push: Push
) -> None:
    """Forget what the trader said of an answer; a second time changes nothing.

    Raises:
        MessageNotFound, NotAnAnswer
    """
    answer = _answer(session, user_id, message_id)
    session.execute(
        delete(AnswerFeedback).where(
            AnswerFeedback.user_id == user_id,
            AnswerFeedback.message_id == message_id,
        )
    )
    _told(session, user_id, answer, links, push)


def _answer(session: Session, user_id: UUID, message_id: UUID) -> Message:
    answer = queries.message(session, user_id, message_id)
    if answer.type != MessageType.AI or answer.seq is None:
        raise NotAnAnswer
    return answer


def _told(
    session: Session, user_id: UUID, answer: Message, links: Links, push: Push
) -> ShownMessage:
    (shown,) = render(session, user_id, [answer], links)
    document = message_document(shown)
    after_commit(session, lambda: push.to_user(user_id, "message_updated", document))
    return shown


def siblings(session: Session, user_id: UUID, message_id: UUID) -> Sequence[Message]:
    """All answers to the question of an answer, or all wordings of a message, oldest first.

    Raises:
        MessageNotFound
    """
    message = queries.message(session, user_id, message_id)
    first_id = message.parent_message_id
    if first_id is None:
        first_id = message.id
    statement = queries.messages_of(user_id).where(Message.type == message.type)
    beside = Message.parent_message_id == first_id
    if message.type != MessageType.AI:
        beside |= Message.id == first_id
    ordered = statement.where(beside).order_by(Message.branch_index, Message.id)
    return session.scalars(select(Message).from_statement(ordered)).all()
