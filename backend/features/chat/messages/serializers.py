"""Messages as the wire has them: with their images and verdicts, in a few queries for any number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.types import JsonObject
from backend.features.chat.messages.schemas import MessageOut
from backend.features.coach.coaching import queries as coaching
from backend.features.coach.coaching.service import standing_on
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.verdicts import service as verdicts
from backend.features.coach.verdicts.models import Verdict
from backend.features.content.conversations import queries as conversations
from backend.features.content.conversations.models import (
    AnswerFeedback,
    Conversation,
    Message,
    MessageType,
)
from backend.features.content.conversations.schemas import ConversationOut
from backend.features.content.media import service as media
from backend.features.content.media.service import Links


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message with all that `MessageOut` says of it, read and not yet written."""

    id: UUID
    conversation_id: UUID
    seq: int | None
    type: str
    mode: str
    content: str
    images: Sequence[JsonObject]
    parent_message_id: UUID | None
    branch_index: int
    client_message_id: str | None
    related_trade_ids: Sequence[UUID]
    status: str
    verdict: Verdict | None
    error: JsonObject | None
    draft: JsonObject | None
    interlock: JsonObject | None
    guard: str | None
    actions: Sequence[JsonObject]
    understood: JsonObject | None
    cost: Decimal | None
    coaching: object  # as `CoachingOut` has it, or null
    feedback: AnswerFeedback | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What `Sent` says of a message that was stored: as sockets are told of it, which REST writes as it is."""

    message: JsonObject
    answer: JsonObject | None
    duplicate: bool

    @property
    def pair(self) -> JsonObject:
        """What the other windows hear."""
        return {"message": self.message, "answer": self.answer}


def render(
    session: Session,
    user_id: UUID,
    messages: Sequence[Message],
    links: Links,
) -> list[ShownMessage]:
    """Messages with their images, verdicts and grounds."""
    ids = [message.id for message in messages]
    if not ids:
        return []
    images = _images(session, user_id, messages, links)
    judged = verdicts.by_message(session, user_id, ids)
    answers = [
        message.id
        for message in messages
        if message.type == MessageType.AI and message.id not in judged
    ]
    grounds = coaching.answers_of(session, user_id, answers) if answers else {}
    judged_by_trader = _feedback(session, user_id, messages)
    shown = []
    for message in messages:
        verdict = judged.get(message.id)
        standing = grounds.get(message.id)
        feedback = judged_by_trader.get(message.id)
        shown.append(
            plain(message, images.get(message.id, []), verdict, standing, feedback=feedback)
        )
    return shown


def _images(
    session: Session,
    user_id: UUID,
    messages: Sequence[Message],
    links: Links,
) -> dict[UUID, list[JsonObject]]:
    """The images of each message that has some; answers have none."""
    question_ids = [message.id for message in messages if message.type == MessageType.USER]
    if not question_ids:
        return {}
    pictures = conversations.images_of(session, user_id, question_ids)
    uploads = {upload_id for listed in pictures.values() for upload_id in listed}
    if not uploads:
        return {}
    images = media.images(session, user_id, sorted(uploads), links)
    return {
        message_id: [images[upload_id] for upload_id in upload_ids]
        for message_id, upload_ids in pictures.items()
    }


def _feedback(
    session: Session, user_id: UUID, messages: Sequence[Message]
) -> dict[UUID, AnswerFeedback]:
    """What the trader said of the final answers among these."""
    final = [
        message.id
        for message in messages
        if message.type == MessageType.AI and message.seq is not None
    ]
    if not final:
        return {}
    statement = select(AnswerFeedback).where(
        AnswerFeedback.user_id == user_id,
        AnswerFeedback.message_id.in_(final),
    )
    rows = session.scalars(statement.execution_options(populate_existing=True))
    return {row.message_id: row for row in rows}


_SINCE = {"proposal": None, "created_id": None}  # what drafts of earlier versions do not have


_SINCE_OF_ACTIONS = {"text": None}


def plain(
    message: Message,
    images: Sequence[JsonObject],
    verdict: Verdict | None,
    grounds: CoachingAnswer | None = None,
    *,
    feedback: AnswerFeedback | None = None,
) -> ShownMessage:
    """One message with its images, its verdict and what it stands on, where they are known already."""
    return ShownMessage(
        id=message.id,
        conversation_id=message.conversation_id,
        seq=message.seq,
        type=message.type,
        mode=message.mode,
        content=message.content,
        images=images,
        parent_message_id=message.parent_message_id,
        branch_index=message.branch_index,
        client_message_id=message.client_message_id,
        related_trade_ids=message.related_trade_ids or [],
        status=message.status,
        verdict=verdict,
        error=message.error,
        draft=None if message.draft is None else _SINCE | message.draft,
        interlock=message.interlock,
        guard=message.guard,
        actions=[_SINCE_OF_ACTIONS | action for action in message.actions or []],
        understood=message.understood,
        cost=message.cost,
        coaching=None if grounds is None else standing_on(grounds, message.content),
        feedback=feedback,
        created_at=message.created_at,
        finished_at=message.finished_at,
    )


def message_document(message: ShownMessage) -> JsonObject:
    """A message as sockets are told of it."""
    return MessageOut.model_validate(message).model_dump(mode="json")


def conversation_document(conversation: Conversation) -> JsonObject:
    """A conversation as sockets are told of it."""
    return ConversationOut.model_validate(conversation).model_dump(mode="json")
