"""Overtrading: more decisions in a session than the trader's own usual, or beyond the point where they stop to pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from math import floor, isfinite, nan, sqrt
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING, Trail, Usual, habit, usual
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import Context, Sessions
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.events import (
    MINIMUM,
    MOST_EVIDENCE,
    Baseline,
    BehaviourCost,
    Detector,
    Event,
    Inputs,
    Trait,
)
from backend.quant.behaviour.frame import trail_before
from backend.quant.behaviour.record import RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import shown_or_null
from backend.quant.behaviour.terms import EffectUnit
from backend.quant.behaviour.traits import overtrading as tests
from backend.quant.behaviour.traits.common import stats
from backend.quant.metric import FloatArray, IntArray
from backend.quant.statistics import CONFIDENCE

BUCKETS = (3, 6)  # decisions 1 to 3, 4 to 6, 7 and more
ALIKE = 0.25  # decisions: the same number, in a market as wide as usual or nearly
BROKEN, BEYOND = 0.6, 0.3  # scores of a declared limit that was broken, and of the own usual alone
LOOK_BACK = 500  # closed positions that the stop point is read from


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of field notes e3.

    Attributes:
        distance: robust z of the number of decisions in a session.
        floor: the least spread: one decision.
        late: positions in the last bucket that are needed before a stop point is named.
        strictness: 0 to 1, from the trader's answers: raises ``distance`` up to double.
    """

    distance: float = 2.5
    floor: float = 1.0
    late: int = 20
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The robust z from which an event is one."""
        return self.distance * (1 + self.strictness)


@dataclass(frozen=True, slots=True)
class Overtrading:
    """The detector of field notes e3. One event a session, at the entry that was one too many."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.OVERTRADING
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = ()
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:  # noqa: ARG002
        """Nothing: what counts is how many."""
        return ()

    def judge(self, context: Context, since: float) -> list[Event]:
        """Sessions in which the own usual number, the declared one, or the stop point was passed."""
        frame, table = context.frame, context.sessions
        keys = np.unique(frame["session"][frame.rows_since(since)])
        places = np.searchsorted(table.keys, keys)
        trail, own, often = self._usual(context, places)
        first, market_range = table.first[places], table.range[places]
        declared = context.limits("trades_a_day", first)
        most_usual = (own.centre + self.thresholds.needed * own.spread) * market_range
        by_usual = np.ceil(most_usual - ROUNDING) - 1
        by_habit = np.floor(often * market_range + ROUNDING)
        usual_at_most = np.fmax(by_usual, by_habit)
        counts = table.count[places]
        events = []
        for i in np.flatnonzero(counts > min(BUCKETS)).tolist():
            stop_point = self.stop_point(context, float(first[i]))
            allowed = np.array([usual_at_most[i], declared[i], stop_point])
            if counts[i] > np.nanmin(np.append(allowed, np.inf)):
                usual_of = (trail[i], own, i)
                events += self._events(context, int(places[i]), allowed, usual_of, since)
        return self._few(context, places, declared, (trail, own), since, events)

    def _few(
        self,
        context: Context,
        places: IntArray,
        declared: FloatArray,
        usual_of: tuple[list[Trail], Usual],
        since: float,
        events: list[Event],
    ) -> list[Event]:
        """Also sessions of three decisions and less, which only a declared limit can find too many.

        ``places`` of sessions and the limits ``declared`` for them: shape ``(sessions,)``.
        """
        counts = context.sessions.count[places]
        trails, own = usual_of
        is_beyond = (counts <= min(BUCKETS)) & (counts > declared)
        for i in np.flatnonzero(is_beyond).tolist():
            allowed = np.array([np.nan, declared[i], np.nan])
            compared = (trails[i], own, i)
            events += self._events(context, int(places[i]), allowed, compared, since)
        return events

    def _usual(self, context: Context, places: IntArray) -> tuple[list[Trail], Usual, FloatArray]:
        """The own number of decisions, and the most that is often had: of the same weekday where 20 such are known.

        ``places`` of sessions, and the most for each, in decisions of a usual market: shape ``(sessions,)``.
        """
        table, at = context.sessions, self.thresholds
        keys = table.keys.astype(np.float64)
        counts = table.count / table.range
        moments = keys[places]
        first = int(places[0]) if len(places) else 0
        weekday = ((table.keys + 6) % 7).astype(np.int64)
        every = trail_before(first, lambda low: (keys[low:], counts[low:]))
        own = usual(every, moments, at.floor)
        often = habit(every, moments, ALIKE)
        trails = [every] * len(places)
        weekday_of_place = weekday[places]
        for day in np.unique(weekday_of_place).tolist():
            trail = trail_before(first, partial(_on, table, weekday, day))
            here = np.flatnonzero(weekday_of_place == day)
            like = usual(trail, moments[here], at.floor)
            is_known = like.known >= MINIMUM
            better = here[is_known]
            for name in Usual.__slots__:
                getattr(own, name)[better] = getattr(like, name)[is_known]
            often[better] = habit(trail, moments[here], ALIKE)[is_known]
            for i in better.tolist():
                trails[i] = trail
        return trails, own, often

    def _events(
        self,
        context: Context,
        place: int,
        allowed: FloatArray,
        usual_of: tuple[Trail, Usual, int],
        since: float,
    ) -> list[Event]:
        """The event of a session, if the entry that was one too many is since the moment; else none.

        ``allowed`` are decisions: the usual most, the declared limit and the stop point, shape ``(3,)``; nan without one.
        """
        frame, table = context.frame, context.sessions
        trail, own, i = usual_of
        most_usual, limit, stop_point = allowed.tolist()
        key, count = int(table.keys[place]), float(table.count[place])
        first = floor(float(np.nanmin(allowed))) + 1
        is_too_many = (frame["session"] == key) & (frame["ordinal"] >= first)
        rows = np.flatnonzero(is_too_many).tolist()
        if not rows or frame["entry"][rows[0]] < since:
            return []
        market_range = float(table.range[place])
        distance = float((count / market_range - own.centre[i]) / own.spread[i])
        is_broken = isfinite(limit) and count > limit
        effect = count - limit
        unit: EffectUnit = "decisions"
        score = BROKEN if is_broken else BEYOND
        if isfinite(distance):
            effect, unit = distance, "robust_z"
            score = max(score, distance / (2 * self.thresholds.distance))
        inputs: Inputs = {
            "decisions": count,
            "beyond": len(rows),
            "usual_at_most": most_usual,
            "declared": limit,
            "stop_point": stop_point,
            "market_range": market_range,
        }
        sighting = Sighting(
            rows=rows[:MOST_EVIDENCE],
            at=float(frame["entry"][rows[0]]),
            inputs=inputs,
            effect=effect,
            unit=unit,
            score=score,
            distance=distance,
            baseline=_baseline(trail, own, i),
            declared=("trades_a_day",) if is_broken else (),
            guards=("decisions_not_fills", "automated", "market_range"),
            learning=bool(own.known[i] < MINIMUM),
        )
        return [event_of(self, context, sighting)]

    def stop_point(self, context: Context, moment: float) -> float:
        """The last decision of a session that still paid, by what was closed before a moment; nan: none is known.

        It is the end of the last bucket whose interval of mean R reaches above zero. A record in which nothing pays
        has no stop point: then the number of trades is not what is wrong.
        """
        frame = context.frame
        known = int(np.searchsorted(frame.exits, moment, "left"))
        rows = frame.order[max(0, known - LOOK_BACK) : known]
        r, ordinal = frame["r"][rows], frame["ordinal"][rows]
        there = np.isfinite(r) & np.isfinite(ordinal)
        r, ordinal = r[there], ordinal[there]
        is_early = ordinal <= BUCKETS[0]
        is_late = ordinal > BUCKETS[1]
        late = r[is_late]
        if len(late) < self.thresholds.late or _may_pay(late):
            return nan
        if _may_pay(r[~is_early & ~is_late]):
            return BUCKETS[1]
        if _may_pay(r[is_early]):
            return BUCKETS[0]
        return nan

    def traits(self, context: Context) -> list[Trait]:
        """Expectancy by order, costs, share without a plan, busy days against quiet ones."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against all other positions."""
        return against_others(context, events)

    def measured(self, context: Context) -> int:
        """Sessions so far."""
        return len(context.sessions.keys)


def _on(table: Sessions, weekday: IntArray, day: int, low: int) -> tuple[FloatArray, FloatArray]:
    """The sessions of one weekday from place ``low`` on.

    Args:
        table: all sessions.
        weekday: of each session, 0 is Monday, shape ``(sessions,)``.
        day: the weekday.
        low: the first place.

    Returns:
        Ordinals of days, and decisions over the range of the market, nan on other weekdays; both of shape
        ``(sessions - low,)``.
    """
    counts = table.count[low:] / table.range[low:]
    return table.keys[low:].astype(np.float64), np.where(weekday[low:] == day, counts, np.nan)


def _baseline(trail: Trail, own: Usual, place: int) -> Baseline:
    """The sessions that the one at ``place`` was compared with, their times as midnight UTC."""
    since = until = None
    known = int(own.known[place])
    if known > 0:
        first, last = trail.span(known)
        since, until = _midnight(first), _midnight(last)
    return Baseline(
        n=int(own.n[place]),
        since=since,
        until=until,
        centre=shown_or_null(own.centre[place]),
        spread=shown_or_null(own.spread[place]),
    )


def _midnight(ordinal: float) -> datetime:
    day = date.fromordinal(int(ordinal))
    return datetime.combine(day, time(), UTC)


def _may_pay(r: FloatArray) -> bool:
    """Whether the 95 % interval of the mean (Student) reaches above zero; where there is none it may.

    ``r`` are results in R, shape ``(positions,)``.
    """
    n = len(r)
    if n < 2:
        return True
    deviation = float(r.std(ddof=1))
    if deviation == 0:
        return True
    reach = _student(n - 1) * deviation / sqrt(n)
    return float(r.mean()) + reach > 0


@lru_cache(maxsize=LOOK_BACK)
def _student(freedom: int) -> float:
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom))


RULE = Overtrading()
