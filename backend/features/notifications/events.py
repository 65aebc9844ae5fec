"""What happens to notifications that others may want to hear, after the commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.core.types import JsonObject


@dataclass(frozen=True, slots=True)
class Notified:
    """A notification stands in the trader's list."""

    user_id: UUID
    notification_id: UUID
    kind: str
    title: str
    body: str
    data: JsonObject
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UnreadChanged:
    """Notifications were read, dismissed or brought back."""

    user_id: UUID
