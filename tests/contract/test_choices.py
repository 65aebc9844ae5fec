"""Words of closed lists are read in any case, wherever one comes in; answers write them as the list does."""

import json
from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest
from pydantic import TypeAdapter

from backend.core.choices import Choice
from backend.features.record.trades.models import TradeDirection
from backend.wiring.registry import EVENTS, OPERATIONS

TRADES = "/api/trading/trades"
TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
         "stop_price": "4490", "entry_time": "2026-11-19T14:30:00Z"}  # fmt: skip


def parts_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Every piece of a model's core schema."""
    waiting, known = [schema], set()
    while waiting:
        part = waiting.pop()
        if id(part) in known:
            continue
        known.add(id(part))
        if isinstance(part, dict):
            yield part
            waiting += [inner for name, inner in part.items() if name != "metadata"]
        elif isinstance(part, list | tuple):
            waiting += part


def choices() -> dict[str, type[Enum]]:
    models = [model for operation in OPERATIONS for model in (operation.query, operation.body)]
    models += [event.takes for event in EVENTS.incoming]
    return {
        part["cls"].__qualname__ + " of " + part["cls"].__module__: part["cls"]
        for model in models
        if model is not None
        for part in parts_of(model.__pydantic_core_schema__)
        if part.get("type") == "enum"
    }


CHOICES = choices()


def test_the_lists_are_found():
    assert TradeDirection in CHOICES.values()
    assert len(CHOICES) > 45


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_each_word_of_a_list_is_read_in_any_case(name):
    choice = CHOICES[name]
    assert issubclass(choice, Choice)
    adapter = TypeAdapter(choice)

    for member in choice:
        for word in (member.value, member.value.upper(), member.value.title()):
            assert adapter.validate_python(word) is member
            assert adapter.validate_json(json.dumps(word), strict=True) is member
    for word in ("", " ", "no such word", 1, None, True, []):
        with pytest.raises(ValueError, match="1 validation error"):
            adapter.validate_python(word)


@pytest.mark.parametrize("word", ["long", "LONG", "Long", "buy", "BUY", "Buy"])
def test_the_side_of_a_trade_may_be_that_of_its_order(world, word):
    answer = world.trader().post(TRADES, {**TRADE, "direction": word})

    assert (answer.status_code, answer.json["direction"]) == (201, "long")


@pytest.mark.parametrize("word", ["SHORT", "sell", "Sell"])
def test_every_place_that_takes_a_direction_takes_the_side(world, word):
    trader = world.trader()
    trade = {**TRADE, "direction": word, "stop_price": "4510"}
    assert trader.post(TRADES, trade).json["direction"] == "short"
    plan = {
        "title": "Fade", "instrument": "ES", "direction": word, "setup_description": "Failed high",
        "entry_criteria": ["back below"], "entry_price": "4500", "stop_loss_level": "4510",
        "take_profit_targets": ["4480"], "position_size": 1,
    }  # fmt: skip

    assert trader.post("/api/trading/plans", plan).json["direction"] == "short"
    for path in (TRADES, "/api/trading/plans"):
        assert len(trader.get(path, query_string={"direction": word}).json["items"]) == 1
        assert trader.get(path, query_string={"direction": "buy"}).json["items"] == []
    report = trader.get("/api/trading/performance", query_string={"direction": word})
    assert report.status_code == 200


def test_words_of_filters_and_fills_are_read_in_any_case(world):
    trader = world.trader()
    trade = trader.post(TRADES, {**TRADE, "trade_type": "TRAINING", "position_size": 2}).json
    fill = {"action": "EXIT", "quantity": 2, "price": "4500", "event_time": "2026-11-19T15:00:00Z"}

    filled = trader.post(f"{TRADES}/{trade['id']}/fills", fill)

    assert filled.json["trade"]["outcome"] == "break_even"
    query = {"status": "Closed", "trade_type": "Training", "outcome": "BREAK_EVEN"}
    assert [row["id"] for row in trader.get(TRADES, query_string=query).json["items"]] == [
        trade["id"]
    ]
    assert trader.get(TRADES, query_string={"outcome": "WIN"}).json["items"] == []


def test_the_reference_says_that_the_side_may_be_named():
    from backend.transport.openapi import document

    schema = document(OPERATIONS, version="test")["components"]["schemas"]["TradeDirection"]
    assert schema["enum"] == ["long", "short"]
    assert "buy and sell" in schema["description"]
