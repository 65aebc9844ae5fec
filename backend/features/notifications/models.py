"""Tables of notifications: what was told, how the trader wants it, to where, and what became of each delivery."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class NotificationKind(Choice):
    """What a notification is about; preferences are by kind."""

    PLAN_EXPIRED = "plan_expired"
    SESSION_CAUTION = "session_caution"
    SESSION_LOCKED = "session_locked"
    NUDGE = "nudge"  # the coach speaks first
    PATTERN = "pattern"  # a behaviour was found in the record
    WEEKLY_REVIEW = "weekly_review"
    AI_BUDGET = "ai_budget"
    WEBHOOK_DISABLED = "webhook_disabled"
    SYSTEM = "system"
    TEST = "test"  # what a trader sends to see whether it arrives


# Each has a file of its name in `channels`.
class Channel(Choice):
    """By which way a notification leaves the product."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    PUSH = "push"


class DeliveryState(Choice):
    """How a delivery stands; the last three are final until somebody asks for it again."""

    WAITING = "waiting"
    SENDING = "sending"  # a worker has it until `run_at`
    SENT = "sent"
    FAILED = "failed"  # tried, and given up
    DROPPED = "dropped"  # not tried: turned off meanwhile, over the day's cap, no address


UNREAD = "read_at is null and dismissed_at is null and shown"
UNSETTLED = "state in ('waiting', 'sending')"
ONE_A_LANE = "uq_notification_deliveries_lane"


class Notification(Base):
    """Something a trader is told, once: `key` says what it is about, and there is one row a user and key.

    `shown` is whether it stands in the trader's list, by the preference at its time. After `forget_at` only the key is
    left, so that what was told once is not told again.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("user_id", "key"),
        Index("ix_notifications_recent", "user_id", "created_at", "id"),
        Index("ix_notifications_unread", "user_id", postgresql_where=text(UNREAD)),
        Index(
            "ix_notifications_forget_at",
            "forget_at",
            postgresql_where=text("forget_at is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    key: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    data: Mapped[dict[str, Any]]
    shown: Mapped[bool]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    forget_at: Mapped[datetime | None]


class NotificationPreferences(Base):
    """How a trader wants to be told; `kinds` holds what differs from the defaults. No row: the defaults."""

    __tablename__ = "notification_preferences"
    __table_args__ = (
        CheckConstraint("(quiet_from is null) = (quiet_until is null)", name="quiet_hours"),
    )

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    kinds: Mapped[dict[str, Any]]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    updated_at: Mapped[datetime]


class WebhookEndpoint(Base):
    """An address of the trader's that is told. Address and secrets are encrypted (`core/crypto`).

    The secret before the last rotation signs beside the new one until `previous_until`. `failing_since` is the first
    failure after the last success.
    """

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        Index("ix_webhook_endpoints_user_id", "user_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    url: Mapped[bytes] = mapped_column(LargeBinary)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    previous_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None]
    kinds: Mapped[list[str] | None] = mapped_column(ARRAY(Text()))
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_because: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PushKey(Base):
    """The key that signs what a trader's browsers are told (VAPID); made once, encrypted (`core/crypto`)."""

    __tablename__ = "push_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class PushSubscription(Base):
    """A browser of the trader's that is told, at the address of its push service.

    Address, key and secret are encrypted; the address is known again by its hash, for nobody can guess one.
    """

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("user_id", "address_sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    address: Mapped[bytes] = mapped_column(LargeBinary)
    address_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    browser_key: Mapped[bytes] = mapped_column(LargeBinary)
    browser_secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_told_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class NotificationDelivery(Base):
    """One notification on its way by one channel; the row is the job, its id is what a receiver knows it by.

    A browser that is told no more leaves its deliveries behind, without it.
    A worker that claims it sets a token and moves `run_at` to the end of its lease. `lane` is what may carry one
    delivery at a time, which an index sees to. `tries` has a line for each of the last attempts. `admitted_at` counts
    against the day's cap. What the trader `asked` for (a test, a replay) waits for no quiet hours.
    """

    __tablename__ = "notification_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["notification_id", "user_id"],
            ["notifications.id", "notifications.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["endpoint_id", "user_id"],
            ["webhook_endpoints.id", "webhook_endpoints.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["subscription_id", "user_id"],
            ["push_subscriptions.id", "push_subscriptions.user_id"],
            ondelete="SET NULL (subscription_id)",
        ),
        CheckConstraint("channel ~ '^[a-z_]{1,20}$'", name="channel"),
        CheckConstraint("(channel = 'webhook') = (endpoint_id is not null)", name="endpoint"),
        CheckConstraint(
            "state in ('waiting', 'sending', 'sent', 'failed', 'dropped')",
            name="state",
        ),
        CheckConstraint(f"({UNSETTLED}) = (settled_at is null)", name="settled"),
        Index("ix_notification_deliveries_due", "run_at", postgresql_where=text(UNSETTLED)),
        Index(ONE_A_LANE, "lane", unique=True, postgresql_where=text("state = 'sending'")),
        Index(
            "ix_notification_deliveries_lane",
            "lane",
            "run_at",
            postgresql_where=text(UNSETTLED),
        ),
        Index("ix_notification_deliveries_recent", "user_id", "created_at", "id"),
        Index("ix_notification_deliveries_endpoint", "endpoint_id"),
        Index(
            "uq_notification_deliveries_channel",
            "notification_id",
            "channel",
            unique=True,
            postgresql_where=text("endpoint_id is null and channel <> 'push'"),
        ),
        Index(
            "uq_notification_deliveries_webhook",
            "notification_id",
            "endpoint_id",
            unique=True,
            postgresql_where=text("endpoint_id is not null"),
        ),
        Index("ix_notification_deliveries_subscription", "subscription_id"),
        Index(
            "uq_notification_deliveries_push",
            "notification_id",
            "subscription_id",
            unique=True,
            postgresql_where=text("subscription_id is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    notification_id: Mapped[UUID]
    channel: Mapped[str]
    endpoint_id: Mapped[UUID | None]
    subscription_id: Mapped[UUID | None]
    lane: Mapped[str]
    asked: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=DeliveryState.WAITING)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[UUID | None]
    first_tried_at: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]
    tries: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
