from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, localcontext
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.quant.positions import EXACT, Matching, PositionSide, Side, positions_of
from tests.quant.fills import ES, at, buy, closed_histories, halved, histories, multipliers, sell

MATCHINGS = st.sampled_from(Matching)
TINY = Decimal("0.000001")  # a thousand times what the sharing of fees may round


def total(values) -> Decimal:
    with localcontext(EXACT):
        return sum(values, Decimal(0))


def what_it_came_to(position) -> tuple:
    """All that does not name a fill or a leg."""
    return (
        position.direction,
        position.entry_price,
        position.exit_price,
        position.max_size,
        position.quantity,
        position.open_quantity,
        position.gross,
    )


def test_a_round_trip_with_one_entry_and_one_exit():
    (trade,) = positions_of(
        [buy(2, "4500.25", minute=0, fees="4.20"), sell(2, "4515.25", minute=40, fees="4.20")], ES
    )

    assert (trade.direction, trade.max_size, trade.is_open) == (PositionSide.LONG, 2, False)
    assert (trade.gross, trade.fees, trade.net) == (
        1500,
        Decimal("8.40"),
        Decimal("1491.60"),
    )  # 15 points * 2 * 50
    assert (trade.entry_time, trade.exit_time) == (at(0), at(40))


def test_a_scale_in_and_two_partial_exits_are_matched_first_in_first_out():
    fills = [
        buy(1, 100, minute=0, fees=1, id="first"),
        buy(2, 103, minute=1, fees=2, id="second"),
        sell(2, 106, minute=2, fees=2, id="half"),
        sell(1, 101, minute=3, fees=1, id="rest"),
    ]
    (trade,) = positions_of(fills, Decimal(10))

    legs = [
        (leg.entry_fill_id, leg.exit_fill_id, leg.quantity, leg.gross, leg.fees)
        for leg in trade.legs
    ]
    assert legs == [
        (
            "first",
            "half",
            1,
            60,
            2,
        ),  # (106 - 100) * 10; one of the exit's two units, half of its fee of 2
        ("second", "half", 1, 30, 2),
        ("second", "rest", 1, -20, 2),
    ]
    assert (trade.entry_price, trade.exit_price) == (
        102,
        Decimal("104.333333333333"),
    )  # 306 / 3, 313 / 3
    assert (trade.max_size, trade.gross, trade.net) == (3, 70, 64)


def test_the_weighted_average_gives_other_legs_and_the_same_whole():
    fills = [
        buy(1, 100, minute=0),
        buy(2, 103, minute=1),
        sell(2, 106, minute=2),
        sell(1, 101, minute=3),
    ]
    (trade,) = positions_of(fills, Decimal(10), Matching.WEIGHTED_AVERAGE)

    assert [(leg.entry_price, leg.quantity, leg.gross) for leg in trade.legs] == [
        (102, 2, 80),
        (102, 1, -10),
    ]
    assert trade.gross == 70


def test_a_fill_that_flips_long_to_short_is_two_trades_and_its_fee_is_shared_by_quantity():
    fills = [
        buy(2, 100, minute=0, fees="2"),
        sell(3, 110, minute=1, fees="1.00", id="flip"),
        buy(1, 105, minute=2, fees="1"),
    ]
    long, short = positions_of(fills, Decimal(1))

    assert (long.direction, long.gross, long.exit_time) == (PositionSide.LONG, 20, at(1))
    assert (short.direction, short.gross, short.entry_time) == (PositionSide.SHORT, 5, at(1))
    assert long.fees == Decimal("2.6666666667")  # 2 + 1.00 * 2/3, rounded to ten places
    assert short.fees == Decimal("1.3333333333")  # the rest of it: nothing is lost and nothing made
    assert [part.fill_id for part in (*long.exits, *short.entries)] == ["flip", "flip"]


def test_what_is_still_held_is_no_result_yet():
    (trade,) = positions_of(
        [sell(4, 50, minute=0, fees=4), buy(1, 40, minute=1, fees=1)], Decimal(1)
    )

    assert (trade.is_open, trade.open_quantity, trade.exit_time, trade.exit_price) == (
        True,
        3,
        None,
        40,
    )
    assert (trade.gross, trade.fees, trade.open_fees) == (
        10,
        2,
        3,
    )  # one of four entered units and its exit


def test_the_largest_size_is_what_was_held_at_one_time():
    fills = [
        buy(2, 100, minute=0),
        sell(1, 101, minute=1),
        buy(1, 102, minute=2),
        sell(2, 103, minute=3),
    ]
    (trade,) = positions_of(fills, Decimal(1))
    assert (trade.max_size, trade.quantity) == (2, 3)


def test_a_price_below_zero_is_arithmetic_like_any_other():
    """The May 2020 crude oil future settled at -37.63 on 20 April 2020."""
    (trade,) = positions_of([buy(1, "10.01", minute=0), sell(1, "-37.63", minute=1)], Decimal(1000))
    assert trade.gross == -47640


def test_no_digit_is_lost_in_the_widest_columns():
    """24 digits in price, size and multiplier: 72 in the product, where the default context keeps 28."""
    wide = Decimal("12345678901234.0123456789")
    fills = [buy(wide, wide, minute=0), sell(wide, wide + Decimal("0.0000000001"), minute=1)]
    (trade,) = positions_of(fills, wide)
    with localcontext(EXACT):
        assert trade.gross == trade.legs[0].gross == wide * wide * Decimal("0.0000000001")


@pytest.mark.parametrize(
    "wrong", [{"quantity": Decimal(0)}, {"quantity": Decimal(-1)}, {"price": Decimal("NaN")}]
)
def test_a_fill_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="fill"):
        replace(buy(1, 100, minute=0), **wrong)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        replace(buy(1, 100, minute=0), time=at(0).replace(tzinfo=None))


@given(histories(), multipliers, MATCHINGS)
def test_the_legs_add_up_to_the_position_exactly(fills, multiplier, matching):
    for trade in positions_of(fills, multiplier, matching):
        assert total(leg.gross for leg in trade.legs) == trade.gross
        assert total(leg.fees for leg in trade.legs) == trade.fees
        assert total(leg.net for leg in trade.legs) == trade.net
        assert total(leg.quantity for leg in trade.legs) == total(
            [trade.quantity, -trade.open_quantity]
        )


@given(closed_histories(), multipliers, MATCHINGS)
def test_the_trades_add_up_to_the_cash_that_moved(fills, multiplier, matching):
    """Once flat, the gross results are what was received less what was paid, and no fee is lost or counted twice."""
    trades = positions_of(fills, multiplier, matching)
    moved = total(f.price * f.quantity * (1 if f.side is Side.SELL else -1) for f in fills)
    with localcontext(EXACT):
        assert total(trade.gross for trade in trades) == moved * multiplier
    assert total(trade.fees for trade in trades) == total(f.fees for f in fills)
    assert not any(trade.is_open for trade in trades)


@given(histories(), multipliers, MATCHINGS)
def test_only_the_last_trade_is_open_and_each_begins_where_the_one_before_ended(
    fills, multiplier, matching
):
    trades = positions_of(fills, multiplier, matching)
    assert not any(trade.is_open for trade in trades[:-1])
    for before, after in pairwise(trades):
        assert before.exit_time <= after.entry_time
    held = total(f.quantity if f.side is Side.BUY else -f.quantity for f in fills)
    assert trades[-1].open_quantity == abs(held)


@given(histories(), st.data(), multipliers)
def test_a_fill_that_is_reported_in_two_parts_changes_nothing(fills, data, multiplier):
    split = data.draw(st.integers(0, len(fills) - 1))
    parts = [part for i, f in enumerate(fills) for part in (halved(f) if i == split else [f])]
    whole, divided = positions_of(fills, multiplier), positions_of(parts, multiplier)
    assert [what_it_came_to(trade) for trade in divided] == [
        what_it_came_to(trade) for trade in whole
    ]
    for first, other in zip(divided, whole):
        assert abs(first.fees - other.fees) < TINY  # a third of a fee cannot be halved exactly


@given(histories(), st.data(), multipliers, MATCHINGS)
def test_the_order_in_which_rows_were_recorded_changes_nothing(fills, data, multiplier, matching):
    shuffled = data.draw(st.permutations(fills))
    assert positions_of(shuffled, multiplier, matching) == positions_of(fills, multiplier, matching)


@given(histories(), multipliers)
def test_both_ways_of_matching_agree_on_every_closed_trade(fills, multiplier):
    by_age = positions_of(fills, multiplier)
    by_average = positions_of(fills, multiplier, Matching.WEIGHTED_AVERAGE)
    for first, other in zip(by_age, by_average):
        if not first.is_open:
            assert (what_it_came_to(first), first.fees) == (what_it_came_to(other), other.fees)


@given(histories(), st.integers(-5_000, 5_000), multipliers, MATCHINGS)
def test_shifting_the_clock_moves_the_times_and_nothing_else(fills, hours, multiplier, matching):
    moved = [replace(f, time=f.time + timedelta(hours=hours)) for f in fills]
    before, after = (
        positions_of(fills, multiplier, matching),
        positions_of(moved, multiplier, matching),
    )
    assert [(what_it_came_to(trade), trade.fees) for trade in after] == [
        (what_it_came_to(trade), trade.fees) for trade in before
    ]


@given(histories(), multipliers)
def test_buying_for_selling_turns_every_result_around(fills, multiplier):
    mirrored = [replace(f, side=Side.SELL if f.side is Side.BUY else Side.BUY) for f in fills]
    before, after = positions_of(fills, multiplier), positions_of(mirrored, multiplier)
    assert [trade.gross for trade in after] == [-trade.gross for trade in before]
    assert [trade.fees for trade in after] == [trade.fees for trade in before]
