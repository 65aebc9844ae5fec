"""Questions about what is set or would be lost are answered with the figures; what is not wished sets nothing."""

from datetime import UTC, datetime

import pytest

from tests.features.chat.conversation import Conversation

RULEBOOK = "/api/trading/rulebook"
LIMITS = {"daily_loss": {"amount": "500"}, "trades_per_day": 3, "position_size": {"ES": "2"}}


@pytest.fixture
def talk(world):
    talk = Conversation(world, world.trader(account_size="50000", risk_per_trade_percent="1"))
    talk.trader.ask("PUT", RULEBOOK, {"limits": LIMITS})
    return talk


def lose(talk, points):
    """One contract of ES, closed this minute at a loss of so many points of 50 dollars."""
    now = datetime.now(UTC).isoformat()
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "exit_price": str(4500 - points),
        "stop_price": "4490",
        "position_size": "1",
        "entry_time": now,
        "exit_time": now,
    }
    assert talk.trader.post("/api/trading/trades", trade).status_code == 201


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("what's my risk per trade", ["1% of the account: USD 500"]),
        ("whats my daily loss limit set to", ["USD 500; you lost USD 100 today: USD 400 is left"]),
        ("how much can i still lose today", ["USD 400 is left", "1 entered today, 2 left"]),
        ("am i allowed to trade", ["You may enter trades.", "USD 400 is left"]),
        ("may i still trade", ["You may enter trades."]),
        ("what is my max size again", ["ES 2"]),
        ("what are my rules", ["daily loss: amount 500", "trades per day: 3"]),
    ],
)
def test_a_question_about_limits_is_answered_with_what_is_set_and_left(talk, words, figures):
    lose(talk, points=2)

    content = talk.say(words)["content"]

    assert [figure for figure in figures if figure not in content] == []


@pytest.mark.parametrize(
    ("words", "beginning", "button"),
    [
        (
            "what if I set my daily loss to 300?",
            "That changes nothing yet. Your daily loss limit is USD 500",
            "/set daily loss limit 300",
        ),
        (
            "my mate said 'set your risk to 5%'",
            "I set nothing that somebody else said. Your risk per trade is 1%",
            "/set risk per trade 5%",
        ),
        (
            "no need to change my daily loss to 2000",
            "I change nothing. Your daily loss limit is USD 500",
            "/set daily loss limit 2000",
        ),
    ],
)
def test_what_is_not_wished_is_answered_with_what_stands_and_a_button(
    talk, words, beginning, button
):
    answer = talk.say(words)

    assert answer["content"].startswith(beginning)
    assert answer["draft"] is None
    assert answer["actions"][0]["text"] == button
    assert talk.say(button)["draft"]["kind"] == "setting"


def test_a_value_that_is_not_possible_gets_no_button(talk):
    answer = talk.say("what if i risk 900% per trade?")

    assert "Risk per trade cannot be 900%" in answer["content"]
    assert all(action["text"] is None for action in answer["actions"])


def test_the_risk_of_the_idea_on_the_table_is_told_with_the_size_that_fits(talk):
    """200 dollars over a stop of 4 points of 50 dollars are one contract."""
    told = talk.say("long ES 4500, risk 200 with a 4 point stop, target twice that")
    assert "For a risk of USD 200 the size is 1 contract." in told["content"]
    assert (told["draft"]["trade"]["stop_price"], told["draft"]["trade"]["target_price"]) == (
        "4496",
        "4508",
    )

    content = talk.say("how much am i risking")["content"]
    assert "The stop costs USD 200 a contract." in content
    assert "A size of 1 contract fits a risk of USD 200." in content

    talk.say("make that 2 contracts")
    content = talk.say("how much am i risking now")["content"]
    assert "At this size the stop costs USD 400. That is 0.8% of the account." in content


def test_a_risk_that_not_even_one_contract_fits_is_said(talk):
    told = talk.say("long ES 4500 stop 4490 target 4530, risk 100")

    assert (
        "Not even one contract fits a risk of USD 100: the stop costs USD 500 each."
        in (told["content"])
    )


def test_the_risk_of_what_is_held_is_told(talk):
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "stop_price": "4490",
        "position_size": "1",
        "entry_time": datetime.now(UTC).isoformat(),
    }
    assert talk.trader.post("/api/trading/trades", trade).status_code == 201

    assert "You hold ES long (USD 500 to its stop)." in talk.say("how much am i risking")["content"]


def test_nothing_at_risk_is_said(talk):
    assert talk.say("how much am i risking rn")["content"].startswith("Nothing is at risk")
