"""Whoever generates a client reads the document: objects have fields, names one meaning, metrics a unit."""

from typing import Any

import pytest

from backend.features.chat.assistant.drafts.draft import DraftKind
from backend.features.chat.messages.actions import ActionKind
from backend.features.notifications.models import NotificationKind
from backend.features.record.trades.models import EventKind
from backend.transport.openapi import document
from backend.transport.schema_names import plain_names, renamed, with_discriminators
from backend.wiring.registry import OPERATIONS

SCHEMAS: dict[str, Any] = document(OPERATIONS, version="test")["components"]["schemas"]
FREE = {
    "AccountOut.rules": "the words of a prop firm, kept as they were given",
    "AddAccount.rules": "the words of a prop firm, kept as they were given",
    "ChangeAccount.rules": "the words of a prop firm, kept as they were given",
    "ConfirmDraft.changes": "what the kind of draft takes, which is known by the draft alone",
    "NudgeOut.evidence": "what each line of a nudge rests on, as it was then",
    "TradeViewOut.filter": "a filter as it was kept; an older one may say what is not asked any more",
}
VAGUE = {"Accepted", "Answer", "Data", "Info", "Kept", "Kind", "Object", "Promise", "Reading", "Result", "Said",
         "Span", "Try", "Value"}  # fmt: skip
UNIONS = {
    "TradeEventOut": ("kind", EventKind),
    "NotificationOut": ("kind", NotificationKind),
    "DraftOut": ("kind", DraftKind),
    "ActionOut": ("kind", ActionKind),
}


def free_objects(schema: Any, place: str) -> set[str]:
    """The places in a schema where an object may have any field of any shape."""
    if isinstance(schema, list):
        return set().union(*(free_objects(part, place) for part in schema))
    if not isinstance(schema, dict):
        return set()
    is_open = schema.get("additionalProperties") is True and "properties" not in schema
    is_unnamed = schema.get("type") == "object" and not {
        "properties",
        "additionalProperties",
    } & set(schema)
    places = {place} if is_open or is_unnamed else set()
    for key, part in schema.items():
        if key == "properties":
            for name, described in part.items():
                inner = f"{place}.{name}" if "." not in place else place
                places |= free_objects(described, inner) | (
                    {inner} if says_nothing(described) else set()
                )
        elif key not in ("examples", "default", "enum"):
            places |= free_objects(part, place)
    return places


def says_nothing(schema: dict[str, Any]) -> bool:
    any_json = {"$ref": "#/components/schemas/JsonValue"}
    is_of_anything = schema.get("additionalProperties") == any_json
    return is_of_anything or not set(schema) - {"title", "description", "default", "examples"}


def test_no_object_is_free_without_a_reason():
    places = set().union(*(free_objects(schema, name) for name, schema in SCHEMAS.items()))
    assert places == set(FREE)


def test_a_name_of_a_schema_has_one_plain_meaning():
    vague = {name for name in SCHEMAS if name.removesuffix("Out") in VAGUE}
    assert vague == set()
    assert not [name for name in SCHEMAS if "__" in name or not name.isidentifier()]


@pytest.mark.parametrize("name", sorted(UNIONS))
def test_what_differs_by_its_kind_is_a_union_with_a_discriminator(name):
    by, kinds = UNIONS[name]
    discriminator = SCHEMAS[name]["discriminator"]

    assert discriminator["propertyName"] == by
    assert set(discriminator["mapping"]) == {kind.value for kind in kinds}
    parts = {part["$ref"] for part in SCHEMAS[name]["oneOf"]}
    assert parts == set(discriminator["mapping"].values())
    for word, reference in discriminator["mapping"].items():
        part = SCHEMAS[reference.rsplit("/", 1)[1]]
        assert word in part["properties"][by]["enum"]
        assert by in part["required"]


def test_every_metric_says_in_what_it_is_counted():
    for name in ("MetricOut", "FigureOut"):
        unit = SCHEMAS[name]["properties"]["unit"]
        assert SCHEMAS[unit["$ref"].rsplit("/", 1)[1]]["enum"] == [
            "money", "r", "ratio", "percent", "count", "seconds",
        ]  # fmt: skip
        assert {"unit", "currency"} <= set(SCHEMAS[name]["required"])


TRADE = {
    "instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1, "stop_price": "4490",
    "entry_time": "2026-11-19T14:30:00Z", "exit_price": "4510", "exit_time": "2026-11-19T15:00:00Z",
}  # fmt: skip


def test_the_figures_of_reports_are_those_that_are_named_each_in_its_unit(world):
    trader = world.trader()
    assert trader.post("/api/trading/trades", TRADE).status_code == 201

    report = trader.get("/api/trading/performance").json
    group = trader.get("/api/trading/reports/groups", query_string={"by": "day"}).json["groups"][0]

    assert set(report["metrics"]) == set(SCHEMAS["PerformanceFigures"]["properties"])
    assert set(group["metrics"]) == set(SCHEMAS["GroupFigures"]["properties"])
    for metrics in (report["metrics"], group["metrics"]):
        money = {name for name, metric in metrics.items() if metric["unit"] == "money"}
        assert money == {"net_pnl", "average_win", "average_loss", "max_drawdown_money"} & set(
            metrics
        )
        for name, metric in metrics.items():
            assert metric["currency"] == ("USD" if name in money else None)
        assert metrics["net_pnl"]["value"] == "500"  # 10 points of 50 dollars
        assert (metrics["win_rate"]["unit"], metrics["expectancy"]["unit"]) == ("ratio", "r")


def test_two_schemas_of_one_name_are_refused():
    part = {"title": "Taken", "properties": {"kind": {"enum": ["a"]}}}
    schemas = {"Taken": {}, "Union": {"oneOf": [part], "x-told-apart-by": "kind"}}

    with pytest.raises(AssertionError, match="two schemas of one name"):
        with_discriminators(schemas)


def test_names_of_what_is_taken_and_given_are_told_apart_in_words():
    names = plain_names(["Limits-Input", "Limits-Output", "TradeOut"])
    assert names == {"Limits-Input": "Limits", "Limits-Output": "LimitsOut"}
    schema = {"items": {"$ref": "#/components/schemas/Limits-Output"}}
    assert renamed(schema, names) == {"items": {"$ref": "#/components/schemas/LimitsOut"}}
