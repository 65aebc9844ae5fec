"""Questions over the wire: words, chips, what is refused, ownership, behaviours, and what stands beside reports."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.features.record.questions.random_record import see, see_pattern, written

START = datetime(2026, 9, 7, 14, 0, tzinfo=UTC)  # Labor Day, a Monday; 10:00 in New York
REPORTED = (
    "net_pnl", "win_rate", "expectancy", "profit_factor", "payoff", "average_win", "average_loss", "max_drawdown",
    "max_drawdown_money", "recovery_factor", "ulcer_index", "sharpe", "sortino", "sqn", "kelly",
    "longest_winning_streak", "longest_losing_streak", "current_streak",
)  # fmt: skip


@pytest.fixture
def trader(world):
    return world.trader()


def log(trader, day, hour, result, **more):
    """One share of BTC at 1000 with a stop at 900, so that R is 100; by the clock of UTC."""
    entry = datetime(2026, 9, day, hour, 0, tzinfo=UTC)
    body = {
        "instrument": "BTCUSD",
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


def ask(trader, **query):
    answer = trader.post("/api/trading/query", query)
    assert answer.status_code == 200, answer.json
    return answer.json


def words(trader, **query):
    return ask(trader, **query)["words"]


def refusal(trader, **query):
    answer = trader.post("/api/trading/query", query)
    assert answer.status_code == 422, answer.json
    return answer.json


MONDAYS = {"weekdays": ["monday"]}


def test_the_figure_comes_first_and_then_what_makes_it_weak(trader):
    """Of eleven Mondays six were won; Wilson's interval of 6 of 11 is 0.2801 to 0.7873."""
    for hour, result in enumerate((50, 50, 50, 50, 50, 50, -50, -50, -50, -50, -50)):
        log(trader, 7, hour, result)

    assert words(trader, measures=["win_rate"], only=MONDAYS) == (
        "You won 54.5% on Mondays (N 11), which may be anything from 28% to 78.7%."
    )
    assert words(trader, measures=["net_pnl"], only=MONDAYS) == (
        "You made USD 50 on Mondays (N 11), too few to lean on."
    )
    assert words(trader, measures=["trades"]) == "You closed 11 trades."
    assert words(trader, measures=["holding_time"]) == (
        "Your median holding time is 7 minutes (N 11)."
    )


def test_where_there_is_nothing_the_parts_that_stand_in_the_way_are_named(trader):
    log(trader, 8, 10, 40)
    log(trader, 9, 10, 40)

    answer = ask(trader, measures=["net_pnl"], only=MONDAYS, day_from="2026-06-01")

    assert answer["words"] == (
        "No closed trades on Mondays, since 1 June 2026; without Mondays there are 2."
    )
    assert answer["without"] == [{"label": "Mondays", "trades": 2}]
    assert answer["weakness"] == ["no_trades"]


def test_an_empty_record_is_said_to_be_empty(trader):
    assert words(trader, measures=["win_rate"]) == "No closed trades on record yet."


def test_the_worst_hour_is_named_with_its_money_and_trades(trader):
    log(trader, 7, 10, 40)
    for day in (8, 9, 10):
        log(trader, day, 14, -40)

    answer = ask(
        trader,
        measures=["net_pnl"],
        group_by="hour",
        ranking={"of": "group", "order": "worst"},
    )

    assert answer["words"] == (
        "Your worst hour is 14:00: -USD 120 over 3 trades; too few trades to lean on."
        " Hours are by the clock of the exchange, as in your reports."
    )
    (row,) = answer["rows"]
    assert (row["key"], row["place"], row["trades"]) == ("14", 1, 3)
    assert len(trader.get(row["look"]).json["items"]) == 3


def test_ties_are_told(trader):
    for day in (7, 8, 9):
        log(trader, day, 10, -40)

    answer = ask(trader, measures=["net_pnl"], ranking={"of": "day", "order": "worst"})

    assert answer["words"] == (
        "Your worst day is 7 September 2026: -USD 40 over 1 trade; 2 more are level with it."
    )
    assert (answer["tied"], answer["more"]) == (2, 2)
    assert "tied" in answer["weakness"]


def test_a_comparison_says_both_sides_and_by_how_much_they_differ(trader):
    for hour, result in enumerate((40, 40, -40, -40)):
        log(trader, 7, hour, result)
    log(trader, 8, 0, 40)

    said = words(
        trader,
        measures=["win_rate"],
        only=MONDAYS,
        compared_with={"only": {"weekdays": ["tuesday"]}},
    )

    assert said.startswith("Your win rate is 50% on Mondays (N 4), against 100% on Tuesdays (N 1)")
    assert "50 points less, which may be chance" in said


def test_chips_take_away_one_part_each_and_can_be_asked(trader):
    log(trader, 7, 10, 40, setup="Fade")
    query = {
        "measures": ["net_pnl", "trades"],
        "only": {**MONDAYS, "setups": ["fade"]},
        "excluding": {"direction": "short"},
        "day_from": "2026-09-01",
        "day_to": "2026-09-30",
        "group_by": "hour",
        "ranking": {"of": "group", "order": "best"},
    }

    chips = ask(trader, **query)["chips"]

    assert [chip["label"] for chip in chips] == [
        "Mondays", "setup “fade”", "without shorts", "in September 2026", "net result", "number of trades", "by hour",
        "best 1",
    ]  # fmt: skip
    without = {chip["label"]: chip["without"] for chip in chips}
    assert without["Mondays"]["only"]["weekdays"] == []
    assert without["Mondays"]["only"]["setups"] == ["fade"]
    assert without["without shorts"]["excluding"]["direction"] is None
    assert without["in September 2026"]["day_from"] is None
    assert (without["by hour"]["group_by"], without["by hour"]["ranking"]) == (None, None)
    for chip in chips:
        ask(trader, **chip["without"])


@pytest.mark.parametrize(
    ("field", "name", "near"),
    [
        ("setups", "openning drive", ["Opening drive"]),
        ("tags", "break", ["breakout"]),
        ("emotions", "angy", ["angry"]),
        ("accounts", "man", ["Main"]),
        ("strategies", "Fades", ["Fade"]),
        ("instruments", "nonsense thing", []),
        ("patterns", "moving_stops", ["stop_moving"]),
    ],
)
def test_what_nobody_has_is_refused_with_what_is_near(trader, field, name, near):
    trader.post("/api/trading/strategies", {"name": "Fade"})
    log(
        trader, 7, 10, 40,
        setup="Opening drive", pattern_tags=["breakout"], emotional_state="angry",
    )  # fmt: skip
    for side in ("only", "excluding"):
        problem = refusal(trader, measures=["net_pnl"], **{side: {field: [name]}})
        assert problem["code"] == "question.unknown_name"
        assert (problem["field"], problem["name"], problem["nearest"]) == (field, name, near)
        assert name in problem["detail"]


def test_an_instrument_that_is_known_but_was_never_traded_has_no_trades(trader):
    log(trader, 7, 10, 40)
    assert ask(trader, measures=["net_pnl"], only={"instruments": ["ES"]})["trades"] == 0


def test_what_a_single_trade_does_not_have_cannot_rank_it(trader):
    ranking = {"of": "trade", "order": "best"}
    assert refusal(trader, measures=["win_rate"], ranking=ranking)["code"] == "question.not_ranked"
    ranking["of"] = "day"
    assert refusal(trader, measures=["sharpe"], ranking=ranking)["code"] == "question.not_ranked"


def test_figures_of_order_are_not_measured_for_hundreds_of_groups(trader):
    for day in range(1, 22):
        log(trader, day, 10, 40)
        log(trader, day, 12, 40, setup=f"setup {day}")
        log(trader, day, 13, 40, setup=f"other {day}")
    problem = refusal(trader, measures=["max_drawdown"], group_by="setup")
    assert problem["code"] == "question.too_many_groups"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"measures": []},
        {"measures": ["net_pnl"], "only": {"size": {"at_least": "3", "at_most": "2"}}},
        {"measures": ["net_pnl"], "trend": "day", "group_by": "hour"},
        {"measures": ["net_pnl"], "ranking": {"of": "group", "order": "best"}},
        {"measures": ["net_pnl"], "only": {"nobody": 1}},
        {"measures": ["net_pnl"], "only": {"hours": [{"minute_from": -1}]}},
        {"measures": ["net_pnl"], "only": {"after": {"what": "loss", "at_least": 0}}},
    ],
)
def test_what_is_no_question_is_refused(trader, query):
    assert refusal(trader, **query)["errors"]


def test_nobody_asks_the_record_of_another(world, trader):
    other = world.trader()
    trade = log(other, 7, 10, 40, setup="Theirs", pattern_tags=["theirs"])
    see(world, other, trade, "revenge")
    look = ask(other, measures=["trades"])["look"]

    assert ask(trader, measures=["trades"])["trades"] == 0
    assert trader.get(look).json["items"] == []
    assert refusal(trader, measures=["trades"], only={"setups": ["Theirs"]})["nearest"] == []
    assert ask(trader, measures=["occurrences"], only={"patterns": ["revenge"]})["patterns"] == [] or (
        ask(trader, measures=["occurrences"], only={"patterns": ["revenge"]})["patterns"][0]["occurrences"] == 0
    )  # fmt: skip


def test_trades_are_listed_for_a_selection_and_nothing_else(trader):
    assert trader.get("/api/trading/query/trades").json == {"items": [], "more": 0}
    for selection in (
        "{",
        "[]",
        '{"only": {"setups": ["nobody"]}}',
        '{"measures": ["trades"]}',
        "1e999",
    ):
        answer = trader.get("/api/trading/query/trades", query_string={"selection": selection})
        assert answer.status_code in (400, 422), (selection, answer.json)


def test_moved_stops_are_counted_and_said_to_be_overcome(world, trader):
    """Three sightings of a stream that lost 1.2 R each where others made 0.5 R: 3 * (-0.4 - 0.5) = -2.7 R."""
    trades = [log(trader, day, 10, -40) for day in (7, 8, 9)]
    log(trader, 10, 10, 50)
    for trade in trades:
        see(world, trader, trade, "stop_moving")
    see_pattern(
        world, trader, trades[-1], "stop_moving", events=3, r=-2.7, mean_others=0.5, status="resolved",
        interval={"low": -3.4, "high": -1.1, "confidence": 0.95, "method": "bootstrap_bca"}, is_measurable=True,
    )  # fmt: skip

    answer = ask(
        trader, measures=["occurrences", "pattern_cost"], only={"patterns": ["stop_moving"]}
    )

    assert answer["words"] == (
        "Moving the stop: 3 times, last on 9 September 2026, and it cost 2.7 R beside other trades"
        " (these brought -USD 120); since 9 September 2026 it has not happened again."
    )
    figures = {figure["measure"]: figure["value"] for figure in answer["figures"]}
    assert figures["occurrences"] == 3
    assert figures["pattern_cost"] == pytest.approx(-2.7)


def test_of_some_days_a_behaviour_cost_its_own_trades_less_as_many_others(world, trader):
    """Of one day: -0.4 R, less the mean of 0.5 R of the trades that it is compared with."""
    trades = [log(trader, day, 10, -40) for day in (7, 8, 9)]
    for trade in trades:
        see(world, trader, trade, "revenge")
    see_pattern(
        world, trader, trades[-1], "revenge", events=3, r=-2.7, mean_others=0.5, status="active"
    )

    answer = ask(
        trader, measures=["pattern_cost"], only={"patterns": ["revenge"]}, day_to="2026-09-07"
    )

    (pattern,) = answer["patterns"]
    assert pattern["occurrences"] == 1
    assert pattern["cost_r"] == pytest.approx(-0.9)
    assert pattern["interval"] is None
    assert Decimal(pattern["net"]) == -40


def test_of_several_behaviours_together_no_cost_is_made_up(world, trader):
    trade = log(trader, 7, 10, -40)
    for pattern in ("revenge", "tilt"):
        see(world, trader, trade, pattern)
        see_pattern(world, trader, trade, pattern, events=1, r=-1, mean_others=0, status="active")

    (figure,) = ask(trader, measures=["pattern_cost"])["figures"]

    assert (figure["value"], figure["reason"]) == (None, "several_behaviours")


def test_after_a_loss_is_what_had_been_closed_when_the_trade_was_entered(trader):
    """At 10:00 a loss; at 10:03, while it is open, a trade; at 10:07, the minute of its exit, another; the next day one."""
    log(trader, 7, 10, -40)
    log(trader, 7, 10, 40, entry_time="2026-09-07T10:03:00Z", exit_time="2026-09-07T10:30:00Z")
    right_after = log(
        trader, 7, 10, 40, entry_time="2026-09-07T10:07:00Z", exit_time="2026-09-07T10:20:00Z"
    )
    log(trader, 8, 10, 40)

    answer = ask(trader, measures=["trades"], only={"after": {"what": "loss"}})

    items = trader.get(answer["look"]).json["items"]
    assert [item["id"] for item in items] == [right_after["id"]]


@pytest.mark.parametrize(
    ("plain", "filters"),
    [
        ({}, {}),
        ({"direction": "short"}, {"only": {"direction": "short"}}),
        ({"instrument": "MES"}, {"only": {"instruments": ["MES"]}}),
        ({"setup": "opening drive"}, {"only": {"setups": ["opening drive"]}}),
        ({"strategy": "breakouts"}, {"only": {"strategies": ["breakouts"]}}),
        ({"tag": "late"}, {"only": {"tags": ["late"]}}),
        ({"emotion": "calm"}, {"only": {"emotions": ["calm"]}}),
        ({"day_from": "2026-03-05", "day_to": "2026-03-12"}, {"day_from": "2026-03-05", "day_to": "2026-03-12"}),
        ({"trade_type": "training"}, {"trade_type": "training"}),
        ({"currency": "EUR"}, {"currency": "EUR"}),
    ],
)  # fmt: skip
def test_every_figure_equals_the_report_with_the_same_filter(world, trader, plain, filters):
    trader.patch("/api/auth/me", {"account_size": "10000"})
    written(world, trader, 5, trades=60)
    report = trader.get("/api/trading/performance", query_string=plain).json

    for measures in (REPORTED[:8], REPORTED[8:16], REPORTED[16:]):
        answer = ask(trader, measures=list(measures), **filters)
        assert answer["trades"] == report["trades"]
        assert answer["left_out"] == report["left_out"]
        for figure in answer["figures"]:
            reported = report["metrics"][figure["measure"]]
            same = (
                "value",
                "n",
                "interval",
                "excluded",
                "reason",
                "basis",
                "formula",
                "small_sample",
            )
            assert {name: figure[name] for name in same} == {name: reported[name] for name in same}
