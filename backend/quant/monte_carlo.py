"""What else could have come of the same trades: bands of the equity, losing streaks and the risk of ruin.

The trades that were made are drawn again in blocks, so that runs of wins and losses stay together as they came.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from backend.quant.metric import FloatArray, IntArray, Metric, MetricReason, checked
from backend.quant.statistics import SEED, wilson_interval

PERCENTILES = (5, 25, 50, 75, 95)
PATHS = 2_000  # a risk of ruin of 5 % is then known to a percentage point
HORIZON = 250  # trades; about a year of one a day
CHECKPOINTS = 100  # points of a band; a chart shows no more
LEAST = 10  # trades to draw from, as for the bootstrap
DRAWN_AT_ONCE = 1_000_000  # results in memory, 8 MB

RUIN = "paths whose equity falls to the ruin line or below / paths"


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
    block = min(block or round(len(r) ** (1 / 3)), len(r))
    at = np.unique(np.linspace(0, horizon, min(horizon, CHECKPOINTS) + 1).astype(np.int64))
    walks = [
        _walk(drawn, bet, at)
        for drawn in _drawn(r, paths, horizon, block, np.random.default_rng(seed))
    ]
    equity, falls, runs, ruined = (np.concatenate(column) for column in zip(*walks))
    lost = int(ruined.sum())
    return Simulation(
        seed=seed,
        paths=paths,
        horizon=horizon,
        block=block,
        at=at,
        bands=np.percentile(equity, PERCENTILES, axis=0),
        deepest_drawdown=np.percentile(falls, PERCENTILES),
        longest_losing_streak=np.percentile(runs, PERCENTILES),
        risk_of_ruin=Metric(lost / paths, RUIN, paths, wilson_interval(lost, paths)),
    )


def longest_runs(happened: NDArray[np.bool_]) -> IntArray:
    """The longest run of true values in each row; shape ``(rows, columns)`` to ``(rows,)``."""
    columns = np.arange(happened.shape[1])
    ended = np.maximum.accumulate(np.where(happened, -1, columns), axis=1)
    return np.asarray((columns - ended).max(axis=1, initial=0), dtype=np.int64)


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
        yield r[places.reshape(rows, blocks * block)[:, :horizon]]


def _walk(
    drawn: FloatArray,
    bet: Bet,
    at: IntArray,
) -> tuple[FloatArray, FloatArray, IntArray, NDArray[np.bool_]]:
    """Some paths, walked at once.

    Args:
        drawn: results in R, shape ``(paths, horizon)``.
        bet: what is risked, and where ruin is.
        at: checkpoints, numbers of trades, shape ``(checkpoints,)``.

    Returns:
        Equity at the checkpoints in shares of the start, shape ``(paths, checkpoints)``; then, shape ``(paths,)`` each,
        the deepest fall as a ratio, the longest losing run in trades, and whether it was ruined.
    """
    growth = np.maximum(1 + bet.risk * drawn, 0.0)
    equity: FloatArray = np.concatenate(
        (np.ones((len(drawn), 1)), np.cumprod(growth, axis=1)),
        axis=1,
    )
    falls = (equity / np.maximum.accumulate(equity, axis=1) - 1).min(axis=1)
    ruined = np.asarray(equity.min(axis=1) <= bet.ruin)
    return np.asarray(equity[:, at]), falls, longest_runs(drawn < 0), ruined
