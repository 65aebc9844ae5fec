"""What a trader is shown of the budget: figures worked out by hand, and every input that is refused."""

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from backend.app import create_app
from backend.core.db import Database
from tests.factories.images import png
from tests.features.ai.asking import IDEA
from tests.features.chat.assistant.open_words import open_words


@pytest.fixture
def keyed(world, provider):
    """A web process with a key."""
    app = create_app(
        world.with_settings(openai_api_key="sk-test", openai_base_url=provider.base_url)
    )
    yield app
    app.extensions["coach"].ports.use(Database).engine.dispose()


def test_nothing_is_spent_at_first(world):
    told = world.trader().get("/api/ai/usage").json
    today = datetime.now(UTC).date()
    assert told["today"] == {
        "day": today.isoformat(), "tier": "free", "limit": "2", "spent": "0", "reserved": "0", "left": "2",
        "resets_at": f"{today + timedelta(days=1)}T00:00:00.000000Z",
    }  # fmt: skip
    assert (told["first_day"], told["last_day"]) == (
        (today - timedelta(days=29)).isoformat(),
        today.isoformat(),
    )
    assert told["total"] == {
        "calls": 0, "cache_hits": 0, "input_tokens": 0, "cached_tokens": 0, "output_tokens": 0, "cost": "0"
    }  # fmt: skip
    assert [told[name] for name in ("by_day", "by_model", "by_feature", "fallbacks")] == [[]] * 4


def test_the_figures_are_those_worked_out_by_hand(world, provider):
    trader = world.trader()
    desk = world.desk(
        openai_api_key="sk-test", openai_base_url=provider.base_url, openai_attempts=1
    )

    def ask(words, **more):
        trader.say(words, **more)
        assert desk.answer_next()

    ask(IDEA)
    ask(IDEA)  # kept
    ask("I want to make it back", mode="psychology")
    provider.mode = "error_500"
    ask("Short NQ 18250 stop 18290")
    world.sql("update users set tier = 'beta' where id = %s", trader.user["id"])
    told = trader.get("/api/ai/usage").json
    day = datetime.now(UTC).date().isoformat()
    total = {"calls": 3, "cache_hits": 1, "input_tokens": 1800, "cached_tokens": 0, "output_tokens": 240,
             "cost": "0.0069"}  # fmt: skip
    half = {**total, "input_tokens": 900, "output_tokens": 120, "cost": "0.00345"}
    assert told["total"] == total
    assert told["by_day"] == [{**total, "day": day}]
    assert told["by_model"] == [{**total, "model": "gpt-4o"}]
    assert told["by_feature"] == [
        {**half, "calls": 1, "cache_hits": 0, "feature": "psychology"},
        {**half, "calls": 2, "cache_hits": 1, "feature": "verdict"},
    ]
    assert told["fallbacks"] == [{"reason": "provider_error", "count": 1}]
    assert [told["today"][name] for name in ("tier", "limit", "spent", "reserved", "left")] == [
        "beta", "10", "0.0069", "0", "9.9931"
    ]  # fmt: skip
    assert world.trader().get("/api/ai/usage").json["total"]["calls"] == 0


def test_days_are_chosen_with_both_ends(world, provider):
    trader = world.trader()
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    for number, day in enumerate(("2026-01-01", "2026-01-02", "2026-01-03")):
        trader.say(IDEA + "!" * number)
        assert desk.answer_next()
        world.sql("update ai_calls set day = %s where day > '2026-01-03'", day)

    def calls(query):
        return trader.get(f"/api/ai/usage{query}").json["total"]["calls"]

    assert calls("?from=2026-01-01&to=2026-01-03") == 3
    assert calls("?from=2026-01-02&to=2026-01-02") == 1
    assert calls("?to=2026-01-02") == 2
    assert calls("?from=2026-01-02") == 2
    assert calls("?from=2026-01-04&to=2026-01-05") == 0


def test_a_hundred_days_are_shown_and_one_more_is_not(world):
    trader = world.trader()
    assert trader.get("/api/ai/usage?from=2026-01-01&to=2026-04-10").status_code == 200
    refused = trader.get("/api/ai/usage?from=2026-01-01&to=2026-04-11")
    assert (refused.status_code, refused.json["code"]) == (422, "ai.bad_days")


@pytest.mark.parametrize(
    "query",
    ["from=2026-02-02&to=2026-02-01", "from=yesterday", "from=2026-02-30", "to=20260201", "from=", "to=1",
     "from=0001-01-01", "to=9999-12-31", "from=2026-02-01T00:00:00Z", "since=2026-02-01", "first=2026-02-01",
     "from=2026-02-01&from=x", "from=%00", "to=1e9"],
)  # fmt: skip
def test_days_that_are_none_are_refused(world, query):
    assert world.trader().get(f"/api/ai/usage?{query}").status_code == 422


def test_without_a_key_an_answer_costs_nothing(world):
    told = world.trader().post("/api/ai/estimate", {"content": IDEA}).json
    assert (told["estimate"], told["left"], told["enough"]) == ("0", "2", True)
    assert told["model"].startswith("rules")


def test_an_estimate_is_what_will_be_held_and_more_than_it_will_cost(world, provider, keyed):
    trader = world.trader(account_size=100000)
    web, trader.client = trader.client, keyed.test_client()
    told = trader.post("/api/ai/estimate", {"content": IDEA}).json
    assert (told["model"], told["left"], told["enough"]) == ("gpt-4o", "2", True)
    assert world.sql("select count(*) from ai_calls") == [(0,)]
    assert provider.requests == []
    trader.client = web
    trader.say(IDEA)
    assert world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url).answer_next()
    ((held, cost),) = world.sql("select reserved, cost from ai_calls")
    assert Decimal(told["estimate"]) == held > cost


def test_each_byte_counts_as_a_token(world, keyed):
    trader = world.trader()
    trader.client = keyed.test_client()

    def estimate(words):
        return Decimal(
            trader.post("/api/ai/estimate", {"content": words, "mode": "psychology"}).json[
                "estimate"
            ]
        )

    assert estimate("I chase " + "x" * 20) - estimate("I chase " + "x" * 10) == Decimal(
        "0.000025"
    )  # 10 at 2.50 a million
    assert estimate("I chase " + "好" * 20) - estimate("I chase " + "好" * 10) == Decimal(
        "0.000075"
    )  # three bytes each


def test_an_image_is_estimated_by_the_table(world, keyed):
    trader = world.trader()
    trader.client = keyed.test_client()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json["id"]
    plain = trader.post("/api/ai/estimate", {"content": IDEA}).json["estimate"]
    pictured = trader.post("/api/ai/estimate", {"content": IDEA, "upload_ids": [upload]}).json[
        "estimate"
    ]
    more = Decimal(pictured) - Decimal(plain)
    assert (
        Decimal("0.0036") < more < Decimal("0.0046")
    )  # 1,445 at 2.50 a million, and the facts about it


def test_a_wish_is_estimated_with_the_call_that_reads_it_and_what_the_record_answers_costs_nothing(
    world, provider, keyed
):
    trader = world.trader()
    trader.client, web = keyed.test_client(), trader.client
    (wish,) = open_words(1)
    told = trader.post("/api/ai/estimate", {"content": wish}).json
    record = trader.post("/api/ai/estimate", {"content": "/stats"}).json
    trader.client = web
    trader.say(wish)
    assert world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url).answer_next()
    held = world.sql("select feature, reserved from ai_calls order by id")
    assert [feature for feature, _ in held] == ["intent", "psychology"]
    assert Decimal(told["estimate"]) == sum(reserved for _, reserved in held)
    assert (record["estimate"], record["model"][:5]) == ("0", "rules")


def test_an_estimate_says_when_the_budget_does_not_reach(world, keyed):
    trader = world.trader()
    trader.client = keyed.test_client()
    today = datetime.now(UTC).date()
    world.sql("insert into ai_days values (%s, %s, 1.5, 0.4999)", trader.user["id"], today)
    told = trader.post("/api/ai/estimate", {"content": IDEA}).json
    assert (told["left"], told["enough"]) == ("0.0001", False)


@pytest.mark.parametrize(
    "body",
    [{}, {"content": ""}, {"content": "  \n"}, {"content": "x" * 5001}, {"content": 5}, {"content": "a\x00b"},
     {"content": "x", "mode": "poetry"}, {"content": "x", "upload_ids": ["no"]}, {"content": "x", "more": 1},
     {"content": "x", "upload_ids": ["0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"] * 5}, {"upload_ids": []},
     {"content": "x", "upload_ids": None}, {"content": "x", "mode": None}],
    ids=lambda body: str(body)[:40],
)  # fmt: skip
def test_a_message_that_is_none_is_refused(world, body):
    assert world.trader().post("/api/ai/estimate", body).status_code == 422


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff"])
def test_a_body_that_is_none_is_refused(world, raw):
    answer = world.trader().ask(
        "POST", "/api/ai/estimate", data=raw, content_type="application/json"
    )
    assert answer.status_code in (400, 422)


def test_an_image_of_somebody_else_is_not_there(world):
    theirs, mine = world.trader(), world.trader()
    upload = theirs.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json["id"]
    for one in (upload, "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"):
        refused = mine.post("/api/ai/estimate", {"upload_ids": [one]})
        assert (refused.status_code, refused.json["code"]) == (404, "media.not_found")
