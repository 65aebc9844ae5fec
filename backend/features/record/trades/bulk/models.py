"""The table of what was done to many trades at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id
from backend.core.types import JsonObject


class BulkAction(Choice):
    """What is done to each of some trades."""

    TAG = "tag"
    UNTAG = "untag"
    MOVE = "move"
    DELETE = "delete"


class BulkChange(Base):
    """One change of many trades, so that it can be undone.

    Attributes:
        before: by the id of each trade that was changed, what undoes it: tags, or the account before and after.
    """

    __tablename__ = "trade_bulk_changes"
    __table_args__ = (
        Index("ix_trade_bulk_changes_user_id", "user_id"),
        Index("ix_trade_bulk_changes_forget_at", "forget_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    action: Mapped[str]
    before: Mapped[JsonObject] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    forget_at: Mapped[datetime]
