"""The table of instruments that traders describe themselves."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Numeric,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class OwnInstrument(Base):
    """A contract that the user described; it goes before the product's own of the same symbol.

    Its identity is (kind, exchange, ticker); `symbol` is the key of that, which trades bear.
    """

    __tablename__ = "own_instruments"
    __table_args__ = (
        UniqueConstraint("user_id", "symbol"),
        UniqueConstraint("user_id", "kind", "exchange", "ticker"),
        CheckConstraint("multiplier > 0 and tick_size > 0", name="positive"),
        CheckConstraint("lot_step is null or lot_step > 0", name="positive_lot"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    symbol: Mapped[str]
    ticker: Mapped[str]
    exchange: Mapped[str]  # empty where there is none, so that it counts in the identity
    name: Mapped[str]
    kind: Mapped[str]
    multiplier: Mapped[Decimal]
    tick_size: Mapped[Decimal] = mapped_column(Numeric(26, 12))
    lot_step: Mapped[Decimal | None] = mapped_column(Numeric(32, 18))
    currency: Mapped[str]
    unit: Mapped[str]
    notation: Mapped[str]
    may_be_negative: Mapped[bool]
    expiry: Mapped[date | None]
    zone: Mapped[str]
    calendar: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
