import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.quant.calibration import (
    BINS,
    brier,
    calibration_error,
    reliability,
    shrunk_forecast,
    skill,
)

FORECASTS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def both(pairs):
    return np.array([forecast for forecast, _ in pairs]), np.array([hit for _, hit in pairs])


def test_the_brier_score_by_hand():
    # three forecasts of rain: 0.9 and it rained, 0.6 and it did not, 0.2 and it did not
    forecasts, hits = np.array([0.9, 0.6, 0.2]), np.array([True, False, False])
    assert brier(forecasts, hits).value == pytest.approx((0.01 + 0.36 + 0.04) / 3)
    assert skill(forecasts, hits).value == pytest.approx(1 - (0.41 / 3) / (1 / 3 * 2 / 3))


def test_reliability_and_calibration_error_by_hand():
    forecasts = np.array([0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 1.0])
    hits = np.array([True, False, False, False, True, True, False])
    bins = reliability(forecasts, hits)
    assert [(bucket.n, bucket.hits) for bucket in bins if bucket.n] == [(4, 1), (2, 2), (1, 0)]
    assert (bins[2].said, bins[2].came) == (0.25, 0.25)
    assert bins[9].n == 1
    assert calibration_error(bins).value == pytest.approx((4 * 0 + 2 * 0.25 + 1 * 1.0) / 7)


@pytest.mark.parametrize("n", [10, 40, 400])
@pytest.mark.parametrize("off", [0, 0.05, 0.15])
def test_the_true_calibration_error_lies_in_its_interval_in_19_of_20_records(n, off):
    chance, inside = np.random.default_rng(7), 0
    for _ in range(200):
        forecasts = chance.beta(4, 6, n)
        true = np.clip(forecasts + off * np.sign(forecasts - 0.4), 0, 1)
        place = np.minimum((forecasts * BINS).astype(int), BINS - 1)
        error = np.abs(np.bincount(place, forecasts - true, minlength=BINS)).sum() / n
        measured = calibration_error(reliability(forecasts, chance.random(n) < true))
        assert 0 <= measured.interval.low <= measured.value <= measured.interval.high <= 1
        inside += measured.interval.low <= error <= measured.interval.high
    assert inside >= 190


def test_nothing_to_score_is_null_with_a_reason():
    nothing, none = np.array([]), np.array([], dtype=bool)
    assert brier(nothing, none).reason == "no_trades"
    assert calibration_error(reliability(nothing, none)).value is None
    assert skill(np.array([0.5]), np.array([True])).reason == "no_variation"


@pytest.mark.parametrize("forecasts", [[1.2], [-0.1], [float("nan")], [0.5, 0.5]])
def test_what_is_no_probability_is_refused(forecasts):
    with pytest.raises(ValueError, match=r"."):
        brier(np.array(forecasts), np.array([True]))


@given(FORECASTS)
def test_scores_stay_in_their_range_whatever_the_order(pairs):
    forecasts, hits = both(pairs)
    score = brier(forecasts, hits).value
    assert 0 <= score <= 1
    assert brier(forecasts[::-1], hits[::-1]).value == pytest.approx(score)
    bins = reliability(forecasts, hits)
    assert sum(bucket.n for bucket in bins) == len(forecasts)
    assert 0 <= calibration_error(bins).value <= 1
    # Murphy's decomposition bounds it: a forecaster who is right in every bin has no calibration error
    assert all(
        bucket.low <= bucket.said <= bucket.high + 1e-12
        for bucket in bins
        if bucket.said is not None
    )


@given(FORECASTS, st.floats(0, 1))
def test_a_forecast_is_drawn_towards_its_bin_and_never_beyond(pairs, forecast):
    forecasts, hits = both(pairs)
    bins = reliability(forecasts, hits)
    drawn = shrunk_forecast(forecast, bins)
    if len(forecasts) < 30:
        assert drawn is None
        return
    inside = bins[min(int(forecast * BINS), BINS - 1)]
    ends = sorted([forecast, inside.came if inside.came is not None else forecast])
    assert ends[0] - 1e-12 <= drawn <= ends[1] + 1e-12


def test_the_pull_of_the_record_by_hand():
    forecasts, hits = np.full(30, 0.35), np.array([True] * 20 + [False] * 10)
    assert shrunk_forecast(0.35, reliability(forecasts, hits)) == pytest.approx(
        (20 * 0.35 + 20) / 50
    )
    assert shrunk_forecast(0.85, reliability(forecasts, hits)) == pytest.approx(0.85)
