"""The equity that ratios stand on: whose it is, when it came, and what there is where there is none."""

import pytest

from tests.features.record.record_calls import TRADES, answered, fill, logged, performance

RATIOS = ("max_drawdown", "ulcer_index", "sharpe", "sortino")


@pytest.fixture
def trader(world):
    return world.trader()


def account(trader, name, *, kind="broker", paid=(), **fields):
    """An account with its movements: pairs of a day of November and an amount, below zero a withdrawal."""
    body = {"name": name, "kind": kind, **fields}
    account_id = answered(trader.post("/api/trading/accounts", body), 201)["id"]
    for day, amount in paid:
        movement = {
            "kind": "deposit" if amount > 0 else "withdrawal",
            "amount": abs(amount),
            "moment": f"2026-11-{day:02}T00:00:00Z",
        }
        path = f"/api/trading/accounts/{account_id}/movements"
        answered(trader.post(path, movement), 201)
    return account_id


def result(trader, account_id, day, dollars, **fields):
    """A bitcoin bought at 60,000 and sold on a day of November with this result."""
    return logged(
        trader,
        instrument="BTCUSD",
        entry_price="60000",
        position_size=1,
        account_id=account_id,
        entry_time=f"2026-11-{day:02}T10:00:00Z",
        exit_price=str(60_000 + dollars),
        exit_time=f"2026-11-{day:02}T12:00:00Z",
        **fields,
    )


def days(trader, **query):
    return answered(trader.get("/api/trading/reports/days", query_string=query))


def drawdown(trader, **query):
    return performance(trader, **query)["metrics"]["max_drawdown"]["value"]


def test_many_trades_in_one_account_stand_beside_an_untraded_paper_account(trader):
    """60 results from 25,000: +500 in all, then -2,550, a tenth of 25,500; paper and the idle broker do not dilute it."""
    own = account(trader, "Own", paid=[(1, 25_000)])
    account(trader, "Paper", kind="paper", paid=[(1, 50_000)])
    account(trader, "Idle", paid=[(1, 50_000)])
    for number in range(20):
        result(trader, own, 2 + number % 5, 25)
    result(trader, own, 9, -2550)
    report = performance(trader)
    assert (report["trades"], report["starting_equity"]) == (21, "25000")
    assert report["metrics"]["max_drawdown"]["value"] == pytest.approx(-0.1)
    assert report["metrics"]["max_drawdown_money"]["value"] == "-2550"
    assert drawdown(trader, account_id=own) == pytest.approx(-0.1)


def test_two_traded_accounts_are_one_equity_and_each_its_own(trader):
    """1,000 of 10,000 and of 30,000 together."""
    first = account(trader, "First", paid=[(1, 10_000)])
    second = account(trader, "Second", kind="prop", paid=[(1, 30_000)])
    result(trader, first, 2, -1000)
    result(trader, second, 3, -1000)
    assert performance(trader)["starting_equity"] == "40000"
    assert drawdown(trader) == pytest.approx(-2000 / 40_000)
    assert drawdown(trader, account_id=first) == pytest.approx(-0.1)
    assert drawdown(trader, account_id=second) == pytest.approx(-1 / 30)
    assert performance(trader, account_id=second)["starting_equity"] == "30000"


def test_paper_and_training_never_join_real(trader):
    real = account(trader, "Own", paid=[(1, 10_000)])
    paper = account(trader, "Paper", kind="paper", paid=[(1, 1_000)])
    result(trader, real, 3, -1000)
    result(trader, paper, 4, -500)
    result(trader, real, 5, -300, trade_type="training")
    result(trader, paper, 6, -50, trade_type="training")
    report = performance(trader)
    assert (report["trades"], report["realised"]["net"]) == (1, "-1000")
    assert report["left_out"] == [{"reason": "paper_account", "n": 1}]
    assert (report["starting_equity"], drawdown(trader)) == ("10000", pytest.approx(-0.1))
    on_paper = performance(trader, account_id=paper)
    assert (on_paper["trades"], on_paper["starting_equity"]) == (1, "1000")
    assert drawdown(trader, account_id=paper) == pytest.approx(-0.5)
    assert drawdown(trader, trade_type="training") == pytest.approx(-350 / 11_000)
    assert drawdown(trader, trade_type="training", account_id=paper) == pytest.approx(-0.05)
    by_account = trader.get("/api/trading/reports/groups", query_string={"by": "account"}).json
    assert {group["label"]: group["trades"] for group in by_account["groups"]} == {
        "Own": 1,
        "Paper": 1,
    }


def test_a_deposit_is_no_gain_and_a_withdrawal_no_loss(trader):
    """10,000 -10 %, then 11,000 come, 20,000 -10 %: 19 % down in all; 8,000 go, which is no loss."""
    own = account(trader, "Own", paid=[(1, 10_000), (4, 11_000)])
    result(trader, own, 3, -1000)
    result(trader, own, 5, -2000)
    path = f"/api/trading/accounts/{own}/movements"
    gone = {"kind": "withdrawal", "amount": "8000", "moment": "2026-11-06T09:00:00Z"}
    answered(trader.post(path, gone), 201)
    result(trader, own, 7, 0)
    report = performance(trader)["metrics"]
    assert report["max_drawdown"]["value"] == pytest.approx(-0.19)
    assert report["max_drawdown_money"]["value"] == "-3000"
    shown = [
        (day["day"][-2:], day["net"], day["flows"], day["equity"], day["drawdown"])
        for day in days(trader)["days"]
    ]
    assert shown == [
        ("03", "-1000", "0", "9000", "-1000"),
        ("04", "0", "11000", "20000", "-1000"),
        ("05", "-2000", "0", "18000", "-3000"),
        ("06", "0", "-8000", "10000", "-3000"),
        ("07", "0", "0", "10000", "-3000"),
    ]


def test_money_of_the_moment_of_a_result_is_there_before_it(trader):
    """10,000 come at the very moment of a loss of 2,000: a tenth of 20,000."""
    own = account(trader, "Own", paid=[(1, 10_000)])
    result(trader, own, 2, 0)
    path = f"/api/trading/accounts/{own}/movements"
    moment = {"kind": "deposit", "amount": "10000", "moment": "2026-11-03T12:00:00Z"}
    answered(trader.post(path, moment), 201)
    result(trader, own, 3, -2000)
    assert drawdown(trader) == pytest.approx(-0.1)


def test_a_report_from_a_later_day_starts_with_the_equity_of_that_day(trader):
    """10,000 + 5,000 of another setup - 3,000 drawn out = 12,000; 1,200 of it are a tenth."""
    own = account(trader, "Own", paid=[(1, 10_000)])
    result(trader, own, 2, 5000, setup="Other")
    path = f"/api/trading/accounts/{own}/movements"
    gone = {"kind": "withdrawal", "amount": "3000", "moment": "2026-11-03T09:00:00Z"}
    answered(trader.post(path, gone), 201)
    result(trader, own, 4, -1200, setup="This")
    later = performance(trader, day_from="2026-11-04")
    assert later["starting_equity"] == days(trader, day_from="2026-11-04")["start"] == "12000"
    assert later["metrics"]["max_drawdown"]["value"] == pytest.approx(-0.1)
    assert drawdown(trader, setup="This") == pytest.approx(-0.1)


def test_what_the_evening_belongs_to_is_before_the_day_after_it(trader):
    """On a Sunday evening ES trades for Monday, bitcoin for Sunday: its 2,000 are there when Monday begins."""
    own = account(trader, "Own", paid=[(1, 10_000)])
    evening = {"entry_time": "2026-11-22T23:05:00Z", "account_id": own, "position_size": 1}
    logged(trader, **evening, exit_price="4476", exit_time="2026-11-22T23:10:00Z")
    coin = {"instrument": "BTCUSD", "entry_price": "60000", "exit_price": "62000"}
    logged(trader, **evening, **coin, exit_time="2026-11-22T23:30:00Z")
    monday = performance(trader, day_from="2026-11-23")
    assert (monday["trades"], monday["starting_equity"]) == (1, "12000")
    assert monday["metrics"]["max_drawdown"]["value"] == pytest.approx(-0.1)


def test_an_account_that_was_told_of_after_its_trades_had_its_money_before(trader):
    """Deposits are dated today where nobody says when; the second one comes in time."""
    own = account(trader, "Own", opening_balance="10000")
    result(trader, own, 3, -1000)
    other = account(trader, "Other", paid=[(2, 10_000), (9, 40_000)])
    result(trader, other, 4, -1000)
    assert performance(trader, account_id=own)["starting_equity"] == "10000"
    assert drawdown(trader) == pytest.approx(-0.1)


def test_without_deposits_money_stands_and_ratios_say_why_not(trader):
    own = account(trader, "Own")
    for day, dollars in ((2, 100), (3, -40), (4, 7)):
        result(trader, own, day, dollars)
    report = performance(trader)
    metrics = report["metrics"]
    assert report["starting_equity"] is None
    assert (metrics["net_pnl"]["value"], metrics["max_drawdown_money"]["value"]) == ("67", "-40")
    assert metrics["recovery_factor"]["value"] == pytest.approx(67 / 40)
    for name in RATIOS:
        assert (metrics[name]["value"], metrics[name]["reason"]) == (None, "no_starting_equity")


@pytest.mark.parametrize(
    "results", [((2, -1000), (3, 5)), ((2, -1500), (3, 700)), ((2, 50), (3, -1050))]
)
def test_equity_that_was_used_up_has_no_ratios(trader, results):
    own = account(trader, "Own", paid=[(1, 1_000)])
    for day, dollars in results:
        result(trader, own, day, dollars)
    metrics = performance(trader)["metrics"]
    assert metrics["max_drawdown_money"]["value"] is not None
    for name in RATIOS:
        assert (metrics[name]["value"], metrics[name]["reason"]) == (None, "equity_exhausted")


def test_money_of_another_currency_is_no_equity_of_this_one(trader):
    euro = account(trader, "Euro", currency="EUR", paid=[(1, 99_000)])
    own = account(trader, "Own", paid=[(1, 10_000)])
    result(trader, own, 2, -1000)
    moments = {"entry_time": "2026-11-03T10:00:00Z", "exit_time": "2026-11-03T11:00:00Z"}
    logged(
        trader,
        instrument="BTCEUR",
        entry_price="60000",
        exit_price="50100",
        position_size=1,
        account_id=euro,
        **moments,
    )
    report = performance(trader)
    assert report["realised"]["left_out"] == [{"reason": "other_currency", "n": 1}]
    assert drawdown(trader) == pytest.approx(-0.1)
    assert drawdown(trader, currency="EUR") == pytest.approx(-0.1)


def test_a_scratch_is_no_win_and_no_loss_in_any_figure(trader):
    """Within 5: -4.20 and +3. Between two losses they neither end the run nor lengthen it."""
    own = account(trader, "Own", paid=[(1, 10_000)], break_even_tolerance="5")
    for day, dollars in ((2, 100), (3, -50), (4, -4.2), (5, -30), (6, 3)):
        result(trader, own, day, dollars)
    metrics = performance(trader)["metrics"]
    assert (metrics["win_rate"]["value"], metrics["win_rate"]["n"]) == (pytest.approx(1 / 3), 3)
    assert metrics["win_rate"]["excluded"] == [{"reason": "break_even", "n": 2}]
    assert metrics["payoff"]["value"] == pytest.approx(100 / 40)
    assert metrics["profit_factor"]["value"] == pytest.approx(100 / 80)
    assert metrics["longest_losing_streak"]["value"] == 2
    assert metrics["current_streak"]["value"] == -2
    assert metrics["net_pnl"]["value"] == "18.8"
    groups = trader.get("/api/trading/reports/groups", query_string={"by": "instrument"}).json
    [group] = groups["groups"]
    for name in ("win_rate", "payoff", "profit_factor", "net_pnl"):
        assert group["metrics"][name]["value"] == metrics[name]["value"]
    listed = trader.get(TRADES, query_string={"outcome": "break_even"}).json["items"]
    assert sorted(trade["pnl"] for trade in listed) == ["-4.2", "3"]
    trader.patch(f"/api/trading/accounts/{own}", {"break_even_tolerance": "0"})
    assert performance(trader)["metrics"]["win_rate"]["value"] == pytest.approx(2 / 5)


def test_a_part_that_was_taken_is_money_of_its_day_and_no_trade_yet(trader):
    own = account(trader, "Own", paid=[(1, 10_000)])
    trade = logged(
        trader,
        instrument="BTCUSD",
        entry_price="60000",
        account_id=own,
        entry_time="2026-11-02T10:00:00Z",
    )
    fill(trader, trade, "exit", "0.5", "58000", event_time="2026-11-03T12:00:00Z")
    report = performance(trader)
    assert (report["trades"], report["basis"]) == (0, "trades")
    assert report["metrics"]["net_pnl"]["value"] is None
    assert report["metrics"]["max_drawdown"]["value"] == pytest.approx(-0.1)
    assert report["metrics"]["max_drawdown"]["basis"] == "fills"
    assert report["realised"] == {
        "basis": "fills",
        "results": 1,
        "net": "-1000",
        "of_other_trades": "-1000",
        "on_other_days": "0",
        "left_out": [],
    }
    for by, key in (("day", "2026-11-03"), ("month", "2026-11")):
        groups = trader.get("/api/trading/reports/groups", query_string={"by": by}).json
        [group] = groups["groups"]
        net = group["metrics"]["net_pnl"]
        assert (groups["basis"], net["basis"]) == ("fills", "fills")
        assert (group["key"], group["trades"], group["results"], net["value"]) == (
            key,
            0,
            1,
            "-1000",
        )
    fill(trader, trade, "exit", "1.5", "62000", event_time="2026-11-05T12:00:00Z")
    later = performance(trader, day_from="2026-11-04")
    assert later["metrics"]["net_pnl"]["value"] == "2000"
    assert (later["realised"]["net"], later["realised"]["on_other_days"]) == ("3000", "-1000")
