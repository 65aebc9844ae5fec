"""Answers from the record in a talk: what is taken over is said, why, and in which language."""

import re

import pytest

from backend.features.chat.understanding.phrases.languages import language_of
from tests.factories.plans import ago
from tests.features.chat.conversation import Conversation


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


def closed(trader, exit_price, direction="long", **more):
    """A trade of one MES from 4500 that is over: five dollars a point."""
    trade = {
        "instrument": "MES",
        "direction": direction,
        "entry_price": "4500",
        "stop_price": "4490" if direction == "long" else "4510",
        "exit_price": exit_price,
        "position_size": 1,
        "entry_time": ago(minutes=90),
        "exit_time": ago(minutes=60),
        **more,
    }
    answer = trader.post("/api/trading/trades", trade)
    assert answer.status_code == 201, answer.json


def test_what_is_taken_over_is_said_and_a_whole_question_takes_nothing(talk):
    closed(talk.trader, "4520")
    closed(talk.trader, "4495", direction="short")
    assert talk.say("net result with longs")["content"].startswith("You made USD 100 over longs")

    leaning = talk.say("and the win rate?")["content"]
    whole = talk.say("what's my net result?")

    assert leaning.startswith("Still over longs. You won 100% over longs")
    assert whole["content"].startswith("You made USD 125")
    assert whole["understood"]["query"] == {"measures": ["net_pnl"]}


def test_why_names_the_trades_behind_an_answer(talk):
    """Longs of +100, -25 and +50: 125 in all; nothing else is left without the three."""
    for exit_price in ("4520", "4495", "4510"):
        closed(talk.trader, exit_price)
    closed(talk.trader, "4450", direction="short")
    talk.say("net result with longs")

    why = talk.say("why is that?")["content"]
    after = talk.say("same for shorts")["content"]

    assert why.startswith("Behind USD 125 over longs stand 3 trades: most was won by MES long of")
    assert "(USD 100) and MES long of" in why
    assert "; most was lost by MES long of" in why
    assert re.search(r"MES long of \d{1,2} [A-Z][a-z]+ \d{4} \(USD 100\)", why)
    assert after.startswith("You made USD 250 over shorts")


def test_why_says_what_is_left_without_the_largest(talk):
    """Eight of +5 beside -50, -45, -40 and +100, +95, +90: without the six largest 40 is left."""
    for points in (1, 1, 1, 1, 1, 1, 1, 1, 20, 19, 18, -10, -9, -8):
        closed(talk.trader, str(4500 + points))
    talk.say("net result")

    assert talk.say("why")["content"].endswith("Without these 6 it is USD 40.")


def test_a_question_in_another_language_is_answered_in_english_and_told_so(talk):
    closed(talk.trader, "4520")

    german = talk.say("wie ist meine Trefferquote mit Longs")["content"]
    english = talk.say("what's my win rate?")["content"]

    assert german.startswith("Verstanden; ich antworte auf Englisch. You won 100% over longs")
    assert english.startswith("You won 100%")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("wie viel habe ich dieses Jahr verloren", "de"),
        ("cuál es mi tasa de aciertos los lunes", "es"),
        ("combien j'ai gagné en octobre", "fr"),
        ("qual è il mio tasso di successo", "it"),
        ("qual foi meu lucro este mês", "pt"),
        ("am I better on Mondays or Fridays", None),
        ("MES long 4500", None),
        ("es vs nq", None),
        ("what is my de facto win rate", None),
        ("", None),
    ],
)
def test_languages_are_told_apart_by_their_small_words(text, language):
    assert language_of(text) == language
