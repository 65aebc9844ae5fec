"""What a coaching session says in its conversation: the trader's first message, or the coach's first words."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from backend.core.db import after_commit
from backend.core.ids import new_id
from backend.core.types import JsonObject
from backend.features.chat.messages.ports import Bell, Push
from backend.features.chat.messages.rate_limit import MessagePace
from backend.features.chat.messages.serializers import message_document, render
from backend.features.chat.messages.service import tell_changed
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Message, MessageStatus, MessageType, Mode
from backend.features.content.media.service import Links


class ConversationTalk:
    """Stands behind coaching's port. A session and its first message are there together, or neither is."""

    def __init__(self, *, pace: MessagePace, links: Links, push: Push, bell: Bell) -> None:
        self._pace = pace
        self._links = links
        self._push = push
        self._bell = bell

    def ask(
        self,
        session: Session,
        user_id: UUID,
        conversation_id: UUID,
        content: str,
        trade_ids: Sequence[UUID],
        *,
        now: datetime,
    ) -> tuple[JsonObject, JsonObject]:
        """The trader's message and its pending answer.

        Raises:
            TooManyMessages
        """
        self._pace.take(user_id)
        question = self._message(session, user_id, conversation_id, content, MessageType.USER, now)
        question.related_trade_ids = list(trade_ids) or None
        answer = Message(
            id=new_id(),
            conversation_id=conversation_id,
            user_id=user_id,
            type=MessageType.AI,
            mode=Mode.PSYCHOLOGY,
            status=MessageStatus.PENDING,
            content="",
            parent_message_id=question.id,
            created_at=now,
            priority=0,
            run_at=func.now(),
        )
        session.add(answer)
        session.flush()
        rows = render(session, user_id, [question, answer], self._links)
        question_shown, answer_shown = map(message_document, rows)
        payload: JsonObject = {"message": question_shown, "answer": answer_shown}
        after_commit(session, self._bell.ring)
        after_commit(session, lambda: self._push.to_user(user_id, "message_saved", payload))
        return question_shown, answer_shown

    def tell(
        self,
        session: Session,
        user_id: UUID,
        conversation_id: UUID,
        content: str,
        *,
        now: datetime,
    ) -> UUID:
        """Say something as the coach, finally; the message's id."""
        return self._message(session, user_id, conversation_id, content, MessageType.AI, now).id

    def shown(self, session: Session, user_id: UUID, message_id: UUID) -> JsonObject:
        """A message as the wire has it; open windows hear of it after the commit."""
        message = queries.message(session, user_id, message_id)
        shown = message_document(render(session, user_id, [message], self._links)[0])
        after_commit(session, lambda: self._push.to_user(user_id, "ai_response", shown))
        return shown

    def _message(
        self,
        session: Session,
        user_id: UUID,
        conversation_id: UUID,
        content: str,
        kind: MessageType,
        now: datetime,
    ) -> Message:
        """A final message with the next seq of its conversation."""
        conversation = queries.conversation(session, user_id, conversation_id, lock=True)
        conversation.head += 1
        message = Message(
            id=new_id(),
            conversation_id=conversation_id,
            user_id=user_id,
            seq=conversation.head,
            type=kind,
            mode=Mode.PSYCHOLOGY,
            status=MessageStatus.SAVED if kind is MessageType.USER else MessageStatus.DONE,
            content=content,
            created_at=now,
            finished_at=now,
        )
        session.add(message)
        session.flush()
        tell_changed(session, user_id, conversation, push=self._push)
        return message
