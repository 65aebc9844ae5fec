"""From and until when, of moments or of days in the trader's time zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core.days import is_in_our_time
from backend.features.accounts.auth import service as auth
from backend.features.chat.archive.errors import BadSpan
from backend.features.chat.archive.schemas import MessageSpan

A_DAY = timedelta(days=1)


class MomentSpan(NamedTuple):
    """From when on, and until when, which is not in it; null where that end is open."""

    first_at: datetime | None
    last_at: datetime | None


def moments_of(session: Session, user_id: UUID, span: MessageSpan) -> MomentSpan:
    """A span as moments.

    Raises:
        BadSpan: it ends before it begins, or its days are none of our time.
    """
    first_at, last_at = span.first_at, span.last_at
    if span.day_from is not None or span.day_to is not None:
        zone = ZoneInfo(auth.who_is(session, user_id).timezone)
        if span.day_from is not None:
            first_at = _midnight(span.day_from, zone)
        if span.day_to is not None:
            last_at = _midnight(span.day_to, zone, later=A_DAY)
    if first_at is not None and last_at is not None and last_at <= first_at:
        raise BadSpan
    return MomentSpan(first_at, last_at)


def _midnight(day: date, zone: ZoneInfo, *, later: timedelta = timedelta(0)) -> datetime:
    """When a day begins, or one so much later.

    Raises:
        BadSpan
    """
    if not is_in_our_time(day):
        raise BadSpan
    return datetime.combine(day + later, time.min, zone).astimezone(UTC)
