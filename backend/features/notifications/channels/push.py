"""Messages to the trader's browsers; one that has unsubscribed at its service is told no more."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.errors import Refusal
from backend.features.notifications import rules
from backend.features.notifications.channels import push_keys, subscriptions
from backend.features.notifications.channels.driver import (
    Attempt,
    ChannelDriver,
    Delivery,
    DeliveryOutcome,
    Notice,
    NotTried,
    Recipient,
)
from backend.features.notifications.errors import SubscriptionNotFound
from backend.features.notifications.models import (
    Notification,
    NotificationDelivery,
    NotificationKind,
    PushSubscription,
)
from backend.features.notifications.ports import (
    GONE,
    UNKNOWN,
    BrowserPush,
    BrowserPushes,
    NotDelivered,
)

LOG = logging.getLogger("coach.courier")
LASTS = timedelta(days=1)  # as long as other channels try
TEST_LASTS = timedelta(minutes=5)  # whoever tests looks at once
LONGEST_TITLE = 120  # with the body below, four bytes a character, it fits into one record
LONGEST_BODY = 400
PLACE = "/notifications?open={}"
LATER = (408, 425, 429)  # of the answers 4xx those after which trying again can help


class PushDriver(ChannelDriver):
    """Sends by the port `BrowserPushes`, signed with the trader's key."""

    def is_wanted_by_default(self, kind: NotificationKind) -> bool:  # noqa: ARG002
        """Everything: no browser is told before the trader says so in it."""
        return True

    def recipients(
        self,
        session: Session,
        user_id: UUID,
        kind: NotificationKind,  # noqa: ARG002
    ) -> Sequence[Recipient]:
        """The browsers that subscribed."""
        browsers = subscriptions.subscriptions_of(session, user_id)
        return [to_browser(browser.id) for browser in browsers]

    def prepare(self, session: Session, delivery: Delivery) -> Attempt:
        """One message for one browser.

        Raises:
            NotTried: the browser is told no more; a key is missing, or its row was changed.
        """
        row = delivery.row
        keyring = delivery.ports.use(Keyring)
        try:
            browser = subscriptions.subscription_of(session, row.user_id, row.subscription_id)
            push = _push(session, browser, delivery, keyring)
        except SubscriptionNotFound as error:
            raise NotTried("unsubscribed") from error
        except Refusal as error:
            LOG.warning("a browser's address cannot be read: %s", error)
            raise NotTried(error.code) from error
        pushes = delivery.ports.use(BrowserPushes)
        return lambda: _sent(pushes, push)

    def check_request(self, session: Session, row: NotificationDelivery) -> None:
        """Nothing is sent to a browser that is gone.

        Raises:
            SubscriptionNotFound
        """
        subscriptions.subscription_of(session, row.user_id, row.subscription_id)

    def settle_sent(
        self,
        session: Session,
        row: NotificationDelivery,
        outcome: DeliveryOutcome,
    ) -> None:
        """When the browser was told last."""
        table = PushSubscription
        browser = update(table).where(table.id == row.subscription_id)
        session.execute(browser.values(last_told_at=outcome.at))

    def settle_failed(
        self,
        session: Session,
        row: NotificationDelivery,
        outcome: DeliveryOutcome,
        *,
        again_at: datetime | None,  # noqa: ARG002
        disable_after: timedelta,  # noqa: ARG002
    ) -> Notice | None:
        """A browser that its service knows no more is removed; what waits for it is not tried."""
        assert outcome.failure is not None
        if outcome.failure.status in (GONE, UNKNOWN):
            session.flush()
            table = PushSubscription
            session.execute(delete(table).where(table.id == row.subscription_id))
        return None


def to_browser(subscription_id: UUID) -> Recipient:
    """A browser, in a lane of its own."""
    return Recipient(lane=f"push-{subscription_id}", subscription_id=subscription_id)


def payload(notification: Notification) -> bytes:
    """What the service worker of a browser reads: JSON of less than `LARGEST_PUSH` bytes."""
    message = {
        "id": str(notification.id),
        "kind": notification.kind,
        "title": rules.one_line(notification.title, LONGEST_TITLE),
        "body": rules.cut(notification.body, LONGEST_BODY),
        "path": PLACE.format(notification.id),
    }
    return orjson.dumps(message)


def _push(
    session: Session,
    browser: PushSubscription,
    delivery: Delivery,
    keyring: Keyring,
) -> BrowserPush:
    user_id = browser.user_id
    private_key = subscriptions.find_private_key(session, user_id, keyring)
    if private_key is None:
        raise SubscriptionNotFound
    vault = subscriptions.vault_of(keyring, user_id, PushSubscription)
    is_test = delivery.notification.kind == NotificationKind.TEST
    browser_key = vault.open("browser_key", browser.id, browser.browser_key)
    browser_secret = vault.open("browser_secret", browser.id, browser.browser_secret)
    return BrowserPush(
        address=vault.open("address", browser.id, browser.address),
        browser_key=push_keys.decoded(browser_key),
        browser_secret=push_keys.decoded(browser_secret),
        signing_key=push_keys.decoded(private_key),
        body=payload(delivery.notification),
        lasts=TEST_LASTS if is_test else LASTS,
        is_urgent=is_test,
        at=delivery.now,
    )


def _sent(pushes: BrowserPushes, push: BrowserPush) -> int:
    """Send; what a push service refuses for good is not tried again."""
    try:
        return pushes.send(push)
    except NotDelivered as error:
        status = error.status or 0
        if 400 <= status < 500 and status not in LATER:
            error.final = True
        raise


DRIVER = PushDriver()
