"""What today has brought: every exit, dividend and financing of this session, also of trades that are still held."""

import pytest

from tests.factories.plans import ago
from tests.features.record.record_calls import answered, fill, logged, recorded
from tests.features.record.rulebook.rulebooks import check, state, write

COIN = {"instrument": "BTCUSDT", "entry_price": "60000", "position_size": 2}
PAUSE = {"promise": "pause", "minutes": 60}
SHARES = {"instrument": "AAPL", "entry_price": "200", "position_size": 100}


@pytest.fixture
def trader(world):
    trader = world.trader()
    write(trader, {"daily_loss": {"amount": "500"}})
    return trader


def today(trader):
    """The result, the state, and what a check says of the limit of a day."""
    answer, rules = check(trader)
    now = state(trader)
    assert (answer["decision"] == "block") == (now["state"] == "locked")
    return now["net_result"], now["state"], rules["daily_loss"]["state"]


def test_a_loss_that_was_taken_in_part_blocks_while_the_rest_is_held(trader):
    trade = logged(trader, **COIN, entry_time=ago(minutes=3))
    held = fill(trader, trade, "exit", "1.9", "59000", event_time=ago(minutes=2))
    assert (held["status"], held["open_size"]) == ("open", "0.1")
    assert today(trader) == ("-1900", "locked", "block")
    assert (state(trader)["trades_entered"], state(trader)["trades_exited"]) == (1, 1)


def test_a_future_that_is_scaled_out_over_days_counts_on_each_of_them(trader):
    """ES from 4500, three lots: one out at 4492 two days ago, one today, and one more today: 400 each."""
    trade = logged(trader, position_size=3, entry_time=ago(days=2, minutes=3))
    fill(trader, trade, "exit", 1, "4492", event_time=ago(days=2))
    assert today(trader) == ("0", "normal", "ok")
    fill(trader, trade, "exit", 1, "4492", event_time=ago(minutes=2))
    assert today(trader) == ("-400", "caution", "warn")
    fill(trader, trade, "exit", 1, "4492", event_time=ago(minutes=1))
    assert today(trader) == ("-800", "locked", "block")
    assert (state(trader)["trades_entered"], state(trader)["trades_exited"]) == (0, 1)


def test_fees_of_the_entry_count_with_the_exit_that_takes_their_quantity(trader):
    """An exit without gain or loss of half of two lots: half of 900, and 60 of its own."""
    trade = logged(trader, entry_time=ago(minutes=3), fees="900")
    assert today(trader)[0] == "0"
    fill(trader, trade, "exit", 1, "4500", event_time=ago(minutes=2), fees="60")
    assert today(trader) == ("-510", "locked", "block")


def test_a_dividend_that_a_short_pays_is_a_loss_of_its_day(trader):
    trade = logged(trader, **SHARES, direction="short", entry_time=ago(days=3))
    dividend = {"amount_per_unit": "6", "currency": "USD", "event_time": ago(minutes=2)}
    recorded(trader, trade, "dividend", **dividend)
    assert today(trader) == ("-600", "locked", "block")
    assert state(trader)["trades_exited"] == 0, "nothing was exited"


def test_a_dividend_that_a_long_earns_is_set_against_losses(trader):
    """One share in four out at 172: 700 lost; 4 a share on the other 75: 300 earned."""
    trade = logged(trader, **SHARES, entry_time=ago(days=3))
    dividend = {"amount_per_unit": "4", "currency": "USD", "event_time": ago(minutes=2)}
    fill(trader, trade, "exit", 25, "172", event_time=ago(minutes=3))
    assert today(trader)[2] == "block"
    recorded(trader, trade, "dividend", **dividend)
    net, stands, mark = today(trader)
    assert (net, mark) == ("-400", "warn")
    assert stands == "locked", "what was locked stays locked"


def test_financing_is_a_cost_of_its_day(trader):
    trade = logged(trader, **COIN, entry_time=ago(days=3))
    body = {"amount": "510", "currency": "USD", "event_time": ago(minutes=2)}
    recorded(trader, trade, "financing", **body)
    assert today(trader) == ("-510", "locked", "block")


def test_paper_and_training_are_no_losses(world, trader):
    world.sql("update rulebook_versions set effective_at = '2020-01-01'")
    made = trader.post("/api/trading/rulebook/commitments", {"trigger": "after_loss", **PAUSE})
    world.sql("update commitments set created_at = '2020-01-01'")
    paper = answered(trader.post("/api/trading/accounts", {"name": "P", "kind": "paper"}), 201)
    losses = [{"account_id": paper["id"]}, {"trade_type": "training"}]
    for fields in losses:
        trade = logged(trader, **COIN, entry_time=ago(minutes=3), **fields)
        fill(trader, trade, "exit", 2, "59000", event_time=ago(minutes=2))
        rules = answered(trader.get(f"/api/trading/rulebook/trades/{trade['id']}"))
        assert (rules["kept"], rules["rules"]) == (None, [])
    assert made.status_code == 201
    assert today(trader) == ("0", "normal", "ok")
    assert (state(trader)["trades_entered"], state(trader)["trades_exited"]) == (0, 0)
