"""A question whose part was taken away is what a conversation goes on with."""

MONDAYS = {"measures": ["win_rate"], "only": {"weekdays": ["monday"], "instruments": ["NQ"]}}
REST = {"measures": ["win_rate"], "only": {"weekdays": ["monday"]}}


def test_what_is_asked_next_leans_on_the_question_that_is_left(world):
    trader = world.trader()
    desk = world.desk()
    sent = trader.say("what is my win rate on Mondays for NQ?")
    assert desk.answer_next()
    conversation = sent["message"]["conversation_id"]
    path = f"/api/conversations/{conversation}/thread"
    understood = trader.get(f"/api/messages/{sent['answer']['id']}").json["understood"]
    assert understood["query"] == MONDAYS
    without = {part["label"]: part["without"] for part in understood["parts"]}
    assert without["NQ"] == REST

    put = trader.ask("PUT", f"{path}/query", without["NQ"])

    assert put.status_code == 200, put.json
    assert put.json == trader.get(path).json
    assert put.json["query"]["only"]["instruments"] == []
    after = trader.say("same for shorts", conversation_id=conversation)
    assert desk.answer_next()
    answer = trader.get(f"/api/messages/{after['answer']['id']}").json
    assert answer["understood"]["query"]["only"] == {"weekdays": ["monday"], "direction": "short"}


def test_a_question_of_somebody_elses_conversation_and_no_question_are_refused(world):
    trader = world.trader()
    sent = trader.say("hello")
    path = f"/api/conversations/{sent['message']['conversation_id']}/thread/query"
    assert world.trader().ask("PUT", path, REST).json["code"] == "conversation.not_found"
    assert trader.ask("PUT", path, {"measures": []}).status_code == 422
    assert trader.ask("PUT", path, REST).status_code == 200
