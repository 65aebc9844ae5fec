"""The session day of a trader's rulebook: from one turn of the day to the next, by the wall clock of its zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NOON = time(12)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SessionDay:
    """A day and its week, as instants; the ends belong to what follows."""

    day: date
    starts: datetime
    ends: datetime
    week: date
    week_starts: datetime
    week_ends: datetime


def session_day(moment: datetime, zone: str, turns_at: time) -> SessionDay:
    """The session of a moment.

    A day that turns at noon or later belongs to the date on which it ends, as exchanges count: from 17:00 on Thursday
    it is Friday's session. Daylight saving moves the instants and not the wall clock: such a day has 23 or 25 hours.
    """
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date()
    while moment < _start(day, zone, turns_at):
        day -= A_DAY
    while moment >= _start(day + A_DAY, zone, turns_at):
        day += A_DAY
    monday = day - timedelta(days=day.weekday())
    return SessionDay(
        day=day,
        starts=_start(day, zone, turns_at),
        ends=_start(day + A_DAY, zone, turns_at),
        week=monday,
        week_starts=_start(monday, zone, turns_at),
        week_ends=_start(monday + timedelta(days=7), zone, turns_at),
    )


def start_of(day: date, zone: str, turns_at: time) -> datetime:
    """When the session of a day begins."""
    return _start(day, zone, turns_at)


def _start(day: date, zone: str, turns_at: time) -> datetime:
    on = day
    if turns_at >= NOON:
        on -= A_DAY
    return datetime.combine(on, turns_at, ZoneInfo(zone)).astimezone(UTC)
