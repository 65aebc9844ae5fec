"""The encrypted table of webhooks, for when keys change."""

from backend.features.notifications.models import WebhookEndpoint
from backend.features.record.journal.key_rotation import renew_columns, sealed_table

COLUMNS = ("url", "secret", "previous_secret")
TABLES = (sealed_table(WebhookEndpoint, COLUMNS, renew_columns(*COLUMNS)),)
