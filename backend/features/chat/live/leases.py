"""The leases of the answers that a process is making: renewed while it lives, over soon after it died."""

from backend.core.jobs import renewal
from backend.features.content.conversations.models import Message

RENEW = renewal(
    "renew_answers",
    Message,
    key="id",
    lease="run_at",
    holder="lease_token",
    alive="job.status = 'running'",
)
