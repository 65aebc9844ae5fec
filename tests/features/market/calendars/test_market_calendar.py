"""Session days against what the exchanges say."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from backend.features.market.calendars import exchange_sessions, market_calendar
from backend.features.market.calendars.market_calendar import session_day
from backend.features.market.instruments import instruments
from tests.features.market.calendars.contracts import contract_of


@pytest.mark.parametrize(
    ("symbol", "moment", "day"),
    [
        ("ES", "2026-11-19T16:59:00-06:00", "2026-11-19"),
        ("ES", "2026-11-19T17:00:00-06:00", "2026-11-20"),  # Globex opens the next day
        ("ES", "2026-11-20T17:30:00-06:00", "2026-11-23"),  # Friday evening is Monday
        ("ES", "2026-11-22T17:30:00-06:00", "2026-11-23"),  # Sunday evening too
        (
            "ES",
            "2026-03-06T16:30:00-06:00",
            "2026-03-06",
        ),  # the last day before daylight saving time
        ("ES", "2026-03-09T16:30:00-05:00", "2026-03-09"),  # and the first one with it
        ("ES", "2026-12-24T17:30:00-06:00", "2026-12-28"),  # Christmas is no session
        ("CL", "2026-04-02T18:00:00-05:00", "2026-04-06"),  # nor is Good Friday
        ("EURUSD", "2026-11-19T16:59:00-05:00", "2026-11-19"),
        ("EURUSD", "2026-11-19T17:00:00-05:00", "2026-11-20"),
        ("EURUSD", "2026-11-20T17:00:00-05:00", "2026-11-23"),
        ("AAPL", "2026-11-19T19:59:00-05:00", "2026-11-19"),  # after hours
        ("BTCUSD", "2026-11-21T23:59:00+00:00", "2026-11-21"),  # coins know no weekend
        ("ES", "1985-01-02T10:00:00-06:00", "1985-01-02"),  # before the calendar's years
        ("ES", "2031-01-02T18:00:00-06:00", "2031-01-03"),  # and after them
    ],
)
def test_the_day_of_a_moment_is_the_exchanges(symbol, moment, day):
    contract = contract_of(symbol)
    assert session_day(
        datetime.fromisoformat(moment), contract.zone, contract.calendar
    ) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("symbol", "moment", "is_open"),
    [
        ("AAPL", "2026-11-19T15:00", True),  # Thursday, 10:00 in New York
        ("AAPL", "2026-11-19T14:29", False),  # a minute before the opening
        ("AAPL", "2026-11-19T21:00", False),  # at the close
        ("AAPL", "2026-11-26T16:00", False),  # Thanksgiving
        ("AAPL", "2026-03-09T13:31", True),  # the first Monday of daylight saving
        ("ES", "2026-11-19T03:00", True),
        ("ES", "2026-11-21T15:00", False),  # Saturday
        ("ES", "2026-11-19T22:30", False),  # 16:30 in Chicago: Globex pauses for an hour
        ("ZC", "2026-11-19T14:00", False),  # 8:00: between the night and the day of the grains
        ("ZC", "2026-11-19T14:30", True),
        ("EURUSD", "2026-11-20T21:59", True),  # Friday before 17:00 in New York
        ("EURUSD", "2026-11-20T22:00", False),
        ("EURUSD", "2026-11-22T21:59", False),  # Sunday before 17:00
        ("EURUSD", "2026-11-22T22:00", True),
        ("BTCUSD", "2026-11-21T15:00", True),
        ("AAPL", "2099-11-19T15:00", None),  # beyond what the calendar knows
    ],
)
def test_markets_are_open_by_their_own_hours(symbol, moment, is_open):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert market_calendar.is_open(at, contract_of(symbol)) is is_open


@pytest.mark.parametrize(
    ("symbol", "moment", "turns", "holiday", "half_day"),
    [
        ("AAPL", "2026-11-19T15:00", "2026-11-19T16:00-05:00", False, False),
        ("AAPL", "2026-11-20T22:00", "2026-11-23T09:30-05:00", False, False),  # Friday evening
        ("AAPL", "2026-11-26T15:00", "2026-11-27T09:30-05:00", True, False),  # Thanksgiving
        (
            "AAPL",
            "2026-11-27T15:00",
            "2026-11-27T13:00-05:00",
            False,
            True,
        ),  # and the short day after it
        (
            "AAPL",
            "2026-11-27T12:00",
            "2026-11-27T09:30-05:00",
            False,
            True,
        ),  # before its opening, too
        ("ES", "2026-11-19T15:00", "2026-11-19T16:00-06:00", False, False),
        ("ES", "2026-11-19T22:30", "2026-11-19T17:00-06:00", False, False),
        (
            "ES",
            "2026-11-20T22:30",
            "2026-11-22T17:00-06:00",
            False,
            False,
        ),  # no pause on Friday: the weekend
        ("ES", "2026-11-27T15:00", "2026-11-27T12:15-06:00", False, True),
        ("ES", "2026-12-25T15:00", "2026-12-27T17:00-06:00", True, False),
        ("ZC", "2026-11-20T21:00", "2026-11-22T19:00-06:00", False, False),
        ("EURUSD", "2026-11-21T15:00", "2026-11-22T17:00-05:00", False, False),
        ("EURUSD", "2026-11-23T15:00", "2026-11-27T17:00-05:00", False, False),
        ("EURUSD", "2026-11-22T22:30", "2026-11-27T17:00-05:00", False, False),
    ],
)
def test_when_a_market_opens_and_closes_next(symbol, moment, turns, holiday, half_day):
    hours = market_calendar.market_hours(
        datetime.fromisoformat(moment).replace(tzinfo=UTC), contract_of(symbol)
    )
    assert hours.turns_at == datetime.fromisoformat(turns)
    assert (hours.is_holiday, hours.is_half_day) == (holiday, half_day)


def test_a_market_that_never_closes_turns_never_and_what_no_calendar_knows_is_not_told():
    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert market_calendar.market_hours(now, instruments.resolve("BTCUSD")).turns_at is None
    assert (
        market_calendar.market_hours(datetime(2099, 1, 1, tzinfo=UTC), instruments.resolve("ES"))
        is None
    )


def test_a_calendar_that_many_want_at_once_is_read_once(monkeypatch):
    reads = []

    def slow_reader(name, product):
        reads.append((name, product))
        time.sleep(0.05)
        return "sessions"

    monkeypatch.setattr(exchange_sessions, "_of_group", slow_reader)
    for cached in (exchange_sessions.sessions_of, exchange_sessions._read):
        cached.cache_clear()
    try:
        with ThreadPoolExecutor(8) as threads:
            found = [*threads.map(exchange_sessions.sessions_of, ["GLOBEX_GRAINS"] * 8)]
    finally:
        for cached in (exchange_sessions.sessions_of, exchange_sessions._read):
            cached.cache_clear()
    assert found == ["sessions"] * 8
    assert reads == [("GLOBEX_GRAINS", "")]
