"""Use cases of notifications: tell a trader something once, list it, read it, put it aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.db import announce
from backend.core.ids import new_id
from backend.features.notifications import queries, rules
from backend.features.notifications.channels.driver import Recipient
from backend.features.notifications.channels.drivers import DRIVERS
from backend.features.notifications.errors import NotificationNotFound
from backend.features.notifications.events import Notified, UnreadChanged
from backend.features.notifications.models import (
    Notification,
    NotificationDelivery,
    NotificationKind,
)
from backend.features.notifications.schemas import (
    ChangeNotification,
    DismissedNotifications,
    DismissThese,
    NotificationFilter,
    ReadThese,
    UnreadCount,
)

MOST_DISMISSED = 1000  # a transaction of some ten milliseconds


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of notifications, and how many of all are unread."""

    items: Sequence[Notification]
    next_cursor: str | None
    unread: int


def notify(
    session: Session,
    user_id: UUID,
    kind: NotificationKind,
    title: str,
    body: str,
    *,
    key: str,
    data: Mapping[str, JsonValue] | None = None,
    now: datetime,
) -> Notification | None:
    """Tell a trader something, in the transaction of its cause; the transaction must be for this user.

    It is kept once, whoever tells it how often: a second telling of the same key writes and sends nothing. What leaves
    the product waits in the outbox, by the trader's preferences and quiet hours. Open windows hear after the commit.

    The title is one line of at most 200 characters, the body has at most 4,000; longer ones are cut. The key says what
    it is about and is unique for the user: `plan_expired:<id of the plan>`. `data` is what a client or program needs to
    act on it: ids, times and codes, as JSON.

    Returns:
        The notification, or null where this key was told before.
    """
    preferences = queries.preferences(session, user_id)
    wish = preferences.wish(kind)
    statement = (
        insert(Notification)
        .values(
            id=new_id(),
            user_id=user_id,
            kind=kind,
            key=key,
            title=rules.one_line(title),
            body=rules.cut(body),
            data=dict(data or {}),
            shown=wish.in_app,
            created_at=now,
            forget_at=rules.forget_at(now, None, None),
        )
        .on_conflict_do_nothing(index_elements=["user_id", "key"])
        .returning(Notification)
    )
    notification: Notification | None = session.scalar(statement)
    if notification is None:
        return None
    run_at = now if wish.urgent else preferences.quiet_end(now)
    for channel, driver in DRIVERS.items():
        if not wish.by_channel[channel]:
            continue
        for recipient in driver.recipients(session, user_id, kind):
            session.add(delivery(notification, channel, recipient, run_at, now=now))
    session.flush()
    if wish.in_app:
        news = Notified(
            user_id=user_id,
            notification_id=notification.id,
            kind=kind,
            title=notification.title,
            body=notification.body,
            data=notification.data,
            created_at=notification.created_at,
        )
        announce(session, news)
    return notification


def delivery(
    notification: Notification,
    channel: str,
    recipient: Recipient,
    run_at: datetime,
    *,
    asked: bool = False,
    now: datetime,
) -> NotificationDelivery:
    """A row of the outbox."""
    return NotificationDelivery(
        id=new_id(),
        user_id=notification.user_id,
        notification_id=notification.id,
        channel=channel,
        endpoint_id=recipient.endpoint_id,
        subscription_id=recipient.subscription_id,
        lane=recipient.lane,
        asked=asked,
        run_at=run_at,
        tries=[],
        created_at=now,
    )


def list_notifications(
    session: Session,
    user_id: UUID,
    query: NotificationFilter,
) -> Inbox:
    """A page of notifications, latest first, with the number of unread ones.

    Raises:
        BadCursor
    """
    page = queries.page(session, user_id, query)
    return Inbox(page.items, page.next_cursor, queries.unread(session, user_id))


def read_these(
    session: Session,
    user_id: UUID,
    body: ReadThese,
    *,
    now: datetime,
) -> UnreadCount:
    """Mark some or all as read; ids that name nothing are passed over, so that two windows may mark the same."""
    change = update(Notification).where(
        *queries.listed(user_id),
        Notification.read_at.is_(None),
        Notification.created_at <= (body.until or now),
    )
    if body.ids is not None:
        change = change.where(Notification.id.in_(body.ids))
    sooner = func.least(Notification.forget_at, now + rules.KEPT_READ)
    read = change.values(read_at=now, forget_at=sooner).returning(Notification.id)
    if session.execute(read).all():
        announce(session, UnreadChanged(user_id))
    return UnreadCount(unread=queries.unread(session, user_id))


def dismiss_these(
    session: Session,
    user_id: UUID,
    body: DismissThese,
    *,
    now: datetime,
) -> DismissedNotifications:
    """Put some or all aside, the latest first, or bring some back; ids that name nothing are passed over."""
    row = Notification
    statement = select(row).where(row.user_id == user_id, row.shown)
    if body.ids is not None:
        statement = statement.where(row.id.in_(body.ids))
    if body.dismissed:
        until = body.until or now
        statement = statement.where(row.dismissed_at.is_(None), row.created_at <= until)
    else:
        statement = statement.where(row.dismissed_at.is_not(None))
    latest = statement.order_by(row.created_at.desc(), row.id.desc()).limit(MOST_DISMISSED)
    changed = session.scalars(latest.with_for_update(key_share=True)).all()
    for notification in changed:
        notification.dismissed_at = now if body.dismissed else None
        notification.forget_at = rules.forget_at(
            notification.created_at,
            notification.read_at,
            notification.dismissed_at,
        )
    session.flush()
    if changed:
        announce(session, UnreadChanged(user_id))
    ids = [notification.id for notification in changed]
    return DismissedNotifications(ids=ids, unread=queries.unread(session, user_id))


def change(
    session: Session,
    user_id: UUID,
    notification_id: UUID,
    body: ChangeNotification,
    *,
    now: datetime,
) -> Notification:
    """Mark one as read or unread, put it aside or bring it back; again is no change.

    Raises:
        NotificationNotFound
    """
    row = queries.notification(session, user_id, notification_id, lock=True)
    if row is None:
        raise NotificationNotFound
    if body.read is not None:
        row.read_at = (row.read_at or now) if body.read else None
    if body.dismissed is not None:
        row.dismissed_at = (row.dismissed_at or now) if body.dismissed else None
    row.forget_at = rules.forget_at(row.created_at, row.read_at, row.dismissed_at)
    session.flush()
    announce(session, UnreadChanged(user_id))
    return row
