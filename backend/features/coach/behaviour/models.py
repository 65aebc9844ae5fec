"""Tables of behaviour: what the detectors found, what the trader says of it, and what it comes to over time."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class EventStatus(Choice):
    """Whether the detectors still find an event when they look again."""

    FIRED = "fired"
    WITHDRAWN = (
        "withdrawn"  # the record changed, or a newer version of the detector sees it otherwise
    )


class PatternStatus(Choice):
    """How a pattern stands, by evidence and not by hand."""

    LEARNING = "learning"  # too few positions to tell habit from exception
    ACTIVE = "active"
    IMPROVING = "improving"
    RESOLVED = "resolved"


_SEVERITIES = "severity in ('mild', 'marked', 'severe')"
_ANSWERS = "answer in ('yes', 'no', 'was_planned')"


class BehaviourEvent(Base):
    """One finding of a detector, with everything that it rests on.

    `key` is made of the evidence and is the same whenever the detector looks again. Trade type and account are the
    stream: real money and practice, and two accounts, are never mixed. `told_at` says when a notice of it was given.
    """

    __tablename__ = "behaviour_events"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("user_id", "detector", "version", "key"),
        CheckConstraint("trade_type in ('real', 'training')", name="trade_type"),
        CheckConstraint("status in ('fired', 'withdrawn')", name="status"),
        CheckConstraint(_SEVERITIES, name="severity"),
        CheckConstraint(_ANSWERS, name="answer"),
        CheckConstraint("score between 0 and 1 and grade between 1 and 5", name="score"),
        Index("ix_behaviour_events_recent", "user_id", "occurred_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    trade_type: Mapped[str]
    account_id: Mapped[UUID]
    detector: Mapped[str]
    version: Mapped[int]
    key: Mapped[str]
    session: Mapped[date]
    occurred_at: Mapped[datetime]
    trade_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    plan_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    inputs: Mapped[dict[str, Any]]
    baseline: Mapped[dict[str, Any] | None]
    effect: Mapped[float] = mapped_column(Float(53))
    unit: Mapped[str]
    percentile: Mapped[float | None] = mapped_column(Float(53))
    score: Mapped[float] = mapped_column(Float(53))
    severity: Mapped[str]
    grade: Mapped[int] = mapped_column(SmallInteger)
    declared: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    r: Mapped[float | None] = mapped_column(Float(53))
    guards: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    quality: Mapped[str]
    is_learning: Mapped[bool]
    figures_hash: Mapped[str | None]  # of all that may differ when the detector looks again
    status: Mapped[str]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    detected_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class BehaviourAnswer(Base):
    """What the trader said of an event, each time; the latest counts and none is ever changed."""

    __tablename__ = "behaviour_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "user_id"],
            ["behaviour_events.id", "behaviour_events.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint(_ANSWERS, name="answer"),
        Index("ix_behaviour_answers_event", "event_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    event_id: Mapped[UUID]
    answer: Mapped[str]
    note: Mapped[str | None]
    answered_at: Mapped[datetime]


class BehaviourPattern(Base):
    """What the events of one detector in one stream come to; drawn from them and never edited."""

    __tablename__ = "behaviour_patterns"
    __table_args__ = (
        UniqueConstraint("user_id", "trade_type", "account_id", "detector"),
        CheckConstraint("trade_type in ('real', 'training')", name="trade_type"),
        CheckConstraint("status in ('learning', 'active', 'improving', 'resolved')", name="status"),
        CheckConstraint("severity between 1 and 5", name="severity"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    trade_type: Mapped[str]
    account_id: Mapped[UUID]
    detector: Mapped[str]
    version: Mapped[int]
    description: Mapped[str]
    status: Mapped[str]
    because: Mapped[str]
    severity: Mapped[int] = mapped_column(SmallInteger)
    events: Mapped[int]
    positions: Mapped[int]
    frequency: Mapped[dict[str, Any]]
    by_month: Mapped[list[Any]] = mapped_column(server_default="[]")
    cost: Mapped[dict[str, Any]]
    traits: Mapped[list[Any]]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    updated_at: Mapped[datetime]


class BehaviourTuning(Base):
    """How strict a detector has become with one trader, as the answers have set it."""

    __tablename__ = "behaviour_tuning"
    __table_args__ = (CheckConstraint("strictness between 0 and 1", name="strictness"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    detector: Mapped[str] = mapped_column(primary_key=True)
    strictness: Mapped[float] = mapped_column(Float(53))
    confirmed: Mapped[int]
    denied: Mapped[int]
    planned: Mapped[int]
    updated_at: Mapped[datetime]


class BehaviourRun(Base):
    """How far the detectors have looked at one trader's record: the row is the job.

    `head` counts what was noted and `done` is the last of it that was looked at. Who looks has a token and a lease.
    `is_cut` says that the record has more positions than are looked at. `record_version` is that of the record as it
    was looked at: where the record has another one and nothing waits, a note was lost.
    """

    __tablename__ = "behaviour_runs"
    __table_args__ = (
        Index("ix_behaviour_runs_due", "due_at", postgresql_where=text("head > done")),
    )

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    head: Mapped[int] = mapped_column(BigInteger)
    done: Mapped[int] = mapped_column(BigInteger)
    is_whole: Mapped[bool]
    due_at: Mapped[datetime]
    token: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    positions: Mapped[dict[str, Any]]
    is_cut: Mapped[bool]
    record_version: Mapped[int] = mapped_column(BigInteger)


class BehaviourChange(Base):
    """Trades that changed at about the same time, for the detectors to look at; kept for a while for other workers."""

    __tablename__ = "behaviour_changes"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    trade_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    noted_at: Mapped[datetime]
