"""Tables of accounts, their money, and exchange rates."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class AccountKind(Choice):
    """Whose money it is."""

    BROKER = "broker"
    PAPER = "paper"
    PROP = "prop"


class MovementKind(Choice):
    """Money that came or went without a trade."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    ADJUSTMENT = "adjustment"


class Account(Base):
    """Where trades are made. `matching` says which entries an exit closes; `rules` are those of a prop firm."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        Index("uq_accounts_name", "user_id", func.lower(text("name")), unique=True),
        Index("uq_accounts_default", "user_id", unique=True, postgresql_where=text("is_default")),
        CheckConstraint("kind in ('broker', 'paper', 'prop')", name="kind"),
        CheckConstraint("matching in ('fifo', 'weighted_average')", name="matching"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    kind: Mapped[str]
    broker: Mapped[str | None]
    currency: Mapped[str]
    matching: Mapped[str]
    rules: Mapped[dict[str, object]] = mapped_column(JSONB())
    fee_schedule: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    break_even_tolerance: Mapped[Decimal] = mapped_column(default=Decimal(0))
    archived: Mapped[bool]
    is_default: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class AccountMovement(Base):
    """A deposit, withdrawal or adjustment; `amount` carries its sign."""

    __tablename__ = "account_movements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "user_id"],
            ["accounts.id", "accounts.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("kind in ('deposit', 'withdrawal', 'adjustment')", name="kind"),
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_account_movements_account", "account_id", "moment"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    account_id: Mapped[UUID]
    kind: Mapped[str]
    amount: Mapped[Decimal]
    moment: Mapped[datetime]
    note: Mapped[str | None]
    created_at: Mapped[datetime]


class CurrencyRate(Base):
    """What one unit of `base` was worth in `quote` on a day, as the trader gave it."""

    __tablename__ = "currency_rates"
    __table_args__ = (CheckConstraint("rate > 0 and base <> quote", name="rate"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    base: Mapped[str] = mapped_column(primary_key=True)
    quote: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[Decimal]
    created_at: Mapped[datetime]
