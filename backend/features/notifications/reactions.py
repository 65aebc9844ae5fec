"""How notifications react: to news of plans and sessions by telling the trader, to their own by telling the windows."""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.core.clock import Clock, iso
from backend.core.db import Database, acting_for
from backend.features.notifications import queries, service
from backend.features.notifications.events import Notified, UnreadChanged
from backend.features.notifications.models import NotificationKind
from backend.features.notifications.ports import NotificationPush
from backend.features.notifications.schemas import NotificationNews, UnreadCount
from backend.features.record.plans.events import PlanExpired
from backend.features.record.rulebook.events import SessionHeld
from backend.features.record.rulebook.models import SessionState

LOG = logging.getLogger("coach.notifications")
FRESH = timedelta(days=2)  # a beat may have been away for a day


def tell_plan_expired(clock: Clock) -> Callable[[Session, PlanExpired], None]:
    """A plan is over without a trade; one that was written into the past and is long over is no news."""

    def react(session: Session, news: PlanExpired) -> None:
        if news.expired_at < clock() - FRESH:
            return
        service.notify(
            session,
            news.user_id,
            NotificationKind.PLAN_EXPIRED,
            f"Plan expired: {news.title}",
            "Its time is over and no trade was taken on it. Look at what became of it, or make a new plan.",
            key=f"plan_expired:{news.plan_id}",
            data={"plan_id": str(news.plan_id), "title": news.title},
            now=clock(),
        )

    return react


def tell_session_held(clock: Clock) -> Callable[[Session, SessionHeld], None]:
    """A rule of the trader's own calls for caution, or locks the session."""

    def react(session: Session, news: SessionHeld) -> None:
        locked = news.state == SessionState.LOCKED
        service.notify(
            session,
            news.user_id,
            NotificationKind.SESSION_LOCKED if locked else NotificationKind.SESSION_CAUTION,
            "Your rules lock this session" if locked else "Your rules call for caution",
            news.reason,
            key=f"session:{news.rule}:{news.state}:{iso(news.until)}",
            data={"rule": news.rule, "reason": news.reason, "until": iso(news.until)},
            now=clock(),
        )

    return react


def push_notified(database: Database, push: NotificationPush) -> Callable[[Notified], None]:
    """Open windows hear of a notification, with the number of unread ones."""

    def deliver(news: Notified) -> None:
        payload = NotificationNews(
            kind=news.kind,
            subject=news.data,
            id=news.notification_id,
            title=news.title,
            body=news.body,
            created_at=news.created_at,
            unread=_unread(database, news),
        )
        push.to_user(news.user_id, "notification", payload.model_dump(mode="json"))

    return _harmless(deliver)


def push_unread(database: Database, push: NotificationPush) -> Callable[[UnreadChanged], None]:
    """The other windows hear how many are unread now."""

    def deliver(news: UnreadChanged) -> None:
        payload = UnreadCount(unread=_unread(database, news))
        push.to_user(news.user_id, "notifications_read", payload.model_dump(mode="json"))

    return _harmless(deliver)


def _unread(database: Database, news: Notified | UnreadChanged) -> int:
    with database.reading(acting_for(news.user_id)) as session:
        return queries.unread(session, news.user_id)


def _harmless(deliver: Callable[..., None]) -> Callable[..., None]:
    """What was committed stays so, whatever becomes of the push."""

    def tried(news: Notified | UnreadChanged) -> None:
        try:
            deliver(news)
        except Exception:
            LOG.exception("windows were not told", extra={"fields": {"user_id": str(news.user_id)}})

    return tried
