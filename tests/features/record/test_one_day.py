"""One day: a session day is the same in trade, calendar, check-in, mood, rulebook, coach and notifications.

The product is asked by a clock that is set; days are those that the exchanges published. ES opens on Sunday 29 November
2026 at 17:00 in Chicago, and what happens before the open is of Monday's session.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backend.app import create_app
from backend.core.db import acting_for
from backend.features.chat.assistant.answer_request import unsent_request
from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.verdicts.service import situation_of
from backend.features.content.conversations.models import Mode
from tests.factories.plans import PLAN
from tests.features.coach.conversations import CONTEXT
from tests.features.record.journal.entries import JOURNAL, check_in
from tests.features.record.record_calls import answered, fill, logged, read
from tests.features.record.rulebook.rulebooks import state
from tests.world import Trader, World

CHICAGO, NEW_YORK, TOKYO = "America/Chicago", "America/New_York", "Asia/Tokyo"
PRICES = {
    "ES": "4500",
    "NQ": "18000",
    "CL": "70",
    "6E": "1.1",
    "EURUSD": "1.1",
    "BTCUSDT": "60000",
    "XLON:VOD": "70",
    "AAPL": "200",
}


class ClockedTrader:
    """A trader of a product whose clock is set."""

    def __init__(self, world: World, zone: str) -> None:
        self.world = world
        self.now = datetime.now(UTC)
        self.app = create_app(world.settings, clock=lambda: self.now)
        there = world.trader(timezone=zone)
        self.user_id = there.user["id"]
        self.trader = Trader(
            self.app.test_client(), there.user, there.access_token, there.refresh_token
        )

    def at(self, moment: str, zone: str) -> "ClockedTrader":
        """Set the clock to a wall clock's time."""
        self.now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return self

    def traded_before(self, symbol: str) -> None:
        """What is usually traded: one of it, some days ago."""
        entered = self.now - timedelta(days=6)
        logged(
            self.trader,
            instrument=symbol,
            entry_price=PRICES[symbol],
            position_size=1,
            entry_time=entered.isoformat(),
            exit_price=PRICES[symbol],
            exit_time=(entered + timedelta(minutes=5)).isoformat(),
        )

    def limited(self, **more: Any) -> None:
        body = {"limits": {"trades_per_day": 2, "daily_loss": {"r": 2}}, **more}
        answered(self.trader.ask("PUT", "/api/trading/rulebook", body))

    def executed(self, symbol: str) -> dict[str, Any]:
        """A plan, executed now."""
        price = Decimal(PRICES[symbol])
        plan = {
            **PLAN,
            "instrument": symbol,
            "entry_zone": {"low": str(price), "high": str(price)},
            "stop_loss_level": str(price * Decimal("0.99")),
            "take_profit_targets": [str(price * Decimal("1.02"))],
            "position_size": "1",
        }
        made = answered(self.trader.post("/api/trading/plans", plan), 201)
        path = f"/api/trading/plans/{made['id']}/execute"
        return answered(self.trader.post(path, {"entry_price": str(price)}), 201)["trade"]

    def entry_without_a_day(self) -> str:
        return answered(self.trader.post(JOURNAL, {"body": "I waited."}), 201)["day"]

    def coach_says(self) -> str:
        """What the coach would be given of today."""
        items = answered(self.trader.get(CONTEXT))["items"]
        return next(item["statement"] for item in items if item["statement"].startswith("Today, "))


@pytest.fixture
def clocked(world) -> Iterator[Any]:
    apps = []

    def made(zone: str = CHICAGO) -> ClockedTrader:
        trader = ClockedTrader(world, zone)
        apps.append(trader.app)
        return trader

    yield made
    for app in apps:
        World(app, world.settings, None).settle()
        app.extensions["coach"].database.engine.dispose()


# Instrument, zone of the trader, zone of the times, when the plan is executed, the session day
DAYS = [
    ("ES", CHICAGO, CHICAGO, "2026-11-29T11:00", "2026-11-30"),  # Sunday, before the open
    ("ES", CHICAGO, CHICAGO, "2026-11-29T17:30", "2026-11-30"),  # and after it
    ("CL", CHICAGO, CHICAGO, "2026-11-29T11:00", "2026-11-30"),
    ("6E", NEW_YORK, CHICAGO, "2026-11-29T18:10", "2026-11-30"),
    ("ES", "Europe/Berlin", CHICAGO, "2026-11-26T12:30", "2026-11-27"),  # Thanksgiving, halted
    ("CL", CHICAGO, CHICAGO, "2026-11-27T12:40", "2026-11-27"),  # closes at 12:45
    ("EURUSD", NEW_YORK, NEW_YORK, "2026-11-18T17:30", "2026-11-19"),
    ("EURUSD", "Europe/London", NEW_YORK, "2026-11-20T17:30", "2026-11-23"),  # a Friday
    ("BTCUSDT", NEW_YORK, "UTC", "2026-11-18T23:30", "2026-11-18"),
    ("BTCUSDT", TOKYO, "UTC", "2026-11-21T23:30", "2026-11-21"),  # Sunday morning in Tokyo
    ("XLON:VOD", TOKYO, "Europe/London", "2026-11-18T16:00", "2026-11-18"),  # 01:00 in Tokyo
    ("NQ", TOKYO, TOKYO, "2026-11-18T23:30", "2026-11-18"),
    ("NQ", TOKYO, TOKYO, "2026-11-19T02:00", "2026-11-18"),  # past midnight, New York's noon
    ("NQ", TOKYO, TOKYO, "2026-11-19T09:00", "2026-11-19"),
    ("AAPL", "Australia/Sydney", NEW_YORK, "2026-11-18T10:00", "2026-11-18"),
]


@pytest.mark.parametrize(("symbol", "trader_zone", "zone", "moment", "day"), DAYS)
def test_a_plan_is_executed_on_one_day_everywhere(clocked, symbol, trader_zone, zone, moment, day):
    there = clocked(trader_zone).at(moment, zone)
    there.traded_before(symbol)
    there.limited()
    answered(check_in(there.trader, day, mood=4))

    trade = there.executed(symbol)

    assert trade["entry_day"] == day
    assert read(there.trader, trade)["entry_day"] == day
    span = {"from_day": day, "to_day": day}
    calendar = answered(there.trader.get(f"{JOURNAL}/calendar", query_string=span))
    [shown] = calendar["days"]
    assert (shown["day"], shown["trades"], shown["mood"]) == (day, 1, 4)
    assert calendar["streaks"]["current"] == (datetime.fromisoformat(day).weekday() < 5)
    assert check_in(there.trader, day, mood=1).status_code == 409, "the trade is in the record"
    assert there.entry_without_a_day() == day
    assert answered(there.trader.get(f"{JOURNAL}/prompts"))["day"] == day
    limits = state(there.trader)
    assert (limits["day"], limits["trades_entered"], limits["trades_exited"]) == (day, 1, 0)
    assert there.coach_says().startswith(
        f"Today, {day}: 1 real trade entered, 0 real trades exited"
    )
    checked = answered(there.trader.get(CONTEXT))["items"]
    assert [item["statement"] for item in checked if "mood 4" in item["statement"]], (
        "today's check-in"
    )


@pytest.mark.parametrize(
    ("sunday", "starts", "day", "ends"),
    [
        ("2026-11-22", "2026-11-20T23:00", "2026-11-23", "2026-11-23T23:00"),
        ("2026-11-29", "2026-11-27T18:15", "2026-11-30", "2026-11-30T23:00"),  # an early close
    ],
)
def test_what_was_done_before_and_after_the_open_is_one_session(clocked, sunday, starts, day, ends):
    """90 of 45 points are lost before the open: 2 R, which lock Monday's session until its end, and so it is told."""
    there = clocked().at(f"{sunday}T11:00", CHICAGO)
    there.traded_before("ES")
    there.limited()
    first = there.executed("ES")
    fill(there.trader, first, "exit", 1, "4410", event_time=there.now.isoformat())
    there.at(f"{sunday}T17:30", CHICAGO)

    limits = state(there.trader)

    assert (limits["day"], limits["state"], limits["r"]) == (day, "locked", "-2")
    assert (limits["trades_entered"], limits["trades_exited"]) == (1, 1)
    span = limits["day_starts_at"][:16], limits["day_ends_at"][:16]
    assert span == (starts, ends)
    there.executed("ES")
    assert state(there.trader)["trades_entered"] == 2
    notices = there.trader.get("/api/notifications").json["items"]
    locked = [item for item in notices if item["kind"] == "session_locked"]
    assert {item["data"]["until"][:16] for item in locked} == {ends}


def test_a_lock_ends_with_the_session_and_not_at_midnight(clocked):
    there = clocked(TOKYO).at("2026-11-18T23:30", TOKYO)  # 08:30 in Chicago
    there.traded_before("NQ")
    there.limited()
    trade = there.executed("NQ")
    fill(there.trader, trade, "exit", 1, "17600", event_time=there.now.isoformat())
    assert state(there.trader)["state"] == "locked"
    there.at("2026-11-19T07:30", TOKYO)  # 16:30 in Chicago
    assert (state(there.trader)["day"], state(there.trader)["state"]) == ("2026-11-18", "locked")
    there.at("2026-11-19T08:30", TOKYO)
    assert (state(there.trader)["day"], state(there.trader)["state"]) == ("2026-11-19", "normal")


def test_a_trader_keeps_limits_by_the_own_turn_of_the_day(clocked):
    """From 17:00 to 17:00 in Chicago, every day of the week: Sunday noon is Sunday's, whatever is traded."""
    there = clocked().at("2026-11-29T11:00", CHICAGO)
    there.traded_before("ES")
    there.limited(zone=CHICAGO, day_turns_at="17:00")
    trade = there.executed("ES")
    assert trade["entry_day"] == "2026-11-30"
    limits = state(there.trader)
    assert (limits["day"], limits["trades_entered"]) == ("2026-11-29", 1)
    assert there.entry_without_a_day() == "2026-11-30", "the journal goes by the market"
    there.at("2026-11-29T17:30", CHICAGO)
    limits = state(there.trader)
    assert (limits["day"], limits["trades_entered"]) == ("2026-11-30", 0)


def test_without_a_trade_the_day_is_the_trader_s_own(clocked):
    """08:00 on Monday in Tokyo is 18:00 on Sunday in New York."""
    there = clocked(TOKYO).at("2026-11-23T08:00", TOKYO)
    assert there.entry_without_a_day() == "2026-11-23"
    there.limited(zone=NEW_YORK)
    assert state(there.trader)["day"] == "2026-11-22", "the zone of the rulebook"


def test_the_market_that_is_traded_most_says_which_day_it_is(clocked):
    """Three trades in bitcoin and two in ES: a Saturday is a Saturday, until a third and a fourth ES."""
    there = clocked(TOKYO).at("2026-11-20T15:00", "UTC")
    for symbol in ("BTCUSDT", "ES", "BTCUSDT", "ES", "BTCUSDT"):
        there.traded_before(symbol)
    there.at("2026-11-21T15:00", "UTC")
    assert there.entry_without_a_day() == "2026-11-21"
    there.traded_before("ES")
    there.traded_before("ES")
    assert there.entry_without_a_day() == "2026-11-23"
    assert state(there.trader)["day"] == "2026-11-23"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("/performance today", date(2026, 11, 30)),
        ("how did I do today?", date(2026, 11, 30)),
        ("/stats today", date(2026, 11, 29)),  # messages: the day of the wall clock
    ],
)
def test_today_in_words_is_the_session_of_what_is_traded(clocked, words, day):
    there = clocked().at("2026-11-29T11:00", CHICAGO)
    there.traded_before("ES")
    with there.app.extensions["coach"].database.reading(acting_for(there.user_id)) as session:
        request = unsent_request(session, there.user_id, words, (), Mode.PSYCHOLOGY, now=there.now)
    (asked,) = request.understanding.requests
    span = getattr(asked, "query", asked)
    assert (span.day_from, span.day_to) == (day, day)


def test_a_verdict_counts_the_trades_of_the_session(clocked):
    """Entered and left before the open on Sunday; asked after it."""
    there = clocked().at("2026-11-29T11:00", CHICAGO)
    there.traded_before("ES")
    trade = there.executed("ES")
    fill(there.trader, trade, "exit", 1, "4490", event_time=there.now.isoformat())
    there.at("2026-11-29T17:30", CHICAGO)
    with there.app.extensions["coach"].database.reading(acting_for(there.user_id)) as session:
        situation = situation_of(
            session,
            there.user_id,
            read_words("long ES 4500 stop 4490"),
            image_count=0,
            now=there.now,
        )
    record = situation.record
    assert (record.entered_today, record.exited_today, record.net_today) == (1, 1, -500)


@pytest.mark.parametrize(
    ("symbol", "moment", "is_holiday"),
    [
        ("ES", "2026-11-29T11:00", False),  # a Sunday
        ("6E", "2026-11-26T18:30", False),
        ("AAPL", "2026-11-26T11:00", True),  # Thanksgiving
        ("CL", "2026-11-27T13:00", False),  # closed early
    ],
)
def test_the_coach_knows_a_holiday_of_the_market(clocked, symbol, moment, is_holiday):
    there = clocked().at(moment, CHICAGO)
    there.traded_before(symbol)
    items = answered(there.trader.get(CONTEXT))["items"]
    markets = [item["statement"] for item in items if item["id"].startswith("market:")]
    assert markets
    assert any("holiday" in words for words in markets) == is_holiday
