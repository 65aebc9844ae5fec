from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from backend.quant.positions import positions_of
from backend.quant.risk import (
    RiskReason,
    Stop,
    entry_slippage,
    exit_slippage,
    hold_time,
    initial_risk,
    managed_risk,
    percentage,
    r_multiples,
    weighted_hold_time,
)
from tests.quant.fills import ES, at, buy, halved, sell, stop

ONE = Decimal(1)


def long_trade(exit_price="4515.25", fees="0"):
    fills = [buy(2, "4500.25", minute=0, fees=fees), sell(2, exit_price, minute=40, fees=fees)]
    return positions_of(fills, ES)[0]


def test_r_is_the_result_over_the_initial_risk_net_and_gross():
    r = r_multiples(long_trade(fees="25"), [stop("4490.25", minute=0)])
    assert r.initial_risk.value == 1000  # 10 points * 2 * 50
    assert r.gross.value == Decimal("1.5")  # 1500 / 1000
    assert r.net.value == Decimal("1.45")  # 1450 / 1000


def test_moving_the_stop_changes_the_managed_r_and_never_r():
    stops = [stop("4490.25", minute=0), stop("4480.25", minute=10), stop("4495.25", minute=20)]
    r = r_multiples(long_trade(), stops)
    assert r.net.value == Decimal("1.5")
    assert (r.managed_risk.value, r.managed.value) == (500, 3)  # 5 points to the last stop


def test_a_stop_that_was_trailed_into_profit_leaves_r_and_takes_the_managed_one():
    r = r_multiples(long_trade(), [stop("4490.25", minute=0), stop("4505", minute=20)])
    assert r.net.value == Decimal("1.5")
    assert r.managed.reason is RiskReason.STOP_ON_WRONG_SIDE


def test_a_scale_in_adds_risk_at_its_own_price_and_the_stop_alive_then():
    fills = [buy(1, 100, minute=0), buy(2, 104, minute=10), sell(3, 110, minute=20)]
    stops = [stop(98, minute=0), stop(103, minute=5), stop(106, minute=15)]
    (trade,) = positions_of(fills, ONE)
    assert initial_risk(trade, stops).value == 4  # 1 * (100 - 98) + 2 * (104 - 103)


def test_a_stop_that_is_set_after_the_fill_is_the_initial_one():
    assert (
        initial_risk(long_trade(), [stop("4495.25", minute=3), stop("4490.25", minute=9)]).value
        == 500
    )


def test_null_comes_with_its_reason():
    trade = long_trade()
    wrong_side = [stop("4505", minute=0)]
    at_entry = [stop("4500.25", minute=0)]
    afterwards = [stop("4490.25", minute=0, recorded=41)]
    taken_away = [stop(None, minute=0)]
    reasons = [
        r_multiples(trade, stops).net
        for stops in ([], wrong_side, at_entry, afterwards, taken_away)
    ]
    assert [metric.reason for metric in reasons] == [
        RiskReason.NO_STOP,
        RiskReason.STOP_ON_WRONG_SIDE,
        RiskReason.STOP_AT_ENTRY,
        RiskReason.STOP_RECORDED_AFTER_EXIT,
        RiskReason.NO_STOP,
    ]
    assert [metric.value for metric in reasons] == [None] * 5


def test_an_entry_without_a_stop_leaves_no_r_because_the_rest_would_flatter():
    fills = [buy(1, 100, minute=0), buy(1, 104, minute=10), sell(2, 110, minute=20)]
    (trade,) = positions_of(fills, ONE)
    assert (
        initial_risk(trade, [stop(98, minute=0), stop(None, minute=5)]).reason is RiskReason.NO_STOP
    )


def test_an_open_trade_has_a_risk_and_no_r():
    (trade,) = positions_of([sell(1, 100, minute=0)], ONE)
    r = r_multiples(trade, [stop(103, minute=0)])
    assert (r.initial_risk.value, r.net.value, r.net.reason) == (3, None, RiskReason.STILL_OPEN)


def test_the_percentage_is_net_over_the_value_of_the_entries():
    (trade,) = positions_of(
        [buy(1, 100, minute=0), buy(1, 300, minute=1), sell(2, 210, minute=2, fees=2)], ES
    )
    assert percentage(trade).value == Decimal("4.99")  # (20 * 50 - 2) / (400 * 50)
    (below_zero,) = positions_of([buy(1, "-10", minute=0), sell(1, "-5", minute=1)], ES)
    assert percentage(below_zero).reason is RiskReason.NO_ENTRY_VALUE


def test_slippage_is_worse_above_zero_on_either_side():
    fills = [sell(1, "99.75", minute=0), sell(1, "99.25", minute=1), buy(2, "95", minute=2)]
    (trade,) = positions_of(fills, ES)
    entry, exited = entry_slippage(trade, Decimal(100)), exit_slippage(trade, Decimal("95.25"))
    assert (entry.points, entry.money) == (Decimal("0.5"), 50)  # sold 0.25 and 0.75 too low
    assert (exited.points, exited.money) == (Decimal("-0.25"), -25)  # bought back better than meant


def test_hold_time_to_the_last_exit_and_by_size():
    fills = [buy(4, 100, minute=0), sell(3, 101, minute=2), sell(1, 102, minute=30)]
    (trade,) = positions_of(fills, ONE)
    assert hold_time(trade) == timedelta(minutes=30)
    assert weighted_hold_time(trade) == timedelta(minutes=9)  # (3 * 2 + 1 * 30) / 4
    (held,) = positions_of(fills[:1], ONE)
    assert (hold_time(held), weighted_hold_time(held), exit_slippage(held, ONE)) == (
        None,
        None,
        None,
    )


ticks = st.integers(1, 400)


@st.composite
def stopped_trades(draw):
    """Fills of a long with up to three entries, one exit, and a stop below them all, in ticks of 0.25."""
    base = 10_000
    entries = draw(st.lists(st.tuples(ticks, st.integers(1, 5)), min_size=1, max_size=3))
    fills = [
        buy(size, Decimal(base + above) / 4, minute=i, fees="2.10")
        for i, (above, size) in enumerate(entries)
    ]
    held = sum(size for _, size in entries)
    exit_price = Decimal(base + draw(st.integers(-500, 500))) / 4
    fills.append(sell(held, exit_price, minute=10, fees="4.20"))
    return fills, Decimal(base - draw(ticks)) / 4


@given(stopped_trades())
def test_an_exit_at_the_stop_is_minus_one_gross(drawn):
    fills, level = drawn
    fills[-1] = replace(fills[-1], price=level)
    (trade,) = positions_of(fills, ES)
    assert r_multiples(trade, [stop(level, minute=0)]).gross.value == -1


@given(stopped_trades(), st.integers(2, 100))
def test_another_currency_scales_the_money_and_leaves_r(drawn, rate):
    fills, level = drawn
    stops = [stop(level, minute=0)]
    (here,) = positions_of(fills, ES)
    (there,) = positions_of([replace(f, fees=f.fees * rate) for f in fills], ES * rate)
    assert (there.gross, there.net) == (here.gross * rate, here.net * rate)
    assert initial_risk(there, stops).value == initial_risk(here, stops).value * rate
    r_here, r_there = r_multiples(here, stops), r_multiples(there, stops)
    assert (r_there.net, r_there.gross, r_there.managed) == (
        r_here.net,
        r_here.gross,
        r_here.managed,
    )


@given(stopped_trades(), st.integers(0, 3))
def test_a_split_fill_and_a_shifted_clock_leave_r(drawn, place):
    fills, level = drawn
    place = min(place, len(fills) - 1)
    (trade,) = positions_of(fills, ES)
    expected = r_multiples(trade, [stop(level, minute=0)])
    parts = [part for i, f in enumerate(fills) for part in (halved(f) if i == place else [f])]
    later = timedelta(days=200)  # across a change of the clocks
    moved = [replace(f, time=f.time + later) for f in parts]
    (again,) = positions_of(moved, ES)
    assert r_multiples(again, [Stop(level, at(0) + later, at(0) + later)]) == expected


@given(stopped_trades(), st.lists(st.tuples(ticks, st.integers(3, 9)), max_size=4))
def test_nothing_that_the_stop_does_after_the_last_entry_touches_r(drawn, moves):
    fills, level = drawn
    (trade,) = positions_of(fills, ES)
    first = [stop(level, minute=0)]
    later = [stop(Decimal(9_000 + tick) / 4, minute=minute) for tick, minute in moves]
    before, after = r_multiples(trade, first), r_multiples(trade, first + later)
    assert (after.net, after.gross, after.initial_risk) == (
        before.net,
        before.gross,
        before.initial_risk,
    )


@given(stopped_trades())
def test_fees_only_ever_lower_r(drawn):
    fills, level = drawn
    r = r_multiples(positions_of(fills, ES)[0], [stop(level, minute=0)])
    assert r.net.value < r.gross.value


def test_the_managed_risk_of_a_stop_at_break_even_is_null():
    stops = [stop("4490.25", minute=0), stop("4500.25", minute=5)]
    assert managed_risk(long_trade(), stops).reason is RiskReason.STOP_AT_ENTRY
