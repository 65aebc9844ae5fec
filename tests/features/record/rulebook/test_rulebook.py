from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories.plans import MIDDAY, ago, ahead
from tests.features.record.rulebook.rulebooks import BIG_DAY, check, state, traded, write


def test_without_a_rulebook_nothing_is_limited_and_the_sides_are_still_looked_at(world):
    trader = world.trader()
    answer, rules = check(trader, instrument="BTCUSD")
    assert (answer["decision"], rules, answer["state"]["state"]) == ("allow", {}, "normal")
    answer, rules = check(trader, instrument="BTCUSD", stop_price="4490", target_price="4600")
    assert answer["decision"] == "block"
    assert {"stop_side", "target_side"} <= set(rules)


@pytest.mark.parametrize(
    ("limits", "changes", "rule", "mark"),
    [
        (
            {"risk_per_trade": {"amount": "450"}},
            {},
            "risk_per_trade",
            "ok",
        ),  # 3 points, 50 dollars, 3 contracts
        ({"risk_per_trade": {"amount": "449.99"}}, {}, "risk_per_trade", "block"),
        ({"risk_per_trade": {"percent": "1"}}, {}, "risk_per_trade", "block"),  # 1 % of 40,000
        ({"risk_per_trade": {"percent": "1.125"}}, {}, "risk_per_trade", "ok"),
        ({"risk_per_trade": {"amount": "450"}}, {"stop_price": None}, "risk_per_trade", "unknown"),
        (
            {"risk_per_trade": {"amount": "450"}},
            {"stop_price": None, "stop_ticks": 12},
            "risk_per_trade",
            "ok",
        ),
        ({"position_size": {"ESZ6": "2"}}, {}, "position_size", "block"),
        ({"position_size": {"ES": "3", "*": "1"}}, {}, "position_size", "ok"),
        ({"position_size": {"*": "1"}}, {}, "position_size", "block"),
        ({"instruments": ["NQ", "emini"]}, {}, "instruments", "ok"),
        ({"instruments": []}, {}, "instruments", "block"),
        ({"open_positions": 0}, {}, "open_positions", "block"),
        ({"trades_per_day": 0}, {}, "trades_per_day", "block"),
        ({"stop_required": True}, {"stop_price": None}, "stop_required", "block"),
        ({"stop_required": True}, {}, "stop_required", "ok"),
        ({"plan_required": True}, {}, "plan_required", "block"),
        ({"minimum_risk_reward": "2"}, {"target_price": "4494"}, "minimum_risk_reward", "ok"),
        ({"minimum_risk_reward": "2.1"}, {"target_price": "4494"}, "minimum_risk_reward", "block"),
        ({"minimum_risk_reward": "2"}, {}, "minimum_risk_reward", "unknown"),
        (
            {"minimum_risk_reward": "2.1", "warn_only": ["minimum_risk_reward"]},
            {"target_price": "4494"},
            "minimum_risk_reward",
            "warn",
        ),
    ],
    ids=str,
)
def test_each_limit_says_how_things_stand(world, limits, changes, rule, mark):
    trader = world.trader(account_size="40000")
    write(trader, limits)
    answer, rules = check(trader, **changes)
    assert rules[rule]["state"] == mark, rules
    if mark == "block":
        assert answer["decision"] == "block"
        assert rules[rule]["reason"] in answer["reasons"]


def test_hours_and_announcements(world):
    trader = world.trader()
    now = datetime.now(ZoneInfo(MIDDAY))
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[now.weekday()]
    write(trader, {"sessions": [{"days": [day], "start": "00:00", "end": "23:59"}]})
    assert check(trader)[1]["sessions"]["state"] == "ok"
    other = world.trader()
    away = [item for item in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") if item != day][:1]
    write(
        other,
        {
            "sessions": [{"days": away, "start": "09:30", "end": "10:30"}],
            "news": [
                {"name": "FOMC", "starts_at": ago(minutes=5), "ends_at": ahead(minutes=5)},
                {
                    "name": "EIA",
                    "starts_at": ago(minutes=5),
                    "ends_at": ahead(minutes=5),
                    "instruments": ["CL"],
                },
            ],
        },
    )
    rules = check(other)[1]
    assert (rules["sessions"]["state"], rules["news"]["state"]) == ("block", "block")
    assert rules["news"]["reason"] == "FOMC: you stay out."


def test_a_daily_loss_warns_near_the_limit_and_locks_at_it(world):
    trader = world.trader()
    write(trader, {"daily_loss": {"amount": "500"}, "weekly_loss": {"r": "9"}})
    assert state(trader)["state"] == "normal"
    traded(trader, minutes=20)
    answer, rules = check(trader)  # 250 lost, and this one risks 450
    assert (rules["daily_loss"]["state"], answer["decision"]) == ("warn", "warn")
    traded(trader, minutes=15, exit="4497")
    near = state(trader)
    assert (near["state"], near["holds"][0]["rule"], near["net_result"]) == (
        "caution",
        "daily_loss",
        "-400",
    )
    traded(trader, minutes=10, exit="4498")
    locked = state(trader)
    assert (locked["state"], locked["until"], locked["r"]) == (
        "locked",
        locked["day_ends_at"],
        "-2",
    )
    answer, rules = check(trader)
    assert (answer["decision"], rules["daily_loss"]["state"]) == ("block", "block")
    assert "You lost USD 500 today: that is the limit." in answer["reasons"]


def test_a_lock_outlives_the_trade_that_called_for_it(world):
    trader = world.trader()
    write(trader, {"daily_loss": {"r": "2"}})
    first = traded(trader, minutes=20)
    second = traded(trader, minutes=10)
    assert trader.ask("DELETE", f"/api/trading/trades/{second['id']}").status_code == 204
    assert trader.ask("DELETE", f"/api/trading/trades/{first['id']}").status_code == 204
    assert (state(trader)["state"], state(trader)["r"]) == ("locked", "0")


def test_a_voided_exit_does_not_open_a_lock(world):
    trader = world.trader()
    write(trader, {"losses_in_a_row": 1})
    trade = traded(trader)
    events = trader.get(f"/api/trading/trades/{trade['id']}/events").json["items"]
    gone = next(event["id"] for event in events if event["kind"] == "exited")
    assert (
        trader.post(f"/api/trading/trades/{trade['id']}/events/{gone}/void", {}).status_code == 200
    )
    assert state(trader)["state"] == "locked"


def test_a_rule_that_holds_from_two_days_is_told_once_with_its_later_end(world):
    trader = world.trader()
    write(trader, {"losses_in_a_row": 1})
    traded(trader)
    until = state(trader)["until"]
    world.sql(
        "insert into rulebook_holds (user_id, day, rule, state, reason, since, until)"
        " select user_id, day - 1, rule, state, 'of the day before', since, until - interval"
        " '1 minute' from rulebook_holds"
    )
    answer = state(trader)
    assert [(item["rule"], item["until"]) for item in answer["holds"]] == [
        ("losses_in_a_row", until)
    ]


def test_losses_in_a_row_and_a_pause_after_them(world):
    trader = world.trader()
    write(trader, {"losses_in_a_row": 3, "cooling_off_minutes": 30, "cooling_off_after_losses": 2})
    traded(trader, minutes=40)
    assert state(trader)["state"] == "normal"
    last = traded(trader, minutes=10)
    answer = state(trader)
    assert answer["state"] == "locked"
    assert {item["rule"]: item["state"] for item in answer["holds"]} == {
        "cooling_off": "locked",
        "losses_in_a_row": "caution",
    }
    assert (
        answer["until"][:19]
        == (datetime.fromisoformat(last["exit_time"]) + timedelta(minutes=30)).isoformat()[:19]
    )
    world.sql(
        "update rulebook_holds set until = now() - interval '1 second' where rule = 'cooling_off'"
    )
    earlier = "exit_time = exit_time - interval '35 minutes', entry_time = entry_time - interval '36 minutes'"
    world.sql(f"update trades set {earlier}")
    assert state(trader)["state"] == "caution"
    traded(trader, minutes=4)
    assert state(trader)["state"] == "locked"


def test_an_override_asks_for_a_reason_lasts_a_while_and_stays_on_record(world):
    trader = world.trader()
    write(trader, {"trades_per_day": 1})
    free = trader.post("/api/trading/rulebook/overrides", {"reason": "because I can do it"})
    assert (free.status_code, free.json["code"]) == (409, "rulebook.nothing_to_override")
    traded(trader)
    assert check(trader)[0]["decision"] == "block"
    assert trader.post("/api/trading/rulebook/overrides", {"reason": "  no   "}).status_code == 422
    created = trader.post(
        "/api/trading/rulebook/overrides", {"reason": "Hedging an overnight position", "minutes": 5}
    )
    assert (created.status_code, created.json["rules"]) == (201, ["trades_per_day"])
    answer, rules = check(trader)
    assert answer["decision"] == "warn"
    assert answer["overridden_until"] == created.json["until"]
    assert rules["trades_per_day"]["reason"].endswith("You have overridden this.")
    assert state(trader)["state"] == "locked"
    assert [item["id"] for item in trader.get("/api/trading/rulebook/overrides").json["items"]] == [
        created.json["id"]
    ]


def test_an_override_does_not_lift_what_it_was_not_for(world):
    trader = world.trader()
    write(trader, {"trades_per_day": 1, "risk_per_trade": {"amount": "100"}})
    traded(trader)
    trader.post("/api/trading/rulebook/overrides", {"reason": "Hedging an overnight position"})
    answer, rules = check(trader)
    assert (answer["decision"], rules["risk_per_trade"]["state"]) == ("block", "block")


def test_the_first_version_begins_at_once_and_a_looser_one_tomorrow(world):
    trader = world.trader()
    first = write(trader, {"trades_per_day": 2, "instruments": ["ES"]})
    assert first["number"] == 1
    second = write(trader, {"trades_per_day": 9})
    now = trader.get("/api/trading/rulebook").json
    assert (now["current"]["number"], now["upcoming"]["number"]) == (1, 2)
    assert second["effective_at"] == state(trader)["day_ends_at"]
    today = state(trader)["day"]
    for limits in (
        {"trades_per_day": 3, "instruments": ["ES"]},
        {"trades_per_day": 2},
        {"trades_per_day": 2, "instruments": ["ES", "NQ"]},
        {"instruments": ["ES"]},
    ):
        refused = trader.ask(
            "PUT", "/api/trading/rulebook", {"limits": limits, "effective_day": today, **BIG_DAY}
        )
        assert (refused.status_code, refused.json["code"]) == (422, "rulebook.looser_today"), limits
    tighter = write(
        trader,
        {"trades_per_day": 1, "instruments": ["ES"], "stop_required": True},
        effective_day=today,
    )
    assert trader.get("/api/trading/rulebook").json["current"]["number"] == tighter["number"] == 3
    moved = trader.ask(
        "PUT",
        "/api/trading/rulebook",
        {
            "limits": {"trades_per_day": 0, "instruments": [], "stop_required": True},
            "effective_day": today,
            "zone": "Asia/Tokyo",
        },
    )
    assert (
        moved.json["code"] == "rulebook.looser_today"
        or moved.json["code"] == "rulebook.inconsistent"
    )
    assert [
        item["number"] for item in trader.get("/api/trading/rulebook/versions").json["items"]
    ] == [3, 2, 1]


@pytest.mark.parametrize(
    "limits",
    [
        {"daily_loss": {"amount": "5", "r": "2"}},
        {"daily_loss": {}},
        {"risk_per_trade": {"amount": "0"}},
        {"risk_per_trade": {"percent": "101"}},
        {"risk_per_trade": {"amount": "NaN"}},
        {"trades_per_day": -1},
        {"cooling_off_minutes": 100000},
        {"sessions": [{"start": "25:00", "end": "10:00"}]},
        {"sessions": [{"start": "9:30", "end": "10:00"}]},
        {
            "news": [
                {
                    "name": "x",
                    "starts_at": "2026-11-20T10:00:00Z",
                    "ends_at": "2026-11-20T09:00:00Z",
                }
            ]
        },
        {"warn_only": ["luck"]},
        {"unknown": 1},
    ],
    ids=str,
)
def test_limits_that_make_no_sense_are_refused(world, limits):
    trader = world.trader()
    assert trader.ask("PUT", "/api/trading/rulebook", {"limits": limits}).status_code == 422
    stands = trader.get("/api/trading/rulebook").json
    assert stands == {"current": None, "upcoming": None, "version": 0}


def test_a_rulebook_that_forbids_everything_is_kept_and_can_be_changed_for_tomorrow(world):
    trader = world.trader()
    write(trader, {"instruments": [], "trades_per_day": 0, "open_positions": 0, "sessions": []})
    answer, rules = check(trader)
    assert (answer["decision"], sum(rule["state"] == "block" for rule in rules.values())) == (
        "block",
        5,
    )  # and the lock
    assert write(trader, {})["number"] == 2


def test_open_and_correlated_risk_are_counted_with_the_new_trade(world):
    trader = world.trader()
    write(trader, {"open_risk": {"amount": "1000"}, "correlated_risk": {"amount": "600"}})
    traded(trader, exit_price=None, exit_time=None)  # 250 at risk
    rules = check(trader, instrument="MES")[1]  # 3 points, 5 dollars, 3 contracts
    assert (rules["open_risk"]["value"], rules["correlated_risk"]["value"]) == ("295", "295")
    rules = check(trader)[1]  # ES: 450
    assert (rules["open_risk"]["state"], rules["correlated_risk"]["state"]) == ("ok", "block")
    gold = check(trader, instrument="GC", entry_price="2000", stop_price="2001")[
        1
    ]  # 3 contracts of 100 dollars
    assert (gold["open_risk"]["value"], gold["correlated_risk"]["value"]) == ("550", "300")


def test_money_in_another_currency_needs_a_rate(world):
    trader = world.trader(base_currency="EUR", account_size="40000")
    write(trader, {"risk_per_trade": {"percent": "1"}, "daily_loss": {"amount": "200"}})
    assert check(trader)[1]["risk_per_trade"]["state"] == "unknown"
    rate = {
        "base": "EUR",
        "quote": "USD",
        "day": datetime.now(UTC).date().isoformat(),
        "rate": "1.25",
    }
    trader.post("/api/trading/rates", rate)
    answer, rules = check(trader, position_size=2)  # 300 dollars are 240 euros
    assert (rules["risk_per_trade"]["value"], rules["risk_per_trade"]["state"]) == ("240", "ok")
    assert answer["risk_amount"] == "240"
    traded(trader)  # 250 dollars are 200 euros
    assert (state(trader)["net_result"], state(trader)["state"]) == ("-200", "locked")


def test_training_and_other_traders_do_not_count(world):
    trader, other = world.trader(), world.trader()
    write(trader, {"trades_per_day": 1})
    traded(trader, trade_type="training")
    traded(other)
    assert state(trader)["state"] == "normal"
