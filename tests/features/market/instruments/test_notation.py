"""Prices in 32nds and 8ths, both ways."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.features.market.instruments.contract_terms import Notation
from backend.features.market.instruments.instruments import resolve
from backend.features.market.instruments.notation import (
    UnreadablePrice,
    format_price,
    parse_price,
)


@pytest.mark.parametrize(
    ("root", "text", "price"),
    [
        ("ZB", "110'16", "110.5"),
        ("ZB", "110-16", "110.5"),
        ("ZB", "110'16+", "110.515625"),
        ("ZN", "110'165", "110.515625"),  # 16.5 / 32
        ("ZN", "110'16", "110.5"),
        ("ZN", "110-16+", "110.515625"),
        ("ZN", "110\u2019165", "110.515625"),
        ("ZN", "110'16.5", "110.515625"),
        ("ZF", "110'162", "110.5078125"),  # 16.25 / 32
        ("ZF", "110'167", "110.5234375"),  # 16.75 / 32
        ("ZT", "103'161", "103.50390625"),  # 16.125 / 32
        ("ZT", "103'168", "103.52734375"),  # 16.875 / 32
        ("ZT", "103'165", "103.515625"),
        ("ZC", "455'2", "455.25"),
        ("ZC", "455'7", "455.875"),
        ("ZS", "1030-4", "1030.5"),
        ("ZN", "110.515625", "110.515625"),
        ("ZC", "455.25", "455.25"),
        ("ES", "4501.25", "4501.25"),
        ("CL", "-37.63", "-37.63"),
        ("ZN", "-0'165", "-0.515625"),
    ],
)
def test_a_price_is_what_the_exchange_means_by_it(root, text, price):
    assert parse_price(text, resolve(root).notation) == Decimal(price)


@pytest.mark.parametrize(
    ("root", "text", "words"),
    [
        ("ZB", "110'32", "from 00 to 31"),
        ("ZN", "110'32", "from 00 to 31"),
        ("ZN", "110'163", "can only be 0, 2, 5, 7"),
        ("ZF", "110'164", "can only be 0, 2, 5, 7"),
        ("ZT", "103'164", "can only be 0, 1, 2, 3, 5, 6, 7, 8"),
        ("ZB", "110'1", "two digits"),
        ("ZC", "455'8", "from 0 to 7"),
        ("ZC", "455'25", "from 0 to 7"),
        ("ZC", "455'2+", "from 0 to 7"),
        ("ES", "4501'16", "quoted in decimals"),
        ("ES", "4501,25", "This is not a price"),
        ("ES", "NaN", "This is not a price"),
        ("ZN", "", "This is not a price"),
        ("ZN", "110''16", "This is not a price"),
        ("ZN", "\u0661\u0661\u0660'16", "This is not a price"),
    ],
)
def test_what_is_no_price_says_why(root, text, words):
    with pytest.raises(UnreadablePrice, match=words.replace("(", r"\(")):
        parse_price(text, resolve(root).notation)


@pytest.mark.parametrize(
    ("root", "price", "text"),
    [
        ("ZB", "110.5", "110'16"),
        ("ZB", "110.03125", "110'01"),
        ("ZN", "110.515625", "110'165"),
        ("ZN", "110", "110'000"),
        ("ZF", "110.5078125", "110'162"),
        ("ZT", "103.50390625", "103'161"),
        ("ZC", "455.25", "455'2"),
        ("ZC", "455.3", "455.3"),  # no eighth
        ("ZN", "110.51", "110.51"),  # no part of a 32nd
        ("ES", "4501.250", "4501.25"),
        ("ZN", "-0.515625", "-0'165"),
    ],
)
def test_a_price_is_written_as_traders_of_it_do(root, price, text):
    assert format_price(Decimal(price), resolve(root).notation) == text


@given(
    some.sampled_from("ZB UB ZN TN ZF ZT ZC ZW XC ES CL 6J SR3".split()),
    some.integers(-30_000, 500_000),
)
def test_every_tick_is_written_and_read_back(root, ticks):
    future = resolve(root)
    price = future.tick_size * ticks
    text = format_price(price, future.notation)
    assert parse_price(text, future.notation) == price
    assert format_price(parse_price(text, future.notation), future.notation) == text


@given(some.decimals(-(10**9), 10**9, places=12), some.sampled_from(list(Notation)))
def test_no_price_is_changed_by_being_written(price, notation):
    assert parse_price(format_price(price, notation), notation) == price
