"""Session days and hours by product group: dates on which groups differ, by the wall clock of the exchange.

Sources of the expectations: the issue's cases, press releases and trading schedules of CME Group, Cboe and ICE; the
lines of `corrections.csv` name them.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from backend.features.market.calendars import market_calendar
from backend.features.market.calendars.market_calendar import session_day
from tests.features.market.calendars.contracts import contract_of, stock_of

CHICAGO, NEW_YORK, BERLIN = (
    ZoneInfo("America/Chicago"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Europe/Berlin"),
)
THAT_DAY, CLOSED = "that day", "closed"


def chicago(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


def day_of(symbol: str, moment: datetime) -> date:
    contract = contract_of(symbol)
    return session_day(moment, contract.zone, contract.calendar)


@pytest.mark.parametrize(
    ("symbols", "moment", "stands"),
    [
        # Juneteenth: equities and rates halt at noon, energy and metals at 13:30 (at noon on a Friday), agriculture rests
        *(
            ("ES ZN", f"{day}T{clock}", stands)
            for day in ("2022-06-20", "2023-06-19", "2024-06-19", "2025-06-19", "2026-06-19")
            for clock, stands in (("11:59", THAT_DAY), ("12:00", CLOSED), ("13:30", CLOSED))
        ),
        ("ES", "2021-06-18T13:30", THAT_DAY),  # the year before it was a holiday
        ("CL GC", "2025-06-19T13:29", THAT_DAY),
        ("CL GC", "2025-06-19T13:30", CLOSED),
        ("CL GC", "2026-06-19T11:59", THAT_DAY),
        ("CL GC", "2026-06-19T12:00", CLOSED),
        ("6E", "2025-06-19T15:59", THAT_DAY),
        ("ZC LE", "2022-06-20T10:00", CLOSED),
        ("ZC LE", "2026-06-19T10:00", CLOSED),
        # Good Fridays with a jobs report, and without
        *(
            ("ES 6E ZN", f"{day}T07:31", THAT_DAY)
            for day in ("2021-04-02", "2023-04-07", "2026-04-03")
        ),
        *(("ES", f"{day}T08:15", CLOSED) for day in ("2021-04-02", "2023-04-07", "2026-04-03")),
        *(
            ("6E ZN", f"{day}T10:14", THAT_DAY)
            for day in ("2021-04-02", "2023-04-07", "2026-04-03")
        ),
        *(("6E ZN", f"{day}T10:15", CLOSED) for day in ("2021-04-02", "2023-04-07", "2026-04-03")),
        ("CL GC ZC LE", "2023-04-07T07:31", CLOSED),
        *(
            ("ES 6E ZN BTC CL GC ZC LE VX SB DX", f"{day}T07:31", CLOSED)
            for day in ("2019-04-19", "2022-04-15", "2024-03-29", "2025-04-18")
        ),
        ("ES 6E ZN CL ZC", "2027-03-26T07:31", CLOSED),
        # Days of mourning
        ("CL GC 6E", "2018-12-05T13:00", THAT_DAY),
        ("CL GC 6E", "2025-01-09T13:00", THAT_DAY),
        ("ES", "2018-12-05T08:29", THAT_DAY),
        ("ES", "2018-12-05T08:30", CLOSED),
        ("ES", "2025-01-09T08:29", THAT_DAY),
        ("ES", "2025-01-09T10:00", CLOSED),
        ("ZN", "2018-12-05T08:00", CLOSED),
        ("ZN ZC LE", "2025-01-09T12:14", THAT_DAY),
        ("ZN ZC LE", "2025-01-09T12:15", CLOSED),
        ("VX", "2025-01-09T08:29", THAT_DAY),
        ("VX", "2025-01-09T10:00", CLOSED),
        ("SB DX BRN", "2025-01-09T10:00", THAT_DAY),
        # Days before Independence Day: equities only
        *(("ES", f"{day}T12:14", THAT_DAY) for day in ("2018-07-03", "2023-07-03", "2025-07-03")),
        *(("ES", f"{day}T12:15", CLOSED) for day in ("2018-07-03", "2023-07-03", "2025-07-03")),
        ("CL GC ZN 6E", "2024-07-03T13:00", THAT_DAY),
        ("ES", "2022-07-01T13:00", THAT_DAY),  # the fourth is a Monday
        ("ES", "2026-07-02T13:00", THAT_DAY),  # the fourth is a Saturday
        ("ES ZN CL", "2026-07-03T12:00", CLOSED),
        ("BTC", "2018-07-03T12:15", CLOSED),
        ("BTC", "2024-07-03T13:00", THAT_DAY),
        # The day after Thanksgiving
        ("ES ZN 6E", "2026-11-27T12:10", THAT_DAY),
        ("ES ZN 6E", "2026-11-27T12:15", CLOSED),
        ("CL GC", "2026-11-27T12:40", THAT_DAY),
        ("CL GC", "2026-11-27T13:45", CLOSED),
        ("CL GC", "2025-11-28T12:44", THAT_DAY),
        ("CL GC", "2025-11-28T12:45", CLOSED),
        ("ZC LE", "2025-11-28T12:04", THAT_DAY),
        ("ZC LE", "2025-11-28T12:05", CLOSED),
        ("VX", "2025-11-28T12:15", CLOSED),
        # Christmas Eve
        ("ES ZN 6E", "2026-12-24T12:10", THAT_DAY),
        ("ES ZN 6E", "2026-12-24T12:15", CLOSED),
        ("CL GC", "2024-12-24T12:44", THAT_DAY),
        ("CL GC", "2024-12-24T12:45", CLOSED),
        ("CL GC", "2026-12-24T12:45", CLOSED),
        ("ZC LE", "2024-12-24T12:05", CLOSED),
        ("ES CL", "2021-12-24T10:00", CLOSED),  # Christmas is a Saturday
        ("ES CL", "2021-12-23T13:30", THAT_DAY),
        ("ES CL", "2022-12-26T10:00", CLOSED),  # and a Sunday
        # Other holidays
        ("ES ZN", "2024-01-15T11:59", THAT_DAY),
        ("ES ZN", "2024-01-15T12:00", CLOSED),
        ("CL GC", "2024-02-19T13:29", THAT_DAY),
        ("CL GC", "2024-02-19T13:30", CLOSED),
        ("CL GC", "2021-05-31T12:00", CLOSED),  # before 2022 at noon
        ("CL GC", "2013-05-27T12:14", THAT_DAY),  # and before 2014 at 13:15 in New York
        ("ES", "2013-05-27T10:30", CLOSED),
        ("CL GC", "2024-09-02T13:29", THAT_DAY),
        ("CL GC 6E", "2022-09-05T12:00", CLOSED),
        ("6E BTC", "2024-11-28T15:59", THAT_DAY),
        *(("ZC LE", f"{day}T10:00", CLOSED) for day in ("2026-01-19", "2025-11-27", "2026-11-26")),
        ("ES CL ZC 6E", "2026-01-01T10:00", CLOSED),
        ("ES", "2021-12-31T13:00", THAT_DAY),  # New Year's Day is a Saturday
        ("ES CL", "2023-01-02T10:00", CLOSED),  # and a Sunday
        ("VX", "2023-02-20T10:29", THAT_DAY),
        ("VX", "2023-02-20T10:30", CLOSED),
        ("SB CT", "2025-01-20T10:00", CLOSED),
        ("DX", "2025-01-20T11:59", THAT_DAY),
        ("DX", "2025-01-20T12:00", CLOSED),
        ("BRN", "2025-01-20T12:29", THAT_DAY),
        ("BRN", "2025-01-20T12:30", CLOSED),
        # Hurricane Sandy
        ("ES", "2012-10-30T08:15", CLOSED),
        ("CL ZN", "2012-10-30T10:00", THAT_DAY),
    ],
)
def test_a_moment_is_of_its_day_or_of_the_next_session(symbols, moment, stands):
    at = chicago(moment)
    for symbol in symbols.split():
        assert (day_of(symbol, at) == at.date()) is (stands is THAT_DAY), symbol
        assert market_calendar.is_open(at, contract_of(symbol)) is (stands is THAT_DAY), symbol
        assert day_of(symbol, at) >= at.date()


@pytest.mark.parametrize(
    ("symbol", "moment", "day"),
    [
        ("ES", "2025-01-09T10:00", "2025-01-10"),
        ("ES", "2026-06-19T13:30", "2026-06-22"),  # a Friday
        ("ES", "2026-04-03T08:15", "2026-04-06"),
        ("ES", "2026-11-26T12:00", "2026-11-27"),
        ("ES", "2026-11-27T12:15", "2026-11-30"),
        ("ES", "2026-11-29T10:00", "2026-11-30"),  # a Sunday before the open
        ("ES", "2026-11-29T17:30", "2026-11-30"),
        ("ES", "2026-11-19T16:30", "2026-11-19"),  # in the pause
        ("ZC", "2026-01-19T10:00", "2026-01-20"),
        ("ZC", "2026-11-26T10:00", "2026-11-27"),
        ("ZC", "2026-11-19T14:00", "2026-11-19"),  # what is reported after the close
        ("ZC", "2026-11-19T19:00", "2026-11-20"),
        ("LE", "2026-11-20T15:00", "2026-11-20"),
        ("LE", "2026-11-20T17:00", "2026-11-23"),
        (
            "ES",
            "2010-03-10T15:14",
            "2010-03-10",
        ),  # up to November 2012 the next session began at 15:30
        ("ES", "2010-03-10T15:45", "2010-03-11"),
        ("ES", "2013-03-12T15:45", "2013-03-12"),
        ("VX", "2016-03-10T15:45", "2016-03-11"),  # up to February 2018 as well
        ("VX", "2019-03-12T15:45", "2019-03-12"),
        ("BTC", "2026-05-23T12:00", "2026-05-25"),  # Memorial Day has a session, until 16:00
    ],
)
def test_what_the_next_session_is(symbol, moment, day):
    assert day_of(symbol, chicago(moment)) == date.fromisoformat(day)


def test_crypto_futures_trade_around_the_clock_since_may_2026_and_a_weekend_is_the_next_business_days():
    saturday, before = chicago("2026-07-11T12:00"), chicago("2026-05-23T12:00")
    thanksgiving, christmas = chicago("2026-11-27T15:00"), chicago("2026-12-25T12:00")

    assert market_calendar.is_open(before, contract_of("BTC")) is False
    assert market_calendar.is_open(chicago("2026-05-29T16:30"), contract_of("BTC")) is True
    for moment in (saturday, thanksgiving, christmas, chicago("2026-07-08T16:30")):
        hours = market_calendar.market_hours(moment, contract_of("BTC"))
        assert (hours.is_open, hours.turns_at) == (True, None)
    assert day_of("BTC", chicago("2026-05-29T16:30")) == date(2026, 6, 1)
    assert day_of("BTC", saturday) == date(2026, 7, 13)
    assert day_of("BTC", thanksgiving) == date(2026, 11, 27)
    assert day_of("BTC", christmas) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("symbol", "moment", "is_open"),
    [
        ("ES", "2026-11-19T15:59", True),
        ("ES", "2026-11-19T16:00", False),
        ("ES", "2026-11-19T17:00", True),
        ("ES", "2021-06-25T15:20", False),  # the halt after the close of New York, up to June 2021
        ("ES", "2021-06-28T15:20", True),
        ("CL", "2021-06-25T15:20", True),
        ("ZC", "2026-11-19T07:44", True),
        ("ZC", "2026-11-19T07:45", False),
        ("ZC", "2026-11-19T08:30", True),
        ("ZC", "2026-11-19T13:20", False),
        ("ZC", "2026-11-19T18:59", False),
        ("ZC", "2026-11-19T19:00", True),
        ("ZC", "2025-11-27T20:00", False),  # no night after Thanksgiving
        ("ZC", "2025-11-28T08:30", True),
        ("LE", "2026-11-19T08:29", False),
        ("LE", "2026-11-19T08:30", True),
        ("LE", "2026-11-19T13:05", False),
        ("VX", "2026-11-19T03:00", True),
        ("VX", "2026-11-19T15:59", True),
        ("VX", "2026-11-19T16:00", False),
        ("VX", "2012-03-15T15:20", False),
        ("SB", "2026-11-19T02:29", False),  # 3:30 in New York
        ("SB", "2026-11-19T02:30", True),
        ("SB", "2026-11-19T12:00", False),
        ("CT", "2026-11-18T20:30", True),  # cotton trades at night
        ("DX", "2026-11-22T17:00", True),  # Sunday from 18:00 in New York
        ("DX", "2026-11-23T18:00", False),  # other evenings from 20:00
        ("DX", "2026-11-23T19:00", True),
        ("BRN", "2026-11-22T17:00", True),
        ("BRN", "2026-11-23T17:30", False),
    ],
)
def test_groups_are_open_at_their_own_hours(symbol, moment, is_open):
    assert market_calendar.is_open(chicago(moment), contract_of(symbol)) is is_open


@pytest.mark.parametrize(
    ("moment", "is_open", "day"),
    [
        ("2018-11-19T03:00", False, "2018-11-19"),  # before the hours of Asia
        ("2026-11-19T01:10", True, "2026-11-19"),
        ("2026-11-19T21:59", True, "2026-11-19"),
        ("2026-11-19T22:00", False, "2026-11-20"),
        ("2025-04-21T12:00", False, "2025-04-22"),  # Easter Monday
        ("2025-05-01T12:00", False, "2025-05-02"),
        ("2025-12-24T12:00", False, "2025-12-29"),
        ("2025-12-31T12:00", False, "2026-01-02"),
        ("2026-11-26T12:00", True, "2026-11-26"),  # Thanksgiving is none of theirs
    ],
)
def test_eurex_goes_by_its_own_holidays_and_the_clock_of_berlin(moment, is_open, day):
    at, contract = datetime.fromisoformat(moment).replace(tzinfo=BERLIN), contract_of("FGBL")
    assert market_calendar.is_open(at, contract) is is_open
    assert session_day(at, contract.zone, contract.calendar) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("exchange", "zone", "moment", "day"),
    [
        ("XNYS", "America/New_York", "2026-11-19T19:59", "2026-11-19"),  # after hours
        ("XNYS", "America/New_York", "2026-11-19T20:00", "2026-11-20"),  # trades of the night
        (
            "XNYS",
            "America/New_York",
            "2026-11-27T16:30",
            "2026-11-27",
        ),  # after hours of a short day
        ("XNYS", "America/New_York", "2026-11-21T12:00", "2026-11-23"),  # a Saturday
        ("XNYS", "America/New_York", "2018-12-05T12:00", "2018-12-06"),
        ("XNYS", "America/New_York", "2025-01-09T12:00", "2025-01-10"),
        ("XNYS", "America/New_York", "2026-06-19T12:00", "2026-06-22"),
        ("XLON", "Europe/London", "2026-11-19T16:35", "2026-11-19"),  # the closing auction
        ("XLON", "Europe/London", "2026-12-25T12:00", "2026-12-29"),
        ("XETR", "Europe/Berlin", "2026-11-19T21:45", "2026-11-19"),
        ("XTSE", "America/Toronto", "2026-10-12T12:00", "2026-10-13"),  # Thanksgiving in Canada
        ("XTKS", "Asia/Tokyo", "2026-11-20T15:29", "2026-11-20"),
    ],
)
def test_a_stock_is_of_its_exchanges_day_after_hours_too(exchange, zone, moment, day):
    stock, at = stock_of(exchange, zone), datetime.fromisoformat(moment)
    assert session_day(
        at.replace(tzinfo=ZoneInfo(zone)), stock.zone, stock.calendar
    ) == date.fromisoformat(day)


def test_old_rows_stay_readable():
    """`CMES` was of every future, and a stock named no calendar."""
    short_day = chicago("2026-11-27T12:10")
    assert session_day(short_day, "America/Chicago", "CMES") == date(2026, 11, 27)
    assert session_day(chicago("2026-11-27T12:15"), "America/Chicago", "CMES") == date(2026, 11, 30)
    saturday = datetime(2026, 11, 21, 12, tzinfo=NEW_YORK)
    assert session_day(saturday, "America/New_York", None) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("symbol", "moment", "turns", "half_day", "holiday"),
    [
        ("ES", "2026-11-27T10:00", "2026-11-27T12:15", True, False),
        ("CL", "2026-11-27T10:00", "2026-11-27T13:45", True, False),
        ("ZC", "2026-11-27T10:00", "2026-11-27T12:05", True, False),
        ("ZC", "2026-11-26T10:00", "2026-11-27T08:30", False, True),
        ("ZC", "2026-11-19T08:00", "2026-11-19T08:30", False, False),
        ("ZC", "2026-11-19T03:00", "2026-11-19T07:45", False, False),
        ("ES", "2021-06-24T12:00", "2021-06-24T15:15", False, False),
        ("ES", "2026-04-03T07:31", "2026-04-03T08:15", True, False),
        ("6E", "2025-06-19T12:00", "2025-06-19T16:00", False, False),
    ],
)
def test_when_a_group_opens_and_closes_next(symbol, moment, turns, half_day, holiday):
    hours = market_calendar.market_hours(chicago(moment), contract_of(symbol))
    assert hours.turns_at == chicago(turns)
    assert (hours.is_half_day, hours.is_holiday) == (half_day, holiday)


def test_the_sessions_of_a_week_with_a_holiday():
    sessions = market_calendar.hours(
        contract_of("CL"), chicago("2026-11-25T17:00"), chicago("2026-11-30T12:00")
    )
    assert [(hours.day, hours.opens, hours.closes) for hours in sessions] == [
        (date(2026, 11, 26), chicago("2026-11-25T17:00"), chicago("2026-11-26T13:30")),
        (date(2026, 11, 27), chicago("2026-11-26T17:00"), chicago("2026-11-27T13:45")),
        (date(2026, 11, 30), chicago("2026-11-29T17:00"), chicago("2026-11-30T16:00")),
    ]
