"""From what a detector saw to an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from backend.quant.behaviour.baseline import MILD, percentile, severity
from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import (
    MINIMUM,
    MOST_EVIDENCE,
    Baseline,
    Event,
    Inputs,
    Quality,
    Scalar,
    Status,
    event_key,
)
from backend.quant.behaviour.frame import moment
from backend.quant.behaviour.guards import examined
from backend.quant.behaviour.record import Key
from backend.quant.behaviour.terms import EffectUnit, Guard

DIGITS = 6  # of the inputs that are shown


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a detector saw, before it is put into an event.

    Attributes:
        rows: evidence; the first is the anchor.
        distance: robust z of the effect in the own baseline; null without one.
        habitual: the effect is one that the trader often has, so not beyond the own 90th percentile.
        guards: what could have excused it; those that nobody could examine are left out of the event.
        anchors: what the key is made of; null: the first row's position.
    """

    rows: Sequence[int]
    at: float
    inputs: Inputs
    effect: float
    unit: EffectUnit
    score: float
    distance: float | None = None
    habitual: bool = False
    baseline: Baseline | None = None
    declared: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    quality: Quality = Quality.FULL
    plan_ids: tuple[Key, ...] = ()
    anchors: tuple[Key, ...] | None = None
    learning: bool = False


def event_of(rule: DetectorRule, context: Context, sighting: Sighting) -> Event:
    """The event of what was seen."""
    frame = context.frame
    first = sighting.rows[0]
    anchor = frame.positions[first]
    anchors = sighting.anchors or [anchor.id]
    evidence = sighting.rows[:MOST_EVIDENCE]
    at = _percentile(sighting)
    status = Status.LEARNING if sighting.learning else Status.WATCHING
    return Event(
        detector=rule.detector,
        version=rule.version,
        key=event_key(rule.detector, rule.version, context.stream, anchors),
        stream=context.stream,
        session=context.session_at(first, sighting.at),
        moment=moment(sighting.at),
        position_ids=tuple(frame.positions[row].id for row in evidence),
        plan_ids=sighting.plan_ids,
        inputs={name: shown(value) for name, value in sighting.inputs.items()},
        baseline=sighting.baseline,
        effect=round(sighting.effect, DIGITS),
        unit=sighting.unit,
        score=_share(sighting.score),
        severity=severity(at, bool(sighting.declared)),
        percentile=None if at is None else round(at, 2),
        declared=sighting.declared,
        r=_sum_of_results(context, sighting.rows),
        guards=examined(sighting.guards, anchor),
        quality=sighting.quality,
        status=status,
    )


def _percentile(sighting: Sighting) -> float | None:
    """Where the effect lies among the trader's own; what is often had is not beyond the 90th."""
    distance = sighting.distance
    if distance is None or not isfinite(distance):
        return None
    at = percentile(distance)
    if sighting.habitual:
        return min(at, MILD)
    return at


def _share(score: float) -> float:
    """A score between 0 and 1."""
    return round(min(1.0, max(0.0, score)), DIGITS)


def _sum_of_results(context: Context, rows: Sequence[int]) -> float | None:
    """In R, as far as it is known; null where none is."""
    results = [float(context.frame["r"][row]) for row in rows]
    known = [r for r in results if isfinite(r)]
    if not known:
        return None
    return round(sum(known), DIGITS)


def shown(value: Scalar) -> Scalar:
    """A figure as it is shown: rounded, whole where it is whole, null where it is not known."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isfinite(value):
        return round(float(value), DIGITS)
    return None


def in_order(events: list[Event]) -> list[Event]:
    """By moment, then by key."""
    return sorted(events, key=lambda event: (event.moment, event.key))


def is_learning(known: int) -> bool:
    """Whether too little is known for the own baseline to say anything."""
    return known < MINIMUM
