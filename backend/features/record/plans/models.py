"""Tables of plans. A version is frozen when it is written: the application may add versions and read them, no more."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id
from backend.core.types import JsonObject


class PlanStatus(Choice):
    """The life of a plan: pending until one of the other three, from which only a mistake that is undone leads back."""

    PENDING = "pending"
    EXECUTED = "executed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class AdherenceRule(Choice):
    """What keeping to a plan means."""

    ENTRY = "entry"  # filled within the zone
    CRITERIA = "criteria"  # the entry criteria were there
    STOP = "stop"  # set no further than planned, never widened, honoured
    SIZE = "size"  # not more than planned
    EXIT = "exit"  # at a target, at the stop, or by the exit rule
    INVALIDATION = "invalidation"  # out when the idea was invalid
    RULEBOOK = "rulebook"  # the trader's own limits at the entry


class RuleDetail(TypedDict):
    """Why a rule of adherence counts as kept or broken; `applies` is false where the plan says nothing to keep."""

    reason: str
    deviation_r: float | None
    applies: bool


class TradePlan(Base):
    """What a trader intends to do; what it says is in its versions."""

    __tablename__ = "trade_plans"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="SET NULL (trade_id)",
        ),
        ForeignKeyConstraint(
            ["conversation_id", "user_id"],
            ["conversations.id", "conversations.user_id"],
            ondelete="SET NULL (conversation_id)",
        ),
        CheckConstraint("status in ('pending', 'executed', 'cancelled', 'expired')", name="status"),
        CheckConstraint("direction in ('long', 'short')", name="direction"),
        Index("ix_trade_plans_recent", "user_id", "created_at", "id"),
        Index(
            "ix_trade_plans_pending",
            "user_id",
            "instrument",
            postgresql_where=text("status = 'pending'"),
        ),
        Index("ix_trade_plans_expiring", "expires_at", postgresql_where=text("status = 'pending'")),
        Index(
            "uq_trade_plans_trade_id",
            "trade_id",
            unique=True,
            postgresql_where=text("trade_id is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID | None]
    status: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    instrument: Mapped[str]
    contract: Mapped[JsonObject] = mapped_column(JSONB())  # as it was when the plan was made
    direction: Mapped[str]
    trade_id: Mapped[UUID | None]
    expires_at: Mapped[datetime | None]
    executed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PlanVersion(Base):
    """The words and figures of a plan as they were frozen, with a hash that covers them and the version before."""

    __tablename__ = "plan_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("number > 0", name="number"),
    )

    plan_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    terms: Mapped[JsonObject] = mapped_column(JSONB())
    frozen_at: Mapped[datetime]
    previous_hash: Mapped[str | None]
    hash: Mapped[str]


class PlanImage(Base):
    """An image that belongs to a plan."""

    __tablename__ = "plan_images"
    __table_args__ = (
        ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["upload_id", "user_id"],
            ["uploads.id", "uploads.user_id"],
            deferrable=True,
            initially="DEFERRED",
        ),  # an image in use stays; with its owner both go, in whatever order
    )

    plan_id: Mapped[UUID] = mapped_column(primary_key=True)
    upload_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]


class PlanMark(Base):
    """What the trader says of something that no figure shows: a criterion that was there, an exit by the rule."""

    __tablename__ = "plan_marks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("subject in ('criterion', 'exit', 'invalidation')", name="subject"),
        Index("ix_plan_marks_plan_id", "plan_id", "recorded_time"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    subject: Mapped[str]
    place: Mapped[int] = mapped_column(SmallInteger)
    met: Mapped[bool]
    note: Mapped[str | None]
    event_time: Mapped[datetime]
    recorded_time: Mapped[datetime]


class Adherence(Base):
    """How a trade kept to the version of its plan that was alive at the first fill; null: not known."""

    __tablename__ = "plan_adherence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("score between 0 and 100", name="score"),
        Index("ix_plan_adherence_user_id", "user_id", "trade_id"),
        Index("ix_plan_adherence_plan_id", "plan_id"),
    )

    trade_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    plan_id: Mapped[UUID]
    version: Mapped[int]
    match: Mapped[str]
    linked_by: Mapped[str]
    entry: Mapped[bool | None]
    criteria: Mapped[bool | None]
    stop: Mapped[bool | None]
    size: Mapped[bool | None]
    exit: Mapped[bool | None]
    invalidation: Mapped[bool | None]
    rulebook: Mapped[bool | None]
    details: Mapped[dict[str, RuleDetail]] = mapped_column(JSONB())  # by rule
    score: Mapped[int | None] = mapped_column(SmallInteger)
    coverage: Mapped[int] = mapped_column(SmallInteger)
    linked_at: Mapped[datetime]
    scored_at: Mapped[datetime]


class AdherenceWeights(Base):
    """How much each rule weighs in a trader's score."""

    __tablename__ = "adherence_weights"
    __table_args__ = (CheckConstraint("hard_cap between 0 and 100", name="hard_cap"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    weights: Mapped[dict[str, int]] = mapped_column(JSONB())
    hard_rules: Mapped[list[str]] = mapped_column(JSONB())
    hard_cap: Mapped[int] = mapped_column(SmallInteger)
    updated_at: Mapped[datetime]


class InterlockCheck(Base):
    """A question to the interlock and its answer: whether it was heeded is measured afterwards."""

    __tablename__ = "interlock_checks"
    __table_args__ = (Index("ix_interlock_checks_recent", "user_id", "checked_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    instrument: Mapped[str]
    direction: Mapped[str]
    asked: Mapped[JsonObject] = mapped_column(JSONB())
    decision: Mapped[str]
    rules: Mapped[list[JsonObject]] = mapped_column(JSONB())
    source: Mapped[str]
    checked_at: Mapped[datetime]
