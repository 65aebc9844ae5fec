"""Which day it is for a trader: the one function that every feature asks, and the moment at which a day begins."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.features.market.calendars.exchange_sessions import sessions_of
from backend.features.market.calendars.market_calendar import SATURDAY, TURN_HOUR, session_day
from backend.features.market.instruments.instruments import TURNS_AT_17, Instrument

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TradingClock:
    """What a trader's days are told by: the calendar of a market in its zone, or midnight where there is none."""

    zone: str
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class TradingSpan:
    """A day and its week as moments; the ends belong to what follows."""

    day: date
    starts: datetime
    ends: datetime
    week: date
    week_starts: datetime
    week_ends: datetime


def clock_of(market: Instrument | None, trader_zone: str) -> TradingClock:
    """The clock of an instrument, or of the market that a trader usually trades; without any, the trader's own midnight.

    It is what the days of that instrument's trades are told by, so both are always one day.
    """
    if market is None:
        return TradingClock(trader_zone)
    return TradingClock(market.zone, market.calendar)


def trading_day(moment: datetime, clock: TradingClock) -> date:
    """The day of a moment: from Friday's close on it is Monday, and a holiday is the session after it."""
    return session_day(moment, clock.zone, clock.calendar)


def trading_span(moment: datetime, clock: TradingClock) -> TradingSpan:
    """The day of a moment with its beginning and end, and the week from Monday's session to Friday's."""
    day = trading_day(moment, clock)
    monday = day - timedelta(days=day.weekday())
    return TradingSpan(
        day=day,
        starts=day_starts(day, clock),
        ends=day_starts(day + A_DAY, clock),
        week=monday,
        week_starts=day_starts(monday, clock),
        week_ends=day_starts(monday + 7 * A_DAY, clock),
    )


def day_starts(day: date, clock: TradingClock) -> datetime:
    """The first moment of a day; a day without a session begins, and ends, with the next that has one."""
    if clock.calendar is None:
        return _at(day, time(0), clock.zone)
    if clock.calendar != TURNS_AT_17:
        starts = sessions_of(clock.calendar).starts(day)
        if starts is not None:
            return starts
    trades = day
    while trades.weekday() >= SATURDAY:
        trades += A_DAY
    before = trades - A_DAY
    while before.weekday() >= SATURDAY:
        before -= A_DAY
    return _at(before, time(TURN_HOUR), clock.zone)


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
