"""Forgetting erases what the product itself wrote: answers, titles, verdicts, kept answers; search and exports, too."""

import io
import json
import threading
import time

import pytest

from tests.features.coach.conversations import MEMORY, asked_provider, told
from tests.patience import CALLED
from tests.stand_ins.openai_server import VERDICT

ZEBRA = "I always oversize after a loss when zebrafish are on my screen"
IDEA = "Long ES 4500 stop 4490 target 4520"


def memories(trader, **query):
    return trader.get(MEMORY, query_string=query).json["items"]


def everything_of_ours(trader) -> str:
    """All that the product wrote and shows: titles, answers, what they stand on, what search marks."""
    texts = []
    for conversation in trader.get("/api/conversations?limit=100").json["items"]:
        texts.append(conversation["title"])
        texts += [
            json.dumps(message)
            for message in trader.log(conversation["id"])["items"]
            if message["type"] != "user"
        ]
    texts.append(trader.get("/api/verdicts").text)
    return "\n".join(texts)


def exports(trader) -> str:
    room = trader.get("/api/conversations?limit=100").json["items"][0]["id"]
    paths = [
        f"/api/conversations/export?format={file_format}"
        for file_format in ("json", "markdown", "csv")
    ]
    paths += [
        f"/api/conversations/{room}/export?format={file_format}"
        for file_format in ("json", "markdown", "csv")
    ]
    return "\n".join(trader.get(path).data.decode() for path in paths)


def found(trader, words: str, **more):
    return trader.get(
        "/api/conversations/search", query_string={"q": words, "limit": 50, **more}
    ).json["items"]


def forget_by_rest(world, trader) -> None:
    for memory in memories(trader, status="kept"):
        assert trader.ask("DELETE", f"{MEMORY}/{memory['id']}").status_code == 204


def forget_in_words(world, trader) -> None:
    assert "Forgotten" in told(world, trader, f"forget that {ZEBRA}")["content"]


def forget_all_by_rest(world, trader) -> None:
    assert trader.ask("DELETE", MEMORY).status_code == 204


def forget_all_in_words(world, trader) -> None:
    assert "Forgotten" in told(world, trader, "forget everything about me, yes")["content"]


@pytest.mark.parametrize(
    "forget", [forget_by_rest, forget_in_words, forget_all_by_rest, forget_all_in_words]
)
def test_nothing_that_the_product_wrote_of_it_is_left(world, forget):
    trader = world.trader()
    first = told(world, trader, f"remember that {ZEBRA}")
    told(world, trader, "what do you remember about me?")
    told(world, trader, "/search zebrafish", conversation_id=first["conversation_id"])
    told(world, trader, f"Hm. {ZEBRA}. What should I do about it?")
    assert "zebrafish" in everything_of_ours(trader)
    assert {hit["type"] for hit in found(trader, "zebrafish")} == {"user", "ai"}

    forget(world, trader)

    assert "zebrafish" not in everything_of_ours(trader)
    left = [hit["highlight"] for hit in found(trader, "zebrafish")]
    assert left == ["/search «zebrafish»"], "one word says nothing of it"
    assert found(trader, "oversize loss") == []
    assert "zebrafish" not in exports(trader).replace("/search zebrafish", "")
    question, answer, *_ = trader.log(first["conversation_id"])["items"]
    assert (question["content"], question["seq"]) == (f"remember that {ZEBRA}", 1), (
        "the trader's own words stay"
    )
    assert (answer["id"], answer["seq"], answer["status"]) == (first["id"], 2, "done")
    assert answer["content"] == "(Forgotten at your wish.)", "both of its sentences stood on it"
    assert "To have one gone, say: forget that" in everything_of_ours(trader), (
        "only what says it is erased"
    )
    assert all(
        f"memory:{memory['id']}" not in json.dumps(answer["coaching"])
        for memory in memories(trader)
    )


def test_the_rest_of_the_own_message_is_still_found_and_exported(world):
    trader = world.trader()
    told(world, trader, f"The walrus opened calm.\n{ZEBRA}. How is my day?")
    [memory] = memories(trader)
    assert memory["statement"] == ZEBRA

    forget_by_rest(world, trader)

    [hit] = found(trader, "walrus", type="user")
    assert "zebrafish" not in hit["highlight"]
    assert found(trader, "zebrafish") == []
    exported = exports(trader)
    assert "The walrus opened calm." in exported.replace("\\", "")
    assert "zebrafish" not in exported
    assert (
        trader.get("/api/conversations").json["items"][0]["title"] == "The walrus opened calm."
    ), "not of it"


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
WRITTEN = f"I always overtrade {FAMILY} after \uff2c\uff2f\uff33\uff33 on \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
FOLDED = "I always overtrade \U0001f468\U0001f469\U0001f467 after LOSS on \u0645\u06cc\u062e\u0648\u0627\u0647\u0645"


def test_a_statement_is_kept_as_it_was_written_and_known_and_forgotten_in_its_folded_form(world):
    trader = world.trader()
    told(world, trader, f"remember that {WRITTEN}")
    [memory] = memories(trader)
    assert memory["statement"] == WRITTEN

    again = trader.post(MEMORY, {"statement": FOLDED}).json
    assert (again["id"], again["statement"]) == (memory["id"], WRITTEN), "it says just this"
    assert "Forgotten" in told(world, trader, f"forget that {FOLDED}")["content"]

    assert memories(trader, status="kept") == []
    assert "overtrade" not in everything_of_ours(trader)
    assert found(trader, "overtrade") == []
    refused = trader.post(MEMORY, {"statement": WRITTEN})
    assert (refused.status_code, refused.json["code"]) == (409, "coaching.forgotten_before")


@pytest.mark.parametrize("forget", [forget_by_rest, forget_in_words, forget_all_by_rest])
def test_a_title_with_a_name_of_it_goes_even_where_it_does_not_say_it(world, forget):
    trader = world.trader()
    about = told(world, trader, f"Zebrafish again, at the open.\n{ZEBRA}. How is my day?")[
        "conversation_id"
    ]
    beside = told(world, trader, "Zebrafish are fish.")["conversation_id"]
    assert memories(trader)

    forget(world, trader)

    titles = {
        conversation["id"]: conversation["title"]
        for conversation in trader.get("/api/conversations").json["items"]
    }
    assert titles[about] == "New conversation"
    assert titles[beside] == "Zebrafish are fish.", "it was made from words that never said it"


def test_what_was_never_remembered_is_erased_from_answers_as_well(world, provider):
    trader = world.trader()
    provider.answer = lambda _: {
        "reply": "Your wife is ill with zebrafish fever. Rest today.",
        "key_points": [],
        "question": None,
        "evidence": ["words"],
        "sources": [["words"], ["words"]],
        "remember": [],
        "commitment": None,
    }
    told(
        world,
        trader,
        "My wife is ill with zebrafish fever. What should I do today?",
        desk=asked_provider(world, provider),
    )
    assert "zebrafish" in everything_of_ours(trader)
    told(world, trader, "forget that my wife is ill with zebrafish fever")
    assert "zebrafish" not in everything_of_ours(trader)
    assert "Rest today." in everything_of_ours(trader)
    assert found(trader, "zebrafish") == []


def test_every_wording_that_it_had_goes(world):
    trader = world.trader()
    memory = trader.post(MEMORY, {"statement": ZEBRA}).json
    told(world, trader, "what do you remember about me?")
    trader.patch(
        f"{MEMORY}/{memory['id']}",
        {"number": 1, "statement": "I trade too big when okapi are near my desk"},
    )
    told(world, trader, "what do you remember about me now?")
    told(world, trader, "what do you remember about me?")
    assert "zebrafish" in everything_of_ours(trader)
    assert "okapi" in everything_of_ours(trader)
    forget_by_rest(world, trader)
    assert "zebrafish" not in everything_of_ours(trader)
    assert "okapi" not in everything_of_ours(trader)


def test_what_somebody_called_a_conversation_and_other_answers_stay(world):
    trader, other = world.trader(), world.trader()
    told(world, other, f"remember that {ZEBRA}")
    told(world, trader, "remember that I never trade gold")
    mine = told(world, trader, f"remember that {ZEBRA}")["conversation_id"]
    trader.patch(f"/api/conversations/{mine}", {"title": "My zebrafish talk"})
    [zebra] = [memory for memory in memories(trader) if memory["statement"] == ZEBRA]
    trader.ask("DELETE", f"{MEMORY}/{zebra['id']}")
    titles = {
        conversation["title"] for conversation in trader.get("/api/conversations").json["items"]
    }
    assert titles == {"My zebrafish talk", "remember that I never trade gold"}
    assert "I never trade gold" in everything_of_ours(trader)
    assert "zebrafish" in everything_of_ours(other)


def test_an_import_does_not_bring_back_what_the_product_wrote(world):
    trader = world.trader()
    told(world, trader, f"remember that {ZEBRA}")
    exported = trader.get("/api/conversations/export?format=json").data
    forget_by_rest(world, trader)
    for _ in range(2):
        imported = trader.post(
            "/api/conversations/import", data={"file": (io.BytesIO(exported), "chat.json")}
        )
        assert imported.status_code == 201, imported.json
    assert "zebrafish" not in imported.text
    assert len(trader.get("/api/conversations").json["items"]) == 2, "known again by what it was"
    assert "zebrafish" not in everything_of_ours(trader)
    assert found(trader, "zebrafish") == []
    assert "zebrafish" not in exports(trader)


def test_a_request_that_is_repeated_does_not_say_it_again_and_does_nothing_twice(world):
    trader = world.trader()
    key = {"Idempotency-Key": "zebra-1"}
    first = trader.post(MEMORY, {"statement": ZEBRA}, headers=key)
    gold = {"Idempotency-Key": "gold-1"}
    other = trader.post(MEMORY, {"statement": "I never trade gold"}, headers=gold)
    trader.ask("DELETE", f"{MEMORY}/{first.json['id']}")
    again = trader.post(MEMORY, {"statement": ZEBRA}, headers=key)
    assert (again.status_code, again.json["id"]) == (201, first.json["id"])
    assert "zebrafish" not in again.text
    assert (
        trader.post(
            MEMORY, {"statement": "I never trade gold"}, headers={"Idempotency-Key": "gold-1"}
        ).json
        == other.json
    )


def test_an_answer_that_was_being_made_is_made_again_without_it(world, provider):
    """A verdict by a provider that has read it in the conversation, and repeats it."""
    trader = world.trader()
    told(world, trader, f"remember that {ZEBRA}", mode="analysis")
    room = trader.get("/api/conversations").json["items"][0]["id"]
    is_in_history = []
    is_asked, is_forgotten = threading.Event(), threading.Event()

    def answer(body):
        history = str(body["messages"])
        is_in_history.append("zebrafish" in history)
        is_asked.set()
        assert is_forgotten.wait(CALLED)
        return {"analysis": f"You said: {ZEBRA}." if is_in_history[-1] else "Fine."}

    provider.answer = lambda body: {**VERDICT, **answer(body)}
    sent = trader.say(IDEA, conversation_id=room)
    making = threading.Thread(target=asked_provider(world, provider).answer_next)
    making.start()
    assert is_asked.wait(CALLED)
    forget_by_rest(world, trader)
    is_forgotten.set()
    making.join()
    desk = asked_provider(world, provider)
    deadline = time.monotonic() + 60
    while trader.get(f"/api/messages/{sent['answer']['id']}").json["status"] != "done":
        desk.answer_next()
        assert time.monotonic() < deadline
    assert is_in_history == [True, False]
    assert "zebrafish" not in everything_of_ours(trader)
