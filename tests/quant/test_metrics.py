import math
from dataclasses import astuple
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.metric import Method, MetricReason, Uncounted
from backend.quant.metrics import (
    average_loss,
    average_win,
    difference_in_r,
    expectancy,
    expectancy_of,
    kelly,
    net_result,
    payoff,
    profit_factor,
    r_histogram,
    sqn,
    win_rate,
)
from backend.quant.risk import RiskReason

# Worked by hand: 3 wins of 600 in all, 2 losses of 250 in all, one at break-even.
SIX = np.array([200.0, -100.0, 300.0, 0.0, -150.0, 100.0])

results_in_cents = st.lists(st.integers(-100_000, 100_000), max_size=60)
results = results_in_cents.map(lambda cents: np.array(cents, dtype=float) / 100)


def outcomes_from_sums(values: list[int]) -> OutcomeSums:
    """As SQL would give them: counts and exact sums."""
    won, lost = [v for v in values if v > 0], [-v for v in values if v < 0]
    wins, losses = (
        Moments.from_sums(len(x), Decimal(sum(x)), Decimal(sum(v * v for v in x)))
        for x in (won, lost)
    )
    return OutcomeSums(wins, losses, len(values) - len(won) - len(lost), Decimal(sum(values)))


def test_the_plain_figures():
    six = OutcomeSums.of(SIX)
    assert net_result(six).value == 350
    assert win_rate(six).value == 0.6  # 3 of 5
    assert (average_win(six).value, average_loss(six).value) == (200, -125)
    assert payoff(six).value == 1.6  # 200 / 125
    assert profit_factor(six).value == 2.4  # 600 / 250


def test_what_was_left_out_is_counted():
    rate = win_rate(OutcomeSums.of(SIX))
    assert (rate.n, rate.excluded) == (5, ((Uncounted.BREAK_EVEN, 1),))
    excluded = ((RiskReason.NO_STOP, 4), (RiskReason.STOP_AT_ENTRY, 0))
    assert expectancy(Moments.of(SIX), excluded).excluded == ((RiskReason.NO_STOP, 4),)


def test_a_tolerance_makes_small_results_break_even_but_keeps_their_money():
    outcomes = OutcomeSums.of(np.array([0.5, -0.5, 10.0, -5.0]), tolerance=1.0)
    assert (outcomes.decided, outcomes.break_even, outcomes.total) == (2, 2, 5)


def test_what_was_judged_by_its_account_is_neither_won_nor_lost_but_keeps_its_money():
    """-4.20 is a scratch where the tolerance is 5, and -3 is a loss where it is 0."""
    judged = OutcomeSums.judged(np.array([10.0, -4.2, -3.0]), np.array([1, 0, -1]))
    assert (win_rate(judged).value, win_rate(judged).n) == (0.5, 2)
    assert payoff(judged).value == profit_factor(judged).value == pytest.approx(10 / 3)
    assert net_result(judged).value == Decimal("2.8")


@pytest.mark.parametrize(
    ("given_results", "reason"),
    [
        ([], MetricReason.NO_TRADES),
        ([0.0, 0.0], MetricReason.NO_DECIDED_TRADES),
        ([5.0, 7.0], MetricReason.NO_LOSS),
        ([-5.0], MetricReason.NO_WIN),
    ],
)
def test_ratios_of_wins_and_losses_are_null_with_a_reason_and_never_infinite(given_results, reason):
    outcomes = OutcomeSums.of(np.array(given_results))
    for metric in (payoff(outcomes), profit_factor(outcomes), kelly(outcomes).full):
        assert (metric.value, metric.reason) == (None, reason)


def test_the_marbles_of_van_tharp():
    """Van Tharp's bag of marbles has R-multiples; here 7 of 10 lose 1 R, one loses 5 R and two win 10 R.

    The expectancy is worked by hand: (7 * -1 - 5 + 2 * 10) / 10 = 0.8 R.
    """
    bag = np.array([-1.0] * 7 + [-5.0] + [10.0] * 2)
    metric = expectancy(Moments.of(bag))
    assert metric.value == pytest.approx(0.8)
    outcomes = OutcomeSums.of(bag)
    p, won, lost = (
        win_rate(outcomes).value,
        average_win(outcomes).value,
        average_loss(outcomes).value,
    )
    assert p * won + (1 - p) * lost == pytest.approx(0.8)  # the other form of the same formula
    assert metric.is_small_sample


def test_sqn_worked_by_hand():
    """36 trades, half +2 R, half -1 R: mean 0.5, sample variance 2.25 * 36/35, so 6 * 0.5 / (1.5 * sqrt(36/35))."""
    r = np.array([2.0, -1.0] * 18)
    assert sqn(Moments.of(r)).value == pytest.approx(2 * math.sqrt(35 / 36))


def test_sqn_counts_no_more_than_a_hundred_trades():
    """400 trades of the same kind: sqrt(100), not sqrt(400)."""
    r = np.array([2.0, -1.0] * 200)
    assert sqn(Moments.of(r)).value == pytest.approx(10 * 0.5 / (1.5 * math.sqrt(400 / 399)))


def test_sqn_is_hidden_where_it_says_nothing():
    assert sqn(Moments.of(np.array([2.0, -1.0] * 14 + [1.0]))).reason is MetricReason.TOO_FEW_TRADES
    assert sqn(Moments.of(np.ones(30))).reason is MetricReason.NO_VARIATION


def test_kelly_of_an_even_bet_is_the_edge():
    """J. L. Kelly (1956): at even odds, with probabilities p and q, the fraction is p - q. Here 0.6 - 0.4."""
    even = OutcomeSums.of(np.array([1.0] * 60 + [-1.0] * 40))
    assert kelly(even).full.value == pytest.approx(0.2)


def test_kelly_of_a_bet_that_pays_b_to_one_is_the_edge_over_the_odds():
    """E. O. Thorp (2006): f* = (b p - q) / b. Worked by hand for b = 2, p = 0.4: (0.8 - 0.6) / 2."""
    paid_two_to_one = OutcomeSums.of(np.array([2.0] * 40 + [-1.0] * 60))
    assert kelly(paid_two_to_one).full.value == pytest.approx(0.1)


def test_kelly_maximises_the_growth_of_the_very_trades():
    """What the formula is for: no other fraction grows the logarithm of the account faster."""
    measured = kelly(OutcomeSums.of(np.array([2.0] * 45 + [-1.0] * 55))).full.value
    fractions = np.linspace(0, 0.9, 9001)
    growth = 0.45 * np.log1p(2 * fractions) + 0.55 * np.log1p(-fractions)
    assert measured == pytest.approx(fractions[growth.argmax()], abs=1e-4)


def test_kelly_is_cautious_about_what_it_does_not_know():
    few, many = (
        kelly(OutcomeSums.of(np.tile([2.0, 1.8, -1.0, -1.1, 2.2], times))) for times in (4, 400)
    )
    assert few.full.value == pytest.approx(many.full.value)
    assert few.cautious.value < many.cautious.value < many.full.value
    assert many.half.value == many.cautious.value / 2
    same = OutcomeSums.of(np.tile([2.0, 1.8, -1.0, -1.1, 2.2], 400))
    p, b = win_rate(same).interval.low, payoff(same).interval.low
    assert many.cautious.value == pytest.approx(p - (1 - p) / b)


def test_kelly_never_asks_to_bet_on_a_losing_system():
    assert kelly(OutcomeSums.of(np.array([1.0, -1.0, -1.0, -1.0]))).full.value == 0


def test_the_histogram_has_a_border_at_zero_and_counts_outliers_apart():
    measured = r_histogram(
        np.array([-0.1, 0.0, 0.4, 0.5, 3.0, 100.0, -7.0]), width=0.5, lowest=-1, highest=3
    )
    assert measured.edges.tolist() == [-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3]
    assert measured.counts.tolist() == [0, 1, 2, 1, 0, 0, 0, 0]
    assert (measured.below, measured.above) == (1, 2)


def test_the_difference_between_following_and_breaking_a_rule_has_an_interval():
    followed, broken = np.tile([2.0, 1.5, -1.0], 30), np.tile([1.0, -1.0, -1.2], 30)
    metric = difference_in_r(Moments.of(followed), Moments.of(broken))
    assert metric.value == pytest.approx(2.5 / 3 + 1.2 / 3)
    assert metric.interval.low > 0
    assert (metric.n, metric.interval.method) == (90, Method.WELCH)
    assert difference_in_r(Moments.of(followed[:9]), Moments.of(broken)).interval is None


def test_a_value_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="finite"):
        OutcomeSums.of(np.array([1.0, np.nan]))


@given(results_in_cents)
def test_sums_from_sql_give_what_the_array_gives(cents):
    from_array, from_sql = OutcomeSums.of(np.array(cents, dtype=float)), outcomes_from_sums(cents)
    assert (from_array.total, from_array.break_even) == (from_sql.total, from_sql.break_even)
    assert win_rate(from_array) == win_rate(from_sql)
    for metric in (payoff, profit_factor, average_win, average_loss):
        first, other = metric(from_array), metric(from_sql)
        assert first.value == pytest.approx(other.value)
        assert (first.interval and first.interval.low) == pytest.approx(
            other.interval and other.interval.low
        )


@given(st.lists(st.integers(-3_000, 3_000), min_size=2, max_size=50))
def test_moments_from_sums_are_those_of_scipy(hundredths):
    sums = (Decimal(sum(value**power for value in hundredths)) for power in (1, 2, 3))
    measured = Moments.from_sums(len(hundredths), *sums)
    values = np.array(hundredths, dtype=float)
    assert measured.mean == pytest.approx(values.mean())
    assert measured.variance == pytest.approx(values.var(ddof=1))
    if measured.skewness is not None:
        assert measured.skewness == pytest.approx(float(stats.skew(values)), abs=1e-9)
        assert Moments.of(values).skewness == pytest.approx(measured.skewness, abs=1e-9)


def test_a_small_spread_about_a_large_mean_is_not_lost_in_the_sums():
    """Two results a cent apart about ten million: floats would lose the spread in the sum of squares."""
    first, other = Decimal("10000000.01"), Decimal("10000000.02")
    assert Moments.from_sums(
        2, first + other, first * first + other * other
    ).variance == pytest.approx(0.00005)


def test_sums_that_no_results_have_are_refused():
    with pytest.raises(ValueError, match="No results"):
        Moments.from_sums(2, Decimal(10), Decimal(1))


@given(results, st.sampled_from([0.001, 7.0, 1000.0]))
def test_another_currency_scales_money_and_leaves_ratios(values, rate):
    assume(len(values) and np.abs(values[values != 0]).min(initial=1) >= 0.01)
    here, there = OutcomeSums.of(values), OutcomeSums.of(values * rate)
    assert float(net_result(there).value) == pytest.approx(
        float(net_result(here).value) * rate, abs=1e-9
    )
    for money in (average_win, average_loss):
        assert money(there).value == pytest.approx(money(here).value and money(here).value * rate)
    for ratio in (win_rate, payoff, profit_factor):
        assert ratio(there).value == pytest.approx(ratio(here).value)
        assert ratio(there).reason == ratio(here).reason
    for first, other in zip(astuple(kelly(here)), astuple(kelly(there))):
        assert other[0] == pytest.approx(first[0], abs=1e-9)


@given(results, st.randoms(use_true_random=False))
def test_the_order_of_the_trades_changes_nothing(values, random):
    shuffled = values.copy()
    random.shuffle(shuffled)
    assert win_rate(OutcomeSums.of(shuffled)) == win_rate(OutcomeSums.of(values))
    first, other = expectancy_of(shuffled), expectancy_of(values)
    assert first.value == pytest.approx(other.value, abs=1e-9)
    if first.interval is not None:
        assert first.interval.low == pytest.approx(other.interval.low, abs=1e-9)


@given(results)
def test_expectancy_times_trades_is_the_sum(values):
    assume(len(values))
    assert expectancy(Moments.of(values)).value * len(values) == pytest.approx(
        float(values.sum()), abs=1e-6
    )


@given(results)
def test_every_value_lies_in_its_interval_and_every_null_has_a_reason(values):
    outcomes, moments = OutcomeSums.of(values), Moments.of(values)
    of_outcomes = [
        metric(outcomes)
        for metric in (net_result, win_rate, average_win, average_loss, payoff, profit_factor)
    ]
    for metric in (*of_outcomes, expectancy(moments), sqn(moments), expectancy_of(values)):
        assert (metric.value is None) == (metric.reason is not None)
        if metric.interval is not None:
            assert metric.interval.low - 1e-9 <= float(metric.value) <= metric.interval.high + 1e-9


def test_the_intervals_say_how_they_were_found():
    six = OutcomeSums.of(SIX)
    assert win_rate(six).interval.method is Method.WILSON
    assert profit_factor(six).interval.method is Method.DELTA
    assert expectancy(Moments.of(SIX)).interval.method is Method.STUDENT


def test_the_interval_of_the_profit_factor_holds_the_truth_as_often_as_it_says():
    """Coverage over 400 seeded samples of 200 trades with a true profit factor of 0.45 * 2 / (0.55 * 1)."""
    rng = np.random.default_rng(7)
    truth, covered = 0.9 / 0.55, 0
    for _ in range(400):
        sizes = rng.exponential(1.0, 200)
        interval = profit_factor(
            OutcomeSums.of(np.where(rng.random(200) < 0.45, 2 * sizes, -sizes))
        ).interval
        covered += interval.low <= truth <= interval.high
    assert 0.92 <= covered / 400 <= 0.98
