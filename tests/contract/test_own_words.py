"""A trader's own words: every field of every operation that stores some gives them back letter by letter.

The fields are found from the schemas, so one that is added later is tried by itself.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.wiring.registry import OPERATIONS
from tests.conftest import empty
from tests.contract import hostile
from tests.contract.others import BODIES, named, path_of
from tests.contract.test_hostile import COMPONENTS, Target, body_schema
from tests.factories.plans import MIDDAY, PLAN, ago, plan_of
from tests.world import Trader, World

# Joiners (emoji, Persian, Devanagari), letters that NFKC changes (full width, ligature, superscript, a filler beside a
# letter), combining marks that NFC would join to a letter, and marks of direction.
WORDS = (
    "I 👨\u200d👩\u200d👧 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \uff26\uff35\uff2c\uff2c \ufb01x x\u00b2"
    " e\u0301 \u0915\u094d\u200d\u0937 a\u3164 \u200f\u05d1"
)
IDENTIFIERS = {  # compared, looked up or called: each has one form, which is its own test's business
    "email", "login", "client_message_id", "timezone", "zone", "calendar", "instrument", "instruments", "symbol",
    "url", "image_url", "avatar_url",
}  # fmt: skip
SECRETS = {
    *("password", "device_token", "refresh_token"),
    *("endpoint", "p256dh", "auth"),  # of a browser that is told
}  # never given back
NOT_STORED = {
    "rulebook_preview_limits",
    "questions_compare",
    "ai_estimate",
    "conversations_speak_of_query",
    "questions_ask",
}  # read what is asked, and keep nothing of it
TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
         "entry_time": "2026-11-19T14:30:00Z"}  # fmt: skip
VIEW = {"group_by": "setup", "group_key": "x", "cross_by": "instrument", "cross_key": "y"}
BESIDE = {  # what an ordinary body needs beside what the outsider's tests send
    "trades_log_trade": TRADE,
    "strategies_add_strategy": {"name": "strategy {n}"},
    "instruments_describe_instrument": {
        "symbol": "FX{n}", "name": "index", "multiplier": 25, "tick_size": "0.5", "currency": "EUR",
    },
    "rulebook_write_rulebook": {
        "limits": {"news": [{"name": "FOMC", "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-01-02T00:00:00Z"}]},
    },
    "rulebook_make_commitment": {"trigger": "after_stop", "promise": "pause", "minutes": 20},
    "plans_make_plan": PLAN,
    "trades_save_view": {"name": "view {n}", "filter": VIEW},
    "trades_change_view": {"name": "view {n}", "filter": VIEW},
    "trades_change_trades": {"trade_ids": ["{trade_id}"], "action": "tag", "tags": ["x"]},
    "messages_send_message": {"content": "Long ES 4500"},
    "coaching_finish_session": {"commitment": {"trigger": "after_stop", "promise": "pause", "minutes": 20}},
}  # fmt: skip
LATER = {  # where the answer does not tell the words, but another one does, or none
    "trades_void_event": "/api/trading/trades/{trade_id}/events",
    "corporate_actions_correct_fill": "/api/trading/trades/{trade_id}/events",
    "trades_change_trades": "/api/trading/trades/{trade_id}",
    "plans_mark_plan": "select note from plan_marks",
    "trades_add_note": "/api/trading/trades/{trade_id}/events",
    "coaching_finish_session": "/api/trading/coaching/memory",
    "behaviour_answer_pattern": "select note from behaviour_answers",
}


def steps_of(operation) -> Iterator[tuple[str | int, ...]]:
    """Where the body of an operation has words: text without a pattern, a format or a choice, and no identifier."""
    schema = body_schema(operation)
    for spot in dict.fromkeys(hostile.spots_of(schema, COMPONENTS)):
        field = next(step for step in reversed(spot.steps) if isinstance(step, str))
        if field not in IDENTIFIERS | SECRETS and any(
            is_text(one) for one in at(schema, spot.steps)
        ):
            yield spot.steps


def at(schema: dict[str, Any], steps: tuple[str | int, ...]) -> list[dict[str, Any]]:
    """What the schema says of this place, each alternative by itself."""
    if "$ref" in schema:
        return at(COMPONENTS[schema["$ref"].rpartition("/")[2]], steps)
    for kind in ("anyOf", "oneOf", "allOf"):
        if kind in schema:
            return [one for part in schema[kind] for one in at(part, steps)]
    if not steps:
        return [schema]
    step, *rest = steps
    inner = schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step)
    return at(inner, tuple(rest)) if isinstance(inner, dict) else []


def is_text(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" and not {"pattern", "format", "enum", "const"} & set(
        schema
    )


WRITING = [one for one in OPERATIONS if one.body is not None and one.name not in NOT_STORED]
PLACES = [(operation, steps) for operation in WRITING for steps in steps_of(operation)]


def held_back(target: Target) -> Trader:
    """Another trader, who has reached a limit: there is something to override."""
    trader = target.world.trader()
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"trades_per_day": 1}, "zone": MIDDAY})
    spans = {"entry_time": ago(minutes=2), "exit_time": ago(minutes=1)}
    trader.post("/api/trading/trades", {**TRADE, "exit_price": "4495", **spans})
    return trader


def another_plan(target: Target) -> None:
    target.things["plan_id"] = plan_of(target.trader)["id"]


def a_question(target: Target) -> None:
    target.things["message_id"] = target.trader.say("Long ES 4500 stop 4490 target 4520")[
        "message"
    ]["id"]


def another_fill(target: Target) -> None:
    trade = target.trader.post("/api/trading/trades", TRADE).json
    target.things["trade_id"] = trade["id"]
    [filled, *_] = target.trader.get(f"/api/trading/trades/{trade['id']}/events").json["items"]
    target.things["event_id"] = filled["id"]


def another_session(target: Target) -> None:
    started = target.trader.post("/api/trading/coaching/session", {})
    target.things["coaching_session_id"] = started.json["session"]["id"]


def another_memory(target: Target) -> None:
    taught = target.trader.post(
        "/api/trading/coaching/memory", {"statement": "I trade best before noon"}
    )
    target.things["memory_id"] = taught.json["id"]


FIRST: dict[str, Callable[[Target], Trader | None]] = {
    "rulebook_override": held_back,
    "plans_execute_plan": another_plan,
    "messages_edit_message": a_question,
    "corporate_actions_correct_fill": another_fill,
    "coaching_finish_session": another_session,
    "coaching_correct_memory": another_memory,
}


@pytest.fixture(scope="module")
def target(app, settings, owner) -> Iterator[Target]:
    world = World(app, settings, owner)
    yield Target(world)
    world.close()
    empty(owner)


def strings(value: Any) -> Iterator[str]:
    """All texts within a piece of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


@pytest.mark.parametrize(
    ("number", "operation", "steps"),
    [
        pytest.param(number, operation, steps, id=f"{operation.name}-{'.'.join(map(str, steps))}")
        for number, (operation, steps) in enumerate(PLACES)
    ],
)
def test_words_come_back_as_they_were_written(target, number, operation, steps):
    words = f"{WORDS} {number}"
    trader = FIRST.get(operation.name, lambda _: None)(target) or target.trader
    things = target.things | {"n": str(number)}
    beside = json.loads(json.dumps(BESIDE.get(operation.name, {})).replace("{n}", str(number)))
    ordinary = hostile.sample_of(body_schema(operation), COMPONENTS)
    body = named(beside or BODIES.get(operation.name) or ordinary, things)
    content = with_words(body, steps, words)

    answer = trader.ask(operation.method, path_of(operation, things), content)

    assert answer.status_code in (200, 201), answer.json
    heard = set(strings(answer.json)) | set(later(target, operation.name, things))
    assert words in heard, heard


def later(target: Target, name: str, things: dict[str, str]) -> Iterator[str]:
    """What is read afterwards."""
    where = LATER.get(name, "")
    if where.startswith("select"):
        yield from (text for (text,) in target.world.sql(where) if text)
    elif where:
        yield from strings(target.trader.get(where.format(**things)).json)


def with_words(body: Any, steps: tuple[str | int, ...], words: str) -> Any:
    """The body with these words at this place; what else there is stays."""
    if not steps:
        return words
    step, *rest = steps
    if isinstance(step, int):
        first = body[0] if isinstance(body, list) and body else None
        return [with_words(first, tuple(rest), words)]
    given = dict(body) if isinstance(body, dict) else {}
    return given | {step: with_words(given.get(step), tuple(rest), words)}


def test_there_are_many_fields_of_words():
    assert len(PLACES) > 60
