"""What a conversation is about: kept in the database, changed with answers, shown, cleared, and nobody else's."""

import json
import threading
from uuid import UUID

import pytest

from tests.features.chat.conversation import Conversation

IDEA = "MES long 4500 stop 4490 target 4530 2 contracts"
NOTHING = {
    "about": None,
    "idea": None,
    "query": None,
    "trade_id": None,
    "plan_id": None,
    "asked": None,
}


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


def test_an_idea_is_on_the_table_until_another_one_is(talk):
    answer = talk.say(IDEA)
    assert answer["understood"]["about"] == talk.thread["about"] == "MES long 4500"
    idea = talk.thread["idea"]
    assert {name: idea[name] for name in ("instrument", "direction", "entry", "stop", "size")} == {
        "instrument": "MES",
        "direction": "long",
        "entry": "4500",
        "stop": "4490",
        "size": "2",
    }
    assert idea["targets"] == ["4530"]
    talk.say("Short NQ 18250 stop 18270 target 18200, 1 contract")
    assert (talk.thread["about"], talk.thread["idea"]["targets"]) == ("NQ short 18250", ["18200"])


def test_every_worker_goes_on_where_the_last_one_ended(talk):
    """Each answer is made by a worker of its own: nothing of a thread is in a process."""
    talk.say(IDEA)
    changed = talk.say("what if the stop is 4494?")
    assert (changed["understood"]["kind"], changed["verdict"] is not None) == ("idea_change", True)
    talk.say("and with 5 contracts?")
    idea = talk.thread["idea"]
    assert (idea["entry"], idea["stop"], idea["size"]) == ("4500", "4494", "5")
    why = talk.say("why?")
    assert "4494" in why["content"]
    taken = talk.say("log it")
    trade = taken["draft"]["trade"]
    assert (trade["entry_price"], trade["stop_price"], trade["position_size"]) == (
        "4500",
        "4494",
        "5",
    )
    assert talk.trades() == []


def test_two_windows_at_once_change_one_thread_after_the_other(world, talk):
    talk.say(IDEA)
    talk.send("what if the stop is 4494?")
    talk.send("and with 5 contracts?")
    desks = [world.desk(), world.desk()]

    def work(desk):
        while desk.answer_next():
            pass

    workers = [threading.Thread(target=work, args=(desk,)) for desk in desks]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    work(desks[0])  # what waited for the other one
    assert (talk.thread["idea"]["stop"], talk.thread["idea"]["size"]) == ("4494", "5")


def test_what_is_asked_again_begins_where_it_began_before(world, talk):
    talk.say(IDEA)
    question, _ = talk.send("what if the stop is 4494?")
    world.desk().answer_next()
    assert talk.thread["idea"]["stop"] == "4494"
    edited = talk.trader.post(
        f"/api/messages/{question['id']}/edit", {"content": "and with 5 contracts?"}
    )
    assert edited.status_code in (200, 201), edited.json
    world.desk().answer_next()
    idea = talk.thread["idea"]
    assert (idea["stop"], idea["size"]) == ("4490", "5"), "the change that was taken back is gone"


def test_an_answer_that_is_made_again_changes_the_thread_once(world, talk):
    talk.say("show me the win rate")
    first = talk.say("/ask win rate on Mondays")
    before = talk.thread
    talk.trader.post(f"/api/messages/{first['parent_message_id']}/regenerate")
    world.desk().answer_next()
    assert talk.thread == before


def test_a_question_is_what_the_next_one_goes_on_with(talk):
    talk.say("/ask win rate on Mondays")
    query = talk.thread["query"]
    assert (query["measures"], query["only"]["weekdays"]) == (["win_rate"], ["monday"])
    answer = talk.say("and on Fridays?")
    assert answer["understood"]["query"]["only"] == {"weekdays": ["friday"]}
    assert talk.thread["query"]["only"]["weekdays"] == ["friday"]


def test_new_puts_everything_aside_and_keeps_the_messages(talk):
    talk.say(IDEA)
    talk.say("/new")
    assert talk.thread == NOTHING
    assert talk.say("and with 5 contracts?")["understood"]["kind"] != "idea_change"
    assert len(talk.trader.log(talk.id)["items"]) == 6


def test_a_thread_is_cleared_by_rest_and_the_messages_stay(talk):
    talk.say(IDEA)
    path = f"/api/conversations/{talk.id}/thread"
    assert talk.trader.ask("DELETE", path).status_code == 204
    assert talk.thread == NOTHING
    assert talk.trader.ask("DELETE", path).status_code == 204, "twice is as good as once"
    assert len(talk.trader.log(talk.id)["items"]) == 2


def test_a_conversation_of_which_nothing_was_said_is_about_nothing(world):
    trader = world.trader()
    room = trader.post("/api/conversations", {"mode": "analysis"}).json["id"]
    assert trader.get(f"/api/conversations/{room}/thread").json == NOTHING


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_thread_is_nobody_elses(world, talk, method):
    talk.say(IDEA)
    for conversation_id in (talk.id, str(UUID(int=7))):
        refused = world.trader().ask(method, f"/api/conversations/{conversation_id}/thread")
        assert (refused.status_code, refused.json["code"]) == (404, "conversation.not_found")
    assert talk.thread["about"] == "MES long 4500"


def test_two_conversations_have_a_thread_each(world, talk):
    talk.say(IDEA)
    other = Conversation(world, talk.trader)
    other.say("Short NQ 18250 stop 18270 target 18200, 1 contract")
    talk.say("and with 5 contracts?")
    assert (talk.thread["about"], talk.thread["idea"]["size"]) == ("MES long 4500", "5")
    assert (other.thread["about"], other.thread["idea"]["size"]) == ("NQ short 18250", "1")


def test_a_state_that_nobody_can_read_any_more_is_as_if_nothing_was_said(world, talk):
    talk.say(IDEA)
    world.sql("update conversation_threads set state = %s", json.dumps({"idea": {"gone": 1}}))
    assert talk.thread == NOTHING
    assert talk.say(IDEA)["status"] == "done"
    assert talk.thread["about"] == "MES long 4500"


def test_a_thread_goes_with_its_conversation(world, talk):
    talk.say(IDEA)
    assert talk.trader.ask("DELETE", f"/api/conversations/{talk.id}").status_code == 204
    assert world.sql("select count(*) from conversation_threads") == [(0,)]
