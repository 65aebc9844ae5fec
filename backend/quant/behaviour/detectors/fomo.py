"""FOMO: entered beyond the zone, into a run, with too little left to win, in haste."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import ClassVar, NamedTuple

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING, Trail, quantile, usual
from backend.quant.behaviour.basics import Basics, average_exit
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.events import MINIMUM, BehaviourCost, Detector, Event, Inputs, Trait
from backend.quant.behaviour.record import PlanKind, RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import baseline_of
from backend.quant.behaviour.terms import EffectUnit
from backend.quant.behaviour.traits import fomo as tests

SIGNS: tuple[tuple[str, EffectUnit], ...] = (
    ("chase", "R"),
    ("run", "range"),
    ("shortfall", "ratio"),
)

RUNNING = (PlanKind.BREAKOUT, PlanKind.MOMENTUM)
EXITS_BACK = 200  # earlier exits of the session among which one of the same kind is looked for


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits and weights of field notes e2.

    Attributes:
        chase: R beyond the far edge of the zone.
        extension: of the run before an entry without a plan, over the market's range; and ``rare`` of the own ones.
        rapid: seconds from the first picture or message to the entry.
        score: any of the first three and one more reach it.
        strictness: 0 to 1, from the trader's answers: how much of the way from ``score`` to 1 is asked for.
    """

    chase: float = 0.33
    extension: float = 1.5
    rare: float = 0.95
    rapid: float = 60.0
    chase_points: float = 0.40
    extension_points: float = 0.40
    reward_points: float = 0.30
    rapid_points: float = 0.25
    again_points: float = 0.25
    score: float = 0.55
    chase_floor: float = 0.15  # R: a few ticks
    extension_floor: float = 0.30
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The score from which an event is one."""
        return self.score + self.strictness * (1 - self.score)


class _Signs(NamedTuple):
    """What speaks for a chase; the first that is seen is the one that is measured."""

    chased: bool
    extended: bool
    too_little_left: bool
    rapid: bool
    again: bool


@dataclass(frozen=True, slots=True)
class Fomo:
    """The detector of field notes e2."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.FOMO
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = (
        "chase",
        "chased",
        "run",
        "shortfall",
        "rapid",
        "price",
        "out",
    )
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:
        """How far beyond the zone, into what run, with which reward missing, how fast."""
        chase, allowed = self._chase(position, basics)
        is_chased = chase > max(self.thresholds.chase, allowed) + ROUNDING
        run = out = nan
        extension = position.market.extension
        if basics.plan is None and extension is not None:
            run = extension
        if basics.exit < inf:
            out = average_exit(position)
        shortfall = self._shortfall(basics)
        is_rapid = self._is_rapid(position, basics)
        return chase, is_chased, run, shortfall, is_rapid, basics.price, out

    def _is_rapid(self, position: RoundTrip, basics: Basics) -> bool:
        """Whether it was entered as soon as it came to mind."""
        first = position.first_mentioned
        if first is None or position.checklist_done is True:
            return False
        return 0 <= basics.entry - first.timestamp() < self.thresholds.rapid

    def _chase(self, position: RoundTrip, basics: Basics) -> tuple[float, float]:
        """R beyond the far edge of the zone, and how much of it the plan allows.

        Where the stop was further away than planned, R is what was really at risk; the size is then another matter.
        """
        plan = basics.plan
        if plan is None or plan.zone is None or position.market.gapped_at_entry:
            return nan, 0.0
        lower, upper = plan.zone
        edge = float(upper) if basics.sign > 0 else float(lower)
        unit = abs(edge - float(plan.stop))
        if basics.unit > unit and position.initial_stop is not None:
            further = (float(plan.stop) - float(position.initial_stop)) * basics.sign
            if further > 0:
                unit = basics.unit
        if not unit:
            return nan, 0.0
        chase = max((basics.price - edge) * basics.sign / unit, 0.0)
        if plan.kind not in RUNNING:
            return chase, 0.0
        if plan.extension is None:
            return chase, inf
        return chase, float(plan.extension)

    def _shortfall(self, basics: Basics) -> float:
        """Share of the plan's least reward that was missing at the entry, 0 to 1."""
        plan = basics.plan
        if plan is None or not plan.minimum_reward or not plan.targets or not basics.unit > 0:
            return nan
        furthest = max(float(target) * basics.sign for target in plan.targets)
        target = furthest * basics.sign
        reward = (target - basics.price) * basics.sign / basics.unit
        least = float(plan.minimum_reward)
        missing = (least - reward) / least - ROUNDING
        return min(1.0, max(0.0, missing))

    def judge(self, context: Context, since: float) -> list[Event]:
        """Entries with one of the first three signs and one more."""
        frame, at = context.frame, self.thresholds
        rows = frame.rows_since(since)
        moments = frame["entry"][rows]
        runs = frame.entered_trail("run", since)
        chased = frame["chased"][rows] > 0
        run = frame["run"][rows]
        is_rare = run > quantile(runs, moments, at.rare) + ROUNDING
        extended = (run >= at.extension - ROUNDING) & is_rare
        short = frame["shortfall"][rows] > 0
        rapid = frame["rapid"][rows] > 0
        is_meant = (frame["automated"][rows] == 0) & (rows >= MINIMUM)
        possible = (chased | extended | short) & is_meant
        trails = [frame.entered_trail(name, since) for name in ("chase", "run", "shortfall")]
        events = []
        for place in np.flatnonzero(possible).tolist():
            row = int(rows[place])
            again = self._again(context, row)
            signs = _Signs(
                chased=bool(chased[place]),
                extended=bool(extended[place]),
                too_little_left=bool(short[place]),
                rapid=bool(rapid[place]),
                again=again is not None,
            )
            score = self._score(signs)
            if sum(signs) >= 2 and score >= at.needed - ROUNDING:
                events.append(self._event(context, row, signs, score, again, trails))
        return events

    def _score(self, signs: _Signs) -> float:
        at = self.thresholds
        points = (
            at.chase_points,
            at.extension_points,
            at.reward_points,
            at.rapid_points,
            at.again_points,
        )
        return sum(weight for is_seen, weight in zip(signs, points, strict=True) if is_seen)

    def _event(
        self,
        context: Context,
        row: int,
        signs: _Signs,
        score: float,
        again: int | None,
        trails: list[Trail],
    ) -> Event:
        frame, at = context.frame, self.thresholds
        position = frame.positions[row]
        kind = signs.index(True)
        name, unit = SIGNS[kind]
        floor = at.extension_floor if name == "run" else at.chase_floor
        moment, effect = float(frame["entry"][row]), float(frame[name][row])
        own = usual(trails[kind], np.array([moment]), floor)
        distance = own.distance(np.array([effect]))
        seconds = left_before = None
        if position.first_mentioned is not None:
            seconds = moment - position.first_mentioned.timestamp()
        if again is not None:
            left_before = str(frame.positions[again].id)
        inputs: Inputs = {
            "chased_r": float(frame["chase"][row]),
            "run": float(frame["run"][row]),
            "reward_missing": float(frame["shortfall"][row]),
            "seconds_since_first_mention": seconds,
            "chased": signs.chased,
            "extended": signs.extended,
            "too_little_left": signs.too_little_left,
            "rapid": signs.rapid,
            "entered_again_at_a_worse_price": signs.again,
            "left_before": left_before,
        }
        sighting = Sighting(
            rows=[row],
            at=moment,
            inputs=inputs,
            effect=effect,
            unit=unit,
            score=score,
            distance=float(distance[0]),
            baseline=baseline_of(trails[kind], own, 0),
            guards=("breakout_plan", "wider_stop", "gap_at_open"),
            plan_ids=() if position.plan is None else (position.plan.id,),
        )
        return event_of(self, context, sighting)

    def _again(self, context: Context, row: int) -> int | None:
        """An earlier position of the session, same instrument and direction, that was left at a better price."""
        frame = context.frame
        rank = int(np.searchsorted(frame.exits, frame["entry"][row], "right"))
        earlier = frame.order[max(0, rank - EXITS_BACK) : rank]
        like = earlier != row
        for name in ("instrument", "sign"):
            like &= frame[name][earlier] == frame[name][row]
        like &= frame["left"][earlier] == frame["session"][row]
        if not like.any():
            return None
        last = int(earlier[like][-1])
        worse_by = (frame["price"][row] - frame["out"][last]) * frame["sign"][row]
        if worse_by > 0:
            return last
        return None

    def traits(self, context: Context) -> list[Trait]:
        """What chasing cost, against entries within the zone."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against all other positions."""
        return against_others(context, events)

    def measured(self, context: Context) -> int:
        """Positions with a zone, a run or a least reward."""
        frame = context.frame
        has_zone = np.isfinite(frame["chase"])
        has_run = np.isfinite(frame["run"])
        has_reward = np.isfinite(frame["shortfall"])
        return int((has_zone | has_run | has_reward).sum())


RULE = Fomo()
