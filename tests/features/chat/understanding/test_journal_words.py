"""What is wanted of the journal in plain words, and what only sounds like it."""

import pytest

from tests.features.chat.understanding.messages import kind_of, request_of


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("please add to the diary today: skipped lunch", "write"),
        ("can you save this to my trading journal: size was too large", "write"),
        ("dear diary, I waited", "write"),
        ("what did I write in my journal last week", "read"),
        ("open yesterday's journal", "read"),
        ("journaling streak", "streak"),
        ("did I journal yesterday", "streak"),
    ],
)
def test_the_journal_is_heard(words, action):
    request = request_of(words)

    assert (request.kind, request.action) == ("journal", action)


def test_days_and_words_limit_what_is_read():
    yesterday = request_of("show yesterday's journal")
    about = request_of("anything in my journal about FOMO?")

    assert yesterday.day_from == yesterday.day_to is not None
    assert (about.words, about.day_from) == ("FOMO", None)


@pytest.mark.parametrize(
    "words",
    [
        "I read in the Wall Street Journal that rates go up",
        "I hate journaling",
        "journaling helps me calm down",
        "long ES 4500 stop 4490",
    ],
)
def test_other_messages_are_none_of_it(words):
    assert kind_of(words) != "journal"
