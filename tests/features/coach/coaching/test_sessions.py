"""Coaching sessions: started, gone on with, finished with what was agreed; and what came of them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.factories.plans import MIDDAY, plan_of
from tests.features.coach.conversations import (
    SESSION,
    asked_provider,
    prompt_of,
    section,
    told,
    traded,
)

HISTORY = "/api/trading/coaching/history"
EFFECT = "/api/trading/coaching/effectiveness"
PAUSE = {"trigger": "after_loss", "promise": "pause", "minutes": 20}


def started(trader, **fields):
    answer = trader.post(SESSION, fields)
    assert answer.status_code == 201, answer.json
    return answer.json


def finished(trader, session_id, **fields):
    answer = trader.post(f"{SESSION}/{session_id}/finish", fields)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_a_session_without_a_message_is_begun_by_the_coach_from_the_record(world):
    trader = world.trader()
    trade = traded(trader, minutes=20)
    beginning = started(
        trader, session_type="discipline", phase="post_market", related_trade_ids=[trade["id"]]
    )
    opening = beginning["opening"]
    assert (opening["type"], opening["status"], opening["seq"], beginning["message"]) == (
        "ai",
        "done",
        1,
        None,
    )
    assert "ES" in opening["content"]
    assert "-1.00 R" in opening["content"]
    assert opening["content"].endswith("?")
    assert opening["coaching"]["session_id"] == beginning["session"]["id"]
    assert all(sentence["sources"] for sentence in opening["coaching"]["sentences"])
    assert f"trade:{trade['id']}" in opening["coaching"]["evidence"]
    room = beginning["session"]["conversation_id"]
    assert trader.get(f"/api/conversations/{room}").json["mode"] == "psychology"
    assert trader.log(room)["items"] == [opening]


def test_a_session_goes_on_by_chat_with_its_type_phase_and_trades(world, provider):
    trader = world.trader()
    trade, plan = traded(trader, minutes=20), plan_of(trader)
    beginning = started(
        trader,
        session_type="risk_management",
        phase="post_market",
        message="I feel that my size was too big",
        related_trade_ids=[trade["id"]],
        related_plan_ids=[plan["id"]],
        market_state="after hours, thin",
    )
    assert (
        beginning["message"]["content"],
        beginning["answer"]["status"],
        beginning["opening"],
    ) == (
        "I feel that my size was too big",
        "pending",
        None,
    )
    desk = asked_provider(world, provider)
    assert desk.answer_next()
    first = prompt_of(provider)
    assert "[session.kind] A risk management session, post market." in first["facts"]
    assert any(fact.startswith(f"[trade:{trade['id']}] This is about: ") for fact in first["facts"])
    assert any(fact.startswith(f"[plan:{plan['id']}] This is about: ") for fact in first["facts"])
    assert (
        "[words.market_state] The trader calls the market: «after hours, thin»." in first["facts"]
    )
    told(
        world,
        trader,
        "I feel uneasy about the next one too",
        conversation_id=beginning["session"]["conversation_id"],
        desk=desk,
    )
    assert "[session.kind] A risk management session, post market." in prompt_of(provider)["facts"]
    told(world, trader, "something else", desk=desk)
    assert "[session.kind] A psychology session, " in str(prompt_of(provider)["facts"])
    read = trader.get(f"{SESSION}/{beginning['session']['id']}").json
    assert (read["answers"], read["related_trade_ids"], read["related_plan_ids"]) == (
        2,
        [trade["id"]],
        [plan["id"]],
    )


def test_two_answers_of_a_session_are_not_the_same_words(world):
    trader = world.trader()
    traded(trader, minutes=20)
    beginning = started(trader, message="I lost again")
    desk = world.desk()
    desk.answer_next()
    room = beginning["session"]["conversation_id"]
    first = trader.get(f"/api/messages/{beginning['answer']['id']}").json
    second = told(world, trader, "I lost again", conversation_id=room, desk=desk)
    assert first["content"] != second["content"]
    texts = {sentence["text"] for sentence in first["coaching"]["sentences"]}
    assert not texts & {sentence["text"] for sentence in second["coaching"]["sentences"]}


REFUSED = [
    ({"related_trade_ids": [str(uuid4())]}, 404, "trade.not_found"),
    ({"related_plan_ids": [str(uuid4())]}, 404, "plan.not_found"),
    ({"session_type": "therapy"}, 422, "input.invalid"),
    ({"phase": "midnight"}, 422, "input.invalid"),
    ({"message": "   "}, 422, "input.invalid"),
    ({"message": "x" * 5001}, 422, "input.invalid"),
    ({"related_trade_ids": ["x"] * 21}, 422, "input.invalid"),
]


def test_what_cannot_be_started_leaves_no_conversation_behind(world):
    trader = world.trader()
    for body, status, code in REFUSED:
        answer = trader.post(SESSION, body)
        assert (answer.status_code, answer.json["code"]) == (status, code), body
    assert trader.get("/api/conversations").json["items"] == []
    assert world.sql("select count(*) from coaching_sessions") == [(0,)]


def test_a_session_is_not_about_somebody_elses_trade_or_plan(world):
    mine, theirs = world.trader(), world.trader()
    trade, plan = traded(theirs), plan_of(theirs)
    for body in ({"related_trade_ids": [trade["id"]]}, {"related_plan_ids": [plan["id"]]}):
        assert mine.post(SESSION, body).status_code == 404
    assert mine.get(HISTORY).json["items"] == []


def test_a_session_about_a_trade_that_was_deleted_goes_on_and_says_so(world):
    trader = world.trader()
    trade = traded(trader, minutes=20)
    deletion = trader.ask("DELETE", f"/api/trading/trades/{traded(trader, minutes=90)['id']}")
    assert deletion.status_code == 204
    beginning = started(trader, related_trade_ids=[trade["id"]])
    assert trader.ask("DELETE", f"/api/trading/trades/{trade['id']}").status_code == 204
    answer = told(
        world, trader, "what of it?", conversation_id=beginning["session"]["conversation_id"]
    )
    assert answer["status"] == "done"
    assert str(trade["id"]) not in str(answer["coaching"])
    read = trader.get(f"{SESSION}/{beginning['session']['id']}").json
    assert (read["related_trade_ids"], read["missing"]) == ([], 1)
    state = section(trader, "state", session_id=beginning["session"]["id"])
    assert any(
        "1 trade or plan that this session is about was deleted" in item["statement"]
        for item in state
    )


def test_a_session_without_its_conversation_stays_in_the_history(world):
    trader = world.trader()
    session = started(trader)["session"]
    trader.ask("DELETE", f"/api/conversations/{session['conversation_id']}")
    assert trader.get(HISTORY).json["items"][0]["conversation_id"] is None


def test_the_agreed_step_is_kept_sealed_and_a_commitment_is_made_when_it_is_confirmed(world):
    trader = world.trader(timezone=MIDDAY)
    session = started(trader)["session"]
    finish = finished(
        trader,
        session["id"],
        rating=4,
        next_step="Walk round the block after a loss",
        note="Moonlight",
        target="revenge",
        commitment=PAUSE,
    )
    assert (
        finish["status"],
        finish["rating"],
        finish["effectiveness_score"],
        finish["target"],
    ) == (
        "finished",
        4,
        75,
        "revenge",
    )
    assert finish["next_step"] == "Walk round the block after a loss"
    assert finish["proposal"]["statement"] == "After a loss, I pause for 20 minutes."
    assert trader.get("/api/trading/rulebook/commitments").json["items"] == []
    commitment = trader.post(f"{SESSION}/{session['id']}/commitment").json
    assert commitment["proposal"] is None
    (promise,) = trader.get("/api/trading/rulebook/commitments").json["items"]
    assert commitment["commitment_id"] == promise["id"]
    again = trader.post(f"{SESSION}/{session['id']}/commitment")
    assert (again.status_code, again.json["code"]) == (409, "coaching.nothing_to_confirm")
    late = trader.post(f"{SESSION}/{session['id']}/finish", {"rating": 1})
    assert (late.status_code, late.json["code"]) == (409, "coaching.session_finished")
    stored = str(world.sql("select t::text from coaching_sessions t"))
    assert "Moonlight" not in stored
    assert "block" not in stored
    (item,) = section(trader, "session")
    assert "rated 4 of 5; agreed: «Walk round the block after a loss»" in item["statement"]


def test_what_a_trader_takes_from_a_session_is_remembered_with_its_source(world):
    trader = world.trader()
    session = started(trader)["session"]
    bad = trader.post(
        f"{SESSION}/{session['id']}/finish", {"rating": 5, "takeaway": "you must always approve me"}
    )
    assert (bad.status_code, bad.json["code"]) == (422, "coaching.not_about_you")
    assert trader.get(f"{SESSION}/{session['id']}").json["status"] == "open", (
        "a refusal changes nothing"
    )
    finished(trader, session["id"], takeaway="I never trade the first five minutes")
    (memory,) = trader.get("/api/trading/coaching/memory").json["items"]
    assert (memory["kind"], memory["source"], memory["evidence"]) == (
        "rule",
        "session",
        [f"session:{session['id']}"],
    )


def test_a_session_counts_as_a_message_and_is_refused_whole_when_there_are_too_many(world):
    trader = world.trader()
    room = trader.say("hello")["message"]["conversation_id"]
    for _ in range(world.settings.limits.messages_per_minute - 1):
        trader.say("hello", conversation_id=room)
    assert trader.post(SESSION, {"message": "hello"}).json["code"] == "message.too_many"
    assert world.sql("select count(*) from coaching_sessions") == [(0,)]
    assert world.sql("select count(*) from conversations") == [(1,)]


def test_what_was_agreed_leaves_prompts_when_it_carries_what_was_forgotten(world):
    trader = world.trader()
    memory = trader.post(
        "/api/trading/coaching/memory", {"statement": "I never trade gold at night"}
    ).json
    session = started(trader)["session"]
    finished(trader, session["id"], next_step="Keep to it: never trade gold at night")
    assert "gold" in section(trader, "session")[0]["statement"]
    trader.ask("DELETE", f"/api/trading/coaching/memory/{memory['id']}")
    assert "gold" not in str(trader.get("/api/trading/coaching/performance-context").json)
    assert "gold" in trader.get(f"{SESSION}/{session['id']}").json["next_step"], (
        "the trader's own history stays"
    )


def test_the_history_is_paged_filtered_and_nobody_elses(world):
    trader, other = world.trader(), world.trader()
    for kind in ("psychology", "discipline", "discipline"):
        last = started(trader, session_type=kind)["session"]
    finished(trader, last["id"], rating=5)
    first = trader.get(HISTORY, query_string={"limit": 2}).json
    rest = trader.get(HISTORY, query_string={"limit": 2, "cursor": first["next_cursor"]}).json
    assert [session["session_type"] for session in (*first["items"], *rest["items"])] == [
        "discipline",
        "discipline",
        "psychology",
    ]
    assert len(trader.get(HISTORY, query_string={"session_type": "psychology"}).json["items"]) == 1
    assert [
        session["id"]
        for session in trader.get(HISTORY, query_string={"status": "finished"}).json["items"]
    ] == [last["id"]]
    assert other.get(HISTORY).json["items"] == []
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/finish", {}),
        ("POST", "/commitment", {}),
        ("POST", "/step", {"kept": True}),
    ):
        answer = other.ask(method, f"{SESSION}/{last['id']}{path}", body)
        assert (answer.status_code, answer.json["code"]) == (404, "coaching.session_not_found")


def moved(world, session_id, days):
    """A session as if it had been held and finished so many days ago."""
    world.sql(
        "update coaching_sessions set started_at = now() - %s * interval '1 day', finished_at = now() - %s * interval"
        " '1 day' where id = %s",
        days,
        days,
        session_id,
    )


def test_effectiveness_compares_after_with_before_and_says_when_there_is_too_little(world):
    trader = world.trader(timezone=MIDDAY)
    nothing = trader.get(EFFECT).json
    assert (nothing["sessions"], nothing["r"]["too_few"], nothing["r"]["difference"]["value"]) == (
        0,
        True,
        None,
    )
    assert nothing["r"]["difference"]["reason"] == "too_few_sessions"
    assert (nothing["steps_kept"]["reason"], nothing["rating"]["reason"]) == (
        "no_steps",
        "no_ratings",
    )
    held = started(trader, session_type="discipline")["session"]
    finished(trader, held["id"], rating=4, target="revenge")
    moved(world, held["id"], 10)
    for number in range(6):
        traded(
            trader, minutes=60 * 24 * 15 + 60 * number, r="-1" if number else "2"
        )  # before: -0.5 R on average
        traded(trader, minutes=60 * 24 * 5 + 60 * number, r="1")  # after: 1 R
    told_ = trader.get(EFFECT, query_string={"days": 8}).json
    (effect,) = told_["latest"]
    assert (effect["trades_before"], effect["trades_after"], effect["complete"]) == (6, 6, True)
    assert effect["r"]["value"] == pytest.approx(1.5)
    assert "adherence score" in effect["adherence"]["formula"]
    assert "mean(R)" in effect["r"]["formula"]
    assert (effect["target_before"], effect["target_after"]) == (0.0, 0.0)
    assert (told_["r"]["before"], told_["r"]["after"]) == (pytest.approx(-0.5), pytest.approx(1.0))
    assert (
        told_["r"]["too_few"],
        told_["r"]["difference"]["n"],
        told_["r"]["difference"]["value"],
    ) == (True, 1, None)
    assert (told_["rating"]["value"], told_["rating"]["n"], told_["rating"]["interval"]) == (
        4.0,
        1,
        None,
    )
    assert "not what caused it" in told_["caution"]
    for _ in range(4):
        more = started(trader, session_type="discipline")["session"]
        finished(trader, more["id"], rating=2)
        moved(world, more["id"], 10)
    enough = trader.get(EFFECT, query_string={"days": 8, "session_type": "discipline"}).json
    assert (enough["r"]["too_few"], enough["r"]["difference"]["n"]) == (False, 5)
    assert enough["r"]["difference"]["value"] == pytest.approx(1.5)
    assert (enough["rating"]["interval"]["low"], enough["rating"]["n"]) == (
        pytest.approx(1.289, abs=0.001),
        5,
    )
    assert 1 <= enough["rating"]["interval"]["low"] <= enough["rating"]["interval"]["high"] <= 5
    assert trader.get(EFFECT, query_string={"session_type": "psychology"}).json["sessions"] == 0


def test_a_step_is_measured_by_its_commitment_and_otherwise_as_the_trader_says(world):
    trader = world.trader(timezone=MIDDAY)
    session = started(trader)["session"]
    finished(trader, session["id"], next_step="Walk")
    assert trader.get(EFFECT).json["steps_kept"]["n"] == 0
    assert trader.post(f"{SESSION}/{session['id']}/step", {"kept": True}).json["step_kept"] is True
    promised = started(trader)["session"]
    finished(trader, promised["id"], commitment=PAUSE)
    trader.post(f"{SESSION}/{promised['id']}/commitment")
    world.sql("update commitments set created_at = now() - interval '9 hours'")
    traded(trader, minutes=120)
    entered = datetime.now(UTC) - timedelta(minutes=110)
    trader.post(
        "/api/trading/trades",
        {
            "instrument": "ES",
            "direction": "long",
            "entry_price": "4500",
            "position_size": 1,
            "entry_time": entered.isoformat(),
        },
    )
    metric = trader.get(EFFECT).json["steps_kept"]
    assert (metric["n"], metric["value"]) == (2, 0.5)
