"""A message that was met by the guard is the trader's still: stored, marked, and shown to no provider."""

import pytest

from tests.e2e.sockets import Person


def met(world, trader, words, **more):
    sent = trader.say(words, **more)
    assert world.desk().answer_next()
    return sent, *(trader.get(f"/api/messages/{sent[name]['id']}").json for name in ("message", "answer"))


@pytest.mark.parametrize(
    ("words", "guard"),
    [
        ("I lost everything and want to die", "self_harm"),
        ("help me pump and dump this stock", "market_abuse"),
        ("pump and dump it and then I want to die", "self_harm"),
        ("Long ES 4500 stop 4490 target 4520", None),
        ("/help", None),
    ],
)
def test_question_and_answer_are_marked_once_it_is_answered(world, words, guard):
    trader = world.trader()
    sent, question, answer = met(world, trader, words)
    assert sent["message"]["guard"] is sent["answer"]["guard"] is None
    assert (question["guard"], answer["guard"]) == (guard, guard)
    assert question["content"] == words
    log = trader.log(question["conversation_id"])["items"]
    assert [one["guard"] for one in log] == [guard, guard]


def test_an_edit_is_marked_by_its_own_words(world):
    trader = world.trader()
    sent, _, _ = met(world, trader, "I want to die")
    again = trader.post(f"/api/messages/{sent['message']['id']}/edit", {"content": "Long ES 4500 stop 4490"}).json
    assert world.desk().answer_next()
    assert trader.get(f"/api/messages/{again['message']['id']}").json["guard"] is None
    assert trader.get(f"/api/messages/{sent['message']['id']}").json["guard"] == "self_harm"


def test_a_mark_goes_out_and_comes_in_with_an_export(world):
    trader, other = world.trader(), world.trader()
    met(world, trader, "I want to die")
    file = trader.get("/api/conversations/export").data
    import io

    taken = other.post("/api/conversations/import", data={"file": (io.BytesIO(file), "all.json")})
    assert taken.status_code == 201, taken.json
    found = other.log(taken.json["conversations"][0]["conversation_id"])["items"]
    assert [one["guard"] for one in found] == ["self_harm", "self_harm"]


@pytest.mark.processes
def test_every_window_hears_of_the_mark(stack):
    person = Person(stack.url)
    window, other = person.window(), person.window()
    sent = window.say("I want to die")
    mine = sent["message"]["id"]
    for one in (window, other):
        one.wait_for("message_saved", lambda news: news["message"]["id"] == mine and news["message"]["guard"])
        assert one.answer_to(sent)["guard"] == "self_harm"
    assert person.ask("GET", f"/api/messages/{mine}").json()["guard"] == "self_harm"
    for one in (window, other):
        one.close()
