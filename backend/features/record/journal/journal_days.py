"""Days of a trader: which one it is, and how far from it one may write or look."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.days import is_in_our_time
from backend.features.market.calendars.trading_day import trading_day
from backend.features.record.journal.errors import BadDay, BadRange
from backend.features.record.journal.schemas import DayRange
from backend.features.record.trades.trading_clock import clock_for

MOST_DAYS = 400  # a year and a month, so that a calendar can show the same week of last year
USUAL_DAYS = 90
A_DAY = timedelta(days=1)


def today(session: Session, user_id: UUID, now: datetime) -> date:
    """The session day of the market that the user usually trades; without one, today in their time zone."""
    return trading_day(now, clock_for(session, user_id))


def refuse_unlikely(
    session: Session,
    user_id: UUID,
    day: date,
    now: datetime,
) -> None:
    """A check-in is for a day that has come, or for tomorrow.

    Raises:
        BadDay
    """
    if not is_in_our_time(day):
        raise BadDay
    tomorrow = today(session, user_id, now) + A_DAY
    if day > tomorrow:
        raise BadDay


def bounds(
    session: Session,
    user_id: UUID,
    days: DayRange,
    now: datetime,
) -> tuple[date, date]:
    """The first and the last day of a range; the last 90 days where nothing is said.

    Raises:
        BadRange
    """
    last = days.day_to or today(session, user_id, now)
    if not is_in_our_time(last):
        raise BadRange
    first = days.day_from or last - timedelta(days=USUAL_DAYS - 1)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise BadRange
    return first, last
