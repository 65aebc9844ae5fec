"""Signed posts to the trader's endpoints; one that fails for too long is turned off."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.crypto import Keyring
from backend.core.errors import Refusal
from backend.features.notifications.channels import endpoints, signing
from backend.features.notifications.channels.driver import (
    Attempt,
    ChannelDriver,
    Delivery,
    DeliveryOutcome,
    Notice,
    NotTried,
    Recipient,
)
from backend.features.notifications.errors import EndpointDisabled
from backend.features.notifications.models import (
    DeliveryState,
    Notification,
    NotificationDelivery,
    NotificationKind,
    WebhookEndpoint,
)
from backend.features.notifications.ports import GONE, Hooks

LOG = logging.getLogger("coach.courier")
DROPPED_BECAUSE = "endpoint_disabled"


class WebhookDriver(ChannelDriver):
    """Posts by the port `Hooks`, signed with the endpoint's secrets."""

    def is_wanted_by_default(self, kind: NotificationKind) -> bool:  # noqa: ARG002
        """Everything: there is no endpoint before the trader makes one."""
        return True

    def recipients(
        self, session: Session, user_id: UUID, kind: NotificationKind
    ) -> Sequence[Recipient]:
        """The endpoints that want to hear of this kind."""
        wanting = endpoints.wanting(session, user_id, kind)
        return [to_endpoint(endpoint.id) for endpoint in wanting]

    def prepare(self, session: Session, delivery: Delivery) -> Attempt:
        """One post, signed.

        Raises:
            NotTried: the endpoint is turned off; a key is missing, or its row was changed.
        """
        row = delivery.row
        assert row.endpoint_id is not None
        endpoint = endpoints.endpoint_of(session, row.user_id, row.endpoint_id)
        if endpoint.disabled_at is not None:
            raise NotTried(DROPPED_BECAUSE)
        keyring = delivery.ports.use(Keyring)
        try:
            url = endpoints.shown(endpoint, keyring).url
            keys = endpoints.secrets_of(endpoint, keyring, delivery.now)
        except Refusal as error:
            LOG.warning("a webhook cannot be read: %s", error)
            raise NotTried(error.code) from error
        body = payload(row, delivery.notification)
        headers = signing.headers(keys, str(row.id), delivery.now, body)
        hooks = delivery.ports.use(Hooks)
        return lambda: hooks.post(url, body, headers)

    def check_request(self, session: Session, row: NotificationDelivery) -> None:
        """Nothing is sent to an endpoint that is turned off.

        Raises:
            EndpointDisabled
        """
        assert row.endpoint_id is not None
        endpoint = endpoints.endpoint_of(session, row.user_id, row.endpoint_id)
        if endpoint.disabled_at is not None:
            raise EndpointDisabled

    def settle_sent(
        self,
        session: Session,
        row: NotificationDelivery,
        outcome: DeliveryOutcome,
    ) -> None:
        """What waited behind a failing endpoint need wait no longer."""
        endpoint = _endpoint(session, row)
        if endpoint is not None and endpoint.failing_since is not None:
            endpoint.failing_since = None
            _move_waiting(session, endpoint, outcome.at)

    def settle_failed(
        self,
        session: Session,
        row: NotificationDelivery,
        outcome: DeliveryOutcome,
        *,
        again_at: datetime | None,
        disable_after: timedelta,
    ) -> Notice | None:
        """What waits for the endpoint is tried when this one is; one that failed for too long is turned off."""
        endpoint = _endpoint(session, row)
        if endpoint is None:
            return None
        endpoint.failing_since = endpoint.failing_since or outcome.at
        session.flush()
        is_over = outcome.at - endpoint.failing_since >= disable_after
        if _is_gone(outcome) or is_over:
            return _disable(session, endpoint, outcome)
        if again_at is not None:
            _move_waiting(session, endpoint, again_at)
        return None


def to_endpoint(endpoint_id: UUID) -> Recipient:
    """An endpoint, in a lane of its own."""
    return Recipient(lane=str(endpoint_id), endpoint_id=endpoint_id)


def payload(row: NotificationDelivery, notification: Notification) -> bytes:
    """The body of a webhook: JSON, the same bytes at every attempt."""
    message = {
        "id": str(row.id),
        "type": notification.kind,
        "timestamp": iso(notification.created_at),
        "data": {
            "notification_id": str(notification.id),
            "title": notification.title,
            "body": notification.body,
            "subject": notification.data,
        },
    }
    return orjson.dumps(message)


def _endpoint(session: Session, row: NotificationDelivery) -> WebhookEndpoint | None:
    if row.endpoint_id is None:
        return None
    return endpoints.find(session, row.user_id, row.endpoint_id)


def _waiting(endpoint: WebhookEndpoint) -> Update:
    table = NotificationDelivery
    return update(table).where(
        table.endpoint_id == endpoint.id,
        table.state == DeliveryState.WAITING,
    )


def _move_waiting(session: Session, endpoint: WebhookEndpoint, moment: datetime) -> None:
    """Whatever waits for an endpoint is due together: when it is tried next, or at once when it is well again."""
    session.execute(_waiting(endpoint).values(run_at=moment))


def _is_gone(outcome: DeliveryOutcome) -> bool:
    return outcome.failure is not None and outcome.failure.status == GONE


def _disable(session: Session, endpoint: WebhookEndpoint, outcome: DeliveryOutcome) -> Notice:
    """Turn an endpoint off; what waits for it is dropped."""
    now = outcome.at
    since = endpoint.failing_since
    assert since is not None
    because = f"It failed since {since:%Y-%m-%d %H:%M} UTC."
    if _is_gone(outcome):
        because = "It answered that it is gone (410)."
    endpoint.disabled_at = endpoint.updated_at = now
    endpoint.disabled_because = because
    drop = _waiting(endpoint).values(
        state=DeliveryState.DROPPED,
        reason=DROPPED_BECAUSE,
        settled_at=now,
    )
    session.execute(drop)
    return Notice(
        kind=NotificationKind.WEBHOOK_DISABLED,
        title=f"Webhook turned off: {endpoint.name}",
        body=(
            f"{because} Nothing is sent to it any more. When it is well again, turn it on; "
            "its log has what was not told."
        ),
        key=f"webhook_disabled:{endpoint.id}:{iso(since)}",
        data={"endpoint_id": str(endpoint.id), "name": endpoint.name, "failing_since": iso(since)},
    )


DRIVER = WebhookDriver()
