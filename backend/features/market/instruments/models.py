"""The table of instruments that traders describe themselves."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class OwnInstrument(Base):
    """A contract that the user described; it goes before the product's own of the same symbol."""

    __tablename__ = "own_instruments"
    __table_args__ = (
        UniqueConstraint("user_id", "symbol"),
        CheckConstraint("multiplier > 0 and tick_size > 0", name="positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    symbol: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    multiplier: Mapped[Decimal]
    tick_size: Mapped[Decimal]
    currency: Mapped[str]
    unit: Mapped[str]
    zone: Mapped[str]
    calendar: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
