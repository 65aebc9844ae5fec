"""When this trader sizes up: after wins, after losses, at a new high, or little by little."""

import numpy as np

from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Group, Trait
from backend.quant.behaviour.traits.common import (
    CHANCE,
    median_group,
    same_by_chance,
    silent,
    stats,
    trait,
)
from backend.quant.metric import Flags, FloatArray, Interval, Method
from backend.quant.statistics import CONFIDENCE

CREEP = 30  # positions
WINS, LOSSES = 3, 2
SMALL_CHANGE = 0.1  # a tenth more risk is no habit


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Size by what came before, and the slope of the last 30."""
    frame = context.frame
    by_ratio = np.isfinite(frame["log_ratio"])
    if by_ratio.sum() * 2 >= len(frame):
        size = frame["log_ratio"]
    else:
        size = frame["log_money"]
    wins, losses, high = _before(context)
    neutral = (wins < WINS) & (losses < LOSSES) & ~high
    states = (
        ("after_three_wins", wins >= WINS),
        ("after_two_losses", losses >= LOSSES),
        ("at_a_new_high", high),
    )
    tests = [_ratio(rule, name, size, state, neutral) for name, state in states]
    return [*tests, _creep(rule, size)]


def _before(context: Context) -> tuple[FloatArray, FloatArray, Flags]:
    """Wins and losses in a row before each entry, and whether the sum of R stood at its highest.

    Returns:
        Two counts and a flag, shape ``(positions,)`` each, in the order of entry.
    """
    frame = context.frame
    r = frame["r"][frame.order]
    rank = np.searchsorted(frame.exits, frame["entry"], "left") - 1
    if not len(r):
        nothing = np.zeros(len(rank))
        return nothing, nothing, nothing > 0
    total = np.cumsum(np.nan_to_num(r))
    highest = np.maximum.accumulate(total)
    is_high = (total >= highest - 1e-9) & (total > 0)
    known = rank >= 0
    wins, losses = _run(r > 0)[rank], _run(r < 0)[rank]
    return np.where(known, wins, 0), np.where(known, losses, 0), known & is_high[rank]


def _run(flags: Flags) -> FloatArray:
    """How many in a row up to and with each place, shape ``(n,)`` as that of the flags."""
    places = np.arange(1, len(flags) + 1)
    broken = np.maximum.accumulate(np.where(flags, 0, places))
    return np.asarray(places - broken, dtype=np.float64)


def _ratio(rule: DetectorRule, name: str, size: FloatArray, state: Flags, neutral: Flags) -> Trait:
    """The median size in a state over that in the neutral one.

    Args:
        rule: whose test it is.
        name: of the state.
        size: logarithms of the risk, shape ``(positions,)``; nan where it is not known.
        state: which positions are in it, same shape.
        neutral: which are in the neutral one, same shape.
    """
    there = np.isfinite(size)
    in_state, other = size[there & state], size[there & neutral]
    groups: tuple[Group, ...] = (
        median_group(name, np.exp(in_state)),
        median_group("neutral", np.exp(other)),
    )
    n = len(in_state) + len(other)
    if min(len(in_state), len(other)) < MINIMUM:
        return silent(rule, name, "ratio", n, "too_few", groups)
    p_value = same_by_chance(in_state, other)
    apart = np.median(in_state) - np.median(other)
    ratio = float(np.exp(apart))
    is_found = p_value < CHANCE and ratio > 1 + SMALL_CHANGE
    return trait(
        rule,
        name,
        is_found=is_found,
        value=ratio,
        unit="ratio",
        n=n,
        p_value=p_value,
        groups=groups,
    )


def _creep(rule: DetectorRule, size: FloatArray) -> Trait:
    """How much risk grows a position over the last 30, by the median of all slopes.

    ``size`` are logarithms of the risk, shape ``(positions,)``; nan where it is not known.

    Source:
        P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968).
    """
    last = size[np.isfinite(size)][-CREEP:]
    if len(last) < CREEP:
        return silent(rule, "size_creep", "log_a_position", len(last), "too_few")
    slope, _, low, high = stats.theilslopes(last, alpha=CONFIDENCE)
    interval = Interval(float(low), float(high), CONFIDENCE, Method.SEN)
    is_found = float(low) > 0 and float(slope) * CREEP > SMALL_CHANGE
    return trait(
        rule,
        "size_creep",
        is_found=is_found,
        value=float(slope),
        unit="log_a_position",
        n=len(last),
        interval=interval,
    )
