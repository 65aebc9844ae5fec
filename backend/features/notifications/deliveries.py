"""Use cases of deliveries: what became of them, a test to see whether they arrive, one of them again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.ids import new_id
from backend.core.paging import CursorKey, Page, page_of
from backend.core.rate_limits import Counters, Limit
from backend.core.rows import owned
from backend.features.notifications import queries, rules
from backend.features.notifications.channels import email, endpoints, push, subscriptions, webhook
from backend.features.notifications.channels.driver import Recipient
from backend.features.notifications.channels.drivers import DRIVERS
from backend.features.notifications.errors import (
    DeliveryNotFound,
    DeliveryUnsettled,
    EndpointDisabled,
    NoMailServer,
    TooManyTests,
)
from backend.features.notifications.models import (
    Channel,
    DeliveryState,
    Notification,
    NotificationDelivery,
    NotificationKind,
)
from backend.features.notifications.ports import Mailer
from backend.features.notifications.schemas import DeliveryFilter, DeliveryOut
from backend.features.notifications.service import delivery

TEST_TITLE = "A test"
TEST_BODY = "You asked for this to see whether it arrives. It did."
UNSETTLED = (DeliveryState.WAITING, DeliveryState.SENDING)


class AskingPace:
    """How many tests and replays a trader may ask for."""

    def __init__(self, counters: Counters, limit: Limit) -> None:
        self._counters = counters
        self._limit = limit

    def take(self, user_id: UUID) -> None:
        """Count one.

        Raises:
            TooManyTests
        """
        (wait,) = self._counters.take([(self._limit, str(user_id))])
        if wait is not None:
            raise TooManyTests(retry_after=wait)


def list_deliveries(session: Session, user_id: UUID, query: DeliveryFilter) -> Page[DeliveryOut]:
    """A page of deliveries, latest first.

    Raises:
        BadCursor
    """
    rows = queries.delivery_page(session, user_id, query)
    page = page_of(
        rows,
        query.limit,
        lambda row: CursorKey(row.delivery.created_at, row.delivery.id),
    )
    return Page([shown(*row) for row in page.items], page.next_cursor)


def try_endpoint(
    session: Session,
    user_id: UUID,
    endpoint_id: UUID,
    pace: AskingPace,
    *,
    now: datetime,
) -> DeliveryOut:
    """Send a test to a webhook, at once.

    Raises:
        EndpointNotFound, EndpointDisabled, TooManyTests
    """
    endpoint = endpoints.endpoint_of(session, user_id, endpoint_id)
    if endpoint.disabled_at is not None:
        raise EndpointDisabled
    pace.take(user_id)
    return _test(session, user_id, Channel.WEBHOOK, webhook.to_endpoint(endpoint.id), now)


def try_email(
    session: Session,
    user_id: UUID,
    mailer: Mailer,
    pace: AskingPace,
    *,
    now: datetime,
) -> DeliveryOut:
    """Send a test by email, at once.

    Raises:
        NoMailServer, TooManyTests
    """
    if not mailer.is_ready:
        raise NoMailServer
    pace.take(user_id)
    return _test(session, user_id, Channel.EMAIL, email.to_trader(user_id), now)


def try_browser(
    session: Session,
    user_id: UUID,
    subscription_id: UUID,
    pace: AskingPace,
    *,
    now: datetime,
) -> DeliveryOut:
    """Send a test to a browser, at once.

    Raises:
        SubscriptionNotFound, TooManyTests
    """
    browser = subscriptions.subscription_of(session, user_id, subscription_id)
    pace.take(user_id)
    return _test(session, user_id, Channel.PUSH, push.to_browser(browser.id), now)


def replay(
    session: Session,
    user_id: UUID,
    delivery_id: UUID,
    pace: AskingPace,
    *,
    now: datetime,
) -> DeliveryOut:
    """Send a delivery once more, with the same id, so that a receiver that has it knows it again.

    Raises:
        DeliveryNotFound, DeliveryUnsettled, EndpointDisabled, SubscriptionNotFound, TooManyTests
    """
    statement = select(NotificationDelivery).where(
        NotificationDelivery.id == delivery_id,
        NotificationDelivery.user_id == user_id,
    )
    row = owned(session, statement, DeliveryNotFound, lock=True)
    if row.state in UNSETTLED:
        raise DeliveryUnsettled
    DRIVERS[row.channel].check_request(session, row)
    pace.take(user_id)
    row.state, row.asked, row.run_at, row.attempts = DeliveryState.WAITING, True, now, 0
    row.settled_at = row.reason = row.first_tried_at = None
    session.flush()
    notification = session.get_one(Notification, row.notification_id)
    return shown(row, notification.kind, notification.title)


def shown(row: NotificationDelivery, kind: str, title: str) -> DeliveryOut:
    """A delivery as the wire has it."""
    columns = {name: getattr(row, name) for name in DeliveryOut.model_fields if hasattr(row, name)}
    next_at = row.run_at if row.state == DeliveryState.WAITING else None
    return DeliveryOut.model_validate({**columns, "kind": kind, "title": title, "next_at": next_at})


def _test(
    session: Session,
    user_id: UUID,
    channel: Channel,
    recipient: Recipient,
    now: datetime,
) -> DeliveryOut:
    row_id = new_id()
    notification = Notification(
        id=row_id,
        user_id=user_id,
        kind=NotificationKind.TEST,
        key=f"test:{row_id}",
        title=TEST_TITLE,
        body=TEST_BODY,
        data={},
        shown=False,
        created_at=now,
        forget_at=now + rules.KEPT_DISMISSED,
    )
    session.add(notification)
    session.flush()
    row = delivery(notification, channel, recipient, now, asked=True, now=now)
    session.add(row)
    session.flush()
    return shown(row, notification.kind, notification.title)
