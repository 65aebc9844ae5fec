"""The report of adherence, and scores by SQL and by Python."""

from datetime import UTC, datetime

import pytest

from tests.factories.plans import ago, ahead, plan_of
from tests.features.record.plans.executions import close, executed


def test_the_report_prices_each_rule_and_says_when_there_is_too_little(world):
    trader = world.trader()
    for n in range(22):
        entry = "4500.50" if n % 2 else "4503"
        _, trade = executed(trader, entry=entry)
        close(trader, trade, "4510" if n % 2 else "4495")
    report = trader.get("/api/trading/plans/adherence").json
    assert (report["planned"], report["unplanned"], report["scored"]) == (22, 0, 22)
    entry = next(item for item in report["rules"] if item["rule"] == "entry")
    assert (entry["followed"], entry["broken"], entry["unknown"]) == (11, 11, 0)
    # followed: 9.5 of 5.5 points; broken: the whole risk of 8 points
    assert entry["premium"]["value"] == pytest.approx(9.5 / 5.5 + 1)
    assert entry["premium"]["n"] == 11
    size = next(item for item in report["rules"] if item["rule"] == "size")
    assert (size["premium"]["value"], size["premium"]["reason"]) == (None, "no_trades")
    assert report["premium_of_planning"]["reason"] == "no_trades"
    assert [item["trades"] for item in report["over_time"]] == [22]
    assert report["score"]["n"] == 22


def test_the_report_takes_the_filters_of_the_list_several_values_each(world):
    """Three of ES, two of NQ, one of CL, in two setups; each filter counts what the list of trades counts."""
    trader = world.trader()
    for number, instrument in enumerate(["ES", "NQ", "CL", "ES", "NQ", "ES"]):
        price = {"ES": 4500, "NQ": 18000, "CL": 80}[instrument]
        day = f"2026-11-{(9, 10, 11, 12, 13, 16)[number]:02d}"
        body = {
            "instrument": instrument,
            "direction": "long" if number % 2 else "short",
            "entry_price": str(price),
            "position_size": 1,
            "setup": "orb" if number < 2 else "fade",
            "entry_time": f"{day}T15:00:00Z",
            "exit_price": str(price + 1),
            "exit_time": f"{day}T15:30:00Z",
        }
        answer = trader.post("/api/trading/trades", body)
        assert answer.status_code == 201, answer.json
    for query, expected in (
        ({"instrument": ["ES", "CL"]}, 4),
        ({"instrument": "es"}, 3),
        ({"instrument": ["ES", "NQ"], "setup": "ORB"}, 2),
        ({"direction": "short"}, 3),
        ({"outcome": ["win", "break_even"], "weekday": ["monday", "thursday"]}, 2),
        ({"day_from": "2026-11-10", "day_to": "2026-11-12"}, 3),
    ):
        report = trader.get("/api/trading/plans/adherence", query_string=query).json
        counted = sum(report[match] for match in ("planned", "late", "drifted", "unplanned"))
        closed = {"status": "closed", "trade_type": "real", **query}
        listed = trader.get("/api/trading/trades/totals", query_string=closed).json["trades"]
        assert (counted, listed) == (expected, expected), query


def test_an_empty_report_is_an_answer(world):
    report = world.trader().get("/api/trading/plans/adherence?period=day").json
    assert (report["scored"], report["score"]["value"], report["over_time"]) == (0, None, [])


def test_a_score_is_the_same_by_sql_and_by_python(world):
    from random import Random

    from backend.features.record.plans.adherence.service import Weights, _score_all
    from backend.features.record.plans.models import AdherenceRule
    from backend.quant.adherence import adherence_score

    trader, random = world.trader(), Random(7)
    trades = []
    for _ in range(30):
        body = {
            "instrument": "ES",
            "direction": "long",
            "entry_price": "4500",
            "position_size": 1,
            "entry_time": ago(),
        }
        trades.append(trader.post("/api/trading/trades", body).json["id"])
    plan, _ = executed(trader)
    names = [rule.value for rule in AdherenceRule]
    facts = {}
    for trade_id in trades:
        met = {name: random.choice([True, False, None]) for name in names}
        applies = {name: met[name] is not None or random.random() < 0.5 for name in names}
        facts[trade_id] = (met, applies)
        details = ", ".join(
            f"'{name}', jsonb_build_object('applies', {applies[name]})" for name in names
        )
        columns = ", ".join(f'"{name}"' for name in names)
        world.sql(
            f"insert into plan_adherence (trade_id, user_id, plan_id, version, match, linked_by, {columns}, details,"
            f" coverage, linked_at, scored_at) values (%s, %s, %s, 1, 'planned', 'link', {', '.join(['%s'] * 7)},"
            f" jsonb_build_object({details}), 0, now(), now())",
            trade_id,
            trader.user["id"],
            plan["id"],
            *met.values(),
        )
    from uuid import UUID

    from backend.core.db import acting_for

    user = UUID(trader.user["id"])
    for _ in range(10):
        weights = {name: random.choice([0, 1, 5, 8, 13, 20]) for name in names}
        hard, cap = tuple(random.sample(names, 2)), random.choice([0, 40, 50])
        with world.app.extensions["coach"].database.transaction(acting_for(user)) as session:
            _score_all(session, user, Weights(weights, hard, cap), datetime.now(UTC))
        rows = world.sql(
            "select trade_id::text, score, coverage from plan_adherence where plan_id = %s",
            plan["id"],
        )
        for trade_id, score, coverage in rows:
            if trade_id in facts:
                met, applies = facts[trade_id]
                answer = adherence_score(
                    {name: met[name] for name in names if applies[name]}, weights, hard, cap
                )
                assert (score, coverage) == (answer.value, answer.coverage), (
                    met,
                    applies,
                    weights,
                    hard,
                    cap,
                )


def test_a_practice_trade_does_not_follow_a_plan_for_money(world):
    trader = world.trader()
    plan, practice = plan_of(trader), plan_of(trader, trade_type="training")
    body = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500.50",
        "position_size": 2,
        "entry_time": ahead(seconds=1),
        "trade_type": "training",
    }
    trade = trader.post("/api/trading/trades", body).json
    refused = trader.post(f"/api/trading/plans/{plan['id']}/link", {"trade_id": trade["id"]})
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (409, "plan.other_type")
    named = trader.post("/api/trading/trades", {**body, "trade_plan_id": plan["id"]})
    assert (named.status_code, named.json["code"]) == (409, "plan.no_match")
    items = trader.get("/api/trading/plans/suggestions").json["items"]
    assert [item["plan_id"] for item in items] == [practice["id"]]
    assert (
        trader.post(
            f"/api/trading/plans/{practice['id']}/link", {"trade_id": trade["id"]}
        ).status_code
        == 200
    )
