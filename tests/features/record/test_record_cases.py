"""The record at its edges: each a case that went wrong somewhere, with others of its kind beside it."""

import pytest

from tests.factories.plans import ago, plan_of
from tests.features.record.record_calls import (
    LATER,
    TRADES,
    WHEN,
    answered,
    code_of,
    fill,
    logged,
    main_account,
    money_by_day,
    performance,
    read,
    realised,
    try_fill,
    warned,
)
from tests.features.record.rulebook.rulebooks import check, state, write

MONDAY = "2026-11-16T15:00:00Z"
THURSDAY = "2026-11-19T15:00:00Z"


@pytest.fixture
def trader(world):
    return world.trader()


# Instrument, direction, entry, size, exit, size of the exit, result, mark of a daily limit of 500
PARTS = [
    ("BTCUSDT", "long", "60000", "2", "59000", "1.9", "-1900", "block"),
    ("ES", "long", "4500", "3", "4493", "2", "-700", "block"),
    ("EURUSD", "long", "1.0800", "2", "1.0760", "1.5", "-600", "block"),
    ("NQ", "short", "18000", "3", "18020", "2", "-800", "block"),
    ("BTCUSDT", "long", "60000", "2", "59000", "0.3", "-300", "warn"),  # the next stop goes beyond
    ("BTCUSDT", "long", "60000", "2", "59000", "0.05", "-50", "ok"),  # the next one may lose 450
    ("ES", "long", "4500", "3", "4520", "2", "2000", "ok"),
]


@pytest.mark.parametrize(("symbol", "side", "entry", "size", "out", "part", "net", "mark"), PARTS)
def test_a_result_that_was_taken_in_part_counts_today(
    trader, symbol, side, entry, size, out, part, net, mark
):
    write(trader, {"daily_loss": {"amount": "500"}})
    trade = logged(
        trader,
        instrument=symbol,
        direction=side,
        entry_price=entry,
        position_size=size,
        entry_time=ago(minutes=3),
    )
    held = fill(trader, trade, "exit", part, out, event_time=ago(minutes=2))
    [(day, brought)] = realised(trader, trade, "day", "net")
    assert (held["status"], held["pnl"], held["realised_pnl"], brought) == ("open", None, net, net)
    assert money_by_day(trader) == {day: net}
    assert main_account(trader)["net_result"] == net
    answer, rules = check(trader)
    assert rules["daily_loss"]["state"] == mark
    now = state(trader)
    assert now["net_result"] == net
    assert (now["state"] == "locked") == (mark == "block")
    assert (answer["decision"] == "block") == (mark == "block")


def test_a_weekly_limit_hears_of_a_part_too(trader):
    write(trader, {"weekly_loss": {"amount": "500"}})
    trade = logged(trader, instrument="BTCUSDT", entry_price="60000", entry_time=ago(minutes=3))
    fill(trader, trade, "exit", "1.9", "59000", event_time=ago(minutes=2))
    assert check(trader)[1]["weekly_loss"]["state"] == "block"


def test_two_days_of_one_trade_are_two_results_of_the_calendar(trader):
    trade = logged(trader, entry_time=MONDAY)
    fill(trader, trade, "exit", 1, "4520", event_time="2026-11-16T16:00:00Z")
    closed = fill(trader, trade, "exit", 1, "4480", event_time=THURSDAY)
    assert closed["pnl"] == "0"
    expected = {"2026-11-16": "1000", "2026-11-19": "-1000"}
    assert dict(realised(trader, trade, "day", "net")) == expected
    assert money_by_day(trader) == expected
    assert money_by_day(trader, day_to="2026-11-18") == {"2026-11-16": "1000"}
    assert money_by_day(trader, day_from="2026-11-17") == {"2026-11-19": "-1000"}
    assert performance(trader)["trades"] == 1


def test_entries_and_exits_of_today_are_counted_apart(trader):
    """One that is closed today was entered two days ago: no entry of today, one exit, and its money."""
    write(trader, {"trades_per_day": 1})
    trade = logged(trader, instrument="BTCUSDT", entry_price="60000", entry_time=ago(days=2))
    fill(trader, trade, "exit", 2, "60100", event_time=ago(minutes=2))
    now = state(trader)
    assert (now["trades_entered"], now["trades_exited"], now["net_result"]) == (0, 1, "200")
    assert check(trader)[1]["trades_per_day"]["state"] == "ok"


def test_drawdown_is_of_the_account_that_was_traded(world):
    """25,000 that were traded, +1,000 and -2,600: a tenth of 26,000; and 50,000 of paper that were not."""
    trader = world.trader(account_size="25000")
    main_account(trader)  # the first request makes it
    paper = trader.post("/api/trading/accounts", {"name": "Paper", "kind": "paper"}).json
    deposit = {"kind": "deposit", "amount": "50000", "moment": "2026-01-02T00:00:00Z"}
    answered(trader.post(f"/api/trading/accounts/{paper['id']}/movements", deposit), 201)
    for day, price in (("16", "4520"), ("17", "4448")):
        moments = {
            "entry_time": f"2026-11-{day}T15:00:00Z",
            "exit_time": f"2026-11-{day}T16:00:00Z",
        }
        logged(trader, position_size=1, exit_price=price, **moments)
    report = performance(trader)
    assert report["starting_equity"] == "25000"
    assert report["metrics"]["max_drawdown"]["value"] == pytest.approx(-0.1)
    other = trader.post("/api/trading/accounts", {"name": "Untraded", "kind": "broker"}).json
    answered(trader.post(f"/api/trading/accounts/{other['id']}/movements", deposit), 201)
    assert performance(trader)["metrics"]["max_drawdown"]["value"] == pytest.approx(-0.1)
    training = logged(
        trader, trade_type="training", account_id=paper["id"], exit_price="4000", exit_time=LATER
    )
    assert read(trader, training)["pnl"] == "-50000"
    report = performance(trader)
    assert report["metrics"]["max_drawdown"]["value"] == pytest.approx(-0.1)
    assert report["metrics"]["net_pnl"]["value"] == "-1600"


@pytest.mark.parametrize(
    ("symbol", "held", "exit", "rest"),
    [("NQ", "2", "5", "3"), ("BTCUSD", "0.5", "0.500000000000000001", "0.000000000000000001")],
)
def test_an_exit_beyond_what_is_held_is_refused_unless_it_is_meant(
    trader, symbol, held, exit, rest
):
    trade = logged(trader, instrument=symbol, position_size=held)
    before = read(trader, trade)
    refused = try_fill(trader, trade, "exit", exit, "4510")
    assert code_of(refused) == (422, "trade.exit_too_large")
    assert refused.json["held"] == held
    assert read(trader, trade) == before
    both = answered(try_fill(trader, trade, "exit", exit, "4510", reverse=True), 201)
    assert (both["trade"]["status"], both["trade"]["position_size"]) == ("closed", held)
    opened = both["opened"]
    assert (opened["direction"], opened["open_size"], opened["status"]) == ("short", rest, "open")


def test_an_exit_that_fits_turns_nothing_around_whatever_was_said(trader):
    answer = try_fill(trader, logged(trader), "exit", 2, "4510", reverse=True).json
    assert (answer["trade"]["status"], answer["opened"]) == ("closed", None)


def test_prices_below_zero_are_kept_where_the_instrument_has_them(trader):
    spread = {
        "symbol": "CLZ-CLF",
        "kind": "spread",
        "multiplier": 1000,
        "tick_size": "0.01",
        "currency": "USD",
        "may_be_negative": True,
    }
    answered(trader.post("/api/trading/instruments", spread), 201)
    cases = (
        ("CL", "5.10", "-37.63", "-42730"),
        ("CL", "0.02", "0", "-20"),
        ("NG", "-0.5", "0.25", "7500"),
        ("CLZ-CLF", "-0.35", "0.10", "450"),
    )
    for symbol, entry, out, net in cases:
        trade = logged(trader, instrument=symbol, entry_price=entry, position_size=1)
        closed = fill(trader, trade, "exit", 1, out)
        shown = (closed["entry_price"], closed["exit_price"], closed["pnl"])
        assert shown == (entry.rstrip("0"), out.removesuffix("0") or "0", net), symbol
    short = {"direction": "short", "stop_loss_level": "3", "take_profit_targets": ["-5"]}
    plan = plan_of(trader, instrument="CL", entry_zone={"low": "1", "high": "1.1"}, **short)
    assert plan["take_profit_targets"] == ["-5"]


@pytest.mark.parametrize("price", ["-1", "0"])
@pytest.mark.parametrize("symbol", ["AAPL", "ES", "EURUSD", "BTCUSDT"])
def test_other_prices_are_above_zero(trader, symbol, price):
    trade = logged(trader, instrument=symbol, entry_price="100")
    assert try_fill(trader, trade, "exit", 1, price).status_code == 422
    body = {"instrument": symbol, "direction": "long", "entry_price": price, "position_size": 1}
    assert trader.post(TRADES, {**body, "entry_time": WHEN}).status_code == 422


def test_eighteen_decimals_and_a_tick_of_a_trillionth_are_exact(trader):
    size = "123456.123456789012345678"
    coin = {"symbol": "TINYUSD", "kind": "crypto", "multiplier": 1, "currency": "USD"}
    tick = {"tick_size": "0.000000000001"}
    answered(trader.post("/api/trading/instruments", {**coin, **tick}), 201)
    trade = logged(trader, instrument="TINYUSD", position_size=size, entry_price="0.000000000001")
    assert (trade["position_size"], trade["entry_price"]) == (size, "0.000000000001")
    part = fill(trader, trade, "exit", "0.000000000000000001", "0.000000000003")
    assert part["open_size"] == "123456.123456789012345677"
    closed = fill(trader, trade, "exit", part["open_size"], "0.000000000003", event_time=THURSDAY)
    assert (closed["open_size"], closed["pnl"]) == ("0", "0.0000002469")  # 246,912.2 trillionths


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"instrument": "MNQ", "position_size": "1.5"}, "position_size"),
        ({"instrument": "NQ", "entry_price": "18250.13"}, "entry_price"),
        ({"instrument": "ZN", "entry_price": "110.51"}, "entry_price"),
        ({"instrument": "AAPL", "entry_time": "2026-11-21T15:00:00Z"}, "entry_time"),
        ({"instrument": "EURUSD", "entry_time": "2026-11-21T15:00:00Z"}, "entry_time"),
        (
            {"instrument": "ES", "entry_time": "2026-11-17T22:30:00Z"},
            "entry_time",
        ),  # the daily pause
    ],
    ids=str,
)
def test_what_is_unusual_is_kept_and_said(trader, fields, field):
    trade = logged(trader, **fields)
    assert warned(trade) == {field}
    assert warned(read(trader, trade)) == {field}
    for name, value in fields.items():
        assert name in ("instrument", "entry_time") or trade[name] == value


@pytest.mark.parametrize(
    "fields",
    [
        {"instrument": "MNQ", "position_size": 1},
        {"instrument": "NQ", "entry_price": "18250.25"},
        {"instrument": "BTCUSDT", "position_size": "0.00000001", "entry_price": "60000.01"},
        {"instrument": "BTCUSDT", "entry_time": "2026-11-21T15:00:00Z"},
    ],
    ids=str,
)
def test_what_is_usual_is_not_remarked_on(trader, fields):
    assert warned(logged(trader, **fields)) == set()
