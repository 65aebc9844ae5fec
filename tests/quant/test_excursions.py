from datetime import UTC, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.quant.excursions import (
    Candles,
    ExcursionReason,
    excursion,
    exit_efficiency,
    heat,
    left_on_the_table,
)
from backend.quant.positions import positions_of
from backend.quant.risk import Measured, RiskReason
from tests.quant.fills import at, buy, histories, sell

ONE = Decimal(1)
MINUTE = timedelta(minutes=1)


def candles(*bars: tuple[float, float], first: float = 0) -> Candles:
    """Minute candles of (low, high)."""
    start = np.datetime64(at(first).astimezone(UTC).replace(tzinfo=None), "us")
    starts = start + np.arange(len(bars)) * np.timedelta64(60, "s")
    lows, highs = (np.array(side, dtype=float) for side in zip(*bars))
    return Candles(starts, highs, lows, MINUTE)


BARS = candles((95, 101), (98, 104), (97, 110), (99, 120))


def long_trade():
    """Bought at 100 in the middle of the first candle, sold at 105 in the middle of the fourth."""
    return positions_of([buy(2, 100, minute=0.5), sell(2, 105, minute=3.5)], Decimal(10))[0]


def test_the_excursion_is_a_pair_and_the_gap_is_the_error_of_the_bar():
    extremes = excursion(long_trade(), BARS)
    assert (extremes.mae, extremes.mfe) == (
        5,
        20,
    )  # the low of the first and the high of the last may lie outside
    assert (extremes.mae_at_least, extremes.mfe_at_least) == (
        3,
        10,
    )  # the two candles in between lie inside
    assert (extremes.bar_size_error, extremes.bar) == (10, MINUTE)


def test_a_short_is_hurt_by_highs():
    (trade,) = positions_of([sell(1, 100, minute=0), buy(1, 98, minute=2)], ONE)
    extremes = excursion(trade, candles((96, 101), (97, 103)))
    assert (extremes.mae, extremes.mfe) == (3, 4)
    assert (extremes.worst_result, extremes.best_result) == (-3, 4)


def test_the_open_result_follows_every_change_of_size():
    fills = [buy(1, 100, minute=0), buy(1, 98, minute=1), sell(2, 103, minute=2)]
    (trade,) = positions_of(fills, Decimal(10))
    extremes = excursion(trade, candles((97, 101), (96, 104)))
    # one unit down to 97: -30; two units bought for 198 down to 96: (192 - 198) * 10; up to 104: (208 - 198) * 10
    assert (extremes.worst_result, extremes.best_result) == (-60, 100)


def test_a_candle_that_ended_when_the_trade_began_does_not_count():
    (trade,) = positions_of([buy(1, 100, minute=1), sell(1, 101, minute=2.5)], ONE)
    extremes = excursion(trade, candles((50, 150), (99, 103), (98, 102)))
    assert (extremes.mae, extremes.mfe) == (2, 3)
    assert (extremes.mae_at_least, extremes.mfe_at_least) == (
        1,
        3,
    )  # the second candle lies wholly inside


def test_fills_beyond_the_candles_count_because_they_did_trade():
    (trade,) = positions_of([buy(1, 100, minute=0), sell(1, 90, minute=0.5)], ONE)
    extremes = excursion(trade, candles((99, 101)))
    assert (extremes.mae, extremes.mae_at_least, extremes.worst_result) == (10, 10, -10)


def test_without_candles_or_while_open_there_is_a_reason():
    (held,) = positions_of([buy(1, 100, minute=0)], ONE)
    assert excursion(held, BARS) is ExcursionReason.STILL_OPEN
    assert excursion(long_trade(), candles((95, 101), first=60)) is ExcursionReason.NO_CANDLES


def test_exit_efficiency_is_what_was_captured_of_the_best_move_for_winners():
    trade = long_trade()
    assert exit_efficiency(trade, Decimal(20)).value == Decimal("0.25")
    assert (
        exit_efficiency(trade, Decimal(4)).value == 1
    )  # the exit was better than any candle shows
    (loser,) = positions_of([buy(1, 100, minute=0), sell(1, 99, minute=1)], ONE)
    assert exit_efficiency(loser, Decimal(2)).reason is ExcursionReason.NOT_A_WINNER


def test_heat_above_one_says_that_the_stop_was_not_honoured():
    trade = long_trade()
    assert heat(trade, Decimal(5), Measured(Decimal(80))).value == Decimal(
        "1.25"
    )  # 5 * 2 * 10 / 80
    assert (
        heat(trade, Decimal(5), Measured(None, RiskReason.NO_STOP)).reason
        is ExcursionReason.NO_RISK
    )


def test_what_came_after_the_exit_is_kept_apart():
    (trade,) = positions_of([buy(1, 100, minute=0), sell(1, 101, minute=1)], ONE)
    assert (
        left_on_the_table(trade, BARS, timedelta(minutes=2)).value == 9
    )  # up to 110 in the two candles after
    (short,) = positions_of([sell(1, 100, minute=0), buy(1, 99, minute=1)], ONE)
    assert left_on_the_table(short, BARS, timedelta(minutes=2)).value == 2  # down to 97
    assert left_on_the_table(trade, BARS, timedelta(0)).reason is ExcursionReason.NO_CANDLES


@given(
    histories(),
    st.lists(st.tuples(st.integers(1, 30_000), st.integers(0, 900)), min_size=1, max_size=15),
)
def test_the_truth_lies_between_the_two_and_the_result_between_the_worst_and_the_best(fills, bars):
    drawn = candles(*((low, low + span) for low, span in bars))
    for trade in positions_of(fills, ONE):
        extremes = excursion(trade, drawn)
        if not isinstance(extremes, ExcursionReason):
            assert 0 <= extremes.mae_at_least <= extremes.mae
            assert 0 <= extremes.mfe_at_least <= extremes.mfe
            assert extremes.worst_result <= trade.gross <= extremes.best_result
