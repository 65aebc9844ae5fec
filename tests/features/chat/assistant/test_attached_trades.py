"""A message that is sent with a trade speaks of that trade."""

import pytest

from tests.factories.plans import ago

TRADE = {
    "instrument": "ES",
    "direction": "long",
    "entry_price": "4500",
    "position_size": "2",
    "entry_time": ago(hours=3),
    "stop_price": "4490",
}


def logged(trader, **changes):
    made = trader.post("/api/trading/trades", {**TRADE, **changes})
    assert made.status_code == 201, made.json
    return made.json


@pytest.fixture
def asked(world):
    trader = world.trader()

    def ask(words, *trades, **more):
        attached = [trade["id"] for trade in trades]
        sent = trader.say(words, related_trade_ids=attached, **more)
        assert world.desk().answer_next()
        return trader.get(f"/api/messages/{sent['answer']['id']}").json

    return trader, ask


def test_a_question_about_the_stop_is_answered_of_the_trade_it_is_sent_with(asked):
    trader, ask = asked
    logged(trader, entry_price="4600", stop_price="4580")  # another one, later on record
    trade = logged(trader)
    path = f"/api/trading/trades/{trade['id']}"
    assert trader.post(f"{path}/stop", {"stop_price": "4495"}).status_code == 200
    closed = trader.post(f"{path}/close", {"exit_price": "4495"})
    assert closed.status_code == 200, closed.json
    answer = ask("how was my stop here?", trade)
    assert answer["content"] == (
        "Your stop began at 4490, 10 from the entry, USD 1000 at risk."
        " You moved it to 4495: always towards the price, which is where a stop may go."
        " You left at it, 4495."
        " ES long from 4500 is over: USD -500, -0.50 R."
    )
    again = ask("and my exit?", conversation_id=answer["conversation_id"])
    assert "4495" in again["content"]  # the trade stays the one that is spoken of


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("was my entry any good?", "You got in at 4500."),
        ("how was my exit", "You left at 4510; no target is on record."),
        ("was the size ok here", "You held 2 at most."),
        ("did i follow the plan here?", "It follows no plan"),
        ("how did this one go?", "ES long from 4500 is over: USD 1000, 1.00 R."),
    ],
)
def test_each_part_of_it_is_answered_by_its_figures(asked, words, part):
    trader, ask = asked
    trade = logged(trader, exit_price="4510", exit_time=ago(hours=1))
    assert ask(words, trade)["content"].startswith(part)


def test_without_a_trade_the_same_words_know_of_none(asked):
    trader, ask = asked
    logged(trader)
    assert "4490" not in ask("how was my stop here?")["content"]


def test_a_trade_that_was_deleted_since_is_not_spoken_of(asked, world):
    trader, _ = asked
    trade = logged(trader)
    sent = trader.say("how was my stop here?", related_trade_ids=[trade["id"]])
    trader.ask("DELETE", f"/api/trading/trades/{trade['id']}")
    assert world.desk().answer_next()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert answer["status"] == "done"
    assert "4490" not in answer["content"]
