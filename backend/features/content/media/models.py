"""Table of uploads: the cleaned images of a trader, by content."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class Upload(Base):
    """One cleaned image; the same image of the same trader is kept once."""

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("id", "user_id"), UniqueConstraint("user_id", "sha256"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str]
    content_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    storage: Mapped[str]
    storage_key: Mapped[str]
    thumbnail_key: Mapped[str]
    thumbnail_type: Mapped[str]
    created_at: Mapped[datetime]
