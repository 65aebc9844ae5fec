"""Messages as the wire has them: with their images and verdicts, in a few queries for any number."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.features.coach.coaching import queries as coaching
from backend.features.coach.coaching.service import standing_on
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.verdicts import service as verdicts
from backend.features.content.conversations import queries as conversations
from backend.features.content.conversations.models import Message, MessageType
from backend.features.content.media import service as media
from backend.features.content.media.service import Links


def render(
    session: Session,
    user_id: UUID,
    messages: Sequence[Message],
    links: Links,
) -> list[dict[str, Any]]:
    """Plain values that satisfy `MessageOut`."""
    ids = [message.id for message in messages]
    if not ids:
        return []
    # Answers have no images.
    question_ids = [message.id for message in messages if message.type == MessageType.USER]
    if question_ids:
        pictures = conversations.images_of(session, user_id, question_ids)
    else:
        pictures = {}
    uploads = {upload_id for listed in pictures.values() for upload_id in listed}
    images = media.images(session, user_id, sorted(uploads), links) if uploads else {}
    judged = verdicts.by_message(session, user_id, ids)
    answers = [
        message.id
        for message in messages
        if message.type == MessageType.AI and message.id not in judged
    ]
    grounds = coaching.answers_of(session, user_id, answers) if answers else {}
    shown = []
    for message in messages:
        own_images = [images[upload_id] for upload_id in pictures.get(message.id, [])]
        shown.append(plain(message, own_images, judged.get(message.id), grounds.get(message.id)))
    return shown


_SINCE = {"proposal": None, "created_id": None}  # what drafts of earlier versions do not have


def plain(
    message: Message,
    images: list[Any],
    verdict: Any,
    grounds: CoachingAnswer | None = None,
) -> dict[str, Any]:
    """One message with its images, its verdict and what it stands on, where they are known already."""
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "type": message.type,
        "mode": message.mode,
        "content": message.content,
        "images": images,
        "parent_message_id": message.parent_message_id,
        "branch_index": message.branch_index,
        "client_message_id": message.client_message_id,
        "related_trade_ids": message.related_trade_ids or [],
        "status": message.status,
        "verdict": verdict,
        "error": message.error,
        "draft": None if message.draft is None else _SINCE | message.draft,
        "interlock": message.interlock,
        "guard": message.guard,
        "actions": message.actions or [],
        "cost": message.cost,
        "coaching": None if grounds is None else standing_on(grounds, message.content),
        "created_at": message.created_at,
        "finished_at": message.finished_at,
    }
