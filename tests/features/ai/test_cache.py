"""The same question within the hour has the same answer, at no cost; and what makes two questions different."""

import io

import pytest

from backend.features.ai.budget import key_of
from backend.features.ai.ports import EngineImage, Prompt, Turn
from tests.factories.images import png
from tests.features.ai.asking import IDEA, GPT4o, Said, question

HITS = "select cache_hit, state, cost from ai_calls order by id"


@pytest.fixture
def ask(world, provider):
    """Ask, each time in a conversation of its own; the answer."""
    desk = world.desk(
        openai_api_key="sk-test", openai_base_url=provider.base_url, breaker_failures=1
    )

    def ask(trader, words=IDEA, **more):
        sent = trader.say(words, **more)
        assert desk.answer_next()
        return trader.get(f"/api/messages/{sent['answer']['id']}").json

    ask.desk = desk
    return ask


def test_the_same_question_again_costs_nothing(world, provider, ask):
    trader = world.trader()
    first, second = ask(trader), ask(trader)
    assert (first["cost"], second["cost"]) == ("0.00345", "0")
    assert second["content"] == first["content"]
    assert (second["verdict"]["engine"], second["verdict"]["confidence"]) == ("openai", 41)
    assert len(provider.requests) == 1
    assert [row[:2] for row in world.sql(HITS)] == [(False, "settled"), (True, "settled")]
    assert world.sql("select spent, reserved from ai_days") == [(world.sql(HITS)[0][2], 0)]


def test_other_words_and_another_image_are_another_question_and_another_mode_is_none(
    world, provider, ask
):
    trader = world.trader()
    uploads = [
        trader.post("/api/uploads", data={"file": (io.BytesIO(png(*size)), "x.png")}).json["id"]
        for size in ((40, 30), (30, 40))
    ]
    ask(trader)
    ask(trader, IDEA + ", please")
    ask(trader, mode="psychology")
    assert len(provider.requests) == 2, "a whole trade is judged alike in every mode"
    for upload in uploads:
        ask(trader, upload_ids=[upload])
    assert len(provider.requests) == 4
    ask(trader, upload_ids=[uploads[0]])
    assert len(provider.requests) == 4


def test_an_answer_is_never_given_to_another_user(world, provider, ask):
    mine, theirs = world.trader(), world.trader()
    ask(theirs)
    assert ask(mine)["cost"] == "0.00345"
    assert len(provider.requests) == 2
    assert world.sql("select count(distinct user_id), count(distinct key) from ai_cache") == [
        (2, 1)
    ]


def test_after_an_hour_it_is_asked_again_and_the_old_one_is_forgotten(world, provider, ask):
    trader = world.trader()
    ask(trader)
    assert world.sql("select expires_at - created_at = interval '1 hour' from ai_cache") == [
        (True,)
    ]
    world.sql("update ai_cache set expires_at = now()")
    assert ask(trader)["cost"] == "0.00345"
    assert len(provider.requests) == 2
    world.sql("update ai_cache set expires_at = now()")
    world.beat("ai.sweep")
    assert world.sql("select count(*) from ai_cache") == [(0,)]


def test_who_asks_for_another_answer_gets_another(world, provider, ask):
    trader = world.trader()
    first = ask(trader)
    trader.post(f"/api/messages/{first['id']}/regenerate")
    assert ask.desk.answer_next()
    assert len(provider.requests) == 2
    assert [row[0] for row in world.sql(HITS)] == [False, False]
    assert ask(trader)["cost"] == "0", "the newer answer is the one that is kept"


def test_a_kept_answer_helps_over_budget_and_while_the_circuit_is_open(world, provider, ask):
    trader = world.trader()
    ask(trader)
    world.sql("update ai_days set spent = 2")
    assert ask(trader)["cost"] == "0"
    world.sql("update ai_days set spent = 0")
    provider.mode = "error_500"
    assert ask(trader, "Short NQ 18250 stop 18290")["verdict"]["fallback_reason"] == "circuit_open"
    assert ask(trader)["verdict"]["engine"] == "openai"
    assert ask(trader, "Short NQ 18250 stop 18290")["verdict"]["fallback_reason"] == "circuit_open"


@pytest.mark.parametrize("mode", ["wrong_schema", "truncated", "refusal"])
def test_what_was_no_answer_is_not_kept(world, provider, ask, mode):
    provider.mode = mode
    ask(world.trader())
    assert world.sql("select count(*) from ai_cache") == [(0,)]


def test_a_link_in_a_kept_answer_does_not_reach_the_trader_either(world, provider, ask):
    provider.mode = "links"
    trader = world.trader()
    for _ in range(2):
        answer = ask(trader)
        assert "evil.example" not in answer["content"] + answer["verdict"]["analysis"]
    assert len(provider.requests) == 1


class OtherSchema(Said):
    more: str


class Mini(GPT4o):
    model = "gpt-4o-mini"


@pytest.mark.parametrize(
    "change",
    [
        {"words": "y"},
        {"facts": ("x",)},
        {"history": (Turn("user", "x"),)},
        {"images": (EngineImage("image/png", "ab" * 32),)},
        {"prompt": Prompt("verdict", "2", "Judge.")},
        {"prompt": Prompt("verdict", "1", "Judge!")},
        {"schema": OtherSchema},
        {"words": "", "facts": ("x",)},
    ],
    ids=str,
)
def test_everything_that_the_provider_sees_makes_the_question(change):
    assert key_of(question(**change), GPT4o()) != key_of(question(), GPT4o())
    assert key_of(question(**change), GPT4o()) == key_of(question(**change), GPT4o())


def test_another_model_is_another_question():
    assert key_of(question(), Mini()) != key_of(question(), GPT4o())
