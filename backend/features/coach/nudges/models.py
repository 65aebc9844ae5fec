"""Tables of nudges: what the trader allows, what was said or withheld, what came of it, and when to look again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class NudgeKind(Choice):
    """When the coach speaks first."""

    BEFORE_OPEN = "before_open"
    AFTER_LOSSES = "after_losses"
    NEAR_LIMIT = "near_limit"
    AFTER_CLOSE = "after_close"
    WEEKLY_REVIEW = "weekly_review"


class NudgeArm(Choice):
    """What the coin said; without the trader's consent there is no coin, and all are sent."""

    SENT = "sent"
    WITHHELD = "withheld"


class Feedback(Choice):
    """What the trader says of a nudge."""

    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"
    STOP = "stop"  # no more of this kind


_KINDS = "kind in ('before_open', 'after_losses', 'near_limit', 'after_close', 'weekly_review')"


class NudgePreferences(Base):
    """What one trader allows; without a row the defaults count. Quiet hours are those of all notifications."""

    __tablename__ = "nudge_preferences"
    __table_args__ = (
        CheckConstraint("most_a_day between 1 and 20", name="most_a_day"),
        CheckConstraint("is_experiment = (seed is not null)", name="experiment"),
    )

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    is_on: Mapped[bool]
    kinds_off: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    most_a_day: Mapped[int] = mapped_column(SmallInteger)
    during_open_trades: Mapped[bool]
    is_experiment: Mapped[bool]
    consented_at: Mapped[datetime | None]
    seed: Mapped[str | None]
    updated_at: Mapped[datetime]


class Nudge(Base):
    """One nudge: said or, for the comparison, withheld; what it should change, by when, and what came.

    An occasion is the session, run of losses or week that it is about: there is one nudge of a kind for each.
    """

    __tablename__ = "nudges"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "occasion"),
        CheckConstraint(_KINDS, name="kind"),
        CheckConstraint("arm in ('sent', 'withheld')", name="arm"),
        CheckConstraint("feedback in ('helpful', 'not_helpful', 'stop')", name="feedback"),
        CheckConstraint("window_ends > window_starts", name="window"),
        Index("ix_nudges_recent", "user_id", "decided_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    occasion: Mapped[str]
    arm: Mapped[str]
    seed: Mapped[str | None]
    draw: Mapped[float | None] = mapped_column(Float(53))
    title: Mapped[str]
    body: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    hypothesis: Mapped[str]
    measure: Mapped[str]
    decided_at: Mapped[datetime]
    window_starts: Mapped[datetime]
    window_ends: Mapped[datetime]
    outcome: Mapped[float | None] = mapped_column(Float(53))
    outcome_reason: Mapped[str | None]
    measured_at: Mapped[datetime | None]
    feedback: Mapped[str | None]
    feedback_at: Mapped[datetime | None]


class NudgeRetirement(Base):
    """A kind of nudge that did not work for a trader, with the figures; `brought_back_at` when they want it again."""

    __tablename__ = "nudge_retirements"
    __table_args__ = (CheckConstraint(_KINDS, name="kind"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    retired_at: Mapped[datetime]
    reason: Mapped[str]
    figures: Mapped[dict[str, Any]]
    brought_back_at: Mapped[datetime | None]


class NudgeSchedule(Base):
    """When to look at a trader again; its row is the lock of those who look. The beat sees this table and no other."""

    __tablename__ = "nudge_schedule"
    __table_args__ = (Index("ix_nudge_schedule_next_at", "next_at"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    next_at: Mapped[datetime]
    looked_at: Mapped[datetime]
