"""Disposition: losers held far longer than the trader usually holds anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log, nan
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING, is_habit, usual
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_other_losers
from backend.quant.behaviour.events import MINIMUM, BehaviourCost, Detector, Event, Inputs, Trait
from backend.quant.behaviour.record import ExitReason, RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import baseline_of
from backend.quant.behaviour.traits import disposition as tests

PLANNED = (ExitReason.RULE, ExitReason.INVALIDATION)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of field notes e5 for a single position; the effect itself is a trait.

    Attributes:
        distance: robust z of the logarithm of the holding time.
        longer: holding time over the own median.
        floor: least spread of the logarithm: a fifth; times are ``alike`` within a quarter of it.
        strictness: 0 to 1, from the trader's answers: raises ``distance`` up to double.
    """

    distance: float = 2.5
    longer: float = 2.0
    floor: float = 0.2
    alike: float = 0.05
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The robust z from which an event is one."""
        return self.distance * (1 + self.strictness)


@dataclass(frozen=True, slots=True)
class Disposition:
    """The detector of field notes e5."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.DISPOSITION
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = ("log_held", "held_by_plan", "planned_ratio")
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:
        """How long, weighted by size, and whether the plan says so."""
        if basics.exit == inf:
            return nan, 0.0, nan
        held = position.held_seconds
        if held is None:
            held = basics.exit - basics.entry
        is_by_plan = _is_by_plan(position, basics, held)
        return log(held + 1), is_by_plan or bool(position.rolled), _planned_ratio(basics)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Losers held far longer than the own usual."""
        frame, at = context.frame, self.thresholds
        rows = frame.closed_since(since)
        moments, held = frame["exit"][rows], frame["log_held"][rows]
        trail = frame.closed_trail("log_held", since)
        own = usual(trail, moments, at.floor)
        distance = own.distance(held)
        longer = np.exp(held - own.centre)
        is_far = (distance >= at.needed - ROUNDING) & (longer >= at.longer - ROUNDING)
        is_meant = (frame["held_by_plan"][rows] == 0) & (frame["automated"][rows] == 0)
        often = is_habit(trail, moments, held, at.alike)
        flagged = is_far & (frame["r"][rows] < 0) & ~often & is_meant
        events = []
        for place in np.flatnonzero(flagged).tolist():
            row, far = int(rows[place]), float(distance[place])
            inputs: Inputs = {
                "held_minutes": _minutes(held[place]),
                "usual_minutes": _minutes(own.centre[place]),
                "times_as_long": float(longer[place]),
            }
            sighting = Sighting(
                rows=[row],
                at=float(moments[place]),
                inputs=inputs,
                effect=far,
                unit="robust_z",
                score=far / 5,
                distance=far,
                baseline=baseline_of(trail, own, place),
                guards=("time_stop", "exit_rule", "weighted_by_size", "rolled", "automated"),
                learning=bool(own.known[place] < MINIMUM),
            )
            events.append(event_of(self, context, sighting))
        return events

    def traits(self, context: Context) -> list[Trait]:
        """Holding times, gains and losses realised, the tail of losses."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against other losers."""
        return against_other_losers(context, events)

    def measured(self, context: Context) -> int:
        """Closed positions."""
        return len(context.frame.order)


def _minutes(log_held: float) -> float:
    return float(np.exp(log_held) - 1) / 60


def _is_by_plan(position: RoundTrip, basics: Basics, held: float) -> bool:
    """Whether the plan says how long, or something that it knew ended the position."""
    if position.exit_reason in PLANNED:
        return True
    plan = basics.plan
    if plan is None or plan.time_stop is None:
        return False
    return held <= plan.time_stop.total_seconds()


def _planned_ratio(basics: Basics) -> float:
    """Mean win over mean loss as the plan has it; without its word the nearest target over the risk."""
    plan = basics.plan
    if plan is None:
        return nan
    if plan.expected_ratio is not None:
        return float(plan.expected_ratio)
    if not plan.targets or not basics.unit > 0:
        return nan
    nearest = min((float(target) - basics.price) * basics.sign for target in plan.targets)
    if nearest > 0:
        return nearest / basics.unit
    return nan


RULE = Disposition()
