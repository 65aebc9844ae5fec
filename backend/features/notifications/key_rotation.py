"""The encrypted tables of webhooks and of browsers that are told, for when keys change."""

from backend.core.key_rotation import renew_columns, sealed_table
from backend.features.notifications.models import PushKey, PushSubscription, WebhookEndpoint

_WEBHOOK = ("url", "secret", "previous_secret")
_KEY = ("private_key",)
_BROWSER = ("address", "browser_key", "browser_secret")
TABLES = (
    sealed_table(WebhookEndpoint, _WEBHOOK, renew_columns(*_WEBHOOK)),
    sealed_table(PushKey, _KEY, renew_columns(*_KEY)),
    sealed_table(PushSubscription, _BROWSER, renew_columns(*_BROWSER)),
)
