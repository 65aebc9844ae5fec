import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.quant.metric import MetricReason
from backend.quant.monte_carlo import Bet, longest_runs, simulate

COIN = np.array([1.0, -1.0] * 50)


def test_the_same_seed_gives_the_same_futures_and_the_answer_says_which():
    first, again, other = simulate(COIN, seed=7), simulate(COIN, seed=7), simulate(COIN, seed=8)
    assert (first.seed, first.paths, first.horizon, first.block) == (
        7,
        2_000,
        250,
        5,
    )  # 100 ** (1/3) is 4.6
    assert np.array_equal(first.bands, again.bands)
    assert not np.array_equal(first.bands, other.bands)


def test_every_path_begins_at_the_start_and_the_bands_are_in_order():
    simulation = simulate(COIN)
    assert simulation.bands[:, 0].tolist() == [1, 1, 1, 1, 1]
    assert (np.diff(simulation.bands, axis=0) >= 0).all()
    assert (simulation.at[0], simulation.at[-1]) == (0, 250)


def test_ruin_of_single_bets_worked_by_hand():
    """Even bets of half of the account, two trades, ruin at or below a half: lost at once, or never.

    The first loss leaves 0.5; a win and then a loss leaves 0.75. So it is the chance of one loss in one draw, 1/2.
    """
    simulation = simulate(COIN, Bet(risk=0.5, ruin=0.5), horizon=2, block=1, paths=20_000)
    assert simulation.risk_of_ruin.value == pytest.approx(0.5, abs=0.015)
    assert simulation.risk_of_ruin.interval.low < 0.5 < simulation.risk_of_ruin.interval.high


def test_losing_streaks_worked_by_hand():
    """Of the 1024 ways of ten fair draws, 144 have no two losses in a row, 504 no three and 773 no four.

    These are a Fibonacci, a tribonacci and a tetranacci number; so 14 % of paths have a longest streak of at most one,
    49 % of at most two and 75 % of at most three.
    """
    simulation = simulate(COIN, horizon=10, block=1, paths=20_000)
    assert simulation.longest_losing_streak[:2].tolist() == [
        1,
        2,
    ]  # the 5th and the 25th of a hundred
    assert simulation.longest_losing_streak[3:].min() >= 3


def test_it_is_losses_that_make_a_losing_streak():
    mostly_won = np.array([1.0] * 19 + [-1.0])
    assert simulate(mostly_won, block=1).longest_losing_streak[2] <= 3


def test_blocks_keep_the_streaks_that_single_draws_would_break_up():
    runs = np.array(([1.0] * 10 + [-1.0] * 10) * 10)
    single, blocks = simulate(runs, block=1), simulate(runs, block=20)
    assert blocks.longest_losing_streak[2] > single.longest_losing_streak[2]
    assert blocks.longest_losing_streak[2] >= 10


def test_more_risk_is_more_ruin():
    edge = np.array([1.5, -1.0] * 30)
    ruin = [simulate(edge, Bet(risk=risk)).risk_of_ruin.value for risk in (0.005, 0.05, 0.5)]
    assert ruin == sorted(ruin)
    assert ruin[0] == 0
    assert ruin[2] > 0.5


def test_a_loss_beyond_the_account_ends_at_nothing_and_not_below():
    simulation = simulate(np.array([-3.0, 1.0] * 10), Bet(risk=0.5), horizon=30)
    assert simulation.bands.min() == 0
    assert simulation.deepest_drawdown.min() == -1


def test_too_few_trades_to_draw_from_is_a_reason():
    assert simulate(np.ones(9)) is MetricReason.TOO_FEW_TRADES


def test_a_long_horizon_is_drawn_piece_by_piece_with_the_same_result():
    simulation = simulate(COIN, horizon=20_000, paths=120)  # 50 paths at once
    assert (simulation.bands.shape, simulation.risk_of_ruin.n) == ((5, 101), 120)


@pytest.mark.parametrize("wrong", [{"risk": 0.0}, {"risk": 1.1}, {"ruin": 1.0}, {"ruin": -0.1}])
def test_a_bet_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="risk lies in"):
        Bet(**wrong)


@given(st.lists(st.lists(st.booleans(), min_size=7, max_size=7), min_size=1, max_size=5))
def test_the_longest_runs_are_what_splitting_gives(rows):
    by_splitting = [
        max(len(run) for run in "".join("x" if v else " " for v in row).split(" ")) for row in rows
    ]
    assert longest_runs(np.array(rows)).tolist() == by_splitting


@given(st.lists(st.integers(-300, 500), min_size=10, max_size=40), st.integers(1, 9))
def test_nothing_falls_below_nothing(hundredths, block):
    simulation = simulate(
        np.array(hundredths) / 100, Bet(risk=0.4), horizon=20, paths=50, block=block
    )
    assert simulation.bands.min() >= 0
    assert -1 <= simulation.deepest_drawdown.min() <= simulation.deepest_drawdown.max() <= 0
    assert (
        0 <= simulation.longest_losing_streak.min() <= simulation.longest_losing_streak.max() <= 20
    )
