"""How large a trade may be, asked in the chat: the calculator's figures with their working, and a plan of it."""

import pytest

FIRST, SECOND = (
    "how many contracts if I risk 200 on ES 4500 stop 4490?",
    "and if i risk 2%, how many?",
)


@pytest.fixture
def asked(world):
    trader = world.trader(account_size="50000", base_currency="USD", risk_per_trade_percent="1")

    def ask(words, **more):
        sent = trader.say(words, **more)
        assert world.desk().answer_next()
        return trader.get(f"/api/messages/{sent['answer']['id']}").json

    return trader, ask


def test_a_size_is_the_calculators_with_its_working_and_becomes_a_plan(asked):
    trader, ask = asked
    answer = ask("/size ES 4500 stop 4490 target 4530 risk 2%")
    assert answer["content"].splitlines() == [
        "**2 contracts** of ES long from 4500, stop 4490.",
        "- May be lost: 2 % of 50000 USD = 1000 USD.",
        "- One contract loses 10 (40 ticks) \u00d7 50 USD = 500 USD at the stop.",
        "- 1000 \u00f7 500, rounded down to steps of 1 = 2.",
        "- The stop then costs 1000 USD.",
        "- Target 4530 pays 3 R.",
    ]
    [action] = answer["actions"]
    assert (action["kind"], action["label"]) == ("say", "Plan it")
    body = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "stop_loss_level": "4490",
        "risk_percent": "2",
    }
    figures = trader.post("/api/trading/plans/calculator", body).json
    assert (figures["size_for_risk"], figures["risk_per_unit"]) == ("2", "500")
    plan = ask(action["text"])["draft"]
    assert plan["kind"] == "plan"
    terms = plan["trade"] or plan["proposal"]
    assert (terms["instrument"], terms["direction"], terms["position_size"]) == ("ES", "long", "2")
    assert (terms["stop_loss_level"], terms["take_profit_targets"]) == ("4490", ["4530"])


def test_plain_words_ask_the_same_and_what_fits_no_contract_fits_the_micro(asked):
    _, ask = asked
    lines = ask(FIRST)["content"].splitlines()
    assert lines[0] == "**None**: not even the smallest size of ES long from 4500, stop 4490, fits."
    assert "- 200 \u00f7 500, rounded down to steps of 1 = 0." in lines
    assert lines[-1] == "With MES it is 4 contracts: 200 USD at the stop."


def test_the_next_question_goes_on_with_the_trade_and_its_own_risk(asked):
    _, ask = asked
    first = ask(FIRST)
    second = ask(SECOND, conversation_id=first["conversation_id"])
    assert second["content"].startswith("**2 contracts** of ES long from 4500, stop 4490.")


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("/size", "Of which market? Such as: /size ES 4500 stop 4490 risk 1%"),
        ("/size ES 4500 risk 200", "Where is the stop? What one loses is the way to it."),
        ("/size ES 4500 stop 4490 risk 0%", "A share of the account is above 0"),
    ],
)
def test_what_is_missing_is_asked_for(asked, words, reply):
    _, ask = asked
    assert ask(words)["content"].startswith(reply)
