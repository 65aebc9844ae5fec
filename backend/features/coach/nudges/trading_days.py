"""When a trader's sessions begin and end: by the exchange's calendar, the own trading hours, or the own habit. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo

from backend.features.market.calendars.market_calendar import Hours
from backend.features.record.rulebook.schemas import WEEK, TradingWindow

WHOLE_DAY = timedelta(hours=12)  # a session that is longer has no bell that everybody gets up for
A_DAY = timedelta(days=1)
HABIT = 5  # sessions before the habit says when they begin


@dataclass(frozen=True, slots=True)
class TradingDay:
    """A session as the trader takes part in it."""

    day: date
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Habit:
    """When the first trade of a past session was entered and the last one was left; null while it is held."""

    day: date
    first_entry: datetime
    last_exit: datetime | None


def trading_days(
    hours: Sequence[Hours],
    windows: Sequence[TradingWindow] | None,
    zone: str,
    habits: Sequence[Habit],
) -> list[TradingDay]:
    """The sessions of a market as the trader takes part in them.

    Own trading hours of the rulebook go first; a session of them on a holiday is none. Then the exchange's own open and
    close, where its session is shorter than half a day. In a market that trades around the clock it is the habit: from
    where nine of ten sessions had not begun yet to where nine of ten were over.

    Args:
        hours: sessions of the market, past ones for the habit included.
        windows: own trading hours; null where none are set.
        zone: of the windows.
        habits: of past sessions.
    """
    if windows:
        own_days = [_by_windows(trading_day, windows, ZoneInfo(zone)) for trading_day in hours]
        return [trading_day for trading_day in own_days if trading_day is not None]
    begins, ends = _usual(hours, habits)
    return [_by_habit(trading_day, begins, ends) for trading_day in hours]


def _by_windows(
    hours: Hours,
    windows: Sequence[TradingWindow],
    zone: ZoneInfo,
) -> TradingDay | None:
    spans = []
    day = hours.opens.astimezone(zone).date()
    while day <= hours.closes.astimezone(zone).date():
        for window in windows:
            starts, ends = _span(window, day, zone)
            is_of_day = WEEK[day.weekday()] in window.days
            if is_of_day and hours.opens <= starts < hours.closes:
                spans.append((starts, ends))
        day += A_DAY
    if not spans:
        return None
    first = min(starts for starts, _ in spans)
    last = max(ends for _, ends in spans)
    return TradingDay(hours.day, first, min(last, hours.closes))


def _span(window: TradingWindow, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a window begins and ends that begins on a day; over midnight it ends on the next."""
    starts = datetime.combine(day, window.start, zone)
    last_day = day
    if window.end <= window.start:
        last_day += A_DAY
    ends = datetime.combine(last_day, window.end, zone)
    return starts.astimezone(UTC), ends.astimezone(UTC)


def _usual(
    hours: Sequence[Hours],
    habits: Sequence[Habit],
) -> tuple[timedelta | None, timedelta | None]:
    """How long after the open the trader begins and ends; null while the habit is not known."""
    by_day = {hours_of_day.day: hours_of_day for hours_of_day in hours}
    first: list[timedelta] = []
    last: list[timedelta] = []
    for habit in habits:
        known = by_day.get(habit.day)
        if known is None:
            continue
        first.append(habit.first_entry - known.opens)
        if habit.last_exit is not None and habit.last_exit <= known.closes:
            last.append(habit.last_exit - known.opens)
    return _tenth(first), _tenth(last, of=-1)


def _tenth(spans: Sequence[timedelta], *, of: int = 0) -> timedelta | None:
    if len(spans) < HABIT:
        return None
    seconds = [span.total_seconds() for span in spans]
    tenths = quantiles(seconds, n=10, method="inclusive")
    return timedelta(seconds=tenths[of])


def _by_habit(hours: Hours, begins: timedelta | None, ends: timedelta | None) -> TradingDay:
    if hours.closes - hours.opens <= WHOLE_DAY:
        return TradingDay(hours.day, hours.opens, hours.closes)
    starts, over = hours.opens, hours.closes
    if begins is not None and hours.opens <= hours.opens + begins < hours.closes:
        starts = hours.opens + begins
    if ends is not None and starts < hours.opens + ends < hours.closes:
        over = hours.opens + ends
    return TradingDay(hours.day, starts, over)
