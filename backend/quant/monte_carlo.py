"""What else could have come of the same trades: bands of the equity, losing streaks and the risk of ruin.

The trades that were made are drawn again in blocks, so that runs of wins and losses stay together as they came.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from backend.quant.metric import (
    Flags,
    FloatArray,
    Formula,
    IntArray,
    Metric,
    MetricReason,
    MetricUnit,
    checked,
)
from backend.quant.statistics import SEED, wilson_interval

PERCENTILES = (5, 25, 50, 75, 95)
PATHS = 2_000  # a risk of ruin of 5 % is then known to a percentage point
HORIZON = 250  # trades; about a year of one a day
CHECKPOINTS = 100  # points of a band; a chart shows no more
LEAST = 10  # trades to draw from, as for the bootstrap
DRAWN_AT_ONCE = 1_000_000  # results in memory, 8 MB

RUIN = Formula("paths whose equity falls to the ruin line or below / paths", MetricUnit.SHARE)


@dataclass(frozen=True, slots=True)
class Bet:
    """How results become equity.

    Attributes:
        risk: share of the equity that is risked on each trade, so that a result of 1 R adds this share; in (0, 1].
        ruin: the ratio of the starting equity at or below which a trader is ruined, in [0, 1). A path that touches it
            is ruined even if it would recover.
    """

    risk: float = 0.01
    ruin: float = 0.5

    def __post_init__(self) -> None:
        if not (0 < self.risk <= 1 and 0 <= self.ruin < 1):
            raise ValueError("The risk lies in (0, 1] and the ruin line in [0, 1).")


@dataclass(frozen=True, slots=True)
class Simulation:
    """Many futures that look like the past.

    Attributes:
        seed: gives the same paths again.
        paths, horizon, block: how many, trades in each, and trades that were drawn together.
        at: trades after which the bands are given, shape ``(points,)``, from 0 to the horizon.
        bands: equity over the starting equity, shape ``(5, points)``: percentiles 5, 25, 50, 75, 95.
        deepest_drawdown: ratio in [-1, 0], shape ``(5,)``, the same percentiles.
        longest_losing_streak: trades, shape ``(5,)``, the same percentiles.
        risk_of_ruin: with the interval for the number of paths, not for that of the trades.
    """

    seed: int
    paths: int
    horizon: int
    block: int
    at: IntArray
    bands: FloatArray
    deepest_drawdown: FloatArray
    longest_losing_streak: FloatArray
    risk_of_ruin: Metric


def simulate(
    r: FloatArray,
    bet: Bet | None = None,
    *,
    horizon: int = HORIZON,
    paths: int = PATHS,
    block: int | None = None,
    seed: int = SEED,
) -> Simulation | MetricReason:
    """Draw the trades again in blocks and follow the equity.

    The closed form ``((1 - w) / (1 + w))^n`` for ruin is not used: it ignores the payoff.

    Args:
        r: net R in the order of the exits, shape ``(trades,)``.
        bet: share risked and ruin line; 1 % and half of the account when not given.
        horizon: trades in a path, at least 1.
        paths: at least 1.
        block: trades drawn together; the cube root of their number when not given.
        seed: of the draws.

    Returns:
        The simulation, or ``TOO_FEW_TRADES`` below ten trades: there is too little to draw from.

    Source:
        Circular blocks: D. N. Politis and J. P. Romano, "A circular block-resampling procedure for stationary
        data" (1992). Length of order n^(1/3): P. Hall, J. L. Horowitz and B.-Y. Jing, "On blocking rules for the
        bootstrap with dependent data", Biometrika 82 (1995).
    """
    r, bet = checked(r), bet or Bet()
    if horizon < 1 or paths < 1:
        raise ValueError("There is at least one trade in a path, and one path.")
    if len(r) < LEAST:
        return MetricReason.TOO_FEW_TRADES
    block = block or round(len(r) ** (1 / 3))
    block = min(block, len(r))
    at = _checkpoints(horizon)
    rng = np.random.default_rng(seed)
    draws = _drawn(r, paths, horizon, block, rng)
    walks = [_walk(drawn, bet, at) for drawn in draws]
    equity = np.concatenate([walk.equity for walk in walks])
    falls = np.concatenate([walk.deepest_fall for walk in walks])
    runs = np.concatenate([walk.longest_losing_run for walk in walks])
    ruined = sum(int(walk.is_ruined.sum()) for walk in walks)
    return Simulation(
        seed=seed,
        paths=paths,
        horizon=horizon,
        block=block,
        at=at,
        bands=np.percentile(equity, PERCENTILES, axis=0),
        deepest_drawdown=np.percentile(falls, PERCENTILES),
        longest_losing_streak=np.percentile(runs, PERCENTILES),
        risk_of_ruin=Metric(
            value=ruined / paths,
            formula=RUIN,
            n=paths,
            interval=wilson_interval(ruined, paths),
        ),
    )


def longest_runs(happened: Flags) -> IntArray:
    """The longest run of true values in each row; shape ``(rows, columns)`` to ``(rows,)``."""
    columns = np.arange(happened.shape[1])
    breaks = np.where(happened, -1, columns)
    last_break = np.maximum.accumulate(breaks, axis=1)
    lengths = columns - last_break
    return np.asarray(lengths.max(axis=1, initial=0), dtype=np.int64)


def _checkpoints(horizon: int) -> IntArray:
    """Numbers of trades from 0 to the horizon, evenly apart, each once."""
    points = min(horizon, CHECKPOINTS) + 1
    evenly = np.linspace(0, horizon, points)
    return np.unique(evenly.astype(np.int64))


def _drawn(
    r: FloatArray,
    paths: int,
    horizon: int,
    block: int,
    rng: Generator,
) -> Iterator[FloatArray]:
    """Paths of results, shape ``(some paths, horizon)`` at a time."""
    together = max(1, DRAWN_AT_ONCE // horizon)
    blocks = -(-horizon // block)
    for first in range(0, paths, together):
        rows = min(together, paths - first)
        starts = rng.integers(0, len(r), size=(rows, blocks, 1))
        places = (starts + np.arange(block)) % len(r)
        in_a_row = places.reshape(rows, blocks * block)
        yield r[in_a_row[:, :horizon]]


@dataclass(frozen=True, slots=True)
class _Walks:
    """Some paths, walked at once.

    Attributes:
        equity: over the starting equity, at the checkpoints, shape ``(paths, checkpoints)``.
        deepest_fall: ratio in [-1, 0], shape ``(paths,)``.
        longest_losing_run: trades, shape ``(paths,)``.
        is_ruined: shape ``(paths,)``.
    """

    equity: FloatArray
    deepest_fall: FloatArray
    longest_losing_run: IntArray
    is_ruined: Flags


def _walk(drawn: FloatArray, bet: Bet, at: IntArray) -> _Walks:
    """Follow the equity of some paths.

    Args:
        drawn: results in R, shape ``(paths, horizon)``.
        bet: what is risked, and where ruin is.
        at: checkpoints, numbers of trades, shape ``(checkpoints,)``.
    """
    growth = np.maximum(1 + bet.risk * drawn, 0.0)
    start = np.ones((len(drawn), 1))
    grown = np.cumprod(growth, axis=1)
    equity: FloatArray = np.concatenate((start, grown), axis=1)
    peaks = np.maximum.accumulate(equity, axis=1)
    falls = equity / peaks - 1
    lowest = equity.min(axis=1)
    return _Walks(
        equity=equity[:, at],
        deepest_fall=falls.min(axis=1),
        longest_losing_run=longest_runs(drawn < 0),
        is_ruined=np.asarray(lowest <= bet.ruin),
    )
