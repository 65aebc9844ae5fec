"""Fees, financing, break-even and withdrawals as they are: cases that went wrong somewhere, and others of their kind."""

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
    money_by_day,
    read,
    realised,
    recorded,
    try_fill,
)

THURSDAY = "2026-11-19T15:00:00Z"


@pytest.fixture
def trader(world):
    return world.trader()


def test_a_rebate_earns(trader):
    trade = logged(trader, fees="-0.70")
    closed = fill(trader, trade, "exit", 2, "4510", fees="-0.50")
    assert (closed["pnl_gross"], closed["fees"], closed["pnl"]) == ("1000", "-1.2", "1001.2")


def test_seven_dollars_are_seven_dollars(trader):
    """USDJPY, one lot, ten points of a hundredth: 10,000 yen, 80 dollars at 125; in yen the fee is 875."""
    trade = logged(
        trader,
        instrument="USDJPY",
        entry_price="150",
        position_size=1,
        fees="3.5",
        fee_currency="USD",
    )
    closed = fill(trader, trade, "exit", 1, "150.10", fees="3.5", fee_currency="USD")
    assert (closed["pnl_gross"], closed["fees"], closed["other_fees"]) == (
        "10000",
        "0",
        {"USD": "7"},
    )
    assert (closed["pnl"], closed["pnl_reason"], closed["pnl_account"]) == (None, "no_rate", None)
    rate = {"base": "USD", "quote": "JPY", "day": "2026-11-17", "rate": "125"}
    answered(trader.post("/api/trading/rates", rate), 201)
    closed = read(trader, trade)
    assert (closed["pnl"], closed["pnl_reason"], closed["pnl_account"]) == ("9125", None, "73")
    assert realised(trader, trade, "net", "net_account") == [("9125", "73")]
    assert main_account(trader)["net_result"] == "73"


@pytest.mark.parametrize(
    ("symbol", "currency", "fees", "other"),
    [
        ("ES", "USD", "4", {}),
        ("ES", "EUR", "0", {"EUR": "4"}),
        ("BTCUSD", "JPY", "0", {"JPY": "4"}),
    ],
)
def test_a_fee_stays_in_its_currency(trader, symbol, currency, fees, other):
    trade = logged(trader, instrument=symbol, fees="3", fee_currency=currency)
    closed = fill(trader, trade, "exit", 2, "4500", fees="1", fee_currency=currency)
    assert (closed["fees"], closed["other_fees"]) == (fees, other)


@pytest.mark.parametrize("currency", ["XXX", "usd dollars", "", 7])
def test_a_fee_in_no_currency_is_refused(trader, currency):
    trade = logged(trader)
    refused = try_fill(trader, trade, "exit", 1, "4510", fees="1", fee_currency=currency)
    assert code_of(refused) == (422, "input.invalid")
    assert len(events(trader, trade)) == 1


@pytest.mark.parametrize(
    ("schedule", "fees"),
    [({"per_unit": "2.10"}, "8.4"), ({"per_side": "1"}, "2"), ({"per_trade": "5"}, "5")],
)
def test_fees_that_are_not_said_are_those_of_the_account(trader, schedule, fees):
    """Two lots in and two out."""
    path = f"/api/trading/accounts/{main_account(trader)['id']}"
    answered(trader.patch(path, {"fee_schedule": {"currency": "USD", **schedule}}))
    body = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 2}
    trade = answered(trader.post(TRADES, {**body, "entry_time": WHEN}), 201)
    out = {"action": "exit", "quantity": 2, "price": "4510", "event_time": LATER}
    closed = answered(trader.post(f"{TRADES}/{trade['id']}/fills", out), 201)["trade"]
    assert closed["fees"] == fees
    nothing = logged(trader, fees="0")
    assert fill(trader, nothing, "exit", 2, "4510", fees="0")["fees"] == "0"


def test_a_scratch_is_one_within_the_tolerance_of_its_account(trader):
    path = f"/api/trading/accounts/{main_account(trader)['id']}"
    answered(trader.patch(path, {"break_even_tolerance": "5"}))
    strict = trader.post("/api/trading/accounts", {"name": "Strict"}).json["id"]
    expected = {
        ("4.20", None): "break_even",
        ("5", None): "break_even",
        ("5.01", None): "loss",
        ("-4.20", None): "break_even",
        ("-6", None): "win",
        ("4.20", strict): "loss",
        ("0", strict): "break_even",
    }
    outcomes = {}
    for fees, account in expected:
        named = {"account_id": account} if account else {}
        trade = logged(trader, fees=fees, **named)
        assert read(trader, trade)["outcome"] is None
        outcomes[fees, account] = fill(trader, trade, "exit", 2, "4500")["outcome"]
    assert outcomes == expected
    assert len(listed(trader, outcome="break_even")) == 4
    assert len(listed(trader, outcome="loss")) == 2


@pytest.mark.parametrize("kind", ["broker", "prop", "paper"])
def test_no_more_is_withdrawn_than_there_is(trader, kind):
    account = trader.post("/api/trading/accounts", {"name": "Own", "kind": kind}).json
    path = f"/api/trading/accounts/{account['id']}/movements"
    answered(trader.post(path, {"kind": "deposit", "amount": "1000"}), 201)
    refused = trader.post(path, {"kind": "withdrawal", "amount": "1000.01"})
    assert code_of(refused) == (422, "account.overdrawn")
    assert refused.json["balance"] == "1000"
    answered(trader.post(path, {"kind": "withdrawal", "amount": "1000"}), 201)
    balance = trader.get(f"/api/trading/accounts/{account['id']}").json["balance"]
    assert balance == "0"


def test_financing_is_its_own_kind_of_money(trader):
    trade = logged(trader, instrument="EURUSD", entry_price="1.08", position_size=1)
    for amount, moment in (("3.5", THURSDAY), ("-1.25", "2026-11-20T15:00:00Z")):
        recorded(trader, trade, "financing", amount=amount, currency="USD", event_time=moment)
    rows = realised(trader, trade, "kind", "day", "net")
    assert rows == [("financing", "2026-11-19", "-3.5"), ("financing", "2026-11-20", "1.25")]
    assert money_by_day(trader) == {"2026-11-19": "-3.5", "2026-11-20": "1.25"}
    assert main_account(trader)["net_result"] == "-2.25"
