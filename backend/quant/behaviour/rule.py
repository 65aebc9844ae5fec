"""From what a detector saw to an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from backend.quant.behaviour.baseline import MILD, percentile, severity
from backend.quant.behaviour.context import Context, Rule
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

DIGITS = 6  # of the inputs that are shown


@dataclass(frozen=True, slots=True)
class Seen:
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
    unit: str
    score: float
    distance: float | None = None
    habitual: bool = False
    baseline: Baseline | None = None
    declared: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    quality: Quality = Quality.FULL
    plan_ids: tuple[Key, ...] = ()
    anchors: tuple[Key, ...] | None = None
    learning: bool = False


def event_of(rule: Rule, context: Context, observed: Seen) -> Event:
    """The event of what was seen."""
    frame = context.frame
    anchor = frame.positions[observed.rows[0]]
    results = [float(frame["r"][row]) for row in observed.rows]
    known = [r for r in results if isfinite(r)]
    at = (
        None
        if observed.distance is None or not isfinite(observed.distance)
        else percentile(observed.distance)
    )
    at = min(at, MILD) if at is not None and observed.habitual else at
    return Event(
        detector=rule.detector,
        version=rule.version,
        key=event_key(rule.detector, rule.version, context.stream, observed.anchors or [anchor.id]),
        stream=context.stream,
        session=context.session_at(observed.rows[0], observed.at),
        moment=moment(observed.at),
        position_ids=tuple(frame.positions[row].id for row in observed.rows[:MOST_EVIDENCE]),
        plan_ids=observed.plan_ids,
        inputs={name: shown(value) for name, value in observed.inputs.items()},
        baseline=observed.baseline,
        effect=round(observed.effect, DIGITS),
        unit=observed.unit,
        score=round(min(1.0, max(0.0, observed.score)), DIGITS),
        severity=severity(at, bool(observed.declared)),
        percentile=None if at is None else round(at, 2),
        declared=observed.declared,
        r=round(sum(known), DIGITS) if known else None,
        guards=examined(observed.guards, anchor),
        quality=observed.quality,
        status=Status.LEARNING if observed.learning else Status.WATCHING,
    )


def shown(value: Scalar) -> Scalar:
    """A figure as it is shown: rounded, whole where it is whole, null where it is not known."""
    if value is None or isinstance(value, str | bool | int):
        return value
    return round(float(value), DIGITS) if isfinite(value) else None


def in_order(events: list[Event]) -> list[Event]:
    """By moment, then by key."""
    return sorted(events, key=lambda event: (event.moment, event.key))


def is_learning(known: int) -> bool:
    """Whether too little is known for the own baseline to say anything."""
    return known < MINIMUM
