"""What a trader met in a day of use: figures that were wrong at the edges."""

from decimal import Decimal

import pytest

STOCK = {
    "instrument": "AAPL",
    "direction": "long",
    "entry_price": "200",
    "position_size": "5",
    "entry_time": "2026-11-16T15:00:00Z",
}
CALL = {
    "instrument": "AAPL261120C00250000",
    "direction": "long",
    "entry_price": "3",
    "position_size": "2",
    "entry_time": "2026-11-17T15:00:00Z",
}


@pytest.fixture
def trader(world):
    return world.trader()


def logged(trader, body, **changes):
    answer = trader.post("/api/trading/trades", {**body, **changes})
    assert answer.status_code == 201, answer.json
    return answer.json


def account(trader, **more):
    answer = trader.post("/api/trading/accounts", {"name": "Second", **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def test_what_an_account_was_opened_with_was_there_before_an_older_payment_was_noted(trader):
    opened = account(trader, opening_balance="10000")
    path = f"/api/trading/accounts/{opened['id']}/movements"
    paid = {"kind": "deposit", "amount": "5000", "moment": "2026-11-10T12:00:00Z"}
    assert trader.post(path, paid).status_code == 201
    logged(
        trader,
        STOCK,
        account_id=opened["id"],
        exit_price="0.01",
        exit_time="2026-11-17T15:00:00Z",
    )

    report = trader.get(f"/api/trading/performance?account_id={opened['id']}").json

    assert report["starting_equity"] == "15000"


@pytest.mark.parametrize("kind", ["deposit", "withdrawal"])
def test_the_kind_of_a_movement_says_which_way_it_goes_and_not_its_sign(trader, kind):
    opened = account(trader, opening_balance="10000")
    path = f"/api/trading/accounts/{opened['id']}/movements"

    answer = trader.post(path, {"kind": kind, "amount": "-2000"})

    assert (answer.status_code, answer.json["code"]) == (422, "input.invalid")
    assert trader.get(f"/api/trading/accounts/{opened['id']}").json["balance"] == "10000"
    down = trader.post(path, {"kind": "adjustment", "amount": "-2000"})
    assert down.status_code == 201


def test_a_movement_has_happened(trader):
    opened = account(trader)
    path = f"/api/trading/accounts/{opened['id']}/movements"
    ahead = {"kind": "deposit", "amount": "1", "moment": "2027-06-01T00:00:00Z"}

    answer = trader.post(path, ahead)

    assert (answer.status_code, answer.json["code"]) == (422, "account.bad_movement")


def test_a_split_option_is_exercised_at_its_part_of_the_strike(trader):
    option = logged(trader, CALL)
    path = f"/api/trading/trades/{option['id']}"
    split = {"numerator": 4, "denominator": 1, "event_time": "2026-11-18T14:30:00Z"}
    assert trader.post(f"{path}/split", split).json["open_size"] == "8"

    ended = trader.post(f"{path}/expire", {"outcome": "exercised"}).json

    assert (ended["opened"]["position_size"], ended["opened"]["entry_price"]) == ("800", "62.5")


def test_an_expiry_without_a_time_was_at_the_close_of_its_day(trader):
    option = logged(trader, CALL)

    ended = trader.post(f"/api/trading/trades/{option['id']}/expire", {"outcome": "worthless"})

    trade = ended.json["trade"]
    assert (trade["exit_time"], trade["exit_day"]) == ("2026-11-20T21:00:00.000000Z", "2026-11-20")
    assert trade["warnings"] == []


@pytest.mark.parametrize(("direction", "outcome"), [("long", "assigned"), ("short", "exercised")])
def test_the_holder_exercises_and_the_writer_is_assigned(trader, direction, outcome):
    option = logged(trader, CALL, direction=direction)

    answer = trader.post(f"/api/trading/trades/{option['id']}/expire", {"outcome": outcome})

    assert (answer.status_code, answer.json["code"]) == (422, "trade.cannot_expire")


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("split", {"numerator": 2, "denominator": 1}),
        ("dividend", {"amount_per_unit": "0.25"}),
    ],
)
@pytest.mark.parametrize("instrument", ["ES", "EURUSD", "XAUUSD"])
def test_what_is_no_share_neither_splits_nor_pays(trader, instrument, action, body):
    trade = logged(trader, STOCK, instrument=instrument)

    answer = trader.post(f"/api/trading/trades/{trade['id']}/{action}", body)

    assert (answer.status_code, answer.json["code"]) == (422, "trade.not_of_this_kind")


def test_a_split_warns_of_no_price_that_nobody_wrote(trader):
    trade = logged(trader, STOCK, entry_price="250")
    split = {"numerator": 3, "denominator": 2, "event_time": "2026-11-17T14:30:00Z"}

    after = trader.post(f"/api/trading/trades/{trade['id']}/split", split).json

    assert (after["open_size"], after["warnings"]) == ("7.5", [])
    assert Decimal(after["entry_price"]).quantize(Decimal("0.01")) == Decimal("166.67")


@pytest.mark.parametrize(("index", "future"), [("SPX", "ES"), ("NDX", "NQ")])
def test_an_index_is_not_what_was_traded(trader, index, future):
    answer = trader.post("/api/trading/trades", {**STOCK, "instrument": index})

    assert (answer.status_code, answer.json["code"]) == (422, "instrument.unknown")
    assert future in [candidate["symbol"] for candidate in answer.json["candidates"]]


def test_a_bare_root_of_energy_is_the_future(trader):
    assert logged(trader, STOCK, instrument="BZ")["multiplier"] == "1000"
    assert logged(trader, STOCK, instrument="$BZ")["multiplier"] == "1"


def test_a_stop_on_the_wrong_side_is_said(trader):
    trade = logged(trader, STOCK, stop_price="210")
    assert [warning["code"] for warning in trade["warnings"]] == ["trade.stop_on_the_wrong_side"]
    path = f"/api/trading/trades/{trade['id']}/close"
    closed = trader.post(path, {"exit_price": "200"}).json
    assert "trade.stop_on_the_wrong_side" in [warning["code"] for warning in closed["warnings"]]
    assert logged(trader, STOCK, stop_price="190")["warnings"] == []


def test_a_report_of_one_account_is_in_its_currency(trader):
    opened = account(trader, currency="EUR", opening_balance="10000")
    sold = {"exit_price": "210", "exit_time": "2026-11-17T15:00:00Z"}
    logged(trader, STOCK, instrument="SAP.DE", account_id=opened["id"], **sold)

    report = trader.get(f"/api/trading/performance?account_id={opened['id']}").json

    assert (report["currency"], report["starting_equity"]) == ("EUR", "10000")
    assert report["metrics"]["net_pnl"]["value"] == "50"


def test_financing_in_another_currency_is_told_in_that_of_the_trade(trader):
    day = {"base": "USD", "quote": "JPY", "day": "2026-11-17", "rate": "150"}
    assert trader.post("/api/trading/rates", day).status_code == 201
    trade = logged(trader, STOCK, instrument="USDJPY", entry_price="150")
    swap = {"amount": "6", "currency": "USD", "event_time": "2026-11-17T15:00:00Z"}

    charged = trader.post(f"/api/trading/trades/{trade['id']}/financing", swap).json

    assert (charged["financing"], charged["realised_pnl"]) == ("900", "-900")
