"""How a message reads: from words and behaviour, with reasons; denied, past and others' feelings do not count."""

from dataclasses import replace
from decimal import Decimal

import pytest

from backend.features.coach.rule_coach.emotions import MOST_BY_BEHAVIOUR, Behaviour, read_emotion
from tests.features.coach.conversations import SESSION, told, traded

NOTHING = Behaviour()
HOT = Behaviour(
    minutes_since_loss=5,
    losing_run=4,
    size_ratio=Decimal(2),
    stress=5,
    mood=1,
    sleep_hours=Decimal(4),
)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("I want to make it back right now", "revenge"),
        ("this is running away without me, fomo", "fomo"),
        ("I am scared to enter", "fear"),
        ("I am so furious", "anger"),
        ("full tilt, I can't stop", "tilt"),
        ("easy money, all in", "greed"),
        ("I barely slept", "tired"),
        ("I feel like a failure", "shame"),
        ("ugh, so frustrating", "frustration"),
        ("I am unstoppable today", "elation"),
        ("I should have held", "regret"),
        ("calm and focused", "calm"),
        ("Long ES 4500 stop 4490", "unclear"),
        ("", "unclear"),
    ],
)
def test_words_name_a_state(words, state):
    emotion = read_emotion(words, NOTHING)
    assert emotion.state == state
    assert (emotion.confidence > 0) == (state != "unclear")
    assert all(reason.source.startswith("words.feeling_") for reason in emotion.reasons)


@pytest.mark.parametrize(
    "words",
    [
        "I am not angry",
        "no revenge today",
        "without any fomo",
        "I'm no longer scared",
        "last week I was furious",
        "I used to be scared of size",
        "my friend is furious",
        "when I get scared I stop",
        "isn't it great that I don't feel angry",
    ],
)
def test_what_is_denied_past_supposed_or_somebody_elses_is_no_feeling_of_now(words):
    assert read_emotion(words, NOTHING).state == "unclear", read_emotion(words, NOTHING)


def test_a_joke_and_a_softened_word_weigh_less_and_say_so_and_shouting_weighs_more():
    plain, joke = read_emotion("I am furious", NOTHING), read_emotion("I am furious lol", NOTHING)
    soft, loud = (
        read_emotion("I am a bit furious", NOTHING),
        read_emotion("I am furious!!!", NOTHING),
    )
    assert joke.confidence < soft.confidence < plain.confidence < loud.confidence
    assert "joke" in joke.reasons[0].reason


def test_behaviour_alone_says_heated_and_never_more_than_its_bound():
    emotion = read_emotion("Long ES 4500 stop 4490", HOT)
    assert (emotion.state, emotion.from_words) == ("heated", 0.0)
    assert 0.35 <= emotion.confidence <= MOST_BY_BEHAVIOUR
    assert len(emotion.reasons) == 6
    assert (
        read_emotion("x", replace(NOTHING, minutes_since_loss=200, losing_run=1, stress=2)).state
        == "unclear"
    )


def test_behaviour_makes_words_surer_and_contradicts_a_calm_that_is_only_said():
    alone, backed = read_emotion("I am furious", NOTHING), read_emotion("I am furious", HOT)
    assert (alone.state, backed.state) == ("anger", "anger")
    assert alone.confidence < backed.confidence < 1
    calm = read_emotion("I am calm", HOT)
    assert calm.state == "heated"
    assert calm.confidence < read_emotion("x", HOT).confidence
    assert {reason.source.split(":")[0] for reason in calm.reasons} >= {
        "words.feeling_calm",
        "figure",
    }


def test_each_reason_has_a_weight_and_more_reasons_never_lower_the_heat():
    single = Behaviour(losing_run=2)
    two = replace(single, minutes_since_loss=5)
    assert read_emotion("", single).from_behaviour < read_emotion("", two).from_behaviour
    assert all(0 < reason.weight < 1 for reason in read_emotion("furious", HOT).reasons)


def test_it_is_kept_with_the_answer_and_shown_in_the_session(world):
    trader = world.trader()
    trade = traded(trader, minutes=5)
    beginning = trader.post(SESSION, {"message": "I am furious, I want to make it back"}).json
    world.desk().answer_next()
    answer = trader.get(f"/api/messages/{beginning['answer']['id']}").json
    emotion = answer["coaching"]["emotion"]
    assert emotion["state"] in ("anger", "revenge")
    assert {reason["source"] for reason in emotion["reasons"]} == {
        "words.feeling_anger",
        "words.feeling_revenge",
        f"trade:{trade['id']}",
    }
    assert trader.get(f"{SESSION}/{beginning['session']['id']}").json["emotion"] == emotion


def test_it_is_soft_evidence_and_decides_no_verdict(world):
    trader = world.trader(account_size=100000, risk_per_trade_percent=1)
    plain = told(world, trader, "Long ES 4500 stop 4490 target 4520, 1 contract", mode="analysis")
    tired = told(
        world,
        trader,
        "I barely slept. Long ES 4500 stop 4490 target 4520, 1 contract",
        mode="analysis",
    )
    assert plain["verdict"]["verdict"] == tired["verdict"]["verdict"]
    assert tired["coaching"] is None
