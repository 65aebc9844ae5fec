"""Every filter, alone and together, against an independent model over the trades that the API lists."""

import random
from decimal import Decimal
from typing import Any

import pytest

from backend.core.types import plain_decimal
from backend.features.record.performance.filters.schemas import Filters
from backend.features.record.performance.schemas import GroupBy
from tests.features.record.questions import question_model as model
from tests.features.record.questions.random_record import PATTERNS, written

MEASURES = [
    "net_pnl", "win_rate", "expectancy", "fees", "holding_time", "size", "adherence", "max_drawdown_money",
]  # fmt: skip
STREAKS = ["longest_winning_streak", "longest_losing_streak"]
FILTERS: dict[str, list[Any]] = {
    "weekdays": [["monday"], ["tuesday", "friday"], ["saturday", "sunday"]],
    "hours": [
        [{"minute_from": 570, "minute_to": 660}],
        [{"minute_from": 1320, "minute_to": 120}],
        [{"minute_from": 0, "minute_to": 60}, {"minute_from": 720, "minute_to": 1440}],
    ],
    "sessions": [["asia"], ["london", "after_hours"], ["new_york"]],
    "instruments": [["AAPL"], ["mes"], ["MESZ6", "BTCUSDT"]],
    "classes": [["future"], ["stock", "crypto"], ["forex"]],
    "direction": ["long", "short"],
    "setups": [["OPENING drive"], ["fade", "GROSS"]],
    "strategies": [["breakouts"], ["Breakouts", "REVERSALS"]],
    "tags": [["A+"], ["late", "news"]],
    "every_tag": [["a+"], ["late", "NEWS"], ["news", "late", "A+"]],
    "emotions": [["calm"], ["angry"]],
    "accounts": [["Second"], ["on paper"], ["Euro"]],
    "plans": [["planned"], ["late", "drifted"], ["unplanned"]],
    "patterns": [[PATTERNS[0]], PATTERNS[1:]],
    "outcomes": [["win"], ["loss", "break_even"]],
    "adherence": [{"at_least": "50"}, {"at_least": "20", "at_most": "70"}],
    "size": [{"at_least": "2"}, {"at_least": "5", "at_most": "5"}, {"at_most": "1"}],
    "nth_of_day": [{"at_least": "1", "at_most": "1"}, {"at_least": "3"}],
    "after": [{"what": "loss"}, {"what": "win"}, {"what": "loss", "at_least": 2}],
    "holding_minutes": [{"at_least": "5"}, {"at_most": "4"}, {"at_least": "15", "at_most": "45"}],
}  # fmt: skip


@pytest.fixture(params=[11, 12])
def record(request, world):
    trader = world.trader()
    return trader, written(world, trader, request.param)


def ask(trader, **query):
    answer = trader.post("/api/trading/query", query)
    assert answer.status_code == 200, (query, answer.json)
    return answer.json


def values(part) -> dict[str, Any]:
    return {figure["measure"]: figure["value"] for figure in part["figures"]}


def hold_to_model(part, trades, query) -> None:
    """Every figure of a selection, to the last digit where it is exact."""
    figures = values(part)
    assert part["trades"] == len(trades), query
    if not trades:
        assert figures["net_pnl"] is None
        return
    assert Decimal(figures["net_pnl"]) == model.total(trades), query
    assert figures["win_rate"] == approximately(model.win_rate(trades)), query
    assert figures["expectancy"] == approximately(model.mean(model.results_in_r(trades))), query
    assert Decimal(figures["fees"]) == sum(Decimal(trade["fees"]) for trade in trades), query
    assert Decimal(figures["holding_time"]) == model.middle(trades, "hold_seconds"), query
    assert Decimal(figures["size"]) == model.middle(trades, "position_size"), query
    scores = [trade["plan_adherence_score"] for trade in trades]
    assert figures["adherence"] == approximately(
        model.mean([score for score in scores if score is not None])
    ), query
    fall = model.deepest_fall(trades)
    assert Decimal(figures["max_drawdown_money"]) == pytest.approx(fall, abs=Decimal("1e-6")), query


def mean_risk(trades):
    """Of trades whose risk is known in the currency of the account, as money is written."""
    risks = [
        Decimal(trade["risk_amount"])
        for trade in trades
        if trade["risk_amount"] is not None and trade["currency"] == trade["account_currency"]
    ]
    if not risks:
        return None
    return plain_decimal((sum(risks) / len(risks)).quantize(Decimal("0.01")))


def approximately(value):
    return None if value is None else pytest.approx(value)


def trades_a_day(trades) -> Decimal | None:
    days = {trade["exit_day"] for trade in trades}
    if not days:
        return None
    return (Decimal(len(trades)) / len(days)).quantize(Decimal("0.01"))


def shown_ids(trader, look) -> list[str]:
    answer = trader.get(f"{look}&limit=200")
    assert answer.status_code == 200, answer.json
    assert answer.json["more"] == 0
    return [trade["id"] for trade in answer.json["items"]]


def test_each_filter_takes_what_the_model_takes_and_leaves_the_rest(record):
    trader, trades = record
    for name, choices in FILTERS.items():
        for value in choices:
            taken = trades.selected({"only": {name: value}})
            left = trades.selected({"excluding": {name: value}})
            only = ask(trader, measures=MEASURES, only={name: value})
            without = ask(trader, measures=MEASURES, excluding={name: value})
            hold_to_model(only, taken, (name, value))
            hold_to_model(without, left, ("excluding", name, value))
            of_columns = ask(trader, measures=["risk", "trades_per_day"], only={name: value})
            risk, a_day = (figure["value"] for figure in of_columns["figures"])
            assert risk == mean_risk(taken), (name, value)
            assert (a_day and Decimal(a_day)) == trades_a_day(taken), (name, value)
            assert set(shown_ids(trader, only["look"])) == {trade["id"] for trade in taken}
            assert values(ask(trader, measures=STREAKS, only={name: value}))[
                "longest_losing_streak"
            ] in (model.longest_run(taken, "loss"), None)


def test_what_is_taken_and_what_is_left_make_the_whole(record):
    trader, _ = record
    whole = ask(trader, measures=["net_pnl"])
    for name, choices in FILTERS.items():
        if name == "accounts":
            continue  # to name an account is to choose its currency, and paper
        parts = [
            ask(trader, measures=["net_pnl"], **{side: {name: choices[0]}})
            for side in ("only", "excluding")
        ]
        assert sum(part["trades"] for part in parts) == whole["trades"], name
        nets = [Decimal(values(part)["net_pnl"] or 0) for part in parts]
        assert sum(nets) == Decimal(values(whole)["net_pnl"]), name


def test_filters_together_are_what_the_model_makes_of_them(record):
    trader, trades = record
    draw = random.Random(7)
    sizes = []
    for _ in range(60):
        query = random_part(draw)
        answer = ask(trader, measures=MEASURES, **query)
        selected = trades.selected(query)
        hold_to_model(answer, selected, query)
        sizes.append(len(selected))
    assert sum(size > 0 for size in sizes) > 20, "most questions have something to answer"


def random_part(draw: random.Random) -> dict[str, Any]:
    names = draw.sample(list(FILTERS), 3)
    part: dict[str, Any] = {
        "only": {name: draw.choice(FILTERS[name]) for name in names[: draw.randrange(3)]},
        "excluding": {name: draw.choice(FILTERS[name]) for name in names[2:][: draw.randrange(2)]},
        "trade_type": draw.choice(["real", "real", "training", None]),
    }
    if draw.random() < 0.4:
        part["day_from"] = f"2026-03-{draw.randrange(2, 12):02d}"
    if draw.random() < 0.4:
        part["day_to"] = f"2026-03-{draw.randrange(12, 26):02d}"
    return part


def test_groups_add_up_to_the_whole_and_each_is_the_question_with_its_filter(record):
    trader, _ = record
    measures = ["net_pnl", "trades", "fees", "occurrences"]
    whole = values(ask(trader, measures=measures))
    for by in GroupBy:
        rows = ask(trader, measures=measures, group_by=by)["rows"]
        if by not in ("tag", "account"):  # tags overlap, and groups of accounts tell of paper
            for measure in measures:
                figures = [values(row)[measure] or 0 for row in rows]
                assert sum(map(Decimal, figures)) == Decimal(whole[measure]), (by, measure)
        for row in rows:
            if row["look"] is not None and row["trades"]:
                assert len(shown_ids(trader, row["look"])) == row["trades"], (by, row["key"])


def test_what_depends_on_order_is_measured_for_each_group_alone(record):
    trader, trades = record
    rows = ask(trader, measures=["max_drawdown_money", "longest_losing_streak"], group_by="weekday")
    for row in rows["rows"]:
        of_day = trades.selected({"only": {"weekdays": [row["key"].lower()]}})
        figures = values(row)
        fall = model.deepest_fall(of_day)
        assert Decimal(figures["max_drawdown_money"]) == pytest.approx(fall, abs=Decimal("1e-6"))
        assert figures["longest_losing_streak"] == model.longest_run(of_day, "loss")


def test_a_trend_is_the_question_asked_of_each_step(record):
    trader, trades = record
    for step, key in (("day", lambda day: day), ("month", lambda day: day[:7])):
        answer = ask(trader, measures=["net_pnl", "win_rate", "trades"], trend=step)
        by_key: dict[str, list[model.Trade]] = {}
        for trade in trades.selected({}):
            by_key.setdefault(key(trade["exit_day"]), []).append(trade)
        assert [row["key"] for row in answer["rows"]] == sorted(by_key)
        for row in answer["rows"]:
            of_step = by_key[row["key"]]
            assert Decimal(values(row)["net_pnl"]) == model.total(of_step)
            assert values(row)["win_rate"] == approximately(model.win_rate(of_step))
            assert values(row)["trades"] == len(of_step)


def test_every_filter_is_tried():
    assert set(FILTERS) == set(Filters.model_fields)


@pytest.mark.parametrize("order", ["best", "worst"])
def test_trades_are_ranked_as_a_sort_ranks_them_with_their_ties(record, order):
    trader, trades = record
    columns = {
        "net_pnl": "pnl_account",
        "expectancy": "r_multiple",
        "holding_time": "hold_seconds",
        "size": "position_size",
    }
    for measure, column in columns.items():
        answer = ask(
            trader, measures=[measure], ranking={"of": "trade", "order": order, "limit": 4}
        )
        known = [trade for trade in trades.selected({}) if trade[column] is not None]
        numbers = sorted((Decimal(str(trade[column])) for trade in known), reverse=order == "best")
        shown = [Decimal(str(values(row)[measure])) for row in answer["rows"]]
        assert [float(value) for value in shown] == pytest.approx([float(n) for n in numbers[:4]])
        assert answer["tied"] == numbers[4:].count(numbers[3])
        assert answer["more"] == len(numbers) - 4
        assert [row["place"] for row in answer["rows"]] == [
            numbers.index(number) + 1 for number in numbers[:4]
        ]


def test_days_and_groups_are_ranked_by_their_figure(record):
    trader, trades = record
    for by, key in (
        ("day", lambda trade: trade["exit_day"]),
        ("setup", lambda trade: trade["setup"]),
    ):
        groups: dict[str, list[model.Trade]] = {}
        for trade in trades.selected({}):
            if key(trade) is not None:
                groups.setdefault(key(trade), []).append(trade)
        sums = sorted(model.total(of_key) for of_key in groups.values())
        ranking = {"of": "group" if by == "setup" else "day", "order": "worst", "limit": 3}
        query = {"group_by": by} if by == "setup" else {}
        answer = ask(trader, measures=["net_pnl"], ranking=ranking, **query)
        assert [Decimal(values(row)["net_pnl"]) for row in answer["rows"]] == sums[:3]
        for row in answer["rows"]:
            assert model.total(groups[row["key"]]) == Decimal(values(row)["net_pnl"])


def test_a_comparison_is_both_questions_and_their_difference(record):
    trader, trades = record
    first, second = {"only": {"direction": "long"}}, {"only": {"direction": "short"}}
    answer = ask(trader, measures=MEASURES, **first, compared_with=second)
    sides = trades.selected(first), trades.selected(second)
    hold_to_model(answer, sides[0], first)
    hold_to_model(answer["compared"], sides[1], second)
    differences = {row["measure"]: row for row in answer["differences"]}
    rates = [model.win_rate(side) for side in sides]
    assert differences["win_rate"]["value"] == pytest.approx(rates[0] - rates[1])
    means = [model.mean(model.results_in_r(side)) for side in sides]
    assert differences["expectancy"]["value"] == pytest.approx(means[0] - means[1])
    assert differences["win_rate"]["interval"] is not None
    assert "overlap" not in answer["weakness"]


def test_of_trades_that_are_on_both_sides_no_interval_is_known(record):
    trader, _ = record
    answer = ask(trader, measures=["win_rate"], compared_with={"only": {"direction": "short"}})
    assert "overlap" in answer["weakness"]
    assert [difference["interval"] for difference in answer["differences"]] == [None]


def test_occurrences_are_those_of_the_selected_trades(record):
    trader, trades = record
    for pattern in PATTERNS:
        for part in ({}, {"only": {"direction": "long"}}, {"excluding": {"weekdays": ["monday"]}}):
            only = {**part.get("only", {}), "patterns": [pattern]}
            answer = ask(trader, measures=["occurrences"], **{**part, "only": only})
            in_trades = [
                trade
                for trade in trades.trades
                for trade_id in trades.seen[pattern]
                if trade_id == trade["id"]
                and trade["trade_type"] == "real"
                and not trades.is_paper(trade)
                and all(trades.takes(trade, *one) for one in part.get("only", {}).items())
                and not any(trades.takes(trade, *one) for one in part.get("excluding", {}).items())
            ]
            assert values(answer)["occurrences"] == len(in_trades), (pattern, part)
            (told,) = answer["patterns"]
            brought = {
                trade["id"]: Decimal(trade["pnl_account"] or 0)
                for trade in in_trades
                if trade["account_currency"] == "USD"
            }
            assert Decimal(told["net"]) == sum(brought.values())
