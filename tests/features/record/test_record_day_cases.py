"""Which day it is, and whether the market trades: days that went wrong somewhere, and others of their kind.

Times are those of a clock in Chicago; hours and holidays are those that CME Group published for these days.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.features.market.calendars.market_calendar import session_day
from backend.features.market.instruments.instruments import resolve
from tests.features.record.journal.entries import check_in
from tests.features.record.record_calls import (
    answered,
    logged,
    money_by_day,
    read,
    realised,
    warned,
)
from tests.features.record.rulebook.rulebooks import write

PRICES = {"ZN": "110.5", "6E": "1.1", "CL": "70", "ZC": "450", "EURUSD": "1.1", "GC": "2600"}


@pytest.fixture
def trader(world):
    return world.trader()


def in_chicago(text: str) -> str:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Chicago")).isoformat()


def entered(trader, symbol, moment):
    return logged(
        trader,
        instrument=symbol,
        entry_price=PRICES.get(symbol, "4500"),
        position_size=1,
        entry_time=in_chicago(moment),
    )


@pytest.mark.parametrize(
    ("symbol", "moment", "day"),
    [
        ("ES", "2026-11-27T12:10", "2026-11-27"),  # closes at 12:15
        ("CL", "2026-11-27T12:40", "2026-11-27"),  # at 12:45
        ("GC", "2025-11-28T12:40", "2025-11-28"),
        ("ES", "2025-12-24T12:10", "2025-12-24"),
        ("NQ", "2025-07-03T12:10", "2025-07-03"),  # the day before Independence Day
        ("ES", "2021-04-02T07:31", "2021-04-02"),  # Good Fridays with payrolls
        ("6E", "2021-04-02T07:31", "2021-04-02"),
        ("ZN", "2021-04-02T07:31", "2021-04-02"),
        ("ES", "2023-04-07T07:31", "2023-04-07"),
        ("6E", "2023-04-07T07:31", "2023-04-07"),
        ("ZN", "2023-04-07T07:31", "2023-04-07"),
        ("ES", "2026-04-03T07:31", "2026-04-03"),
        ("6E", "2026-04-03T07:31", "2026-04-03"),
        ("ZN", "2026-04-03T07:31", "2026-04-03"),
        ("CL", "2025-01-09T10:00", "2025-01-09"),  # a day of mourning that closed shares
        ("GC", "2025-01-09T10:00", "2025-01-09"),
        ("CL", "2018-12-05T10:00", "2018-12-05"),
        ("6E", "2018-12-05T10:00", "2018-12-05"),
        ("ES", "2026-11-17T17:30", "2026-11-18"),  # an evening
        ("ES", "2026-11-22T17:30", "2026-11-23"),  # a Sunday evening
        ("EURUSD", "2026-11-22T16:30", "2026-11-23"),  # 17:30 in New York
        ("EURUSD", "2026-11-18T16:30", "2026-11-19"),
        ("BTCUSDT", "2026-11-21T12:00", "2026-11-21"),  # a Saturday
        ("BTCUSDT", "2026-11-21T18:30", "2026-11-22"),  # past midnight in UTC
    ],
)
def test_a_fill_is_of_the_day_that_its_market_traded(trader, symbol, moment, day):
    trade = entered(trader, symbol, moment)
    assert (trade["entry_day"], warned(trade)) == (day, set())


def test_a_short_day_that_is_still_to_come():
    contract = resolve("ES")
    moment = datetime.fromisoformat(in_chicago("2026-12-24T12:10"))
    assert session_day(moment, contract.zone, contract.calendar).isoformat() == "2026-12-24"


@pytest.mark.parametrize(
    ("symbol", "moment", "day"),
    [
        ("ES", "2022-06-20T13:30", "2022-06-21"),  # Juneteenth, observed on Monday
        ("ES", "2023-06-19T13:30", "2023-06-20"),
        ("ES", "2024-06-19T13:30", "2024-06-20"),
        ("ES", "2025-06-19T13:30", "2025-06-20"),
        ("ES", "2026-06-19T13:30", "2026-06-22"),
        ("ES", "2026-11-27T12:20", "2026-11-30"),  # after the early close
        ("CL", "2025-11-28T12:50", "2025-12-01"),
        ("ES", "2025-07-03T12:20", "2025-07-04"),  # a short session of its own
        ("ES", "2025-01-09T10:00", "2025-01-10"),
        ("ES", "2018-12-05T10:00", "2018-12-06"),
        ("ZC", "2026-01-19T10:00", "2026-01-20"),  # Martin Luther King
        ("ZC", "2025-01-20T10:00", "2025-01-21"),
        ("ZC", "2026-11-26T10:00", "2026-11-27"),  # Thanksgiving
        ("ZS", "2025-11-27T10:00", "2025-11-28"),
        ("EURUSD", "2026-11-20T16:30", "2026-11-23"),  # Friday, 17:30 in New York
    ],
)
def test_a_fill_while_the_market_is_closed_is_marked_and_of_the_next_day(
    trader, symbol, moment, day
):
    trade = entered(trader, symbol, moment)
    assert (trade["entry_day"], warned(trade)) == (day, {"entry_time"})


def test_a_fill_in_the_daily_pause_is_marked_and_of_the_day_that_it_ends(trader):
    trade = entered(trader, "ES", "2026-11-17T16:30")
    assert (trade["entry_day"], warned(trade)) == ("2026-11-17", {"entry_time"})


def test_a_sunday_before_the_open_is_one_day_everywhere(trader):
    """ES opens on Sunday 29 November 2026 at 17:00 in Chicago; a trade of that noon is of Monday's session."""
    write(trader, {"trades_per_day": 1}, zone="America/Chicago", day_turns_at="17:00")
    answered(check_in(trader, "2026-11-29", mood=3))
    moments = {
        "entry_time": in_chicago("2026-11-29T11:00"),
        "exit_time": in_chicago("2026-11-29T12:00"),
    }
    trade = logged(trader, position_size=1, exit_price="4490", **moments)
    day = "2026-11-30"
    assert (trade["entry_day"], trade["exit_day"]) == (day, day)
    assert realised(trader, trade, "day", "net") == [(day, "-500")]
    assert money_by_day(trader) == {day: "-500"}
    span = {"day_from": "2026-11-28", "day_to": day}
    path = "/api/trading/journal/calendar"
    calendar = answered(trader.get(path, query_string=span))["days"]
    assert {item["day"]: item["trades"] for item in calendar if item["trades"]} == {day: 1}
    answered(check_in(trader, day, mood=3))
    stands = check_in(trader, day, mood=5)
    assert stands.status_code == 409, "the day's first real trade was before it"
    answered(check_in(trader, "2026-11-29", mood=4))
    assert read(trader, trade)["entry_day"] == day
