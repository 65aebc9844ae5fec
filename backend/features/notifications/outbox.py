"""The rows of the outbox as a worker handles them: claimed with a lease, prepared, settled once.

The row is the job. Whoever claims it sets a fresh token; only the holder of the token can settle it. A worker that dies
loses its lease and another follows, so that a receiver may be told twice, with the same id, and is told at least once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.db import NOBODY, Database, HotStatement, constraint_of
from backend.features.accounts.auth.models import User
from backend.features.notifications import queries, service
from backend.features.notifications.models import (
    ONE_A_LANE,
    DeliveryState,
    Kind,
    Notification,
    NotificationDelivery,
    WebhookEndpoint,
)
from backend.features.notifications.ports import GONE, NotDelivered

MOST_TRIES_KEPT = 20

CLAIM = HotStatement(
    "claim_delivery",
    """
with due as materialized (
    select id from notification_deliveries d
    where state in ('waiting', 'sending') and run_at <= $3::timestamptz and (state = 'sending' or not exists (
        select 1 from notification_deliveries busy where busy.lane = d.lane and busy.state = 'sending'
    ))
    order by run_at limit 1 for update skip locked
)
update notification_deliveries
set state = 'sending', attempts = attempts + 1, lease_token = $1::uuid,
    run_at = $3::timestamptz + make_interval(secs => $2), first_tried_at = coalesce(first_tried_at, $3::timestamptz)
where id = (select id from due)
returning id, user_id, lane, attempts
""",
)
HOLD = HotStatement(
    "hold_lane",
    """
update notification_deliveries set run_at = $2::timestamptz
where lane = $1 and state = 'waiting' and run_at < $2::timestamptz
""",
)
_MAIL_OF = text("select pg_advisory_xact_lock(hashtextextended('mail:' || :user_id, 0))")


@dataclass(frozen=True, slots=True)
class Claim:
    """One delivery that this worker has."""

    id: UUID
    user_id: UUID
    lane: str
    attempts: int
    token: UUID


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: `failure` is null where it arrived."""

    at: datetime
    took: timedelta
    failure: NotDelivered | None
    status: int | None = None

    @property
    def line(self) -> dict[str, Any]:
        """As it stands in the log of the delivery."""
        failed = self.failure
        return {
            "at": iso(self.at),
            "outcome": failed.reason if failed else "sent",
            "status": failed.status if failed else self.status,
            "detail": failed.detail[:200] if failed else "",
            "took_ms": round(self.took.total_seconds() * 1000),
        }


class LeaseLost(Exception):
    """Another worker has taken over, or the delivery is gone: whatever came of it here is dropped."""


def claim(database: Database, lease: timedelta, now: datetime) -> Claim | None:
    """Take the delivery that has waited longest, of those whose lane is free.

    A lane whose worker died goes on with what that worker had. Of two workers that see the same lane free at the same
    moment, the index lets one have it; the other looks again, and sees what the first one took.
    """
    token = uuid4()
    while True:
        try:
            rows = database.at_once(NOBODY, CLAIM, (token, lease.total_seconds(), now))
        except IntegrityError as error:
            if constraint_of(error) != ONE_A_LANE:
                raise
            continue
        if not rows:
            return None
        id_, user_id, lane, attempts = rows[0]
        return Claim(id_, user_id, lane, attempts, token)


def held(session: Session, claim: Claim) -> NotificationDelivery:
    """The claimed row, locked: first the user against removal, then its endpoint, as everybody locks them.

    Raises:
        LeaseLost
    """
    row = NotificationDelivery
    session.execute(
        select(User.id).where(User.id == claim.user_id).with_for_update(read=True, key_share=True)
    )
    of_row = select(row.endpoint_id).where(row.id == claim.id)
    session.execute(
        select(WebhookEndpoint.id)
        .where(WebhookEndpoint.id == of_row.scalar_subquery())
        .with_for_update()
    )
    mine = (row.id == claim.id, row.lease_token == claim.token, row.state == DeliveryState.SENDING)
    found = session.scalars(select(row).where(*mine).with_for_update()).one_or_none()
    if found is None:
        raise LeaseLost
    return found


def drop(row: NotificationDelivery, reason: str, now: datetime) -> None:
    """End a delivery that is not tried."""
    row.state, row.reason, row.settled_at, row.lease_token = (
        DeliveryState.DROPPED,
        reason,
        now,
        None,
    )


def postpone(row: NotificationDelivery, until: datetime) -> None:
    """Give a delivery back untried."""
    row.state, row.run_at, row.lease_token = DeliveryState.WAITING, until, None
    row.attempts -= 1
    if row.attempts == 0:
        row.first_tried_at = None


def admit(session: Session, row: NotificationDelivery, most_a_day: int, now: datetime) -> bool:
    """Whether one more email fits into the trader's last 24 hours; counted once a delivery."""
    if row.asked or row.admitted_at is not None:
        return True
    session.execute(_MAIL_OF, {"user_id": str(row.user_id)})
    table = NotificationDelivery
    counted = select(func.count()).where(
        table.user_id == row.user_id, table.admitted_at > now - timedelta(days=1)
    )
    if (session.scalar(counted) or 0) >= most_a_day:
        return False
    row.admitted_at = now
    return True


def keep_sent(session: Session, row: NotificationDelivery, outcome: Outcome) -> None:
    """It arrived; what waited behind a failing endpoint need wait no longer."""
    _note(row, outcome)
    row.state, row.settled_at, row.reason, row.lease_token = (
        DeliveryState.SENT,
        outcome.at,
        None,
        None,
    )
    endpoint = _endpoint(session, row)
    if endpoint is not None and endpoint.failing_since is not None:
        endpoint.failing_since = None
        _move_waiting(session, endpoint, outcome.at)


def keep_failed(
    session: Session,
    row: NotificationDelivery,
    outcome: Outcome,
    *,
    again_at: datetime | None,
    disable_after: timedelta,
) -> None:
    """It did not arrive: tried again at a moment, or never. An endpoint that failed for too long is turned off."""
    assert outcome.failure is not None
    _note(row, outcome)
    row.reason, row.lease_token = outcome.failure.reason, None
    if again_at is None:
        row.state, row.settled_at = DeliveryState.FAILED, outcome.at
    else:
        row.state, row.run_at = DeliveryState.WAITING, again_at
    endpoint = _endpoint(session, row)
    if endpoint is None:
        return
    endpoint.failing_since = endpoint.failing_since or outcome.at
    session.flush()
    if outcome.failure.status == GONE or outcome.at - endpoint.failing_since >= disable_after:
        _disable(session, endpoint, outcome)
    elif again_at is not None:
        _move_waiting(session, endpoint, again_at)


def _note(row: NotificationDelivery, outcome: Outcome) -> None:
    row.tries = [*row.tries, outcome.line][-MOST_TRIES_KEPT:]


def _endpoint(session: Session, row: NotificationDelivery) -> WebhookEndpoint | None:
    return queries.endpoint(session, row.user_id, row.endpoint_id) if row.endpoint_id else None


def _waiting(endpoint: WebhookEndpoint) -> Any:
    table = NotificationDelivery
    return update(table).where(
        table.endpoint_id == endpoint.id, table.state == DeliveryState.WAITING
    )


def _move_waiting(session: Session, endpoint: WebhookEndpoint, moment: datetime) -> None:
    """Whatever waits for an endpoint is due together: when it is tried next, or at once when it is well again."""
    session.execute(_waiting(endpoint).values(run_at=moment))


def _disable(session: Session, endpoint: WebhookEndpoint, outcome: Outcome) -> None:
    """Turn an endpoint off and say so; what waits for it is dropped."""
    now = outcome.at
    since = endpoint.failing_since
    assert since is not None
    endpoint.disabled_at = endpoint.updated_at = now
    gone = outcome.failure is not None and outcome.failure.status == GONE
    because = (
        "It answered that it is gone (410)."
        if gone
        else f"It failed since {since:%Y-%m-%d %H:%M} UTC."
    )
    endpoint.disabled_because = because
    dropped = {"state": DeliveryState.DROPPED, "reason": "endpoint_disabled", "settled_at": now}
    session.execute(_waiting(endpoint).values(**dropped))
    service.notify(
        session,
        endpoint.user_id,
        Kind.WEBHOOK_DISABLED,
        f"Webhook turned off: {endpoint.name}",
        f"{because} Nothing is sent to it any more. When it is well again, turn it on; its log has what was not told.",
        key=f"webhook_disabled:{endpoint.id}:{iso(since)}",
        data={"endpoint_id": str(endpoint.id), "name": endpoint.name, "failing_since": iso(since)},
        now=now,
    )


def notification_of(session: Session, row: NotificationDelivery) -> Notification:
    """What a delivery carries."""
    return session.get_one(Notification, row.notification_id)
