"""Tables of the trading record.

A trade is a round trip. Its history is `trade_events`, append-only; every derived column of `trades` is recomputed from
them by `projection` and never edited in place.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id
from backend.features.record.trades.projection.event_payload import EventPayload

Price = Annotated[Decimal, mapped_column(Numeric(28, 12))]
Quantity = Annotated[Decimal, mapped_column(Numeric(34, 18))]


class TradeType(Choice):
    """Money at risk, or practice."""

    REAL = "real"
    TRAINING = "training"


class TradeStatus(Choice):
    """Whether the position is still held."""

    OPEN = "open"
    CLOSED = "closed"


class TradeDirection(Choice):
    """Which way the position goes: long or short, in any case; buy and sell are read as these."""

    LONG = "long"
    SHORT = "short"

    @classmethod
    def other_words(cls) -> dict[str, Self]:
        """The sides of the order that opens the position."""
        return {"buy": cls.LONG, "sell": cls.SHORT}


class PlanMatch(Choice):
    """How a trade stands to a plan: written before the first fill, after it, changed since, or none."""

    PLANNED = "planned"
    LATE = "late"
    DRIFTED = "drifted"
    UNPLANNED = "unplanned"


class EventKind(StrEnum):
    """What happened to a trade. `filled` adds to the position and `exited` takes from it."""

    PLANNED = "planned"
    FILLED = "filled"
    EXITED = "exited"
    STOP_SET = "stop_set"
    STOP_MOVED = "stop_moved"
    STOP_REMOVED = "stop_removed"
    TARGET_SET = "target_set"
    TARGET_MOVED = "target_moved"
    TARGET_REMOVED = "target_removed"
    NOTED = "noted"
    FELT = "felt"
    VOIDED = "voided"
    CORRECTED = "corrected"
    SPLIT = "split"
    DIVIDEND = "dividend"
    FINANCING = "financing"
    RENAMED = "renamed"
    EXPIRED = "expired"
    ROLLED = "rolled"
    DELETED = "deleted"
    RESTORED = "restored"


class RealisedKind(StrEnum):
    """What brought or cost money."""

    EXIT = "exit"
    DIVIDEND = "dividend"
    FINANCING = "financing"


class Outcome(Choice):
    """How a closed trade ended, with the tolerance of its account for what is neither."""

    WIN = "win"
    LOSS = "loss"
    BREAK_EVEN = "break_even"


class Expiry(Choice):
    """How a contract ended while it was held."""

    WORTHLESS = "worthless"
    CASH_SETTLED = "cash_settled"
    ASSIGNED = "assigned"
    EXERCISED = "exercised"


class Strategy(Base):
    """A playbook: a setup with its rules."""

    __tablename__ = "strategies"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        Index("uq_strategies_name", "user_id", func.lower(text("name")), unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    description: Mapped[str | None]
    archived: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Trade(Base):
    """One position from flat to flat.

    `initial_stop_price` is the first stop: R is measured on it, wherever the stop goes later. Results are null while
    the trade is open (`realised_pnl` says what partial exits brought); each null that may surprise has its reason
    beside it. `entry_day` and `exit_day` are session days of the instrument's exchange.
    """

    __tablename__ = "trades"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        ForeignKeyConstraint(["account_id", "user_id"], ["accounts.id", "accounts.user_id"]),
        ForeignKeyConstraint(
            ["strategy_id", "user_id"],
            ["strategies.id", "strategies.user_id"],
            ondelete="SET NULL (strategy_id)",
        ),
        CheckConstraint(
            "position_size > 0 and open_size >= 0",
            name="positive",
        ),
        CheckConstraint("(status = 'closed') = (exit_time is not null)", name="closed"),
        CheckConstraint("(status = 'closed') = (open_size = 0)", name="flat"),
        CheckConstraint("direction in ('long', 'short')", name="direction"),
        CheckConstraint("trade_type in ('real', 'training')", name="trade_type"),
        CheckConstraint("status in ('open', 'closed')", name="status"),
        CheckConstraint(
            "plan_match in ('planned', 'late', 'drifted', 'unplanned')",
            name="plan_match",
        ),
        CheckConstraint("outcome in ('win', 'loss', 'break_even')", name="outcome"),
        CheckConstraint(
            "expiry in ('worthless', 'cash_settled', 'assigned', 'exercised')",
            name="expiry",
        ),
        Index("ix_trades_idea", "idea_id", postgresql_where=text("idea_id is not null")),
        Index("ix_trades_recent", "user_id", "entry_time", "id"),
        Index("ix_trades_open", "user_id", postgresql_where=text("status = 'open'")),
        Index(
            "ix_trades_closed",
            "user_id",
            "exit_time",
            postgresql_where=text("status = 'closed'"),
        ),
        Index(
            "ix_trades_by_exit",
            "user_id",
            "exit_time",
            "id",
            postgresql_where=text("exit_time is not null"),
        ),
        Index(
            "ix_trades_by_result",
            "user_id",
            "pnl",
            "id",
            postgresql_where=text("pnl is not null"),
        ),
        Index(
            "ix_trades_by_r",
            "user_id",
            "r_multiple",
            "id",
            postgresql_where=text("r_multiple is not null"),
        ),
        Index("ix_trades_account", "account_id", "instrument"),
        Index(
            "ix_trades_plan",
            "trade_plan_id",
            postgresql_where=text("trade_plan_id is not null"),
        ),
        Index("ix_trades_message", "message_id", postgresql_where=text("message_id is not null")),
        Index(
            "ix_trades_strategy",
            "strategy_id",
            postgresql_where=text("strategy_id is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    account_id: Mapped[UUID]
    strategy_id: Mapped[UUID | None]
    setup: Mapped[str | None]
    source: Mapped[str]
    trade_type: Mapped[str]
    status: Mapped[str]
    instrument: Mapped[str]
    instrument_kind: Mapped[str]
    exchange: Mapped[str | None]
    contract: Mapped[str]
    contract_month: Mapped[date | None]
    expires_on: Mapped[date | None]
    price_notation: Mapped[str]
    currency: Mapped[str]
    multiplier: Mapped[Decimal]
    tick_size: Mapped[Price]
    lot_step: Mapped[Quantity | None]
    may_be_negative: Mapped[bool]
    zone: Mapped[str]
    calendar: Mapped[str | None]
    direction: Mapped[str]
    position_size: Mapped[Quantity]
    max_size: Mapped[Quantity]
    open_size: Mapped[Quantity]
    entry_price: Mapped[Price]
    entry_time: Mapped[datetime]
    entry_day: Mapped[date]
    initial_stop_price: Mapped[Price | None]
    stop_price: Mapped[Price | None]
    target_price: Mapped[Price | None]
    planned_entry_price: Mapped[Price | None]
    exit_price: Mapped[Price | None]
    exit_time: Mapped[datetime | None]
    exit_day: Mapped[date | None]
    hold_seconds: Mapped[int | None]
    fees: Mapped[Decimal]
    other_fees: Mapped[dict[str, str]] = mapped_column(JSONB)
    dividends: Mapped[Decimal]
    financing: Mapped[Decimal]
    risk_amount: Mapped[Decimal | None]
    risk_reason: Mapped[str | None]
    realised_pnl: Mapped[Decimal]
    pnl_gross: Mapped[Decimal | None]
    pnl: Mapped[Decimal | None]
    pnl_reason: Mapped[str | None]
    outcome: Mapped[str | None]
    pnl_percentage: Mapped[Decimal | None]
    pnl_account: Mapped[Decimal | None]
    pnl_account_reason: Mapped[str | None]
    account_currency: Mapped[str]
    r_multiple: Mapped[Decimal | None]
    r_gross: Mapped[Decimal | None]
    r_reason: Mapped[str | None]
    managed_r: Mapped[Decimal | None]
    managed_r_reason: Mapped[str | None]
    entry_slippage: Mapped[Price | None]
    slippage_amount: Mapped[Decimal | None]
    mae: Mapped[Decimal | None]
    mfe: Mapped[Decimal | None]
    exit_efficiency: Mapped[Decimal | None]
    excursion_reason: Mapped[str | None]
    expiry: Mapped[str | None]
    rolled_from_id: Mapped[UUID | None]
    idea_id: Mapped[UUID | None]
    warnings: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    trade_plan_id: Mapped[UUID | None]  # of a level above: no foreign key
    plan_match: Mapped[str] = mapped_column(default="unplanned")
    plan_adherence_score: Mapped[int | None]
    conversation_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    emotional_state: Mapped[str | None]
    pattern_tags: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    notes: Mapped[str | None]
    event_head: Mapped[int]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TradeEvent(Base):
    """One thing that happened to a trade: when it happened, and when this record learned of it. Never changed."""

    __tablename__ = "trade_events"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("trade_id", "seq"),
        CheckConstraint("length(kind) > 0 and seq > 0", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID]  # the trade's, by the key above
    trade_id: Mapped[UUID]
    seq: Mapped[int]
    kind: Mapped[str]
    event_time: Mapped[datetime]
    recorded_time: Mapped[datetime]
    payload: Mapped[EventPayload] = mapped_column(JSONB())


class RealisedResult(Base):
    """Money that a trade brought or cost at a moment: of an exit, a dividend, or financing.

    Derived from the events, like the columns of a trade. The sum over a closed trade is its result, to the last place.
    `day` is the session day of the instrument on which it was realised.
    """

    __tablename__ = "realised_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("kind in ('exit', 'dividend', 'financing')", name="kind"),
        Index("ix_realised_results_recent", "user_id", "event_time"),
        Index("ix_realised_results_day", "user_id", "day"),
    )

    trade_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    kind: Mapped[str]
    event_time: Mapped[datetime]
    day: Mapped[date]
    quantity: Mapped[Quantity]
    gross: Mapped[Decimal]
    fees: Mapped[Decimal]
    other_fees: Mapped[dict[str, str]] = mapped_column(JSONB)
    net: Mapped[Decimal | None]
    net_account: Mapped[Decimal | None]
    net_reason: Mapped[str | None]
    account_currency: Mapped[str]


class TradeAttachment(Base):
    """An image that belongs to a trade; one image may belong to many things."""

    __tablename__ = "trade_attachments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["upload_id", "user_id"],
            ["uploads.id", "uploads.user_id"],
            deferrable=True,
            initially="DEFERRED",
        ),  # an image in use stays; with its owner both go, in whatever order
    )

    trade_id: Mapped[UUID] = mapped_column(primary_key=True)
    upload_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]


class RecordVersion(Base):
    """Counts the changes of one user's record: the version is the sum, a report of an older one is out of date.

    Shards, by the connection that counts, keep writers of one user from waiting for each other's commit.
    """

    __tablename__ = "record_versions"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    shard: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
