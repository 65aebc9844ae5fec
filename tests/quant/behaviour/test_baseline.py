import numpy as np
import pytest
from scipy import stats

from backend.quant.behaviour.baseline import (
    Trail,
    habit,
    is_habit,
    percentile,
    quantile,
    severity,
    share,
    usual,
)
from backend.quant.behaviour.events import Severity


def trail(values):
    return Trail(np.arange(len(values), dtype=float), np.array(values, dtype=float))


def at(*moments):
    return np.array(moments, dtype=float)


def test_the_usual_is_the_median_and_the_mad_of_what_came_before():
    values = [1.0] * 10 + [3.0] * 11 + [99.0]
    own = usual(trail(values), at(21), floor=0.1)
    assert own.centre.tolist() == [3.0]  # the eleventh of 21 is a 3; the 99 is of the moment itself
    assert own.spread.tolist() == [0.1]  # eleven of 21 distances are 0
    own = usual(trail(values), at(20), floor=0.1)
    assert own.centre.tolist() == [2.0]  # ten and ten
    assert own.spread.tolist() == [pytest.approx(1.4826)]  # every distance is 1


def test_below_twenty_values_there_is_no_usual():
    own = usual(trail([1.0] * 30), at(19, 20), floor=0.1)
    assert np.isnan(own.centre).tolist() == [True, False]
    assert np.isnan(own.distance(np.array([5.0, 5.0]))).tolist() == [True, False]


def test_only_the_last_sixty_count():
    values = [100.0] * 40 + [1.0] * 60
    own = usual(trail(values), at(99, 100), floor=0.1)
    assert own.known.tolist() == [99, 100]
    assert own.n.tolist() == [60, 60]
    assert own.centre.tolist() == [1.0, 1.0]
    assert usual(trail([100.0] * 70 + [1.0] * 30), at(100), floor=0.1).centre.tolist() == [
        50.5
    ]  # 30 and 30


def test_windows_that_end_anywhere_agree_with_a_plain_loop():
    values = np.random.default_rng(1).normal(size=200)
    own = usual(trail(values), np.arange(200, dtype=float), floor=1e-9)
    for moment in range(20, 200):
        window = values[max(0, moment - 60) : moment]
        middle = np.median(window)
        assert own.centre[moment] == middle
        assert own.spread[moment] == np.median(np.abs(window - middle)) * 1.4826


def test_a_tenth_of_the_values_lies_below_the_quantile():
    assert quantile(trail(range(1, 22)), at(21), 0.1).tolist() == [
        3.0
    ]  # 1..21: position 2 of 0..20
    assert np.isnan(quantile(trail(range(1, 22)), at(19), 0.1)).all()


def test_a_value_that_makes_up_more_than_a_tenth_is_a_habit():
    assert habit(trail([1.0] * 27 + [2.0] * 3), at(30), 0.0).tolist() == [
        1.0
    ]  # three of thirty are a tenth
    assert habit(trail([1.0] * 26 + [2.0] * 4), at(30), 0.0).tolist() == [2.0]
    assert habit(trail([1.0] * 26 + [2.0, 2.02, 1.98, 2.0]), at(30), 0.02).tolist() == [2.02]
    assert habit(trail([1.0] * 26 + [2.0, 2.1, 1.9, 2.0]), at(30), 0.02).tolist() == [1.0]
    assert np.isnan(habit(trail([1.0] * 30), at(19), 0.0)).all()


def test_so_is_one_that_more_than_a_fifth_reach_in_whatever_steps():
    assert habit(trail([1.0] * 24 + [3.0, 4, 5, 6, 7, 8]), at(30), 0.0).tolist() == [
        1.0
    ]  # six of thirty are a fifth
    assert habit(trail([1.0] * 23 + [2.5, 3, 4, 5, 6, 7, 8]), at(30), 0.0).tolist() == [2.5]


def test_what_is_alike_to_a_habit_is_one_too():
    often = is_habit(
        trail([1.0] * 20 + [2.0] * 10), at(30, 30, 30, 5), np.array([2.0, 2.02, 2.1, 2.0]), 0.03
    )
    assert often.tolist() == [True, True, False, False]


def test_a_share_is_the_mean_of_ones():
    assert share(trail([1.0] * 15 + [0.0] * 10), at(25, 20, 19)).tolist()[:2] == [0.6, 0.75]


def test_percentiles_are_those_of_students_t_with_three_degrees_of_freedom():
    spread = stats.t.ppf(0.75, 3) * 1.4826  # of MAD * 1.4826 around zero
    for distance in (-1.0, 0.0, 1.444, 2.806, 4.004):
        assert percentile(distance) == pytest.approx(
            100 * stats.t.cdf(distance * spread, 3), abs=1e-3
        )


def test_severity_goes_by_the_own_percentile_or_by_a_declared_rule():
    assert [severity(at, False) for at in (80.0, 97.49, 97.5, 98.99, 99.0)] == [
        Severity.MILD,
        Severity.MILD,
        Severity.MARKED,
        Severity.MARKED,
        Severity.SEVERE,
    ]
    assert severity(None, False) is Severity.MILD
    assert severity(None, True) is Severity.SEVERE
