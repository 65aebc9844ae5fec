"""Tables of coaching sessions, and the trades and plans that they are about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class SessionType(Choice):
    """What a coaching session is about."""

    PSYCHOLOGY = "psychology"
    DISCIPLINE = "discipline"
    RISK_MANAGEMENT = "risk_management"


class DayPhase(Choice):
    """Where the trading day stands."""

    PRE_MARKET = "pre_market"
    IN_SESSION = "in_session"
    POST_MARKET = "post_market"


class SessionStatus(Choice):
    """Whether a coaching session goes on."""

    OPEN = "open"
    FINISHED = "finished"


class CoachingSession(Base):
    """A coaching session: a conversation with a purpose, how it ended, and what was agreed.

    `named_trades` and `named_plans` say how many it was about when it began; those that were deleted since are missing
    from its links. `proposal` is a commitment that waits to be confirmed.
    """

    __tablename__ = "coaching_sessions"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        ForeignKeyConstraint(
            ["conversation_id", "user_id"],
            ["conversations.id", "conversations.user_id"],
            ondelete="SET NULL (conversation_id)",
        ),
        CheckConstraint(
            "session_type in ('psychology', 'discipline', 'risk_management')",
            name="session_type",
        ),
        CheckConstraint("phase in ('pre_market', 'in_session', 'post_market')", name="phase"),
        CheckConstraint("status in ('open', 'finished')", name="status"),
        CheckConstraint("rating between 1 and 5", name="rating"),
        CheckConstraint("(status = 'finished') = (finished_at is not null)", name="finished"),
        Index("ix_coaching_sessions_recent", "user_id", "started_at", "id"),
        Index("ix_coaching_sessions_conversation", "conversation_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID | None]
    session_type: Mapped[str]
    phase: Mapped[str]
    status: Mapped[str]
    market_state: Mapped[str | None]
    named_trades: Mapped[int] = mapped_column(SmallInteger)
    named_plans: Mapped[int] = mapped_column(SmallInteger)
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    next_step: Mapped[bytes | None] = mapped_column(LargeBinary)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    withheld: Mapped[
        bool
    ]  # its words carry something that the trader had forgotten: kept out of prompts
    target: Mapped[str | None]
    proposal: Mapped[dict[str, Any] | None]
    commitment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("commitments.id", ondelete="SET NULL")
    )
    step_kept: Mapped[bool | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class CoachingSessionTrade(Base):
    """A trade that a session is about."""

    __tablename__ = "coaching_session_trades"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["coaching_sessions.id", "coaching_sessions.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_coaching_session_trades_trade", "trade_id"),
    )

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    trade_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))


class CoachingSessionPlan(Base):
    """A plan that a session is about."""

    __tablename__ = "coaching_session_plans"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["coaching_sessions.id", "coaching_sessions.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_coaching_session_plans_plan", "plan_id"),
    )

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
