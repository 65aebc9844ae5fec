"""Use cases of preferences: how a trader wants to be told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.features.notifications import queries
from backend.features.notifications.channels.drivers import ChannelWish
from backend.features.notifications.models import NotificationKind, NotificationPreferences
from backend.features.notifications.ports import Mailer
from backend.features.notifications.schemas import (
    NotificationPreferencesOut,
    NotificationWishOut,
    QuietHoursOut,
    WritePreferences,
)


def read(
    session: Session, user_id: UUID, mailer: Mailer, *, mails_a_day: int
) -> NotificationPreferencesOut:
    """What the trader said, with the defaults filled in."""
    preferences = queries.preferences(session, user_id)
    quiet = None
    if preferences.quiet is not None:
        quiet = QuietHoursOut(from_time=preferences.quiet.from_, until_time=preferences.quiet.until)
    decided = [kind for kind in NotificationKind if kind is not NotificationKind.TEST]
    return NotificationPreferencesOut(
        kinds={kind: _shown(preferences.wish(kind)) for kind in decided},
        quiet_hours=quiet,
        timezone=preferences.zone,
        email=preferences.email,
        email_ready=mailer.is_ready,
        emails_a_day=mails_a_day,
    )


def write(session: Session, user_id: UUID, body: WritePreferences, *, now: datetime) -> None:
    """Keep all preferences anew; what waits for the end of quiet hours is looked at again when it is due."""
    values = {
        "kinds": {kind: wish.model_dump(exclude_none=True) for kind, wish in body.kinds.items()},
        "quiet_from": body.quiet_hours.from_time if body.quiet_hours else None,
        "quiet_until": body.quiet_hours.until_time if body.quiet_hours else None,
        "updated_at": now,
    }
    session.execute(
        insert(NotificationPreferences)
        .values(user_id=user_id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )
    changed(session, user_id, Resource.SETTINGS)


def _shown(wish: ChannelWish) -> NotificationWishOut:
    return NotificationWishOut.model_validate(
        {"in_app": wish.in_app, **wish.by_channel, "urgent": wish.urgent}
    )
