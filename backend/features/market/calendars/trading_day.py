"""Which day it is for a trader: the one function that every feature asks, and the moment at which a day begins."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.features.market.calendars.exchange_sessions import sessions_of
from backend.features.market.calendars.market_calendar import SATURDAY, TURN_HOUR, session_day
from backend.features.market.instruments.instruments import TURNS_AT_17, Instrument

A_DAY = timedelta(days=1)
MIDNIGHT, NOON = time(0), time(12)


@dataclass(frozen=True, slots=True)
class TradingClock:
    """What a trader's days are told by: the calendar of a market in its zone, or a wall clock where there is none.

    Attributes:
        turns_at: when the day turns by the wall clock; a day that turns at noon or later is that of its end.
    """

    zone: str
    calendar: str | None = None
    turns_at: time = MIDNIGHT


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
    if clock.calendar is not None:
        return session_day(moment, clock.zone, clock.calendar)
    day = moment.astimezone(ZoneInfo(clock.zone)).date()
    while moment < day_starts(day, clock):
        day -= A_DAY
    while moment >= day_starts(day + A_DAY, clock):
        day += A_DAY
    return day


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
        on = day - A_DAY if clock.turns_at >= NOON else day
        return _at(on, clock.turns_at, clock.zone)
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
