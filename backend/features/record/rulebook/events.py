"""What happens to a session that others may want to hear."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.features.record.rulebook.models import SessionState
from backend.features.record.rulebook.schemas import SessionStateOut


@dataclass(frozen=True, slots=True)
class SessionHeld:
    """A rule calls for caution, or locks the session."""

    user_id: UUID
    rule: str
    state: SessionState
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SessionStateRead:
    """How a session stands, drawn from the record after something changed: trades, limits, an override."""

    user_id: UUID
    state: SessionStateOut
