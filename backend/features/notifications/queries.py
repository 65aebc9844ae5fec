"""Reads of notifications, preferences, endpoints and deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import any_, func, literal, or_, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
from backend.features.accounts.auth.models import User
from backend.features.notifications import rules
from backend.features.notifications.models import (
    Kind,
    Notification,
    NotificationDelivery,
    NotificationPreferences,
    WebhookEndpoint,
)
from backend.features.notifications.rules import QuietHours, Wish
from backend.features.notifications.schemas import DeliveryFilter, NotificationFilter


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a trader wants to be told, with the zone of the profile."""

    kinds: dict[str, Any]
    quiet: QuietHours | None
    zone: str
    email: str

    def wish(self, kind: Kind) -> Wish:
        """How one kind is wanted."""
        return rules.wish_of(self.kinds, kind)

    def quiet_end(self, moment: datetime) -> datetime:
        """When what comes at this moment may leave the product."""
        return self.quiet.end(moment) if self.quiet else moment


def preferences(session: Session, user_id: UUID) -> Preferences:
    """What the trader said, over the defaults."""
    kept = NotificationPreferences
    row = session.execute(
        select(User.timezone, User.email, kept.kinds, kept.quiet_from, kept.quiet_until)
        .outerjoin(kept, kept.user_id == User.id)
        .where(User.id == user_id)
    ).one()
    quiet = (
        QuietHours(row.quiet_from, row.quiet_until, row.timezone)
        if row.quiet_from is not None
        else None
    )
    return Preferences(row.kinds or {}, quiet, row.timezone, row.email)


def endpoints_for(session: Session, user_id: UUID, kind: Kind) -> Sequence[WebhookEndpoint]:
    """The endpoints that want to hear of this kind."""
    wanted = or_(
        WebhookEndpoint.kinds.is_(None), literal(kind.value) == any_(WebhookEndpoint.kinds)
    )
    chosen = select(WebhookEndpoint).where(
        WebhookEndpoint.user_id == user_id, WebhookEndpoint.disabled_at.is_(None), wanted
    )
    return session.scalars(chosen).all()


def listed(user_id: UUID) -> tuple[Any, ...]:
    """Which notifications stand in a trader's list."""
    return (
        Notification.user_id == user_id,
        Notification.shown,
        Notification.dismissed_at.is_(None),
    )


def unread(session: Session, user_id: UUID) -> int:
    """How many notifications of the list were not read."""
    chosen = select(func.count()).where(*listed(user_id), Notification.read_at.is_(None))
    return session.scalar(chosen) or 0


def page(session: Session, user_id: UUID, wanted: NotificationFilter) -> Page[Notification]:
    """A page, latest first."""
    row = Notification
    chosen = select(row).where(row.user_id == user_id, row.shown)
    chosen = chosen.where(
        row.dismissed_at.is_not(None) if wanted.dismissed else row.dismissed_at.is_(None)
    )
    if wanted.unread:
        chosen = chosen.where(row.read_at.is_(None))
    if wanted.kind is not None:
        chosen = chosen.where(row.kind == wanted.kind)
    return rows.page(session, chosen, wanted, row.created_at, row.id)


def notification(
    session: Session, user_id: UUID, notification_id: UUID, *, lock: bool = False
) -> Notification | None:
    """One notification of the list, also one that was put aside."""
    chosen = select(Notification).where(
        Notification.id == notification_id, Notification.user_id == user_id, Notification.shown
    )
    return session.scalars(chosen.with_for_update(key_share=True) if lock else chosen).one_or_none()


def endpoint(
    session: Session, user_id: UUID, endpoint_id: UUID, *, lock: bool = False
) -> WebhookEndpoint | None:
    """One webhook."""
    chosen = select(WebhookEndpoint).where(
        WebhookEndpoint.id == endpoint_id, WebhookEndpoint.user_id == user_id
    )
    return session.scalars(chosen.with_for_update(key_share=True) if lock else chosen).one_or_none()


def delivery_page(
    session: Session, user_id: UUID, wanted: DeliveryFilter
) -> Sequence[tuple[NotificationDelivery, str, str]]:
    """One row more than a page, latest first, each with its notification's kind and title."""
    row = NotificationDelivery
    chosen = (
        select(row, Notification.kind, Notification.title)
        .join(Notification, Notification.id == row.notification_id)
        .where(row.user_id == user_id)
    )
    filters = {
        row.channel: wanted.channel,
        row.endpoint_id: wanted.endpoint_id,
        row.state: wanted.state,
    }
    chosen = chosen.where(
        *(column == value for column, value in filters.items() if value is not None)
    )
    ordered = rows.keyset(chosen, wanted, row.created_at, row.id)
    return [(delivery, kind, title) for delivery, kind, title in session.execute(ordered)]
