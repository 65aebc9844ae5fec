"""What coaching needs of the chat above it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.types import JsonObject


class ConversationSpeaker(Protocol):
    """Speaks in a conversation, in the transaction of the caller."""

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
        """The trader's first message and its pending answer, as the wire has them; workers hear of it after the commit.

        Raises:
            TooManyMessages
        """
        ...

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
        ...

    def shown(self, session: Session, user_id: UUID, message_id: UUID) -> JsonObject:
        """A message as the wire has it."""
        ...
