"""The model by itself: what must hold for every history. Were it wrong, it could not judge the record."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles.record_changes import (
    cash_of,
    divided,
    entered_late,
    figures,
    mirrored,
    scaled,
    shifted,
    shuffled,
)
from tests.oracles.record_events import Correction, Fill, Financing, Matching, Voiding
from tests.oracles.record_histories import EVERYTHING, Feature, histories, random_history
from tests.oracles.record_markets import utc_day
from tests.oracles.record_model import NOTHING, RecordModel, standing
from tests.oracles.record_money import Money, fits, rounded

DICE = st.integers(0, 10**9).map(random.Random)


def rows(model: RecordModel):
    return [row for trade in model.trades for row in trade.results]


def without_units(row):
    """A row without its quantity, which a split after it restates."""
    return replace(row, quantity=NOTHING)


def total(amounts):
    return sum(amounts, NOTHING)


@given(histories(), st.integers(-5_000_000, 5_000_000))
def test_what_was_realised_and_what_is_held_is_the_cash_that_moved(history, cents):
    mark = Fraction(cents, 100)
    model = history.played()
    cash, position = cash_of(history)
    gross = total(trade.gross for trade in model.trades)
    unrealised = total(trade.unrealised(mark) for trade in model.trades)
    assert gross + unrealised == cash + position * mark * history.terms.multiplier
    assert model.trade.held == abs(position)


@given(histories())
def test_of_a_flat_record_no_fee_is_lost_or_counted_twice(history):
    model = history.played()
    charged = sum((trade.charged for trade in model.trades), Money())
    realised = sum((row.money for row in rows(model) if row.kind == "exit"), Money())
    unrealised = sum((lot.fees for trade in model.trades for lot in trade.lots), Money())
    assert (realised + unrealised).fees == charged.fees
    all_fees = (realised + unrealised).other_fees
    assert {name: fee for name, fee in all_fees.items() if fee} == {
        name: fee for name, fee in charged.other_fees.items() if fee
    }


@given(histories(), st.integers(0, 40), st.integers(0, 40))
def test_money_by_day_sums_to_money_by_trade_over_any_span(history, start, length):
    model = history.played()
    first = min(row.time for row in history.events).date() + timedelta(days=start - 20)
    last = first + timedelta(days=length)
    by_day = defaultdict(list)
    for trade in model.trades:
        for day, net in trade.by_day().items():
            by_day[day].append(net)
    in_days = [net for day, nets in by_day.items() if first <= day <= last for net in nets]
    in_rows = [row.net for row in rows(model) if first <= row.day <= last]
    if None not in in_rows:
        assert total(in_days) == total(in_rows)
    if None not in [row.net for row in rows(model)]:
        assert total(trade.net for trade in model.trades) == total(
            net for nets in by_day.values() for net in nets
        )


@given(histories(), st.integers(0, 60 * 24 * 40))
def test_what_comes_later_changes_no_money_of_before(history, minutes):
    events = standing(history.events)
    cut = events[0].time + timedelta(minutes=minutes)
    before = history.played(tuple(event for event in events if event.time <= cut))
    later = [row for row in rows(history.played(tuple(events))) if row.time <= cut]
    assert [without_units(row) for row in rows(before)] == [without_units(row) for row in later]


@given(histories(EVERYTHING - {Feature.REVERSALS}), st.integers(1, 9))
def test_a_fill_that_is_reported_in_two_parts_changes_nothing(history, tenths):
    whole = history.played()
    parts = divided(history, Fraction(tenths, 10)).played()
    assert figures(parts) == figures(whole)
    assert [trade.by_day() for trade in parts.trades] == [trade.by_day() for trade in whole.trades]


@given(histories(), DICE)
def test_the_order_in_which_it_was_recorded_changes_nothing(history, dice):
    assert rows(shuffled(history, dice).played()) == rows(history.played())
    assert figures(shuffled(history, dice).played()) == figures(history.played())


@given(histories(), DICE)
def test_what_is_recorded_late_leaves_a_possible_record_at_each_point(history, dice):
    late = entered_late(history, dice)
    assert figures(late.played()) == figures(history.played())
    assert sorted(late.events, key=lambda event: event.id) == sorted(
        history.events, key=lambda event: event.id
    )


@given(
    histories(EVERYTHING - {Feature.REVERSALS}),
    st.sampled_from([Fraction(2), Fraction(1, 100), Fraction(7, 3)]),
)
def test_money_in_another_unit_is_the_same_money(history, factor):
    """But for reversals, whose fee is shared in decimals."""
    small, large = history.played(), scaled(history, factor).played()
    for row, other in zip(rows(small), rows(large), strict=True):
        assert (other.net, other.net_account) == tuple(
            None if net is None else net * factor for net in (row.net, row.net_account)
        )
    for trade, other in zip(small.trades, large.trades, strict=True):
        assert other.r_multiple == trade.r_multiple
        assert other.entry_price == trade.entry_price * factor


@given(histories(), st.integers(-400, 400))
def test_days_that_are_moved_move_the_days_and_nothing_else(history, days):
    """By a clock without weekends, and with the rates that count then."""
    moved = shifted(history, days)
    before, after = (
        RecordModel(item.terms, day_of=utc_day, convert=item.rates).play(item.events)
        for item in (history, moved)
    )
    assert figures(after) == figures(before)
    assert [row.day for row in rows(after)] == [
        row.day + timedelta(days=days) for row in rows(before)
    ]


@given(histories(EVERYTHING - {Feature.STOPS}))
def test_buying_for_selling_turns_gross_around_and_leaves_fees(history):
    long, short = history.played(), mirrored(history).played()
    assert [trade.gross for trade in short.trades] == [-trade.gross for trade in long.trades]
    assert [trade.charged for trade in short.trades] == [trade.charged for trade in long.trades]


@given(histories())
def test_both_ways_of_matching_agree_on_what_is_closed(history):
    other = {
        Matching.FIFO: Matching.WEIGHTED_AVERAGE,
        Matching.WEIGHTED_AVERAGE: Matching.FIFO,
    }[history.terms.matching]
    twin = replace(history, terms=replace(history.terms, matching=other)).played()
    for trade, same in zip(history.played().trades, twin.trades, strict=True):
        if trade.is_closed:
            assert (trade.gross, trade.charged, trade.size) == (same.gross, same.charged, same.size)
            assert (trade.entry_price, trade.exit_price, trade.risk) == (
                same.entry_price,
                same.exit_price,
                same.risk,
            )


@given(histories())
def test_what_was_corrected_or_voided_is_as_if_it_had_been_right_at_once(history):
    """Written down again without the mistakes, by hand of another rule than the model's."""
    fills = {event.id: event for event in history.events}
    for event in history.events:
        if isinstance(event, Voiding):
            del fills[event.id], fills[event.target]
        elif isinstance(event, Correction):
            wrong = fills.pop(event.target)
            fills[event.id] = Fill(
                event.id,
                event.moved_to or wrong.time,
                wrong.action,
                event.quantity or wrong.quantity,
                wrong.price if event.price is None else event.price,
                event.fee or wrong.fee,
                wrong.reverse,
            )
    right = tuple(sorted(fills.values(), key=lambda event: event.time))
    assert figures(history.played(right)) == figures(history.played())


@given(histories())
def test_amounts_stay_within_the_digits_of_the_record(history):
    for event in history.events:
        if isinstance(event, Fill):
            assert fits(event.price, 12)
            assert fits(event.quantity, 18)
            assert fits(event.fee.amount, 10)
            assert event.quantity > 0
        if isinstance(event, Financing):
            assert fits(event.amount, 10)
    for trade in history.played().trades:
        size = trade.size * max(abs(trade.entry_price), 1) * trade.terms.multiplier
        assert size < 10**13


def test_the_same_dice_write_the_same_history_and_all_there_is_happens():
    first, again = ([random_history(random.Random(seed)) for seed in range(400)] for _ in range(2))
    assert [item.events for item in first] == [item.events for item in again]
    kinds = {type(event).__name__ for history in first for event in history.events}
    assert kinds == {
        "Fill",
        "Expiry",
        "Roll",
        "Split",
        "Dividend",
        "Financing",
        "StopSet",
        "Correction",
        "Voiding",
    }
    trades = [trade for history in first for trade in history.played().trades]
    fees = {name for trade in trades for name in trade.charged.other_fees}
    assert fees == {"USD", "EUR", "JPY"}
    assert any(trade.entry_price < 0 for trade in trades)
    assert any(row.net is None for trade in trades for row in trade.results)
    assert {trade.outcome for trade in trades} == {"win", "loss", "break_even", None}
    assert any(event.reverse for h in first for event in h.events if isinstance(event, Fill))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 3), 10, "0.3333333333"),
        (Fraction(5, 10**11), 10, "0E-10"),  # a half goes to the even neighbour
        (Fraction(15, 10**11), 10, "2E-10"),
        (Fraction(-15, 10**11), 10, "-2E-10"),
        (Fraction("12345678901234.000000000000000001"), 18, "12345678901234.000000000000000001"),
    ],
)
def test_rounding_is_to_the_even_half_at_any_length(value, places, text):
    assert rounded(value, places) == Decimal(text)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-05T22:59:00+00:00", "2026-03-05"),  # 16:59 in Chicago
        ("2026-03-05T23:00:00+00:00", "2026-03-06"),
        ("2026-03-10T21:59:00+00:00", "2026-03-10"),  # summer time
        ("2026-03-10T22:00:00+00:00", "2026-03-11"),
    ],
)
def test_an_evening_in_chicago_belongs_to_the_next_day(moment, day):
    from tests.oracles.record_markets import GLOBEX_DAY

    assert GLOBEX_DAY(datetime.fromisoformat(moment)).isoformat() == day
