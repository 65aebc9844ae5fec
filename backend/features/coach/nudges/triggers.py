"""Which occasions are there for a nudge at a moment, and when the next one may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.errors import UnknownInstrument
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.rulebook import versions
from backend.features.record.rulebook.book import Figures
from backend.features.record.rulebook.evaluation import loss_of
from backend.features.record.rulebook.schemas import Limits
from backend.features.record.rulebook.session_figures import figures
from backend.features.record.rulebook.versions import Standing
from backend.features.record.trades import projection
from backend.features.record.trades import queries as trades
from backend.features.record.trades.models import Trade, TradeStatus, TradeType

HABIT_SPAN = timedelta(days=60)
AHEAD = timedelta(days=8)  # over the longest run of holidays that an exchange has
LONGEST_WAIT = timedelta(
    hours=6
)  # what changed meanwhile without news (a rate, a calendar) is seen after this
AFTER_WEEK = timedelta(hours=1)  # after the last close: not together with the nudge about the day
USUAL_RUN, SHORTEST_RUN = 3, 2


@dataclass(frozen=True, slots=True)
class Occasion:
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
    stands: Standing
    figures: Figures
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
        return USUAL_RUN if limit is None else max(SHORTEST_RUN, limit - 1)


def look(session: Session, user_id: UUID, now: datetime) -> Look:
    """Look at the record, the limits and the market's calendar."""
    stands = versions.standing(session, user_id, now)
    figured = figures(session, user_id, stands.book.money.currency, stands.book.day, at=now)
    contract = _market(session, user_id)
    days: Sequence[TradingDay] = ()
    if contract is not None:
        since = now - HABIT_SPAN
        hours = market_calendar.hours(contract, since, now + AHEAD)
        known = trade_history.habits(session, user_id, contract.symbol, since)
        days = trading_days(hours, stands.book.limits.sessions, stands.book.zone, known)
    return Look(now, stands, figured, contract, days)


def due(session: Session, user_id: UUID, seen: Look) -> list[Occasion]:
    """The occasions of this moment, the most pressing first."""
    return [*_after_losses(session, user_id, seen), *_near_limit(seen), *_by_calendar(seen)]


def next_at(seen: Look) -> datetime:
    """When the calendar calls the next time."""
    moments = [one.starts - LEAD for one in seen.days] + [one.ends + AFTER for one in seen.days]
    moments += [one.ends + AFTER_WEEK for one in seen.days]
    return min([one for one in moments if one > seen.now] + [seen.now + LONGEST_WAIT])


def _market(session: Session, user_id: UUID) -> Instrument | None:
    symbol = trade_history.main_instrument(session, user_id)
    if symbol is None:
        return None
    try:
        return custom_instruments.contract_for(session, user_id, symbol)
    except UnknownInstrument:
        lately = (
            trades.trades_of(user_id)
            .where(Trade.instrument == symbol)
            .order_by(Trade.entry_time.desc())
        )
        return projection.kept_contract(session.scalars(lately.limit(1)).one())


def _by_calendar(seen: Look) -> list[Occasion]:
    found, now = [], seen.now
    for place, one in enumerate(seen.days):
        if one.starts - LEAD <= now < one.starts:
            found.append(Occasion(NudgeKind.BEFORE_OPEN, one.day.isoformat(), one.day, one.ends))
        if one.ends + AFTER <= now < one.ends + CLOSE_WINDOW:
            found.append(
                Occasion(
                    NudgeKind.AFTER_CLOSE, one.day.isoformat(), one.day, one.ends + REVIEW_SPAN
                )
            )
        following = seen.days[place + 1].day if place + 1 < len(seen.days) else None
        ends_week = (
            following is not None and following.isocalendar()[:2] != one.day.isocalendar()[:2]
        )
        if ends_week and one.ends + AFTER_WEEK <= now < one.ends + WEEK_WINDOW:
            year, week, _ = one.day.isocalendar()
            found.append(
                Occasion(NudgeKind.WEEKLY_REVIEW, f"{year}-W{week:02}", one.day, now + WEEK_SPAN)
            )
    return found


def _is_fresh(seen: Look) -> bool:
    last = seen.figures.last_exit
    return last is not None and seen.now - FRESH <= last <= seen.now


def _after_losses(session: Session, user_id: UUID, seen: Look) -> list[Occasion]:
    run = seen.figures.losing_run_today
    if run < seen.run or not _is_fresh(seen):
        return []
    lately = (
        select(Trade.id)
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.status == TradeStatus.CLOSED,
        )
        .where(Trade.exit_time <= seen.now)
        .order_by(Trade.exit_time.desc(), Trade.id.desc())
        .offset(run - 1)
        .limit(1)
    )
    first = session.scalars(lately).one_or_none()
    day = seen.stands.book.day
    return (
        [] if first is None else [Occasion(NudgeKind.AFTER_LOSSES, str(first), day.day, day.ends)]
    )


def _near_limit(seen: Look) -> list[Occasion]:
    limits, figured, day = seen.limits, seen.figures, seen.stands.book.day
    told = loss_of(seen.stands.book, limits.daily_loss, figured.net_today, figured.r_today)
    if told is None or told.most is None or not _is_fresh(seen):
        return []
    near = told.lost * 100 >= told.most * limits.caution_at_percent
    if not near or told.lost >= told.most:
        return []
    return [Occasion(NudgeKind.NEAR_LIMIT, day.day.isoformat(), day.day, day.ends)]
