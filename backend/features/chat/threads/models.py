"""The table of threads: one row a conversation, written with the answers that change it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.types import JsonObject


class ConversationThread(Base):
    """What a conversation is about. `before` is how it stood before `question_id` was answered: that may be asked again."""

    __tablename__ = "conversation_threads"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "user_id"],
            ["conversations.id", "conversations.user_id"],
            ondelete="CASCADE",
        ),
    )

    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    state: Mapped[JsonObject] = mapped_column(JSONB)
    before: Mapped[JsonObject] = mapped_column(JSONB)
    question_id: Mapped[UUID | None]  # the first wording of the question that was answered last
    updated_at: Mapped[datetime]
