"""Questions for the review of a day, with its figures in them."""

from datetime import UTC, datetime

import pytest

from tests.features.record.journal.entries import JOURNAL, check_in, checked_in_before, log

DAY = "2020-11-19"


@pytest.fixture
def trader(world):
    return world.trader()


def prompts(trader, day=DAY):
    answer = trader.get(f"{JOURNAL}/prompts", query_string={"day": day} if day else {})
    assert answer.status_code == 200, answer.json
    return answer.json


def because(answer):
    return {item["because"]: item["trade_ids"] for item in answer["items"]}


def test_an_empty_day_has_general_questions_and_is_today_if_none_is_named(trader):
    log(trader, DAY, trade_type="training")
    answer = prompts(trader)
    assert len(answer["items"]) == 3
    assert all(item["trade_ids"] == [] for item in answer["items"])
    assert prompts(trader, None)["day"] == datetime.now(UTC).date().isoformat()
    assert trader.get(f"{JOURNAL}/prompts", query_string={"day": "1900-01-01"}).status_code == 422


def test_the_figures_of_the_day_are_in_the_questions(world, trader):
    checked_in_before(world, trader, DAY, focus=2, stress=4, sleep_hours="5.5")
    won = log(trader, DAY, r="2", hour=9, notes="as planned")["id"]
    first = log(trader, DAY, r="-1", hour=10)["id"]
    second = log(trader, DAY, r="-0.5", hour=11, stop_price=None)["id"]
    third = log(trader, DAY, r="-2", hour=12, stop_price=None)["id"]
    held_rows = log(trader, DAY, r=None, hour=13, notes="still good")["id"]
    log(trader, "2020-11-18", r="-1")
    answer = prompts(trader)
    trades = [won, first, second, third, held_rows]
    assert because(answer) == {
        "5 trades, net -150 USD, 1 R (2 without R).": trades,
        "BTCUSD long, net 200 USD, 2 R.": [won],
        "BTCUSD long, net -200 USD, and it had no stop.": [third],
        "3 losses in a row, net -350 USD, -1 R (2 without R).": [first, second, third],
        "1 trade still open.": [held_rows],
        "The check-in said focus 2, then 5 trades.": trades,
        "The check-in said stress 4, then 5 trades.": trades,
        "The check-in said 5.5 hours of sleep, then 5 trades.": trades,
        "3 trades of 5 without a note.": [first, second, third],
    }
    assert prompts(trader) == answer
    assert prompts(world.trader())["items"][0]["trade_ids"] == []


def test_a_missing_and_a_late_check_in_are_asked_about(trader):
    trade = log(trader, DAY, notes="x")["id"]
    assert "No check-in, then 1 trade." in because(prompts(trader))
    check_in(trader, DAY, mood=3)
    assert because(prompts(trader))["The check-in is late."] == [trade]


def test_two_losses_are_no_run_and_a_stopped_loser_asks_for_no_stop(trader):
    for hour, r in ((9, "-1"), (10, "-1"), (11, "1"), (12, "-1")):
        log(trader, DAY, r=r, hour=hour)
    answer = " ".join(because(prompts(trader)))
    assert "in a row" not in answer
    assert "no stop" not in answer
