"""The rows of the outbox as a worker handles them: claimed with a lease, prepared, settled once.

The row is the job. Whoever claims it sets a fresh token; only the holder of the token can settle it. A worker that dies
loses its lease and another follows, so that a receiver may be told twice, with the same id, and is told at least once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.db import Database, HotStatement
from backend.core.jobs import NOW, LeaseLost, Queue
from backend.features.accounts.auth.models import User
from backend.features.notifications import service
from backend.features.notifications.channels.driver import DeliveryOutcome
from backend.features.notifications.channels.drivers import DRIVERS
from backend.features.notifications.models import (
    ONE_A_LANE,
    DeliveryState,
    Notification,
    NotificationDelivery,
    PushSubscription,
    WebhookEndpoint,
)

MOST_TRIES_KEPT = 20

HOLD = HotStatement(
    "hold_lane",
    """
update notification_deliveries set run_at = $2::timestamptz
where lane = $1 and state = 'waiting' and run_at < $2::timestamptz
""",
)


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """One delivery that this worker has."""

    id: UUID
    user_id: UUID
    lane: str
    attempts: int
    token: UUID


# A lane whose worker died goes on with what that worker had.
QUEUE = Queue(
    name="claim_delivery",
    row=NotificationDelivery,
    key="id",
    lease="run_at",
    holder="lease_token",
    order="run_at",
    due=f"""
        state in ('waiting', 'sending') and run_at <= {NOW} and (state = 'sending' or not exists (
            select from notification_deliveries as busy where busy.lane = job.lane and busy.state = 'sending'
        ))
    """,
    changes=(
        "state = 'sending'",
        "attempts = attempts + 1",
        f"first_tried_at = coalesce(first_tried_at, {NOW})",
    ),
    claim=DeliveryClaim,
    exclusive_by=ONE_A_LANE,
)


def claim(database: Database, lease: timedelta, now: datetime) -> DeliveryClaim | None:
    """Take the delivery that has waited longest, of those whose lane is free."""
    claims = QUEUE.take(database, lease=lease, now=now)
    if claims:
        return claims[0]
    return None


def held(session: Session, claim: DeliveryClaim) -> NotificationDelivery:
    """The claimed row, locked: first the user against removal, then its endpoint or browser, as everybody locks them.

    Raises:
        LeaseLost
    """
    row = NotificationDelivery
    session.execute(
        select(User.id).where(User.id == claim.user_id).with_for_update(read=True, key_share=True)
    )
    for table, reference in (
        (WebhookEndpoint, row.endpoint_id),
        (PushSubscription, row.subscription_id),
    ):
        of_row = select(reference).where(row.id == claim.id).scalar_subquery()
        locked = select(table.id).where(table.id == of_row).with_for_update(key_share=True)
        session.execute(locked)
    mine = (*QUEUE.is_mine(claim), row.state == DeliveryState.SENDING)
    delivery = session.scalars(select(row).where(*mine).with_for_update()).one_or_none()
    if delivery is None:
        raise LeaseLost
    return delivery


def drop(row: NotificationDelivery, reason: str, now: datetime) -> None:
    """End a delivery that is not tried."""
    row.state = DeliveryState.DROPPED
    row.reason = reason
    row.settled_at = now
    row.lease_token = None


def postpone(row: NotificationDelivery, until: datetime) -> None:
    """Give a delivery back untried."""
    row.state = DeliveryState.WAITING
    row.run_at = until
    row.lease_token = None
    row.attempts -= 1
    if row.attempts == 0:
        row.first_tried_at = None


def keep_sent(session: Session, row: NotificationDelivery, outcome: DeliveryOutcome) -> None:
    """It arrived."""
    _note(row, outcome)
    row.state = DeliveryState.SENT
    row.settled_at = outcome.at
    row.reason = row.lease_token = None
    DRIVERS[row.channel].settle_sent(session, row, outcome)


def keep_failed(
    session: Session,
    row: NotificationDelivery,
    outcome: DeliveryOutcome,
    *,
    again_at: datetime | None,
    disable_after: timedelta,
) -> None:
    """It did not arrive: tried again at a moment, or never; its channel may have something to say."""
    assert outcome.failure is not None
    _note(row, outcome)
    row.reason = outcome.failure.reason
    row.lease_token = None
    if again_at is None:
        row.state = DeliveryState.FAILED
        row.settled_at = outcome.at
    else:
        row.state = DeliveryState.WAITING
        row.run_at = again_at
    notice = DRIVERS[row.channel].settle_failed(
        session,
        row,
        outcome,
        again_at=again_at,
        disable_after=disable_after,
    )
    if notice is not None:
        service.notify(
            session,
            row.user_id,
            notice.kind,
            notice.title,
            notice.body,
            key=notice.key,
            data=notice.data,
            now=outcome.at,
        )


def _note(row: NotificationDelivery, outcome: DeliveryOutcome) -> None:
    row.tries = [*row.tries, outcome.line][-MOST_TRIES_KEPT:]


def notification_of(session: Session, row: NotificationDelivery) -> Notification:
    """What a delivery carries."""
    return session.get_one(Notification, row.notification_id)
