"""What holds for the sessions of every calendar, and that they are the libraries' wherever no correction says otherwise."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import exchange_calendars
import pandas as pd
import pandas_market_calendars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.features.market.calendars.exchange_sessions import sessions_of
from backend.features.market.calendars.market_calendar import TURNS_AT_17, session_day
from backend.features.market.calendars.trading_day import (
    TradingClock,
    clock_of,
    day_starts,
    trading_day,
    trading_span,
)
from backend.features.market.calendars.trading_hours import (
    PRODUCT_GROUPS,
    DayKind,
    corrections_of,
    hours_of,
)
from tests.features.market.calendars.contracts import contract_of

NEW_YORK = "America/New_York"
LAST_OF_THE_OLD_CRYPTO_WEEKS = date(2026, 5, 29)  # from 16:00 on crypto trades for Monday
STOCKS = {
    "XNYS": NEW_YORK,
    "XLON": "Europe/London",
    "XTKS": "Asia/Tokyo",
    "XASX": "Australia/Sydney",
}
CLOCKS = [
    *(TradingClock(group.zone, name) for name, group in PRODUCT_GROUPS.items()),
    *(TradingClock(zone, name) for name, zone in STOCKS.items()),
    TradingClock("America/Chicago", "CMES"),
    TradingClock(NEW_YORK, TURNS_AT_17),
    TradingClock("UTC"),
    TradingClock("Europe/Berlin"),
    TradingClock("Asia/Kolkata"),
    TradingClock("America/Chicago", turns_at=time(17)),
    TradingClock("Asia/Beirut"),  # where clocks change at midnight
]
FIRST_MOMENT = datetime(2001, 1, 3, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=9_700)).map(lambda after: FIRST_MOMENT + after)


@pytest.mark.parametrize("calendar", [*PRODUCT_GROUPS, *STOCKS])
def test_sessions_are_in_order_and_never_overlap(calendar):
    known = sessions_of(calendar)
    assert list(known.ordinals) == sorted(set(known.ordinals))
    assert all(date.fromordinal(day).weekday() < 5 for day in known.ordinals)
    for opens, closes, turns in zip(known.opens, known.closes, known.turns, strict=True):
        assert opens < closes <= turns
    assert all(turns <= opens for turns, opens in zip(known.turns, known.opens[1:], strict=False))
    assert all(before < after for before, after in pairwise(known.turns))


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
@settings(max_examples=40)
@given(moment=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_days_go_on_and_never_back(clock, moment, later):
    assert trading_day(moment, clock) <= trading_day(moment + later, clock)


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
@settings(max_examples=40)
@given(moment=MOMENTS)
def test_every_moment_is_within_its_own_day_and_its_edges_are_not_beyond(clock, moment):
    span = trading_span(moment, clock)

    assert span.starts <= moment < span.ends
    assert span.week_starts <= span.starts
    assert span.ends <= span.week_ends
    assert trading_day(span.starts, clock) == span.day
    assert trading_day(span.ends - timedelta(microseconds=1), clock) == span.day
    assert trading_day(span.ends, clock) > span.day
    assert trading_day(span.starts - timedelta(microseconds=1), clock) < span.day
    assert span.week == span.day - timedelta(days=span.day.weekday())


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
@settings(max_examples=40)
@given(moment=MOMENTS)
def test_a_day_without_a_session_begins_with_the_next_one(clock, moment):
    day = moment.date()
    starts = day_starts(day, clock)
    assert trading_day(starts, clock) >= day
    assert trading_day(starts - timedelta(microseconds=1), clock) < day


@settings(max_examples=40)
@given(moment=MOMENTS)
def test_the_zone_of_a_moment_does_not_matter(moment):
    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        elsewhere = moment.astimezone(ZoneInfo(zone))
        for clock in CLOCKS:
            assert trading_day(elsewhere, clock) == trading_day(moment, clock)


@pytest.mark.parametrize("calendar", PRODUCT_GROUPS)
def test_days_and_early_closes_are_the_librarys_but_for_the_corrections(calendar):
    """`pandas_market_calendars` is the oracle of what no line of the corrections is about."""
    group, known = PRODUCT_GROUPS[calendar], sessions_of(calendar)
    corrected = {correction.day for correction in corrections_of(calendar)}
    library = pandas_market_calendars.get_calendar(group.library_name)
    schedule = library.schedule("2000-01-01", "2030-12-31")
    days = {day.date() for day in schedule.index} - corrected
    early = library.early_closes(schedule)["market_close"].dt.tz_convert(group.zone)
    closes = {day.date(): clock.to_pydatetime() for day, clock in early.items()}

    ours = {date.fromordinal(day) for day in known.ordinals}
    assert ours - corrected == days
    for day, closed in closes.items():
        if day not in corrected:
            place = known.ordinals.index(day.toordinal())
            assert known.closes[place] == closed.timestamp()
            assert known.turns[place] == closed.timestamp()
    assert known.short - corrected == set(closes) - corrected


@pytest.mark.parametrize("calendar", PRODUCT_GROUPS)
def test_every_correction_is_kept(calendar):
    known, zone = sessions_of(calendar), ZoneInfo(PRODUCT_GROUPS[calendar].zone)
    latest = {}
    for correction in corrections_of(calendar):
        if correction.kind is not DayKind.FROM:
            latest[correction.day] = correction
    for day, correction in latest.items():
        assert known.has_session(day) is (correction.kind is not DayKind.CLOSED), day
        if correction.kind is DayKind.UNTIL:
            closes = datetime.combine(day, correction.clock, zone)
            assert known.closes[known.ordinals.index(day.toordinal())] == closes.timestamp()
        assert (day in known.short) is (correction.kind is DayKind.UNTIL), day


@pytest.mark.parametrize("calendar", PRODUCT_GROUPS)
def test_regular_sessions_keep_the_hours_of_the_data_file_in_summer_and_winter(calendar):
    """Worked out anew by the wall clock, without the shortcut over noon."""
    known, zone = sessions_of(calendar), ZoneInfo(PRODUCT_GROUPS[calendar].zone)
    late = {one.day for one in corrections_of(calendar) if one.kind is DayKind.FROM}
    for place, ordinal in enumerate(known.ordinals):
        day = date.fromordinal(ordinal)
        hours = [era for era in hours_of(calendar) if era.since <= day][-1]
        opening = hours.monday if day.weekday() == 0 and hours.monday else hours.opens
        if opening is not None and day not in late:
            on = day - timedelta(days=1) if opening.is_day_before else day
            assert known.opens[place] == datetime.combine(on, opening.clock, zone).timestamp()
        if day not in known.short:
            assert known.closes[place] == datetime.combine(day, hours.closes, zone).timestamp()
        if day not in known.short and day != LAST_OF_THE_OLD_CRYPTO_WEEKS:
            assert known.turns[place] == datetime.combine(day, hours.turns, zone).timestamp()


@pytest.mark.parametrize("calendar", STOCKS)
def test_days_of_stocks_are_those_of_exchange_calendars(calendar):
    """Within a session and before it the library's next session is the day."""
    exchange = exchange_calendars.get_calendar(calendar, start="2001-01-02", end="2026-11-01")
    for day, opens, closes in zip(
        exchange.sessions[1:], exchange.opens[1:], exchange.closes[1:], strict=True
    ):
        for moment in (
            opens - pd.Timedelta(hours=1),
            opens,
            closes - pd.Timedelta(minutes=1),
            closes,
        ):
            assert session_day(moment.to_pydatetime(), STOCKS[calendar], calendar) == day.date(), (
                moment
            )


def test_a_trader_has_the_day_of_the_market_or_without_one_the_own():
    sunday = datetime(2026, 11, 29, 18, tzinfo=UTC)  # noon in Chicago, before the open

    assert trading_day(sunday, clock_of(contract_of("ES"), "Europe/Berlin")) == date(2026, 11, 30)
    assert trading_day(sunday, clock_of(contract_of("EURUSD"), "Asia/Tokyo")) == date(2026, 11, 30)
    assert trading_day(sunday, clock_of(contract_of("BTCUSD"), "Asia/Tokyo")) == date(2026, 11, 29)
    assert trading_day(sunday, clock_of(None, "America/Chicago")) == date(2026, 11, 29)
    assert trading_day(sunday, clock_of(None, "Asia/Tokyo")) == date(2026, 11, 30)


def test_the_span_of_a_holiday_weekend():
    """Thanksgiving 2026: ES halts on Thursday at 12:00, closes on Friday at 12:15; the next week begins there."""
    chicago, clock = ZoneInfo("America/Chicago"), clock_of(contract_of("ES"), "UTC")
    span = trading_span(datetime(2026, 11, 26, 20, tzinfo=chicago), clock)

    assert span.day == date(2026, 11, 27)
    assert span.starts == datetime(2026, 11, 26, 12, tzinfo=chicago)
    assert span.ends == span.week_ends == datetime(2026, 11, 27, 12, 15, tzinfo=chicago)
    assert span.week_starts == datetime(2026, 11, 20, 17, tzinfo=chicago)
    assert span.starts.tzinfo is UTC
