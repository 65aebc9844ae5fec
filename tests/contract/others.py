"""A trader who has one of every kind of thing, and what another may try with them."""

import io
from typing import Any

from backend.transport.contract import Operation
from backend.wiring.registry import OPERATIONS
from tests.factories.behaviour import finding_of
from tests.factories.images import png
from tests.factories.plans import plan_of
from tests.features.notifications.notices import tell
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
    "trades_change_view": {"name": "taken over"},
    "corporate_actions_split": {"numerator": 4, "denominator": 1},
    "corporate_actions_receive_dividend": {"amount_per_unit": "1"},
    "corporate_actions_charge_financing": {"amount": "1"},
    "corporate_actions_rename": {"symbol": "NQ"},
    "corporate_actions_expire": {"outcome": "cash_settled", "settlement_price": "4500"},
    "corporate_actions_roll": {"instrument": "ESH7", "exit_price": "4500", "entry_price": "4510"},
    "corporate_actions_correct_fill": {"price": "1"},
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
    "messages_give_feedback": {"verdict": "wrong", "words": "taken over"},
    "conversations_read_up_to": {"seq": 1},
    "conversations_speak_of_query": {"measures": ["win_rate"]},
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
# What it names is a day, which everybody has.
OF_EVERYBODYS_DAY = {"journal_write_check_in", "journal_read_day"}
BROWSER = {
    "endpoint": f"https://push.example.net/{MARK}",
    "name": MARK,
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}
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
    movement = trader.post(
        f"/api/trading/accounts/{account['id']}/movements", {"kind": "deposit", "amount": 5}
    ).json
    strategy = trader.post(
        "/api/trading/strategies", {"name": MARK, "rules": [{"statement": MARK}]}
    ).json
    trader.patch(f"/api/trading/trades/{trade['id']}", {"strategy_id": strategy["id"]})
    view = trader.post("/api/trading/trades/views", {"name": MARK, "filter": {"q": MARK}}).json
    tagging = {"trade_ids": [trade["id"]], "action": "tag", "tags": [MARK]}
    change = trader.post("/api/trading/trades/bulk", tagging).json
    events = trader.get(f"/api/trading/trades/{trade['id']}/events").json["items"]
    described = {
        "symbol": "FDAX",
        "name": MARK,
        "multiplier": 25,
        "tick_size": "0.5",
        "currency": "EUR",
    }
    instrument = trader.post("/api/trading/instruments", described).json
    rate = {
        "base": "EUR",
        "quote": "USD",
        "day": "2020-11-19",
    }  # a day that has come, whatever the clock says
    trader.post("/api/trading/rates", {**rate, "rate": "1.17"})
    links = {"trade_ids": [trade["id"]], "upload_ids": [upload["id"]]}
    written = {
        "title": MARK,
        "body": MARK,
        "day": rate["day"],
        "kind": "daily",
        "tags": [MARK],
        "links": links,
    }
    entry = trader.post("/api/trading/journal", written).json
    template = trader.post("/api/trading/journal/templates", {"name": MARK, "body": MARK}).json
    trader.ask(
        "PUT", f"/api/trading/journal/check-ins/{rate['day']}", {"note": MARK, "intention": MARK}
    )
    plan = plan_of(trader, title=MARK)
    pause = {"trigger": "after_stop", "promise": "pause", "minutes": 20, "statement": MARK}
    commitment = trader.post("/api/trading/rulebook/commitments", pause).json
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"news": [{"name": MARK, "starts_at": "2026-01-01T00:00:00Z",
               "ends_at": "2026-01-02T00:00:00Z"}]}, "note": MARK})  # fmt: skip
    trader.post("/api/trading/check", {"instrument": "ES", "direction": "long"})
    linked = trader.post(f"/api/trading/plans/{plan['id']}/link", {"trade_id": trade["id"]})
    assert linked.status_code == 200, linked.json
    endpoint = trader.post(
        "/api/notifications/webhooks", {"url": f"https://{MARK}.example.com/", "name": MARK}
    ).json
    trader.post(f"/api/notifications/webhooks/{endpoint['id']}/test")
    world.sql(
        "update notification_deliveries set state = 'failed', settled_at = now() where user_id = %s",
        trader.user["id"],
    )
    delivery = trader.get("/api/notifications/deliveries").json["items"][0]
    browser = trader.ask("PUT", "/api/notifications/push/subscriptions", BROWSER).json
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
        "view_id": view["id"],
        "change_id": change["change_id"],
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
        "subscription_id": browser["id"],
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


def snapshot(world: World) -> list[tuple[str, str]]:
    """The content of every table, as one hash each."""
    return world.sql(hashes_of(world))


def hashes_of(world: World, *, without: str = "") -> str:
    """The statement that gives each table with a hash of its content."""
    tables = world.sql(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
    )
    return " union all ".join(
        f"select '{table}', md5(coalesce(string_agg(t::text, '' order by t::text), '')) from {table} t"
        for (table,) in tables
        if table != without
    )
