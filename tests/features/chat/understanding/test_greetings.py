"""A greeting is no part of what is asked behind it."""

import pytest

from backend.features.chat.understanding.greetings import without_greeting
from tests.features.chat.understanding.messages import TODAY, kind_of, request_of


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("morning, howd i do", "howd i do"),
        ("Good morning coach! What's my win rate?", "What's my win rate?"),
        ("evening mate, how am I doing", "how am I doing"),
        ("hey how did I do on Friday", "how did I do on Friday"),
        ("afternoon how many trades today", "how many trades today"),
        ("guten Morgen, win rate bitte", "win rate bitte"),
    ],
)
def test_what_is_wanted_stands_behind_the_greeting(text, rest):
    assert without_greeting(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "morning",
        "good morning coach",
        "hey, how are you?",
        "hi hows it going",
        "morning trades, net",
        "morning: win rate",
        "mornings, how do I do",
        "morning or afternoon, where am I better",
        "hi, back from vacation",
    ],
)
def test_a_part_of_the_day_and_a_greeting_alone_stay(text):
    assert without_greeting(text) == text


@pytest.mark.parametrize("text", ["morning, howd i do", "how did I do", "hey coach, how'd it go?"])
def test_how_did_i_do_is_of_the_last_session(text):
    query = request_of(text).query

    assert (query.day_from, query.day_to) == (TODAY, TODAY)
    assert query.only.hours == []


def test_a_greeting_alone_is_one():
    assert kind_of("good morning coach") == "social"
