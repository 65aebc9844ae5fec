"""What a provider writes that cannot be stored, or says nothing: no answer, paid as it was, and the rules go on."""

import copy
from decimal import Decimal
from typing import Any

import pytest

from tests.features.ai.asking import IDEA, day
from tests.stand_ins.openai_server import NO_WISH, REPLY, VERDICT

ONE = Decimal("0.00345")  # what the stand-in reports
UNSTORABLE = {"nul": "\x00", "half a pair, first": "\ud83d", "half a pair, second": "\ude00"}
UNSEEN = {
    "empty": "",
    "spaces": " \n\t ",
    "invisible": "\u200b\ufeff\u2060",
    "wide spaces": "\u3000\u2003",
}
FEELING = "I feel tilted and want to win it back"
WISH = "from now on the lunch thing is over"


def places(value: Any, path: tuple[Any, ...] = ()):
    """The way to every text of an answer."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from places(one, (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from places(one, (*path, number))


def spoilt(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """The same answer with this text put into the middle of one of its own."""
    made = copy.deepcopy(value)
    inside = made
    for step in path[:-1]:
        inside = inside[step]
    said = inside[path[-1]]
    inside[path[-1]] = said[: len(said) // 2] + text + said[len(said) // 2 :]
    return made


def answered(world, provider, trader, words, **more):
    sent = trader.say(words, **more)
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    assert desk.answer_next()
    return trader.get(f"/api/messages/{sent['answer']['id']}").json


def is_settled(world, trader):
    rows = world.sql(
        "select state, cost, fallback_reason from ai_calls where cache_hit = false order by id"
    )
    spent, reserved = day(world, trader)
    assert reserved == 0
    assert spent == sum(row[1] for row in rows)
    assert {row[0] for row in rows} == {"settled"}
    return rows


@pytest.mark.parametrize("bad", ["\x00", "\ud83d"], ids=["nul", "half a pair"])
@pytest.mark.parametrize("path", list(places(VERDICT)), ids=lambda path: ".".join(map(str, path)))
def test_one_bad_character_in_any_field_of_a_verdict_brings_the_rules_at_once(
    world, provider, path, bad
):
    trader = world.trader()
    provider.answer = lambda _: spoilt(VERDICT, path, bad)
    answer = answered(world, provider, trader, IDEA)
    assert answer["status"] == "done"
    assert answer["verdict"]["engine"] == "rules"
    assert answer["verdict"]["fallback_reason"] == "invalid_answer"
    assert is_settled(world, trader)[0][2] == "invalid_answer"
    assert Decimal(answer["cost"]) == day(world, trader)[0]
    assert world.sql("select attempts from messages where type = 'ai'") == [(1,)]
    assert world.sql("select count(*) from ai_cache") == [(0,)]


@pytest.mark.parametrize(
    "text", [*UNSTORABLE.values(), *UNSEEN.values()], ids=[*UNSTORABLE, *UNSEEN]
)
@pytest.mark.parametrize(
    ("mode", "value", "field"), [("analysis", VERDICT, "analysis"), ("psychology", REPLY, "reply")]
)
def test_so_does_an_answer_that_says_nothing(world, provider, mode, value, field, text):
    trader = world.trader()
    said = text if not text.strip() or text in UNSEEN.values() else f"Well. {text} So."
    provider.answer = lambda _: {**value, field: said}
    answer = answered(world, provider, trader, IDEA if mode == "analysis" else FEELING, mode=mode)
    assert answer["status"] == "done"
    assert len(answer["content"].strip()) > 20
    assert is_settled(world, trader)[0][2] == "invalid_answer"
    assert len(provider.requests) == 1, "no other call is paid for the same"
    assert world.sql("select attempts from messages where type = 'ai'") == [(1,)]


def test_a_good_answer_after_a_bad_one_is_shown(world, provider):
    trader = world.trader()
    provider.answer = lambda _: {**VERDICT, "analysis": "\x00"}
    assert answered(world, provider, trader, IDEA)["verdict"]["engine"] == "rules"
    provider.answer = lambda _: VERDICT
    assert answered(world, provider, trader, IDEA)["verdict"]["engine"] == "openai"


@pytest.mark.parametrize("bad", UNSTORABLE.values(), ids=UNSTORABLE)
def test_a_wish_that_was_read_badly_is_no_wish(world, provider, bad):
    trader = world.trader()
    asked = []

    def answer(body):
        name = body["response_format"]["json_schema"]["name"]
        asked.append(name)
        return (
            {**NO_WISH, "restated": f"a{bad}b", "instrument": f"E{bad}S"}
            if name == "ReadWish"
            else REPLY
        )

    provider.answer = answer
    shown = answered(world, provider, trader, WISH, mode="psychology")
    assert "ReadWish" in asked
    assert shown["status"] == "done"
    assert len(shown["content"]) > 20
    is_settled(world, trader)


def test_a_wish_may_say_nothing_where_there_is_none(world, provider):
    trader = world.trader()
    answered(world, provider, trader, WISH, mode="psychology")
    assert [row[2] for row in is_settled(world, trader)] == [None, None]


@pytest.mark.parametrize("bad", UNSTORABLE.values(), ids=UNSTORABLE)
def test_nothing_of_a_bad_character_is_heard_while_it_is_written(world, provider, bad):
    heard = []

    class Heard:
        def to_user(self, _user_id, event, payload, **_):
            heard.append((event, payload))

    trader = world.trader()
    provider.answer = lambda _: {
        **VERDICT,
        "analysis": f"All is well. Nothing {bad} here. And so it goes on.",
    }
    trader.say(IDEA)
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    desk._push = Heard()
    assert desk.answer_next()
    told = "".join(payload["text"] for event, payload in heard if event == "ai_delta")
    assert bad not in told
    (final,) = [payload for event, payload in heard if event == "ai_response"]
    assert len(final["content"]) > 20
