"""A trade that was not made is never offered to be logged, whatever the words are answered with."""

import pytest

from tests.features.chat.conversation import Conversation


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


@pytest.mark.parametrize(
    "words",
    [
        "I never bought 2 ES at 4500 stop 4490",
        "I did not buy 2 ES at 4500 stop 4490",
        "don't log this: bought 2 ES at 4500 stop 4490",
        "my friend bought 2 ES at 4500 stop 4490",
        "I almost bought 2 ES at 4500 stop 4490 but I did not",
        "bought 2 ES at 4500 stop 4490 and cancelled it before it filled",
        "bought 2 ES at 4500 stop 4490, just kidding",
        "sold 2 ES at 4500 stop 4510, that was my wish but I never did.",
        "wish I had bought 2 ES at 4500 stop 4490",
        "I should have bought 2 ES at 4500 stop 4490",
    ],
)
def test_a_trade_that_was_not_made_is_not_offered(talk, words):
    draft = talk.say(words)["draft"]
    assert draft is None or draft["kind"] != "trade"


def test_a_trade_that_was_made_is_offered(talk):
    assert talk.say("I bought 2 ES at 4500 stop 4490")["draft"]["kind"] == "trade"
