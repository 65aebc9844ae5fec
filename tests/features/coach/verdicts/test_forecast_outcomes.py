"""Which trade followed a verdict, and whether its exits decide the forecast."""

import pytest

from tests.factories.plans import ago, ahead, plan_of
from tests.factories.verdicts import (
    IDEA,
    OVER,
    SATURDAY,
    WEDNESDAY,
    after,
    answered,
    judged,
    outcome,
    said_at,
    traded,
)


@pytest.mark.parametrize(
    ("exit", "hit", "reason"),
    [
        ("4520", True, None),
        ("4521.25", True, None),
        ("4519.75", True, None),  # a tick before the target
        ("4490", False, None),
        ("4480", False, None),
        ("4510", None, "left_in_between"),
        (None, None, "still_open"),
    ],
)
def test_the_exits_decide_whether_the_target_came_first(world, exit, hit, reason):
    trader = world.trader()
    _, verdict = judged(world, trader)
    trade = traded(trader, exit)
    scored = outcome(trader, verdict)
    assert (scored["trade_id"], scored["joined_by"]) == (trade["id"], "likeness")
    assert (scored["hit"], scored["reason"]) == (hit, reason)


@pytest.mark.parametrize(
    "more",
    [{"direction": "short"}, {"instrument": "NQ"}, {"entry": "4505.25"}],
    ids=str,
)
def test_another_idea_is_no_trade_that_followed(world, more):
    trader = world.trader()
    _, verdict = judged(world, trader)
    traded(trader, None, **more)
    assert outcome(trader, verdict)["reason"] == "not_taken"


def test_a_trade_from_before_the_verdict_did_not_follow_it(world):
    trader = world.trader()
    traded(trader, None, entry_time=ago(minutes=5))
    _, verdict = judged(world, trader)
    assert outcome(trader, verdict)["reason"] == "not_taken"


def test_a_trade_of_the_same_message_goes_before_one_that_looks_alike(world):
    trader = world.trader()
    message, verdict = judged(world, trader)
    traded(trader, "4490")
    named = traded(trader, "4520", entry="4507", message_id=message["id"])
    scored = outcome(trader, verdict)
    assert (scored["trade_id"], scored["joined_by"], scored["hit"]) == (
        named["id"],
        "message",
        True,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {
            "instrument": "NQ",
            "entry_price": "18250",
            "stop_price": "18240",
            "target_price": "18300",
        },
        {"direction": "short", "stop_price": "4510", "target_price": "4480"},
    ],
    ids=str,
)
def test_a_draft_that_was_corrected_to_another_trade_is_no_outcome(world, changes):
    trader = world.trader()
    _, answer = answered(world, trader, IDEA)
    exit = {
        "exit_price": "18200" if "instrument" in changes else "4520",
        "exit_time": ahead(seconds=30),
    }
    start = {"entry_time": ahead(seconds=1)}
    confirmed = trader.post(
        f"/api/messages/{answer['id']}/draft/confirm", {"changes": {**changes, **start, **exit}}
    )
    assert confirmed.status_code == 200, confirmed.json
    trade = trader.get(f"/api/trading/trades/{confirmed.json['draft']['trade_id']}").json
    assert float(trade["r_multiple"]) < 0
    scored = outcome(trader, answer["verdict"])
    assert (scored["trade_id"], scored["hit"], scored["reason"]) == (None, None, "not_taken")


def test_a_plan_is_scored_by_the_trade_that_executed_it(world):
    trader = world.trader()
    plan = plan_of(trader)
    verdict = trader.post(f"/api/trading/plans/{plan['id']}/validate", {}).json
    trade = trader.post(f"/api/trading/plans/{plan['id']}/execute", {"entry_price": "4500"}).json[
        "trade"
    ]
    trader.post(f"/api/trading/trades/{trade['id']}/close", {"exit_price": "4511"})
    scored = outcome(trader, verdict)
    assert (scored["joined_by"], scored["hit"], scored["r_multiple"]) == ("plan", True, "2.2")


def test_a_plan_read_as_something_else_is_not_scored_by_its_trade(world):
    trader = world.trader()
    plan = plan_of(trader)
    verdict = trader.post(f"/api/trading/plans/{plan['id']}/validate", {}).json
    world.sql(
        "update verdicts set read = read || %s where id = %s", '{"instrument": "NQ"}', verdict["id"]
    )
    trader.post(f"/api/trading/plans/{plan['id']}/execute", {"entry_price": "4500"})
    assert outcome(trader, verdict)["reason"] == "not_taken"


def test_a_voided_exit_decides_nothing(world):
    trader = world.trader()
    _, verdict = judged(world, trader)
    trade = traded(trader, "4520")
    events = trader.get(f"/api/trading/trades/{trade['id']}/events").json["items"]
    gone = next(event["id"] for event in events if event["kind"] == "exited")
    trader.post(f"/api/trading/trades/{trade['id']}/events/{gone}/void", {})
    assert outcome(trader, verdict)["reason"] == "still_open"


@pytest.mark.parametrize(
    ("horizon", "day", "entered", "held", "hit"),
    [
        (
            "this session",
            WEDNESDAY,
            {"hours": 1},
            {"hours": 23},
            True,
        ),  # from a Globex open to its close, and more
        ("this session", WEDNESDAY, {"hours": 1}, {"hours": 25}, None),
        ("this session", WEDNESDAY, {"hours": 1}, {"days": 59}, None),
        (
            "this session",
            SATURDAY,
            {"days": 1, "hours": 23},
            {"days": 2, "hours": 8},
            True,
        ),  # Monday at 23:00
        ("this session", SATURDAY, {"days": 1, "hours": 23}, {"days": 2, "hours": 10}, None),
        ("the next days", WEDNESDAY, {"days": 5}, {"days": 6}, True),
        ("the next days", WEDNESDAY, {"days": 5}, {"days": 6, "minutes": 1}, None),
        ("the next weeks", WEDNESDAY, {"days": 40}, {"days": 45}, True),
        ("the next weeks", WEDNESDAY, {"days": 40}, {"days": 45, "minutes": 1}, None),
        ("some time in spring", WEDNESDAY, {"hours": 1}, {"hours": 25}, None),
        (None, WEDNESDAY, {"hours": 1}, {"hours": 23}, True),
    ],
)
def test_an_exit_beyond_the_horizon_decides_nothing(world, horizon, day, entered, held, hit):
    trader = world.trader()
    _, verdict = judged(world, trader)
    said_at(world, verdict, day, horizon)
    trade = traded(trader, "4520", entry_time=after(day, **entered), exit_time=after(day, **held))
    scored = outcome(trader, verdict)
    assert (scored["trade_id"], scored["hit"]) == (trade["id"], hit)
    assert scored["reason"] == (None if hit else "horizon_passed")
    assert trader.get("/api/verdicts/scores").json["decided"] == (1 if hit else 0)


def test_a_trade_that_is_open_when_the_horizon_ends_is_not_waited_for(world):
    trader = world.trader()
    _, verdict = judged(world, trader)
    said_at(world, verdict, WEDNESDAY)
    trade = traded(trader, None, entry_time=after(WEDNESDAY, hours=1))
    assert outcome(trader, verdict)["reason"] == "horizon_passed"
    trader.post(f"/api/trading/trades/{trade['id']}/close", {"exit_price": "4490"})
    scored = outcome(trader, verdict)
    assert (scored["trade_id"], scored["hit"], scored["reason"]) == (
        trade["id"],
        None,
        "horizon_passed",
    )


def test_a_target_taken_in_time_counts_although_the_rest_ran_on(world):
    trader = world.trader()
    _, verdict = judged(world, trader)
    said_at(world, verdict, WEDNESDAY)
    trade = traded(trader, None, entry_time=after(WEDNESDAY, hours=1), position_size=2)
    for price, hours in (("4520", 2), ("4490", 50)):
        fill = {
            "action": "exit",
            "price": price,
            "quantity": 1,
            "event_time": after(WEDNESDAY, hours=hours),
        }
        answer = trader.post(f"/api/trading/trades/{trade['id']}/fills", fill)
        assert answer.status_code == 201, answer.json
    scored = outcome(trader, verdict)
    assert (scored["hit"], scored["reason"]) == (True, None)


def test_a_trade_told_with_its_exit_is_no_forecast_and_its_draft_no_outcome(world):
    trader = world.trader()
    _, answer = answered(world, trader, OVER)
    assert answer["verdict"]["confidence"] is None
    confirmed = trader.post(f"/api/messages/{answer['id']}/draft/confirm", {})
    assert confirmed.json["draft"]["trade"]["exit_price"] == "4520"
    scored = outcome(trader, answer["verdict"])
    assert (scored["trade_id"], scored["hit"], scored["reason"]) == (None, None, "not_taken")
    assert trader.get("/api/verdicts/scores").json["decided"] == 0


def test_a_provider_forecasts_nothing_either_where_the_exit_is_told(world, provider):
    trader, engine = (
        world.trader(),
        {"openai_api_key": "sk-test", "openai_base_url": provider.base_url},
    )
    ahead, over = (judged(world, trader, words, **engine)[1] for words in (IDEA, OVER))
    assert [
        (verdict_item["engine"], verdict_item["confidence"]) for verdict_item in (ahead, over)
    ] == [
        ("openai", 41),
        ("openai", None),
    ]


def test_a_trade_of_the_same_message_that_was_over_before_did_not_follow(world):
    trader = world.trader()
    message, verdict = judged(world, trader)
    traded(
        trader,
        "4520",
        entry_time=ago(minutes=9),
        exit_time=ago(minutes=5),
        message_id=message["id"],
    )
    assert outcome(trader, verdict)["reason"] == "not_taken"


def test_a_target_taken_before_the_verdict_on_the_rest_is_no_outcome(world):
    trader = world.trader()
    start = {"entry_time": ago(minutes=9), "position_size": 2, "target_price": "4520"}
    path = f"/api/trading/trades/{traded(trader, None, **start)['id']}"
    trader.post(
        f"{path}/fills",
        {"action": "exit", "price": "4520", "quantity": 1, "event_time": ago(minutes=5)},
    )
    verdict = trader.post(f"{path}/validate", {}).json
    trader.post(f"{path}/close", {"exit_price": "4490"})
    scored = outcome(trader, verdict)
    assert (scored["joined_by"], scored["hit"], scored["reason"]) == ("trade", None, "known_before")
