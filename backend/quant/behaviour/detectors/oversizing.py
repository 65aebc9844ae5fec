"""Oversizing: more at risk than the trader's own usual, or than the own rule allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import BILLIONTH, Context
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.events import MINIMUM, BehaviourCost, Detector, Event, Quality, Trait
from backend.quant.behaviour.record import RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import sizes
from backend.quant.behaviour.traits import oversizing as tests
from backend.quant.metric import Flags, FloatArray, IntArray

BROKEN = 0.5  # score of an own limit that was broken: one is no tilt by itself, two together are
FAMILY_LOOK_BACK = 500  # positions entered before, among which the open ones are looked for


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of field notes e4.

    Attributes:
        distance: robust z of the logarithm of the risk; with its least spread 35 % above the own median at least.
        strictness: 0 to 1, from the trader's answers: raises ``distance`` up to double.
    """

    distance: float = 2.5
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The robust z from which an event is one."""
        return self.distance * (1 + self.strictness)


@dataclass(frozen=True, slots=True)
class Oversizing:
    """The detector of field notes e4."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.OVERSIZING
    version: ClassVar[int] = 2
    columns: ClassVar[tuple[str, ...]] = ("laddered",)
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:  # noqa: ARG002
        """Whether the size is within a ladder that was planned before."""
        if basics.plan is None or not basics.plan.ladder:
            return (0.0,)
        return (basics.quantity <= float(sum(rung.quantity for rung in basics.plan.ladder)),)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Entries with a risk far above the own median, or above a declared limit."""
        frame, at = context.frame, self.thresholds
        rows, moments = frame.rows_since(since), frame["entry"][frame.rows_since(since)]
        measured = sizes(context, since)
        large = (measured.distance >= at.needed - ROUNDING) & ~measured.habitual
        large &= (
            (frame["automated"][rows] == 0) & (frame["laddered"][rows] == 0) & (rows >= MINIMUM)
        )
        risk, money = np.exp(frame["log_ratio"][rows]), np.exp(frame["log_money"][rows])
        open_risk = self._open_risk(context, rows)
        against = {"most_risk": risk, "most_risk_amount": money, "most_open_risk": open_risk}
        limits = {name: context.limits(name, moments) for name in against}
        broken = {name: _above(values, limits[name]) for name, values in against.items()}
        flagged = large | np.logical_or.reduce([*broken.values()])
        events = []
        for place in np.flatnonzero(flagged).tolist():
            row, distance = int(rows[place]), float(measured.distance[place])
            declared = tuple(name for name, flags in broken.items() if flags[place])
            beyond = max(
                (float(against[name][place] / limits[name][place]) for name in declared),
                default=0.0,
            )
            known = not np.isnan(distance)
            events.append(
                event_of(
                    self,
                    context,
                    Sighting(
                        rows=[row],
                        at=float(moments[place]),
                        inputs={
                            "risk": float(risk[place]),
                            "risk_amount": float(money[place]),
                            "size_ratio": float(measured.ratio[place]),
                            "open_risk": float(open_risk[place]),
                            "family_open_risk": self._family_risk(context, row),
                            **{
                                f"limit_{name}": float(limit[place])
                                for name, limit in limits.items()
                            },
                        },
                        effect=distance if known else beyond,
                        unit="robust_z" if known else "times_the_limit",
                        score=max(distance / 5 if known else 0.0, BROKEN if declared else 0.0),
                        distance=distance,
                        habitual=bool(measured.habitual[place]),
                        baseline=measured.baseline(int(place)),
                        declared=declared,
                        guards=("risk_not_lots", "planned_ladder", "automated"),
                        quality=Quality.LOWER if frame["stands_in"][row] else Quality.FULL,
                        learning=row < MINIMUM or bool(measured.known[place] < MINIMUM),
                    ),
                )
            )
        return events

    def _open_risk(self, context: Context, rows: IntArray) -> FloatArray:
        """Sum of the risk of all positions held right after each entry, its own included.

        Returns:
            Ratios of equity, shape ``(rows,)``.
        """
        if not any(rules.most_open_risk for rules in context.declared):
            return np.full(len(rows), np.nan)
        frame = context.frame
        risks = np.rint(np.nan_to_num(np.exp(frame["log_ratio"])) * BILLIONTH).astype(np.int64)
        entered = np.cumsum(risks)
        left = np.concatenate([[0], np.cumsum(risks[frame.order])])
        gone = np.searchsorted(frame.exits, frame["entry"][rows], "right")
        return np.asarray((entered[rows] - left[gone]) / BILLIONTH, dtype=np.float64)

    def _family_risk(self, context: Context, row: int) -> float | None:
        """Open risk in instruments that move together with this one, its own included."""
        frame = context.frame
        family, low = frame["family"][row], max(0, row - FAMILY_LOOK_BACK)
        if np.isnan(family):
            return None
        near = slice(low, row + 1)
        held = (frame["family"][near] == family) & (frame["exit"][near] > frame["entry"][row])
        held[-1] = True
        return float(np.nansum(np.exp(frame["log_ratio"][near][held])))

    def traits(self, context: Context) -> list[Trait]:
        """Size by what came before, and whether it creeps up."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against all other positions."""
        return against_others(context, events)

    def measured(self, context: Context) -> int:
        """Positions of known risk."""
        return int(np.isfinite(context.frame["log_money"]).sum())


def _above(values: FloatArray, limits: FloatArray) -> Flags:
    """Which values are above their limits, in one unit, shape ``(rows,)``; a limit that is nan allows all."""
    return np.asarray(values > limits * (1 + ROUNDING))


RULE = Oversizing()
