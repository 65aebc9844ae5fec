"""REST of notifications, preferences, webhooks, browsers that are told, and deliveries."""

from backend.core.crypto import Keyring
from backend.core.paging import BadCursor, Page
from backend.core.types import Id
from backend.features.notifications import deliveries, preferences, service
from backend.features.notifications.channels import endpoints, subscriptions
from backend.features.notifications.channels.push_schemas import (
    PushKeyOut,
    Subscribe,
    SubscriptionOut,
    Subscriptions,
)
from backend.features.notifications.deliveries import AskingPace
from backend.features.notifications.errors import (
    SEALED,
    BadAddress,
    BadPushAddress,
    DeliveryNotFound,
    DeliveryUnsettled,
    EndpointDisabled,
    EndpointNotFound,
    NoMailServer,
    NotificationNotFound,
    SubscriptionNotFound,
    TooManyEndpoints,
    TooManySubscriptions,
    TooManyTests,
)
from backend.features.notifications.models import Notification
from backend.features.notifications.ports import Caps, HookRules, Mailer
from backend.features.notifications.schemas import (
    AddEndpoint,
    ChangeEndpoint,
    ChangeNotification,
    DeliveryFilter,
    DeliveryOut,
    DeliveryPage,
    DismissedNotifications,
    DismissThese,
    EndpointOut,
    Endpoints,
    EndpointWithSecret,
    NotificationFilter,
    NotificationOut,
    NotificationPage,
    NotificationPreferencesOut,
    ReadThese,
    UnreadCount,
    WritePreferences,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY_WHEN_FILTERED, light

routes = Routes("notifications", "/api/notifications")


@routes.get("", returns=NotificationPage, raises=(BadCursor,), cost=HEAVY_WHEN_FILTERED)
def list_notifications(call: Call, query: NotificationFilter) -> service.Inbox:
    """List notifications, latest first, and count the unread ones."""
    return service.list_notifications(call.session, call.user_id, query)


@routes.post("/read", returns=UnreadCount)
def read_these(call: Call, body: ReadThese) -> UnreadCount:
    """Mark some or all as read."""
    return service.read_these(call.session, call.user_id, body, now=call.now)


@routes.post("/dismiss", returns=DismissedNotifications)
def dismiss_these(call: Call, body: DismissThese) -> DismissedNotifications:
    """Put some or all aside, or bring some back."""
    return service.dismiss_these(call.session, call.user_id, body, now=call.now)


@routes.get(
    "/preferences", returns=NotificationPreferencesOut, cost=light("one row"), versioned=True
)
def read_preferences(call: Call) -> NotificationPreferencesOut:
    """Read by which channels each kind is told, and the quiet hours."""
    return _preferences(call)


@routes.put("/preferences", returns=NotificationPreferencesOut, versioned=True)
def write_preferences(call: Call, body: WritePreferences) -> NotificationPreferencesOut:
    """Write all preferences anew; a kind that is left out has its defaults."""
    preferences.write(call.session, call.user_id, body, now=call.now)
    return _preferences(call)


@routes.post("/email/test", returns=DeliveryOut, status=202, raises=(NoMailServer, TooManyTests))
def send_test_email(call: Call) -> DeliveryOut:
    """Send a test by email."""
    return deliveries.try_email(
        call.session,
        call.user_id,
        call.use(Mailer),
        call.use(AskingPace),
        now=call.now,
    )


@routes.get("/webhooks", returns=Endpoints, raises=SEALED, cost=light("a handful, limited"))
def list_webhooks(call: Call) -> Endpoints:
    """List webhooks; secrets are not shown again."""
    webhooks = endpoints.list_endpoints(call.session, call.user_id, call.use(Keyring))
    return Endpoints(items=webhooks)


@routes.post(
    "/webhooks",
    returns=EndpointWithSecret,
    status=201,
    raises=(BadAddress, TooManyEndpoints),
)
def add_webhook(call: Call, body: AddEndpoint) -> EndpointWithSecret:
    """Make a webhook; the answer shows its secret this once."""
    return endpoints.add_endpoint(
        call.session,
        call.user_id,
        body,
        call.use(Keyring),
        call.use(HookRules),
        now=call.now,
    )


@routes.patch(
    "/webhooks/<endpoint_id>",
    returns=EndpointOut,
    raises=(EndpointNotFound, BadAddress, *SEALED),
)
def change_webhook(call: Call, endpoint_id: Id, body: ChangeEndpoint) -> EndpointOut:
    """Change what is given of a webhook, turn it off, or on again."""
    return endpoints.change_endpoint(
        call.session,
        call.user_id,
        endpoint_id,
        body,
        call.use(Keyring),
        call.use(HookRules),
        now=call.now,
    )


@routes.delete("/webhooks/<endpoint_id>", raises=(EndpointNotFound,))
def remove_webhook(call: Call, endpoint_id: Id) -> None:
    """Remove a webhook with the log of its deliveries."""
    endpoints.remove_endpoint(call.session, call.user_id, endpoint_id)


@routes.post(
    "/webhooks/<endpoint_id>/rotate",
    returns=EndpointWithSecret,
    raises=(EndpointNotFound, *SEALED),
)
def rotate_webhook_secret(call: Call, endpoint_id: Id) -> EndpointWithSecret:
    """Give a webhook a new secret; the old one signs beside it for a day."""
    return endpoints.rotate_secret(
        call.session,
        call.user_id,
        endpoint_id,
        call.use(Keyring),
        now=call.now,
    )


@routes.post(
    "/webhooks/<endpoint_id>/test",
    returns=DeliveryOut,
    status=202,
    raises=(EndpointNotFound, EndpointDisabled, TooManyTests),
)
def send_test_webhook(call: Call, endpoint_id: Id) -> DeliveryOut:
    """Send a test to a webhook; its delivery says how it went."""
    return deliveries.try_endpoint(
        call.session,
        call.user_id,
        endpoint_id,
        call.use(AskingPace),
        now=call.now,
    )


@routes.put("/push/key", returns=PushKeyOut, raises=SEALED)
def make_push_key(call: Call) -> PushKeyOut:
    """The public key that your browsers subscribe with; it is made at the first time, and stays."""
    return subscriptions.key_of(call.session, call.user_id, call.use(Keyring), now=call.now)


@routes.get(
    "/push/subscriptions",
    returns=Subscriptions,
    raises=SEALED,
    cost=light("a handful, limited"),
)
def list_subscriptions(call: Call) -> Subscriptions:
    """List the browsers that are told; addresses and keys are not shown again."""
    browsers = subscriptions.list_subscriptions(call.session, call.user_id, call.use(Keyring))
    return Subscriptions(items=browsers)


@routes.put(
    "/push/subscriptions",
    returns=SubscriptionOut,
    raises=(BadPushAddress, TooManySubscriptions, *SEALED),
)
def subscribe(call: Call, body: Subscribe) -> SubscriptionOut:
    """Tell a browser from now on; the same address again has its keys and name anew."""
    return subscriptions.subscribe(
        call.session,
        call.user_id,
        body,
        call.use(Keyring),
        call.use(HookRules),
        now=call.now,
    )


@routes.delete("/push/subscriptions/<subscription_id>", raises=(SubscriptionNotFound,))
def unsubscribe(call: Call, subscription_id: Id) -> None:
    """Tell a browser no more."""
    subscriptions.remove_subscription(call.session, call.user_id, subscription_id)


@routes.post(
    "/push/subscriptions/<subscription_id>/test",
    returns=DeliveryOut,
    status=202,
    raises=(SubscriptionNotFound, TooManyTests),
)
def send_test_push(call: Call, subscription_id: Id) -> DeliveryOut:
    """Send a test to a browser; its delivery says how it went."""
    return deliveries.try_browser(
        call.session,
        call.user_id,
        subscription_id,
        call.use(AskingPace),
        now=call.now,
    )


@routes.get("/deliveries", returns=DeliveryPage, raises=(BadCursor,), cost=HEAVY_WHEN_FILTERED)
def list_deliveries(call: Call, query: DeliveryFilter) -> Page[DeliveryOut]:
    """List what left the product, latest first, each with its attempts."""
    return deliveries.list_deliveries(call.session, call.user_id, query)


@routes.post(
    "/deliveries/<delivery_id>/replay",
    returns=DeliveryOut,
    status=202,
    raises=(
        DeliveryNotFound,
        DeliveryUnsettled,
        EndpointDisabled,
        SubscriptionNotFound,
        TooManyTests,
    ),
)
def replay_delivery(call: Call, delivery_id: Id) -> DeliveryOut:
    """Send a delivery once more, with the same id."""
    return deliveries.replay(
        call.session,
        call.user_id,
        delivery_id,
        call.use(AskingPace),
        now=call.now,
    )


@routes.patch("/<notification_id>", returns=NotificationOut, raises=(NotificationNotFound,))
def change_notification(call: Call, notification_id: Id, body: ChangeNotification) -> Notification:
    """Mark a notification as read or unread, put it aside or bring it back."""
    return service.change(call.session, call.user_id, notification_id, body, now=call.now)


def _preferences(call: Call) -> NotificationPreferencesOut:
    return preferences.read(
        call.session,
        call.user_id,
        call.use(Mailer),
        mails_a_day=call.use(Caps).mails_a_day,
    )
