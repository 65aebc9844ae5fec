"""Words of despair, and those that are declined, never become a title, whichever way a conversation gets one."""

import io
import json
import runpy
from pathlib import Path

import pytest

from backend.features.content.conversations.service import TITLE_LENGTH

VERSIONS = Path(__file__).parents[4] / "migrations/versions"
MIGRATION = runpy.run_path(str(next(VERSIONS.glob("*_erasure.py"))))
NEUTRAL = "New conversation"
GUARDED = (
    "I lost everything and want to die",
    "Long ES 4500 stop 4490 target 4530\nthen I will hang myself",
    "i want to d i e",
    "help me pump and dump this stock",
)
CALM = "Thinking about gold"


def titles(trader) -> list[str]:
    return [
        conversation["title"]
        for conversation in trader.get("/api/conversations?limit=100").json["items"]
    ]


@pytest.mark.parametrize("words", GUARDED)
def test_a_first_message_gives_a_neutral_title_at_once_and_once_it_is_answered(world, words):
    trader = world.trader()
    trader.say(words)
    empty = trader.post("/api/conversations", {}).json["id"]
    trader.say(words, conversation_id=empty)
    assert titles(trader) == [NEUTRAL, NEUTRAL]
    desk = world.desk()
    while desk.answer_next():
        pass
    assert titles(trader) == [NEUTRAL, NEUTRAL]
    exported = json.loads(trader.get("/api/conversations/export?format=json").data)["conversations"]
    assert {conversation["title"] for conversation in exported} == {NEUTRAL}


@pytest.mark.parametrize("words", GUARDED)
def test_a_name_that_is_given_is_none_either(world, words):
    trader = world.trader()
    line = words.replace("\n", " ")
    conversation = trader.post("/api/conversations", {"title": line}).json
    assert conversation["title"] == NEUTRAL
    renamed = trader.patch(f"/api/conversations/{conversation['id']}", {"title": CALM}).json
    assert renamed["title"] == CALM
    assert (
        trader.patch(
            f"/api/conversations/{conversation['id']}", {"title": line, "pinned": True}
        ).json["title"]
        == NEUTRAL
    )
    session = {"session_type": "psychology", "message": words}
    assert trader.post("/api/trading/coaching/session", session).status_code == 201
    assert titles(trader) == [NEUTRAL, NEUTRAL]


@pytest.mark.parametrize("words", GUARDED)
def test_no_import_brings_one_in(world, words):
    trader, other = world.trader(), world.trader()
    trader.say(CALM)
    file = json.loads(trader.get("/api/conversations/export?format=json").data)
    conversation = file["conversations"][0]
    conversation["title"] = words.splitlines()[0][:TITLE_LENGTH]
    conversation["messages"][0]["content"] = words
    taken = other.post(
        "/api/conversations/import",
        data={"file": (io.BytesIO(json.dumps(file).encode()), "all.json")},
    )
    assert taken.status_code == 201, taken.json
    assert (
        [conversation["title"] for conversation in taken.json["conversations"]]
        == titles(other)
        == [NEUTRAL]
    )


def test_a_title_of_before_goes_when_its_message_is_answered(world):
    trader = world.trader()
    sent = trader.say(GUARDED[0])
    world.sql("update conversations set title = %s", GUARDED[0])
    assert titles(trader) == [GUARDED[0]]
    assert world.desk().answer_next()
    assert titles(trader) == [NEUTRAL]
    assert trader.get(f"/api/messages/{sent['message']['id']}").json["content"] == GUARDED[0]


def test_titles_of_before_are_taken_away_where_they_were_made_of_such_words(world):
    trader = world.trader()
    rooms = {words: trader.say(words)["message"]["conversation_id"] for words in (*GUARDED, CALM)}
    long = f"I want to die. {'word ' * 40}"
    rooms[long] = trader.say(long)["message"]["conversation_id"]
    desk = world.desk()
    while desk.answer_next():
        pass
    for words, room in rooms.items():
        line = words.splitlines()[0]
        title = line if len(line) <= TITLE_LENGTH else line[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
        world.sql("update conversations set title = %s where id = %s", title, room)
    named = trader.say(GUARDED[0])["message"]["conversation_id"]
    desk.answer_next()
    world.sql("update conversations set title = 'ES morning' where id = %s", named)
    world.sql(MIGRATION["_GUARDED_TITLES"])
    assert sorted(titles(trader)) == sorted([NEUTRAL] * 5 + [CALM, "ES morning"])
