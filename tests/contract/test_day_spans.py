"""A span of days has one spelling in every query: `day_from` and `day_to`. Older ones are read, and marked so."""

import datetime as dt
from typing import Any

import pytest

from backend.core.days import DaySpan
from backend.transport.openapi import document
from backend.wiring.registry import OPERATIONS

ENDS = ("day_from", "day_to")
MOMENTS = {
    "from",
    "to",
    "since",
    "before",
    "entered_from",
    "entered_before",
    "realised_from",
    "realised_until",
}  # they say more than a day
PATHS = document(OPERATIONS, version="test")["paths"]
ASKING = [one for one in OPERATIONS if one.query is not None]
SPANS = [one for one in ASKING if issubclass(one.query, DaySpan)]
RENAMED = [(one, name, older) for one in SPANS for name, older in one.query.older_names.items()]
FIXED = {
    "q": "x",
    "by": "setup",
    "name": "equity",
    "reason": "no_stop",
}  # what a query needs besides


def parameters_of(operation) -> dict[str, dict[str, Any]]:
    path = operation.path.replace("<", "{").replace(">", "}")
    described = PATHS[path][operation.method.lower()]["parameters"]
    return {one["name"]: one["schema"] for one in described if one["in"] == "query"}


def formats_of(schema: dict[str, Any]) -> set[str]:
    parts = [schema, *schema.get("anyOf", ())]
    return {part["format"] for part in parts if "format" in part}


@pytest.mark.parametrize("operation", ASKING, ids=lambda one: one.name)
def test_days_are_asked_for_by_one_spelling(operation):
    for name, schema in parameters_of(operation).items():
        if "date" in formats_of(schema):
            assert name in ("day", *ENDS) or schema.get("deprecated"), name
        if "date-time" in formats_of(schema):
            assert name in MOMENTS, name
        if name in ENDS:
            assert issubclass(operation.query, DaySpan)


@pytest.mark.parametrize("operation", SPANS, ids=lambda one: one.name)
def test_an_older_name_is_described_as_one(operation):
    parameters = parameters_of(operation)
    older = set(operation.query.older_names.values())

    assert set(ENDS) <= set(parameters)
    deprecated = {name for name, schema in parameters.items() if schema.get("deprecated")}
    assert deprecated == older
    assert all("Older name of" in parameters[name]["description"] for name in older)


def test_spans_are_found():
    names = {one.name for one in SPANS}
    assert {"trades_list_trades", "journal_list_entries", "ai_read_usage"} <= names
    assert len(SPANS) > 12
    assert len(RENAMED) >= 10


def asked(trader, operation, **more: str) -> Any:
    taken = parameters_of(operation)
    needed: dict[str, Any] = {name: value for name, value in FIXED.items() if name in taken}
    if taken.get("by", {}).get("type") == "array":
        needed["by"] = ["setup", "hour"]
    return trader.get(operation.path, query_string={**needed, **more})


@pytest.fixture
def answers_of(world):
    trader = world.trader()

    def answer(operation, **more: str) -> Any:
        return asked(trader, operation, **more)

    return answer


@pytest.mark.parametrize(
    ("operation", "name", "older"),
    [pytest.param(*one, id=f"{one[0].name}-{one[2]}") for one in RENAMED],
)
def test_an_older_name_is_read_and_both_are_refused(answers_of, operation, name, older):
    other = {"day_from": "day_to", "day_to": "day_from"}[name]
    span = {other: "2026-11-20"}

    new = answers_of(operation, **span, **{name: "2026-11-20"})
    old = answers_of(operation, **span, **{older: "2026-11-20"})
    both = answers_of(operation, **{name: "2026-11-20", older: "2026-11-20"})

    assert (new.status_code, old.status_code) == (200, 200)
    assert without_time(old.json) == without_time(new.json)
    assert both.status_code == 422
    (problem,) = both.json["errors"]
    assert problem["message"] == f"Give {name} or {older}, not both: {older} is its older name."


def without_time(answer: Any) -> Any:
    """An answer without the moment at which it was made."""
    if isinstance(answer, list):
        return [without_time(one) for one in answer]
    if isinstance(answer, dict):
        timed = ("as_of", "today")
        return {name: without_time(one) for name, one in answer.items() if name not in timed}
    return answer


TAKEN = [one for one in SPANS if not one.path_types]


@pytest.mark.parametrize("operation", TAKEN, ids=lambda one: one.name)
def test_each_end_may_stand_alone_and_words_say_what_a_day_is(answers_of, operation):
    today = dt.datetime.now(dt.UTC).date()
    for name in ENDS:
        assert answers_of(operation, **{name: today.isoformat()}).status_code == 200
        for word in ("soon", "20261120", "2026-02-30", "1763596800", "2026-11-20T00:00:00Z", ""):
            refused = answers_of(operation, **{name: word})
            assert refused.status_code == 422
            (problem,) = refused.json["errors"]
            assert problem["message"] == "Give a day such as 2026-11-20."
        for word in ("0001-01-01", "9999-12-31"):
            assert answers_of(operation, **{name: word}).status_code in (200, 422)


TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1}


def test_trades_are_listed_by_the_session_day_of_their_entry(world):
    """Globex: 23:30 UTC of Sunday, 15 November 2026, is 18:30 in New York, in the session of Monday the 16th."""
    trader = world.trader()
    times = ("2026-11-13T15:00:00Z", "2026-11-15T23:30:00Z", "2026-11-16T15:00:00Z")
    for number, time in enumerate(times):
        body = {**TRADE, "entry_time": time, "setup": str(number)}
        assert trader.post("/api/trading/trades", body).status_code == 201

    def listed(**days: str) -> list[str]:
        answer = trader.get("/api/trading/trades", query_string=days)
        return [row["setup"] for row in answer.json["items"]]

    assert listed(day_from="2026-11-16", day_to="2026-11-16") == ["2", "1"]
    assert listed(day_to="2026-11-15") == ["0"]
    assert listed(day_from="2026-11-14") == ["2", "1"]
    assert listed(day_from="2026-11-17") == []


def test_the_days_of_a_conversation_are_those_of_the_trader(world):
    """Midnight of New York in winter is 05:00 UTC."""
    trader = world.trader()
    trader.ask("PATCH", "/api/auth/me", {"timezone": "America/New_York"})
    message = trader.say("Long ES 4500 stop 4490 target 4520")["message"]
    said = dt.datetime.fromisoformat(message["created_at"])
    day = (said - dt.timedelta(hours=5)).date()

    def hits(**span: str) -> int:
        query = {"q": "ES", "type": "user", **span}
        return len(trader.get("/api/conversations/search", query_string=query).json["items"])

    assert hits(day_from=day.isoformat(), day_to=day.isoformat()) == 1
    assert hits(day_to=(day - dt.timedelta(days=1)).isoformat()) == 0
    assert hits(day_from=(day + dt.timedelta(days=1)).isoformat()) == 0
    refused = trader.get(
        "/api/conversations/search",
        query_string={"q": "ES", "day_from": day.isoformat(), "from": message["created_at"]},
    )
    assert refused.json["errors"][0]["message"] == "Give day_from or from, not both."
