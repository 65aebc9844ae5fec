"""Adherence by hand: the plan of `factories.plans` has a zone from 4500 to 4501, a stop of 4495; one R is 6 points."""

import pytest

from tests.factories.plans import ago, ahead, plan_of
from tests.features.record.plans.executions import close, executed, mark, rules_of


def test_everything_kept_is_a_hundred_and_unknown_rules_are_coverage(world):
    trader = world.trader()
    plan, trade = executed(trader)
    for place in (1, 2):
        mark(trader, plan, "criterion", True, place)
    closed = close(trader, trade, "4510")
    answer, rules = rules_of(trader, plan)
    assert {name: rule["met"] for name, rule in rules.items()} == {
        "entry": True,
        "criteria": True,
        "stop": True,
        "size": True,
        "exit": True,
        "invalidation": None,
        "rulebook": None,
    }
    assert (answer["score"], answer["coverage"], answer["match"]) == (
        100,
        100,
        "planned",
    )  # the two do not apply
    assert closed["plan_adherence_score"] == 100
    assert trader.get(f"/api/trading/trades/{trade['id']}").json["plan_adherence_score"] == 100


def test_a_loss_at_the_stop_keeps_the_plan_and_a_win_against_it_breaks_it(world):
    trader = world.trader()
    plan, trade = executed(trader)
    close(trader, trade, "4495")
    assert rules_of(trader, plan)[0]["score"] == 100
    other, winner = executed(trader, position_size="4")
    close(trader, winner, "4520")
    answer, rules = rules_of(trader, other)
    assert (rules["size"]["met"], rules["size"]["deviation_r"]) == (False, 1.0)
    assert answer["score"] == 79  # entry 20, stop 25 and exit 10 of 70: 55/70


def test_a_chase_is_measured_in_r(world):
    trader = world.trader()
    plan, _ = executed(trader, entry="4503")
    _, rules = rules_of(trader, plan)
    assert rules["entry"]["met"] is False
    assert rules["entry"]["deviation_r"] == pytest.approx(0.33)  # 2 of 6 points
    assert rules["entry"]["reason"] == "Filled at 4503, 2 (0.33 R) worse than 4500 to 4501: chased."


def test_a_tenth_of_the_risk_is_slippage_and_a_fill_beyond_the_stop_is_none(world):
    trader = world.trader()
    near, _ = executed(trader, entry="4501.50")
    assert rules_of(trader, near)[1]["entry"]["met"] is True
    beyond, _ = executed(trader, entry="4494", stop_price="4490")
    assert (
        rules_of(trader, beyond)[1]["entry"]["reason"]
        == "Filled at 4494, beyond the planned stop 4495."
    )


@pytest.mark.parametrize(
    ("moves", "exit_price", "met"),
    [
        ([], "4510", True),
        (["4497"], "4510", True),  # nearer than planned
        (["4494"], "4510", False),  # widened
        (["4494", "4496"], "4510", False),  # and taken back
        ([None], "4510", False),  # taken away
        ([], "4494.50", True),  # half a point of slippage
        ([], "4490", False),  # not honoured
    ],
    ids=str,
)
def test_a_stop_is_kept_when_it_is_never_further_than_planned_and_honoured(
    world, moves, exit_price, met
):
    trader = world.trader()
    plan, trade = executed(trader)
    for price in moves:
        assert (
            trader.post(
                f"/api/trading/trades/{trade['id']}/stop", {"stop_price": price}
            ).status_code
            == 200
        )
    close(trader, trade, exit_price)
    answer, rules = rules_of(trader, plan)
    assert rules["stop"]["met"] is met
    if not met:
        assert answer["score"] <= 50
        assert "stop" in answer["capped_by"] or answer["score"] < 50


def test_an_exit_before_the_target_breaks_the_plan_unless_it_has_an_exit_rule(world):
    trader = world.trader()
    early, trade = executed(trader)
    close(trader, trade, "4507")
    rule = rules_of(trader, early)[1]["exit"]
    assert (rule["met"], rule["deviation_r"]) == (False, 0.5)  # 3 of 6 points short
    trailing, other = executed(
        trader, plan=plan_of(trader, exit_rule="Trail below each 5 minute low")
    )
    close(trader, other, "4507")
    assert rules_of(trader, trailing)[1]["exit"]["met"] is None
    mark(trader, trailing, "exit", True)
    assert rules_of(trader, trailing)[1]["exit"]["met"] is True


def test_criteria_that_are_ticked_after_the_exit_do_not_count(world):
    trader = world.trader()
    plan, trade = executed(trader)
    mark(trader, plan, "criterion", True, 1)
    close(trader, trade, "4510")
    mark(trader, plan, "criterion", True, 2)
    rule = rules_of(trader, plan)[1]["criteria"]
    assert (rule["met"], rule["reason"]) == (
        None,
        "1 of 2 criteria were ticked; ticks after the exit do not count.",
    )
    assert (
        trader.post(
            f"/api/trading/plans/{plan['id']}/marks",
            {"subject": "criterion", "met": True, "place": 3},
        ).json["errors"][0]["code"]
        == "plan.no_criterion"
    )


def test_a_plan_that_was_written_after_the_fill_is_late_and_has_no_score(world):
    trader = world.trader()
    body = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 2,
        "entry_time": ago(hours=1),
        "stop_price": "4495",
    }
    trade = trader.post("/api/trading/trades", body).json
    plan = plan_of(trader)
    linked = trader.post(f"/api/trading/plans/{plan['id']}/link", {"trade_id": trade["id"]})
    assert linked.status_code == 200, linked.json
    assert (linked.json["trade"]["plan_match"], linked.json["plan"]["status"]) == (
        "late",
        "executed",
    )
    answer, _ = rules_of(trader, plan)
    assert (answer["score"], answer["score_reason"], answer["version"]) == (None, "late_plan", 1)


def test_a_fill_counts_for_the_version_that_was_alive_then(world):
    trader = world.trader()
    plan = plan_of(trader)
    path = f"/api/trading/plans/{plan['id']}"
    trader.patch(path, {"position_size": "5"})
    world.sql("update plan_versions set frozen_at = now() - interval '3 hours' where number = 1")
    world.sql("update plan_versions set frozen_at = now() - interval '1 hour' where number = 2")
    body = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 5,
        "entry_time": ago(hours=2),
        "exit_price": "4510",
        "exit_time": ago(minutes=90),
    }
    trade = trader.post("/api/trading/trades", body).json
    trader.post(f"{path}/link", {"trade_id": trade["id"]})
    answer, rules = rules_of(trader, plan)
    assert (answer["version"], answer["match"]) == (
        1,
        "planned",
    )  # the second was written after the exit
    assert rules["size"]["reason"] == "5 held at most; 2 planned."


def test_an_edit_while_the_trade_is_open_is_drift_and_afterwards_there_is_none(world):
    trader = world.trader()
    plan, trade = executed(trader)
    path = f"/api/trading/plans/{plan['id']}"
    changed = trader.patch(path, {"stop_loss_level": "4490"})
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    closed = close(trader, trade, "4490")
    answer, rules = rules_of(trader, plan)
    assert (answer["match"], answer["version"], closed["plan_match"]) == ("drifted", 1, "drifted")
    assert rules["stop"]["reason"] == "Left 5 (0.83 R) beyond the planned stop 4495."
    assert trader.patch(path, {"stop_loss_level": "4480"}).json["code"] == "plan.settled"


def test_a_link_by_mistake_is_taken_apart_and_a_deleted_trade_frees_its_plan(world):
    trader = world.trader()
    plan, trade = executed(trader)
    path = f"/api/trading/plans/{plan['id']}"
    assert trader.ask("DELETE", f"{path}/link").status_code == 204
    assert trader.get(path).json["status"] == "pending"
    loose = trader.get(f"/api/trading/trades/{trade['id']}").json
    assert (loose["plan_match"], loose["trade_plan_id"], loose["plan_adherence_score"]) == (
        "unplanned",
        None,
        None,
    )
    assert trader.ask("DELETE", f"{path}/link").json["code"] == "plan.not_followed"
    assert trader.post(f"{path}/link", {"trade_id": trade["id"]}).status_code == 200
    assert trader.post(
        f"/api/trading/plans/{plan_of(trader)['id']}/link", {"trade_id": trade["id"]}
    ).json["code"] == ("plan.trade_taken")
    assert trader.ask("DELETE", f"/api/trading/trades/{trade['id']}").status_code == 204
    freed = trader.get(path).json
    assert (freed["status"], freed["trade_id"], freed["executed_at"]) == ("pending", None, None)


def test_trades_without_a_plan_are_suggested_with_the_likeliest_one(world):
    trader = world.trader()
    near = plan_of(trader, title="near")
    plan_of(trader, title="far", entry_zone=None, entry_price="4400", stop_loss_level="4395")
    plan_of(
        trader,
        title="short",
        direction="short",
        stop_loss_level="4505",
        take_profit_targets=["4490"],
    )
    body = {"instrument": "ESZ6", "direction": "long", "entry_price": "4500.50", "position_size": 2}
    trade = trader.post("/api/trading/trades", {**body, "entry_time": ahead(seconds=1)}).json
    items = trader.get("/api/trading/plans/suggestions").json["items"]
    assert [(item["trade_id"], item["plan_id"], item["match"]) for item in items] == [
        (trade["id"], near["id"], "planned")
    ]
    assert items[0]["likeness"] >= 95
    trader.post(f"/api/trading/plans/{near['id']}/link", {"trade_id": trade["id"]})
    assert trader.get("/api/trading/plans/suggestions").json["items"] == []


def test_weights_are_the_traders_and_every_score_follows(world):
    trader = world.trader()
    plan, trade = executed(trader, entry="4503", position_size="4")  # chased and too large
    close(trader, trade, "4510")
    assert rules_of(trader, plan)[0]["score"] == 50  # stop 25 and exit 10 of 70
    weights = trader.ask(
        "PUT", "/api/trading/plans/adherence/weights", {"weights": {"entry": 0, "size": 5}}
    )
    assert weights.json["weights"]["entry"] == 0
    assert rules_of(trader, plan)[0]["score"] == 88  # 35 of 40, as `adherence_score` rounds 87.5
    assert trader.get(f"/api/trading/trades/{trade['id']}").json["plan_adherence_score"] == 88
    hard = {"hard_rules": ["size"], "hard_cap": 10}
    trader.ask("PUT", "/api/trading/plans/adherence/weights", hard)
    answer, _ = rules_of(trader, plan)
    assert (answer["score"], answer["capped_by"]) == (10, ["size"])
    none = trader.ask(
        "PUT",
        "/api/trading/plans/adherence/weights",
        {
            "weights": dict.fromkeys(
                ("entry", "criteria", "stop", "size", "exit", "invalidation", "rulebook"), 0
            )
        },
    )
    assert (none.status_code, none.json["errors"][0]["code"]) == (422, "plan.no_weight")
    assert (
        trader.ask(
            "PUT", "/api/trading/plans/adherence/weights", {"weights": {"luck": 5}}
        ).status_code
        == 422
    )


def test_late_and_drifted_plans_are_lists_of_their_own(world):
    trader = world.trader()
    kept, _ = executed(trader)
    drifted, moved = executed(trader)
    trader.patch(f"/api/trading/plans/{drifted['id']}", {"stop_loss_level": "4490"})
    close(trader, moved, "4490")
    trade = trader.post(
        "/api/trading/trades",
        {
            "instrument": "ES",
            "direction": "long",
            "entry_price": "4500.5",
            "position_size": "2",
            "entry_time": ago(hours=2),
        },
    ).json
    late = plan_of(trader, title="Afterwards")
    trader.post(f"/api/trading/plans/{late['id']}/link", {"trade_id": trade["id"]})
    waiting = plan_of(trader)
    lists = {
        match: [
            (plan["id"], plan["match"])
            for plan in trader.get(f"/api/trading/plans?match={match}").json["items"]
        ]
        for match in ("planned", "late", "drifted")
    }
    assert lists == {
        "planned": [(kept["id"], "planned")],
        "late": [(late["id"], "late")],
        "drifted": [(drifted["id"], "drifted")],
    }
    assert trader.get(f"/api/trading/plans/{waiting['id']}").json["match"] is None
    counts = trader.get("/api/trading/plans/counts").json
    assert (counts["executed"], counts["late"], counts["drifted"]) == (3, 1, 1)


def test_what_was_said_of_a_plan_is_listed_and_the_last_word_counts(world):
    trader = world.trader()
    plan, _ = executed(trader)
    mark(trader, plan, "criterion", False, 2)
    mark(trader, plan, "criterion", True, 1)
    mark(trader, plan, "criterion", True, 2)
    mark(trader, plan, "exit", True)
    path = f"/api/trading/plans/{plan['id']}/marks"
    said = [
        (item["subject"], item["place"], item["met"], item["counts"])
        for item in trader.get(path).json["items"]
    ]
    assert said == [
        ("criterion", 2, False, False),
        ("criterion", 1, True, True),
        ("criterion", 2, True, True),
        ("exit", 1, True, True),
    ]
    assert world.trader().get(path).status_code == 404
