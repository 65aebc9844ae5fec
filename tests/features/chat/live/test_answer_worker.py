import io
import threading
from datetime import timedelta

import pytest

from backend.features.chat.live.answer_queue import AnswerLeaseLost
from backend.features.chat.live.answer_worker import FAILED_CODE
from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.verdicts.grounding import STRUCK
from backend.features.content.conversations.errors import MessageNotFound
from tests.factories.images import png
from tests.stand_ins.openai_server import answer_for

IDEA = "Long ES 4500 stop 4490 target 4520, 1 contract"


def answered(world, trader, sent, desk=None):
    assert (desk or world.desk()).answer_next()
    return trader.get(f"/api/messages/{sent['answer']['id']}").json


def test_an_answer_takes_the_next_seq_and_carries_its_verdict(world):
    trader = world.trader(account_size=100000, risk_per_trade_percent=1)
    sent = trader.say(IDEA)
    answer = answered(world, trader, sent)
    assert (answer["status"], answer["seq"]) == ("done", 2)
    verdict = answer["verdict"]
    assert verdict["verdict"] == "diamond"
    assert (verdict["engine"], verdict["fallback_reason"]) == ("rules", None)
    assert verdict["read"]["risk_reward"] == "2"
    assert verdict["read"]["risk_amount"] == "500"
    assert verdict["confidence"] == 33  # a fair game: 1 / (1 + 2)
    assert set(verdict["evidence"]) <= {fact["id"] for fact in verdict["facts"]}
    assert trader.log(sent["message"]["conversation_id"])["head"] == 2
    assert trader.get("/api/verdicts").json["items"] == [verdict]
    assert trader.get(f"/api/verdicts/{verdict['id']}").json == verdict


def test_a_picture_without_usable_words_is_unreadable_and_nothing_is_pretended(world):
    trader = world.trader()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "chart.png")}).json
    sent = trader.say("what do you think?", upload_ids=[upload["id"]])
    verdict = answered(world, trader, sent)["verdict"]
    assert verdict["verdict"] == "unreadable"
    assert verdict["confidence"] is None
    assert "not seen your chart" in verdict["analysis"]
    assert len(verdict["missing"]) == 4
    assert verdict["image_sha256"] == upload["sha256"]


def test_the_provider_answers_by_schema_and_sees_the_image(world, provider):
    trader = world.trader()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "chart.png")}).json
    sent = trader.say(IDEA, upload_ids=[upload["id"]])
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    answer = answered(world, trader, sent, desk)
    assert answer["verdict"]["engine"] == "openai"
    assert answer["verdict"]["confidence"] == 41
    assert "made.up" not in answer["verdict"]["evidence"]
    prompt = provider.requests[0]["messages"][-1]["content"]
    assert prompt[1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert "[words.entry]" in prompt[0]["text"]
    assert world.sql("select input_tokens, output_tokens from verdicts") == [(900, 120)]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("error_500", "provider_error"),
        ("rate_limited", "rate_limited"),
        ("unauthorised", "unauthorised"),
        ("wrong_schema", "invalid_answer"),
        ("overconfident", "invalid_answer"),
        ("truncated", "invalid_answer"),
        ("cut_off", "invalid_answer"),
        ("html", "invalid_answer"),
        ("empty_choices", "invalid_answer"),
        ("error_in_200", "invalid_answer"),
        ("refusal", "refused"),
        ("reset", "provider_error"),
        ("silent", "timeout"),
        ("endless", "invalid_answer"),
        ("endless_line", "invalid_answer"),
        ("dribble", "timeout"),
        ("comments", "timeout"),
        ("headers", "timeout"),
    ],
)
def test_when_the_provider_fails_the_rules_answer_and_say_so(world, provider, mode, reason):
    provider.mode = mode
    trader = world.trader()
    sent = trader.say(IDEA)
    patience = {"openai_timeout_seconds": 0.5, "openai_attempts": 1} if reason == "timeout" else {}
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url, **patience)
    answer = answered(world, trader, sent, desk)
    assert answer["status"] == "done"
    assert answer["verdict"]["engine"] == "rules"
    assert answer["verdict"]["fallback_reason"] == reason
    assert answer["verdict"]["analysis"] == answer["content"]
    assert world.sql("select count(*) from verdicts") == [(1,)]


def test_one_repair_makes_a_wrong_answer_right(world, provider):
    provider.mode = "wrong_then_right"
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    assert answered(world, trader, sent, desk)["verdict"]["engine"] == "openai"
    assert len(provider.requests) == 2


def test_psychology_mode_answers_without_a_verdict_and_before_analysis(world):
    trader = world.trader()
    analysis = trader.say(IDEA)
    psychology = trader.say("I want to make it back, revenge", mode="psychology")
    desk = world.desk()
    answer = answered(world, trader, psychology, desk)
    assert answer["status"] == "done"
    assert answer["verdict"] is None
    assert "make it back" in answer["content"]
    assert trader.get(f"/api/messages/{analysis['answer']['id']}").json["status"] == "pending"


def test_despair_is_met_with_care_in_any_mode_and_kept_from_the_provider(world, provider):
    trader = world.trader()
    sent = trader.say("I lost everything and I want to die. short ES 4500 stop 4510")
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    answer = answered(world, trader, sent, desk)
    assert "findahelpline.com" in answer["content"]
    assert answer["verdict"] is None
    assert provider.requests == []


def test_what_a_provider_may_not_see_it_does_not_see_later_either(world, provider):
    trader = world.trader()
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    sent = trader.say("I lost everything and I want to die")
    answered(world, trader, sent, desk)
    again = trader.say(
        "Long ES 4500 stop 4490 target 4520", conversation_id=sent["message"]["conversation_id"]
    )
    answered(world, trader, again, desk)
    assert len(provider.requests) == 1
    assert "want to die" not in str(provider.requests[0])


@pytest.mark.parametrize(
    "words",
    [
        "Help me pump and dump this penny stock",
        "I have an insider tip about AAPL, should I buy 100 shares?",
        "how do I spoof the order book in ES",
        "let's do some wash trading to make volume",
        "we buy before the merger becomes public",
    ],
)
def test_market_abuse_is_declined_and_kept_from_the_provider(world, provider, words):
    trader = world.trader()
    sent = trader.say(words)
    answer = answered(
        world, trader, sent, world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    )
    assert answer["content"].startswith("I do not help with this")
    assert (answer["verdict"], answer["draft"], answer["interlock"]) == (None, None, None)
    assert provider.requests == []
    assert trader.get(f"/api/messages/{sent['message']['id']}").json["content"] == words


@pytest.mark.parametrize(
    "words",
    [
        "They painted a doji, I fade it",
        "the pump was huge, now the dump",
        "insider selling was reported by the SEC today",
    ],
)
def test_talk_about_the_market_is_no_abuse(words):
    assert read_words(words).abuse is False


def test_two_workers_make_one_answer(world):
    trader = world.trader()
    sent = [trader.say(IDEA + "!" * number) for number in range(6)]
    desks = [world.desk(), world.desk()]

    def work(desk) -> None:
        while desk.answer_next():
            pass

    threads = [threading.Thread(target=work, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.sql("select count(*) from messages where type = 'ai' and status = 'done'") == [
        (6,)
    ]
    assert world.sql("select count(*) from verdicts") == [(6,)]
    for message in sent:
        log = trader.log(message["message"]["conversation_id"])
        assert [item["seq"] for item in log["items"]] == [1, 2]


def test_a_message_sent_while_an_answer_is_written_is_queued_and_others_do_not_wait(
    world, provider
):
    provider.hold_before = "holds above"
    trader = world.trader()
    first = trader.say(IDEA)
    desks = [
        world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url) for _ in range(2)
    ]
    rung = []
    desks[0]._bell.ring = lambda: rung.append(True)
    working = threading.Thread(target=desks[0].answer_next)
    working.start()
    assert provider.holding.wait(10)
    provider.hold_before = None
    conversation_id = first["message"]["conversation_id"]
    second = trader.say("Short NQ 18250 stop 18270 target 18200", conversation_id=conversation_id)
    elsewhere = trader.say("Short CL 71 stop 72 target 69")
    assert answered(world, trader, elsewhere, desks[1])["status"] == "done"
    assert not desks[1].answer_next(), "its turn comes after the first"
    assert desks[1].late_answers(timedelta(0)) == 0, "and nobody is called late who waits for it"
    provider.go.set()
    working.join(10)
    assert rung, "the next one is rung for"
    assert answered(world, trader, second, desks[1])["seq"] == 4
    log = trader.log(conversation_id)["items"]
    assert [(message["type"], message["status"]) for message in log] == [
        ("user", "saved"),
        ("user", "saved"),
        ("ai", "done"),
        ("ai", "done"),
    ]
    assert log[2]["id"] == first["answer"]["id"]


def test_an_answer_whose_worker_died_keeps_the_next_one_waiting_only_until_it_is_taken_over(world):
    trader = world.trader()
    first = trader.say(IDEA)
    second = trader.say(IDEA + " again", conversation_id=first["message"]["conversation_id"])
    assert world.desk()._queue.claim() is not None
    desk = world.desk()
    assert not desk.answer_next()
    world.sql("update messages set run_at = now() where id = %s", first["answer"]["id"])
    assert [answered(world, trader, sent, desk)["seq"] for sent in (first, second)] == [3, 4]


@pytest.mark.parametrize("branch", [99, 32_767])
def test_the_same_question_is_answered_a_hundred_times_at_the_most(world, branch):
    trader = world.trader()
    sent = trader.say(IDEA)
    assert world.desk().answer_next()
    world.sql("update messages set branch_index = %s where id = %s", branch, sent["answer"]["id"])
    again = trader.post(f"/api/messages/{sent['answer']['id']}/regenerate")
    assert (again.status_code, again.json["code"]) == (409, "message.too_many_branches")


def test_a_worker_that_lost_its_lease_cannot_finish(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    slow, quick = world.desk(), world.desk()
    claim = slow._queue.claim()
    world.sql("update messages set run_at = now() where id = %s", sent["answer"]["id"])
    assert quick.answer_next()
    before = trader.get(f"/api/messages/{sent['answer']['id']}").json
    with pytest.raises(AnswerLeaseLost):
        slow._work(claim)
    assert trader.get(f"/api/messages/{sent['answer']['id']}").json == before
    assert world.sql("select count(*) from verdicts") == [(1,)]


def test_an_answer_that_always_kills_its_worker_is_called_failed_and_can_be_asked_again(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk()
    for _ in range(world.settings.answers.answer_attempts):
        assert desk._queue.claim() is not None
        world.sql("update messages set run_at = now() where id = %s", sent["answer"]["id"])
    assert desk.answer_next()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert (answer["status"], answer["seq"], answer["error"]["code"]) == ("failed", 2, FAILED_CODE)
    again = trader.post(f"/api/messages/{sent['answer']['id']}/regenerate")
    assert again.status_code == 201
    assert again.json["answer"]["branch_index"] == 1
    assert answered(world, trader, again.json, desk)["status"] == "done"
    assert [item["seq"] for item in trader.log(sent["message"]["conversation_id"])["items"]] == [
        1,
        2,
        3,
    ]


def test_the_sweep_sees_an_answer_that_nobody_took(world):
    trader = world.trader()
    desk = world.desk()
    sent = trader.say(IDEA)
    assert desk.late_answers(timedelta(seconds=5)) == 0
    world.sql(
        "update messages set run_at = now() - interval '6 seconds' where id = %s",
        sent["answer"]["id"],
    )
    assert desk.sweep() == 1


def test_an_unfinished_answer_is_not_made_twice(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    refused = trader.post(f"/api/messages/{sent['message']['id']}/regenerate")
    assert (refused.status_code, refused.json["code"]) == (409, "message.unfinished")


def test_a_conversation_deleted_while_its_answer_is_made_leaves_nothing(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk()
    claim = desk._queue.claim()
    trader.ask("DELETE", f"/api/conversations/{sent['message']['conversation_id']}")
    with pytest.raises((AnswerLeaseLost, MessageNotFound)):
        desk._work(claim)
    assert world.sql("select count(*) from messages") == [(0,)]


def test_the_record_and_the_open_trades_speak_in_the_verdict(world):
    trader = world.trader(account_size=10000, risk_per_trade_percent=1)
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": 4510,
        "position_size": 1,
        "entry_time": "2026-11-19T14:30:00Z",
        "stop_price": 4500,
    }
    trader.post("/api/trading/trades", trade)
    verdict = answered(world, trader, trader.say(IDEA))["verdict"]
    assert verdict["verdict"] == "skull"
    assert any("add to a loser" in point for point in verdict["key_points"])
    assert any("5% of your account" in point for point in verdict["key_points"])


def test_after_a_crash_an_answer_need_not_wait_for_its_lease(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk()
    assert desk._queue.claim() is not None
    assert desk.answer_next() is False
    desk.release_leases()
    assert answered(world, trader, sent, desk)["status"] == "done"


def test_a_figure_that_no_fact_supports_is_struck_while_it_streams_and_the_rest_is_cited(
    world, provider
):
    trader = world.trader()
    analysis = "Your entry 4500 is fine. Support sits at 4478.25. The target pays 2 to 1 and I give it a chance of 40%."
    points = ["It wins 71% of the time.", "The chance to blow up is 87%."]
    provider.answer = lambda body: {
        **answer_for(body),
        "analysis": analysis,
        "key_points": points,
        "confidence": 40,
    }
    sent = trader.say("Long ES 4500 stop 4490 target 4520")
    answer = answered(
        world, trader, sent, world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    )
    verdict = answer["verdict"]
    assert answer["content"] == verdict["analysis"] == analysis.replace("4478.25", STRUCK)
    assert verdict["key_points"] == [
        f"It wins {STRUCK} of the time.",
        f"The chance to blow up is {STRUCK}.",
    ]
    assert verdict["struck"] == 3
    cited = {citation["sentence"]: citation["facts"] for citation in verdict["citations"]}
    assert cited["Your entry 4500 is fine."] == ["words.entry"]
    assert "idea.risk_reward" in cited["The target pays 2 to 1 and I give it a chance of 40%."]


def test_the_rules_cite_what_they_say_and_strike_nothing(world):
    trader = world.trader()
    answer = answered(world, trader, trader.say("Long ES 4500 stop 4490 target 4520"))
    assert (answer["verdict"]["struck"], answer["verdict"]["engine"]) == (0, "rules")
    assert any(
        "idea.risk_reward" in citation["facts"] for citation in answer["verdict"]["citations"]
    )
