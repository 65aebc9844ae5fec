"""Email to the trader's own address, so many a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.features.notifications.channels.driver import (
    Attempt,
    ChannelDriver,
    Delivery,
    NotTried,
    Recipient,
)
from backend.features.notifications.models import NotificationDelivery, NotificationKind
from backend.features.notifications.ports import Caps, Mail, Mailer

LANES = 4  # emails that are on their way at the same time, all workers together
WANTED = frozenset(
    {
        NotificationKind.SESSION_LOCKED,
        NotificationKind.WEEKLY_REVIEW,
        NotificationKind.WEBHOOK_DISABLED,
        NotificationKind.SYSTEM,
        NotificationKind.TEST,
    }
)
FOOTER = (
    "\n\n-- \nElite Trading Coach. You get this because your preferences say that this kind of notification is sent by "
    "email.\nChange them in the product: notifications, preferences.\n"
)
_EMAILS_OF = text("select pg_advisory_xact_lock(hashtextextended('mail:' || :user_id, 0))")


class EmailDriver(ChannelDriver):
    """Sends by the port `Mailer`."""

    def is_wanted_by_default(self, kind: NotificationKind) -> bool:
        """What a trader should hear of outside of the product."""
        return kind in WANTED

    def recipients(
        self,
        session: Session,  # noqa: ARG002
        user_id: UUID,
        kind: NotificationKind,  # noqa: ARG002
    ) -> Sequence[Recipient]:
        """The trader."""
        return [to_trader(user_id)]

    def prepare(self, session: Session, delivery: Delivery) -> Attempt:
        """One email, counted against the day.

        Raises:
            NotTried
        """
        mailer = delivery.ports.use(Mailer)
        if not mailer.is_ready:
            raise NotTried("no_mail_server")
        emails_a_day = delivery.ports.use(Caps).mails_a_day
        if not _admit(session, delivery.row, emails_a_day, delivery.now):
            raise NotTried("over_daily_cap")
        notification = delivery.notification
        mail = Mail(
            id=delivery.row.id,
            to=delivery.email,
            subject=notification.title,
            text=notification.body + FOOTER,
            at=delivery.now,
        )
        return lambda: mailer.send(mail)


def to_trader(user_id: UUID) -> Recipient:
    """The trader, in one of a few lanes."""
    return Recipient(lane=f"mail-{user_id.int % LANES}")


def _admit(session: Session, row: NotificationDelivery, emails_a_day: int, now: datetime) -> bool:
    """Whether one more email fits into the trader's last 24 hours; counted once a delivery."""
    if row.asked or row.admitted_at is not None:
        return True
    session.execute(_EMAILS_OF, {"user_id": str(row.user_id)})
    table = NotificationDelivery
    admitted = select(func.count()).where(
        table.user_id == row.user_id,
        table.admitted_at > now - timedelta(days=1),
    )
    if (session.scalar(admitted) or 0) >= emails_a_day:
        return False
    row.admitted_at = now
    return True


DRIVER = EmailDriver()
