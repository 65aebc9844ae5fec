"""Tables of what engines cost: the ledger of calls, the sums of each day, and answers that are kept for an hour."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class AiCall(Base):
    """One call of a provider: reserved before it, settled after it; or an answer that was kept, or a call refused.

    A call belongs to the UTC day on which it was reserved. `message_id` is no foreign key: what was spent stays spent
    when the message goes.
    """

    __tablename__ = "ai_calls"
    __table_args__ = (
        CheckConstraint(
            "feature in ('verdict', 'psychology', 'plan', 'trade', 'intent')",
            name="feature",
        ),
        CheckConstraint("state in ('reserved', 'settled', 'released', 'expired')", name="state"),
        CheckConstraint("reserved >= 0 and cost >= 0", name="money"),
        CheckConstraint(
            "input_tokens >= cached_tokens and cached_tokens >= 0 and output_tokens >= 0",
            name="tokens",
        ),
        Index("ix_ai_calls_day", "user_id", "day"),
        Index("ix_ai_calls_reserved", "created_at", postgresql_where=text("state = 'reserved'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    day: Mapped[date]
    feature: Mapped[str]
    model: Mapped[str]
    engine: Mapped[str]
    prompt_name: Mapped[str]
    prompt_version: Mapped[str]
    input_tokens: Mapped[int] = mapped_column(default=0, server_default="0")
    cached_tokens: Mapped[int] = mapped_column(default=0, server_default="0")
    output_tokens: Mapped[int] = mapped_column(default=0, server_default="0")
    reserved: Mapped[Decimal]
    cost: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    state: Mapped[str]
    cache_hit: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    latency_ms: Mapped[int | None]
    fallback_reason: Mapped[str | None]
    message_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class AiDay(Base):
    """What a user spent on a UTC day, and what is held for calls that are being made."""

    __tablename__ = "ai_days"
    __table_args__ = (CheckConstraint("spent >= 0 and reserved >= 0", name="money"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    spent: Mapped[Decimal]
    reserved: Mapped[Decimal]


class AiKept(Base):
    """An answer to be given again to the same user for the same question, until it expires."""

    __tablename__ = "ai_cache"
    __table_args__ = (Index("ix_ai_cache_expires_at", "expires_at"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
