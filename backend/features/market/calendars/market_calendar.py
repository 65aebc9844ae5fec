"""Which session a moment belongs to: the day that an exchange, and a trader who talks about it, would say."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.features.market.calendars.exchange_sessions import (
    ExchangeSessions,
    current_name,
    sessions_for,
    sessions_of,
    usual_hours,
)
from backend.features.market.calendars.trading_hours import PRODUCT_GROUPS, Pause
from backend.features.market.instruments.instruments import (
    TURNS_AT_17,
    Instrument,
    InstrumentKind,
)

STOCKS = "XNYS"  # of stocks on rows from before they named their exchange
USUAL_CALENDARS = (
    "GLOBEX_EQUITY",
    "GLOBEX_RATES",
    "GLOBEX_FX",
    "GLOBEX_ENERGY",
    "GLOBEX_METALS",
    STOCKS,
)
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
TURN_HOUR = 17


def session_day(moment: datetime, zone: str, calendar: str | None) -> date:
    """The session of a moment, as `instruments.Instrument` describes it.

    With an exchange's calendar it is the first session that is not over yet: an evening belongs to the next day, a
    holiday to the session after it. A session is over when it closes early, otherwise when the exchange's day turns:
    what is reported in a pause or traded after hours is of the day. Outside of the years that the calendar knows, the
    day turns at 17:00.
    """
    if calendar is not None and calendar != TURNS_AT_17:
        day = sessions_of(calendar).day_of(moment)
        if day is not None:
            return day
    local = moment.astimezone(ZoneInfo(zone))
    if calendar is None:
        return local.date()
    day = (local + timedelta(hours=7)).date()
    if day.weekday() >= SATURDAY:
        return day + timedelta(days=7 - day.weekday())
    return day


def know_usual_calendars() -> None:
    """Read the calendars of futures and stocks before anybody waits for them: a second and more."""
    for calendar in USUAL_CALENDARS:
        sessions_of(calendar)


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


def is_open(moment: datetime, contract: Instrument) -> bool | None:
    """Whether its market trades at a moment; null where no calendar of it is known."""
    calendar = _calendar_of(contract)
    if calendar is None or calendar == TURNS_AT_17:
        hours = market_hours(moment, contract)
        return None if hours is None else hours.is_open
    known, at = sessions_for(calendar, contract.symbol), moment.timestamp()
    place = bisect_right(known.closes, at)
    if at < known.opens[0] or place + 1 >= len(known.closes):
        return None
    open_seconds = _open_seconds(place, calendar, contract.symbol, contract.zone)
    return any(first <= at < last for first, last in open_seconds)


def _calendar_of(contract: Instrument) -> str | None:
    """The calendar whose sessions it keeps, as its row or its kind says it; crypto keeps none."""
    if contract.kind is InstrumentKind.CRYPTO:
        return None
    if contract.calendar is None and contract.kind is InstrumentKind.STOCK:
        return STOCKS
    return contract.calendar


def market_hours(moment: datetime, contract: Instrument) -> MarketHours | None:
    """How its market stands at a moment; null where no calendar of it is known.

    Stocks have the regular hours of their exchange, futures those of their product group with its pauses, FX and spot
    metals are open from Sunday 17:00 to Friday 17:00 in New York, crypto never closes.
    """
    if contract.kind is InstrumentKind.CRYPTO:
        return MarketHours(moment, True, None, contract.zone)
    if contract.calendar == TURNS_AT_17:
        return _by_the_week(moment, contract.zone)
    name = _calendar_of(contract)
    if name is None:
        return None
    return _by_sessions(moment, name, contract)


def _by_the_week(moment: datetime, zone: str) -> MarketHours:
    """From Sunday 17:00 to Friday 17:00, by the wall clock of the zone."""
    local = moment.astimezone(ZoneInfo(zone))
    sunday = (local + timedelta(days=(SUNDAY - local.weekday()) % 7)).replace(
        hour=TURN_HOUR,
        minute=0,
        second=0,
        microsecond=0,
    )
    friday = sunday - timedelta(days=SUNDAY - FRIDAY)
    if local >= sunday:
        return MarketHours(moment, True, sunday + timedelta(days=FRIDAY + 1), zone)
    is_open = local < friday
    return MarketHours(moment, is_open, friday if is_open else sunday, zone)


def _by_sessions(moment: datetime, calendar: str, contract: Instrument) -> MarketHours | None:
    known, at = sessions_for(calendar, contract.symbol), moment.timestamp()
    place = bisect_right(known.closes, at)  # the session that goes, or the next one
    if at < known.opens[0] or place + 1 >= len(known.closes):
        return None
    zone, day = ZoneInfo(contract.zone), known.day(place)
    if known.opens[place] <= at and _is_around_the_clock(calendar, contract.symbol, day):
        return MarketHours(moment, True, None, contract.zone)
    spans = _spans_from(place, calendar, contract.symbol, contract.zone)
    start, end = next(span for span in spans if moment < span[1])
    today, is_open = moment.astimezone(zone).date(), start <= moment
    return MarketHours(
        moment,
        is_open,
        end if is_open else start,
        contract.zone,
        is_holiday=today.weekday() < SATURDAY and not known.has_session(today),
        is_half_day=day in known.short and (is_open or day == today),
    )


@lru_cache(maxsize=4096)  # trades of a day ask for the same session
def _spans_from(
    place: int,
    calendar: str,
    symbol: str,
    zone: str,
) -> Sequence[tuple[datetime, datetime]]:
    """A session and the one after it without their pauses."""
    known = sessions_for(calendar, symbol)
    spans: list[tuple[datetime, datetime]] = []
    for session in (place, place + 1):
        spans += _trading(known, session, calendar, symbol, ZoneInfo(zone))
    return tuple(spans)


@lru_cache(maxsize=4096)
def _open_seconds(
    place: int,
    calendar: str,
    symbol: str,
    zone: str,
) -> Sequence[tuple[float, float]]:
    """When a session trades, in seconds since 1970."""
    known = sessions_for(calendar, symbol)
    if _is_around_the_clock(calendar, symbol, known.day(place)):
        return ((known.opens[place], known.closes[place]),)
    spans = _trading(known, place, calendar, symbol, ZoneInfo(zone))
    return tuple((first.timestamp(), last.timestamp()) for first, last in spans)


@lru_cache(maxsize=4096)
def _is_around_the_clock(calendar: str, product: str, day: date) -> bool:
    usual = usual_hours(calendar, product, day)
    return usual is not None and usual.opens is None


def _trading(
    known: ExchangeSessions,
    place: int,
    calendar: str,
    symbol: str,
    zone: ZoneInfo,
) -> list[tuple[datetime, datetime]]:
    """A session without its pauses."""
    opens, closes = _local(known.opens[place], zone), _local(known.closes[place], zone)
    day = known.day(place)
    usual = usual_hours(calendar, symbol, day)
    if usual is None or not usual.pauses:
        return [(opens, closes)]
    exchange = ZoneInfo(PRODUCT_GROUPS[current_name(calendar)].zone)
    return _without(opens, closes, day, usual.pauses, exchange)


def _without(
    opens: datetime,
    closes: datetime,
    day: date,
    pauses: Sequence[Pause],
    zone: ZoneInfo,
) -> list[tuple[datetime, datetime]]:
    starts, spans = opens, []
    for first, last in pauses:
        pause, again = (datetime.combine(day, clock, zone) for clock in (first, last))
        if again > starts and pause < closes:
            spans.append((starts, pause))
            starts = again
    return [(first, last) for first, last in [*spans, (starts, closes)] if first < last]


def _local(seconds: float, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(seconds, zone)


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
    known = sessions_for(contract.calendar or STOCKS, contract.symbol)
    first = bisect_right(known.closes, since.timestamp())
    last = bisect_left(known.opens, until.timestamp())
    return [
        Hours(known.day(place), _local(known.opens[place], UTC), _local(known.closes[place], UTC))
        for place in range(first, last)
    ]


def _by_the_clock(contract: Instrument, since: datetime, until: datetime) -> list[Hours]:
    zone, turns = (
        ZoneInfo(contract.zone),
        time(TURN_HOUR if contract.calendar == TURNS_AT_17 else 0),
    )
    back = timedelta(days=1 if turns.hour else 0)
    day, days = since.astimezone(zone).date() - timedelta(days=1), []
    while (opens := datetime.combine(day - back, turns, zone).astimezone(UTC)) < until:
        closes = datetime.combine(day - back + timedelta(days=1), turns, zone).astimezone(UTC)
        trades = contract.kind is InstrumentKind.CRYPTO or day.weekday() < SATURDAY
        if closes > since and trades:
            days.append(Hours(day, opens, closes))
        day += timedelta(days=1)
    return days
