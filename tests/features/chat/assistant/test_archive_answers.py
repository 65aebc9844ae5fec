"""Search, export, analytics and cost from the chat: answered from the record, with what can be done next."""

import pytest

IDEA = "Long ES 4500 stop 4490 target 4520, 1 contract"


def asked(world, trader, words):
    """The answer to these words, when everything that was said before is answered too."""
    sent = trader.say(words)
    desk = world.desk()
    while desk.answer_next():
        pass
    return trader.get(f"/api/messages/{sent['answer']['id']}").json


def test_a_search_tells_the_best_places_and_each_can_be_jumped_to(world):
    trader = world.trader()
    heron = trader.say("The heron breakout failed twice")["message"]
    asked(world, trader, "heron again")
    reply = asked(world, trader, "find where we talked about the heron breakout")
    assert reply["content"].splitlines()[0] == "I found one place, the best first."
    assert "«heron» «breakout»" in reply["content"]
    jump, everything = reply["actions"]
    assert (jump["kind"], jump["message_id"], jump["seq"]) == ("open_message", heron["id"], 1)
    assert jump["conversation_id"] == heron["conversation_id"]
    around = trader.get(jump["path"]).json["items"]
    assert heron["id"] in [message["id"] for message in around]
    assert heron["id"] in [
        hit["message_id"] for hit in trader.get(everything["path"]).json["items"]
    ]


def test_what_was_only_searched_for_is_not_found(world):
    trader = world.trader()
    asked(world, trader, "/search platypus")
    again = asked(world, trader, "/search platypus")
    assert (again["content"], again["actions"]) == ("I found nothing with these words.", [])
    for number in range(7):
        trader.say(f"platypus {number}")
    assert asked(world, trader, "/search platypus")["content"].startswith(
        "I found 5 places, the best first. There is more."
    )


def test_a_search_in_this_conversation_stays_in_it(world):
    trader = world.trader()
    trader.say("an ibex elsewhere")
    here = trader.say("an ibex here")["message"]
    sent = trader.say("/search ibex in this conversation", conversation_id=here["conversation_id"])
    desk = world.desk()
    while desk.answer_next():
        pass
    reply = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert [action["message_id"] for action in reply["actions"][:-1]] == [here["id"]]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("/search", "Say what to look for"),
        ('/search "" & | ! ( ) : * <->', "Search for at least one word"),
        ("/search -news", "Search for at least one word"),
        ("/search " + "word " * 990, "Search for at most 200 characters"),
    ],
)
def test_a_search_for_nothing_or_too_much_is_answered_with_words(world, words, says):
    reply = asked(world, world.trader(), words)
    assert (reply["status"], reply["actions"]) == ("done", [])
    assert says in reply["content"]


def test_nothing_of_another_trader_is_found_from_the_chat(world):
    trader, other = world.trader(), world.trader()
    other.say("a secret ocelot")
    assert asked(world, trader, "/search ocelot")["content"] == "I found nothing with these words."


def test_an_export_is_a_file_that_can_be_downloaded(world):
    trader = world.trader()
    reply = asked(world, trader, "/export")
    labels = [action["label"] for action in reply["actions"]]
    assert labels == ["JSON, which can be imported again", "Markdown", "CSV", "PDF with its charts"]
    for action in reply["actions"]:
        assert action["kind"] == "download"
        file = trader.get(action["path"])
        assert file.status_code == 200
        assert "attachment" in file.headers["Content-Disposition"]
        assert len(file.data) > 50
    (only,) = asked(world, trader, "/export all csv")["actions"]
    assert only["path"] == "/api/conversations/export?format=csv"
    pdf = asked(world, trader, "/export pdf of all")
    assert "A PDF is made of one conversation" in pdf["content"]
    assert [action["path"].partition("=")[2] for action in pdf["actions"]] == [
        "json",
        "markdown",
        "csv",
    ]


def test_stats_say_how_much_was_said(world):
    trader = world.trader(timezone="Europe/Berlin")
    asked(world, trader, IDEA)
    reply = asked(world, trader, "/stats")
    assert reply["content"].startswith(
        "So far: 2 conversations begun, 3 messages, 1 of them answers. Verdicts: 1 "
    )
    assert "You wrote on 1 days: 1 in a row now" in reply["content"]
    assert "(Europe/Berlin)" in reply["content"]
    assert trader.get(reply["actions"][0]["path"]).json["messages"]["n"] >= 3
    before = asked(world, trader, "how often did we talk last month?")
    assert ": 0 conversations begun, 0 messages" in before["content"]
    assert trader.get(before["actions"][0]["path"]).json["messages"]["n"] == 0


def test_usage_says_what_the_ai_cost_to_the_cent_and_what_is_left(world, provider):
    trader = world.trader()
    desk = world.desk(
        openai_api_key="sk-test", openai_base_url=provider.base_url, openai_model="gpt-4o"
    )
    nothing = trader.say("/usage")
    assert desk.answer_next()
    reply = trader.get(f"/api/messages/{nothing['answer']['id']}").json
    assert (
        "no provider was asked: it cost nothing. Today: USD 0 of USD 2 spent, USD 2 left"
        in reply["content"]
    )
    trader.say(IDEA)
    assert desk.answer_next()
    sent = trader.say("how much did the AI cost this month?")
    assert desk.answer_next()
    reply = trader.get(f"/api/messages/{sent['answer']['id']}").json
    # 900 tokens in at 2.50 and 120 out at 10 dollars a million
    assert "the AI cost USD 0.00345, in 1 calls." in reply["content"]
    assert "USD 1.99655 left" in reply["content"]
    assert trader.get(reply["actions"][0]["path"]).json["total"]["cost"] == "0.00345"
    assert asked(world, trader, "/usage this year")["status"] == "done"
    assert len(provider.requests) == 1


def test_scores_lead_to_the_diagram(world):
    trader = world.trader()
    reply = asked(world, trader, "/scores")
    diagram, scores = (trader.get(action["path"]) for action in reply["actions"])
    assert (diagram.content_type, scores.json["verdicts"]) == ("image/png", 0)
