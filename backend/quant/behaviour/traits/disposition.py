"""Whether this trader holds losers longer than winners and takes gains sooner than losses."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
GAINS, LOSSES = ("small_gain", "above_half"), ("below_minus_half", "small_loss")
NEVER = datetime.max.replace(tzinfo=UTC)
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
    total = days.sum(axis=0)
    many_gains, many_losses = total[:2].sum(), total[2:].sum()
    n = int(total[0] + total[2])
    if n < MINIMUM or min(many_gains, many_losses) < MINIMUM:
        return silent(rule, name, "share", n, "too_few")
    rng = np.random.default_rng(SEED)
    drawn_days = rng.integers(0, len(days), (RESAMPLES, len(days)))
    drawn = days[drawn_days].sum(axis=1)
    drawn_gains = np.maximum(drawn[:, :2].sum(axis=1), 1)
    drawn_losses = np.maximum(drawn[:, 2:].sum(axis=1), 1)
    values = drawn[:, 0] / drawn_gains - drawn[:, 2] / drawn_losses
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    gains, losses = total[0] / many_gains, total[2] / many_losses
    interval = Interval(float(low), float(high), CONFIDENCE, Method.DAYS)
    groups = (
        Group("gains", int(many_gains), float(gains)),
        Group("losses", int(many_losses), float(losses)),
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
    closed = [position for position in positions if position.exit_time and position.r is not None]
    closed.sort(key=lambda position: position.exit_time or NEVER)
    marked = [position for position in positions if position.marks]
    days: dict[object, _SaleDay] = defaultdict(_SaleDay)
    for sold in closed:
        assert sold.exit_time is not None
        assert sold.r is not None
        day = days[sold.exit_session or sold.session]
        day.realised(float(sold.r))
        for other in marked:
            if other.id == sold.id or not _is_held(other, sold.exit_time):
                continue
            worth = _worth_at(other, sold.exit_time)
            if worth is not None:
                day.on_paper(worth)
    return [(day.gains, day.paper_gains, day.losses, day.paper_losses) for day in days.values()]


@dataclass(slots=True)
class _SaleDay:
    """Gains and losses of a day with a sale: realised, and still on paper."""

    gains: int = 0
    paper_gains: int = 0
    losses: int = 0
    paper_losses: int = 0

    def realised(self, r: float) -> None:
        """Count a result."""
        self.gains += r > 0
        self.losses += r < 0

    def on_paper(self, open_r: float) -> None:
        """Count what a held position was worth."""
        self.paper_gains += open_r > 0
        self.paper_losses += open_r < 0


def _is_held(position: RoundTrip, moment: datetime) -> bool:
    if position.entry_time > moment:
        return False
    return position.exit_time is None or position.exit_time > moment


def _worth_at(position: RoundTrip, moment: datetime) -> float | None:
    """Open R of a marked position by its last mark, where that is fresh enough."""
    times = [mark.time for mark in position.marks]
    place = bisect_right(times, moment) - 1
    if place < 0 or (moment - times[place]).total_seconds() > FRESH:
        return None
    return float(position.marks[place].open_r)


@dataclass(frozen=True, slots=True)
class _Pace:
    """How many marks were in each state, and how many of those positions were closed soon after."""

    marks: dict[str, int]
    closed: dict[str, int]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The share that was closed, by state."""
        return tuple(Group(name, n, self._share(name)) for name, n in self.marks.items())

    def _share(self, name: str) -> float | None:
        if not self.marks[name]:
            return None
        return self.closed[name] / self.marks[name]

    def closings(self, names: Sequence[str]) -> int:
        """Closings in these states."""
        return sum(self.closed[name] for name in names)

    def exposure(self, names: Sequence[str]) -> float:
        """Marks in these states."""
        return float(sum(self.marks[name] for name in names))


def _paces(positions: Sequence[RoundTrip]) -> _Pace:
    pace = _Pace({name: 0 for name, _, _ in STATES}, {name: 0 for name, _, _ in STATES})
    for position in positions:
        left = position.exit_time
        for mark in position.marks:
            state = next(name for name, low, high in STATES if low <= mark.open_r < high)
            pace.marks[state] += 1
            if left is not None and 0 <= (left - mark.time).total_seconds() < SOON:
                pace.closed[state] += 1
    return pace


def _pace(rule: DetectorRule, context: Context) -> Trait:
    """How often a gain is closed in the next five minutes over how often a loss is."""
    name = "closing_pace_gain_over_loss"
    pace = _paces(context.frame.positions)
    n = sum(pace.marks.values())
    if not n:
        return silent(rule, name, "ratio", 0, "no_marks")
    events = (pace.closings(GAINS), pace.closings(LOSSES))
    rate = rate_ratio(events, (pace.exposure(GAINS), pace.exposure(LOSSES)))
    if min(events) < MINIMUM or rate is None:
        return silent(rule, name, "ratio", n, "too_few", pace.groups)
    ratio, interval = rate
    return trait(
        rule,
        name,
        is_found=interval.low > 1,
        value=ratio,
        unit="ratio",
        n=n,
        interval=interval,
        groups=pace.groups,
    )


def _tail(rule: DetectorRule, context: Context) -> Trait:
    """Share of losers beyond -1.1 R, and their mean excess beyond -1 R."""
    r = context.frame["r"]
    losers = r[r < 0]
    beyond = losers[losers < TAIL]
    if len(losers) < MINIMUM:
        return silent(rule, "loss_tail", "share", len(losers), "too_few")
    interval = wilson_interval(len(beyond), len(losers))
    excess = None
    if len(beyond):
        excess = float((-beyond - 1).mean())
    groups = (Group("mean_excess", len(beyond), excess),)
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
