"""Table of trades: round trips, real and training in one shape."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class TradeType(StrEnum):
    """Money at risk, or practice."""

    REAL = "real"
    TRAINING = "training"


class TradeStatus(StrEnum):
    """Whether the position is still held."""

    OPEN = "open"
    CLOSED = "closed"


class TradeDirection(StrEnum):
    """Which way the position goes."""

    LONG = "long"
    SHORT = "short"


class Trade(Base):
    """One position from entry to exit.

    `initial_stop_price` is the stop at entry: R is measured on it, wherever the stop goes later. Results are null
    while the trade is open; `r_reason` says why R is null on a closed one.
    """

    __tablename__ = "trades"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        CheckConstraint("entry_price > 0 and position_size > 0", name="positive"),
        CheckConstraint("(status = 'closed') = (exit_price is not null and exit_time is not null)", name="closed"),
        CheckConstraint("direction in ('long', 'short')", name="direction"),
        CheckConstraint("trade_type in ('real', 'training')", name="trade_type"),
        CheckConstraint("status in ('open', 'closed')", name="status"),
        Index("ix_trades_recent", "user_id", "entry_time", "id"),
        Index("ix_trades_open", "user_id", postgresql_where=text("status = 'open'")),
        Index("ix_trades_closed", "user_id", "exit_time", postgresql_where=text("status = 'closed'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    trade_type: Mapped[str]
    status: Mapped[str]
    instrument: Mapped[str]
    contract: Mapped[str]
    currency: Mapped[str]
    multiplier: Mapped[Decimal]
    direction: Mapped[str]
    position_size: Mapped[Decimal]
    entry_price: Mapped[Decimal]
    entry_time: Mapped[datetime]
    initial_stop_price: Mapped[Decimal | None]
    stop_price: Mapped[Decimal | None]
    target_price: Mapped[Decimal | None]
    exit_price: Mapped[Decimal | None]
    exit_time: Mapped[datetime | None]
    fees: Mapped[Decimal]
    risk_amount: Mapped[Decimal | None]
    pnl_gross: Mapped[Decimal | None]
    pnl: Mapped[Decimal | None]
    pnl_percentage: Mapped[Decimal | None]
    r_multiple: Mapped[Decimal | None]
    r_reason: Mapped[str | None]
    conversation_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    emotional_state: Mapped[str | None]
    pattern_tags: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    notes: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
