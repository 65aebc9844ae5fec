"""Revenge: back in the market after a loss faster or larger than the trader's own, without a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING, is_habit, quantile, share, usual
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.events import (
    MINIMUM,
    BehaviourCost,
    Detector,
    Event,
    Quality,
    Scalar,
    Trait,
)
from backend.quant.behaviour.frame import trail_before
from backend.quant.behaviour.record import RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import Sizes, baseline_of, sizes
from backend.quant.behaviour.terms import EffectUnit, Guard
from backend.quant.behaviour.traits import revenge as tests
from backend.quant.metric import Flags, FloatArray, IntArray

BROKEN = 0.5  # score of an own pause that was broken: one is no tilt by itself, two together are
GUARDS: tuple[Guard, ...] = (
    "one_position",
    "planned_reentry",
    "bracket_rearm",
    "small_loss",
    "automated",
)
TICK = 1e-5  # seconds: a time of today in seconds since 1970 is exact to a quarter of a millionth


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Points and limits of field notes e1.

    Attributes:
        loss: R of a loss that counts.
        fast: quantile of the own gaps after wins.
        rare_plans: below this share of planned positions, an entry without a plan says little, and
            ``unplanned_points`` are those of the same instrument.
        hurried: a plan that was committed after the loss and this soon after it is no plan, seconds.
        rearm: a machine enters again this fast, seconds.
        strictness: 0 to 1, from the trader's answers: how much of the way from ``score`` to 1 is asked for.
    """

    loss: float = -0.5
    fast: float = 0.10
    larger: float = 1.5
    doubled: float = 2.0
    fast_points: float = 0.30
    larger_points: float = 0.25
    doubled_points: float = 0.35
    unplanned_points: float = 0.25
    same_points: float = 0.10
    cluster_points: float = 0.10
    day: float = 1.5
    score: float = 0.55
    rare_plans: float = 0.20
    hurried: float = 120.0
    rearm: float = 3.0
    floor: float = 0.2  # spread of scores: two of the smaller points
    alike: float = 0.05  # a quarter of it
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The score from which an event is one."""
        return self.score + self.strictness * (1 - self.score)


@dataclass(frozen=True, slots=True)
class _Entries:
    """Entries after a loss and what speaks against each, shape ``(entries,)``."""

    rows: IntArray
    places: IntArray  # in the rows since the moment, for sizes
    before: IntArray
    gap: FloatArray
    limit: FloatArray
    fast: Flags
    larger: Flags
    doubled: Flags
    unplanned: Flags
    plans_rarely: Flags
    same: Flags
    second_loss: Flags
    bad_day: Flags
    declared: Flags
    pause: FloatArray
    scores: FloatArray


@dataclass(frozen=True, slots=True)
class Revenge:
    """The detector of field notes e1."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.REVENGE
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = ("reenters", "planned")
    derived: ClassVar[tuple[str, ...]] = ("revenge_score",)

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:  # noqa: ARG002
        """Whether a plan of before the entry is there, and whether it allows to enter again."""
        plan = basics.plan
        if plan is None:
            return (False, False)
        return (bool(plan.reenters), True)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Entries after a loss whose points reach the threshold, and those faster than the own rule."""
        frame, at = context.frame, self.thresholds
        measured = sizes(context, since)
        entries = self._entries(context, since, measured)
        rows, scores = entries.rows, entries.scores
        moments = frame["entry"][rows]
        frame["revenge_score"][frame.rows_since(since)] = 0.0  # after a win there is no revenge
        frame["revenge_score"][rows] = scores
        trail = frame.entered_trail("revenge_score", since)
        own = usual(trail, moments, at.floor)
        distance = own.distance(scores)
        often = is_habit(trail, moments, scores, at.alike)
        cluster = entries.second_loss | entries.bad_day
        sudden = entries.fast | entries.larger
        behind = entries.unplanned | entries.same | cluster
        is_enough = (scores >= at.needed - ROUNDING) & (rows >= MINIMUM)
        flagged = (is_enough & sudden & behind) | entries.declared
        events = []
        for place in np.flatnonzero(flagged).tolist():
            row, ratio = int(rows[place]), measured.ratio[entries.places[place]]
            is_declared = bool(entries.declared[place])
            effect, unit = _effect(entries, place)
            score = float(scores[place])
            if is_declared:
                score = max(score, BROKEN)
            stands_in = frame["stands_in"][row] > 0
            sighting = Sighting(
                rows=[row],
                at=float(moments[place]),
                inputs=self._inputs(context, entries, place, ratio),
                effect=effect,
                unit=unit,
                score=score,
                distance=float(distance[place]),
                habitual=bool(often[place]),
                baseline=baseline_of(trail, own, place),
                declared=("gap_after_loss",) if is_declared else (),
                guards=GUARDS,
                quality=Quality.LOWER if stands_in else Quality.FULL,
                learning=row < MINIMUM,
            )
            events.append(event_of(self, context, sighting))
        return events

    def _entries(self, context: Context, since: float, measured: Sizes) -> _Entries:
        frame, at = context.frame, self.thresholds
        every = frame.rows_since(since)
        ranks = context.exit_before(every)
        there = ranks >= 0
        last = frame.order[ranks] if len(frame.order) else ranks
        entered, left, r = frame["entry"][every], frame["exit"][last], frame["r"][last]
        patient = context.limits("gap_after_loss", entered)
        gaps = entered - left
        lost = there & (r <= at.loss + ROUNDING)
        hasty = there & (r < 0) & (gaps < patient - TICK)
        same = frame["instrument"][every] == frame["instrument"][last]
        sign = frame["sign"][every] == frame["sign"][last]
        rearmed = (gaps <= at.rearm + TICK) & same & sign
        reentry = (frame["reenters"][every] > 0) & (frame["committed"][every] <= left)
        able = (frame["automated"][every] == 0) & ~rearmed & ~reentry
        places = np.flatnonzero((lost | hasty) & able)
        rows, before = every[places], last[places]
        gap, moments = gaps[places], entered[places]
        limit = quantile(frame.entered_trail("gap_win", since), moments, at.fast)
        ratio = np.nan_to_num(measured.ratio[places])
        committed = frame["committed"][rows]
        after = committed - left[places]
        hurried = (after > 0) & (after <= at.hurried)
        unplanned = ~((committed <= moments) & ~hurried)
        plans = share(frame.entered_trail("planned", since), moments)
        second, bad = self._cluster(context, rows, ranks[places])
        rarely, same = plans < at.rare_plans, same[places]
        fast = gap < limit - TICK
        larger, doubled = ratio >= at.larger, ratio >= at.doubled
        size_points = np.where(doubled, at.doubled_points, larger * at.larger_points)
        unplanned_points = np.where(rarely, at.same_points, at.unplanned_points)
        scores = (
            fast * at.fast_points
            + size_points
            + unplanned * unplanned_points
            + same * at.same_points
            + (second | bad) * at.cluster_points
        )
        scores = np.where(lost[places], scores, 0.0)
        return _Entries(
            rows=rows,
            places=places,
            before=before,
            gap=gap,
            limit=limit,
            fast=fast,
            larger=larger,
            doubled=doubled,
            unplanned=unplanned,
            plans_rarely=rarely,
            same=same,
            second_loss=second,
            bad_day=bad,
            declared=hasty[places],
            pause=patient[places],
            scores=np.minimum(scores, 1.0),
        )

    def _cluster(self, context: Context, rows: IntArray, ranks: IntArray) -> tuple[Flags, Flags]:
        """Whether the loss was the second in a row, and whether the day is worse than the own bad days.

        Args:
            context: the record.
            rows: of entries after a loss, shape ``(entries,)``.
            ranks: where in the order of exits the loss before each is, same shape.

        Returns:
            Two of the same shape.
        """
        frame, at = context.frame, self.thresholds
        before = frame.order[ranks]
        earlier = frame.order[np.maximum(ranks - 1, 0)]
        session = frame["session"][rows]
        is_same_day = (ranks > 0) & (frame["left"][earlier] == session)
        second = is_same_day & (frame["r"][earlier] < 0)
        days = context.days
        first = float(session.min()) if len(session) else 0.0

        def losing(low: int) -> tuple[FloatArray, FloatArray]:
            """From a place on the days as ordinals, and R where they lost, else nan; both of shape ``(days,)``."""
            r = days.r[low:]
            return days.keys[low:].astype(np.float64), np.where(r < 0, r, np.nan)

        trail = trail_before(int(np.searchsorted(days.keys, first)), losing)
        usual_loss = quantile(trail, session, 0.5)
        is_bad = frame["day_r"][before] < at.day * usual_loss - ROUNDING
        return second, is_bad

    def _inputs(
        self,
        context: Context,
        entries: _Entries,
        place: int,
        ratio: float,
    ) -> dict[str, Scalar]:
        frame, row, before = context.frame, entries.rows[place], entries.before[place]
        return {
            "gap_minutes": float(entries.gap[place]) / 60,
            "pause_minutes": float(entries.pause[place]) / 60,
            "fast_below_minutes": float(entries.limit[place]) / 60,
            "size_ratio": float(ratio),
            "after": str(frame.positions[before].id),
            "loss_r": float(frame["r"][before]),
            "day_r_before": float(frame["day_r"][before]),
            "fast": bool(entries.fast[place]),
            "larger": bool(entries.larger[place]),
            "unplanned": bool(entries.unplanned[place]),
            "plans_rarely": bool(entries.plans_rarely[place]),
            "same_instrument": bool(entries.same[place]),
            "flipped": bool(frame["sign"][row] != frame["sign"][before]),
            "second_loss": bool(entries.second_loss[place]),
            "bad_day": bool(entries.bad_day[place]),
        }

    def traits(self, context: Context) -> list[Trait]:
        """Gap and size after losses against after wins."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against all other positions."""
        return against_others(context, events)

    def measured(self, context: Context) -> int:
        """Positions so far."""
        return len(context.frame)


def _effect(entries: _Entries, place: int) -> tuple[float, EffectUnit]:
    """The score; or by how many minutes the own pause was cut short, which alone speaks of a small loss."""
    score = float(entries.scores[place])
    if score > 0:
        return score, "score"
    short = entries.pause[place] - entries.gap[place]
    return float(short) / 60, "minutes_short"


RULE = Revenge()
