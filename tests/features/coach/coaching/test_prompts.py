"""What is forgotten or private leaves every prompt: the context, the history, and answers that are being made."""

import io
import threading

from tests.features.coach.conversations import (
    MEMORY,
    TWO_LOSSES,
    asked_provider,
    in_psychology,
    memories,
    prompt_of,
    section,
    told,
)
from tests.stand_ins.openai_server import REPLY


def test_a_memory_is_given_to_a_provider_as_quoted_data_and_a_forgotten_one_leaves_prompt_and_history(
    world, provider
):
    trader = world.trader()
    desk = asked_provider(world, provider)
    room = in_psychology(trader)
    told(world, trader, f"remember that {TWO_LOSSES}", conversation_id=room, desk=desk)
    provider.answer = lambda _: {**REPLY, "reply": f"You said it: {TWO_LOSSES}. What now?"}
    told(world, trader, "I feel tense about my day", conversation_id=room, desk=desk)
    (memory,) = memories(trader)
    (fact,) = [fact for fact in prompt_of(provider)["facts"] if "memory:" in fact]
    assert fact.startswith(f"[memory:{memory['id']}] Said on ")
    assert f"«{TWO_LOSSES}»" in fact
    carried = trader.get(f"{MEMORY}/{memory['id']}").json["carried_by"]
    assert {carrier["how"] for carrier in carried} == {"told", "cited", "given"}
    assert trader.ask("DELETE", f"{MEMORY}/{memory['id']}").status_code == 204
    provider.answer = lambda _: REPLY
    told(world, trader, "I still feel tense", conversation_id=room, desk=desk)
    sent = str(provider.requests[-1]["messages"])
    assert "two losses" not in sent
    assert sent.count("(Left out: ") == 3  # what was said, what was answered, and what stood on it
    assert "I feel tense about my day" in sent
    log = trader.log(room)["items"]
    assert [message["type"] for message in log if "two losses" in message["content"]] == ["user"], (
        "the trader's own words stay"
    )


def test_a_command_that_names_a_part_of_what_it_forgets_leaves_history_too(world, provider):
    trader = world.trader()
    desk, room = asked_provider(world, provider), in_psychology(trader)
    whole = "I always oversize my ES trades after two losses when I slept badly"
    told(world, trader, f"remember that {whole}", conversation_id=room, desk=desk)
    assert (
        "Forgotten"
        in told(world, trader, "forget that I oversize after losses", conversation_id=room)[
            "content"
        ]
    )
    (memory,) = memories(trader)
    assert {
        carrier["how"] for carrier in trader.get(f"{MEMORY}/{memory['id']}").json["carried_by"]
    } == {
        "told",
        "cited",
    }
    told(world, trader, "I still feel tense", conversation_id=room, desk=desk)
    sent = str(provider.requests[-1]["messages"])
    assert "oversize" not in sent
    assert "do not learn this again" in sent, "what was answered says nothing of it"


def test_a_command_that_names_two_memories_leaves_history_with_the_one_that_is_forgotten(
    world, provider
):
    trader = world.trader()
    desk, room = asked_provider(world, provider), in_psychology(trader)
    for words in ("I never trade gold at night after a long day", "I never trade gold at noon"):
        trader.post(MEMORY, {"statement": words})
    told(world, trader, "forget that I never trade gold", conversation_id=room)
    told(world, trader, "I feel calmer now", conversation_id=room, desk=desk)
    assert "never trade gold" in str(provider.requests[-1]["messages"][1:-1]), (
        "nothing is forgotten yet"
    )
    trader.ask("DELETE", f"{MEMORY}/{memories(trader)[1]['id']}")
    told(world, trader, "I still feel tense", conversation_id=room, desk=desk)
    assert "never trade gold" not in str(provider.requests[-1]["messages"][1:-1])


def test_what_was_to_be_forgotten_and_was_not_known_leaves_history_too(world, provider):
    trader = world.trader()
    desk, room = asked_provider(world, provider), in_psychology(trader)
    answer = told(
        world, trader, "Hey coach, forget that my wife is ill. Thanks!", conversation_id=room
    )
    assert "do not remember anything like that" in answer["content"]
    told(world, trader, "I still feel tense", conversation_id=room, desk=desk)
    assert "my wife" not in str(provider.requests[-1]["messages"])


def test_no_answer_kept_for_the_hour_outlives_what_was_forgotten(world, provider):
    trader = world.trader()
    told(world, trader, f"remember that {TWO_LOSSES}")
    told(world, trader, "I feel tense about my day", desk=asked_provider(world, provider))
    assert world.sql("select count(*) from ai_cache") == [(1,)]
    trader.ask("DELETE", f"{MEMORY}/{memories(trader)[0]['id']}")
    assert world.sql("select count(*) from ai_cache") == [(0,)]


def test_what_is_private_reaches_the_rules_and_no_provider_not_even_by_history(world, provider):
    trader = world.trader()
    desk = asked_provider(world, provider)
    room = in_psychology(trader)
    answer = told(
        world,
        trader,
        "remember privately that my wife hates silver",
        conversation_id=room,
        desk=desk,
    )
    assert "No provider is told." in answer["content"]
    by_rules = told(world, trader, "my wife and silver", conversation_id=room)
    assert "told me" in by_rules["content"]
    assert "my wife hates silver" in by_rules["content"]
    told(
        world,
        trader,
        "I am nervous about silver because of my wife",
        conversation_id=room,
        desk=desk,
    )
    assert "hates silver" not in str(provider.requests[-1]["messages"])
    item = section(trader, "memory")[0]
    assert (item["statement"].endswith("«my wife hates silver»"), item["to_provider"]) == (
        True,
        False,
    )


def test_sharing_by_name_reaches_the_provider_that_is_named_and_no_other(world, provider):
    trader = world.trader()
    memory = trader.post(
        MEMORY, {"statement": TWO_LOSSES, "sharing": "some", "providers": ["api.example.com"]}
    ).json
    told(world, trader, "I feel tense about my day", desk=asked_provider(world, provider))
    assert "two losses" not in str(provider.requests[-1]["messages"])
    named = provider.base_url.removeprefix("http://").removesuffix("/v1")
    path = f"{MEMORY}/{memory['id']}"
    assert trader.patch(path, {"number": 1, "providers": [named]}).status_code == 200
    told(world, trader, "I feel tense about my day now", desk=asked_provider(world, provider))
    assert "two losses" in str(provider.requests[-1]["messages"])


def test_forgetting_while_an_answer_is_made_leaves_it_out_of_the_answer(world, provider):
    trader = world.trader()
    provider.delay = 1.5
    provider.answer = lambda _: {
        **REPLY,
        "reply": f"You said: {TWO_LOSSES}. Take a walk. What now?",
    }
    trader.post(MEMORY, {"statement": TWO_LOSSES})
    desk = asked_provider(world, provider)
    sent = trader.say("I feel tense about my day", mode="psychology")
    making = threading.Thread(target=desk.answer_next)
    making.start()
    while not provider.requests:
        threading.Event().wait(0.02)
    assert "two losses" in str(provider.requests[0]["messages"])
    assert trader.ask("DELETE", f"{MEMORY}/{memories(trader)[0]['id']}").status_code == 204
    making.join()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert answer["status"] == "done"
    assert "two losses" not in answer["content"]
    assert "Take a walk." in answer["content"]
    assert "forgotten since" in answer["content"]
    assert [
        carrier["how"]
        for carrier in trader.get(f"{MEMORY}/{memories(trader)[0]['id']}").json["carried_by"]
    ] == ["given"]


def test_an_imported_conversation_does_not_bring_back_what_was_forgotten(world, provider):
    trader = world.trader()
    room = in_psychology(trader)
    told(world, trader, f"remember that {TWO_LOSSES}", conversation_id=room)
    exported = trader.get(f"/api/conversations/{room}/export").data
    trader.ask("DELETE", f"{MEMORY}/{memories(trader)[0]['id']}")
    imported = trader.post(
        "/api/conversations/import", data={"file": (io.BytesIO(exported), "chat.json")}
    )
    assert imported.status_code == 201, imported.json
    again = imported.json["conversations"][0]["conversation_id"]
    told(
        world,
        trader,
        "I feel calmer now",
        conversation_id=again,
        desk=asked_provider(world, provider),
    )
    assert "two losses" not in str(provider.requests[-1]["messages"])


def test_a_message_that_says_nearly_the_same_elsewhere_leaves_prompts_with_it_and_others_stay(
    world, provider
):
    trader = world.trader()
    desk, room = asked_provider(world, provider), in_psychology(trader)
    trader.patch("/api/trading/coaching/settings", {"learns": False})
    told(
        world,
        trader,
        "Funny: on Mondays, after two losses in gold, I trade worse",
        conversation_id=room,
        desk=desk,
    )
    told(world, trader, "On Mondays I trade gold", conversation_id=room, desk=desk)
    memory = trader.post(MEMORY, {"statement": "I trade gold worse on Mondays after losses"}).json
    trader.ask("DELETE", f"{MEMORY}/{memory['id']}")
    assert [
        carrier["how"] for carrier in trader.get(f"{MEMORY}/{memory['id']}").json["carried_by"]
    ] == ["words"]
    told(
        world, trader, "/new", conversation_id=room, desk=desk
    )  # no question to the record goes on
    told(world, trader, "I feel tense about it", conversation_id=room, desk=desk)
    sent = str(provider.requests[-1]["messages"])
    assert "after two losses" not in sent
    assert "On Mondays I trade gold" in sent
