"""The sessions of an exchange over the years, as arrays that a moment is looked up in."""

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.lazy_import import Lazy
from backend.features.market.calendars.trading_hours import (
    PRODUCT_GROUPS,
    DayKind,
    ProductGroup,
    TradingHours,
    corrections_of,
    has_own_hours,
    hours_of,
)

exchange_calendars = Lazy("exchange_calendars")  # with pandas: half a second and 70 MB
pandas_market_calendars = Lazy("pandas_market_calendars")
FIRST_SESSION = "1990-01-01"
FIRST_OF_GROUPS, LAST_OF_GROUPS = "2000-01-01", "2030-12-31"  # the years that the data files know
OLD_NAMES = {"CMES": "GLOBEX_EQUITY"}  # on rows from before there were product groups
AFTER_HOURS_END = {"XNYS": time(20)}  # what trades later is of the next day
A_DAY = timedelta(days=1)
MONDAY, NOON = 0, time(12)
_ONE_READER = threading.Lock()
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class ExchangeSessions:
    """Sessions from the first to the last; moments in seconds since 1970.

    Attributes:
        turns: when the next day begins: at the close or, for what is reported or traded after hours, later.
        ordinals: of the days of the sessions.
        short: days that close early.
    """

    opens: Sequence[float]
    closes: Sequence[float]
    turns: Sequence[float]
    ordinals: Sequence[int]
    short: frozenset[date]

    def day(self, place: int) -> date:
        """The day of a session by its place."""
        return date.fromordinal(self.ordinals[place])

    def day_of(self, moment: datetime) -> date | None:
        """The day of the first session that is not over at a moment; null outside of the years that are known."""
        place = bisect_right(self.turns, moment.timestamp())
        if 0 < place < len(self.ordinals):
            return date.fromordinal(self.ordinals[place])
        return None

    def starts(self, day: date) -> datetime | None:
        """When a day begins, or the first one after it that has a session; null outside of the years that are known."""
        place = bisect_left(self.ordinals, day.toordinal())
        if 0 < place < len(self.ordinals):
            return datetime.fromtimestamp(self.turns[place - 1], UTC)
        return None

    def has_session(self, day: date) -> bool:
        """Whether a day within the years that are known has a session."""
        place = bisect_left(self.ordinals, day.toordinal())
        return place < len(self.ordinals) and self.ordinals[place] == day.toordinal()


@dataclass(frozen=True, slots=True)
class _ExchangeSession:
    day: date
    opens: float
    closes: float
    turns: float
    is_short: bool


@dataclass(slots=True)
class _DayPlan:
    """How a day goes where it goes otherwise than usual; null times are the usual ones."""

    until: time | None = None
    late: time | None = None


def current_name(calendar: str) -> str:
    """The name of a calendar today."""
    return OLD_NAMES.get(calendar, calendar)


@lru_cache(maxsize=128)
def sessions_of(calendar: str) -> ExchangeSessions:
    """The sessions of a product group, or of a calendar of `exchange_calendars`."""
    return _read_once(current_name(calendar), "")


def sessions_for(calendar: str, product: str) -> ExchangeSessions:
    """The sessions of a product: those of its group, but for the few that trade at hours of their own."""
    name = current_name(calendar)
    if has_own_hours(name, product):
        return _read_once(name, product)
    return sessions_of(calendar)


def usual_hours(calendar: str, product: str, day: date) -> TradingHours | None:
    """The hours that a product group keeps on a day; null for other calendars."""
    name = current_name(calendar)
    if name not in PRODUCT_GROUPS:
        return None
    return _hours_on(hours_of(name, product), day)


def _hours_on(eras: Sequence[TradingHours], day: date) -> TradingHours:
    return next(hours for hours in reversed(eras) if hours.since <= day)


def _as_arrays(sessions: Iterable[_ExchangeSession]) -> ExchangeSessions:
    known = list(sessions)
    following = [*(session.opens for session in known[1:]), inf]
    turns = [min(session.turns, opens) for session, opens in zip(known, following, strict=True)]
    return ExchangeSessions(
        opens=array("d", [session.opens for session in known]),
        closes=array("d", [session.closes for session in known]),
        turns=array("d", turns),
        ordinals=array("l", [session.day.toordinal() for session in known]),
        short=frozenset(session.day for session in known if session.is_short),
    )


def _read_once(name: str, product: str) -> ExchangeSessions:
    """What is read takes half a second: whoever asks meanwhile waits for it, and does not read it, too."""
    with _ONE_READER:
        return _read(name, product)


@lru_cache(maxsize=192)
def _read(name: str, product: str) -> ExchangeSessions:
    if name in PRODUCT_GROUPS:
        return _of_group(name, product)
    return _as_arrays(_of_exchange(name))


def _of_group(name: str, product: str) -> ExchangeSessions:
    group, eras = PRODUCT_GROUPS[name], hours_of(name, product)
    zone = ZoneInfo(group.zone)
    sessions: list[_ExchangeSession] = []
    for day, plan in sorted(_corrected(name, _library_days(group)).items()):
        before = sessions[-1] if sessions else None
        sessions.append(_session(day, plan, _hours_on(eras, day), zone, before))
    return _as_arrays(sessions)


def _session(
    day: date,
    plan: _DayPlan,
    hours: TradingHours,
    zone: ZoneInfo,
    before: _ExchangeSession | None,
) -> _ExchangeSession:
    closes = min(plan.until or hours.closes, hours.closes)
    is_short = closes < hours.closes
    midnight = _midnight(day, zone)
    return _ExchangeSession(
        day=day,
        opens=_opening(day, plan, hours, midnight, before),
        closes=midnight + _seconds(closes),
        turns=midnight + _seconds(closes if is_short else hours.turns),
        is_short=is_short,
    )


def _opening(
    day: date,
    plan: _DayPlan,
    hours: TradingHours,
    midnight: float,
    before: _ExchangeSession | None,
) -> float:
    if plan.late is not None:
        return midnight + _seconds(plan.late)
    opening = hours.opens
    if day.weekday() == MONDAY and hours.monday is not None:
        opening = hours.monday
    if opening is None:
        return before.closes if before else midnight
    day_before = SECONDS_A_DAY if opening.is_day_before else 0
    return midnight - day_before + _seconds(opening.clock)


def _midnight(day: date, zone: ZoneInfo) -> float:
    """Twelve hours before noon: clocks change on Sundays before dawn, so a session from its evening on is in one time."""
    return datetime.combine(day, NOON, zone).timestamp() - SECONDS_A_DAY / 2


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60


@cache
def _library_days(group: ProductGroup) -> Mapping[date, time | None]:
    """The days of sessions as the library has them, with the early closes."""
    calendar = pandas_market_calendars.get_calendar(group.library_name)
    usual_close = calendar.close_time.replace(tzinfo=None)
    schedule = calendar.schedule(FIRST_OF_GROUPS, LAST_OF_GROUPS)
    closes = schedule["market_close"].dt.tz_convert(group.zone).dt.time
    return {
        day.date(): None if closed == usual_close else closed
        for day, closed in zip(schedule.index, closes, strict=True)
    }


def _corrected(name: str, days: Mapping[date, time | None]) -> dict[date, _DayPlan]:
    plans = {day: _DayPlan(until) for day, until in days.items()}
    for correction in corrections_of(name):
        match correction.kind:
            case DayKind.CLOSED:
                plans.pop(correction.day, None)
            case DayKind.REGULAR:
                plans[correction.day] = _DayPlan()
            case DayKind.UNTIL:
                plans.setdefault(correction.day, _DayPlan()).until = correction.clock
            case DayKind.FROM:
                plans.setdefault(correction.day, _DayPlan()).late = correction.clock
    return plans


def _of_exchange(name: str) -> Iterator[_ExchangeSession]:
    """The sessions of a calendar of `exchange_calendars`."""
    earliest = exchange_calendars.get_calendar(name).bound_min()
    start = FIRST_SESSION if earliest is None else max(FIRST_SESSION, earliest.date().isoformat())
    exchange = exchange_calendars.get_calendar(name, start=start)
    opened, closed = (_epoch_seconds(times) for times in (exchange.opens, exchange.closes))
    short = {moment.date() for moment in exchange.early_closes}
    zone, ends = ZoneInfo(str(exchange.tz)), AFTER_HOURS_END.get(exchange.name, time(0))
    for stamp, opens, closes in zip(exchange.closes.index, opened, closed, strict=True):
        day = stamp.date()
        turns = _day_turns(day, opens, closes, zone, ends)
        yield _ExchangeSession(day, opens, closes, turns, day in short)


def _epoch_seconds(times: Any) -> list[int]:
    seconds: list[int] = times.dt.as_unit("s").astype("int64").tolist()
    return seconds


def _day_turns(day: date, opens: float, closes: float, zone: ZoneInfo, ends: time) -> float:
    """When an exchange's day is over: after hours where it trades by day, at the close where it trades by night, too."""
    if opens < datetime.combine(day, time(0), zone).timestamp():
        return closes
    last = day + A_DAY if ends == time(0) else day
    return max(closes, datetime.combine(last, ends, zone).timestamp())
