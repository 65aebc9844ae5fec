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
from backend.quant.behaviour.traits import revenge as tests
from backend.quant.metric import Flags, FloatArray, IntArray

BROKEN = 0.5  # score of an own pause that was broken: one is no tilt by itself, two together are
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
        return (bool(basics.plan is not None and basics.plan.reenters), basics.plan is not None)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Entries after a loss whose points reach the threshold, and those faster than the own rule."""
        frame, at = context.frame, self.thresholds
        measured = sizes(context, since)
        entries = self._entries(context, since, measured)
        frame["revenge_score"][frame.rows_since(since)] = (
            0.0  # an entry after a win takes no revenge
        )
        frame["revenge_score"][entries.rows] = entries.scores
        trail = frame.entered_trail("revenge_score", since)
        own = usual(trail, frame["entry"][entries.rows], at.floor)
        distance = own.distance(entries.scores)
        often = is_habit(trail, frame["entry"][entries.rows], entries.scores, at.alike)
        cluster = entries.second_loss | entries.bad_day
        sudden, behind = entries.fast | entries.larger, entries.unplanned | entries.same | cluster
        enough = (
            (entries.scores >= at.needed - ROUNDING) & sudden & behind & (entries.rows >= MINIMUM)
        )
        events = []
        for place in np.flatnonzero(enough | entries.declared).tolist():
            row, where, score = (
                int(entries.rows[place]),
                int(entries.places[place]),
                float(entries.scores[place]),
            )
            short = (
                float(entries.pause[place] - entries.gap[place]) / 60
            )  # the own pause alone speaks of a small loss
            events.append(
                event_of(
                    self,
                    context,
                    Sighting(
                        rows=[row],
                        at=float(frame["entry"][row]),
                        inputs=self._inputs(context, entries, int(place), measured.ratio[where]),
                        effect=score if score > 0 else short,
                        unit="score" if score > 0 else "minutes_short",
                        score=max(score, BROKEN if entries.declared[place] else 0.0),
                        distance=float(distance[place]),
                        habitual=bool(often[place]),
                        baseline=baseline_of(trail, own, place),
                        declared=("gap_after_loss",) if entries.declared[place] else (),
                        guards=(
                            "one_position",
                            "planned_reentry",
                            "bracket_rearm",
                            "small_loss",
                            "automated",
                        ),
                        quality=Quality.LOWER if frame["stands_in"][row] else Quality.FULL,
                        learning=row < MINIMUM,
                    ),
                )
            )
        return events

    def _entries(self, context: Context, since: float, measured: Sizes) -> _Entries:
        frame, at = context.frame, self.thresholds
        every = frame.rows_since(since)
        ranks = context.exit_before(every)
        there, last = ranks >= 0, frame.order[ranks] if len(frame.order) else ranks
        patient = context.limits("gap_after_loss", frame["entry"][every])
        gaps = frame["entry"][every] - frame["exit"][last]
        lost = there & (frame["r"][last] <= at.loss + ROUNDING)
        hasty = there & (frame["r"][last] < 0) & (gaps < patient - TICK)
        same, sign = (frame[name][every] == frame[name][last] for name in ("instrument", "sign"))
        rearmed = (gaps <= at.rearm + TICK) & same & sign
        reentry = (frame["reenters"][every] > 0) & (
            frame["committed"][every] <= frame["exit"][last]
        )
        able = (frame["automated"][every] == 0) & ~rearmed & ~reentry
        places = np.flatnonzero((lost | hasty) & able)
        rows, before, gap = every[places], last[places], gaps[places]
        moments = frame["entry"][rows]
        limit = quantile(frame.entered_trail("gap_win", since), moments, at.fast)
        ratio = np.nan_to_num(measured.ratio[places])
        committed = frame["committed"][rows]
        after = committed - frame["exit"][before]
        planned = (committed <= moments) & ~((after > 0) & (after <= at.hurried))
        plans = share(frame.entered_trail("planned", since), moments)
        second, bad = self._cluster(context, rows, ranks[places])
        rarely, same = plans < at.rare_plans, same[places]
        fast, larger, doubled = gap < limit - TICK, ratio >= at.larger, ratio >= at.doubled
        unplanned_points = np.where(rarely, at.same_points, at.unplanned_points)
        scores = (
            fast * at.fast_points
            + np.where(doubled, at.doubled_points, larger * at.larger_points)
            + ~planned * unplanned_points
            + same * at.same_points
            + (second | bad) * at.cluster_points
        )
        scores = np.minimum(np.where(lost[places], scores, 0.0), 1.0)
        columns = (
            rows,
            places,
            before,
            gap,
            limit,
            fast,
            larger,
            doubled,
            ~planned,
            rarely,
            same,
            second,
            bad,
        )
        return _Entries(*columns, hasty[places], patient[places], scores)

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
        before, earlier = frame.order[ranks], frame.order[np.maximum(ranks - 1, 0)]
        session = frame["session"][rows]
        second = (ranks > 0) & (frame["left"][earlier] == session) & (frame["r"][earlier] < 0)
        days, first = context.days, float(session.min()) if len(session) else 0.0

        def losing(low: int) -> tuple[FloatArray, FloatArray]:
            """From a place on the days as ordinals, and R where they lost, else nan; both of shape ``(days,)``."""
            return days.keys[low:].astype(np.float64), np.where(
                days.r[low:] < 0,
                days.r[low:],
                np.nan,
            )

        trail = trail_before(int(np.searchsorted(days.keys, first)), losing)
        usual_loss = quantile(trail, session, 0.5)
        return second, frame["day_r"][before] < at.day * usual_loss - ROUNDING

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


RULE = Revenge()
