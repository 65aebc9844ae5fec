from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.quant.equity import (
    daily_returns,
    deepest_fall,
    drawdowns,
    drawdowns_in_money,
    equity_curve,
    max_drawdown,
    max_drawdown_money,
    recovery_factor,
    sharpe,
    sortino,
    streaks,
    ulcer_index,
)
from backend.quant.metric import MetricReason, Uncounted

cents = st.lists(st.integers(-100_000, 100_000), max_size=60)
results = cents.map(lambda values: np.array(values, dtype=float) / 100)


def test_the_start_is_the_first_peak():
    equity = equity_curve(np.array([-200.0, 300.0, -110.0]), 1000.0)
    assert equity.tolist() == [1000, 800, 1100, 990]
    assert drawdowns(equity).tolist() == pytest.approx([0, -0.2, 0, -0.1])
    assert max_drawdown(equity).value == pytest.approx(-0.2)
    assert max_drawdown_money(equity).value == -200
    assert recovery_factor(equity).value == pytest.approx(-10 / 200)
    assert (deepest_fall(equity).peak, deepest_fall(equity).trough) == (0, 1)


def test_the_ulcer_index_worked_by_hand():
    """Falls of 20, 0 and 10 percent: the square root of (400 + 0 + 100) / 3."""
    assert ulcer_index(
        equity_curve(np.array([-200.0, 300.0, -110.0]), 1000.0)
    ).value == pytest.approx((500 / 3) ** 0.5)


def test_an_account_below_zero_has_lost_all_of_it_and_not_more():
    equity = equity_curve(np.array([-1500.0, 100.0]), 1000.0)
    assert max_drawdown(equity).value == -1
    assert max_drawdown_money(equity).value == -1500


def test_without_capital_there_is_money_and_no_ratio():
    equity = equity_curve(np.array([100.0, -50.0]))
    assert max_drawdown(equity).reason is MetricReason.NO_STARTING_EQUITY
    assert ulcer_index(equity).reason is MetricReason.NO_STARTING_EQUITY
    assert max_drawdown_money(equity).value == Decimal(-50)


def test_an_account_that_never_fell_has_no_recovery():
    equity = equity_curve(np.array([1.0, 2.0]), 10.0)
    assert recovery_factor(equity).reason is MetricReason.NO_DRAWDOWN
    assert (deepest_fall(equity), max_drawdown(equity).value) == (None, 0)


def test_a_day_returns_on_what_it_began_with_and_a_day_off_returns_nothing():
    returns = daily_returns(
        np.array([60.0, 40.0, -110.0]), np.array([0, 0, 2]), days=4, start=1000.0
    )
    assert returns.tolist() == pytest.approx([0.1, 0, -0.1, 0])


def test_nothing_returns_on_an_account_that_is_gone():
    returns = daily_returns(np.array([-1000.0, 50.0]), np.array([0, 1]), days=3, start=1000.0)
    assert returns[0] == -1
    assert np.isnan(returns[1:]).all()
    assert sharpe(returns).reason is MetricReason.EQUITY_EXHAUSTED


def test_sharpe_and_sortino_worked_by_hand():
    """Returns of 3 % and -1 %: mean 1 %, sample deviation 2 % * sqrt(2), downside sqrt(0.01^2 / 2)."""
    returns = np.array([0.03, -0.01])
    assert sharpe(returns, days_a_year=1).value == pytest.approx(0.01 / (0.02 * 2**0.5))
    assert sortino(returns, days_a_year=1).value == pytest.approx(0.01 / (0.01 / 2**0.5))
    assert sharpe(returns).value == pytest.approx(252**0.5 * sharpe(returns, days_a_year=1).value)


def test_a_target_counts_against_both():
    returns = np.array([0.03, -0.01, 0.02])
    assert sharpe(returns, risk_free=0.01).value == pytest.approx(sharpe(returns - 0.01).value)
    assert sortino(returns, target=0.01).value == pytest.approx(sortino(returns - 0.01).value)


@pytest.mark.parametrize(
    ("returns", "of_sharpe", "of_sortino"),
    [
        ([0.01], MetricReason.TOO_FEW_DAYS, MetricReason.TOO_FEW_DAYS),
        ([0.01, 0.01, 0.01], MetricReason.NO_VARIATION, MetricReason.NO_LOSS),
        ([0.0, 0.0], MetricReason.NO_VARIATION, MetricReason.NO_LOSS),
    ],
)
def test_ratios_that_would_divide_by_nothing_are_null(returns, of_sharpe, of_sortino):
    assert sharpe(np.array(returns)).reason is of_sharpe
    assert sortino(np.array(returns)).reason is of_sortino


def test_break_even_trades_neither_end_a_streak_nor_lengthen_it():
    runs = streaks(np.array([1.0, 2.0, -1.0, 0.0, -2.0, -3.0, 0.0, 4.0, 0.0]))
    assert (runs.longest_winning.value, runs.longest_losing.value, runs.current.value) == (
        2,
        3,
        1,
    )
    assert runs.longest_losing.excluded == ((Uncounted.BREAK_EVEN, 3),)


def longest_run_by_counting(values, sign: int) -> int:
    longest = run = 0
    for value in values:
        run = run + 1 if value * sign > 0 else 0 if value else run
        longest = max(longest, run)
    return longest


@given(st.lists(st.integers(-1, 1), max_size=40))
def test_streaks_are_what_counting_gives(values):
    runs = streaks(np.array(values, dtype=float))
    assert runs.longest_winning.value == longest_run_by_counting(values, 1)
    assert runs.longest_losing.value == longest_run_by_counting(values, -1)


@given(cents, st.integers(0, 10**9))
def test_equity_ends_at_the_start_and_the_sum_of_the_net_results(values, start):
    equity = equity_curve(np.array(values, dtype=float), float(start))
    assert equity[-1] == start + sum(values)  # whole cents are exact in floats
    assert len(equity) == len(values) + 1


@given(results, st.floats(0.01, 1e6))
def test_a_drawdown_is_never_positive_and_never_below_minus_one(values, start):
    equity = equity_curve(values, start)
    assert drawdowns_in_money(equity).max() <= 0
    assert drawdowns(equity).max() <= 0
    assert drawdowns(equity).min() >= -1


@given(results, st.sampled_from([0.5, 4.0, 1024.0]))
def test_another_currency_scales_money_and_leaves_ratios(values, rate):
    assume(len(values))
    here, there = equity_curve(values, 1000.0), equity_curve(values * rate, 1000.0 * rate)
    assert float(max_drawdown_money(there).value) == pytest.approx(
        float(max_drawdown_money(here).value) * rate
    )
    for ratio in (max_drawdown, ulcer_index, recovery_factor):
        assert ratio(there).value == pytest.approx(ratio(here).value)
        assert ratio(there).reason == ratio(here).reason


@given(results)
def test_the_deepest_fall_is_where_the_money_was_lost(values):
    equity = equity_curve(values, 1000.0)
    fall = deepest_fall(equity)
    lost = equity[fall.trough] - equity[fall.peak] if fall else 0.0
    assert lost == drawdowns_in_money(equity).min()
    assert fall is None or fall.peak < fall.trough


@given(results, st.integers(1, 9))
def test_days_add_up_to_the_trades_however_they_fall_on_days(values, days):
    day = np.arange(len(values)) % days
    start = 1e6
    returns = daily_returns(values, day, days=days, start=start)
    assert start * np.prod(1 + returns) == pytest.approx(start + values.sum())


def test_a_trade_outside_of_the_days_is_refused():
    with pytest.raises(ValueError, match="outside"):
        daily_returns(np.array([1.0]), np.array([3]), days=3, start=1.0)
