"""Plan drift: a plan that changes after the fill, a target that comes nearer, criteria ticked when all is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan, nan
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING, is_habit, usual
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.detectors.early_exit import planned_target
from backend.quant.behaviour.events import MINIMUM, BehaviourCost, Detector, Event, Inputs, Trait
from backend.quant.behaviour.record import RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import baseline_of
from backend.quant.behaviour.traits import plan_drift as tests

TERMS = frozenset(
    (
        "direction",
        "entry_criteria",
        "entry_price",
        "entry_zone",
        "exit_rule",
        "invalidation_criteria",
        "position_size",
        "risk_amount",
        "stop_loss_level",
        "take_profit_targets",
    )
)
"""Fields of a plan that say what to do; a title or a note may be put right at any time."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Weights of field notes e11.

    Attributes:
        edited: weight of a term that was changed after the fill; each further one counts as much of what is left.
        nearer: share of the way to the target by which it came nearer, from which it counts.
        late_ticks: weight of criteria that were ticked after the exit.
        score: of all together.
        strictness: 0 to 1, from the trader's answers: how much of the way from ``score`` to 1 is asked for.
    """

    edited: float = 0.4
    nearer: float = 0.1
    late_ticks: float = 0.35
    score: float = 0.3
    floor: float = 0.12
    alike: float = 0.01
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The score from which an event is one."""
        return self.score + self.strictness * (1 - self.score)


@dataclass(frozen=True, slots=True)
class PlanDrift:
    """The detector of field notes e11."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.PLAN_DRIFT
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = ("drift", "drifted_at", "edits", "nearer", "late_ticks")
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:
        """How far the plan was bent after the fill, and when first."""
        plan, at = basics.plan, self.thresholds
        nearer, moved = _nearer(position, basics)
        edited, ticked = _edits_and_late_ticks(basics)
        left = (1 - at.edited) ** len(edited)
        if ticked:
            left *= 1 - at.late_ticks
        times = [*edited, *ticked]
        if nearer >= at.nearer - ROUNDING:
            left *= 1 - min(1.0, 2 * nearer)
            times.append(moved)
        drift = nan
        if plan is not None or nearer > 0:
            drift = 1 - left
        return drift, min(times, default=nan), len(edited), nearer, len(ticked)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Positions whose plan was bent."""
        frame, at = context.frame, self.thresholds
        is_bent = frame["drift"] >= at.needed - ROUNDING
        rows = np.flatnonzero(is_bent & (frame["drifted_at"] >= since))
        moments, drift = frame["drifted_at"][rows], frame["drift"][rows]
        trail = frame.closed_trail("drift", since)
        own = usual(trail, moments, at.floor)
        distance = own.distance(drift)
        often = is_habit(trail, moments, drift, at.alike)
        events = []
        for place in np.flatnonzero(own.known >= MINIMUM).tolist():
            row, bent = int(rows[place]), float(drift[place])
            plan = frame.positions[row].plan
            inputs: Inputs = {
                "terms_edited": float(frame["edits"][row]),
                "target_nearer": float(frame["nearer"][row]),
                "ticks_after_exit": float(frame["late_ticks"][row]),
            }
            sighting = Sighting(
                rows=[row],
                at=float(moments[place]),
                inputs=inputs,
                effect=bent,
                unit="score",
                score=bent,
                distance=float(distance[place]),
                habitual=bool(often[place]),
                baseline=baseline_of(trail, own, place),
                guards=("terms_not_notes", "event_time"),
                plan_ids=() if plan is None else (plan.id,),
            )
            events.append(event_of(self, context, sighting))
        return events

    def traits(self, context: Context) -> list[Trait]:
        """Plans whose trigger was met and that were not traded."""
        return tests.traits(self, context, self.thresholds.needed)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against all other positions."""
        return against_others(context, events)

    def measured(self, context: Context) -> int:
        """Positions with a plan or a target."""
        return int(np.isfinite(context.frame["drift"]).sum())


def _edits_and_late_ticks(basics: Basics) -> tuple[list[float], list[float]]:
    """When terms were changed after the fill, and when criteria were ticked after the exit."""
    plan = basics.plan
    if plan is None:
        return [], []
    edits = [edit.time.timestamp() for edit in plan.edits if edit.field in TERMS]
    edited = [moment for moment in edits if moment > basics.entry]
    if basics.exit == inf:
        return edited, []
    ticks = [tick.recorded.timestamp() for tick in plan.ticks if tick.met]
    return edited, [moment for moment in ticks if moment > basics.exit]


def _nearer(position: RoundTrip, basics: Basics) -> tuple[float, float]:
    """By how much of its way the target came nearer at the most, and when first; (0, nan) where it did not."""
    start = planned_target(position, basics)
    if start is None or len(position.targets) == 0:
        return 0.0, nan
    way = (start - basics.price) * basics.sign
    current, most, first = start, 0.0, nan
    if way <= 0:
        return most, first
    for target in sorted(position.targets, key=lambda target: target.time):
        moment = target.time.timestamp()
        if target.price is None or moment > basics.exit:
            continue
        came = (current - float(target.price)) * basics.sign / way
        if moment > basics.entry and came > 1e-9:
            most += came
            if isnan(first):
                first = moment
        current = float(target.price)
    return most, first


RULE = PlanDrift()
