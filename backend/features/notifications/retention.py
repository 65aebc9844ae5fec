"""What is old is forgotten: a notification keeps its key and nothing else, its deliveries go."""

from datetime import datetime

from sqlalchemy import delete, select, update

from backend.core.db import Database, act_for
from backend.features.notifications.models import Notification, NotificationDelivery

AT_ONCE = 500  # a transaction of some ten milliseconds


class Retention:
    """Forgets for everybody: for the beat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, *, now: datetime) -> int:
        """Forget what is due; how many notifications."""
        total = 0
        while (count := self._some(now)) > 0:
            total += count
        return total

    def _some(self, now: datetime) -> int:
        row = Notification
        with self._database.transaction() as session:
            statement = select(row.id, row.user_id).where(row.forget_at <= now)
            rows = session.execute(statement.limit(AT_ONCE)).all()
            if not rows:
                return 0
            act_for(session, *{notification.user_id for notification in rows})
            ids = [notification.id for notification in rows]
            session.execute(
                delete(NotificationDelivery).where(NotificationDelivery.notification_id.in_(ids))
            )
            empty = {"title": "", "body": "", "data": {}, "shown": False, "forget_at": None}
            session.execute(update(row).where(row.id.in_(ids)).values(**empty))
            return len(rows)
