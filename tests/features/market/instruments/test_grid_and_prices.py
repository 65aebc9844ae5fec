"""What is said about prices off the grid, sizes off the lots, and prices that an instrument cannot have."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from backend.features.market.instruments.errors import BadPrice
from backend.features.market.instruments.instruments import resolve
from backend.features.market.instruments.market_grid import price_warnings, size_warnings
from backend.features.market.instruments.price_text import PriceText, price_of


@pytest.mark.parametrize(
    ("symbol", "price", "words"),
    [
        ("NQ", "18250.13", "18250 and 18250.25"),
        ("CL", "-37.635", "-37.64 and -37.63"),
        ("ZN", "110.51", "110'160 and 110'165"),
        ("ZC", "455.1", "455'0 and 455'2"),
        ("EURUSD", "1.085001", "1.085 and 1.08501"),
        ("AAPL", "182.50001", "182.5 and 182.5001"),
    ],
)
def test_a_price_between_two_steps_is_said_with_both(symbol, price, words):
    (warning,) = price_warnings(resolve(symbol), Decimal(price))
    assert warning.code == "instrument.price_off_tick"
    assert words in warning.message


@pytest.mark.parametrize(
    ("symbol", "price"),
    [
        ("NQ", "18250.25"),
        ("CL", "-37.63"),
        ("CL", "0"),
        ("EURUSD", "1.08503"),  # a fractional pip
        ("SR3", "95.6425"),  # a quarter of a basis point, of the nearest month
        ("BTCUSD", "60000.123456789012"),
        ("US500", "5801.37"),
    ],
)
def test_a_price_of_the_grid_and_one_without_a_grid_are_not_spoken_of(symbol, price):
    assert price_warnings(resolve(symbol), Decimal(price)) == ()


def test_a_size_that_is_no_lot_is_said():
    (warning,) = size_warnings(resolve("MNQ"), Decimal("1.5"))
    assert warning.code == "instrument.size_off_lot"
    assert size_warnings(resolve("MNQ"), Decimal(3)) == ()
    assert size_warnings(resolve("EURUSD"), Decimal("0.01")) == ()
    assert size_warnings(resolve("EURUSD"), Decimal("0.000001")) != ()  # less than one euro
    assert size_warnings(resolve("BTCUSD"), Decimal("0.000000000000000001")) == ()
    assert size_warnings(resolve("AAPL"), Decimal("0.3")) == ()  # fractions of shares are sold


def test_the_finest_step_of_the_largest_size_is_told_exactly():
    coin = replace(resolve("BTCUSD"), lot_step=Decimal("0.000000000000000001"))
    assert size_warnings(coin, Decimal("99999999999999.123456789012345678")) == ()
    assert size_warnings(coin, Decimal("99999999999999.1234567890123456785")) != ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("110'165", "110'165"),
        (" 4501.25 ", "4501.25"),
        (4501.25, "4501.25"),
        (5, "5"),
        (1e-12, "0.000000000001"),
        ("-37.63", "-37.63"),
        ("0", "0"),
    ],
)
def test_the_price_of_a_request_is_kept_as_it_is_written(value, text):
    assert TypeAdapter(PriceText).validate_python(value) == text


@pytest.mark.parametrize(
    "value",
    [True, None, [], "x", "", "1,5", "1e5", "1" * 15, "0.1234567890123", float("nan"), 1e20, "'16"],
)
def test_what_has_no_form_of_a_price_is_refused(value):
    with pytest.raises(ValidationError):
        TypeAdapter(PriceText).validate_python(value)


@pytest.mark.parametrize(
    ("symbol", "text", "at_expiry", "price"),
    [
        ("ZN", "110'165", False, "110.515625"),
        ("CL", "-37.63", False, "-37.63"),
        ("CL", "0", False, "0"),
        ("AAPL261218C00200000", "0", True, "0"),
        ("ES", "4501.25", False, "4501.25"),
    ],
)
def test_a_price_is_read_by_its_instrument(symbol, text, at_expiry, price):
    read = price_of(resolve(symbol), text, field="entry_price", at_expiry=at_expiry)
    assert read == Decimal(price)


@pytest.mark.parametrize(
    ("symbol", "text", "at_expiry", "words"),
    [
        ("ES", "-1", False, "more than 0"),
        ("ES", "110'16", False, "quoted in decimals"),
        ("ZN", "110'163", False, "can only be 0, 2, 5, 7"),
        ("AAPL261218C00200000", "0", False, "only when it expires"),
        ("AAPL261218C00200000", "-0.01", True, "more than 0"),
        ("AAPL", "0", False, "more than 0"),
    ],
)
def test_a_price_that_cannot_be_is_a_problem_of_its_field(symbol, text, at_expiry, words):
    with pytest.raises(BadPrice) as refusal:
        price_of(resolve(symbol), text, field="entry_price", at_expiry=at_expiry)
    (problem,) = refusal.value.errors
    assert (problem.field, problem.code) == ("entry_price", "instrument.bad_price")
    assert words in problem.message
