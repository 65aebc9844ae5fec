"""Sequences of trades and tables of two groupings: against plain fractions over the trades that the API lists."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, product
from math import sqrt

import pytest

from tests.features.record.performance.test_performance import RESULTS, log
from tests.features.record.questions.random_record import written

REPORTS = "/api/trading/reports"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.fixture
def trader(world):
    return world.trader()


@pytest.fixture
def record(trader):
    """Twelve trades worked out by hand: +400 -100 +250 -100 0 +600 -200 -100 +300 +150 -100 +500, R of a hundred."""
    trader.patch("/api/auth/me", {"account_size": "10000"})
    for number, result in enumerate(RESULTS):
        log(trader, number, result, setup="ORB" if number % 2 else None)
    return trader


@pytest.fixture(params=[21, 22])
def random(request, world):
    trader = world.trader()
    return trader, written(world, trader, request.param, trades=70)


def read(trader, name, **query):
    answer = trader.get(f"{REPORTS}/{name}", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def net(trade):
    return Fraction(trade["pnl_account"])


def r_of(trades):
    return [Fraction(trade["r_multiple"]) for trade in trades if trade["r_multiple"] is not None]


def close_to(value):
    return value if value is None else pytest.approx(float(value), rel=1e-12)


def wilson(wins, n):
    """Wilson's interval, from the textbook's formula."""
    z, p = 1.959963984540054, wins / n
    middle, reach = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)


def test_the_curve_counts_each_trade_where_it_was_closed(record):
    curve = read(record, "trade-curve")

    assert (curve["start"], curve["trades"], curve["thinned"]) == ("10000", 12, 1)
    assert [point["earned"] for point in curve["points"]] == [
        "400", "300", "550", "450", "450", "1050", "850", "750", "1050", "1200", "1100", "1600",
    ]  # fmt: skip
    assert [point["drawdown"] for point in curve["points"]] == [
        "0", "-100", "0", "-100", "-100", "0", "-200", "-300", "0", "0", "-100", "0",
    ]  # fmt: skip
    assert curve["points"][5] | {"trade_id": None} == {
        "number": 6, "trade_id": None, "exit_time": "2026-09-06T14:07:00.000000Z", "net": "600", "r": 6.0,
        "earned": "1050", "equity": "11050", "drawdown": "0",
    }  # fmt: skip


def test_falls_go_from_the_high_to_what_made_them_good(record):
    """Of 300 from the 1,050, of 100 from the 400, the 550 and the 1,200; and one that came first and one open."""
    falls = read(record, "drawdowns")["items"]

    assert [(fall["depth"], fall["from_day"], fall["to_day"], fall["results"]) for fall in falls] == [
        ("-300", "2026-09-08", "2026-09-09", 3),
        ("-100", "2026-09-01", "2026-09-03", 2),
        ("-100", "2026-09-03", "2026-09-08", 3),
        ("-100", "2026-09-10", "2026-09-14", 2),
    ]  # fmt: skip
    assert falls[0]["low_time"] == "2026-09-08T14:07:00.000000Z"
    assert not any(fall["is_open"] for fall in falls)

    log(record, 20, -300)
    log(record, 21, 120)
    log(record, -5, -50)
    falls = read(record, "drawdowns")["items"]
    opened = next(fall for fall in falls if fall["is_open"])
    first = next(fall for fall in falls if fall["from_day"] is None)
    assert (opened["depth"], opened["recovered"], opened["to_day"]) == ("-300", "120", None)
    assert (first["depth"], first["recovered"], first["days"]) == ("-50", "50", 5)


def test_runs_are_told_with_their_trades(record):
    runs = read(record, "streaks", at_least=1)["items"]

    # win | loss | win | loss, (break even), | win | loss loss | win win | loss | win
    assert [(run["kind"], run["trades"], run["net_pnl"], run["r"]) for run in runs[:2]] == [
        ("wins", 2, "450", 4.5),
        ("losses", 2, "-300", -3.0),
    ]
    assert len(runs) == 9
    assert [run["is_current"] for run in runs].count(True) == 1
    assert next(run for run in runs if run["is_current"])["net_pnl"] == "500"
    told = read(record, "streaks", at_least=1, limit=2, kind="losses")
    assert (len(told["items"]), told["more"]) == (2, 2)
    assert {run["kind"] for run in told["items"]} == {"losses"}


def test_rolling_figures_are_those_of_each_window(record):
    points = read(record, "rolling", window=5)["points"]

    # the first five: two wins of 650, two losses of 200, one break even; 4.5 R in five trades
    assert points[0]["win_rate"] == 0.5
    assert points[0]["profit_factor"] == 3.25
    assert points[0]["expectancy"] == pytest.approx(0.9)
    assert (points[0]["net_pnl"], points[0]["number"]) == ("450", 5)
    assert points[-1]["number"] == 12
    assert len(points) == 8
    few = read(record, "rolling", window=13)
    assert (few["points"], few["reason"]) == ([], "too_few_trades")


def test_the_bins_are_as_wide_as_asked_for(record):
    wide, narrow = (read(record, "r-histogram", width=width) for width in (1, 0.1))
    assert (wide["edges"][0], wide["edges"][-1], sum(wide["counts"])) == (-5, 10, 12)
    assert wide["counts"][4] == 4  # four of -1 R
    log(
        record, 20, 30
    )  # 0.3 R is in the bin that begins with 0.3, which a division of floats misses
    narrow = read(record, "r-histogram", width=0.1)
    assert narrow["counts"][narrow["edges"].index(0.3)] == 1
    assert record.get(f"{REPORTS}/r-histogram?width=0").status_code == 422


def test_days_tell_r_beside_money(record):
    log(record, 1, 70, stop_price=None)
    days = {day["day"]: day for day in read(record, "days")["days"]}

    assert (days["2026-09-02"]["r"], days["2026-09-02"]["with_r"]) == (-1.0, 1)
    assert days["2026-09-02"]["net"] == "-30"
    assert sum(day["r"] or 0 for day in days.values()) == pytest.approx(16)


def test_curve_rolling_and_runs_are_those_of_a_model(random):
    trader, model = random
    trades = model.selected({})

    points = read(trader, "trade-curve")["points"]
    assert [point["trade_id"] for point in points] == [trade["id"] for trade in trades]
    earned = peak = Fraction(0)
    for point, trade in zip(points, trades, strict=True):
        earned += net(trade)
        peak = max(peak, earned)
        assert Fraction(point["earned"]) == earned
        assert Fraction(point["drawdown"]) == earned - peak

    window = 7
    told = read(trader, "rolling", window=window)["points"]
    for end, point in enumerate(told, start=window):
        hold_window(point, trades[end - window : end])
    assert len(told) == len(trades) - window + 1

    decided = [trade for trade in trades if trade["outcome"] != "break_even"]
    expected = sorted(
        (
            (outcome, len(run), sum(map(net, run)), run[0]["id"], run[-1]["id"])
            for outcome, run in ((key, list(group)) for key, group in groupby(decided, lambda trade: trade["outcome"]))
        ),
        key=str,
    )  # fmt: skip
    runs = read(trader, "streaks", at_least=1, limit=200)["items"]
    assert expected == sorted(
        (
            (
                {"wins": "win", "losses": "loss"}[run["kind"]],
                run["trades"],
                Fraction(run["net_pnl"]),
                run["first_trade_id"],
                run["last_trade_id"],
            )
            for run in runs
        ),
        key=str,
    )


def hold_window(point, window):
    won = [trade for trade in window if trade["outcome"] == "win"]
    lost = [trade for trade in window if trade["outcome"] == "loss"]
    r = r_of(window)
    decided = len(won) + len(lost)
    assert point["trade_id"] == window[-1]["id"]
    assert Fraction(point["net_pnl"]) == sum(map(net, window))
    assert point["win_rate"] == close_to(Fraction(len(won), decided) if decided else None)
    assert point["expectancy"] == close_to(sum(r) / len(r) if r else None)
    assert point["with_r"] == len(r)
    factor = sum(map(net, won)) / -sum(map(net, lost)) if won and lost else None
    assert point["profit_factor"] == close_to(factor)
    if decided:
        interval = point["win_rate_interval"]
        low, high = wilson(len(won), decided)
        assert (interval["low"], interval["high"]) == pytest.approx((low, high), abs=1e-9)


def test_falls_are_those_of_a_model_and_the_deepest_is_the_drawdown(random):
    trader, model = random
    trades = model.selected({})  # no parts: money comes when a trade is closed
    depths, earned, peak, deepest = [], Fraction(0), Fraction(0), Fraction(0)
    for trade in trades:
        earned += net(trade)
        if earned >= peak:
            depths += [deepest] if deepest else []
            peak, deepest = earned, Fraction(0)
        deepest = min(deepest, earned - peak)
    depths += [deepest] if deepest else []

    falls = read(trader, "drawdowns")["items"]

    assert sorted(Fraction(fall["depth"]) for fall in falls) == sorted(depths)
    drawdown = trader.get("/api/trading/performance").json["metrics"]["max_drawdown_money"]
    assert Fraction(falls[0]["depth"]) == pytest.approx(Fraction(drawdown["value"]))
    for fall in falls:
        assert fall["is_open"] == (fall["to_day"] is None)
        assert 0 <= Fraction(fall["recovered"]) <= -Fraction(fall["depth"])


def keys_of(trade, by):
    """The groups of a trade, as a pencil finds them."""
    if by == "tag":
        return trade["pattern_tags"] or [None]
    if by == "weekday":
        return [WEEKDAYS[date.fromisoformat(trade["entry_day"]).weekday()]]
    return [trade[by if by != "account" else "account_id"]]


@pytest.mark.parametrize(
    "by",
    [("setup", "weekday"), ("tag", "direction"), ("instrument", "tag"), ("account", "direction")],
)
def test_a_cross_table_is_that_of_a_model(random, by):
    trader, model = random
    trades = model.selected({})
    if "account" in by:  # then paper accounts are told, too: each by itself
        paper = [
            trade for trade in model.trades if model.is_paper(trade) and trade["status"] == "closed"
        ]
        trades += [trade for trade in paper if trade["trade_type"] == "real"]
    cells, lines = defaultdict(list), (defaultdict(list), defaultdict(list))
    for trade in trades:
        keys = [keys_of(trade, name) for name in by]
        for pair in product(*keys):
            cells[pair].append(trade)
        for line, of_line in zip(lines, keys, strict=True):
            for key in of_line:
                line[key].append(trade)

    table = read(trader, "cross-table", by=list(by))

    rows, columns = ([line["key"] for line in table[name]] for name in ("rows", "columns"))
    told = {(rows[cell["row"]], columns[cell["column"]]): cell for cell in table["cells"]}
    assert told.keys() == cells.keys()
    for pair, cell in told.items():
        hold_cell(cell, cells[pair])
    for name, line in zip(("rows", "columns"), lines, strict=True):
        assert {told["key"] for told in table[name]} == line.keys()
        for told_line in table[name]:
            hold_cell(told_line, line[told_line["key"]])


def hold_cell(cell, trades):
    won = sum(trade["outcome"] == "win" for trade in trades)
    decided = sum(trade["outcome"] != "break_even" for trade in trades)
    r = r_of(trades)
    assert cell["trades"] == len(trades)
    assert Fraction(cell["net_pnl"]) == sum(map(net, trades))
    assert cell["small_sample"] == (len(trades) < 30)
    assert cell["r"] == close_to(sum(r) if r else None) or abs(cell["r"] - float(sum(r))) < 1e-9
    assert cell["win_rate"]["value"] == close_to(Fraction(won, decided) if decided else None)
    assert cell["expectancy"]["value"] == pytest.approx(float(sum(r) / len(r)) if r else None)
    if decided:
        interval = cell["win_rate"]["interval"]
        assert (interval["low"], interval["high"]) == pytest.approx(wilson(won, decided), abs=1e-9)
    else:
        assert cell["win_rate"]["reason"] in ("no_trades", "no_decided_trades")


@pytest.mark.parametrize(
    "by", [["setup"], ["setup", "setup"], ["setup", "colour"], ["setup", "hour", "day"], []]
)
def test_a_table_wants_two_different_groupings(trader, by):
    assert trader.get(f"{REPORTS}/cross-table", query_string={"by": by}).status_code == 422


def test_every_number_of_left_out_trades_can_be_listed(random):
    """Whatever a report counts as left out, the list of the same reason holds, one by one."""
    trader, _ = random
    log(trader, 30, 0, instrument="EURGBP", entry_price="0.85", stop_price=None, exit_price="0.86")
    log(trader, 31, 100, stop_price="1100")
    report = trader.get("/api/trading/performance").json
    of_r = report["metrics"]["expectancy"]["excluded"]
    assert {"no_stop", "stop_on_the_wrong_side"} <= {item["reason"] for item in of_r}
    assert {"no_rate", "other_currency", "paper_account"} <= {
        item["reason"] for item in report["left_out"]
    }
    for item in [*report["left_out"], *of_r, *report["metrics"]["win_rate"]["excluded"]]:
        listed = all_of(trader, item["reason"])
        assert len(listed) == len(set(listed)) == item["n"], item


def all_of(trader, reason):
    ids, cursor = [], None
    while True:
        query = {"reason": reason, "limit": 5} | ({"cursor": cursor} if cursor else {})
        page = read(trader, "excluded", **query)
        ids += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return ids


NEW = [
    ("trade-curve", {}),
    ("rolling", {"window": 3}),
    ("streaks", {"at_least": 1}),
    ("drawdowns", {}),
    ("cross-table", {"by": ["setup", "weekday"]}),
    ("excluded", {"reason": "break_even"}),
]


@pytest.mark.parametrize(("name", "query"), NEW)
def test_nobody_reads_somebody_elses_sequences(world, record, name, query):
    mine = read(record, name, **query)
    others = read(world.trader(), name, **query)
    listed = next(key for key in ("points", "items", "cells") if key in mine)
    assert mine[listed] != []
    assert others[listed] == []


@pytest.mark.parametrize(("name", "query"), NEW)
def test_a_sequence_follows_its_selection_and_the_record(record, name, query):
    before = read(record, name, **query)
    none = read(record, name, **query, day_to="2020-01-01")
    listed = next(key for key in ("points", "items", "cells") if key in none)
    assert none[listed] == []
    log(record, 40, 0)
    assert read(record, name, **query) != before


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("rolling", {"window": 1}),
        ("rolling", {"window": "x"}),
        ("streaks", {"limit": 201}),
        ("streaks", {"kind": "draws"}),
        ("excluded", {}),
        ("excluded", {"reason": "bad luck"}),
        ("excluded", {"reason": "break_even", "cursor": "AAAA"}),
        ("drawdowns", {"day_from": "2026-09-09", "day_to": "2026-09-01"}),
        ("trade-curve", {"colour": "red"}),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused(trader, name, query):
    assert trader.get(f"{REPORTS}/{name}", query_string=query).status_code == 422


def test_many_trades_are_thinned_and_lose_no_extreme(record, monkeypatch):
    for module in ("trade_curve", "rolling"):
        monkeypatch.setattr(
            f"backend.features.record.performance.sequence.{module}.step_of", lambda many: 5
        )
    points = read(record, "trade-curve")["points"]
    numbers = [point["number"] for point in points]
    # of 1..5 the highest is 3 and the lowest 2; of 6..10 the highest is 10, the lowest 8; of 11 and 12 each
    assert numbers == [2, 3, 5, 8, 10, 11, 12]
    assert [point["number"] for point in read(record, "rolling", window=3)["points"]] == [7, 12]
    assert Decimal(points[-1]["earned"]) == 1600
