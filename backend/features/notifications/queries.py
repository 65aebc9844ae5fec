"""Reads of notifications, preferences, endpoints and deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.features.auth.models import User
from backend.features.notifications import rules
from backend.features.notifications.models import (
    Kind,
    Notification,
    NotificationPreferences,
    WebhookEndpoint,
)
from backend.features.notifications.rules import QuietHours, Wish


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
    quiet = QuietHours(row.quiet_from, row.quiet_until, row.timezone) if row.quiet_from is not None else None
    return Preferences(row.kinds or {}, quiet, row.timezone, row.email)


def endpoints_for(session: Session, user_id: UUID, kind: Kind) -> Sequence[WebhookEndpoint]:
    """The endpoints that want to hear of this kind."""
    wanted = or_(WebhookEndpoint.kinds.is_(None), WebhookEndpoint.kinds.contains([kind.value]))
    chosen = select(WebhookEndpoint).where(
        WebhookEndpoint.user_id == user_id, WebhookEndpoint.disabled_at.is_(None), wanted
    )
    return session.scalars(chosen).all()


def unread(session: Session, user_id: UUID) -> int:
    """How many notifications of the list were not read."""
    mine = (
        Notification.user_id == user_id,
        Notification.read_at.is_(None),
        Notification.dismissed_at.is_(None),
        Notification.shown,
    )
    return session.scalar(select(func.count()).where(*mine)) or 0
