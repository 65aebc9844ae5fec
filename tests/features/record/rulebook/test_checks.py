import pytest

from tests.factories.plans import plan_of
from tests.features.record.rulebook.rulebooks import CHECK, check, traded, write


def test_a_plan_covers_a_trade_and_fills_in_what_was_not_said(world):
    trader = world.trader()
    write(
        trader,
        {"plan_required": True, "risk_per_trade": {"amount": "600"}, "minimum_risk_reward": "1.5"},
    )
    plan = plan_of(trader)
    answer, rules = check(
        trader, direction="long", position_size=None, entry_price=None, stop_price=None
    )
    assert answer["plan"] == {"id": plan["id"], "title": plan["title"], "version": 1}
    assert {name: rule["state"] for name, rule in rules.items() if name != "market_hours"} == {
        "risk_per_trade": "ok",
        "minimum_risk_reward": "ok",
        "plan_required": "ok",
    }
    assert check(trader)[1]["plan_required"]["state"] == "block"  # the other direction
    foreign = plan_of(world.trader())
    assert (
        trader.post("/api/trading/check", {**CHECK, "plan_id": foreign["id"]}).json["code"]
        == "plan.not_found"
    )


def test_a_trade_is_checked_as_things_stood_at_its_entry(world):
    trader = world.trader()
    write(trader, {"trades_per_day": 1, "stop_required": True})
    world.sql("update rulebook_versions set effective_at = now() - interval '2 days'")
    first = traded(trader, minutes=30)
    second = traded(trader, minutes=20, stop_price=None)
    good = trader.get(f"/api/trading/rulebook/trades/{first['id']}").json
    assert (good["kept"], good["broken"], good["version"]) == (True, [], 1)
    bad = trader.get(f"/api/trading/rulebook/trades/{second['id']}").json
    assert (bad["kept"], bad["broken"]) == (False, ["stop_required", "trades_per_day"])
    report = trader.get("/api/trading/rulebook/report").json
    assert (report["trades"], report["kept"], report["broken"]) == (2, 1, 1)
    assert [item["rule"] for item in report["rules"]] == ["stop_required", "trades_per_day"]


def test_a_changed_record_is_checked_soon_without_being_asked(world):
    trader = world.trader()
    write(trader, {"losses_in_a_row": 1, "stop_required": True})
    world.sql("update rulebook_versions set effective_at = now() - interval '1 hour'")
    traded(trader)
    world.settle()
    assert world.sql("select kept, broken from trade_rules") == [(True, [])]
    assert world.sql("select rule, state from rulebook_holds") == [("losses_in_a_row", "locked")]


def test_checks_are_kept_and_whether_they_were_heeded_is_measured(world):
    trader = world.trader()
    write(trader, {"position_size": {"*": "1"}})
    for _ in range(3):
        assert check(trader)[0]["decision"] == "block"
    world.sql("update interlock_checks set checked_at = checked_at - interval '40 minutes'")
    world.sql(
        "update interlock_checks set checked_at = checked_at - interval '2 days'"
        " where id in (select id from interlock_checks limit 2)"
    )
    traded(trader, direction="short", stop_price="4505", minutes=30, position_size=3)
    answer = trader.get("/api/trading/check/heeded").json
    assert (answer["checks"], answer["blocked"], len(answer["ignored"])) == (3, 3, 1)
    assert answer["blocks_heeded"]["value"] == pytest.approx(2 / 3)
    assert answer["ignored"][0]["rules"] == ["position_size"]


@pytest.mark.parametrize(
    "change",
    [
        {"instrument": "NOTHING!"},
        {"direction": "up"},
        {"position_size": "0"},
        {"position_size": "-1"},
        {"stop_ticks": "0"},
        {"entry_price": "NaN"},
        {"plan_id": "x"},
        {"entry": "4500"},
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused_and_not_kept(world, change):
    trader = world.trader()
    assert trader.post("/api/trading/check", {**CHECK, **change}).status_code == 422
    assert world.sql("select count(*) from interlock_checks") == [(0,)]
