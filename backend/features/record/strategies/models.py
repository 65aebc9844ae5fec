"""Tables of the rules of strategies, and whether trades kept them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class RuleKind(Choice):
    """What a rule of a strategy is about."""

    ENTRY = "entry"
    EXIT = "exit"
    RISK = "risk"
    OTHER = "other"


class StrategyRule(Base):
    """One rule of a strategy; a retired one keeps its history."""

    __tablename__ = "strategy_rules"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        ForeignKeyConstraint(
            ["strategy_id", "user_id"],
            ["strategies.id", "strategies.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("kind in ('entry', 'exit', 'risk', 'other')", name="kind"),
        Index("ix_strategy_rules_strategy", "strategy_id", "position"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    strategy_id: Mapped[UUID]
    position: Mapped[int]
    kind: Mapped[str]
    statement: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]


class RuleCheck(Base):
    """Whether a trade kept one rule of its strategy; no row means unknown."""

    __tablename__ = "rule_checks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["rule_id", "user_id"],
            ["strategy_rules.id", "strategy_rules.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_rule_checks_rule", "rule_id"),
    )

    trade_id: Mapped[UUID] = mapped_column(primary_key=True)
    rule_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    followed: Mapped[bool]
    checked_at: Mapped[datetime]
