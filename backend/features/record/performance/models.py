"""The table of reports that were computed before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.types import JsonObject


class Report(Base):
    """A report as it was computed at one version of the record."""

    __tablename__ = "reports"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[JsonObject] = mapped_column(JSONB())
    made_at: Mapped[datetime]
