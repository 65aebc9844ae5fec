"""Session days against what the exchanges say."""

from datetime import date, datetime

import pytest

from backend.features.trades.instruments import resolve
from backend.features.trades.sessions import session_day


@pytest.mark.parametrize(
    ("symbol", "moment", "day"),
    [
        ("ES", "2026-11-19T16:59:00-06:00", "2026-11-19"),
        ("ES", "2026-11-19T17:00:00-06:00", "2026-11-20"),  # Globex opens the next day
        ("ES", "2026-11-20T17:30:00-06:00", "2026-11-23"),  # Friday evening is Monday
        ("ES", "2026-11-22T17:30:00-06:00", "2026-11-23"),  # Sunday evening too
        ("ES", "2026-03-06T16:30:00-06:00", "2026-03-06"),  # the last day before daylight saving time
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
    contract = resolve(symbol)
    assert session_day(datetime.fromisoformat(moment), contract.zone, contract.calendar) == date.fromisoformat(day)
