"""Use cases of notifications: tell a trader something once, list it, read it, put it aside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.db import announce
from backend.core.ids import new_id
from backend.features.notifications import queries, rules
from backend.features.notifications.errors import NotificationNotFound
from backend.features.notifications.events import Notified, UnreadChanged
from backend.features.notifications.models import (
    Channel,
    Kind,
    Notification,
    NotificationDelivery,
    WebhookEndpoint,
)
from backend.features.notifications.schemas import ChangeNotification, NotificationFilter, ReadThese

MAIL_LANES = 4  # mails that are on their way at the same time, all workers together


def notify(
    session: Session,
    user_id: UUID,
    kind: Kind,
    title: str,
    body: str,
    *,
    key: str,
    data: dict[str, Any] | None = None,
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
    made: Notification | None = session.scalar(
        insert(Notification)
        .values(
            id=new_id(),
            user_id=user_id,
            kind=kind,
            key=key,
            title=rules.one_line(title),
            body=rules.cut(body),
            data=data or {},
            shown=wish.in_app,
            created_at=now,
            forget_at=rules.forget_at(now, None, None),
        )
        .on_conflict_do_nothing(index_elements=["user_id", "key"])
        .returning(Notification)
    )
    if made is None:
        return None
    run_at = now if wish.urgent else preferences.quiet_end(now)
    endpoints = queries.endpoints_for(session, user_id, kind) if wish.webhook else []
    if wish.email:
        session.add(delivery(made, None, run_at, now=now))
    session.add_all(delivery(made, endpoint, run_at, now=now) for endpoint in endpoints)
    session.flush()
    if wish.in_app:
        announce(
            session,
            Notified(user_id, made.id, kind, made.title, made.body, made.data, made.created_at),
        )
    return made


def delivery(
    notification: Notification,
    endpoint: WebhookEndpoint | None,
    run_at: datetime,
    *,
    asked: bool = False,
    now: datetime,
) -> NotificationDelivery:
    """A row of the outbox: to an endpoint, or by email."""
    user_id = notification.user_id
    return NotificationDelivery(
        id=new_id(),
        user_id=user_id,
        notification_id=notification.id,
        channel=Channel.WEBHOOK if endpoint else Channel.EMAIL,
        endpoint_id=endpoint.id if endpoint else None,
        lane=str(endpoint.id) if endpoint else f"mail-{user_id.int % MAIL_LANES}",
        asked=asked,
        run_at=run_at,
        tries=[],
        created_at=now,
    )


def list_notifications(
    session: Session, user_id: UUID, wanted: NotificationFilter
) -> dict[str, Any]:
    """A page of notifications, latest first, with the number of unread ones.

    Raises:
        BadCursor
    """
    page = queries.page(session, user_id, wanted)
    return {
        "items": page.items,
        "next_cursor": page.next_cursor,
        "unread": queries.unread(session, user_id),
    }


def read_these(
    session: Session, user_id: UUID, wanted: ReadThese, *, now: datetime
) -> dict[str, int]:
    """Mark some or all as read; ids that name nothing are passed over, so that two windows may mark the same."""
    change = update(Notification).where(
        *queries.listed(user_id),
        Notification.read_at.is_(None),
        Notification.created_at <= (wanted.until or now),
    )
    if wanted.ids is not None:
        change = change.where(Notification.id.in_(wanted.ids))
    sooner = func.least(Notification.forget_at, now + rules.KEPT_READ)
    if session.execute(
        change.values(read_at=now, forget_at=sooner).returning(Notification.id)
    ).all():
        announce(session, UnreadChanged(user_id))
    return {"unread": queries.unread(session, user_id)}


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
    found = queries.notification(session, user_id, notification_id, lock=True)
    if found is None:
        raise NotificationNotFound
    if body.read is not None:
        found.read_at = (found.read_at or now) if body.read else None
    if body.dismissed is not None:
        found.dismissed_at = (found.dismissed_at or now) if body.dismissed else None
    found.forget_at = rules.forget_at(found.created_at, found.read_at, found.dismissed_at)
    session.flush()
    announce(session, UnreadChanged(user_id))
    return found
