"""What is said of answers, answers beside an answer, messages around one, and how conversations are listed."""

import pytest

from tests.features.chat.conversation import Conversation


def answered(world, trader, *words):
    talk = Conversation(world, trader)
    return talk, [talk.say(said) for said in words]


def listed(trader, **query):
    answer = trader.get("/api/conversations", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def judge(trader, message_id, **body):
    return trader.ask("PUT", f"/api/messages/{message_id}/feedback", body)


def test_what_is_said_of_an_answer_is_kept_changed_and_taken_back(world):
    trader = world.trader()
    talk, (answer,) = answered(world, trader, "hello")
    assert answer["feedback"] is None
    said = judge(trader, answer["id"], verdict="wrong", words="That was MES, not ES")
    assert said.status_code == 200, said.json
    assert (said.json["feedback"]["verdict"], said.json["feedback"]["words"]) == (
        "wrong",
        "That was MES, not ES",
    )
    assert trader.log(talk.id)["items"][-1]["feedback"] == said.json["feedback"]
    judge(trader, answer["id"], verdict="helpful")
    now = trader.get(f"/api/messages/{answer['id']}").json["feedback"]
    assert (now["verdict"], now["words"]) == ("helpful", None)
    assert world.sql("select count(*) from answer_feedback") == [(1,)]
    for _ in range(2):
        gone = trader.ask("DELETE", f"/api/messages/{answer['id']}/feedback")
        assert gone.status_code == 204
    assert trader.get(f"/api/messages/{answer['id']}").json["feedback"] is None


def test_only_a_finished_answer_is_judged(world):
    trader = world.trader()
    sent = trader.say("hello")
    for message in (sent["message"], sent["answer"]):
        answer = judge(trader, message["id"], verdict="helpful")
        assert (answer.status_code, answer.json["code"]) == (409, "message.not_an_answer")


@pytest.mark.parametrize(
    "body",
    [{}, {"verdict": "maybe"}, {"verdict": None}, {"verdict": "wrong", "words": ""},
     {"verdict": "wrong", "words": "x" * 1001}, {"verdict": "wrong", "words": "\u0000"}, {"verdict": "wrong", "more": 1}],
)  # fmt: skip
def test_what_is_no_judgement_is_refused(world, body):
    trader = world.trader()
    _, (answer,) = answered(world, trader, "hello")
    assert trader.ask("PUT", f"/api/messages/{answer['id']}/feedback", body).status_code == 422


def test_a_stranger_judges_and_reads_nothing(world):
    theirs, mine = world.trader(), world.trader()
    talk, (answer,) = answered(world, theirs, "hello")
    path = f"/api/messages/{answer['id']}"
    assert judge(mine, answer["id"], verdict="wrong").status_code == 404
    assert mine.ask("DELETE", f"{path}/feedback").status_code == 404
    assert mine.get(f"{path}/siblings").status_code == 404
    assert mine.post(f"/api/conversations/{talk.id}/read", {"seq": 1}).status_code == 404
    own, _ = answered(world, mine, "hi")
    around = mine.get(f"/api/conversations/{own.id}/messages?around={answer['id']}")
    assert (around.status_code, around.json["code"]) == (404, "message.not_found")


def test_answers_to_one_question_are_siblings_and_so_are_wordings(world):
    trader = world.trader()
    _, (answer,) = answered(world, trader, "hello")
    again = trader.post(f"/api/messages/{answer['id']}/regenerate").json["answer"]
    told = trader.get(f"/api/messages/{again['id']}/siblings").json
    assert [one["id"] for one in told["items"]] == [answer["id"], again["id"]]
    assert (told["count"], told["index"]) == (2, 1)
    question = answer["parent_message_id"]
    assert world.desk().answer_next()
    edited = trader.post(f"/api/messages/{question}/edit", {"content": "hello there"}).json
    for message_id, index in ((question, 0), (edited["message"]["id"], 1)):
        told = trader.get(f"/api/messages/{message_id}/siblings").json
        assert [one["id"] for one in told["items"]] == [question, edited["message"]["id"]]
        assert told["index"] == index


def test_a_message_stands_in_the_middle_of_those_around_it(world):
    trader = world.trader()
    talk, answers = answered(world, trader, *["hello"] * 4)  # seq 1 to 8
    path = f"/api/conversations/{talk.id}/messages"
    middle = answers[1]
    page = trader.get(path, query_string={"around": middle["id"], "limit": 3}).json
    assert [one["seq"] for one in page["items"]] == [3, 4, 5]
    assert page["more"] is True
    whole = trader.get(path, query_string={"around": middle["id"]}).json
    assert ([one["seq"] for one in whole["items"]], whole["more"]) == (list(range(1, 9)), False)
    first = trader.get(path, query_string={"around": whole["items"][0]["id"], "limit": 1}).json
    assert [one["seq"] for one in first["items"]] == [1]
    both = trader.get(path, query_string={"around": middle["id"], "after_seq": 1})
    assert both.status_code == 422


def test_a_list_says_how_each_conversation_ends_and_what_was_not_read(world):
    trader = world.trader()
    talk, answers = answered(world, trader, "hello", "hello again")
    (row,) = listed(trader)
    assert row["last_line"] == answers[-1]["content"][:160]
    assert (row["last_type"], row["unread"]) == ("ai", 2)
    read = trader.post(f"/api/conversations/{talk.id}/read", {"seq": 2})
    assert read.status_code == 200
    assert listed(trader)[0]["unread"] == 1
    trader.post(f"/api/conversations/{talk.id}/read", {"seq": 2**53})
    trader.post(f"/api/conversations/{talk.id}/read", {"seq": 0})  # nothing becomes unread again
    assert listed(trader)[0]["unread"] == 0
    talk.say("once more")
    assert listed(trader)[0]["unread"] == 1


def test_words_that_were_met_with_care_are_in_no_list(world):
    trader = world.trader()
    answered(world, trader, "I want to kill myself")
    (row,) = listed(trader)
    assert row["last_line"] is None


def test_a_list_is_narrowed_by_title_mode_and_pin(world):
    trader = world.trader()
    made = {}
    for title, mode in (
        ("ES morning", "analysis"),
        ("100% NQ", "psychology"),
        ("Gold", "analysis"),
    ):
        body = {"title": title, "mode": mode}
        made[title] = trader.post("/api/conversations", body).json["id"]
    trader.patch(f"/api/conversations/{made['Gold']}", {"pinned": True})

    def titles(**query):
        return {row["title"] for row in listed(trader, **query)}

    assert titles(q="MORN") == {"ES morning"}
    assert titles(q="%") == {"100% NQ"}
    assert titles(q="_") == set()
    assert titles(mode="analysis") == {"ES morning", "Gold"}
    assert titles(pinned="true") == {"Gold"}
    assert titles(pinned="false", mode="analysis") == {"ES morning"}
    assert trader.get("/api/conversations?mode=x").status_code == 422
    assert trader.get("/api/conversations?q=").status_code == 422


def test_every_event_says_what_it_is_acknowledged_with(world):
    document = world.client.get("/api/events.json").json
    assert document["version"] == 1
    schemas = document["components"]["schemas"]
    described = {
        name: schemas[event["acknowledgement"]["$ref"].rsplit("/", 1)[1]]
        for name, event in document["incoming"].items()
    }
    assert document["refusal"] == {"$ref": "#/components/schemas/SocketRefusal"}
    assert {schema["type"] for schema in described.values()} == {"object"}
    assert set(described["ping"]["properties"]) == {"now", "heads"}
