"""A trade that is announced in the chat is weighed like one that is asked about over REST."""

from decimal import Decimal

import pytest

from backend.features.coach.ideas.ideas import read_words
from tests.factories.plans import plan_of

ANNOUNCED = "I'm about to short ES 3 lots, stop 12 ticks"


def asked(world, trader, words, **more):
    sent = trader.say(words, **more)
    assert world.desk().answer_next()
    return trader.get(f"/api/messages/{sent['answer']['id']}").json


@pytest.mark.parametrize(
    ("words", "about_to"),
    [
        (ANNOUNCED, True),
        ("about to short ES 3 lots", True),
        ("Should I buy NQ here?", True),
        ("can i go long ES at 4500", True),
        ("thinking of selling gold", True),
        ("gonna add a short in CL", True),
        ("Long ES 4500 stop 4490 target 4520", False),
        ("I bought ES at 4500 because I wanted to", False),
        ("the market is about to close", False),
    ],
)
def test_an_announcement_is_told_from_an_idea(words, about_to):
    assert read_words(words).about_to is about_to


@pytest.mark.parametrize(
    ("words", "distance"),
    [
        (ANNOUNCED, "3"),
        ("about to buy EURUSD 1 lot, 20 pip stop", "0.0020"),
        ("about to buy ES, stop 8 points", "8"),
        ("about to buy ES 4500, stop 4490", None),
    ],
)
def test_a_stop_in_ticks_is_a_distance(words, distance):
    distance = read_words(words).stop_distance
    assert distance == (None if distance is None else Decimal(distance))


def test_an_announced_trade_is_answered_by_the_traders_own_rules(world):
    trader = world.trader()
    limits = {"position_size": {"ES": "2"}, "risk_per_trade": {"amount": "450"}}
    trader.ask("PUT", "/api/trading/rulebook", {"limits": limits})
    answer = asked(world, trader, ANNOUNCED)
    interlock = answer["interlock"]
    assert interlock["decision"] == "block"
    assert {
        rule["rule"]: rule["state"] for rule in interlock["rules"] if rule["rule"] != "market_hours"
    } == {
        "position_size": "block",
        "risk_per_trade": "ok",
    }
    assert interlock["risk_amount"] == "450"  # 12 ticks are 3 points, 50 dollars, 3 contracts
    assert answer["content"].startswith(
        "Stop: your own rules block this trade. 3 ES; 2 is the most."
    )
    assert answer["draft"] is None
    assert world.sql("select source, decision from interlock_checks") == [("chat", "block")]


def test_without_a_rulebook_it_says_that_nothing_is_limited(world):
    trader = world.trader()
    answer = asked(world, trader, "about to buy BTCUSD 1 lot at 90000 stop 89000")
    assert answer["interlock"]["decision"] == "allow"
    assert answer["content"].startswith("Your own rules allow this trade.")


def test_an_idea_is_judged_with_the_rulebook_and_the_plan(world):
    trader = world.trader()
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"instruments": ["NQ"]}})
    plan = plan_of(trader)
    answer = asked(world, trader, "Long ES 4500 stop 4495 target 4510, 1 contract")
    assert (answer["interlock"], answer["verdict"]["verdict"]) == (None, "skull")
    facts = {fact["id"]: fact["statement"] for fact in answer["verdict"]["facts"]}
    assert (
        facts["rulebook.instruments"] == "ES is not among the instruments that you trade. (block)"
    )
    assert plan["title"] in facts["plan.terms"]
    assert "rulebook.instruments" in answer["verdict"]["evidence"]


def test_words_of_despair_are_no_question_to_the_interlock(world):
    answer = asked(world, world.trader(), "I want to die, about to short ES 10 lots")
    assert answer["interlock"] is None
