"""What cannot have happened is refused in every place where it can be said, and changes nothing."""

import pytest

from tests.features.record.record_calls import (
    LATER,
    TRADES,
    WHEN,
    answered,
    code_of,
    events,
    fill,
    listed,
    logged,
    main_account,
    read,
    recorded,
    tell,
)

BEFORE = "2026-11-18T14:59:00Z"  # a minute before the entry
PUT = "AAPL261120P00150000"


@pytest.fixture
def trader(world):
    return world.trader()


ROLL = {"instrument": "CLG7", "exit_price": "72", "entry_price": "72.5"}
CHARGED = {
    "fills": {"action": "exit", "quantity": 1, "price": "71", "fees": "1"},
    "close": {"exit_price": "71", "fees": "1"},
    "roll": {**ROLL, "fees": "1"},
    "expire": {"outcome": "cash_settled", "settlement_price": "71", "fees": "1"},
}


@pytest.mark.parametrize("code", ["XXX", "XTS", "usd dollars", "", 7, "US"])
@pytest.mark.parametrize("what", CHARGED)
def test_no_fee_is_charged_in_no_currency(trader, what, code):
    trade = logged(trader, instrument="CLF7", entry_price="70")
    path = f"{TRADES}/{trade['id']}/{what}"
    refused = trader.post(path, {**CHARGED[what], "fee_currency": code})
    assert code_of(refused) == (422, "input.invalid")
    assert "fee_currency" in [item["field"] for item in refused.json["errors"]]
    assert (len(events(trader, trade)), listed(trader)) == (1, {trade["id"]})


@pytest.mark.parametrize("code", ["XXX", "", 7])
def test_no_money_comes_in_no_currency(trader, code):
    body = {"instrument": "AAPL", "direction": "long", "entry_price": "1", "position_size": 1}
    told = {**body, "entry_time": WHEN, "fees": "1", "fee_currency": code}
    assert code_of(trader.post(TRADES, told)) == (422, "input.invalid")
    trade = logged(trader, instrument="AAPL", entry_price="400")
    for what, amount in (("dividend", "amount_per_unit"), ("financing", "amount")):
        answer = tell(trader, trade, what, **{amount: "1"}, currency=code)
        assert code_of(answer) == (422, "input.invalid")
    first = events(trader, trade)[0]["id"]
    path = f"{TRADES}/{trade['id']}/fills/{first}"
    assert code_of(trader.patch(path, {"fee_currency": code})) == (422, "input.invalid")
    assert len(events(trader, trade)) == 1


@pytest.mark.parametrize(
    ("symbol", "what", "body"),
    [
        (PUT, "expire", {"outcome": "worthless"}),
        (PUT, "expire", {"outcome": "exercised"}),
        (PUT, "expire", {"outcome": "cash_settled", "settlement_price": "0.2"}),
        ("ESZ6", "expire", {"outcome": "cash_settled", "settlement_price": "4510"}),
        ("CLF7", "roll", ROLL),
        ("AAPL", "split", {"numerator": 2, "denominator": 1}),
        ("AAPL", "dividend", {"amount_per_unit": "1"}),
        ("EURUSD", "financing", {"amount": "1"}),
    ],
    ids=str,
)
def test_nothing_happens_before_the_first_fill(trader, symbol, what, body):
    trade = logged(trader, instrument=symbol, entry_price="2")
    early = tell(trader, trade, what, **body, event_time=BEFORE)
    assert early.status_code == 422
    ahead = tell(trader, trade, what, **body, event_time="2099-01-01T00:00:00Z")
    assert (ahead.status_code, ahead.json["errors"][0]["code"]) == (422, "trade.in_the_future")
    assert (read(trader, trade)["status"], listed(trader)) == ("open", {trade["id"]})


@pytest.mark.parametrize("outcome", ["worthless", "cash_settled", "assigned", "exercised"])
@pytest.mark.parametrize("symbol", ["AAPL", "EURUSD", "BTCUSDT"])
def test_what_has_no_end_does_not_expire(trader, symbol, outcome):
    trade = logged(trader, instrument=symbol, entry_price="2")
    answer = tell(trader, trade, "expire", outcome=outcome, settlement_price="1")
    assert code_of(answer) == (422, "trade.cannot_expire")


@pytest.mark.parametrize("outcome", ["assigned", "exercised", "worthless"])
def test_a_future_is_settled_and_ends_in_no_other_way(trader, outcome):
    trade = logged(trader, instrument="ESZ6")
    answer = tell(trader, trade, "expire", outcome=outcome)
    assert code_of(answer) == (422, "trade.cannot_expire")


@pytest.mark.parametrize(
    "symbol", ["ESF6", "CLZ", "ESZ26Z", "ESQ2026", "ZCF7", "AAPL261131P00150000"]
)
def test_a_contract_that_never_existed_is_named_nowhere(trader, symbol):
    body = {"instrument": symbol, "direction": "long", "entry_price": "1", "position_size": 1}
    assert code_of(trader.post(TRADES, {**body, "entry_time": WHEN})) == (422, "instrument.unknown")
    trade = logged(trader, instrument="ESZ6")
    prices = {"exit_price": "4510", "entry_price": "4520"}
    assert tell(trader, trade, "roll", instrument=symbol, **prices).status_code == 422
    share = logged(trader, instrument="AAPL", entry_price="400")
    assert code_of(tell(trader, share, "rename", symbol=symbol)) == (422, "instrument.unknown")
    assert listed(trader) == {trade["id"], share["id"]}


@pytest.mark.parametrize("symbol", ["ESZ6", "EURUSD", "VOD.L", "BTCUSDT"])
def test_a_share_is_not_renamed_to_another_kind_of_thing(trader, symbol):
    trade = logged(trader, instrument="AAPL", entry_price="400")
    assert tell(trader, trade, "rename", symbol=symbol).status_code == 422
    assert read(trader, trade)["instrument"] == "AAPL"


def test_an_expiry_that_was_typed_wrong_is_corrected_and_stays_one(trader):
    """4 x 100 x (0.47 - 0.12)."""
    option = {"instrument": PUT, "entry_price": "0.47", "position_size": 4, "direction": "short"}
    trade = logged(trader, **option)
    settled = {"outcome": "cash_settled", "settlement_price": "0.21"}
    recorded(trader, trade, "expire", **settled, event_time="2026-11-20T20:59:00Z")
    wrong = events(trader, trade)[-1]["id"]
    path = f"{TRADES}/{trade['id']}/fills/{wrong}"
    closed = answered(trader.patch(path, {"price": "0.12"}))
    assert (closed["pnl"], closed["expiry"], closed["status"]) == ("140", "cash_settled", "closed")


def test_a_fill_from_before_a_split_is_corrected_in_its_own_units(trader):
    """10 at 400 were 11 at 396: 44 at 99 after four for one."""
    trade = logged(trader, instrument="AAPL", entry_price="400", position_size=10)
    recorded(trader, trade, "split", numerator=4, denominator=1)
    first = events(trader, trade)[0]["id"]
    path = f"{TRADES}/{trade['id']}/fills/{first}"
    held = answered(trader.patch(path, {"price": "396", "quantity": 11}))
    assert (held["open_size"], held["entry_price"]) == ("44", "99")


def test_an_expiry_is_no_order_that_the_schedule_of_the_account_charges(trader):
    path = f"/api/trading/accounts/{main_account(trader)['id']}"
    answered(trader.patch(path, {"fee_schedule": {"currency": "USD", "per_side": "3"}}))
    option = {"instrument": PUT, "entry_price": "0.47", "position_size": 4}
    trade = logged(trader, **option)
    recorded(trader, trade, "expire", outcome="worthless", event_time="2026-11-20T20:59:00Z")
    assert read(trader, trade)["fees"] == "0"
    charged = logged(trader, **option)
    settled = {"outcome": "worthless", "fees": "0.5", "event_time": "2026-11-20T20:59:00Z"}
    recorded(trader, charged, "expire", **settled)
    assert read(trader, charged)["fees"] == "0.5"


def test_a_chain_of_rolls_is_one_idea(trader):
    first = logged(trader, instrument="CLF7", entry_price="70")
    recorded(trader, first, "roll", **ROLL)
    [second] = listed(trader) - {first["id"]}
    further = {"instrument": "CLH7", "exit_price": "73", "entry_price": "73.4"}
    recorded(trader, {"id": second}, "roll", **further, event_time="2026-11-19T15:00:00Z")
    alone = logged(trader, instrument="CLF7", entry_price="70")
    [third] = listed(trader) - {first["id"], second, alone["id"]}
    assert listed(trader, idea_id=first["id"]) == {first["id"], second, third}
    assert read(trader, {"id": third})["idea_id"] == first["id"]
    assert listed(trader, idea_id=alone["id"]) == {alone["id"]}
    assert listed(trader, idea_id=first["id"], status="open") == {third}


def test_a_stranger_finds_nobodys_idea(world):
    trader = world.trader()
    trade = logged(trader, instrument="CLF7", entry_price="70")
    assert listed(world.trader(), idea_id=trade["id"]) == set()


def test_a_reversal_and_an_exit_beyond_what_is_held_change_nothing_when_refused(trader):
    trade = logged(trader)
    fill(trader, trade, "exit", 1, "4510")
    body = {"action": "exit", "quantity": 2, "price": "4510", "event_time": LATER}
    refused = trader.post(f"{TRADES}/{trade['id']}/fills", body)
    assert (code_of(refused), refused.json["held"]) == ((422, "trade.exit_too_large"), "1")
    assert len(events(trader, trade)) == 2
