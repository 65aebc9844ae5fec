"""Splits, dividends, expiries, rolls and two instruments of one name: cases that went wrong, and others of their kind."""

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
    read,
    realised,
    recorded,
    tell,
    try_fill,
)

NEXT_DAY, FRIDAY = "2026-11-19T15:00:00Z", "2026-11-20T20:59:00Z"


@pytest.fixture
def trader(world):
    return world.trader()


def share(trader, **fields):
    usual = {"instrument": "AAPL", "entry_price": "400", "position_size": 10}
    return logged(trader, **{**usual, **fields})


def test_a_split_makes_no_money_and_no_short(trader):
    """10 at 400, four for one, 40 out at 110: 10 on each of 40."""
    trade = share(trader, stop_price="380", target_price="480")
    recorded(trader, trade, "split", numerator=4, denominator=1)
    held = read(trader, trade)
    names = ("open_size", "position_size", "entry_price", "stop_price", "target_price")
    assert tuple(held[name] for name in names) == ("40", "40", "100", "95", "120")
    assert (held["risk_amount"], held["realised_pnl"]) == ("200", "0")
    closed = fill(trader, trade, "exit", 40, "110", event_time=NEXT_DAY)
    assert (closed["status"], closed["pnl"], closed["r_multiple"]) == ("closed", "400", "2")
    assert listed(trader) == {trade["id"]}
    assert events(trader, trade)[0]["payload"]["price"] == "400"  # what happened stays


@pytest.mark.parametrize(
    ("ratio", "size", "price", "net"),
    [
        ((1, 10), "1", "4100", "100"),
        ((3, 1), "30", "140", "200"),  # 400 / 3 has no last place
        ((3, 2), "15", "280", "200"),
        ((20, 2), "100", "41", "100"),  # ten for one
        ((1000, 1), "10000", "0.41", "100"),
    ],
    ids=str,
)
def test_splits_of_any_ratio_are_exact(trader, ratio, size, price, net):
    trade = share(trader)
    recorded(trader, trade, "split", numerator=ratio[0], denominator=ratio[1])
    assert fill(trader, trade, "exit", size, price, event_time=NEXT_DAY)["pnl"] == net


def test_a_part_that_was_sold_before_a_split_keeps_what_it_brought(trader):
    trade = share(trader)
    fill(trader, trade, "exit", 5, "410", event_time="2026-11-18T15:30:00Z")
    recorded(trader, trade, "split", numerator=2, denominator=1)
    fill(trader, trade, "exit", 10, "190", event_time=NEXT_DAY)
    rows = realised(trader, trade, "day", "net")
    assert rows == [("2026-11-18", "50"), ("2026-11-19", "-100")]


@pytest.mark.parametrize(
    "ratio", [(0, 1), (1, 0), (1_000_000, 1), (2, 2), (-2, 1), ("1.5", 1), (None, 1)], ids=str
)
def test_a_split_that_cannot_be_is_refused(trader, ratio):
    trade = share(trader)
    refused = tell(trader, trade, "split", numerator=ratio[0], denominator=ratio[1])
    assert refused.status_code == 422
    assert len(events(trader, trade)) == 1


@pytest.mark.parametrize(("direction", "net"), [("long", "12"), ("short", "-12")])
def test_a_dividend_is_paid_on_what_is_held(trader, direction, net):
    trade = share(trader, direction=direction, position_size=100)
    fill(trader, trade, "exit", 50, "400", event_time="2026-11-18T15:30:00Z")
    recorded(trader, trade, "dividend", amount_per_unit="0.24", currency="USD")
    closed = fill(trader, trade, "exit", 50, "400", event_time=NEXT_DAY)
    assert (closed["pnl"], closed["dividends"], closed["pnl_gross"]) == (net, net, "0")
    kinds = [kind for kind, _ in realised(trader, trade, "kind", "net")]
    assert kinds == ["exit", "dividend", "exit"]


def test_a_ticker_that_changes_leaves_one_trade_with_its_terms(trader):
    trade = share(trader, instrument="$FB")
    recorded(trader, trade, "rename", symbol="META")
    renamed = read(trader, trade)
    assert (renamed["instrument"], renamed["multiplier"], renamed["open_size"]) == (
        "META",
        "1",
        "10",
    )
    assert listed(trader, instrument="META") == {trade["id"]}


def test_an_option_that_was_sold_and_expires_keeps_its_premium(trader):
    """0.47 * 4 * 100."""
    option = {"instrument": "AAPL261120P00150000", "entry_price": "0.47", "position_size": 4}
    trade = logged(trader, direction="short", **option)
    recorded(trader, trade, "expire", outcome="worthless", event_time=FRIDAY)
    closed = read(trader, trade)
    names = ("status", "pnl", "exit_price", "expiry", "exit_day", "outcome")
    expected = ("closed", "188", "0", "worthless", "2026-11-20", "win")
    assert tuple(closed[name] for name in names) == expected


@pytest.mark.parametrize(
    ("symbol", "direction", "outcome", "way"),
    [
        ("AAPL261120C00150000", "long", "exercised", "long"),
        ("AAPL261120C00150000", "short", "assigned", "short"),
        ("AAPL261120P00150000", "short", "assigned", "long"),
        ("AAPL261120P00150000", "long", "exercised", "short"),
    ],
)
def test_an_option_becomes_shares_at_its_strike(trader, symbol, direction, outcome, way):
    trade = logged(trader, instrument=symbol, direction=direction, entry_price="2", position_size=3)
    recorded(trader, trade, "expire", outcome=outcome, event_time=FRIDAY)
    premium = "-600" if direction == "long" else "600"
    assert read(trader, trade)["pnl"] == premium
    [shares] = listed(trader) - {trade["id"]}
    opened = read(trader, {"id": shares})
    names = ("instrument", "direction", "open_size", "entry_price", "status")
    assert tuple(opened[name] for name in names) == ("AAPL", way, "300", "150", "open")


def test_a_future_is_settled_in_cash(trader):
    trade = logged(trader, instrument="ESU6", entry_time="2026-09-17T15:00:00Z")
    settled = {
        "outcome": "cash_settled",
        "settlement_price": "4512.37",
        "event_time": "2026-09-18T13:30:00Z",
    }
    recorded(trader, trade, "expire", **settled)
    closed = read(trader, trade)
    assert (closed["pnl"], closed["expiry"]) == ("1237", "cash_settled")


def test_an_expiry_before_the_first_fill_is_refused(trader):
    trade = logged(trader, instrument="AAPL261120P00150000", entry_price="0.47")
    early = tell(trader, trade, "expire", outcome="worthless", event_time="2026-11-18T14:59:00Z")
    assert early.status_code == 422
    assert read(trader, trade)["status"] == "open"


def test_a_roll_is_one_idea_in_two_months(trader):
    trade = logged(trader, instrument="CLF7", entry_price="70")
    prices = {"instrument": "CLG7", "exit_price": "72", "entry_price": "72.5"}
    recorded(trader, trade, "roll", **prices, fees="0")
    [later] = listed(trader) - {trade["id"]}
    opened = read(trader, {"id": later})
    assert (opened["rolled_from_id"], opened["idea_id"]) == (trade["id"], trade["id"])
    assert (opened["contract"], opened["contract_month"]) == ("CLG7", "2027-02-01")
    assert (opened["open_size"], opened["entry_price"]) == ("2", "72.5")
    fill(trader, opened, "exit", 2, "75", event_time=NEXT_DAY)
    results = [read(trader, {"id": item})["pnl"] for item in (trade["id"], later)]
    assert results == ["4000", "5000"]
    assert listed(trader, instrument="CL") == {trade["id"], later}


@pytest.mark.parametrize("into", ["ESH7", "AAPL", "CLF7", "NOTHING!"])
def test_a_roll_into_something_else_is_refused(trader, into):
    trade = logged(trader, instrument="CLF7", entry_price="70")
    prices = {"instrument": into, "exit_price": "72", "entry_price": "72.5"}
    assert tell(trader, trade, "roll", **prices).status_code == 422
    assert read(trader, trade)["status"] == "open"
    assert listed(trader) == {trade["id"]}


@pytest.mark.parametrize("root", ["CL", "ES", "ZS", "GC"])
def test_a_stock_and_a_future_of_one_name_are_two(trader, root):
    stock = logged(trader, instrument=f"${root}", entry_price="90", position_size=10)
    future = logged(trader, instrument=root, entry_price="90", position_size=1)
    assert (stock["instrument"], stock["instrument_kind"]) == (f"${root}", "stock")
    assert (future["instrument"], future["instrument_kind"]) == (root, "future")
    assert listed(trader, instrument=root) == {future["id"]}
    assert listed(trader, instrument=f"${root}") == {stock["id"]}
    for trade, size in ((stock, 10), (future, 1)):
        fill(trader, trade, "exit", size, "91")
    report = trader.get("/api/trading/reports/groups", query_string={"by": "instrument"})
    groups = {group["key"]: group["trades"] for group in answered(report)["groups"]}
    assert groups == {root: 1, f"${root}": 1}


def test_months_of_a_future_are_kept_and_group_under_their_root(trader):
    trades = [logged(trader, instrument=name) for name in ("ESZ6", "ESZ2026", "/ESZ26", "ES")]
    months = [trade["contract_month"] for trade in trades]
    assert months == ["2026-12-01", "2026-12-01", "2026-12-01", None]
    assert listed(trader, instrument="ES") == {trade["id"] for trade in trades}


@pytest.mark.parametrize("symbol", ["ESF6", "S" * 200, "NOTHING!"])
def test_what_never_existed_is_refused(trader, symbol):
    body = {"instrument": symbol, "direction": "long", "entry_price": "1", "position_size": 1}
    refused = trader.post(TRADES, {**body, "entry_time": WHEN})
    assert refused.status_code == 422
    assert listed(trader) == set()


def test_thirty_seconds_are_read_and_those_that_are_none_are_refused(trader):
    trade = logged(trader, instrument="ZN", entry_price="110'165", position_size=1)
    assert trade["entry_price"] == "110.515625"
    for wrong, code in (
        ("110'32", "trade.inconsistent"),
        ("110'163", "trade.inconsistent"),
        ("110'", "input.invalid"),
    ):
        refused = try_fill(trader, trade, "exit", 1, wrong)
        assert code_of(refused) == (422, code), wrong
        assert [item["field"] for item in refused.json["errors"]] == ["price"]
    closed = fill(trader, trade, "exit", 1, "110'17", event_time=LATER)
    assert closed["pnl"] == "15.625"  # half of a thirty-second of 1,000
