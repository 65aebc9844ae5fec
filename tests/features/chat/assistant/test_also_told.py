"""What a message wants beside its first request is answered behind it, where the record alone tells it."""

import pytest

from tests.factories.plans import ago
from tests.features.chat.conversation import Conversation


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


def closed(trader, exit_price):
    """A trade of one MES from 4500 that is over."""
    trade = {
        "instrument": "MES",
        "direction": "long",
        "entry_price": "4500",
        "stop_price": "4490",
        "exit_price": exit_price,
        "position_size": 1,
        "entry_time": ago(minutes=90),
        "exit_time": ago(minutes=60),
    }
    answer = trader.post("/api/trading/trades", trade)
    assert answer.status_code == 201, answer.json


def test_a_question_behind_an_idea_is_answered_and_spoken_of(talk):
    """One of two won: the verdict first, then the figure, and the next question leans on it."""
    closed(talk.trader, "4520")
    closed(talk.trader, "4495")

    answer = talk.say("long MES 4510 stop 4500 target 4540. Also, what's my win rate on it?")

    assert answer["verdict"] is not None
    verdict, _, told = answer["content"].partition("\n\n")
    assert verdict
    assert told.startswith("You won 50% in MES")
    assert talk.thread["idea"]["instrument"] == "MES"
    assert talk.thread["query"]["only"]["instruments"] == ["MES"]
    assert "One thing at a time" not in answer["content"]


def test_two_looks_into_books_are_both_told(talk):
    answer = talk.say("show me what is still open and tell me what I netted last week")
    open_trades, _, net = answer["content"].partition("\n\n")
    assert open_trades == "You hold nothing that is on record."
    assert "last week" in net or "November" in net
