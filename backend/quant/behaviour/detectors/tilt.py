"""Tilt: behaviours that come together and fade with time; hot until it has been calm for a while."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import exp, inf
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import LONGEST_SESSION, Context
from backend.quant.behaviour.cost import against_calm
from backend.quant.behaviour.events import (
    MOST_EVIDENCE,
    BehaviourCost,
    Detector,
    Event,
    Inputs,
    Trait,
)
from backend.quant.behaviour.frame import moment
from backend.quant.behaviour.record import CheckInRecord, RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.traits import tilt as tests

BEHAVIOURS = (
    Detector.REVENGE,
    Detector.FOMO,
    Detector.OVERTRADING,
    Detector.OVERSIZING,
    Detector.STOP_MOVING,
    Detector.AVERAGING_DOWN,
)
MOST_ALIVE = 100  # of the latest behaviours; as many as that leave no calm, whatever came before
FORGOTTEN = 6  # times the fading time: what is left of a score by then is below 0.003
POOR = 2  # of 5, in a check-in


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of field notes e10.

    Attributes:
        fading: seconds after which 1/e of a score is left.
        hot, calm: tilt at which the state begins and at which it may end.
        quiet: seconds without a new behaviour before it may end.
        limit_weight: of a session's loss over the declared daily limit.
        check_in_weight: of a poor check-in; ``cue_weight`` of words. All three are
            soft: together they add ``soft_most`` at the most, so that nothing is hot without behaviour.
        strictness: 0 to 1, from the trader's answers: how much of the way from ``hot`` to 1 is asked for.
    """

    fading: float = 45 * 60.0
    hot: float = 0.6
    calm: float = 0.3
    quiet: float = 20 * 60.0
    limit_weight: float = 0.2
    check_in_weight: float = 0.1
    cue_weight: float = 0.15
    soft_most: float = 0.3
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The tilt from which the state is hot."""
        return self.hot + self.strictness * (1 - self.hot)


@dataclass(slots=True)
class Hot:
    """A hot state: from the behaviour that made it hot until it was calm; null while that is not known."""

    since: datetime
    until: datetime | None
    evidence: list[Event]
    peak: float
    first: float
    soft: float


@dataclass(frozen=True, slots=True)
class Tilt:
    """The detector of field notes e10. One event for each hot state."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.TILT
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = ()
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:  # noqa: ARG002
        """Nothing: it is made of what the others saw."""
        return ()

    def judge(self, context: Context, since: float) -> list[Event]:
        """Hot states of the sessions in which something happened since the moment."""
        if since == inf:
            return []
        start = moment(max(since, LONGEST_SESSION))
        events = []
        for of_session in _behaviours_by_session(context, start):
            for state in self.hot_states(context, of_session):
                if state.since >= start:
                    events.append(self._event(context, state))
        return events

    def hot_states(self, context: Context, events: Sequence[Event]) -> list[Hot]:
        """The hot states of one session, from its behaviours in the order of time."""
        states, hot = list[Hot](), None
        for place, event in enumerate(events):
            if hot is not None and not self._lasts(events[:place][-MOST_ALIVE:], event.moment):
                states.append(self._ended(hot, events, place))
                hot = None
            alive = events[max(0, place + 1 - MOST_ALIVE) : place + 1]
            soft = self.soft(context, event)
            calm = (1 - self.tilt(alive, event.moment)) * (1 - soft)
            level = 1 - calm
            if hot is not None:
                hot.evidence.append(event)
                hot.peak = max(hot.peak, level)
            elif level >= self.thresholds.needed - ROUNDING:
                near = [earlier for earlier in alive if self._left(earlier, event.moment) > 0]
                hot = Hot(event.moment, None, near, peak=level, first=level, soft=soft)
        if hot is not None:
            states.append(self._ended(hot, events, len(events)))
        return states

    def tilt(self, events: Sequence[Event], now: datetime) -> float:
        """One less the product of what each behaviour leaves: ``1 - prod(1 - score * exp(-age / fading))``."""
        calm = 1.0
        for event in reversed(events):
            left = self._left(event, now)
            if left == 0:
                break
            calm *= 1 - event.score * left
        return 1 - calm

    def _left(self, event: Event, now: datetime) -> float:
        """How much of a behaviour is left; 0 once it is forgotten."""
        age = (now - event.moment).total_seconds() / self.thresholds.fading
        if age <= FORGOTTEN:
            return exp(-age)
        return 0.0

    def _lasts(self, events: Sequence[Event], now: datetime) -> bool:
        """Whether a hot state is still one: the quiet time is not over, or the tilt has not fallen to calm."""
        quiet = (now - events[-1].moment).total_seconds()
        if quiet < self.thresholds.quiet:
            return True
        return self.tilt(events, now) > self.thresholds.calm

    def _ended(self, hot: Hot, events: Sequence[Event], place: int) -> Hot:
        """The state with its end: when it was calm after the last behaviour before ``place``, to the second."""
        alive = events[max(0, place - MOST_ALIVE) : place]
        latest = alive[-1].moment.timestamp()
        low = latest + self.thresholds.quiet
        high = latest + self.thresholds.fading * FORGOTTEN
        if self._lasts(alive, moment(low)):
            while high - low > 1:
                middle = (low + high) / 2
                if self._lasts(alive, moment(middle)):
                    low = middle
                else:
                    high = middle
            low = high
        hot.until = moment(low)
        return hot

    def soft(self, context: Context, event: Event) -> float:
        """What the day's loss, the check-in and words add; never enough by themselves."""
        at = self.thresholds
        calm = 1 - at.limit_weight * _share_of_limit(context, event)
        check_in = context.check_ins.get(event.session)
        if check_in is not None and check_in.time <= event.moment:
            calm *= 1 - at.check_in_weight * _is_poor(check_in)
        forgotten = timedelta(seconds=at.fading * FORGOTTEN)
        first = bisect_left(context.cues, event.moment - forgotten, key=lambda cue: cue.time)
        after = bisect_right(context.cues, event.moment, key=lambda cue: cue.time)
        for cue in context.cues[first:after]:
            age = (event.moment - cue.time).total_seconds()
            weight = at.cue_weight * min(1.0, cue.strength)
            calm *= 1 - weight * exp(-age / at.fading)
        return min(at.soft_most, 1 - calm)

    def _event(self, context: Context, hot: Hot) -> Event:
        frame, until = context.frame, hot.until
        assert until is not None, "every state has been given its end"
        cause = next(event for event in reversed(hot.evidence) if event.moment == hot.since)
        anchor = frame.row(cause.position_ids[0])
        behaviours = sorted({str(event.detector) for event in hot.evidence})
        inside = _entered_while_hot(context, hot.since, until, anchor)
        evidence = {frame.row(event.position_ids[0]) for event in hot.evidence}
        rows = dict.fromkeys([anchor, *sorted(evidence), *inside])
        inputs: Inputs = {
            "tilt": hot.first,
            "peak": hot.peak,
            "soft_evidence": hot.soft,
            "seen": len(hot.evidence),
            "behaviours": ", ".join(behaviours),
            "until": until.isoformat(),
            "entered_while_hot": len(inside),
        }
        sighting = Sighting(
            rows=list(rows)[:MOST_EVIDENCE],
            at=hot.since.timestamp(),
            inputs=inputs,
            effect=hot.peak,
            unit="tilt",
            score=hot.peak,
            distance=_distance(hot.peak),
            guards=("soft_evidence_alone", "session_of_its_own"),
            anchors=(frame.positions[anchor].id, cause.detector),
        )
        return event_of(self, context, sighting)

    def traits(self, context: Context) -> list[Trait]:
        """Mean R inside and outside of hot states."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against what was entered while calm."""
        return against_calm(context, events)

    def measured(self, context: Context) -> int:
        """Positions so far."""
        return len(context.frame)


def _behaviours_by_session(context: Context, start: datetime) -> Iterator[list[Event]]:
    """Behaviours that are not disputed, in the order of time, of each session in which one is since a moment."""
    earliest = start - timedelta(seconds=LONGEST_SESSION)
    behaviours: list[Event] = []
    for kind in BEHAVIOURS:
        known = context.events.get(kind, [])
        first = bisect_left(known, earliest, key=lambda event: event.moment)
        behaviours += [event for event in known[first:] if event.key not in context.disputed]
    touched = {event.session for event in behaviours if event.moment >= start}
    behaviours = [event for event in behaviours if event.session in touched]
    behaviours.sort(key=lambda event: (event.session, event.moment, event.detector, event.key))
    for _, of_session in groupby(behaviours, key=lambda event: event.session):
        yield list(of_session)


def _share_of_limit(context: Context, event: Event) -> float:
    """How much of the daily limit was lost in the session when something happened, 0 to 1."""
    frame = context.frame
    rank = int(np.searchsorted(frame.exits, event.moment.timestamp(), "right"))
    if rank == 0:
        return 0.0
    last = frame.order[rank - 1]
    if frame["left"][last] != event.session.toordinal():
        return 0.0
    lost = -float(frame["day_share"][last])
    return min(1.0, max(0.0, lost))


def _is_poor(check_in: CheckInRecord) -> bool:
    """Whether a measure of a check-in is poor; stress is one where it is high."""
    measures = [check_in.mood, check_in.energy, check_in.focus]
    if check_in.stress:
        measures.append(6 - check_in.stress)
    return any(measure is not None and measure <= POOR for measure in measures)


def _entered_while_hot(
    context: Context,
    since: datetime,
    until: datetime,
    anchor: int,
) -> list[int]:
    """Rows of the anchor's session that were entered from a moment on and before another."""
    frame = context.frame
    low = int(np.searchsorted(frame["entry"], since.timestamp(), "left"))
    high = int(np.searchsorted(frame["entry"], until.timestamp(), "left"))
    is_of_session = frame["session"][low:high] == frame["session"][anchor]
    inside = low + np.flatnonzero(is_of_session)
    return [int(row) for row in inside]


def _distance(peak: float) -> float:
    """Tilt as a distance in the own usual: the scores that it is made of are such distances already."""
    return float(np.interp(peak, (0.6, 0.75, 0.9, 1.0), (1.45, 2.81, 4.01, 5.0)))


RULE = Tilt()
