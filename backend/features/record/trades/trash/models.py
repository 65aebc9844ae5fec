"""The table of deleted trades."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.types import JsonObject


class DeletedTrade(Base):
    """A trade that was deleted, with the rows that went with it; nothing reads it as a part of the record.

    Attributes:
        trade: its row.
        belongings: the rows of other tables that went with it, by the table.
        forget_at: when it is removed for good.
    """

    __tablename__ = "deleted_trades"
    __table_args__ = (
        Index("ix_deleted_trades_recent", "user_id", "deleted_at", "trade_id"),
        Index("ix_deleted_trades_forget_at", "forget_at"),
    )

    trade_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    trade: Mapped[JsonObject] = mapped_column(JSONB)
    belongings: Mapped[dict[str, list[JsonObject]]] = mapped_column(JSONB)
    deleted_at: Mapped[datetime]
    forget_at: Mapped[datetime]
