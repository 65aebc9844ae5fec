"""What one trader names of another's, in bodies and with own things; what nobody but the owner reaches."""

import pytest

from backend.wiring.registry import EVENTS
from tests.contract.others import (
    BODY_IDS,
    MARK,
    NAMED,
    OF_EVERYBODYS_DAY,
    ask,
    path_of,
    snapshot,
    things_of,
)
from tests.contract.test_outsiders import NAMING_EVENTS
from tests.factories.plans import PLAN, plan_of


@pytest.mark.parametrize(
    "operation",
    [one for one in NAMED if one.method != "GET" and one.name not in OF_EVERYBODYS_DAY],
    ids=lambda one: one.name,
)
def test_the_owner_reaches_what_an_outsider_does_not(world, operation):
    """Or the outsider's 404 would prove nothing."""
    trader = world.trader()
    things = things_of(trader, world)
    assert ask(trader, operation, path_of(operation, things), things).status_code != 404


@pytest.mark.parametrize("field", BODY_IDS)
def test_a_body_cannot_name_somebody_elses_thing(world, field):
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    value = {
        "conversation_id": things["conversation_id"],
        "upload_ids": [things["upload_id"]],
        "related_trade_ids": [things["trade_id"]],
        "image_url": things["image_url"],
    }[field]
    before = snapshot(world)
    answer = mine.post("/api/messages", {"content": "x", field: value})
    assert answer.status_code in (404, 422)
    assert snapshot(world) == before


@pytest.mark.parametrize(
    "field", ["conversation_id", "message_id", "account_id", "strategy_id", "trade_plan_id"]
)
def test_a_trade_cannot_name_somebody_elses_thing(world, field):
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    before = snapshot(world)
    body = {"instrument": "ES", "direction": "long", "entry_price": 1, "position_size": 1,
            "entry_time": "2026-11-19T14:30:00Z", field: things[field]}  # fmt: skip
    assert mine.post("/api/trading/trades", body).status_code == 404
    assert snapshot(world) == before


@pytest.mark.parametrize(
    "operation", [one for one in NAMED if one.name in OF_EVERYBODYS_DAY], ids=lambda one: one.name
)
def test_a_day_of_mine_changes_nothing_of_somebody_elses(world, operation):
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    path = path_of(operation, things)
    before = theirs.get(path).json

    answer = ask(mine, operation, path, things)

    assert answer.status_code == 200, answer.data
    assert MARK.encode() not in answer.data
    assert theirs.get(path).json == before
    assert mine.get(path).json != before


@pytest.mark.parametrize("field", ["trade_ids", "upload_ids"])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_an_entry_cannot_name_somebody_elses_thing(world, field, method):
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    own = mine.post("/api/trading/journal", {"body": "mine"}).json
    before = snapshot(world)
    path = "/api/trading/journal" + (f"/{own['id']}" if method == "PATCH" else "")
    body = {"body": "x", "links": {field: [things[field.removesuffix("s")]]}}
    assert mine.ask(method, path, body).status_code == 404
    assert snapshot(world) == before


def test_a_message_needs_a_living_sign_in(world):
    trader = world.trader()
    trader.post("/api/auth/logout")
    answer = trader.post("/api/messages", {"content": "after the end"})
    assert answer.status_code == 401
    assert world.sql("select count(*) from messages") == [(0,)]


def test_every_kind_of_id_has_a_thing(world):
    things = things_of(world.trader(), world)
    missing = {name for operation in NAMED for name in operation.path_types} - set(things)
    assert sorted(missing) == [], "give each an example in `things_of` of tests/contract/others.py"
    needs_no_id = {event.name for event in EVENTS.incoming if event not in NAMING_EVENTS}
    assert needs_no_id == {
        "send_message",
        "ping",
        "list_notifications",
        "mark_notifications_read",
    }, (
        "test_outsiders tries the ids that an event needs by itself; those that it may leave out want a test here:"
        " write one, then name the event"
    )


@pytest.mark.parametrize(
    ("path", "field", "thing"),
    [
        ("/api/trading/plans", "conversation_id", "conversation_id"),
        ("/api/trading/plans", "strategy_id", "strategy_id"),
        ("/api/trading/plans", "account_id", "account_id"),
        ("/api/trading/check", "plan_id", "plan_id"),
    ],
)
def test_a_plan_and_a_question_cannot_name_somebody_elses_thing(world, path, field, thing):
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    before = snapshot(world)
    body = {"instrument": "ES", "direction": "long"} if path.endswith("check") else PLAN
    assert mine.post(path, {**body, field: things[thing]}).status_code == 404
    assert snapshot(world) == before


@pytest.mark.parametrize("which", ["plan", "trade"])
def test_a_plan_and_a_trade_of_two_traders_are_not_brought_together(world, which):
    theirs, mine = world.trader(), world.trader()
    plan = plan_of(theirs if which == "plan" else mine)
    owner = mine if which == "plan" else theirs
    trade = owner.post("/api/trading/trades", {"instrument": "ES", "direction": "long", "entry_price": 4500,
                       "position_size": 1, "entry_time": "2026-11-19T14:30:00Z"}).json  # fmt: skip
    world.settle()
    before = snapshot(world)
    assert (
        mine.post(f"/api/trading/plans/{plan['id']}/link", {"trade_id": trade["id"]}).status_code
        == 404
    )
    assert snapshot(world) == before
