"""Which session a moment belongs to: the day that an exchange, and a trader who talks about it, would say."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.core.lazy_import import Lazy
from backend.features.market.instruments.instruments import (
    GLOBEX,
    TURNS_AT_17,
    Instrument,
    InstrumentKind,
)

exchange_calendars = Lazy("exchange_calendars")  # with pandas: half a second and 70 MB
FIRST_SESSION = "1990-01-01"
NANOSECONDS = 10**9
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
A_DAY = timedelta(days=1)
Pause = tuple[time, time]  # by the wall clock of the exchange
TURN_HOUR = 17
# The calendar's Globex days have no pause; the exchange's trading hours do (CME Group, contract specifications).
USUAL_PAUSE = ((time(16), time(17)),)
GLOBEX_PAUSES = {"grains": ((time(7, 45), time(8, 30)), (time(13, 20), time(19)))}


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
    if day.weekday() >= SATURDAY:
        return day + timedelta(days=7 - day.weekday())
    return day


@dataclass(frozen=True, slots=True)
class MarketHours:
    """How a market stands at a moment.

    Attributes:
        turns_at: when it closes next, or opens next; null where it never closes.
        zone: of its exchange.
        is_holiday: a weekday without a session.
        is_half_day: the session that goes, or is the next today, closes early.
    """

    at: datetime
    is_open: bool
    turns_at: datetime | None
    zone: str
    is_holiday: bool = False
    is_half_day: bool = False


@dataclass(frozen=True, slots=True)
class _Calendar:
    """When sessions open and close, in nanoseconds since 1970, their days, and which of them are short."""

    opens: list[int]
    closes: list[int]
    days: list[date]
    short: frozenset[date]


@lru_cache(maxsize=64)
def _sessions(calendar: str) -> _Calendar:
    start = FIRST_SESSION
    earliest = exchange_calendars.get_calendar(calendar).bound_min()
    if earliest is not None:
        start = max(FIRST_SESSION, earliest.date().isoformat())
    exchange = exchange_calendars.get_calendar(calendar, start=start)
    return _Calendar(
        opens=exchange.opens.astype("int64").tolist(),
        closes=exchange.closes.astype("int64").tolist(),
        days=[moment.date() for moment in exchange.closes.index],
        short=frozenset(moment.date() for moment in exchange.early_closes),
    )


def know_usual_calendars() -> None:
    """Read the calendars of futures and stocks before anybody waits for them: half a second and more."""
    for calendar in (GLOBEX, "XNYS"):
        _sessions(calendar)


def _by_calendar(calendar: str, moment: datetime) -> date | None:
    known = _sessions(calendar)
    place = bisect_right(known.closes, int(moment.timestamp() * NANOSECONDS))
    if 0 < place < len(known.days):
        return known.days[place]
    return None


def is_open(moment: datetime, contract: Instrument) -> bool | None:
    """Whether its market trades at a moment; null where no calendar of it is known."""
    hours = market_hours(moment, contract)
    if hours is None:
        return None
    return hours.is_open


def market_hours(moment: datetime, contract: Instrument) -> MarketHours | None:
    """How its market stands at a moment; null where no calendar of it is known.

    Stocks have the regular hours of the New York exchange, futures those of Globex with its pauses, FX and spot metals
    are open from Sunday 17:00 to Friday 17:00 in New York, crypto never closes.
    """
    if contract.kind is InstrumentKind.CRYPTO:
        return MarketHours(moment, True, None, contract.zone)
    if contract.calendar == TURNS_AT_17:
        return _by_the_week(moment, contract.zone)
    name = contract.calendar
    if name is None and contract.kind is InstrumentKind.STOCK:
        name = "XNYS"
    if name is None:
        return None
    return _by_sessions(moment, name, contract)


def _by_the_week(moment: datetime, zone: str) -> MarketHours:
    """From Sunday 17:00 to Friday 17:00, by the wall clock of the zone."""
    local = moment.astimezone(ZoneInfo(zone))
    days_to_sunday = (SUNDAY - local.weekday()) % 7
    turn = local.replace(hour=TURN_HOUR, minute=0, second=0, microsecond=0)
    sunday = turn + timedelta(days=days_to_sunday)
    friday = sunday - timedelta(days=SUNDAY - FRIDAY)
    if local >= sunday:
        return MarketHours(moment, True, sunday + timedelta(days=FRIDAY + 1), zone)
    if local < friday:
        return MarketHours(moment, True, friday, zone)
    return MarketHours(moment, False, sunday, zone)


def _by_sessions(moment: datetime, calendar: str, contract: Instrument) -> MarketHours | None:
    known = _sessions(calendar)
    at = int(moment.timestamp() * NANOSECONDS)
    place = bisect_right(known.closes, at)  # the session that goes, or the next one
    if at < known.opens[0] or place + 1 >= len(known.closes):
        return None
    zone = ZoneInfo(contract.zone)
    pauses: Sequence[Pause] = ()
    if calendar == GLOBEX:
        pauses = GLOBEX_PAUSES.get(contract.family, USUAL_PAUSE)
    start, end = _next_span(known, place, moment, zone, pauses)
    is_open = start <= moment
    turns_at = end if is_open else start
    today = moment.astimezone(zone).date()
    day = known.days[place]
    is_session_day = known.days[bisect_left(known.days, today)] == today
    return MarketHours(
        moment,
        is_open,
        turns_at,
        contract.zone,
        is_holiday=today.weekday() < SATURDAY and not is_session_day,
        is_half_day=day in known.short and (is_open or day == today),
    )


def _next_span(
    known: _Calendar,
    place: int,
    moment: datetime,
    zone: ZoneInfo,
    pauses: Sequence[Pause],
) -> tuple[datetime, datetime]:
    """The time of trading that ends next, in a session or the one after it."""
    spans = []
    for session in (place, place + 1):
        opens = _local(known.opens[session], zone)
        closes = _local(known.closes[session], zone)
        spans += _trading(opens, closes, pauses)
    return next(span for span in spans if moment < span[1])


def _local(nanoseconds: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(nanoseconds / NANOSECONDS, zone)


def _trading(
    opens: datetime,
    closes: datetime,
    pauses: Sequence[Pause],
) -> list[tuple[datetime, datetime]]:
    """A session without its pauses, which are told by the wall clock."""
    starts = opens
    spans = []
    for pause, again in _pauses_on({opens.date(), closes.date()}, pauses, opens.tzinfo):
        if again > starts and pause < closes:
            spans.append((starts, pause))
            starts = again
    spans.append((starts, closes))
    return [(first, last) for first, last in spans if first < last]


def _pauses_on(
    days: Collection[date],
    pauses: Sequence[Pause],
    zone: tzinfo | None,
) -> list[tuple[datetime, datetime]]:
    """Pauses as moments, first to last."""
    moments = []
    for day in days:
        for first, last in pauses:
            start = datetime.combine(day, first, zone)
            moments.append((start, datetime.combine(day, last, zone)))
    return sorted(moments)


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
    if contract.calendar == TURNS_AT_17 or (
        contract.calendar is None and contract.kind is not InstrumentKind.STOCK
    ):
        return _by_the_clock(contract, since, until)
    known = _sessions(contract.calendar or "XNYS")
    first = bisect_right(known.closes, int(since.timestamp() * NANOSECONDS))
    last = bisect_left(known.opens, int(until.timestamp() * NANOSECONDS))
    return [
        Hours(known.days[place], _moment(known.opens[place]), _moment(known.closes[place]))
        for place in range(first, last)
    ]


def _moment(nanoseconds: float) -> datetime:
    return datetime.fromtimestamp(nanoseconds / NANOSECONDS, UTC)


def _by_the_clock(contract: Instrument, since: datetime, until: datetime) -> list[Hours]:
    zone = ZoneInfo(contract.zone)
    turns, back = time(0), timedelta(0)
    if contract.calendar == TURNS_AT_17:
        turns, back = time(TURN_HOUR), A_DAY  # a session begins on the evening before its day
    days = []
    day = since.astimezone(zone).date() - A_DAY
    opens = datetime.combine(day - back, turns, zone).astimezone(UTC)
    while opens < until:
        closes = datetime.combine(day - back + A_DAY, turns, zone).astimezone(UTC)
        trades = contract.kind is InstrumentKind.CRYPTO or day.weekday() < SATURDAY
        if closes > since and trades:
            days.append(Hours(day, opens, closes))
        day += A_DAY
        opens = closes
    return days
