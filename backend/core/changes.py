"""What a trader changed, told to the trader's other windows after the commit.

A room says that something of its own is another one now; whoever listens at the database (`Changes`) hears of all that
one transaction changed, together, and of the window that asked for it, which knows already.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import announce

_PENDING = "changes"
_WINDOW = "window"


class Resource(StrEnum):
    """Of what kind something is that windows show and forms change."""

    TRADES = "trades"
    PLANS = "plans"
    RULEBOOK = "rulebook"
    STRATEGIES = "strategies"
    JOURNAL = "journal"
    SETTINGS = "settings"
    CONVERSATIONS = "conversations"
    DEMO_YEAR = "demo_year"


@dataclass(slots=True)
class Changes:
    """What one transaction changed of one user.

    Attributes:
        window: the socket of the window that asked for it, null where that is not known.
        versions: by resource and id (null: the one of the user) the version that it has now, null where it has none.
    """

    user_id: UUID
    window: str | None
    versions: dict[tuple[Resource, UUID | None], int | None] = field(default_factory=dict)


def come_from(session: Session, window: str | None) -> None:
    """Say which window this session works for: it is not told what it did."""
    session.info[_WINDOW] = window


def changed(
    session: Session,
    user_id: UUID,
    resource: Resource,
    resource_id: UUID | None = None,
    *,
    version: int | None = None,
) -> None:
    """Have the user's other windows told, after the commit, that this is another one now, or is gone."""
    by_user: dict[UUID, Changes] = session.info.setdefault(_PENDING, {})
    if user_id not in by_user:
        by_user[user_id] = Changes(user_id, session.info.get(_WINDOW))
        announce(session, by_user[user_id])
    by_user[user_id].versions[(resource, resource_id)] = version
