"""The comparison by itself: what is right passes, and whatever figure is touched, it is noticed."""

import random
from decimal import Decimal

import pytest

from tests.oracles.record_comparison import differences
from tests.oracles.record_histories import random_history
from tests.oracles.record_rendering import answers

SHOWN = (
    "position_size",
    "max_size",
    "open_size",
    "entry_price",
    "exit_price",
    "risk_amount",
    "r_multiple",
    "pnl_gross",
    "fees",
    "pnl",
    "pnl_account",
)
OF_A_ROW = ("quantity", "gross", "fees", "net", "net_account")


def test_what_the_model_says_is_no_difference():
    wrong = {}
    for number in range(300):
        history = random_history(random.Random(number))
        unequal = differences(history, answers(history))
        if unequal:
            wrong[number] = unequal
    assert wrong == {}


def touched(text):
    """Off by a millionth, which no rounding explains."""
    return str(Decimal(text) + Decimal("0.000001"))


@pytest.mark.parametrize("name", SHOWN)
def test_a_figure_of_a_trade_that_is_off_is_noticed(name):
    tried = 0
    for number in range(60):
        history = random_history(random.Random(number))
        played = answers(history)
        trade = played[0].trade
        if trade.get(name) is not None:
            trade[name] = touched(trade[name])
            tried += 1
            assert any(name in item.figure for item in differences(history, played)), number
    assert tried > 10


@pytest.mark.parametrize("name", OF_A_ROW)
def test_a_figure_of_a_row_that_is_off_is_noticed(name):
    tried = 0
    for number in range(60):
        history = random_history(random.Random(number))
        played = answers(history)
        rows = [row for row in played[0].results if row["kind"] == "exit"]
        if rows and rows[-1][name] is not None:
            rows[-1][name] = touched(rows[-1][name])
            tried += 1
            assert any(f" {name}" in item.figure for item in differences(history, played)), number
    assert tried > 10


@pytest.mark.parametrize(
    ("name", "value"),
    [("day", "2026-01-01"), ("kind", "other"), ("event_id", "nobody's"), ("net_reason", "why")],
)
def test_a_row_that_says_something_else_is_noticed(name, value):
    for number in range(60):
        history = random_history(random.Random(number))
        played = answers(history)
        if played[0].results:
            played[0].results[0][name] = value
            assert differences(history, played), number


def test_a_row_or_a_trade_that_is_missing_is_noticed():
    for number in range(60):
        history = random_history(random.Random(number))
        played = answers(history)
        assert differences(history, [*played, played[0]])
        if played[0].results:
            played[0].results.pop()
            assert differences(history, played), number
