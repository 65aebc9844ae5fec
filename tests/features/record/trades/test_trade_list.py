"""The list of trades by filters and orders, its sums, words, neighbours and file, and that reports count the same."""

import csv
import io

import pytest

from backend.features.record.trades.trade_list.schemas import GroupBy

TRADES = "/api/trading/trades"
TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
         "stop_price": "4490"}  # fmt: skip
# One ES point is $50, the risk 10 points: $500. Entered 09:30 in Chicago is 15:30Z, 10:30 is 16:30Z.
ROUNDS = {
    "a": {
        "setup": "orb",
        "pattern_tags": ["A+", "news"],
        "emotional_state": "calm",
        "exit": "4510",
    },
    "b": {"setup": "ORB", "pattern_tags": ["fomo"], "emotional_state": "greedy", "exit": "4490"},
    "c": {"setup": "fade", "pattern_tags": [], "exit": "4520", "hour": 16},
    "d": {"setup": None, "pattern_tags": ["news", "fomo"], "exit": None},
    "e": {"setup": "fade", "exit": "4500", "instrument": "NQ", "trade_type": "training"},
    "f": {"setup": "fade", "exit": "4495", "later": True},
}


def log(trader, name, **more):
    said = {**ROUNDS[name], **more} if name in ROUNDS else more
    day = [9, 10, 11, 12, 13, 16]["abcdef".index(name)]
    hour = said.pop("hour", 15)
    entry = f"2026-11-{day:02d}T{hour}:30:00Z"
    exit_price, later = said.pop("exit", None), said.pop("later", False)
    body = {**TRADE, "entry_time": entry, "notes": f"note {name}", **said}
    if exit_price is not None:
        exit_day = day + 3 if later else day
        body |= {"exit_price": exit_price, "exit_time": f"2026-11-{exit_day:02d}T17:00:00Z"}
    logged = trader.post(TRADES, {name: value for name, value in body.items() if value is not None})
    assert logged.status_code == 201, logged.json
    return logged.json


@pytest.fixture
def trader(world):
    trader = world.trader()
    for name in ROUNDS:
        log(trader, name)
    return trader


def names(trader, **query):
    listed = trader.get(TRADES, query_string=query)
    assert listed.status_code == 200, listed.json
    return "".join(row["notes"].removeprefix("note ") for row in listed.json["items"])


def totals(trader, **query):
    read = trader.get(f"{TRADES}/totals", query_string=query)
    assert read.status_code == 200, read.json
    return read.json


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"tag": "fomo"}, "db"),
        ({"tag": ["FOMO", "a+"]}, "dba"),
        ({"setup": ["orb", "nothing"]}, "ba"),
        ({"instrument": ["NQ", "es"], "outcome": ["loss", "break_even"]}, "feb"),
        ({"emotion": ["calm", "GREEDY"]}, "ba"),
        ({"hour": 10}, "c"),
        ({"hour": ["9", "10"], "weekday": ["monday", "Wednesday"]}, "fca"),
        ({"weekday": "tuesday"}, "b"),
        ({"r_from": "0.9"}, "ca"),
        ({"r_from": "-1", "r_to": "1", "trade_type": "real"}, "fba"),
        ({"q": "NOTE B"}, "b"),
        ({"q": "b note"}, "b"),
        ({"q": "%"}, ""),
        ({"status": "open", "tag": ["news"]}, "d"),
    ],
)
def test_a_filter_takes_any_of_its_values_and_all_filters_together(trader, query, expected):
    assert names(trader, **query) == expected
    assert totals(trader, **query)["trades"] == len(expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("emotional_state,-pnl", "abcefd"),
        (["emotional_state", "-pnl"], "abcefd"),
        ("-emotional_state,entry_time", "bacdef"),
        ("direction,instrument,-entry_time", "fdcbae"),
        ("hold_seconds,hold_seconds,-entry_time", "cebafd"),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 4, 50])
def test_orders_come_one_after_the_other_on_every_page(trader, sort, expected, limit):
    assert "".join(row["notes"][-1] for row in pages(trader, sort, limit)) == expected


def listed(trader, **query):
    return trader.get(TRADES, query_string=query).json["items"]


def pages(trader, sort, limit):
    query = {"sort": sort, "limit": limit}
    while True:
        page = trader.get(TRADES, query_string=query).json
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        query["cursor"] = page["next_cursor"]


def test_a_cursor_goes_on_with_its_own_orders_alone(trader):
    page = trader.get(TRADES, query_string={"sort": "setup,-pnl", "limit": 2}).json
    for sort in ("setup", "setup,pnl", "-pnl,setup", "entry_time"):
        other = {"sort": sort, "cursor": page["next_cursor"]}
        assert trader.get(TRADES, query_string=other).json["code"] == "paging.bad_cursor"


def test_sums_are_those_of_all_trades_of_the_filter(trader):
    sums = totals(trader)

    assert (sums["trades"], sums["open"], sums["closed"]) == (6, 1, 5)
    assert (sums["wins"], sums["losses"], sums["break_even"]) == (2, 2, 1)
    assert sums["win_rate"] == 0.5
    # 500 - 500 + 1000 + 0 - 250, and in R: 1 - 1 + 2 + 0 - 0.5
    assert sums["net"] == [{"currency": "USD", "trades": 5, "net": "750", "no_rate": 0}]
    assert (sums["r"], sums["r_trades"], sums["average_r"]) == ("1.5", 5, 0.3)
    assert sums["left_out"] == []
    assert totals(trader, tag="nothing")["win_rate"] is None


def test_money_of_two_currencies_is_not_added_up(world):
    trader = world.trader()
    euro = trader.post("/api/trading/accounts", {"name": "Euro", "currency": "EUR"}).json
    log(trader, "a")
    log(trader, "b", account_id=euro["id"])

    sums = {row["currency"]: row for row in totals(trader)["net"]}
    assert sums["USD"]["net"] == "500"
    assert (sums["EUR"]["net"], sums["EUR"]["no_rate"]) == ("0", 1)
    assert names(trader, currency="EUR") == ""
    assert names(trader, currency="USD") == "a"


def test_by_the_day_of_the_exit_the_list_counts_what_the_reports_count(world, trader):
    paper = trader.post("/api/trading/accounts", {"name": "Paper", "kind": "paper"}).json
    log(trader, "a", account_id=paper["id"], notes="note p")
    span = {"day_from": "2026-11-09", "day_to": "2026-11-14"}

    assert set(names(trader, **span)) == set("abcdep")
    page = trader.get(TRADES, query_string={**span, "day_of": "exit"}).json
    assert {row["notes"][-1] for row in page["items"]} == set("abc")
    assert page["left_out"] == ["open", "training", "paper"]
    sums = totals(trader, day_of="exit", **span)
    assert sums["left_out"] == [
        {"reason": "open", "n": 0}, {"reason": "training", "n": 1}, {"reason": "paper", "n": 1},
    ]  # fmt: skip
    report = trader.get("/api/trading/performance", query_string=span).json
    assert report["trades"] == sums["trades"] == 3
    assert report["metrics"]["net_pnl"]["value"] == sums["net"][0]["net"]
    assert report["metrics"]["win_rate"]["value"] == sums["win_rate"]
    assert names(trader, day_of="exit", account_id=paper["id"]) == "p"
    assert names(trader, day_of="exit", trade_type="training") == "e"


@pytest.mark.parametrize("by", list(GroupBy))
def test_each_bar_of_a_report_opens_its_own_trades(trader, by):
    groups = trader.get("/api/trading/reports/groups", query_string={"by": by}).json["groups"]

    assert groups
    for group in groups:
        query = {"day_of": "exit", "currency": "USD", "group_by": by.value}
        if group["key"] is not None:
            query["group_key"] = group["key"]
        assert totals(trader, **query)["trades"] == group["trades"], group["key"]


def test_each_cell_bin_and_streak_of_a_report_opens_its_own_trades(trader):
    log(
        trader, "c", exit="4505", hour=14
    )  # 0.5 R is the upper edge of one bin, the lower of the next
    closed = {"day_of": "exit", "currency": "USD", "trade_type": "real"}
    crossed = trader.get("/api/trading/reports/cross-table", query_string={"by": ["tag", "hour"]})
    table = crossed.json
    assert len(table["cells"]) > 3
    for cell in table["cells"]:
        tag, hour = table["rows"][cell["row"]]["key"], table["columns"][cell["column"]]["key"]
        query = {**closed, "group_by": "tag", "cross_by": "hour", "cross_key": hour}
        if tag is not None:
            query["group_key"] = tag
        assert totals(trader, **query)["trades"] == cell["trades"], (tag, hour)

    bins = trader.get("/api/trading/reports/r-histogram").json
    for low, high, count in zip(bins["edges"], bins["edges"][1:], bins["counts"], strict=False):
        assert totals(trader, **closed, r_from=low, r_below=high)["trades"] == count, low

    runs = trader.get("/api/trading/reports/streaks", query_string={"at_least": 1}).json["items"]
    assert [run["trades"] for run in runs] == [2, 1, 1, 1]
    for run in runs:
        ends = {"closed_since": run["first_trade_id"], "closed_until": run["last_trade_id"]}
        outcome = {"wins": "win", "losses": "loss"}[run["kind"]]
        assert totals(trader, **closed, **ends, outcome=outcome)["trades"] == run["trades"]


def test_each_excluded_count_of_a_report_opens_its_own_trades(world, trader):
    paper = trader.post("/api/trading/accounts", {"name": "Paper", "kind": "paper"}).json
    euro = trader.post("/api/trading/accounts", {"name": "Euro", "currency": "EUR"}).json
    log(trader, "a", account_id=paper["id"])
    log(trader, "b", account_id=euro["id"])
    log(trader, "a", stop_price=None, exit="4500")
    report = trader.get("/api/trading/performance").json
    of = [(row, False) for row in report["left_out"]]
    of += [(row, False) for row in report["metrics"]["win_rate"]["excluded"]]
    of += [(row, True) for row in report["metrics"]["expectancy"]["excluded"]]
    some = [(row, of_r) for row, of_r in of if row["n"]]
    assert {row["reason"] for row, _ in some} >= {"paper_account", "break_even", "no_stop"}
    for row, of_r in some:
        query = {"day_of": "exit", "currency": report["currency"], "excluded": row["reason"]}
        query |= {"of_r": of_r, "trade_type": "real"}
        assert totals(trader, **query)["trades"] == row["n"], row


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"tag": ["fomo", "news"]}, 2),
        ({"setup": ["orb", "fade"]}, 4),
        ({"setup": ["fade"], "outcome": ["win"]}, 1),
        ({"instrument": ["ES", "NQ"], "hour": [10]}, 1),
        ({"weekday": ["monday", "tuesday"]}, 3),
        ({"r_from": "1"}, 2),
        ({"q": "note b"}, 1),
    ],
)
def test_a_report_takes_the_filters_of_the_list(trader, query, expected):
    report = trader.get("/api/trading/performance", query_string=query).json

    assert report["trades"] == expected
    assert totals(trader, day_of="exit", **query)["trades"] == expected


def test_two_selections_of_the_list_are_compared(trader):
    body = {
        "measures": ["trades", "net_pnl", "win_rate", "expectancy", "profit_factor"],
        "one": {"tag": ["fomo", "news"]},
        "other": {"only": {"setups": ["fade"]}, "day_to": "2026-11-30"},
    }
    answer = trader.post("/api/trading/query/comparison", body).json

    sides = [
        {figure["measure"]: figure["value"] for figure in answer[side]["figures"]}
        for side in ("one", "other")
    ]
    # a and b: 500 - 500; c and f: 1,000 - 250
    assert [side["net_pnl"] for side in sides] == ["0", "750"]
    assert [side["trades"] for side in sides] == [2, 2]
    by_measure = {row["measure"]: row for row in answer["differences"]}
    assert by_measure["expectancy"]["value"] == pytest.approx(0 - 0.75)  # (2 - 0.5) / 2
    assert by_measure["win_rate"]["interval"] is not None
    assert answer["in_both"] == 0


def test_words_of_the_record_are_counted(trader):
    words = trader.get(f"{TRADES}/words").json

    assert words["tags"][:2] == [{"value": "fomo", "trades": 2}, {"value": "news", "trades": 2}]
    assert words["setups"][0] == {"value": "fade", "trades": 3}
    assert {row["value"] for row in words["emotions"]} == {"calm", "greedy"}
    assert sum(row["trades"] for row in words["instruments"]) == 6


@pytest.mark.parametrize("query", [{}, {"sort": "setup,-pnl"}, {"tag": "fomo"}, {"sort": "pnl"}])
def test_neighbours_are_those_of_the_list(trader, query):
    ids = [row["id"] for row in listed(trader, **query)]

    for place, trade_id in enumerate(ids):
        read = trader.get(f"{TRADES}/{trade_id}/neighbours", query_string=query).json
        assert read == {
            "place": place + 1,
            "trades": len(ids),
            "previous_id": ids[place - 1] if place else None,
            "next_id": ids[place + 1] if place + 1 < len(ids) else None,
        }


def test_a_trade_that_the_filter_does_not_take_has_no_neighbours(trader):
    (trade,) = listed(trader, q="note c")
    read = trader.get(f"{TRADES}/{trade['id']}/neighbours", query_string={"tag": "fomo"}).json
    assert read == {"place": None, "trades": 2, "previous_id": None, "next_id": None}


def test_the_file_has_every_trade_of_the_filter_and_no_formula(trader):
    formula = '=HYPERLINK("https://evil.example")'
    log(trader, "a", notes=formula, setup="+1", pattern_tags=["@cmd", "b"], emotional_state="-2")

    exported = trader.get(f"{TRADES}/export", query_string={"setup": ["+1", "orb"], "sort": "pnl"})

    assert exported.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in exported.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(exported.data.decode("utf-8-sig"))))
    assert [row["pnl"] for row in rows] == ["-500", "500", "500"]
    (bad,) = [row for row in rows if "HYPERLINK" in row["notes"]]
    assert bad["notes"] == f"'{formula}"
    assert (bad["setup"], bad["tags"], bad["emotional_state"]) == ("'+1", "'@cmd; b", "'-2")


def test_a_file_longer_than_a_page_has_every_trade_once(world, monkeypatch):
    monkeypatch.setattr("backend.features.record.trades.trade_list.csv_file.AT_ONCE", 2)
    trader = world.trader()
    ids = {log(trader, name)["id"] for name in ROUNDS}
    for sort in ("-entry_time", "setup,-pnl", "exit_time"):
        exported = trader.get(f"{TRADES}/export", query_string={"sort": sort}).data
        rows = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
        assert len(rows) == len(ids)
        assert {row["id"] for row in rows} == ids


@pytest.mark.parametrize(
    "query",
    [
        {"sort": ""},
        {"sort": "setup;drop table trades"},
        {"sort": ",".join(["setup", "pnl", "status", "direction", "instrument"])},
        {"tag": [str(n) for n in range(21)]},
        {"hour": "24"},
        {"hour": "-1"},
        {"weekday": "someday"},
        {"r_from": "2", "r_to": "1"},
        {"r_from": "nan"},
        {"q": ""},
        {"q": "x" * 201},
        {"group_key": "09"},
        {"cross_key": "09"},
        {"excluded": "no_stop"},
        {"excluded": "no_stop", "currency": "USD"},
        {"r_from": "1", "r_below": "1"},
        {"group_by": "phase"},
        {"day_of": "birth"},
        {"tag": "a\x00b"},
        {"outcome": ["win", "draw"]},
        {"account_id": "x"},
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_field(trader, query):
    for path in (TRADES, f"{TRADES}/totals", f"{TRADES}/export"):
        if path.endswith("totals") and "sort" in query:
            continue
        refused = trader.get(path, query_string=query)
        assert refused.status_code == 422, (path, refused.data)
        assert refused.json["errors"]


@pytest.mark.parametrize("by", list(GroupBy))
def test_a_group_that_there_is_not_has_no_trades(trader, by):
    for key in ("x", "Someday", "99", "2026-13", "'; drop table trades; --"):
        assert totals(trader, group_by=by.value, group_key=key)["trades"] == 0


def test_another_trader_sees_nothing_of_it(world, trader):
    stranger = world.trader()
    (trade, *_) = listed(trader)

    assert totals(stranger)["trades"] == 0
    assert stranger.get(f"{TRADES}/words").json["tags"] == []
    assert stranger.get(f"{TRADES}/{trade['id']}/neighbours").status_code == 404
    assert len(stranger.get(f"{TRADES}/export").data.splitlines()) == 1
