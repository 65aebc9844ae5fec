"""Whether this trader holds losers longer than winners and takes gains sooner than losses."""

from bisect import bisect_right
from collections import defaultdict
from math import inf

import numpy as np

from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Group, Trait
from backend.quant.behaviour.record import RoundTrip
from backend.quant.behaviour.traits.common import (
    median_group,
    rate_ratio,
    ratio_of_medians,
    silent,
    trait,
)
from backend.quant.metric import Interval, Method
from backend.quant.statistics import CONFIDENCE, SEED, wilson_interval

TAIL = -1.1  # R: a loss beyond it was not cut at the stop
SOON = 300.0  # seconds: "closed in the next five minutes"
FRESH = 600.0  # seconds: a mark this old still says what a position was worth
RESAMPLES = 2_000
STATES = (
    ("below_minus_half", -inf, -0.5),
    ("small_loss", -0.5, 0.0),
    ("small_gain", 0.0, 0.5),
    ("above_half", 0.5, inf),
)


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Holding times, realised gains and losses, the pace of closing, the tail of losses, payoff against plan."""
    frame = context.frame
    held, r = np.exp(frame["log_held"]), frame["r"]
    known = np.isfinite(held) & np.isfinite(r)
    losers, winners = held[known & (r < 0)], held[known & (r > 0)]
    return [
        ratio_of_medians(rule, "hold_ratio", ("losers", "winners"), losers, winners, larger=True),
        _realised(rule, context),
        _pace(rule, context),
        _tail(rule, context),
        _payoff(rule, context),
    ]


def _realised(rule: DetectorRule, context: Context) -> Trait:
    """Share of gains realised less share of losses realised on days with a sale; bootstrap by day.

    Source:
        T. Odean, "Are investors reluctant to realize their losses?", J. Finance 53 (1998).
    """
    name, positions = "gains_realised_less_losses", context.frame.positions
    if not any(position.marks for position in positions):
        return silent(rule, name, "share", 0, "no_marks")
    days = np.array(_sale_days(positions), dtype=np.float64).reshape(-1, 4)
    n = int(days[:, [0, 2]].sum())
    if n < MINIMUM or min(days[:, :2].sum(), days[:, 2:].sum()) < MINIMUM:
        return silent(rule, name, "share", n, "too_few")
    rng = np.random.default_rng(SEED)
    drawn = days[rng.integers(0, len(days), (RESAMPLES, len(days)))].sum(axis=1)
    values = drawn[:, 0] / np.maximum(drawn[:, :2].sum(axis=1), 1) - drawn[:, 2] / np.maximum(
        drawn[:, 2:].sum(axis=1),
        1,
    )
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    total = days.sum(axis=0)
    gains, losses = total[0] / total[:2].sum(), total[2] / total[2:].sum()
    interval = Interval(float(low), float(high), CONFIDENCE, Method.DAYS)
    groups = (
        Group("gains", int(total[:2].sum()), float(gains)),
        Group("losses", int(total[2:].sum()), float(losses)),
    )
    return trait(
        rule,
        name,
        is_found=low > 0,
        value=float(gains - losses),
        unit="share",
        n=n,
        interval=interval,
        groups=groups,
    )


def _sale_days(positions: list[RoundTrip]) -> list[tuple[int, int, int, int]]:
    """For each day with a sale: gains realised, gains on paper, losses realised, losses on paper."""
    sales = [
        (position.exit_time, place, position)
        for place, position in enumerate(positions)
        if position.exit_time is not None and position.r is not None
    ]
    closed = [position for _, _, position in sorted(sales, key=lambda sale: sale[:2])]
    marked = [position for position in positions if position.marks]
    days: dict[object, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for sold in closed:
        assert sold.exit_time is not None
        assert sold.r is not None
        day = days[sold.exit_session or sold.session]
        day[0 if sold.r > 0 else 2] += sold.r != 0
        for other in marked:
            if other.id == sold.id or other.entry_time > sold.exit_time:
                continue
            if other.exit_time is not None and other.exit_time <= sold.exit_time:
                continue
            times = [mark.time for mark in other.marks]
            place = bisect_right(times, sold.exit_time) - 1
            if place >= 0 and (sold.exit_time - times[place]).total_seconds() <= FRESH:
                worth = other.marks[place].open_r
                day[1 if worth > 0 else 3] += worth != 0
    return [(day[0], day[1], day[2], day[3]) for day in days.values()]


def _pace(rule: DetectorRule, context: Context) -> Trait:
    """How often a gain is closed in the next five minutes over how often a loss is."""
    name = "closing_pace_gain_over_loss"
    counted, closed = (
        dict.fromkeys((name for name, _, _ in STATES), 0),
        dict.fromkeys((name for name, _, _ in STATES), 0),
    )
    for position in context.frame.positions:
        left = position.exit_time
        for mark in position.marks:
            state = next(name for name, low, high in STATES if low <= mark.open_r < high)
            counted[state] += 1
            closed[state] += left is not None and 0 <= (left - mark.time).total_seconds() < SOON
    if not sum(counted.values()):
        return silent(rule, name, "ratio", 0, "no_marks")
    groups = tuple(
        Group(name, counted[name], closed[name] / counted[name] if counted[name] else None)
        for name in counted
    )
    gains, losses = ("small_gain", "above_half"), ("below_minus_half", "small_loss")
    events = (sum(closed[name] for name in gains), sum(closed[name] for name in losses))
    exposures = (
        float(sum(counted[name] for name in gains)),
        float(sum(counted[name] for name in losses)),
    )
    rate = rate_ratio(events, exposures)
    if min(events) < MINIMUM or rate is None:
        return silent(rule, name, "ratio", sum(counted.values()), "too_few", groups)
    ratio, interval = rate
    n = sum(counted.values())
    return trait(
        rule,
        name,
        is_found=interval.low > 1,
        value=ratio,
        unit="ratio",
        n=n,
        interval=interval,
        groups=groups,
    )


def _tail(rule: DetectorRule, context: Context) -> Trait:
    """Share of losers beyond -1.1 R, and their mean excess beyond -1 R."""
    r = context.frame["r"]
    losers = r[r < 0]
    beyond = losers[losers < TAIL]
    if len(losers) < MINIMUM:
        return silent(rule, "loss_tail", "share", len(losers), "too_few")
    interval = wilson_interval(len(beyond), len(losers))
    groups = (
        Group("mean_excess", len(beyond), float((-beyond - 1).mean()) if len(beyond) else None),
    )
    is_found = interval is not None and interval.low > 0.1
    value = len(beyond) / len(losers)
    return trait(
        rule,
        "loss_tail",
        is_found=is_found,
        value=value,
        unit="share",
        n=len(losers),
        interval=interval,
        groups=groups,
    )


def _payoff(rule: DetectorRule, context: Context) -> Trait:
    """Mean win over mean loss, over the planned one: strategies with far targets have short losers by design."""
    frame = context.frame
    r, planned = frame["r"], frame["planned_ratio"]
    there = np.isfinite(r) & np.isfinite(planned)
    wins, losses = r[there & (r > 0)], -r[there & (r < 0)]
    n = len(wins) + len(losses)
    groups: tuple[Group, ...] = (median_group("planned", planned[there]),)
    if min(len(wins), len(losses)) < MINIMUM:
        return silent(rule, "payoff_against_plan", "ratio", n, "too_few", groups)
    realised = float(wins.mean() / losses.mean())
    value = realised / float(np.median(planned[there]))
    groups = (*groups, Group("realised", n, realised))
    return trait(
        rule,
        "payoff_against_plan",
        is_found=value < 0.7,
        value=value,
        unit="ratio",
        n=n,
        groups=groups,
    )
