"""Plan drift: a plan that changes after the fill, a target that comes nearer, criteria ticked when all is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING, is_habit, usual
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.detectors.early_exit import planned_target
from backend.quant.behaviour.events import MINIMUM, BehaviourCost, Detector, Event, Trait
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
        if plan is None:
            edits = []
        else:
            edits = [edit for edit in plan.edits if edit.field in TERMS]
        edits = [edit for edit in edits if edit.time.timestamp() > basics.entry]
        ticks = [] if plan is None or basics.exit == inf else plan.ticks
        late = [tick for tick in ticks if tick.met and tick.recorded.timestamp() > basics.exit]
        left = (1 - at.edited) ** len(edits) * (1 - at.late_ticks * bool(late))
        is_nearer = nearer >= at.nearer - ROUNDING
        left *= 1 - (min(1.0, 2 * nearer) if is_nearer else 0.0)
        times = [edit.time.timestamp() for edit in edits] + [
            tick.recorded.timestamp() for tick in late
        ]
        times += [moved] if is_nearer else []
        known = plan is not None or nearer > 0
        return (1 - left if known else nan), min(times, default=nan), len(edits), nearer, len(late)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Positions whose plan was bent."""
        frame, at = context.frame, self.thresholds
        rows = np.flatnonzero(
            (frame["drifted_at"] >= since) & (frame["drift"] >= at.needed - ROUNDING)
        )
        moments, drift = frame["drifted_at"][rows], frame["drift"][rows]
        trail = frame.closed_trail("drift", since)
        own = usual(trail, moments, at.floor)
        distance, often = own.distance(drift), is_habit(trail, moments, drift, at.alike)
        events = []
        for place in np.flatnonzero(own.known >= MINIMUM).tolist():
            row = int(rows[place])
            plan = frame.positions[row].plan
            events.append(
                event_of(
                    self,
                    context,
                    Sighting(
                        rows=[row],
                        at=float(moments[place]),
                        inputs={
                            "terms_edited": float(frame["edits"][row]),
                            "target_nearer": float(frame["nearer"][row]),
                            "ticks_after_exit": float(frame["late_ticks"][row]),
                        },
                        effect=float(drift[place]),
                        unit="score",
                        score=float(drift[place]),
                        distance=float(distance[place]),
                        habitual=bool(often[place]),
                        baseline=baseline_of(trail, own, place),
                        guards=("terms_not_notes", "event_time"),
                        plan_ids=() if plan is None else (plan.id,),
                    ),
                )
            )
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


def _nearer(position: RoundTrip, basics: Basics) -> tuple[float, float]:
    """By how much of its way the target came nearer at the most, and when first; (0, nan) where it did not."""
    start = planned_target(position, basics)
    if start is None or len(position.targets) == 0:
        return 0.0, nan
    way = (start - basics.price) * basics.sign
    current, most, first = start, 0.0, nan
    for target in sorted(position.targets, key=lambda target: target.time):
        moment = target.time.timestamp()
        if target.price is None or moment > basics.exit:
            continue
        came = (current - float(target.price)) * basics.sign / way if way > 0 else 0.0
        if moment > basics.entry and came > 1e-9:
            most, first = most + came, first if first == first else moment
        current = float(target.price)
    return most, first


RULE = PlanDrift()
