"""Reads of notifications, preferences, endpoints and deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
from backend.features.accounts.auth.models import User
from backend.features.notifications.channels.drivers import ChannelWish, KindWishes, wish_of
from backend.features.notifications.models import (
    Notification,
    NotificationDelivery,
    NotificationKind,
    NotificationPreferences,
)
from backend.features.notifications.rules import QuietHours
from backend.features.notifications.schemas import DeliveryFilter, NotificationFilter


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a trader wants to be told, with the zone of the profile."""

    kinds: KindWishes
    quiet: QuietHours | None
    zone: str
    email: str

    def wish(self, kind: NotificationKind) -> ChannelWish:
        """How one kind is wanted."""
        return wish_of(self.kinds, kind)

    def quiet_end(self, moment: datetime) -> datetime:
        """When what comes at this moment may leave the product."""
        if self.quiet:
            return self.quiet.end(moment)
        return moment


def preferences(session: Session, user_id: UUID) -> Preferences:
    """What the trader said, over the defaults."""
    table = NotificationPreferences
    statement = (
        select(User.timezone, User.email, table.kinds, table.quiet_from, table.quiet_until)
        .outerjoin(table, table.user_id == User.id)
        .where(User.id == user_id)
    )
    row = session.execute(statement).one()
    quiet = None
    if row.quiet_from is not None:
        quiet = QuietHours(row.quiet_from, row.quiet_until, row.timezone)
    return Preferences(row.kinds or {}, quiet, row.timezone, row.email)


def listed(user_id: UUID) -> tuple[ColumnExpressionArgument[bool], ...]:
    """Which notifications stand in a trader's list."""
    return (
        Notification.user_id == user_id,
        Notification.shown,
        Notification.dismissed_at.is_(None),
    )


def unread(session: Session, user_id: UUID) -> int:
    """How many notifications of the list were not read."""
    statement = select(func.count()).where(*listed(user_id), Notification.read_at.is_(None))
    return session.scalar(statement) or 0


def page(session: Session, user_id: UUID, query: NotificationFilter) -> Page[Notification]:
    """A page, latest first."""
    row = Notification
    statement = select(row).where(row.user_id == user_id, row.shown)
    statement = statement.where(
        row.dismissed_at.is_not(None) if query.dismissed else row.dismissed_at.is_(None)
    )
    if query.unread:
        statement = statement.where(row.read_at.is_(None))
    if query.kind is not None:
        statement = statement.where(row.kind == query.kind)
    return rows.page(session, statement, query, row.created_at, row.id)


def notification(
    session: Session,
    user_id: UUID,
    notification_id: UUID,
    *,
    lock: bool = False,
) -> Notification | None:
    """One notification of the list, also one that was put aside."""
    statement = select(Notification).where(
        Notification.id == notification_id,
        Notification.user_id == user_id,
        Notification.shown,
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    return session.scalars(statement).one_or_none()


class DeliveryRow(NamedTuple):
    """A delivery with its notification's kind and title."""

    delivery: NotificationDelivery
    kind: str
    title: str


def delivery_page(session: Session, user_id: UUID, query: DeliveryFilter) -> Sequence[DeliveryRow]:
    """One row more than a page, latest first."""
    table = NotificationDelivery
    statement = (
        select(table, Notification.kind, Notification.title)
        .join(Notification, Notification.id == table.notification_id)
        .where(table.user_id == user_id)
    )
    filters = (
        (table.channel, query.channel),
        (table.endpoint_id, query.endpoint_id),
        (table.state, query.state),
    )
    statement = statement.where(
        *(column == value for column, value in filters if value is not None)
    )
    ordered = rows.keyset(statement, query, table.created_at, table.id)
    return [DeliveryRow(*row) for row in session.execute(ordered)]
