"""The encrypted table of webhooks, for when keys change."""

from backend.core.key_rotation import renew_columns, sealed_table
from backend.features.notifications.models import WebhookEndpoint

COLUMNS = ("url", "secret", "previous_secret")
TABLES = (sealed_table(WebhookEndpoint, COLUMNS, renew_columns(*COLUMNS)),)
