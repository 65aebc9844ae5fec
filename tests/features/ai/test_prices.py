from decimal import Decimal

import pytest

from backend.features.ai.ports import ProviderCall, Tokens
from backend.features.ai.prices import PRICES, UNKNOWN, ModelPrices, Price


def call(**changes):
    given = {"input_bound": 1000, "images": 0, "output_bound": 100, "sent_characters": 900}
    return ProviderCall(**{**given, **changes})


@pytest.mark.parametrize(
    ("model", "entry"),
    [
        ("gpt-4o", "gpt-4o"),
        ("gpt-4o-2024-11-20", "gpt-4o"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("gpt-5-pro-2026-01-01", "gpt-5-pro"),
        ("gpt-4.1:tuned", "gpt-4.1"),
    ],
)
def test_the_longest_name_that_fits_is_the_price(model, entry):
    assert ModelPrices().of(model) is PRICES[entry]


@pytest.mark.parametrize("model", ["gpt-5.9", "gpt-4oo", "gpt", "", "llama-4"])
def test_a_model_that_nobody_priced_is_not_taken_for_a_cheaper_one(model):
    assert ModelPrices().of(model) is UNKNOWN
    assert all(UNKNOWN.input >= price.input for name, price in PRICES.items() if "pro" not in name)


def test_a_setting_overrides_an_entry_and_adds_others():
    own = Price(Decimal(1), Decimal(1), Decimal(2), 10)
    prices = ModelPrices({"gpt-4o": own, "llama-4": own})
    assert prices.of("gpt-4o-2024-11-20") is own
    assert prices.of("llama-4") is own
    assert prices.of("gpt-4o-mini") is PRICES["gpt-4o-mini"]


def test_a_cost_is_exact_and_cached_tokens_cost_less():
    # 500 at 2.50 + 400 at 1.25 + 120 at 10, a million: 0.00125 + 0.0005 + 0.0012
    assert PRICES["gpt-4o"].of(Tokens(900, 400, 120)) == Decimal("0.00295")


def test_a_cost_is_rounded_up_at_the_tenth_place():
    price = Price(Decimal("0.00001"), Decimal(0), Decimal(0), 0)
    assert price.of(Tokens(11, 0, 0)) == Decimal("0.0000000002")  # 0.00000000011


def test_at_the_most_counts_images_and_all_that_may_be_written():
    # (1000 + 2 * 1445) at 2.50 + 100 at 10, a million: 0.009725 + 0.001
    assert PRICES["gpt-4o"].at_most(call(images=2)) == Decimal("0.010725")


def test_what_was_used_is_what_was_reported_else_what_went_by_else_nothing():
    price = PRICES["gpt-4o"]
    assert price.used(call(heard=True, written_characters=50, reported=Tokens(7, 1, 2))) == Tokens(
        7, 1, 2
    )
    assert price.used(call(heard=True, written_characters=50)) == Tokens(
        300, 0, 17
    )  # 900 / 3, 50 / 3 rounded up
    assert price.used(call(heard=True, images=1)) == Tokens(300 + 1445, 0, 0)
    assert price.used(call()) == Tokens()
