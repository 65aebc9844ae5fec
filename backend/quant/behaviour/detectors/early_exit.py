"""Early exit: out in profit before the target, without a rule of the plan that said so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf, nan
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import MILD, ROUNDING, is_habit, percentile, usual
from backend.quant.behaviour.basics import Basics, average_exit
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_other_winners
from backend.quant.behaviour.events import MINIMUM, BehaviourCost, Detector, Event, Trait
from backend.quant.behaviour.record import ExitReason, Plan, RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import baseline_of
from backend.quant.behaviour.traits import early_exit as tests

PLANNED = (
    ExitReason.TARGET,
    ExitReason.RULE,
    ExitReason.STOP,
    ExitReason.NEWS,
    ExitReason.SESSION_END,
)
NEARLY = 0.1  # R: a tenth before the target is at the target
NEAR_TIME_STOP = 0.9


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of field notes e7.

    Attributes:
        unreached: share of the way to the target that was left, for an event; and beyond the own 90th percentile.
        flat_day: R within which a day is near break-even.
        strictness: 0 to 1, from the trader's answers: how much of the way from ``unreached`` to 1 is asked for.
    """

    unreached: float = 0.3
    floor: float = 0.12
    alike: float = 0.03  # a quarter of the least spread
    flat_day: float = 0.5
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The share from which an event is one."""
        return self.unreached + self.strictness * (1 - self.unreached)


@dataclass(frozen=True, slots=True)
class EarlyExit:
    """The detector of field notes e7."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.EARLY_EXIT
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = (
        "unreached",
        "early",
        "target_r",
        "captured_r",
        "gave_up_r",
        "saved_r",
        "efficiency",
    )
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:
        """For a winner with a target: how much of the way was left, and what would have come of it."""
        nothing = (nan, 0.0, nan, nan, nan, nan, nan)
        target = planned_target(position, basics)
        if basics.exit == inf or target is None or not basics.unit > 0:
            return nothing
        out = average_exit(position)
        captured = (out - basics.price) * basics.sign / basics.unit
        aim = (target - basics.price) * basics.sign / basics.unit
        if captured <= 0 or aim <= 0:
            return nothing
        gave_up, saved = _afterwards(position, basics, aim=aim, captured=captured)
        mfe = position.market.mfe
        efficiency, unreached = nan, 0.0
        if mfe:
            efficiency = min(1.0, captured * basics.unit / float(mfe))
        early = captured < aim - NEARLY - ROUNDING and not _as_planned(position, basics, out)
        if early:
            unreached = max(0.0, 1 - captured / aim)
        return unreached, early, aim, captured, gave_up, saved, efficiency

    def judge(self, context: Context, since: float) -> list[Event]:
        """Early exits that left more of the way than the trader usually does."""
        frame, at = context.frame, self.thresholds
        rows = frame.closed_since(since)
        moments, unreached = frame["exit"][rows], frame["unreached"][rows]
        trail = frame.closed_trail("unreached", since)
        own = usual(trail, moments, at.floor)
        distance = own.distance(unreached)
        often = is_habit(trail, moments, unreached, at.alike)
        is_meant = (frame["early"][rows] > 0) & (frame["automated"][rows] == 0)
        flagged = (unreached >= at.needed - ROUNDING) & ~often & is_meant
        events = []
        for place in np.flatnonzero(flagged & (own.known >= MINIMUM)).tolist():
            row, far, left = int(rows[place]), float(distance[place]), float(unreached[place])
            if percentile(far) < MILD:
                continue
            sighting = Sighting(
                rows=[row],
                at=float(moments[place]),
                inputs={"unreached": left, **self._inputs(context, row)},
                effect=left,
                unit="share_of_the_way",
                score=left,
                distance=far,
                baseline=baseline_of(trail, own, place),
                guards=("trailing_stop", "time_stop", "news", "session_end", "invalidation"),
            )
            events.append(event_of(self, context, sighting))
        return events

    def _inputs(self, context: Context, row: int) -> dict[str, float | bool]:
        """The figures, whether a loss came before it (fear), and whether the day stood near break-even."""
        frame = context.frame
        day, after_loss = nan, False
        rank = int(np.searchsorted(frame.exits, frame["exit"][row], "left"))
        if rank > 0:
            before = int(frame.order[rank - 1])
            if frame["left"][before] == frame["left"][row]:
                day = float(frame["day_r"][before])
                after_loss = bool(frame["r"][before] < 0)
        return {
            "target_r": float(frame["target_r"][row]),
            "captured_r": float(frame["captured_r"][row]),
            "gave_up_r": float(frame["gave_up_r"][row]),
            "saved_r": float(frame["saved_r"][row]),
            "efficiency": float(frame["efficiency"][row]),
            "after_loss": after_loss,
            "near_break_even": abs(day) <= self.thresholds.flat_day,
        }

    def traits(self, context: Context) -> list[Trait]:
        """What leaving early cost and saved."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against other winners that had a target."""
        return against_other_winners(context, events)

    def measured(self, context: Context) -> int:
        """Winners with a target."""
        return int(np.isfinite(context.frame["unreached"]).sum())


def planned_target(position: RoundTrip, basics: Basics) -> float | None:
    """The nearest target of the plan; without a plan the first one that was set."""
    if basics.plan is not None and basics.plan.targets:
        nearest = min(float(target) * basics.sign for target in basics.plan.targets)
        return nearest * basics.sign
    priced = [target for target in position.targets if target.price is not None]
    first = min(priced, key=lambda target: target.time, default=None)
    if first is None or first.price is None:
        return None
    return float(first.price)


def _as_planned(position: RoundTrip, basics: Basics, out: float) -> bool:
    """Whether something that the plan knew, or the market forced, ended the position."""
    reason, known, left = position.exit_reason, position.exit_reason_known, position.exit_time
    if reason in PLANNED:
        return True
    if reason is ExitReason.INVALIDATION:
        return known is None or (left is not None and known < left)
    held, plan = timedelta(seconds=basics.exit - basics.entry), basics.plan
    if plan is not None and plan.time_stop is not None and held >= plan.time_stop * NEAR_TIME_STOP:
        return True
    return reason is None and (_may_be_by_rule(plan) or _at_stop(position, basics, out))


def _may_be_by_rule(plan: Plan | None) -> bool:
    """Whether the plan trails its stop or names another way out, in words that only the trader can say were met."""
    return plan is not None and (plan.trails or plan.has_exit_rule)


def _at_stop(position: RoundTrip, basics: Basics, out: float) -> bool:
    """Whether it ended at the stop as it stood last: a stop that was moved into profit."""
    priced = [stop for stop in position.stops if stop.price is not None]
    before = [stop for stop in priced if stop.time.timestamp() <= basics.exit]
    last = max(before, key=lambda stop: stop.time, default=None)
    if last is None or last.price is None:
        return False
    return abs(out - float(last.price)) <= NEARLY * basics.unit


def _afterwards(
    position: RoundTrip,
    basics: Basics,
    *,
    aim: float,
    captured: float,
) -> tuple[float, float]:
    """R given up by leaving and R saved, by the prices that followed; nan where nobody knows them."""
    market = position.market
    best_price, worst_price = market.best_after_exit, market.worst_after_exit
    if best_price is None or worst_price is None or market.target_came_first is None:
        return nan, nan
    if market.target_came_first:
        best = (float(best_price) - basics.price) * basics.sign / basics.unit
        return max(0.0, min(aim, best) - captured), 0.0
    worst = (float(worst_price) - basics.price) * basics.sign / basics.unit
    return 0.0, max(0.0, captured - max(worst, -1.0))


RULE = EarlyExit()
