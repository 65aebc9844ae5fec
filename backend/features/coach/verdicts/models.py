"""Table of verdicts: what was forecast, on which facts, by which engine."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id
from backend.core.types import JsonObject


class Verdict(Base):
    """One verdict on a message, a plan or a trade, never changed: it is a forecast, and will be scored as one."""

    __tablename__ = "verdicts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(message_id, plan_id, trade_id) = 1", name="subject"),
        CheckConstraint("verdict in ('diamond', 'fire', 'skull', 'unreadable')", name="verdict"),
        CheckConstraint("confidence between 0 and 100", name="confidence"),
        Index("uq_verdicts_message_id", "message_id", unique=True),
        Index("ix_verdicts_plan", "plan_id", postgresql_where=text("plan_id is not null")),
        Index("ix_verdicts_trade", "trade_id", postgresql_where=text("trade_id is not null")),
        Index("ix_verdicts_recent", "user_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID]
    message_id: Mapped[UUID | None]
    plan_id: Mapped[UUID | None]
    plan_version: Mapped[int | None]
    trade_id: Mapped[UUID | None]
    verdict: Mapped[str]
    confidence: Mapped[int | None] = mapped_column(SmallInteger)
    shown_confidence: Mapped[int | None] = mapped_column(SmallInteger)
    calibrated_on: Mapped[int]
    analysis: Mapped[str]
    key_points: Mapped[list[str]] = mapped_column(JSONB)
    conditions: Mapped[list[str]] = mapped_column(JSONB)
    missing: Mapped[list[str]] = mapped_column(JSONB)
    psychology_note: Mapped[str | None]
    read: Mapped[JsonObject] = mapped_column(JSONB)
    invalidation: Mapped[str | None]
    horizon: Mapped[str | None]
    evidence: Mapped[list[str]] = mapped_column(JSONB)
    facts: Mapped[list[JsonObject]] = mapped_column(JSONB)
    citations: Mapped[list[JsonObject]] = mapped_column(JSONB)
    struck: Mapped[int] = mapped_column(SmallInteger)
    engine: Mapped[str]
    model: Mapped[str]
    prompt_version: Mapped[str]
    fallback_reason: Mapped[str | None]
    image_sha256: Mapped[str | None]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    created_at: Mapped[datetime]

    @property
    def calibration(self) -> str:
        """What the shown confidence stands on, in words."""
        if self.calibrated_on == 0:
            return "not yet calibrated"
        return f"drawn to {self.calibrated_on} decided verdicts"


class Calibration(Base):
    """What came of one engine's forecasts for a trader, by tenths: kept so that an answer need not count."""

    __tablename__ = "calibrations"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    engine: Mapped[str] = mapped_column(primary_key=True)
    decided: Mapped[int]
    bins: Mapped[list[JsonObject]] = mapped_column(JSONB)
    updated_at: Mapped[datetime]
