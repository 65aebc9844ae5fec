"""Stopping an answer: pending, running, silent; what was whole and checked stays."""

import threading

import pytest

from backend.features.ai.sanitize import HIDDEN, STRUCK
from tests.stand_ins.openai_server import answer_for

IDEA = "Long ES 4500 stop 4490 target 4520, 1 contract"
KEY = "sk-proj-abcdefghijklmnop1234"


def test_a_pending_answer_can_be_stopped_and_is_not_made_any_more(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    path = f"/api/messages/{sent['answer']['id']}"
    stopped = trader.post(f"{path}/stop").json["answer"]
    assert (stopped["status"], stopped["seq"]) == ("stopped", 2)
    assert world.desk().answer_next() is False
    assert trader.post(f"{path}/stop").json["code"] == "message.finished"
    assert (
        trader.post(f"/api/messages/{sent['message']['id']}/stop").json["code"]
        == "message.nothing_to_answer"
    )


def test_stopping_a_running_answer_ends_the_providers_call_and_keeps_what_was_written(
    world, provider
):
    provider.mode = "slow_stream"
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    working = threading.Thread(target=desk.answer_next)
    working.start()
    path = f"/api/messages/{sent['answer']['id']}"
    while not provider.requests:
        pass
    threading.Event().wait(0.8)
    assert trader.post(f"{path}/stop").status_code == 200
    working.join(5)
    answer = trader.get(path).json
    assert answer["status"] == "stopped"
    assert "The pullback holds above the stop. Take it at the level, not before.".startswith(
        answer["content"]
    )
    assert answer["verdict"] is None
    threading.Event().wait(0.5)
    assert provider.disconnects == 1


@pytest.mark.parametrize("silence", [True, False], ids=["silent provider", "provider that goes on"])
def test_a_stopped_answer_keeps_whole_checked_sentences_and_half_a_figure_never(
    world, provider, silence
):
    analysis = "Your entry 4500 is fine. The stop at 4490 costs you 500 dollars. It is yours."
    provider.answer = lambda body: {**answer_for(body), "analysis": analysis}
    provider.hold_before = "90 costs"  # 44 is nothing that anybody measured
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    working = threading.Thread(target=desk.answer_next)
    working.start()
    assert provider.holding.wait(10)
    path = f"/api/messages/{sent['answer']['id']}"
    assert trader.post(f"{path}/stop").status_code == 200
    if not silence:
        threading.Event().wait(0.3)
        provider.go.set()
    working.join(5)
    assert not working.is_alive()
    provider.go.set()
    answer = trader.get(path).json
    assert (answer["status"], answer["verdict"]) == ("stopped", None)
    assert answer["content"].rstrip() == "Your entry 4500 is fine."
    assert world.sql("select state, fallback_reason from ai_calls") == [("settled", "stopped")]


def test_an_answer_that_has_not_begun_can_be_stopped_while_the_provider_is_silent(world, provider):
    provider.mode = "silent"
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    working = threading.Thread(target=desk.answer_next)
    working.start()
    while not provider.requests:
        threading.Event().wait(0.01)
    assert trader.post(f"/api/messages/{sent['answer']['id']}/stop").status_code == 200
    working.join(5)
    assert not working.is_alive()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert (answer["status"], answer["content"]) == ("stopped", "")
    assert world.sql("select reserved from ai_days") == [(0,)]


def test_links_and_secrets_are_gone_while_it_streams_and_from_a_stopped_answer(world, provider):
    analysis = f"See https://evil.example/?q=x now. Use {KEY} for it. The stop at 4490 costs."
    provider.answer = lambda body: {**answer_for(body), "analysis": analysis}
    provider.hold_before = "90 costs"
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    working = threading.Thread(target=desk.answer_next)
    working.start()
    assert provider.holding.wait(10)
    trader.post(f"/api/messages/{sent['answer']['id']}/stop")
    working.join(5)
    provider.go.set()
    content = trader.get(f"/api/messages/{sent['answer']['id']}").json["content"]
    assert content == f"See {STRUCK} now. Use {HIDDEN} for it."
