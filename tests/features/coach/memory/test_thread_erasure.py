"""What is forgotten leaves what was asked back, and what messages were taken for, as it leaves answers."""

import json

import pytest

from tests.features.coach.conversations import MEMORY, memories, told

ZEBRA = "I always oversize after a loss when zebrafish are on my screen"
ASKED = {
    "clarification": {
        "question": f"Remember this: {ZEBRA}?",
        "about": "memory",
        "choices": [
            {
                "label": "Remember",
                "request": {"kind": "memory", "action": "remember", "words": ZEBRA},
            },
            {"label": "No", "request": {"kind": "social", "act": "refusal"}},
        ],
    },
    "at": "2026-11-18T15:00:00Z",
}
TABLE = {"instrument": "MES", "direction": "long", "entry": "4500"}


def asked_in(world, conversation_id, user_id, column="state"):
    """A thread in which the words of what is forgotten were asked back."""
    empty = {"state": {}, "before": {}}
    states = {**empty, column: {"idea": TABLE, "last": "idea", "asked": ASKED}}
    world.sql(
        "insert into conversation_threads (conversation_id, user_id, state, before, updated_at)"
        " values (%s, %s, %s, %s, now()) on conflict (conversation_id)"
        " do update set state = excluded.state, before = excluded.before",
        conversation_id,
        user_id,
        json.dumps(states["state"]),
        json.dumps(states["before"]),
    )


def threads(world):
    """Every thread, as it is stored."""
    return str(world.sql("select state::text, before::text from conversation_threads"))


def forget_by_rest(world, trader):
    for memory in memories(trader, status="kept"):
        assert trader.ask("DELETE", f"{MEMORY}/{memory['id']}").status_code == 204


def forget_in_words(world, trader):
    told(world, trader, f"forget that {ZEBRA}")


def forget_all(world, trader):
    assert trader.ask("DELETE", MEMORY).status_code == 204


@pytest.mark.parametrize("column", ["state", "before"])
@pytest.mark.parametrize("forget", [forget_by_rest, forget_in_words, forget_all])
def test_a_question_in_its_words_waits_no_more(world, forget, column):
    trader = world.trader()
    first = told(world, trader, f"remember that {ZEBRA}")
    room = first["conversation_id"]
    asked_in(world, room, trader.user["id"], column)
    assert "zebrafish" in threads(world)

    forget(world, trader)

    assert "zebrafish" not in threads(world)
    shown = trader.get(f"/api/conversations/{room}/thread").json
    assert shown["asked"] is None
    if column == "state":
        assert shown["about"] == "MES long 4500", "what else is spoken of stays"


def test_so_does_one_of_what_was_never_remembered(world):
    trader = world.trader()
    first = told(world, trader, "hello there")
    asked_in(world, first["conversation_id"], trader.user["id"])
    told(world, trader, f"forget that {ZEBRA}")
    assert "zebrafish" not in threads(world)


def test_forgetting_in_the_same_conversation_leaves_nothing_to_go_back_to(world):
    """The answer that forgets writes the thread itself, and keeps how it stood before."""
    trader = world.trader()
    first = told(world, trader, f"remember that {ZEBRA}")
    room = first["conversation_id"]
    asked_in(world, room, trader.user["id"])
    told(world, trader, f"forget that {ZEBRA}", conversation_id=room)
    assert "zebrafish" not in threads(world)
    assert trader.get(f"/api/conversations/{room}/thread").json["about"] == "MES long 4500"


def test_other_questions_and_those_of_others_stay(world):
    trader, other = world.trader(), world.trader()
    told(world, trader, f"remember that {ZEBRA}")
    told(world, trader, "remember that I only trade the morning")
    room = told(world, other, f"remember that {ZEBRA}")["conversation_id"]
    asked_in(world, room, other.user["id"])
    mine = told(world, trader, "hello")["conversation_id"]
    asked_in(world, mine, trader.user["id"])
    morning = next(row for row in memories(trader) if "morning" in row["statement"])
    assert trader.ask("DELETE", f"{MEMORY}/{morning['id']}").status_code == 204
    assert trader.get(f"/api/conversations/{mine}/thread").json["asked"] is not None
    forget_all(world, trader)
    assert trader.get(f"/api/conversations/{mine}/thread").json["asked"] is None
    assert other.get(f"/api/conversations/{room}/thread").json["asked"] is not None


@pytest.mark.parametrize("forget", [forget_by_rest, forget_in_words, forget_all])
def test_what_a_message_was_taken_for_loses_its_words(world, forget):
    trader = world.trader()
    answer = told(world, trader, f"remember that {ZEBRA}")
    later = told(world, trader, f"{ZEBRA}. What now?")
    innocent = told(world, trader, "/ask win rate on Mondays")
    for message in (answer, later):
        world.sql(
            "update messages set understood = %s where id = %s",
            json.dumps({**message["understood"], "not_understood": ["zebrafish", "screen"]}),
            message["id"],
        )

    forget(world, trader)

    for message in (answer, later):
        understood = trader.get(f"/api/messages/{message['id']}").json["understood"]
        assert understood["not_understood"] == []
        assert understood["kind"] == message["understood"]["kind"]
    same = trader.get(f"/api/messages/{innocent['id']}").json
    assert same["understood"] == innocent["understood"]
    assert same["understood"]["query"] is not None
