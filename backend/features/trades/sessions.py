"""Which session a moment belongs to: the day that an exchange, and a trader who talks about it, would say."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.core.lazy import Lazy
from backend.features.trades.instruments import TURNS_AT_17, Instrument, Kind

exchange_calendars = Lazy("exchange_calendars")  # with pandas: half a second and 70 MB
FIRST_SESSION = "1990-01-01"
NANOSECONDS = 10**9
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
TURN_HOUR = 17


def session_day(moment: datetime, zone: str, calendar: str | None) -> date:
    """The session of a moment, as `instruments.Instrument` describes it.

    With an exchange's calendar it is the first session that has not closed yet: an evening belongs to the next day, a
    holiday to the session after it. Outside of the years that the calendar knows, the day turns at 17:00.
    """
    if calendar is not None and calendar != TURNS_AT_17:
        day = _by_calendar(calendar, moment)
        if day is not None:
            return day
    local = moment.astimezone(ZoneInfo(zone))
    if calendar is None:
        return local.date()
    day = (local + timedelta(hours=7)).date()
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


@lru_cache(maxsize=64)
def _sessions(calendar: str) -> tuple[list[int], list[int], list[date]]:
    """When its sessions open and close, in nanoseconds since 1970, and their days."""
    earliest = exchange_calendars.get_calendar(calendar).bound_min()
    start = FIRST_SESSION if earliest is None else max(FIRST_SESSION, earliest.date().isoformat())
    found = exchange_calendars.get_calendar(calendar, start=start)
    opened, closed = (times.astype("int64").tolist() for times in (found.opens, found.closes))
    return opened, closed, [one.date() for one in found.closes.index]


def _by_calendar(calendar: str, moment: datetime) -> date | None:
    _, closes, days = _sessions(calendar)
    place = bisect_right(closes, int(moment.timestamp() * NANOSECONDS))
    return days[place] if 0 < place < len(days) else None


def is_open(moment: datetime, contract: Instrument) -> bool | None:
    """Whether its market trades at a moment; null where no calendar of it is known.

    Stocks have the regular hours of the New York exchange, FX and spot metals are open from Sunday 17:00 to Friday
    17:00 in New York, crypto never closes.
    """
    if contract.kind is Kind.CRYPTO:
        return True
    if contract.calendar == TURNS_AT_17:
        local = moment.astimezone(ZoneInfo(contract.zone))
        evening = local.hour >= TURN_HOUR
        if local.weekday() == SUNDAY:
            return evening
        return local.weekday() < FRIDAY or (local.weekday() == FRIDAY and not evening)
    name = "XNYS" if contract.kind is Kind.STOCK and contract.calendar is None else contract.calendar
    if name is None:
        return None
    opened, closed, _ = _sessions(name)
    at = int(moment.timestamp() * NANOSECONDS)
    if not opened[0] <= at < closed[-1]:
        return None
    return at < closed[bisect_right(opened, at) - 1]


@dataclass(frozen=True, slots=True)
class Hours:
    """One session of an exchange: from its open to its close, which belongs to what follows."""

    day: date
    opens: datetime
    closes: datetime


def hours(contract: Instrument, since: datetime, until: datetime) -> list[Hours]:
    """The sessions of a contract's market that end after a moment and begin before another, first to last.

    Holidays and short days are the exchange's. Without a calendar a day goes from midnight to midnight in the
    contract's zone, weekends too for crypto; outside of the years that a calendar knows there are no sessions.
    """
    if contract.calendar == TURNS_AT_17 or (contract.calendar is None and contract.kind is not Kind.STOCK):
        return _by_the_clock(contract, since, until)
    opened, closed, days = _sessions(contract.calendar or "XNYS")
    first = bisect_right(closed, int(since.timestamp() * NANOSECONDS))
    last = bisect_left(opened, int(until.timestamp() * NANOSECONDS))
    return [
        Hours(days[place], *(datetime.fromtimestamp(at[place] / NANOSECONDS, UTC) for at in (opened, closed)))
        for place in range(first, last)
    ]


def _by_the_clock(contract: Instrument, since: datetime, until: datetime) -> list[Hours]:
    zone, turns = ZoneInfo(contract.zone), time(TURN_HOUR if contract.calendar == TURNS_AT_17 else 0)
    back = timedelta(days=1 if turns.hour else 0)
    day, found = since.astimezone(zone).date() - timedelta(days=1), []
    while (opens := datetime.combine(day - back, turns, zone).astimezone(UTC)) < until:
        closes = datetime.combine(day - back + timedelta(days=1), turns, zone).astimezone(UTC)
        trades = contract.kind is Kind.CRYPTO or day.weekday() < SATURDAY
        if closes > since and trades:
            found.append(Hours(day, opens, closes))
        day += timedelta(days=1)
    return found


def known_calendar(name: str) -> bool:
    """Whether there is an exchange calendar of this name."""
    return name == TURNS_AT_17 or name in exchange_calendars.get_calendar_names()
