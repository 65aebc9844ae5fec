"""Stop moving: a stop that was moved away from the price or taken away while the position was held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf, isfinite, nan
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING, Trail, Usual, is_habit, usual
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_old_stop
from backend.quant.behaviour.events import (
    MINIMUM,
    BehaviourCost,
    Detector,
    Event,
    Inputs,
    Quality,
    Severity,
    Trait,
)
from backend.quant.behaviour.record import RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of, in_order
from backend.quant.behaviour.sizes import baseline_of
from backend.quant.behaviour.traits import stop_moving as tests
from backend.quant.risk import Stop

# A stop that comes back this soon was replaced; one that goes this soon before the exit was cancelled with it.
REPLACED = timedelta(seconds=60)
REMOVAL = 1.0  # a removed stop counts as one moved by the whole risk


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of field notes e6.

    Attributes:
        widened: how far the stop was moved away, over the initial risk.
        slippage: losses beyond 1 R by less than this are slippage.
        usual_slippage: robust z in the own slippage beyond the stop, for what no stop event shows.
        strictness: 0 to 1, from the trader's answers: raises ``widened`` by up to half an R.
    """

    widened: float = 0.1
    slippage: float = 0.1
    usual_slippage: float = 2.81  # the own 97.5th percentile
    floor: float = 0.1
    alike: float = 0.025  # a quarter of the least spread
    slippage_floor: float = 0.03
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The widening from which an event is one."""
        return self.widened + self.strictness / 2


@dataclass(frozen=True, slots=True)
class Widening:
    """What became of the stop while the position was held; ``widest`` over the initial risk."""

    widest: float
    removed: bool
    at: float
    moves: int


@dataclass(frozen=True, slots=True)
class StopMoving:
    """The detector of field notes e6."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.STOP_MOVING
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = (
        "widest",
        "removed",
        "widened_at",
        "stop_moves",
        "r_gross",
        "beyond",
        "hit",
    )
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:
        """How far the stop was widened and when, and how far a loss went beyond it."""
        if not basics.unit > 0:
            return nan, 0.0, nan, 0.0, nan, nan, nan
        moved = widening(position, basics, self.thresholds.needed)
        gross = nan
        if position.result is not None and position.initial_risk:
            gross = float((position.result + position.costs) / position.initial_risk)
        widest, beyond = moved.widest, nan
        if moved.removed:
            widest = max(widest, REMOVAL)
        jumped = position.market.gapped_through_stop or position.rolled
        if gross <= -0.9 + ROUNDING and not jumped:
            beyond = -gross - 1
        hit = first_stop_was_hit(position, basics)
        return widest, moved.removed, moved.at, moved.moves, gross, beyond, hit

    def judge(self, context: Context, since: float) -> list[Event]:
        """Stops moved away or removed; and losses beyond the stop where no stop event was recorded."""
        frame, at = context.frame, self.thresholds
        trail = frame.closed_trail("widest", since)
        rows = np.flatnonzero(frame["widened_at"] >= since)
        moments = frame["widened_at"][rows]
        own = usual(trail, moments, at.floor)
        often = is_habit(trail, moments, frame["widest"][rows], at.alike)
        events = self._inferred(context, since)
        for place in np.flatnonzero(own.known >= MINIMUM).tolist():
            row, usual_of = int(rows[place]), (trail, own, place)
            events.append(self._moved(context, row, usual_of, bool(often[place])))
        return in_order(events)

    def _moved(
        self,
        context: Context,
        row: int,
        usual_of: tuple[Trail, Usual, int],
        habitual: bool,
    ) -> Event:
        frame, (trail, own, place) = context.frame, usual_of
        widest = float(frame["widest"][row])
        hit = float(frame["hit"][row])
        inputs: Inputs = {
            "widened_r": widest,
            "removed": bool(frame["removed"][row]),
            "stop_events": float(frame["stop_moves"][row]),
            "old_stop_was_hit": _known(hit),
            "effect_r": effect_of_widening(float(frame["r_gross"][row]), hit),
        }
        sighting = Sighting(
            rows=[row],
            at=float(frame["widened_at"][row]),
            inputs=inputs,
            effect=widest,
            unit="initial_risk",
            score=min(1.0, 0.3 + widest / 2),
            distance=float((widest - own.centre[place]) / own.spread[place]),
            habitual=habitual,
            baseline=baseline_of(trail, own, place),
            guards=("rolled", "replaced", "cancelled_with_exit", "planned_widening"),
        )
        return event_of(self, context, sighting)

    def _inferred(self, context: Context, since: float) -> list[Event]:
        """Losses far beyond the stop where its events are not on record: mild, because only the result speaks."""
        frame, at = context.frame, self.thresholds
        rows = frame.closed_since(since)
        is_far = (frame["stop_moves"][rows] == 0) & (frame["beyond"][rows] > at.slippage)
        rows = rows[is_far]
        beyond = frame["beyond"][rows]
        trail = frame.closed_trail("beyond", since)
        own = usual(trail, frame["exit"][rows], at.slippage_floor)
        usual_most = own.centre + at.usual_slippage * (1 + at.strictness) * own.spread
        tolerance = np.maximum(usual_most, at.slippage)
        events = []
        for place in np.flatnonzero(beyond > tolerance + ROUNDING).tolist():
            row, usual_of = int(rows[place]), (trail, own, place)
            events.append(self._beyond(context, row, float(tolerance[place]), usual_of))
        return events

    def _beyond(
        self,
        context: Context,
        row: int,
        tolerance: float,
        usual_of: tuple[Trail, Usual, int],
    ) -> Event:
        frame, (trail, own, place) = context.frame, usual_of
        beyond = float(frame["beyond"][row])
        inputs: Inputs = {
            "beyond_stop_r": beyond,
            "tolerance_r": tolerance,
            "inferred": True,
        }
        sighting = Sighting(
            rows=[row],
            at=float(frame["exit"][row]),
            inputs=inputs,
            effect=beyond,
            unit="initial_risk",
            score=0.3,
            baseline=baseline_of(trail, own, place),
            guards=("gap_through_stop", "rolled", "usual_slippage"),
            quality=Quality.LOWER,
        )
        event = event_of(self, context, sighting)
        assert event.severity is Severity.MILD, "nothing but the result speaks"
        return event

    def traits(self, context: Context) -> list[Trait]:
        """What widening cost and what it saved."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against the old stop, where that would have been hit."""
        return against_old_stop(context, events)

    def measured(self, context: Context) -> int:
        """Positions with a stop."""
        return int(np.isfinite(context.frame["widest"]).sum())


def widening(position: RoundTrip, basics: Basics, needed: float) -> Widening:
    """How the stop was moved away from the price while the position was held.

    Args:
        position: with an initial stop.
        basics: its figures.
        needed: a widening below this does not count; ``at`` is the time of the first that does.
    """
    assert position.initial_stop is not None, "there is a unit"
    prices = [stop.price for stop in position.stops]
    if prices in ([], [position.initial_stop]):  # the first one is the initial stop
        return Widening(0.0, False, nan, 0)
    stops = sorted(position.stops, key=lambda stop: stop.time)
    current, widest, first = float(position.initial_stop), 0.0, nan
    removed, moves = False, 0
    allowed = basics.plan is not None and basics.plan.widens_once
    for place, stop in enumerate(stops):
        moment = stop.time.timestamp()
        if moment > basics.exit:
            break
        if stop.price is None:
            is_replaced = _comes_back(stops, place) or _with_exit(stop, position.exit_time)
            if moment >= basics.entry and not is_replaced:
                removed = True
                moves += 1
                first = first if isfinite(first) else moment
            continue
        moved = (current - float(stop.price)) * basics.sign / basics.unit
        current = float(stop.price)
        if moment < basics.entry:
            continue
        moves += abs(moved) > ROUNDING
        if moved < needed - ROUNDING or position.rolled:
            continue
        if allowed:
            allowed = False
            continue
        widest = max(widest, moved)
        first = first if isfinite(first) else moment
    return Widening(widest, removed, first, moves)


def _comes_back(stops: list[Stop], place: int) -> bool:
    gone_at = stops[place].time
    later = [stop for stop in stops[place + 1 :] if stop.price is not None]
    return any(stop.time - gone_at <= REPLACED for stop in later)


def _with_exit(stop: Stop, left: datetime | None) -> bool:
    return left is not None and left - stop.time <= REPLACED


def first_stop_was_hit(position: RoundTrip, basics: Basics) -> float:
    """Whether the price touched the first stop while the position was held: 1, 0, or nan where nobody knows."""
    if basics.exit == inf or position.initial_stop is None:
        return nan
    stop = float(position.initial_stop)
    distances = [(float(part.price) - stop) * basics.sign for part in position.exits]
    if any(distance <= 0 for distance in distances):
        return 1.0
    if position.market.mae is None:
        return nan
    return float(float(position.market.mae) >= basics.unit - ROUNDING)


def effect_of_widening(r: float, hit: float) -> float | None:
    """R that the widening brought (below zero: cost): the result against -1 where the old stop would have been hit."""
    if hit == 1 and isfinite(r):
        return float(r) + 1
    return None


def _known(flag: float) -> bool | None:
    if isfinite(flag):
        return bool(flag)
    return None


RULE = StopMoving()
