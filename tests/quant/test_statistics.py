from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from backend.quant.aggregates import Moments
from backend.quant.metric import Method
from backend.quant.statistics import (
    BOOTSTRAP_MOST,
    difference_interval,
    discoveries,
    mean_interval,
    shrunk_means,
    skew_corrected_interval,
    student_interval,
    welch_interval,
    wilson_interval,
)


def skewed(n: int, seed: int = 3) -> np.ndarray:
    """Many losses of 1 R and few large wins, as trend followers know them; the true mean is 0.25."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random(n) < 0.75, -1.0, rng.exponential(4.0, n))


def test_wilson_worked_by_hand():
    """8 of 10 at z = 1.96: centre (0.8 + 0.19208) / 1.38416, reach 1.96 * sqrt(0.025604) / 1.38416."""
    interval = wilson_interval(8, 10)
    assert (interval.low, interval.high) == (
        pytest.approx(0.4902, abs=5e-5),
        pytest.approx(0.9433, abs=5e-5),
    )
    assert (interval.confidence, interval.method) == (0.95, Method.WILSON)


def test_wilson_knows_that_ten_wins_of_ten_are_no_certainty():
    assert wilson_interval(10, 10).low == pytest.approx(1 / (1 + 1.959964**2 / 10))
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(
    ("successes", "n"), [(0, 1), (1, 1), (0, 40), (81, 263), (499, 500), (7, 9)]
)
def test_wilson_is_scipys(successes, n):
    expected = stats.binomtest(successes, n).proportion_ci(0.95, method="wilson")
    interval = wilson_interval(successes, n)
    assert (interval.low, interval.high) == (
        pytest.approx(float(expected.low), abs=1e-12),
        pytest.approx(float(expected.high), abs=1e-12),
    )


def test_the_interval_of_normal_theory_is_scipys():
    values = skewed(40)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    interval = student_interval(Moments.of(values))
    assert (interval.low, interval.high) == (
        pytest.approx(expected.low),
        pytest.approx(expected.high),
    )


def test_the_same_trades_give_the_same_interval_tomorrow_and_in_any_order():
    values = skewed(60)
    assert mean_interval(values) == mean_interval(values[::-1])
    assert mean_interval(values) != mean_interval(values, seed=1)


def test_the_bootstrap_leans_to_the_side_of_the_large_wins():
    values = skewed(60)
    interval = mean_interval(values)
    assert interval.method is Method.BCA
    assert interval.high - values.mean() > 1.2 * (values.mean() - interval.low)


def test_the_closed_form_for_many_trades_is_where_the_bootstrap_is():
    """At the size where the method changes the two differ by less than a tenth of a standard error."""
    values = skewed(BOOTSTRAP_MOST)
    bootstrapped, closed = mean_interval(values), skew_corrected_interval(Moments.of(values))
    error = values.std() / sqrt(len(values))
    assert abs(bootstrapped.low - closed.low) < 0.1 * error
    assert abs(bootstrapped.high - closed.high) < 0.1 * error
    assert mean_interval(skewed(BOOTSTRAP_MOST + 1)).method is Method.SKEW_CORRECTED


def test_the_correction_for_skew_covers_both_sides_evenly_where_the_plain_one_does_not():
    """Of 2,000 seeded samples of 400, the share whose true mean lies above the interval."""
    closed = plain = 0
    for seed in range(2_000):
        moments = Moments.of(skewed(400, seed))
        closed += skew_corrected_interval(moments).high < 0.25
        plain += student_interval(moments).high < 0.25
    assert abs(closed / 2_000 - 0.025) < abs(plain / 2_000 - 0.025)
    assert closed / 2_000 == pytest.approx(0.025, abs=0.01)


def test_a_bootstrap_of_almost_nothing_is_no_interval():
    assert mean_interval(np.arange(9.0)) is None
    assert mean_interval(np.full(50, 0.1)) is None
    assert difference_interval(np.arange(9.0), np.arange(50.0)) is None
    assert difference_interval(np.full(20, 1.0), np.arange(50.0)) is None


@given(st.integers(10, 25), st.floats(-50, 50, allow_subnormal=False))
def test_one_result_that_stands_out_is_enough_for_an_interval_without_a_warning(n, odd):
    values = np.zeros(n)
    values[0] = odd
    interval = mean_interval(values)
    assert interval is None or (np.isfinite(interval.low) and interval.low <= interval.high)


def test_a_difference_that_is_there_is_seen():
    rng = np.random.default_rng(5)
    assert difference_interval(rng.normal(1, 2, 80), rng.normal(0, 1, 200)).low > 0


def test_a_difference_that_is_not_there_is_seen_as_seldom_as_promised():
    """Of 200 seeded pairs of groups of 40 from one bag of trades, about one in twenty."""
    misses = 0
    for seed in range(200):
        both = skewed(80, seed)
        interval = welch_interval(Moments.of(both[:40]), Moments.of(both[40:]))
        misses += not interval.low <= 0 <= interval.high
    assert misses / 200 == pytest.approx(0.05, abs=0.03)


def test_the_interval_of_a_difference_from_sums_is_scipys_from_the_trades():
    first, second = skewed(30, 1), skewed(70, 2)
    expected = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    interval = welch_interval(Moments.of(first), Moments.of(second))
    assert (interval.low, interval.high) == (
        pytest.approx(expected.low),
        pytest.approx(expected.high),
    )


def test_the_difference_of_many_is_welchs_and_close_to_the_bootstrap():
    first, second = skewed(BOOTSTRAP_MOST, 1), skewed(BOOTSTRAP_MOST, 2)
    bootstrapped, welch = (
        difference_interval(first, second),
        difference_interval(np.append(first, 0.25), second),
    )
    assert (bootstrapped.method, welch.method) == (Method.BCA, Method.WELCH)
    width = welch.high - welch.low
    assert abs(bootstrapped.low - welch.low) < 0.05 * width
    assert abs(bootstrapped.high - welch.high) < 0.05 * width


def test_the_example_of_benjamini_and_hochberg():
    """The 15 p-values of their paper of 1995: at a rate of 0.05 the first four stand."""
    given_there = "0.0001 0.0004 0.0019 0.0095 0.0201 0.0278 0.0298 0.0344 0.0459 0.3240 0.4262 0.5719 0.6528 0.7590 1.0000"
    result = discoveries(np.array([float(p) for p in given_there.split()]), rate=0.05)
    assert result.stands.tolist() == [True] * 4 + [False] * 11
    assert result.adjusted[3] == pytest.approx(0.0095 * 15 / 4)
    assert discoveries(np.array([])).stands.tolist() == []


def test_small_groups_are_drawn_to_the_whole():
    """(n m + 20 * 0.1) / (n + 20), worked by hand; a group without trades is the whole."""
    means = shrunk_means(np.array([1.0, 1.0, np.nan]), np.array([20, 180, 0]), overall=0.1)
    assert means == pytest.approx([22 / 40, 182 / 200, 0.1])


def test_a_million_trades_take_the_closed_form():
    """A bootstrap of this size would draw 2 * 10^9 results, and its jackknife would add 10^12."""
    interval = mean_interval(skewed(1_000_000))
    assert interval.method is Method.SKEW_CORRECTED
    assert interval.low < 0.25 < interval.high
