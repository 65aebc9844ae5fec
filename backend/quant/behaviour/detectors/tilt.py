"""Tilt: behaviours that come together and fade with time; hot until it has been calm for a while."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
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
from backend.quant.behaviour.events import MOST_EVIDENCE, BehaviourCost, Detector, Event, Trait
from backend.quant.behaviour.frame import moment
from backend.quant.behaviour.record import RoundTrip
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
        behaviours, earliest = list[Event](), start - timedelta(seconds=LONGEST_SESSION)
        for kind in BEHAVIOURS:
            known = context.events.get(kind, [])
            behaviours += known[bisect_left(known, earliest, key=lambda event: event.moment) :]
        behaviours = [event for event in behaviours if event.key not in context.disputed]
        touched = {event.session for event in behaviours if event.moment >= start}
        behaviours = [event for event in behaviours if event.session in touched]
        behaviours.sort(key=lambda event: (event.session, event.moment, event.detector, event.key))
        events = []
        for _, of_session in groupby(behaviours, key=lambda event: event.session):
            hot = self.hot_states(context, list(of_session))
            events += [self._event(context, state) for state in hot if state.since >= start]
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
            level = 1 - (1 - self.tilt(alive, event.moment)) * (1 - soft)
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
        return quiet < self.thresholds.quiet or self.tilt(events, now) > self.thresholds.calm

    def _ended(self, hot: Hot, events: Sequence[Event], place: int) -> Hot:
        """The state with its end: when it was calm after the last behaviour before ``place``, to the second."""
        alive = events[max(0, place - MOST_ALIVE) : place]
        low = alive[-1].moment.timestamp() + self.thresholds.quiet
        high = alive[-1].moment.timestamp() + self.thresholds.fading * FORGOTTEN
        if self._lasts(alive, moment(low)):
            while high - low > 1:
                middle = (low + high) / 2
                low, high = (middle, high) if self._lasts(alive, moment(middle)) else (low, middle)
            low = high
        hot.until = moment(low)
        return hot

    def soft(self, context: Context, event: Event) -> float:
        """What the day's loss, the check-in and words add; never enough by themselves."""
        at, calm, now = self.thresholds, 1.0, event.moment.timestamp()
        frame = context.frame
        rank = int(np.searchsorted(frame.exits, now, "right"))
        if rank and frame["left"][frame.order[rank - 1]] == event.session.toordinal():
            calm *= 1 - at.limit_weight * min(
                1.0,
                max(0.0, -float(frame["day_share"][frame.order[rank - 1]])),
            )
        check_in = context.check_ins.get(event.session)
        if check_in is not None and check_in.time <= event.moment:
            measures = (
                check_in.mood,
                check_in.energy,
                check_in.focus,
                6 - check_in.stress if check_in.stress else None,
            )
            calm *= 1 - at.check_in_weight * any(
                measure is not None and measure <= POOR for measure in measures
            )
        forgotten = timedelta(seconds=at.fading * FORGOTTEN)
        first = bisect_left(context.cues, event.moment - forgotten, key=lambda cue: cue.time)
        for cue in context.cues[
            first : bisect_right(context.cues, event.moment, key=lambda cue: cue.time)
        ]:
            age = (event.moment - cue.time).total_seconds()
            calm *= 1 - at.cue_weight * min(1.0, cue.strength) * exp(-age / at.fading)
        return min(at.soft_most, 1 - calm)

    def _event(self, context: Context, hot: Hot) -> Event:
        frame, until = context.frame, hot.until
        evidence = dict.fromkeys(event.position_ids[0] for event in reversed(hot.evidence))
        rows = [frame.row(key) for key in evidence]
        cause = next(event for event in reversed(hot.evidence) if event.moment == hot.since)
        anchor = frame.row(cause.position_ids[0])
        assert until is not None, "every state has been given its end"
        low = int(np.searchsorted(frame["entry"], hot.since.timestamp(), "left"))
        high = int(np.searchsorted(frame["entry"], until.timestamp(), "left"))
        inside = low + np.flatnonzero(frame["session"][low:high] == frame["session"][anchor])
        rows = list(dict.fromkeys([anchor, *sorted(rows), *inside.tolist()]))
        return event_of(
            self,
            context,
            Sighting(
                rows=rows[:MOST_EVIDENCE],
                at=hot.since.timestamp(),
                inputs={
                    "tilt": hot.first,
                    "peak": hot.peak,
                    "soft_evidence": hot.soft,
                    "seen": len(hot.evidence),
                    "behaviours": ", ".join(
                        sorted({str(event.detector) for event in hot.evidence})
                    ),
                    "until": until.isoformat(),
                    "entered_while_hot": len(inside),
                },
                effect=hot.peak,
                unit="tilt",
                score=hot.peak,
                distance=_distance(hot.peak),
                guards=("soft_evidence_alone", "session_of_its_own"),
                anchors=(frame.positions[anchor].id, cause.detector),
            ),
        )

    def traits(self, context: Context) -> list[Trait]:
        """Mean R inside and outside of hot states."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against what was entered while calm."""
        return against_calm(context, events)

    def measured(self, context: Context) -> int:
        """Positions so far."""
        return len(context.frame)


def _distance(peak: float) -> float:
    """Tilt as a distance in the own usual: the scores that it is made of are such distances already."""
    return float(np.interp(peak, (0.6, 0.75, 0.9, 1.0), (1.45, 2.81, 4.01, 5.0)))


RULE = Tilt()
