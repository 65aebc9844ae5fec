"""Whoever generates a client reads the document: objects have fields, names one meaning, metrics a unit."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend.features.ai.errors import FallbackReason
from backend.features.ai.ports import EngineName
from backend.features.chat.assistant.drafts.draft import DraftKind
from backend.features.chat.messages.actions import ActionKind
from backend.features.coach.rule_coach import emotions
from backend.features.coach.rule_coach.schemas import EmotionState
from backend.features.coach.verdicts.schemas import FactSource, JoinedBy, UndecidedReason
from backend.features.notifications.models import NotificationKind
from backend.features.record.trades.models import EventKind
from backend.features.record.trades.schemas import TradeSource
from backend.quant.behaviour.events import TraitStatus
from backend.quant.metric import MetricReason, MetricUnit
from backend.transport.events_document import events_document
from backend.transport.openapi import document
from backend.transport.schema_names import PLACE, plain_names, reached, renamed, with_discriminators
from backend.wiring.registry import EVENTS, OPERATIONS

DOCUMENT = document(OPERATIONS, version="test")
EVENTS_DOCUMENT = events_document(EVENTS, OPERATIONS)
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
OF_EVENTS: dict[str, Any] = EVENTS_DOCUMENT["components"]["schemas"]
ALL = {**OF_EVENTS, **SCHEMAS}
FREE = {
    "AccountOut.rules": "the words of a prop firm, kept as they were given",
    "AddAccount.rules": "the words of a prop firm, kept as they were given",
    "ChangeAccount.rules": "the words of a prop firm, kept as they were given",
    "ConfirmDraft.changes": "what the kind of draft takes, which is known by the draft alone",
    "OfDraft.changes": "the same, on a socket",
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
# Fields of answers whose words are no closed list, by what they are. One that is new stands here, or has an enum.
WORDS = """
    analysis avatar_url unchecked because body calendar calibration caution conditions content contract
    conversation_title description detail disabled_because emotional_state email exchange formula
    highlight highlights horizon html hypothesis intention invalidation key_points label last_line market
    market_state message missing_images months name next_step not_understood note notes occasion patterns_identified
    pattern_tags period price_notation psychology_note question reason reasons risk_notes said scope sentence
    setup setup_description entry_criteria exit_rule seed snippets statement symbol tags text ticker
    timeframe title unit username value what words instrument about choices missing zone timezone
    before after accounts broker broken emotions every_tag instruments invalidation_criteria patterns setups
    step steps stop_loss_reasoning strategies
""".split()  # for reading, or the trader's own
NAMES = """
    address_sha256 client_message_id code columns content_type evidence facts hash id image_sha256
    instance key measure model path previous_hash prompt_version provider providers public_key request_id rule
    service sha256 source sources target type url thumbnail_url versions look answer next_cursor asked
    field setting outcome kind
""".split()  # of things, addresses, codes that other systems give
FIGURES = """
    amount amount_per_unit entry_price exit_price fee_currency fees high limit low mean planned_entry_price position_size
    price quantity r_multiple stop_loss_level stop_price take_profit_targets target_price other_fees value net_pnl
    expectancy win_rate
""".split()  # exact decimals of documents, and how they are made
CURRENCIES = "account_currency base base_currency currency quote".split()
SECRETS = "access_token device_token refresh_token secret".split()
OPEN_WORDS = {*WORDS, *NAMES, *FIGURES, *CURRENCIES, *SECRETS}
BY_NAME = {
    "EventDetail.inputs": "figures that a finding rests on, by name",
    "EventOut.inputs": "the same",
    "PlainNews.subject": "what a message of the system is about",
    "PlainNotification.data": "the same",
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
    places = set().union(*(free_objects(schema, name) for name, schema in ALL.items()))
    assert places == set(FREE)


def strings(schema: Any, place: str) -> set[str]:
    """The places in a schema where a string may say anything."""
    if isinstance(schema, list):
        return set().union(*(strings(part, place) for part in schema))
    if not isinstance(schema, dict):
        return set()
    is_closed = {"enum", "const", "format", "pattern"} & set(schema)
    places = {place} if schema.get("type") == "string" and not is_closed else set()
    for key in ("items", "anyOf", "oneOf", "allOf", "additionalProperties"):
        places |= strings(schema.get(key), place)
    for name, described in schema.get("properties", {}).items():
        places |= strings(described, f"{place}.{name}")
    return places


def test_a_word_of_a_closed_list_is_described_as_one():
    """`engine`, `source`, `status` and all reasons were strings of which nobody could say what they may be."""
    given = reached([one["responses"] for one in operations()], SCHEMAS)
    heard = [*EVENTS_DOCUMENT["outgoing"].values()]
    heard += [event["acknowledgement"] for event in EVENTS_DOCUMENT["incoming"].values()]
    given |= reached(heard, OF_EVENTS)
    places = set().union(*(strings(schema, name) for name, schema in given.items()))
    unknown = {place for place in places if place.rsplit(".", 1)[-1] not in OPEN_WORDS}
    assert unknown == set(BY_NAME)


def operations() -> list[dict[str, Any]]:
    return [one for item in DOCUMENT["paths"].values() for one in item.values()]


CLOSED = {
    "VerdictOut.engine": EngineName,
    "CoachingOut.engine": EngineName,
    "VerdictOut.fallback_reason": FallbackReason,
    "FallbackOut.reason": FallbackReason,
    "FactOut.source": FactSource,
    "VerdictOutcome.reason": UndecidedReason,
    "VerdictOutcome.joined_by": JoinedBy,
    "EmotionOut.state": EmotionState,
    "TraitOut.status": TraitStatus,
    "TradeOut.source": TradeSource,
    "MetricOut.reason": MetricReason,
}


@pytest.mark.parametrize("place", sorted(CLOSED))
def test_what_was_a_free_string_once_is_a_closed_list(place):
    name, field = place.split(".")
    described = SCHEMAS[name]["properties"][field]
    parts = [described, *described.get("anyOf", ())]
    (reference,) = [part["$ref"] for part in parts if "$ref" in part]
    assert set(SCHEMAS[reference.removeprefix(PLACE)]["enum"]) == {*CLOSED[place]}


def test_every_feeling_that_is_read_is_one_that_is_described():
    read = {name for name, _ in emotions._IN_ORDER} | {"heated", "unclear"}
    assert read == {*EmotionState}


def test_a_union_of_models_says_by_what_they_are_told_apart():
    def unions(schema: Any) -> Iterator[list[str]]:
        if isinstance(schema, list):
            for part in schema:
                yield from unions(part)
        elif isinstance(schema, dict):
            if "discriminator" not in schema:
                for key in ("anyOf", "oneOf"):
                    yield [
                        part["$ref"].removeprefix(PLACE)
                        for part in schema.get(key, ())
                        if "$ref" in part
                    ]
            for part in schema.values():
                yield from unions(part)

    def is_object(name: str) -> bool:
        return "properties" in ALL[name] or "oneOf" in ALL[name]

    mixed = [
        [name for name in names if is_object(name)]
        for schema in ALL.values()
        for names in unions(schema)
    ]
    assert [names for names in mixed if len(names) > 1] == []


def test_no_field_of_an_answer_is_null_alone():
    """Such a field is lost in what `openapi-fetch` makes of the types of an answer."""
    assert [
        f"{name}.{field}"
        for name, schema in ALL.items()
        if not name.endswith("Selection")
        for field, described in schema.get("properties", {}).items()
        if described.get("type") == "null"
    ] == []


def test_events_are_described_by_the_schemas_of_the_operations():
    shared = {name for name in OF_EVENTS if name in SCHEMAS} - {"ErrorCode"}

    assert len(shared) > 50
    assert {name for name in shared if OF_EVENTS[name] != SCHEMAS[name]} == set()
    assert reached(EVENTS_DOCUMENT["outgoing"], OF_EVENTS)  # no reference leads nowhere
    for event in EVENTS_DOCUMENT["incoming"].values():
        for part in ("payload", "acknowledgement"):
            assert OF_EVENTS[event[part]["$ref"].removeprefix(PLACE)]["type"] == "object"
    told_apart = OF_EVENTS["NotificationNews"]["discriminator"]["mapping"]
    assert {*NotificationKind, "trade_closed", "draft_confirmed"} < set(told_apart)
    assert set(OF_EVENTS["ErrorCode"]["enum"]) == set(EVENTS_DOCUMENT["error_codes"])


def test_a_name_of_a_schema_has_one_plain_meaning():
    vague = {name for name in ALL if name.removesuffix("Out") in VAGUE}
    assert vague == set()
    assert not [name for name in ALL if "__" in name or not name.isidentifier()]


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
        assert SCHEMAS[unit["$ref"].rsplit("/", 1)[1]]["enum"] == [*MetricUnit]
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
        assert metrics["profit_factor"]["unit"] == "ratio"
        assert metrics["net_pnl"]["value"] == "500"  # 10 points of 50 dollars
        assert (metrics["win_rate"]["unit"], metrics["expectancy"]["unit"]) == ("share", "r")


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
