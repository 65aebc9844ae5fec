"""What may as well be another part of a trade is asked before one click could log it."""

from decimal import Decimal

import pytest

from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    Understanding,
)
from tests.features.chat.understanding.messages import kind_of, request_of, understood


@pytest.mark.parametrize(
    "words", ["tsla sold, 349.80", "so the bonds hit 118'12 and I sold them there, all of it"]
)
def test_a_bare_sale_opened_a_short_or_closed_a_long(words):
    asked = understood(words).clarification

    kinds = [choice.request.kind for choice in asked.choices]
    assert asked.about == "direction"
    assert kinds == [RequestKind.TRADE_ENTERED, RequestKind.TRADE_EXITED]


@pytest.mark.parametrize(
    "words",
    ["sold 2 ES 6789.25", "shorted NQ 21000", "sold ES 6789.25 stop 6795"],
)
def test_a_sale_with_a_size_or_a_level_opened_a_trade(words):
    assert kind_of(words) == "trade_entered"


def test_a_market_order_has_no_price_of_its_own():
    asked = understood("market order, 100 AMD, long, i run at 199, i smile at 214").clarification

    stop = next(choice for choice in asked.choices if choice.label.startswith("The stop"))
    assert asked.about == "entry"
    assert (stop.request.terms.entry, stop.request.terms.stop) == (None, Decimal(199))


def test_where_a_market_order_was_filled_is_its_price():
    request = request_of("market order, 2 ES long, filled at 6010, stop 6000")

    assert request.terms.entry == Decimal(6010)


def test_a_risk_without_a_unit_is_asked_about():
    asked = understood("long aapl 230 risk 1").clarification

    percent, money = (choice.request.terms for choice in asked.choices)
    assert asked.about == "risk"
    assert (percent.risk_percent, percent.risk_money) == (Decimal(1), None)
    assert money.risk_money == Decimal(1)


def test_a_risk_in_money_is_none():
    assert kind_of("long aapl 230 stop 228 risk $5") == "idea"


def test_a_size_that_may_be_the_price_is_asked_about():
    asked = understood("bought 230 apple 229").clarification

    assert asked.about == "size"
    assert [choice.request.terms.size for choice in asked.choices] == [Decimal(230), Decimal(229)]
    assert kind_of("bought 230 shares of apple at 229") == "trade_entered"


def test_a_direction_that_no_word_names_is_never_logged_by_one_click():
    understanding = understood("ES sits at 5212, 5230 overhead, 5195 underneath")

    assert understanding.clarification is not None or any(
        "which way" in doubt for doubt in understanding.doubts
    )


@pytest.mark.parametrize(
    "words",
    [
        'the room wrote "out at 5995"',
        "he texted 'flat at 6001'",
        'my mentor always says "take half off at 6000"',
    ],
)
def test_what_others_wrote_is_no_deed(words):
    assert kind_of(words) not in ("trade_exited", "trade_entered")


def test_a_deed_beside_a_quotation_is_one():
    assert kind_of('he said "sell" so I sold my ES at 5995') == "trade_exited"


@pytest.mark.parametrize("words", ["out of ideas", "I'm half out of my mind"])
def test_out_of_something_else_closes_nothing(words):
    assert kind_of(words) != "trade_exited"


@pytest.mark.parametrize("words", ["out of my ES at 6002", "out of half ES at 6003"])
def test_out_of_a_trade_closes_it(words):
    assert kind_of(words) == "trade_exited"


@pytest.mark.parametrize(
    "words", ["hey good evening how did i do today", "hi coach, good morning, how did i do today"]
)
def test_behind_two_greetings_stands_what_is_wanted(words):
    assert kind_of(words) == "question"


@pytest.mark.parametrize("left", [{"doubts": ("Far away.",)}, {"not_understood": ("6040",)}])
def test_what_is_left_over_of_an_idea_keeps_it_from_one_click(left):
    assert Understanding().is_accounted_for
    assert not Understanding(**left).is_accounted_for
