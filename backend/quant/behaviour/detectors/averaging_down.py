"""Averaging down: adding to a position that is losing, beyond what was planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING, is_habit, usual
from backend.quant.behaviour.basics import Basics, EntryDecision, average_exit, decisions
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import without_adds
from backend.quant.behaviour.events import MINIMUM, BehaviourCost, Detector, Event, Inputs, Trait
from backend.quant.behaviour.record import Plan, RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import baseline_of
from backend.quant.behaviour.traits import averaging_down as tests


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of field notes e9.

    Attributes:
        losing: open R below which an add is one to a loser.
        added: size that was added, over the size of the first decision.
        near: R within which an add is at a rung of the plan's ladder.
        strictness: 0 to 1, from the trader's answers: raises ``added`` by up to 1.
    """

    losing: float = -0.25
    added: float = 0.1
    near: float = 0.1
    floor: float = 0.1
    alike: float = 0.025  # a quarter of the least spread
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The added size from which an event is one."""
        return self.added + self.strictness


@dataclass(frozen=True, slots=True)
class AveragingDown:
    """The detector of field notes e9."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.AVERAGING_DOWN
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = ("added", "added_at", "worst_open_r", "adds", "adds_r")
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:
        """How much was added while it was losing, when first, and how deep in the loss."""
        if not basics.unit > 0:
            return nan, nan, nan, 0.0, nan
        if len(position.entries) == 1:
            return 0.0, nan, nan, 0.0, nan
        return _adds(position, basics, self.thresholds)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Adds to losers that no ladder planned."""
        frame, at = context.frame, self.thresholds
        is_recent = (frame["added_at"] >= since) & (frame["automated"] == 0)
        rows = np.flatnonzero(is_recent)
        moments, added = frame["added_at"][rows], frame["added"][rows]
        trail = frame.closed_trail("added", since)
        own = usual(trail, moments, at.floor)
        distance = own.distance(added)
        often = is_habit(trail, moments, added, at.alike)
        flagged = (added >= at.needed - ROUNDING) & (own.known >= MINIMUM)
        events = []
        for place in np.flatnonzero(flagged).tolist():
            row, size = int(rows[place]), float(added[place])
            plan = frame.positions[row].plan
            inputs: Inputs = {
                "added_size": size,
                "adds": float(frame["adds"][row]),
                "open_r": float(frame["worst_open_r"][row]),
            }
            sighting = Sighting(
                rows=[row],
                at=float(moments[place]),
                inputs=inputs,
                effect=size,
                unit="first_size",
                score=min(1.0, 0.3 + size / 2),
                distance=float(distance[place]),
                habitual=bool(often[place]),
                baseline=baseline_of(trail, own, place),
                guards=("planned_ladder", "planned_size", "one_decision", "automated"),
                plan_ids=() if plan is None else (plan.id,),
            )
            events.append(event_of(self, context, sighting))
        return events

    def traits(self, context: Context) -> list[Trait]:
        """How often, and how many losers it made worse than 1 R."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against the same positions without the adds."""
        return without_adds(context, events)

    def measured(self, context: Context) -> int:
        """Positions with a stop."""
        return int(np.isfinite(context.frame["added"]).sum())


def _adds(position: RoundTrip, basics: Basics, at: Thresholds) -> tuple[float, ...]:
    """Adds while the open R was below the limit, with the cost as it was then, and what they brought in the end."""
    steps = [(entry.time, 0, entry) for entry in decisions(position.entries)]
    if position.exits:
        steps += [(left.time, 1, left) for left in decisions(position.exits)]
    steps.sort(key=lambda step: step[:2])
    held = average = added = ever = paid = 0.0
    first = worst = nan
    many = 0
    for _, is_exit, fill in steps:
        price, quantity = float(fill.price), float(fill.quantity)
        if is_exit:
            held -= quantity
            continue
        open_r = 0.0
        if held > ROUNDING:
            open_r = (price - average) * basics.sign / basics.unit
        ever += quantity
        if open_r < at.losing - ROUNDING and not _planned(basics, fill, ever, at):
            added += quantity / basics.quantity
            paid += price * quantity / basics.quantity
            if many == 0:
                first, worst = fill.time.timestamp(), open_r
            many += 1
            worst = min(worst, open_r)
        cost = average * held + price * quantity
        held += quantity
        average = cost / held
    brought = nan
    if many and basics.exit < inf:
        earned = average_exit(position) * added - paid
        brought = earned * basics.sign / basics.unit
    return added, first, worst, float(many), brought


def _planned(basics: Basics, add: EntryDecision, entered: float, at: Thresholds) -> bool:
    """Whether the add is a rung of the ladder, or all of it together is within the planned size."""
    plan: Plan | None = basics.plan
    if plan is None:
        return False
    ladder = plan.ladder or ()
    reach = at.near * basics.unit
    is_at_a_rung = any(abs(float(rung.price - add.price)) <= reach for rung in ladder)
    most = float(sum(rung.quantity for rung in ladder))
    if is_at_a_rung and entered <= max(most, basics.quantity + most) + ROUNDING:
        return True
    return plan.size is not None and entered <= float(plan.size) + ROUNDING


RULE = AveragingDown()
