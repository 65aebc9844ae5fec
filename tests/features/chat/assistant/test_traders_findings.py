"""What traders tried and what went wrong: new ideas, sizes, accounts, checks, look backs, days side by side."""

import pytest

from tests.factories.plans import ago
from tests.features.chat.conversation import Conversation

PROFILE = {"account_size": "50000", "base_currency": "USD", "risk_per_trade_percent": "1"}
IDEA = "long ES 6000 stop 5990 target 6020 2 contracts"


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader(**PROFILE))


def closed(trader, instrument="MES", entry="4500", exit_price="4510", **more):
    """A long of one contract that is over, with a stop ten below."""
    trade = {
        "instrument": instrument,
        "direction": "long",
        "entry_price": entry,
        "stop_price": str(int(entry) - 10),
        "exit_price": exit_price,
        "position_size": 1,
        "entry_time": ago(minutes=90),
        "exit_time": ago(minutes=60),
        **more,
    }
    answer = trader.post("/api/trading/trades", trade)
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("short NQ 18250", ("NQ", "short", "18250")),
        ("buy CL 70.10", ("CL", "long", "70.1")),
        ("short ES 6050 2 contracts", ("ES", "short", "6050")),
        ("what about a short in NQ from 18250?", ("NQ", "short", "18250")),
    ],
)
def test_an_idea_of_its_own_has_nothing_of_the_one_before(talk, words, told):
    talk.say(IDEA)
    talk.say(words)
    idea = talk.thread["idea"]
    assert (idea["instrument"], idea["direction"], idea["entry"]) == told
    assert (idea["stop"], idea["targets"]) == (None, [])


def test_a_fragment_goes_on_with_the_idea_on_the_table(talk):
    talk.say(IDEA)
    talk.say("what if the stop is 5992?")
    idea = talk.thread["idea"]
    assert (idea["entry"], idea["stop"], idea["targets"]) == ("6000", "5992", ["6020"])


@pytest.mark.parametrize(
    "words", ["how many shares fit my 1%", "what size fits?", "how many can I take?"]
)
def test_the_size_that_fits_is_that_of_the_idea(talk, words):
    """One percent of 50,000 is 500; a share loses five at the stop."""
    talk.say("long AAPL 200 stop 195")
    assert talk.say(words)["content"].startswith("**100 shares** of AAPL long from 200, stop 195.")


def test_a_micro_has_the_prices_of_its_large_one_and_another_market_has_not(talk):
    """Ten points of 5 dollars: 50 at the stop of one, and 500 may be lost."""
    talk.say("long ES 6000 stop 5990")
    assert talk.say("would MES fit?")["content"].startswith("**10 contracts** of MES long")
    assert talk.say("would NQ fit?")["content"].startswith("Where do you get in?")


def test_without_an_idea_it_is_asked_which_trade(talk):
    assert talk.say("how many shares fit my 1%")["content"].startswith("Of which market?")


@pytest.mark.parametrize(
    "words",
    ["what's my account size", "how big is my account?", "what is my account balance"],
)
def test_the_account_is_told_with_its_balance(talk, words):
    """One MES from 4500 to 4510 made ten points of 5 dollars."""
    closed(talk.trader)
    told = talk.say(words)["content"]
    assert "USD 50050, of which 50 is the result of your trades." in told
    assert "Percentages of risk are of the USD 50000 in your profile." in told


@pytest.mark.parametrize("words", ["/check long ES 6000 stop 5990 1 contract"])
def test_a_check_without_limits_says_so_and_what_is_at_risk(world, words):
    talk = Conversation(world, world.trader(account_size="4000", base_currency="USD"))
    told = talk.say(words)["content"]
    assert told == (
        "You have set no limits, so nothing of yours was checked. The stop would cost USD 500,"
        " 12.5 % of your account of USD 4,000."
    )


def test_a_check_against_other_limits_says_that_the_risk_of_a_trade_has_none(talk):
    talk.trader.ask("PUT", "/api/trading/rulebook", {"limits": {"trades_per_day": 3}})
    told = talk.say("/check long ES 6000 stop 5990 1 contract")["content"]
    assert told.startswith("Your rules allow it.")
    assert told.endswith(
        "You have set no limit on the risk of one trade. The stop would cost USD 500,"
        " 1 % of your account of USD 50,000."
    )


@pytest.mark.parametrize(
    "words",
    [
        "how was my last trade",
        "what did I do wrong on the ES trade",
        "review my ES long of today",
        "what went wrong with my last ES trade?",
    ],
)
def test_a_trade_that_is_over_is_looked_back_on(talk, words):
    """Ten points of 50 dollars lost, the whole risk."""
    closed(talk.trader, exit_price="4490", entry_time=ago(minutes=190), exit_time=ago(minutes=170))
    trade_id = closed(talk.trader, "ES", "6000", "5990", pattern_tags=["fomo"])
    answer = talk.say(words)
    assert "ES long from 6000 is over: USD -500, -1.00 R." in answer["content"]
    assert "It followed no plan." in answer["content"]
    assert "tag \u201cfomo\u201d" in answer["content"]
    assert answer["related_trade_ids"] == [trade_id]
    assert talk.thread["trade_id"] == trade_id


def test_where_there_is_no_such_trade_it_is_said(talk):
    closed(talk.trader)
    assert talk.say("how was my last GC trade")["content"] == ("I find no GC trade on your record.")


@pytest.mark.parametrize(
    "words",
    [
        "this week and last week",
        "how did I do last week and this week?",
        "p&l this week and last week",
    ],
)
def test_two_spans_are_held_side_by_side(talk, words):
    closed(talk.trader)
    query = talk.say(words)["understood"]["query"]
    assert query["compared_with"]["day_from"] != query["day_from"]


def test_sums_over_unlike_numbers_of_trades_are_told_for_each_trade(talk):
    """Longs of +50, +50 and -50 against one short of -50."""
    closed(talk.trader)
    closed(talk.trader)
    closed(talk.trader, exit_price="4490")
    closed(talk.trader, exit_price="4510", direction="short", stop_price="4510.25")
    told = talk.say("net result of longs vs shorts")["content"]
    assert "USD 50 over longs (N 3, USD 16.67 a trade)" in told
    assert "-USD 50 over shorts (N 1, -USD 50 a trade)" in told


def test_hours_are_said_to_be_those_of_the_exchange(talk):
    closed(talk.trader, exit_price="4490")
    told = talk.say("which hours do I lose money")["content"]
    assert told.endswith("Hours are by the clock of the exchange, as in your reports.")


@pytest.mark.parametrize(
    "words",
    [
        "how do I do after sleeping well",
        "what's my win rate when I was tired",
        "win rate when I slept less than 6 hours",
        "results on days with low energy",
    ],
)
def test_what_a_check_in_says_is_no_filter_and_is_asked_back(talk, words):
    closed(talk.trader)
    asked = talk.say(words)
    assert asked["understood"]["asked"] == "check_in"
    assert [action["label"] for action in asked["actions"]] == ["All trades"]


def test_an_answer_of_the_coach_is_linked_with_the_trades_it_speaks_of(world):
    talk = Conversation(world, world.trader(), mode="psychology")
    trade_id = closed(talk.trader, "ES", "6000", "5980")
    answer = talk.say("I am angry about this one", related_trade_ids=[trade_id])
    assert answer["related_trade_ids"] == [trade_id]
