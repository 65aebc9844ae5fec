"""A conversation with the coach over the interface: nothing twice, techniques on record, disputes that are learned."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.core.db import acting_for
from backend.features.coach.coaching import queries
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF
from backend.features.coach.verdicts.grounding import sentences
from tests.features.coach.behaviour.detector_runs import Looking
from tests.features.coach.conversations import in_psychology, told, traded


def technique_of(world, answer):
    ((technique,),) = world.sql(
        f"select technique from coaching_answers where message_id = '{answer['id']}'"
    )
    return technique


def test_in_a_long_conversation_over_the_interface_no_sentence_is_said_twice(world):
    trader = world.trader()
    for number in range(6):
        traded(trader, minutes=60 + 90 * number, r="-1" if number % 2 else "1.5")
    conversation = in_psychology(trader)
    said = Counter()
    desk = world.desk()
    turns = (
        "I am furious",
        "hi",
        "I moved my stop again",
        "thanks",
        "how else do I stay calm?",
        "ok",
    )
    for words in turns * 4:  # far more than the turns that a provider would be shown
        answer = told(world, trader, words, conversation_id=conversation, desk=desk)
        said.update(sentence.strip() for sentence in sentences(answer["content"]))
    assert [sentence for sentence, times in said.items() if times > 1] == []
    offers = [
        row
        for row in world.sql(
            "select draft ->> 'kind' from messages where type = 'ai' and draft is not null"
            f" and conversation_id = '{conversation}'"
        )
        if row[0] == "commitment"
    ]
    assert len(offers) <= 1


def test_a_technique_is_on_record_with_its_answer_and_whether_its_click_was_taken(world, app):
    trader = world.trader()
    traded(trader, minutes=600)
    first = told(world, trader, "how do I stop revenge trading?")
    name = technique_of(world, first)
    assert name in TECHNIQUE_OF
    assert f"technique:{name}" in first["coaching"]["evidence"]
    assert first["draft"]["kind"] == "commitment"
    confirmed = trader.post(f"/api/messages/{first['id']}/draft/confirm", {})
    assert confirmed.status_code in (200, 201), confirmed.json

    # In a conversation of its own, what runs is not offered again.
    second = told(world, trader, "how do I stop revenge trading?")
    assert technique_of(world, second) not in (None, name)
    database, user_id = app.extensions["coach"].database, UUID(trader.user["id"])
    since = datetime.now(UTC) - timedelta(days=1)
    with database.reading(acting_for(user_id)) as session:
        offers = queries.technique_offers(session, user_id, since=since)
    assert {(offer.name, offer.is_taken) for offer in offers} >= {(name, True)}


def test_nobody_elses_conversation_counts(world, app):
    mine, theirs = world.trader(), world.trader()
    conversation = in_psychology(mine)
    told(world, mine, "hi", conversation_id=conversation)
    database = app.extensions["coach"].database
    for owner, least in ((mine, 2), (theirs, 0)):
        user_id = UUID(owner.user["id"])
        with database.reading(acting_for(user_id)) as session:
            spoken = queries.spoken_in(session, user_id, UUID(conversation))
        assert len(spoken) == least


def test_a_dispute_of_what_the_record_was_said_to_show_is_an_answer_to_the_detector(world):
    run = Looking(world)
    day = run.days(9)
    for number in range(6):
        run.revenge(day + timedelta(days=7 * number))
    run.look()
    trader = run.trader
    before = run.events(detector="revenge", status="fired")
    conversation = in_psychology(trader)
    told(world, trader, "I think I am revenge trading", conversation_id=conversation)
    answer = told(world, trader, "no, that is not true", conversation_id=conversation)
    assert "Your word counts" in answer["content"], answer["content"]
    denied = [event for event in run.events(detector="revenge") if event["answer"] == "no"]
    latest = max(before, key=lambda event: event["occurred_at"])
    assert [event["id"] for event in denied] == [latest["id"]]
    assert latest["occurred_at"][:10] in answer["content"]
    run.close()


def test_a_dispute_of_nothing_on_record_changes_nothing(world):
    trader = world.trader()
    conversation = in_psychology(trader)
    told(world, trader, "I am furious", conversation_id=conversation)
    answer = told(
        world, trader, "no, that's wrong, I was not furious", conversation_id=conversation
    )
    assert 'not "furious"' in answer["content"]
    assert world.sql("select count(*) from behaviour_answers") == [(0,)]
