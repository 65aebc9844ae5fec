"""Own instruments with the calendar of a product group: its days are theirs."""

import pytest

from backend.features.market.calendars.trading_hours import PRODUCT_GROUPS
from tests.features.record.record_calls import answered, code_of, logged

FUTURE = {"symbol": "MYFUT", "kind": "future", "multiplier": 10, "tick_size": "1"}


def described(trader, **fields):
    body = {**FUTURE, "currency": "USD", "zone": "America/Chicago", **fields}
    return trader.post("/api/trading/instruments", body)


@pytest.mark.parametrize("calendar", [*PRODUCT_GROUPS, "17:00", "CMES", "XETR", "XLON"])
def test_a_calendar_can_be_named(world, calendar):
    made = answered(described(world.trader(), calendar=calendar), 201)
    assert made["calendar"] == calendar


@pytest.mark.parametrize("calendar", ["GLOBEX_ONIONS", "globex_energy", "18:00", "XXXX", ""])
def test_a_calendar_that_nobody_keeps_is_refused(world, calendar):
    assert code_of(described(world.trader(), calendar=calendar)) == (422, "input.invalid")


@pytest.mark.parametrize(
    ("calendar", "day"),
    [("GLOBEX_ENERGY", "2026-11-27"), ("GLOBEX_EQUITY", "2026-11-30")],
)
def test_the_days_of_an_own_future_are_those_of_its_group(world, calendar, day):
    """12:40 in Chicago on the day after Thanksgiving: energy closes at 12:45, equities closed at 12:15."""
    trader = world.trader()
    answered(described(trader, calendar=calendar), 201)
    moment = "2026-11-27T12:40:00-06:00"
    trade = logged(trader, instrument="MYFUT", entry_price="100", entry_time=moment)
    assert trade["entry_day"] == day
