"""Which occasions are there for a nudge at a moment, and when the next one may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.coach.nudges import trade_history
from backend.features.coach.nudges.kinds import (
    AFTER,
    CLOSE_WINDOW,
    FRESH,
    LEAD,
    REVIEW_SPAN,
    WEEK_SPAN,
    WEEK_WINDOW,
)
from backend.features.coach.nudges.models import NudgeKind
from backend.features.coach.nudges.trading_days import TradingDay, trading_days
from backend.features.market.calendars import market_calendar
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.rulebook import versions
from backend.features.record.rulebook.book import SessionFigures
from backend.features.record.rulebook.evaluation import loss_of
from backend.features.record.rulebook.schemas import Limits
from backend.features.record.rulebook.session_figures import figures
from backend.features.record.rulebook.versions import LimitsInForce
from backend.features.record.trades.models import Trade, TradeStatus, TradeType
from backend.features.record.trades.trading_clock import usual_market

HABIT_SPAN = timedelta(days=60)
AHEAD = timedelta(days=8)  # over the longest run of holidays that an exchange has
LONGEST_WAIT = timedelta(hours=6)  # what changed without news (a rate, a calendar) is seen then
AFTER_WEEK = timedelta(hours=1)  # after the last close: not together with the nudge about the day
USUAL_RUN, SHORTEST_RUN = 3, 2


@dataclass(frozen=True, slots=True)
class NudgeOccasion:
    """Something to speak of now.

    Attributes:
        key: names it among those of its kind; there is one nudge for it, ever.
        day: the session that it is about, or the last one of the week.
        window_ends: what happens from then on is no part of its outcome.
    """

    kind: NudgeKind
    key: str
    day: date
    window_ends: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """A trader as the coach sees them at a moment."""

    now: datetime
    stands: LimitsInForce
    figures: SessionFigures
    contract: Instrument | None
    days: Sequence[TradingDay]

    @property
    def limits(self) -> Limits:
        """The trader's own."""
        return self.stands.book.limits

    @property
    def run(self) -> int:
        """So many losses in a row are an occasion: one before the own limit ends the session."""
        limit = self.limits.losses_in_a_row
        if limit is None:
            return USUAL_RUN
        return max(SHORTEST_RUN, limit - 1)


def look(session: Session, user_id: UUID, now: datetime) -> Look:
    """Look at the record, the limits and the market's calendar."""
    stands = versions.standing(session, user_id, now)
    figured = figures(session, user_id, stands.book.money.currency, stands.book.day, at=now)
    contract = usual_market(session, user_id)
    days: Sequence[TradingDay] = ()
    if contract is not None:
        since = now - HABIT_SPAN
        hours = market_calendar.hours(contract, since, now + AHEAD)
        known = trade_history.habits(session, user_id, contract.symbol, since)
        days = trading_days(hours, stands.book.limits.sessions, stands.book.zone, known)
    return Look(now, stands, figured, contract, days)


def due(session: Session, user_id: UUID, look: Look) -> list[NudgeOccasion]:
    """The occasions of this moment, the most pressing first."""
    return [*_after_losses(session, user_id, look), *_near_limit(look), *_by_calendar(look)]


def next_at(look: Look) -> datetime:
    """When the calendar calls the next time."""
    moments = [look.now + LONGEST_WAIT]
    for day in look.days:
        moments += [day.starts - LEAD, day.ends + AFTER, day.ends + AFTER_WEEK]
    return min(moment for moment in moments if moment > look.now)


def _by_calendar(look: Look) -> list[NudgeOccasion]:
    occasions, now = [], look.now
    last_of_week = _last_days_of_weeks(look.days)
    for day in look.days:
        name = day.day.isoformat()
        if day.starts - LEAD <= now < day.starts:
            occasions.append(NudgeOccasion(NudgeKind.BEFORE_OPEN, name, day.day, day.ends))
        if day.ends + AFTER <= now < day.ends + CLOSE_WINDOW:
            window_ends = day.ends + REVIEW_SPAN
            occasions.append(NudgeOccasion(NudgeKind.AFTER_CLOSE, name, day.day, window_ends))
        is_after_week = day.ends + AFTER_WEEK <= now < day.ends + WEEK_WINDOW
        if is_after_week and day.day in last_of_week:
            year, week, _ = day.day.isocalendar()
            name_of_week = f"{year}-W{week:02}"
            occasion = NudgeOccasion(
                NudgeKind.WEEKLY_REVIEW,
                name_of_week,
                day.day,
                now + WEEK_SPAN,
            )
            occasions.append(occasion)
    return occasions


def _last_days_of_weeks(days: Sequence[TradingDay]) -> set[date]:
    """Days whose following one, which is known, is of another week."""
    last_days = set()
    for day, following in pairwise(days):
        if day.day.isocalendar()[:2] != following.day.isocalendar()[:2]:
            last_days.add(day.day)
    return last_days


def _is_fresh(look: Look) -> bool:
    last = look.figures.last_exit
    return last is not None and look.now - FRESH <= last <= look.now


def _after_losses(session: Session, user_id: UUID, look: Look) -> list[NudgeOccasion]:
    run = look.figures.losing_run_today
    if run < look.run or not _is_fresh(look):
        return []
    lately = (
        select(Trade.id)
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.status == TradeStatus.CLOSED,
        )
        .where(Trade.exit_time <= look.now)
        .order_by(Trade.exit_time.desc(), Trade.id.desc())
        .offset(run - 1)
        .limit(1)
    )
    first = session.scalars(lately).one_or_none()
    day = look.stands.book.day
    if first is None:
        return []
    return [NudgeOccasion(NudgeKind.AFTER_LOSSES, str(first), day.day, day.ends)]


def _near_limit(look: Look) -> list[NudgeOccasion]:
    limits, figured, day = look.limits, look.figures, look.stands.book.day
    loss = loss_of(look.stands.book, limits.daily_loss, figured.net_today, figured.r_today)
    if loss is None or loss.most is None or not _is_fresh(look):
        return []
    near = loss.lost * 100 >= loss.most * limits.caution_at_percent
    if not near or loss.lost >= loss.most:
        return []
    return [NudgeOccasion(NudgeKind.NEAR_LIMIT, day.day.isoformat(), day.day, day.ends)]
