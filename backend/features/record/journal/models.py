"""Tables of the journal.

Words are encrypted (`LargeBinary` columns, by `core/crypto`): titles, bodies, notes, intentions, templates. What is
counted and filtered by is not: days, kinds, tags, measures (mood, energy, focus, stress, sleep), links and times.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class EntryKind(Choice):
    """What an entry is: the one of the day, the one look back at its session, or anything else."""

    DAILY = "daily"
    FREE = "free"
    REVIEW = "review"


class TemplateKind(Choice):
    """What a template is for."""

    PRE_MARKET = "pre_market"
    POST_MARKET = "post_market"
    WEEKLY = "weekly"
    OTHER = "other"


ONCE_A_DAY = "kind in ('daily', 'review') and deleted_at is null"
MEASURES = ("mood", "energy", "focus", "stress", "sleep_hours")
_IN_BOUNDS = " and ".join(
    [*(f"{name} between 1 and 5" for name in MEASURES[:4]), "sleep_hours between 0 and 24"],
)


class Measures:
    """How the trader was: from 1 (little) to 5 (much), and hours of sleep; not encrypted, because they are counted."""

    mood: Mapped[int | None] = mapped_column(SmallInteger)
    energy: Mapped[int | None] = mapped_column(SmallInteger)
    focus: Mapped[int | None] = mapped_column(SmallInteger)
    stress: Mapped[int | None] = mapped_column(SmallInteger)
    sleep_hours: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))


class JournalEntry(Measures, Base):
    """An entry of the journal; title and body are encrypted, `words` is their blind index."""

    __tablename__ = "journal_entries"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        CheckConstraint("kind in ('daily', 'free', 'review')", name="kind"),
        CheckConstraint(_IN_BOUNDS, name="measures"),
        Index(
            "uq_journal_entries_day",
            "user_id",
            "day",
            "kind",
            unique=True,
            postgresql_where=text(ONCE_A_DAY),
        ),
        Index("ix_journal_entries_recent", "user_id", "day", "id"),
        Index("ix_journal_entries_words", "words", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    day: Mapped[date]
    kind: Mapped[str]
    title: Mapped[bytes | None] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    words: Mapped[list[int]] = mapped_column(ARRAY(BigInteger()))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class JournalLink(Base):
    """A trade that an entry is about; when the trade is deleted, the entry stays."""

    __tablename__ = "journal_links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "user_id"],
            ["journal_entries.id", "journal_entries.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_journal_links_trade", "trade_id"),
    )

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    trade_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))


class JournalPlan(Base):
    """A plan that an entry is about; when the plan is gone, the entry stays."""

    __tablename__ = "journal_plans"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "user_id"],
            ["journal_entries.id", "journal_entries.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_journal_plans_plan", "plan_id"),
    )

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))


class JournalImage(Base):
    """An image of an entry, in its place; one image may belong to many things."""

    __tablename__ = "journal_images"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "user_id"],
            ["journal_entries.id", "journal_entries.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["upload_id", "user_id"],
            ["uploads.id", "uploads.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_journal_images_upload", "upload_id"),
    )

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    upload_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    position: Mapped[int]


class CheckIn(Measures, Base):
    """How the trader came to the session of a day; note and intention are encrypted.

    `locked_at` says since when it may not be changed: the first real trade of the day was in the record then. `late`
    says that it was written or changed after that trade, so that it may have been written by its result.
    """

    __tablename__ = "journal_check_ins"
    __table_args__ = (
        UniqueConstraint("user_id", "day"),
        CheckConstraint(_IN_BOUNDS, name="measures"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    day: Mapped[date]
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    intention: Mapped[bytes | None] = mapped_column(LargeBinary)
    late: Mapped[bool]
    locked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class JournalTemplate(Base):
    """Words to begin an entry with; name and body are encrypted."""

    __tablename__ = "journal_templates"
    __table_args__ = (
        CheckConstraint("kind in ('pre_market', 'post_market', 'weekly', 'other')", name="kind"),
        Index("ix_journal_templates_user", "user_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    name: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
