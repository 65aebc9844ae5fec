"""Figures over the wire: against results worked out by hand, empty states, caching, groups, charts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from backend.features.record.performance.schemas import GroupBy

START = datetime(2026, 9, 1, 14, 0, tzinfo=UTC)
RESULTS = (
    400,
    -100,
    250,
    -100,
    0,
    600,
    -200,
    -100,
    300,
    150,
    -100,
    500,
)  # dollars on one share of AAPL, R = 100


@pytest.fixture
def trader(world):
    return world.trader()


def log(trader, number, result, **more):
    entry = START + timedelta(days=number)
    body = {
        "instrument": "AAPL",
        "direction": "long",
        "entry_price": "1000",
        "position_size": 1,
        "stop_price": "900",
        "entry_time": entry.isoformat(),
        "exit_price": str(1000 + result),
        "exit_time": (entry + timedelta(minutes=7)).isoformat(),
        **more,
    }
    answer = trader.post("/api/trading/trades", body)
    assert answer.status_code == 201, answer.json
    return answer.json


@pytest.fixture
def record(trader):
    trader.patch("/api/auth/me", {"account_size": "10000"})
    for number, result in enumerate(RESULTS):
        log(
            trader,
            number,
            result,
            setup="ORB" if number % 2 else None,
            pattern_tags=["a", "b"] if number < 2 else [],
        )
    return trader


def performance(trader, **query):
    answer = trader.get("/api/trading/performance", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def chart(trader, name, kind):
    return trader.get("/api/trading/reports/chart", query_string={"name": name, "format": kind})


def test_the_figures_are_those_of_a_pencil(record):
    answer = performance(record)
    metrics = answer["metrics"]
    assert answer["trades"] == 12
    assert answer["starting_equity"] == "10000"
    assert metrics["net_pnl"]["value"] == "1600"
    rate = metrics["win_rate"]
    assert rate["value"] == pytest.approx(6 / 11)
    assert (rate["n"], rate["excluded"], rate["interval"]["method"]) == (
        11,
        [{"reason": "break_even", "n": 1}],
        "wilson",
    )
    assert metrics["profit_factor"]["value"] == pytest.approx(2200 / 600)
    assert metrics["expectancy"]["value"] == pytest.approx(16 / 12)
    assert metrics["expectancy"]["interval"]["method"] == "bootstrap_bca"
    assert metrics["payoff"]["value"] == pytest.approx((2200 / 6) / (600 / 5))
    assert (metrics["sqn"]["value"], metrics["sqn"]["reason"]) == (None, "too_few_trades")
    assert metrics["max_drawdown_money"]["value"] == "-300"
    assert metrics["max_drawdown"]["value"] == pytest.approx(-300 / 11050)
    assert metrics["longest_losing_streak"]["value"] == 2
    assert metrics["current_streak"]["value"] == 1
    for metric in metrics.values():
        assert metric["formula"]
        assert metric["as_of"] == answer["as_of"]
        assert (metric["value"] is None) == (metric["reason"] is not None)
        assert metric["small_sample"] == (metric["n"] < 30)


def test_money_is_a_string_and_a_ratio_a_number(record):
    """Six wins of 2,200 together, five losses of 600 together."""
    metrics = performance(record)["metrics"]
    groups = record.get("/api/trading/reports/groups", query_string={"by": "direction"}).json

    for name in ("net_pnl", "average_win", "average_loss", "max_drawdown_money"):
        assert isinstance(metrics[name]["value"], str), name
    assert metrics["average_win"]["value"] == "366.6666666667"
    assert metrics["average_loss"]["value"] == "-120"
    interval = metrics["average_win"]["interval"]
    assert float(interval["low"]) < 2200 / 6 < float(interval["high"])
    for measured in (metrics, *(group["metrics"] for group in groups["groups"])):
        for name, metric in measured.items():
            bounds = metric["interval"] or {"low": metric["value"], "high": metric["value"]}
            is_money = name in ("net_pnl", "average_win", "average_loss", "max_drawdown_money")
            for value in (metric["value"], bounds["low"], bounds["high"]):
                assert value is None or isinstance(value, str) == is_money, name


def test_without_trades_every_figure_says_why_it_is_null(trader):
    answer = performance(trader)
    assert (answer["trades"], answer["starting_equity"], answer["left_out"]) == (0, None, [])
    assert {
        metric["value"] for name, metric in answer["metrics"].items() if "streak" not in name
    } == {None}
    days = trader.get("/api/trading/reports/days").json
    assert (days["days"], days["start"]) == ([], "0")
    assert (
        trader.get("/api/trading/reports/groups", query_string={"by": "setup"}).json["groups"] == []
    )
    assert trader.get("/api/trading/reports/simulation").json["reason"] == "too_few_trades"
    for name in ("equity", "calendar", "r-histogram"):
        assert chart(trader, name, "svg").status_code == 200


def test_a_report_is_kept_until_the_record_changes(world, record):
    first = performance(record)
    world.sql(
        "update trades set pnl = pnl + 1, pnl_account = pnl_account + 1"
    )  # behind the product's back
    assert performance(record) == first
    log(record, 20, 100)
    again = performance(record)
    assert again["version"] > first["version"]
    assert again["metrics"]["net_pnl"]["value"] == "1712"


@pytest.mark.parametrize("change", ["delete", "void", "patch", "movement"])
def test_every_kind_of_change_makes_reports_old(record, change):
    before = performance(record)["version"]
    trade = record.get("/api/trading/trades").json["items"][0]
    path = f"/api/trading/trades/{trade['id']}"
    if change == "delete":
        record.ask("DELETE", path)
    elif change == "void":
        record.post(
            f"{path}/events/{record.get(f'{path}/events').json['items'][-1]['id']}/void", {}
        )
    elif change == "patch":
        record.patch(path, {"setup": "other"})
    else:
        account = record.get("/api/trading/accounts").json["items"][0]
        record.post(
            f"/api/trading/accounts/{account['id']}/movements", {"kind": "deposit", "amount": 5}
        )
    assert performance(record)["version"] > before


def test_what_cannot_be_added_up_is_left_out_and_counted(record):
    log(record, 30, 0, instrument="EURGBP", entry_price="0.85", stop_price=None, exit_price="0.86")
    euro = record.post("/api/trading/accounts", {"name": "Euro", "currency": "EUR"}).json
    log(record, 31, 100, account_id=euro["id"], instrument="BTCEUR")
    answer = performance(record)
    assert answer["trades"] == 12
    assert answer["left_out"] == [
        {"reason": "no_rate", "n": 1},
        {"reason": "other_currency", "n": 1},
    ]
    assert performance(record, currency="EUR")["metrics"]["net_pnl"]["value"] == "100"


def test_trades_without_r_are_named_by_reason(record):
    log(record, 30, 100, stop_price=None)
    log(record, 31, 100, stop_price="1100")
    excluded = performance(record)["metrics"]["expectancy"]["excluded"]
    assert excluded == [{"reason": "no_stop", "n": 1}, {"reason": "stop_on_the_wrong_side", "n": 1}]


def test_real_and_training_are_apart_and_compared(record):
    for number in range(12):
        log(record, number, -50, trade_type="training")
    answer = record.get("/api/trading/reports/comparison").json
    assert answer["real"] == performance(record) | {
        "as_of": answer["real"]["as_of"],
        "metrics": answer["real"]["metrics"],
    }
    assert answer["training"]["metrics"]["net_pnl"]["value"] == "-600"
    assert answer["difference_in_r"]["value"] == pytest.approx(16 / 12 + 0.5)
    assert (
        record.get(
            "/api/trading/reports/comparison", query_string={"trade_type": "real"}
        ).status_code
        == 422
    )


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("setup", [(None, 6, "650"), ("ORB", 6, "950")]),
        ("tag", [(None, 10, "1300"), ("a", 2, "300"), ("b", 2, "300")]),
        ("direction", [("long", 12, "1600")]),
        ("month", [("2026-09", 12, "1600")]),
        ("session", [("new_york", 12, "1600")]),
        ("hour", [("10", 12, "1600")]),
        ("holding", [("5 to 30 minutes", 12, "1600")]),
        ("emotion", [(None, 12, "1600")]),
        ("adherence", [(None, 12, "1600")]),
        ("trade_type", [("real", 12, "1600")]),
    ],
)
def test_groups_add_up(record, by, expected):
    answer = record.get("/api/trading/reports/groups", query_string={"by": by}).json
    assert [
        (item["key"], item["trades"], item["metrics"]["net_pnl"]["value"])
        for item in answer["groups"]
    ] == expected


@pytest.mark.parametrize("by", sorted(set(GroupBy) - {GroupBy.TAG}))  # a trade has several tags
def test_every_grouping_covers_every_trade_once(record, by):
    answer = record.get("/api/trading/reports/groups", query_string={"by": by}).json
    assert sum(item["trades"] for item in answer["groups"]) == 12
    assert sum(Decimal(item["metrics"]["net_pnl"]["value"]) for item in answer["groups"]) == 1600
    if by == "account":
        assert answer["groups"][0]["label"] == "Main"


def test_the_curve_ends_at_the_sum_and_the_drawdown_is_never_positive(record):
    answer = record.get("/api/trading/reports/days").json
    assert Decimal(answer["days"][-1]["equity"]) == 10000 + 1600
    assert all(Decimal(day["drawdown"]) <= 0 for day in answer["days"])
    # A weekend and Labor Day are part of the day after: 0, +600, -200 and -100 are one day, and no day follows a loss.
    assert min(Decimal(day["drawdown"]) for day in answer["days"]) == -100
    inside = record.get(
        "/api/trading/reports/days", query_string={"day_from": "2026-09-02", "day_to": "2026-09-03"}
    ).json
    assert [day["net"] for day in inside["days"]] == ["-100", "250"]


def test_rules_are_followed_or_broken_with_a_difference(record):
    strategy = record.post(
        "/api/trading/strategies", {"name": "S", "rules": [{"statement": "wait"}]}
    ).json
    rule = strategy["rules"][0]["id"]
    trades = record.get("/api/trading/trades", query_string={"limit": 200}).json["items"]
    for number, trade in enumerate(trades):
        record.patch(f"/api/trading/trades/{trade['id']}", {"strategy_id": strategy["id"]})
        if number < 10:
            check = {"rule_id": rule, "followed": Decimal(trade["pnl"]) > 0}
            record.post(f"/api/trading/trades/{trade['id']}/rules", {"checks": [check]})
    answer = record.get(f"/api/trading/reports/rules/{strategy['id']}").json
    [outcome] = answer["rules"]
    assert (outcome["followed"]["trades"], outcome["broken"]["trades"], answer["unchecked"]) == (
        5,
        5,
        2,
    )
    assert outcome["followed"]["net"] == "1800"
    assert outcome["difference_in_r"]["n"] == 5
    assert outcome["difference_in_r"]["interval"] is None  # ten on each side at least
    assert answer["together"]["followed"] == outcome["followed"]


def test_the_simulation_is_the_same_each_time_and_names_its_seed(record):
    query = {"risk_percent": 2, "horizon": 50}
    first = record.get("/api/trading/reports/simulation", query_string=query).json
    assert (first["seed"], first["horizon"], len(first["bands"])) == (20261120, 50, 5)
    log(record, 40, 0, trade_type="training")
    second = record.get("/api/trading/reports/simulation", query_string=query).json
    assert second["bands"] == first["bands"]
    assert (
        record.get("/api/trading/reports/simulation", query_string={"risk_percent": 0}).status_code
        == 422
    )


def test_charts_are_pictures_of_the_same_figures(record):
    for name in ("equity", "calendar", "r-histogram"):
        png = chart(record, name, "png")
        assert (png.content_type, png.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
        svg = chart(record, name, "svg")
        assert svg.data == chart(record, name, "svg").data
        assert svg.content_type.startswith("image/svg+xml")
    assert chart(record, "pie", "png").status_code == 422


def test_somebody_elses_trades_are_in_nobody_elses_report(world, record):
    other = world.trader()
    assert performance(other)["trades"] == 0
    strategy = record.post("/api/trading/strategies", {"name": "S"}).json
    assert other.get(f"/api/trading/reports/rules/{strategy['id']}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"day_from": "soon"},
        {"currency": "XXX"},
        {"trade_type": "paper"},
        {"by": "x"},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_bad_selection_is_refused(trader, query):
    assert trader.get("/api/trading/performance", query_string=query).status_code == 422
