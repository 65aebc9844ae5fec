"""The table of views of the list of trades."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id
from backend.core.types import JsonObject


class SavedView(Base):
    """A filter with its order and columns, kept by a name."""

    __tablename__ = "trade_views"
    __table_args__ = (
        Index("uq_trade_views_name", "user_id", func.lower(text("name")), unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    filter: Mapped[JsonObject] = mapped_column(JSONB)
    columns: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
