"""Two windows that do the same at once: one wins, the other is told so, and the record has it once."""

import threading

import pytest

from tests.features.record.record_calls import (
    LATER,
    TRADES,
    answered,
    events,
    fill,
    listed,
    logged,
    main_account,
    read,
)

WINDOWS = 3


@pytest.fixture
def trader(world):
    return world.trader()


def at_once(*requests):
    """Status codes of requests that begin together, sorted."""
    codes = []
    start = threading.Barrier(len(requests))

    def ask(request):
        start.wait()
        codes.append(request().status_code)

    threads = [threading.Thread(target=ask, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def test_an_instrument_that_is_made_twice_at_once_is_one(trader):
    own = {"symbol": "MYTHING", "kind": "cfd", "multiplier": 10, "currency": "USD"}
    bodies = [{**own, "tick_size": str(tick)} for tick in (1, 2, 3)]
    requests = [lambda body=body: trader.post("/api/trading/instruments", body) for body in bodies]
    assert at_once(*requests) == [201, 409, 409]
    listing = answered(trader.get("/api/trading/instruments"))
    assert [item["symbol"] for item in listing["own"]] == ["MYTHING"]


def test_a_correction_and_a_voiding_of_one_fill_are_one_of_the_two(trader):
    trade = logged(trader)
    fill(trader, trade, "entry", 1, "4510")
    path, second = f"{TRADES}/{trade['id']}", events(trader, trade)[1]["id"]
    codes = at_once(
        lambda: trader.patch(f"{path}/fills/{second}", {"price": "4511"}),
        lambda: trader.post(f"{path}/events/{second}/void", {}),
    )
    assert codes == [200, 409]
    assert len(events(trader, trade)) == 3


def test_a_trade_is_rolled_once(trader):
    trade = logged(trader, instrument="CLF7", entry_price="70")
    body = {
        "instrument": "CLG7",
        "exit_price": "72",
        "entry_price": "72.5",
        "event_time": LATER,
    }
    path = f"{TRADES}/{trade['id']}/roll"
    codes = at_once(*[lambda: trader.post(path, body)] * WINDOWS)
    assert codes[1:] == [409, 409]
    assert codes[0] in (200, 201)
    assert len(listed(trader)) == 2


def test_an_option_becomes_shares_once(trader):
    option = {"instrument": "AAPL261120C00150000", "entry_price": "2", "position_size": 3}
    trade = logged(trader, **option)
    body = {"outcome": "exercised", "event_time": "2026-11-20T20:59:00Z"}
    path = f"{TRADES}/{trade['id']}/expire"
    codes = at_once(*[lambda: trader.post(path, body)] * WINDOWS)
    assert codes[1:] == [409, 409]
    assert len(listed(trader)) == 2


def test_what_is_held_is_sold_once(trader):
    trade = logged(trader)
    body = {"action": "exit", "quantity": 2, "price": "4510", "event_time": LATER}
    path = f"{TRADES}/{trade['id']}/fills"
    assert at_once(*[lambda: trader.post(path, body)] * WINDOWS) == [201, 409, 409]
    assert read(trader, trade)["pnl"] == "1000"


def test_the_last_of_the_money_is_withdrawn_once(trader):
    path = f"/api/trading/accounts/{main_account(trader)['id']}/movements"
    balance = main_account(trader)["balance"]
    answered(trader.post(path, {"kind": "deposit", "amount": "1000"}), 201)
    body = {"kind": "withdrawal", "amount": str(int(balance) + 600)}
    assert at_once(*[lambda: trader.post(path, body)] * WINDOWS) == [201, 422, 422]
    assert main_account(trader)["balance"] == "400"
