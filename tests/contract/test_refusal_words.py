"""No client reads the validator's own words: at every place of every operation, what is wrong is said to a person."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic_core import core_schema

from backend.core.errors import FieldProblem, Invalid
from backend.transport.input_parser import read_json, read_values
from backend.wiring.registry import EVENTS, OPERATIONS
from tests.contract import hostile

QUERIES = {one.query.__name__: one.query for one in OPERATIONS if one.query is not None}
BODIES = {one.body.__name__: one.body for one in OPERATIONS if one.body is not None}
BODIES |= {event.takes.__name__: event.takes for event in EVENTS.incoming}
VALIDATORS_OWN = re.compile(
    "Input should|Field required|Extra inputs|String should|List should|Dictionary should|Value error|Unable to"
    "|Assertion failed|Decimal input|Datetimes provided|Object has no|should have|should be|valid (?:integer|string"
    "|number|list|dictionary|boolean|date|datetime|time|UUID)|unable to parse|[Ii]nstance of",
)
WORDS = [
    "",
    "x",
    "-1",
    "0",
    "1.5",
    "99999999999999999999",
    "9" * 30,
    "2026-02-30",
    "1899-01-01",
    "y" * 30_000,
    "nan",
]
LITERALS = [
    "null", "true", '"x"', "-1", "0", "1.5", "9223372036854775807", "{}", "[]", '[""]', '{"x":{}}', '["x",1,null]',
    '""', '"2026-02-30"', '"1899-01-01"', '"25:61"', json.dumps("y" * 30_000), json.dumps(["x"] * 700),
    json.dumps([1] * 700), json.dumps({str(number): "1" for number in range(300)}),
]  # fmt: skip


def refused(reader, model: type[BaseModel], given: Any) -> tuple[FieldProblem, ...]:
    try:
        reader(model, given)
    except Invalid as refusal:
        return tuple(refusal.errors)
    return ()


def problems_of_query(model: type[BaseModel]) -> Iterator[FieldProblem]:
    yield from refused(read_values, model, {})
    for name in [*model.model_json_schema()["properties"], "no_such_field"]:
        for word in WORDS:
            yield from refused(read_values, model, {name: word})
        yield from refused(read_values, model, {name: ["a", "b"]})


def problems_of_body(model: type[BaseModel]) -> Iterator[FieldProblem]:
    schema = model.model_json_schema()
    components = schema.get("$defs", {})
    body = hostile.sample_of(schema, components)
    for whole in ("{}", "[]", "null", "1", '"x"', '{"no_such_field": 1}'):
        yield from refused(read_json, model, whole)
    for spot in dict.fromkeys(hostile.spots_of(schema, components)):
        for literal in LITERALS:
            yield from refused(read_json, model, hostile.with_value(body, spot.steps, literal))


def judged(problems: Iterator[FieldProblem]) -> set[str]:
    """The kinds of problems, after a look at the words of each."""
    kinds = set()
    for problem in problems:
        assert not VALIDATORS_OWN.search(problem.message), problem
        assert problem.message[0].isupper(), problem
        assert problem.message.endswith("."), problem
        kinds.add(problem.code)
    return kinds


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_what_is_wrong_with_a_query_is_said_in_words(name):
    kinds = judged(problems_of_query(QUERIES[name]))

    assert "extra_forbidden" in kinds


@pytest.mark.parametrize("name", sorted(BODIES))
def test_what_is_wrong_with_a_body_is_said_in_words(name):
    kinds = judged(problems_of_body(BODIES[name]))

    assert kinds & {"model_type", "model_attributes_type"}


def test_the_validators_words_would_be_known():
    """The pattern knows the messages of what the models can find: otherwise the tests above see nothing."""
    from pydantic import ConfigDict, TypeAdapter, ValidationError

    class Model(BaseModel):
        model_config = ConfigDict(extra="forbid")
        count: int

    for value in ({}, {"count": "x"}, {"count": 1, "more": 1}, []):
        with pytest.raises(ValidationError) as caught:
            Model.model_validate(value)
        assert all(VALIDATORS_OWN.search(one["msg"]) for one in caught.value.errors())
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(bool).validate_python("x")
    assert VALIDATORS_OWN.search(caught.value.errors()[0]["msg"])
    assert "missing" in get_args(core_schema.ErrorType)


def messages(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422
    return {one["field"]: one["message"] for one in answer.json["errors"]}


def test_a_client_reads_what_to_do(world):
    trader = world.trader()
    some_id = "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"

    charts = messages(trader.post("/api/messages", {"upload_ids": [some_id] * 5}))
    trade = messages(
        trader.post(
            "/api/trading/trades",
            {"instrument": "ES", "direction": "up", "entry_time": "today", "position_size": "two",
             "pattern_tags": ["a"] * 21, "stop": "4490"},
        )
    )  # fmt: skip
    listed = messages(
        trader.get("/api/trading/trades", query_string={"limit": "many", "strategy_id": "mine"})
    )
    limit = messages(trader.get("/api/trading/trades", query_string={"limit": 500}))
    day = messages(trader.get("/api/trading/performance", query_string={"day_from": "2026-02-30"}))

    assert charts == {"upload_ids": "Send at most 4 charts a message."}
    assert trade == {
        "direction": "Give long or short.",
        "entry_price": "Give the entry price: it is needed here.",
        "entry_time": "Give a time such as 2026-11-20T14:30:00Z.",
        "position_size": "This is not a number such as 4501.25.",
        "pattern_tags": "Give at most 20 tags.",
        "stop": "There is no field stop here. Leave it out, or look up how it is spelled.",
    }
    assert listed == {
        "limit": "Give a whole number such as 50.",
        "strategy_id": "This is not an identifier.",
    }
    assert limit == {"limit": "Give 200 or less for the limit."}
    assert day == {"day_from": "Give a day such as 2026-11-20."}
