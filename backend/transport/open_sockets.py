"""Open sockets as the desk knows them, and the rules that they keep to."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass
class OpenSocket:
    """One open socket and who is behind it."""

    socket_id: str
    engine_id: str
    user_id: UUID
    session_id: UUID
    address: str
    user_agent: str
    checked_at: datetime
    strikes: int = 0
    attachments: int = 0  # messages of bytes that are still to come for an event that was refused
    taken: float = 0.0
    taken_at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class SocketRules:
    """What sockets may do, and who is told when they come and go."""

    origins: list[str]
    takes_polling: bool
    events_per_10_seconds: int
    most_sockets: int
    admit: Callable[[UUID, str], None]
    is_alive: Callable[[UUID, UUID], bool]
    arrived: Callable[[UUID, str], None]
    left: Callable[[UUID, str], None]
    still_there: Callable[[UUID, str], None]
