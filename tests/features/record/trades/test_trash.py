"""Deleted trades: whole again when they are brought back, counted nowhere meanwhile, removed after 30 days."""

import io
from datetime import timedelta

import pytest

from backend.core.clock import now_utc
from backend.core.db import Base
from backend.features.record.trades.trash.belongings import tables
from tests.factories.images import png
from tests.factories.plans import plan_of

TRADES = "/api/trading/trades"
TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 2,
         "stop_price": "4490", "entry_time": "2026-11-19T14:30:00Z", "exit_price": "4505.25",
         "exit_time": "2026-11-19T15:00:00Z", "notes": "mine", "pattern_tags": ["a", "b"]}  # fmt: skip
LATER = {"version", "updated_at"}


def whole(trader, trade_id):
    """Everything that is shown of a trade."""
    at = f"{TRADES}/{trade_id}"
    shown = {name: value for name, value in trader.get(at).json.items() if name not in LATER}
    parts = {
        part: trader.get(f"{at}/{part}").json["items"]
        for part in ("events", "attachments", "rules")
    }
    for image in parts["attachments"]:
        image.pop("url", None)
    return shown, parts


@pytest.fixture
def trader(world):
    return world.trader()


def test_a_trade_comes_back_whole_with_what_happened(world, trader):
    trade = trader.post(TRADES, TRADE).json
    at = f"{TRADES}/{trade['id']}"
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    trader.post(f"{at}/attachments", {"upload_ids": [upload["id"]]})
    rules = {"name": "s", "rules": [{"statement": "wait"}]}
    strategy = trader.post("/api/trading/strategies", rules).json
    trader.patch(at, {"strategy_id": strategy["id"]})
    kept = {"rule_id": strategy["rules"][0]["id"], "followed": True}
    trader.post(f"{at}/rules", {"checks": [kept]})
    entry = trader.post(
        "/api/trading/journal", {"body": "x", "links": {"trade_ids": [trade["id"]]}}
    ).json
    before, parts_before = whole(trader, trade["id"])

    assert trader.ask("DELETE", at).status_code == 204
    assert trader.get(at).status_code == 404
    assert trader.get(TRADES).json["items"] == []
    assert trader.get("/api/trading/performance").json["trades"] == 0
    (deleted,) = trader.get(f"{TRADES}/deleted").json["items"]
    assert {name: value for name, value in deleted["trade"].items() if name not in LATER} == before
    assert deleted["forget_at"] > deleted["deleted_at"]

    assert trader.post(f"{at}/restore").status_code == 200
    after, parts = whole(trader, trade["id"])
    assert after == before
    assert [event["kind"] for event in parts["events"][-2:]] == ["deleted", "restored"]
    assert parts["events"][:-2] == parts_before["events"]
    assert parts["attachments"] == parts_before["attachments"]
    assert parts["rules"] == parts_before["rules"]
    assert trader.get("/api/trading/performance").json["trades"] == 1
    read = trader.get(f"/api/trading/journal/{entry['id']}").json
    assert read["links"]["trade_ids"] == [trade["id"]]
    assert trader.get(f"{TRADES}/deleted").json["items"] == []
    again = trader.post(f"{at}/restore")
    assert (again.status_code, again.json["version"]) == (200, trader.get(at).json["version"])


def test_what_a_trade_belonged_to_may_be_gone_meanwhile(trader):
    strategy = trader.post(
        "/api/trading/strategies", {"name": "s", "rules": [{"statement": "w"}]}
    ).json
    trade = trader.post(TRADES, TRADE | {"strategy_id": strategy["id"]}).json
    at = f"{TRADES}/{trade['id']}"
    check = {"rule_id": strategy["rules"][0]["id"], "followed": True}
    assert trader.post(f"{at}/rules", {"checks": [check]}).status_code == 200
    trader.ask("DELETE", at)
    assert trader.ask("DELETE", f"/api/trading/strategies/{strategy['id']}").status_code == 204

    restored = trader.post(f"{at}/restore")

    assert (restored.status_code, restored.json["strategy_id"]) == (200, None)
    assert restored.json["pnl"] == trade["pnl"]


@pytest.mark.parametrize("is_free", [True, False])
def test_a_plan_is_followed_again_unless_another_trade_follows_it(trader, is_free):
    plan = plan_of(trader)
    body = {"entry_price": "4500", "entry_time": now_utc().isoformat()}
    trade = trader.post(f"/api/trading/plans/{plan['id']}/execute", body).json["trade"]
    at = f"{TRADES}/{trade['id']}"
    trader.ask("DELETE", at)
    if not is_free:
        assert trader.post(f"/api/trading/plans/{plan['id']}/execute", body).status_code < 300

    restored = trader.post(f"{at}/restore").json

    after = trader.get(f"/api/trading/plans/{plan['id']}").json
    assert (after["trade_id"] == trade["id"]) is is_free
    assert after["status"] == "executed"
    assert restored["trade_plan_id"] == (plan["id"] if is_free else None)


def test_after_thirty_days_it_is_gone_for_good(world, trader):
    old, young = (trader.post(TRADES, TRADE).json["id"] for _ in range(2))
    for trade_id in (old, young):
        trader.ask("DELETE", f"{TRADES}/{trade_id}")
    world.sql(
        "update deleted_trades set forget_at = now() - interval '1 second' where trade_id = %s", old
    )

    assert trader.post(f"{TRADES}/{old}/restore").status_code == 404
    assert [row["trade"]["id"] for row in trader.get(f"{TRADES}/deleted").json["items"]] == [young]
    world.beat("trades.forget")
    assert world.sql("select trade_id::text from deleted_trades") == [(young,)]


def test_the_worker_sees_only_what_is_over(world, trader):
    trade_id = trader.post(TRADES, TRADE).json["id"]
    trader.ask("DELETE", f"{TRADES}/{trade_id}")
    world.beat("trades.forget", clock=lambda: now_utc() + timedelta(days=31))
    assert len(world.sql("select 1 from deleted_trades")) == 1  # by the clock of PostgreSQL


def test_another_traders_trash_is_not_there(world, trader):
    trade_id = trader.post(TRADES, TRADE).json["id"]
    trader.ask("DELETE", f"{TRADES}/{trade_id}")
    stranger = world.trader()

    assert stranger.get(f"{TRADES}/deleted").json["items"] == []
    assert stranger.post(f"{TRADES}/{trade_id}/restore").status_code == 404
    assert trader.post(f"{TRADES}/{trade_id}/restore").status_code == 200


def test_nothing_hangs_on_what_hangs_on_a_trade():
    """Or it would be lost: what is kept goes one step from the trade."""
    names = {table.name for table in tables()}
    assert {"trade_events", "realised_results", "verdicts", "plan_adherence"} <= names
    further = [
        (table.name, key.referred_table.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table.name in names and table.name not in names
    ]
    assert further == []


TRADE_VIEWS = f"{TRADES}/views"


def test_a_change_on_a_condition_is_refused_when_the_trade_was_changed_elsewhere(trader):
    trade = trader.post(TRADES, TRADE).json
    at = f"{TRADES}/{trade['id']}"
    seen = trader.get(at)
    assert seen.headers["ETag"] == '"1"' == f'"{seen.json["version"]}"'
    first = trader.patch(at, {"setup": "orb"}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')

    for method, body in (("PATCH", {"setup": "x"}), ("PUT", {"setup": "x"}), ("DELETE", None)):
        refused = trader.ask(method, at, body, headers={"If-Match": '"1"'})
        assert (refused.status_code, refused.json["code"]) == (412, "version.stale")
        assert (refused.json["current"]["setup"], refused.json["current"]["version"]) == ("orb", 2)
    assert trader.get(at).json["setup"] == "orb"
    for header in ("*", '"2"', '"7", "2"', None):
        headers = {} if header is None else {"If-Match": header}
        assert trader.patch(at, {"setup": "orb"}, headers=headers).status_code == 200
        headers = {"If-Match": trader.get(at).headers["ETag"]}
        if header == "*":
            world_version = trader.get(at).json["version"]
            trader.patch(at, {"setup": "orb"}, headers=headers)
            assert trader.get(at).json["version"] == world_version + 1
            break
    weak = trader.patch(at, {"setup": "y"}, headers={"If-Match": 'W/"2"'})
    assert weak.status_code == 412


@pytest.mark.parametrize("header", ["3", '"3', "", '"a"b"', ",", '"1",' * 30])
def test_a_condition_that_is_none_is_refused(trader, header):
    trade = trader.post(TRADES, TRADE).json
    refused = trader.patch(f"{TRADES}/{trade['id']}", {"setup": "x"}, headers={"If-Match": header})
    assert (refused.status_code, refused.json["code"]) == (400, "version.unreadable")


def test_views_are_kept_by_name_and_their_filter_is_checked(world, trader):
    asked = {"tag": ["fomo"], "sort": ["setup", "-pnl"], "r_from": "-1", "day_of": "exit"}
    view = trader.post(TRADE_VIEWS, {"name": "Fomo", "filter": asked, "columns": ["setup"]}).json
    assert view["filter"] == asked

    taken = trader.post(TRADE_VIEWS, {"name": "FOMO", "filter": {}})
    assert (taken.status_code, taken.json["code"]) == (409, "record.name_taken")
    bad = trader.post(TRADE_VIEWS, {"name": "x", "filter": {"tag": [1], "day_of": "birth"}})
    assert {problem["field"] for problem in bad.json["errors"]} == {"filter.tag.0", "filter.day_of"}
    renamed = trader.patch(f"{TRADE_VIEWS}/{view['id']}", {"name": "Chases"}).json
    assert (renamed["name"], renamed["filter"], renamed["columns"]) == ("Chases", asked, ["setup"])
    assert trader.ask("DELETE", f"{TRADE_VIEWS}/{view['id']}").status_code == 204
    for number in range(50):
        saved = trader.post(TRADE_VIEWS, {"name": f"{number:02d}", "filter": {}})
        assert saved.status_code == 201
    assert trader.post(TRADE_VIEWS, {"name": "50", "filter": {}}).json["code"] == "record.too_many"
    assert len(trader.get(TRADE_VIEWS).json["items"]) == 50
    assert world.trader().get(TRADE_VIEWS).json["items"] == []
