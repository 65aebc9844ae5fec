import hashlib
import json
import threading

import pytest

from tests.factories.plans import PLAN, ago, ahead, plan_of


def test_a_plan_is_frozen_with_what_follows_from_it(world):
    plan = plan_of(world.trader())
    assert (plan["status"], plan["version"], plan["currency"]) == ("pending", 1, "USD")
    assert plan["risk_per_unit"] == "300"  # 6 points from the worse edge, 50 dollars a point
    assert plan["risk_amount"] == "600"
    assert plan["risk_reward"] == ["1.5", "3.17"]  # 9 and 19 points over 6


def test_a_price_is_a_zone_of_one_price_and_a_stated_risk_is_kept(world):
    plan = plan_of(world.trader(), entry_zone=None, entry_price="4500", risk_amount="550")
    assert (plan["risk_per_unit"], plan["risk_amount"], plan["risk_reward"]) == (
        "250",
        "550",
        ["2", "4"],
    )


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"take_profit_targets": ["4490"]}, "take_profit_targets.0", "plan.target_side"),
        ({"take_profit_targets": ["4510", "4500.5"]}, "take_profit_targets.1", "plan.target_side"),
        ({"take_profit_targets": ["4510", "4510.00"]}, "take_profit_targets", "plan.target_twice"),
        (
            {"take_profit_targets": [str(4510 + n) for n in range(500)]},
            "take_profit_targets",
            "too_long",
        ),
        ({"take_profit_targets": []}, "take_profit_targets", "too_short"),
        ({"stop_loss_level": "4500.5"}, "stop_loss_level", "plan.stop_side"),
        ({"stop_loss_level": "0"}, "stop_loss_level", "instrument.bad_price"),
        ({"direction": "short"}, "stop_loss_level", "plan.stop_side"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at", "plan.expired"),
        ({"expires_at": "2030-01-01T00:00:00"}, "expires_at", "datetime_naive"),
        ({"entry_zone": {"low": "4501", "high": "4500"}}, "entry_zone", "zone"),
        ({"entry_price": "4500"}, "body", "one_of"),
        ({"position_size": "99999999999999"}, "position_size", "plan.too_large"),
        ({"confidence_score": 101}, "confidence_score", "less_than_equal"),
        ({"entry_criteria": []}, "entry_criteria", "too_short"),
        ({"title": "x" * 201}, "title", "string_too_long"),
        ({"instrument": "NOTHING!"}, "instrument", "instrument.unknown"),
        ({"version": 7}, "version", "extra_forbidden"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_plan_that_does_not_fit_is_refused_and_keeps_nothing(world, change, field, code):
    trader = world.trader()
    answer = trader.post("/api/trading/plans", {**PLAN, **change})
    assert answer.status_code == 422
    assert (field, code) in [(item["field"], item["code"]) for item in answer.json["errors"]]
    assert world.sql("select count(*) from trade_plans") == [(0,)]


def test_an_edit_is_a_new_version_and_the_old_one_stays_as_it_was(world):
    trader = world.trader()
    plan = plan_of(trader)
    path = f"/api/trading/plans/{plan['id']}"
    changed = trader.patch(path, {"stop_loss_level": "4494", "entry_price": "4500", "version": 1})
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    first, second = trader.get(f"{path}/versions").json["items"]
    assert first["terms"]["stop_loss_level"] == "4495"
    assert first["alive_until"] == second["frozen_at"]
    assert {item["field"]: (item["before"], item["after"]) for item in second["changes"]} == {
        "entry_price": (None, "4500"),
        "entry_zone": ({"low": "4500", "high": "4501"}, None),
        "stop_loss_level": ("4495", "4494"),
    }
    assert second["previous_hash"] == first["hash"]
    assert first["intact"]
    assert second["intact"]


def test_the_hash_can_be_computed_by_anybody(world):
    trader = world.trader()
    plan = plan_of(trader)
    version = trader.get(f"/api/trading/plans/{plan['id']}/versions").json["items"][0]
    whole = {
        "frozen_at": version["frozen_at"],
        "number": 1,
        "plan_id": plan["id"],
        "previous": None,
        "terms": version["terms"],
    }
    canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(canonical.encode()).hexdigest() == version["hash"] == plan["hash"]


def test_a_version_that_was_changed_behind_the_product_shows_it(world):
    trader = world.trader()
    plan = plan_of(trader)
    trader.patch(f"/api/trading/plans/{plan['id']}", {"title": "Another"})
    world.sql(
        """update plan_versions set terms = jsonb_set(terms, '{stop_loss_level}', '"4400"') where number = 1"""
    )
    intact = [
        item["intact"]
        for item in trader.get(f"/api/trading/plans/{plan['id']}/versions").json["items"]
    ]
    assert intact == [False, True]


def test_the_application_itself_cannot_change_a_version(world, app):
    from uuid import UUID

    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    from backend.core.db import acting_for

    trader = world.trader()
    plan_of(trader)
    database = app.extensions["coach"].database
    for statement in (
        "update plan_versions set hash = 'x'",
        "delete from plan_versions",
        "delete from rulebook_holds",
        "update rulebook_overrides set reason = 'x'",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            database.transaction(acting_for(UUID(trader.user["id"]))) as session,
        ):
            session.execute(text(statement))


def test_nothing_new_makes_no_version_and_a_lost_edit_is_refused(world):
    trader = world.trader()
    plan = plan_of(trader)
    path = f"/api/trading/plans/{plan['id']}"
    assert trader.patch(path, {"title": PLAN["title"]}).json["version"] == 1
    trader.patch(path, {"title": "Mine"})
    lost = trader.patch(path, {"title": "Theirs", "version": 1})
    assert (lost.status_code, lost.json["code"]) == (409, "plan.changed")
    assert trader.patch(path, {"take_profit_targets": None}).status_code == 422
    assert trader.patch(path, {"take_profit_targets": ["4400"]}).json["code"] == "plan.inconsistent"
    assert trader.get(path).json["version"] == 2


def test_a_cancelled_plan_stays_as_it_is(world):
    trader = world.trader()
    plan = plan_of(trader)
    path = f"/api/trading/plans/{plan['id']}"
    assert trader.post(f"{path}/cancel").json["status"] == "cancelled"
    for answer in (
        trader.post(f"{path}/cancel"),
        trader.patch(path, {"title": "x"}),
        trader.post(f"{path}/execute", {}),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "plan.settled")


def test_an_expired_plan_is_over_at_once_and_the_beat_writes_it_down(world):
    trader = world.trader()
    plan = plan_of(trader, expires_at=ahead(hours=1))
    other = plan_of(trader)
    world.sql(
        "update trade_plans set expires_at = now() - interval '1 second' where id = %s", plan["id"]
    )
    path = f"/api/trading/plans/{plan['id']}"
    assert trader.get(path).json["status"] == "expired"
    assert trader.post(f"{path}/execute", {"entry_price": "4500"}).json["code"] == "plan.settled"
    assert [
        item["id"] for item in trader.get("/api/trading/plans?status=pending").json["items"]
    ] == [other["id"]]
    assert [
        item["id"] for item in trader.get("/api/trading/plans?status=expired").json["items"]
    ] == [plan["id"]]
    world.beat("plans.expire")
    assert dict(world.sql("select id::text, status from trade_plans")) == {
        plan["id"]: "expired",
        other["id"]: "pending",
    }


def test_plans_are_listed_by_status_instrument_and_page(world):
    trader = world.trader()
    created = [plan_of(trader, title=f"Plan {n}")["id"] for n in range(5)]
    short = plan_of(
        trader,
        instrument="MNQ",
        direction="short",
        entry_zone=None,
        entry_price="20000",
        stop_loss_level="20050",
        take_profit_targets=["19900"],
    )
    shown, cursor = [], None
    while True:
        page = trader.get(
            "/api/trading/plans",
            query_string={"limit": 2, **({"cursor": cursor} if cursor else {})},
        ).json
        shown += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert shown == [short["id"], *reversed(created)]
    only = trader.get("/api/trading/plans?instrument=MNQZ6&direction=short").json["items"]
    assert [item["id"] for item in only] == [short["id"]]


def test_a_plan_becomes_a_trade_with_its_stop_and_target_and_is_executed(world):
    trader = world.trader()
    plan = plan_of(trader, setup="failed breakdown")
    path = f"/api/trading/plans/{plan['id']}"
    draft = trader.get(f"{path}/draft").json
    assert draft["missing"] == ["entry_price"]
    assert (draft["trade"]["stop_price"], draft["trade"]["target_price"]) == ("4495", "4510")
    created = trader.post(f"{path}/execute", {"entry_price": "4500.75", "fees": "4.20"})
    assert created.status_code == 201, created.json
    trade = created.json["trade"]
    assert created.json["plan"]["status"] == "executed"
    assert created.json["plan"]["trade_id"] == trade["id"]
    assert (trade["trade_plan_id"], trade["plan_match"]) == (plan["id"], "planned")
    assert (trade["stop_price"], trade["target_price"], trade["position_size"]) == (
        "4495",
        "4510",
        "2",
    )
    assert (trade["planned_entry_price"], trade["entry_slippage"]) == ("4501", "-0.25")
    assert trade["setup"] == "failed breakdown"


def test_a_zone_needs_the_price_of_the_fill_and_a_level_does_not(world):
    trader = world.trader()
    zone, level = plan_of(trader), plan_of(trader, entry_zone=None, entry_price="4500")
    refused = trader.post(f"/api/trading/plans/{zone['id']}/execute", {})
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (
        422,
        "plan.entry_price_missing",
    )
    assert (
        trader.post(f"/api/trading/plans/{level['id']}/execute", {}).json["trade"]["entry_price"]
        == "4500"
    )
    bad = trader.post(
        f"/api/trading/plans/{zone['id']}/execute", {"entry_price": "4515", "target_price": "4510"}
    )
    assert bad.json["code"] == "trade.inconsistent"
    assert trader.get(f"/api/trading/plans/{zone['id']}").json["status"] == "pending"


def test_of_many_executions_at_once_one_wins(world):
    trader = world.trader()
    plan = plan_of(trader)
    answers = []

    def execute():
        mine = world.app.test_client()
        headers = {"Authorization": f"Bearer {trader.access_token}"}
        body = {"entry_price": "4500"}
        answers.append(
            mine.post(
                f"/api/trading/plans/{plan['id']}/execute", json=body, headers=headers
            ).status_code
        )

    threads = [threading.Thread(target=execute) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 409, 409, 409, 409, 409]
    assert world.sql("select count(*) from trades") == [(1,)]


def test_a_trade_can_name_its_plan_and_a_wrong_one_is_refused(world):
    trader = world.trader()
    plan = plan_of(trader)
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 1,
        "entry_time": ago(),
        "trade_plan_id": plan["id"],
    }
    other = trader.post("/api/trading/trades", {**trade, "direction": "short"})
    assert (other.status_code, other.json["errors"][0]["code"]) == (409, "plan.other_direction")
    assert world.sql("select count(*) from trades") == [(0,)]
    logged = trader.post("/api/trading/trades", {**trade, "entry_time": ahead()})
    assert (logged.status_code, logged.json["plan_match"]) == (201, "planned")
    again = trader.post("/api/trading/trades", trade)
    assert (again.status_code, again.json["code"]) == (409, "plan.settled")
    listed = trader.get("/api/trading/trades", query_string={"trade_plan_id": plan["id"]}).json[
        "items"
    ]
    assert [item["id"] for item in listed] == [logged.json["id"]]
    assert trader.get("/api/trading/trades?plan_match=unplanned").json["items"] == []


def test_a_plan_is_drawn(world):
    trader = world.trader()
    plan = plan_of(trader, title="Break $20$ & <b>more</b>")
    png = trader.get(f"/api/trading/plans/{plan['id']}/picture")
    assert (png.mimetype, png.data[:4]) == ("image/png", b"\x89PNG")
    svg = trader.get(f"/api/trading/plans/{plan['id']}/picture?format=svg")
    assert svg.mimetype == "image/svg+xml"
    assert b"target 2: 4520  3.17 R" in svg.data
    assert b"&lt;b&gt;more" in svg.data


def test_a_picture_is_kept_to_be_sent_in_the_chat(world):
    trader = world.trader()
    plan = plan_of(trader)
    stored = trader.post(f"/api/trading/plans/{plan['id']}/picture")
    assert (stored.status_code, stored.json["content_type"]) == (201, "image/png")
    sent = trader.say("This is what I want to do", upload_ids=[stored.json["id"]])
    assert [item["id"] for item in sent["message"]["images"]] == [stored.json["id"]]


def test_a_strategy_is_the_beginning_of_a_plan(world):
    trader = world.trader()
    rules = [
        {"statement": "Back above the low", "kind": "entry"},
        {"statement": "Trail below each 5 minute low", "kind": "exit"},
        {"statement": "Half size on Fridays", "kind": "risk"},
    ]
    strategy = trader.post(
        "/api/trading/strategies", {"name": "Failed breakdown", "rules": rules}
    ).json
    template = trader.get(f"/api/trading/plans/templates/{strategy['id']}").json
    assert (template["title"], template["entry_criteria"]) == (
        "Failed breakdown",
        ["Back above the low"],
    )
    assert (template["exit_rule"], template["risk_notes"]) == (
        "Trail below each 5 minute low",
        ["Half size on Fridays"],
    )
    assert [item["statement"] for item in template["followed_against_broken"]] == [
        rule["statement"] for rule in rules
    ]
    started = {
        name: template[name]
        for name in ("title", "setup", "setup_description", "entry_criteria", "exit_rule")
    }
    plan = plan_of(trader, **started, strategy_id=strategy["id"])
    trade = trader.post(f"/api/trading/plans/{plan['id']}/execute", {"entry_price": "4500"}).json[
        "trade"
    ]
    assert (trade["strategy_id"], trade["setup"]) == (strategy["id"], "Failed breakdown")


def test_plans_are_found_by_words_of_their_newest_version(world):
    trader = world.trader()
    drive = plan_of(trader, title="Opening drive", exit_rule="Trail under each ÜBERNACHT low")
    plan_of(trader, title="Failed breakdown", instrument="NQ")

    def found(words):
        return [plan["id"] for plan in trader.get(f"/api/trading/plans?q={words}").json["items"]]

    assert found("opening") == found("übernacht%20DRIVE") == [drive["id"]]
    assert found("opening%20breakdown") == found("100%25") == found("_pening") == []
    assert len(found("retest")) == 2  # of a criterion
    trader.patch(f"/api/trading/plans/{drive['id']}", {"title": "Range fade"})
    assert found("drive") == []  # what it said once is a version of before
    assert found("fade") == [drive["id"]]


def test_plans_are_counted_by_how_they_stand_whatever_the_beat_has_written(world):
    trader = world.trader()
    for title in ("a", "b", "c"):
        plan_of(trader, title=title)
    given_up = plan_of(trader, title="given up", instrument="NQ")
    trader.post(f"/api/trading/plans/{given_up['id']}/cancel")
    over = plan_of(trader, title="over", expires_at=ahead(hours=1))
    world.sql(f"update trade_plans set expires_at = created_at where id = '{over['id']}'")
    counts = trader.get("/api/trading/plans/counts").json
    assert counts == {
        "total": 5,
        "pending": 3,
        "executed": 0,
        "cancelled": 1,
        "expired": 1,
        "late": 0,
        "drifted": 0,
    }
    assert trader.get("/api/trading/plans/counts?instrument=NQ").json["total"] == 1
    assert trader.get("/api/trading/plans/counts?q=over").json["expired"] == 1
    assert world.trader().get("/api/trading/plans/counts").json["total"] == 0
