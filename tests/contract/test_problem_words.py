"""What is wrong with an input is said in words: no pattern, and of text nothing that is said of lists."""

from typing import Any

import pytest
from pydantic import BaseModel

from backend.wiring.registry import EVENTS, OPERATIONS
from tests.world import PASSWORD

MODELS = {
    model.__name__: model
    for model in (
        *(model for one in OPERATIONS for model in (one.body, one.query) if model is not None),
        *(event.takes for event in EVENTS.incoming),
    )
}


def problem(answer: Any, field: str) -> tuple[str, str]:
    (told,) = [one for one in answer.json["errors"] if one["field"] == field]
    return told["message"], told["code"]


def register(world, **more):
    body = {"email": "a@example.com", "username": "somebody", "password": PASSWORD, **more}
    return world.client.post("/api/auth/register", json=body)


@pytest.mark.parametrize("email", ["somebody", "a@b", "a b@example.com", "@example.com", ""])
def test_an_email_that_is_none_is_told_what_one_looks_like(world, email):
    told = problem(register(world, email=email), "email")

    assert told == ("An e-mail address looks like name@example.com.", "string_pattern_mismatch")


def test_a_username_that_is_none_is_told_what_it_is_made_of(world):
    message, _ = problem(register(world, username="-a"), "username")

    assert message.startswith("A username has 3 to 50 letters")


def test_a_text_that_is_too_long_or_short_is_counted_in_characters(world):
    trader = world.trader()

    def told(path, field, value):
        answer = trader.post(path, json={field: value})
        assert answer.status_code == 422
        return problem(answer, field)[0]

    assert told("/api/messages", "content", "x" * 5_001) == "Write at most 5,000 characters."
    assert told("/api/conversations", "title", "x" * 201) == "Write at most 200 characters."
    assert told("/api/trading/coaching/memory", "statement", "") == "Write at least 1 character."


def patterns_of(model: type[BaseModel]) -> list[str]:
    """Patterns that pydantic itself would hold a text against, and show."""
    found, seen, waiting = [], set(), [model.__pydantic_core_schema__]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, dict):
            if part.get("type") == "str" and "pattern" in part:
                found.append(str(part["pattern"]))
            waiting += [inner for name, inner in part.items() if name != "metadata"]
        elif isinstance(part, list | tuple):
            waiting += part
    return found


@pytest.mark.parametrize("name", sorted(MODELS))
def test_no_model_of_an_input_has_a_pattern_without_words(name):
    assert patterns_of(MODELS[name]) == []
