"""Every operation and event, as another user, as nobody, and with a spent token: made from the declarations.

An operation that is added later is in here by itself. One that takes an id must be given a thing of that kind below,
or the test that counts them fails.
"""

import io
from typing import Any

import pytest

from backend.transport.contract import Operation
from backend.wiring.rooms import EVENTS, OPERATIONS
from tests.factories.behaviour import finding_of
from tests.factories.images import png
from tests.factories.plans import PLAN, plan_of
from tests.features.notifications.telling import tell
from tests.world import Trader, World

MARK = "canary-of-the-other-trader"
PRIVATE = [operation for operation in OPERATIONS if not operation.public]
NAMED = [operation for operation in PRIVATE if operation.path_types]
BODIES = {
    "trades_close_trade": {"exit_price": "4510"},
    "trades_add_fill": {"action": "exit", "quantity": 1, "price": "4510"},
    "trades_set_stop": {"stop_price": "4480"},
    "trades_set_target": {"target_price": "4580"},
    "trades_add_note": {"text": "taken over"},
    "trades_change_trade": {"setup": "taken over"},
    "trades_attach": {"upload_ids": ["{upload_id}"]},
    "trades_check_rules": {"checks": [{"rule_id": "{rule_id}", "followed": False}]},
    "accounts_change_account": {"name": "taken over"},
    "accounts_add_movement": {"kind": "deposit", "amount": "5"},
    "strategies_change_strategy": {"name": "taken over"},
    "strategies_add_rule": {"statement": "taken over"},
    "plans_change_plan": {"title": "taken over"},
    "plans_execute_plan": {"entry_price": "4500"},
    "plans_link_trade": {"trade_id": "{trade_id}"},
    "plans_mark_plan": {"subject": "criterion", "met": True},
    "plans_attach": {"upload_ids": ["{upload_id}"]},
    "messages_edit_message": {"content": "taken over"},
    "conversations_change_conversation": {"title": "taken over"},
    "journal_change_entry": {"body": "taken over"},
    "journal_change_template": {"body": "taken over"},
    "journal_write_check_in": {"note": "taken over"},
    "behaviour_answer_pattern": {"answer": "no"},
    "behaviour_answer_event": {"answer": "no"},
    "nudges_give_feedback": {"feedback": "helpful"},
    "notifications_change_notification": {"read": True},
    "notifications_change_webhook": {"name": "taken over"},
    "coaching_correct_memory": {"number": 1, "statement": "taken over"},
    "coaching_finish_session": {"note": "taken over"},
    "coaching_say_step": {"kept": True},
}
OF_EVERYBODYS_DAY = {"journal_write_check_in"}  # what it names is a day, which everybody has
BODY_IDS = ["conversation_id", "upload_ids", "related_trade_ids", "image_url"]


def things_of(trader: Trader, world: World) -> dict[str, str]:
    """One of each kind of thing that an operation can name."""
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    trade = trader.post(
        "/api/trading/trades",
        {
            "instrument": "ES",
            "direction": "long",
            "entry_price": "4500",
            "position_size": 1,
            "entry_time": "2026-11-19T14:30:00Z",
            "notes": MARK,
        },
    ).json
    account = trader.post("/api/trading/accounts", {"name": MARK}).json
    movement = trader.post(f"/api/trading/accounts/{account['id']}/movements", {"kind": "deposit", "amount": 5}).json
    strategy = trader.post("/api/trading/strategies", {"name": MARK, "rules": [{"statement": MARK}]}).json
    trader.patch(f"/api/trading/trades/{trade['id']}", {"strategy_id": strategy["id"]})
    events = trader.get(f"/api/trading/trades/{trade['id']}/events").json["items"]
    described = {"symbol": "FDAX", "name": MARK, "multiplier": 25, "tick_size": "0.5", "currency": "EUR"}
    instrument = trader.post("/api/trading/instruments", described).json
    rate = {"base": "EUR", "quote": "USD", "day": "2020-11-19"}  # a day that has come, whatever the clock says
    trader.post("/api/trading/rates", {**rate, "rate": "1.17"})
    links = {"trade_ids": [trade["id"]], "upload_ids": [upload["id"]]}
    written = {"title": MARK, "body": MARK, "day": rate["day"], "kind": "daily", "tags": [MARK], "links": links}
    entry = trader.post("/api/trading/journal", written).json
    template = trader.post("/api/trading/journal/templates", {"name": MARK, "body": MARK}).json
    trader.ask("PUT", f"/api/trading/journal/check-ins/{rate['day']}", {"note": MARK, "intention": MARK})
    plan = plan_of(trader, title=MARK)
    pause = {"trigger": "after_stop", "promise": "pause", "minutes": 20, "statement": MARK}
    commitment = trader.post("/api/trading/rulebook/commitments", pause).json
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"news": [{"name": MARK, "starts_at": "2026-01-01T00:00:00Z",
               "ends_at": "2026-01-02T00:00:00Z"}]}, "note": MARK})  # fmt: skip
    trader.post("/api/trading/check", {"instrument": "ES", "direction": "long"})
    linked = trader.post(f"/api/trading/plans/{plan['id']}/link", {"trade_id": trade["id"]})
    assert linked.status_code == 200, linked.json
    endpoint = trader.post("/api/notifications/webhooks", {"url": f"https://{MARK}.example.com/", "name": MARK}).json
    trader.post(f"/api/notifications/webhooks/{endpoint['id']}/test")
    world.sql(
        "update notification_deliveries set state = 'failed', settled_at = now() where user_id = %s", trader.user["id"]
    )
    delivery = trader.get("/api/notifications/deliveries").json["items"][0]
    notification = tell(world, trader, title=MARK, body=MARK, data={"of": MARK})
    memory = trader.post("/api/trading/coaching/memory", {"statement": MARK}).json
    about = {"related_trade_ids": [trade["id"]], "market_state": MARK}
    coached = trader.post("/api/trading/coaching/session", about).json
    sent = trader.say(f"{MARK} Long ES 4500 stop 4490 target 4520", upload_ids=[upload["id"]])
    world.desk().answer_next()
    verdict = trader.get("/api/verdicts").json["items"][0]
    world.settle()
    finding = finding_of(world, trader.user["id"], trade, MARK)
    return {
        "conversation_id": sent["message"]["conversation_id"],
        "message_id": sent["answer"]["id"],
        "upload_id": upload["id"],
        "trade_id": trade["id"],
        "verdict_id": verdict["id"],
        "image_url": upload["url"],
        "account_id": account["id"],
        "movement_id": movement["id"],
        "strategy_id": strategy["id"],
        "rule_id": strategy["rules"][0]["id"],
        "event_id": events[-1]["id"],
        "instrument_id": instrument["id"],
        "plan_id": plan["id"],
        "trade_plan_id": plan["id"],
        "commitment_id": commitment["id"],
        "entry_id": entry["id"],
        "template_id": template["id"],
        **finding,
        "endpoint_id": endpoint["id"],
        "delivery_id": delivery["id"],
        "notification_id": str(notification.id),
        "memory_id": memory["id"],
        "coaching_session_id": coached["session"]["id"],
        **rate,
    }


def path_of(operation: Operation, things: dict[str, str]) -> str:
    path = operation.path
    for name in operation.path_types:
        path = path.replace(f"<{name}>", things[name])
    return path


def ask(trader: Trader, operation: Operation, path: str, things: dict[str, str]):
    body = BODIES.get(operation.name, {}) if operation.body is not None else None
    return trader.ask(operation.method, path, named(body, things))


def named(body: Any, things: dict[str, str]) -> Any:
    """A body with the ids of these things in place of their names."""
    if isinstance(body, dict):
        return {name: named(value, things) for name, value in body.items()}
    if isinstance(body, list):
        return [named(one, things) for one in body]
    return things.get(body[1:-1], body) if isinstance(body, str) else body


@pytest.mark.parametrize(
    "operation", [one for one in NAMED if one.name not in OF_EVERYBODYS_DAY], ids=lambda one: one.name
)
def test_somebody_elses_thing_is_not_there(world, operation):
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    path = path_of(operation, things)
    before = snapshot(world)

    answer = ask(mine, operation, path, things)

    assert answer.status_code == 404, answer.data
    assert MARK.encode() not in answer.data
    assert snapshot(world) == before
    assert ask(theirs, operation, path, things).status_code != 404, "the owner must reach it, or this proves nothing"


@pytest.mark.parametrize("operation", [one for one in PRIVATE if one.method == "GET"], ids=lambda one: one.name)
def test_no_list_shows_anything_of_somebody_else(world, operation):
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    answer = mine.get(path_of(operation, things))
    assert MARK.encode() not in answer.data
    assert all(
        thing.encode() not in answer.data.replace(path_of(operation, things).encode(), b"")
        for thing in things.values()
        if len(thing) > len("EURUSD2026-11-19")
    )


@pytest.mark.parametrize("operation", PRIVATE, ids=lambda one: one.name)
def test_nobody_and_a_spent_token_get_nothing(world, operation):
    trader = world.trader()
    things = things_of(trader, world)
    path = path_of(operation, things)
    before = snapshot(world)
    kinds: dict[str, Any] = {
        "none": {},
        "garbage": {"Authorization": "Bearer garbage"},
        "refresh token": {"Authorization": f"Bearer {trader.refresh_token}"},
        "basic": {"Authorization": "Basic dHJhZGVyOnB3"},
    }
    for headers in kinds.values():
        assert world.client.open(path, method=operation.method, headers=headers, json={}).status_code == 401
    trader.post("/api/auth/logout")
    world.sql("delete from security_events where kind = 'signed_out'")
    ended = ask(trader, operation, path, things)
    assert (ended.status_code, ended.json["code"]) == (401, "auth.session_ended")
    assert [row for row in snapshot(world) if row[0] != "user_sessions"] == [
        row for row in before if row[0] != "user_sessions"
    ]


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


@pytest.mark.parametrize("field", ["conversation_id", "message_id", "account_id", "strategy_id", "trade_plan_id"])
def test_a_trade_cannot_name_somebody_elses_thing(world, field):
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    before = snapshot(world)
    body = {"instrument": "ES", "direction": "long", "entry_price": 1, "position_size": 1,
            "entry_time": "2026-11-19T14:30:00Z", field: things[field]}  # fmt: skip
    assert mine.post("/api/trading/trades", body).status_code == 404
    assert snapshot(world) == before


@pytest.mark.parametrize("operation", [one for one in NAMED if one.name in OF_EVERYBODYS_DAY], ids=lambda one: one.name)
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
    assert {name for operation in NAMED for name in operation.path_types} <= set(things)
    assert {event.name for event in EVENTS.incoming} == {
        "send_message", "join_conversation", "leave_conversation", "switch_mode", "typing", "stop_generation",
        "regenerate", "resync", "ping", "confirm_draft", "dismiss_draft", "edit_message",
        "list_notifications", "mark_notifications_read",
    }  # fmt: skip


def snapshot(world: World) -> list[tuple[str, str]]:
    """The content of every table, as one hash each."""
    tables = [
        row[0]
        for row in world.sql(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
        )
    ]
    return [
        (table, world.sql(f"select md5(coalesce(string_agg(t::text, '' order by t::text), '')) from {table} t")[0][0])
        for table in tables
    ]


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
    assert mine.post(f"/api/trading/plans/{plan['id']}/link", {"trade_id": trade["id"]}).status_code == 404
    assert snapshot(world) == before
