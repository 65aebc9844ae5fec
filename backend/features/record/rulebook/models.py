"""Tables of the rulebook. What a trader agreed to stays as it was: versions, holds and overrides are never removed."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, synonym

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id
from backend.core.types import JsonObject


class SessionState(StrEnum):
    """How a trader stands in a session by their own rules."""

    NORMAL = "normal"
    CAUTION = "caution"
    LOCKED = "locked"


class CommitmentTrigger(Choice):
    """What a commitment waits for."""

    AFTER_STOP = "after_stop"  # a trade ended at its stop, or beyond it
    AFTER_LOSS = "after_loss"
    AFTER_WIN = "after_win"
    AFTER_LOSSES = "after_losses"  # so many in a row
    AFTER_TRADES = "after_trades"  # so many entered in the session
    ON_TILT = "on_tilt"  # the detectors see tilt


COUNTED_TRIGGERS = (CommitmentTrigger.AFTER_LOSSES, CommitmentTrigger.AFTER_TRADES)


class CommitmentAction(Choice):
    """What a trader then does."""

    PAUSE = "pause"
    STOP_FOR_THE_DAY = "stop_for_the_day"
    REDUCE_SIZE = "reduce_size"


class RulebookVersion(Base):
    """The limits as they were from one session day on; append-only, the latest one that has begun counts."""

    __tablename__ = "rulebook_versions"
    __table_args__ = (
        UniqueConstraint("user_id", "number"),
        Index("ix_rulebook_versions_effective", "user_id", "effective_at", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    number: Mapped[int]
    version: Mapped[int] = synonym("number")
    limits: Mapped[JsonObject] = mapped_column(JSONB())
    zone: Mapped[str]
    day_turns_at: Mapped[time]
    note: Mapped[str | None]
    effective_day: Mapped[date]
    effective_at: Mapped[datetime]
    created_at: Mapped[datetime]


class Hold(Base):
    """One rule that calls for caution or locks a session. It may grow in strength and length, and never shrinks."""

    __tablename__ = "rulebook_holds"
    __table_args__ = (
        CheckConstraint("state in ('caution', 'locked')", name="state"),
        Index("ix_rulebook_holds_until", "user_id", "until"),
    )

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]


class Override(Base):
    """A trader goes on against the own rules for a while, and says why. The lock stays on record."""

    __tablename__ = "rulebook_overrides"
    __table_args__ = (
        Index("ix_rulebook_overrides_recent", "user_id", "created_at"),
        CheckConstraint("until > created_at", name="until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[str]
    state: Mapped[str]
    rules: Mapped[list[str]] = mapped_column(JSONB())
    created_at: Mapped[datetime]
    until: Mapped[datetime]


class Commitment(Base):
    """If this happens, then I do that. Its end takes effect with the next session day."""

    __tablename__ = "commitments"
    __table_args__ = (
        CheckConstraint(
            "trigger in ('after_stop', 'after_loss', 'after_win', 'after_losses', 'after_trades', 'on_tilt')",
            name="trigger",
        ),
        CheckConstraint("promise in ('pause', 'stop_for_the_day', 'reduce_size')", name="promise"),
        Index("ix_commitments_user_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    trigger: Mapped[str]
    count: Mapped[int | None]
    promise: Mapped[str]
    minutes: Mapped[int | None]
    percent: Mapped[int | None]
    statement: Mapped[str]
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class TradeRules(Base):
    """Which limits a trade kept and broke, as the record and the rulebook stood at its entry."""

    __tablename__ = "trade_rules"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_trade_rules_user_id", "user_id"),
    )

    trade_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    number: Mapped[int]
    kept: Mapped[bool | None]
    broken: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    states: Mapped[list[JsonObject]] = mapped_column(JSONB())
    checked_at: Mapped[datetime]
