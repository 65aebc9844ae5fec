"""Use cases of notifications: tell a trader something once, list it, read it, put it aside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.db import announce
from backend.core.ids import new_id
from backend.features.notifications import queries, rules
from backend.features.notifications.events import Notified
from backend.features.notifications.models import Channel, Kind, Notification, NotificationDelivery, WebhookEndpoint

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

    Args:
        title: one line, at most 200 characters; longer ones are cut.
        body: at most 4,000 characters.
        key: what it is about, unique for the user: `plan_expired:<id of the plan>`.
        data: what a client or program needs to act on it: ids, times, codes; JSON.

    Returns:
        The notification, or null where this key was told before.
    """
    preferences = queries.preferences(session, user_id)
    wish = preferences.wish(kind)
    made = session.scalar(
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
        )
        .on_conflict_do_nothing(index_elements=["user_id", "key"])
        .returning(Notification)
    )
    if made is None:
        return None
    run_at = now if wish.urgent else preferences.quiet_end(now)
    endpoints = queries.endpoints_for(session, user_id, kind) if wish.webhook else []
    if wish.email:
        session.add(delivery(made, None, run_at, now))
    session.add_all(delivery(made, endpoint, run_at, now) for endpoint in endpoints)
    session.flush()
    if wish.in_app:
        announce(session, Notified(user_id, made.id, kind, made.title, made.body, made.data, made.created_at))
    return made


def delivery(
    notification: Notification, endpoint: WebhookEndpoint | None, run_at: datetime, now: datetime
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
        run_at=run_at,
        tries=[],
        created_at=now,
    )
