"""Oversizing: more at risk than the trader's own usual, or than the own rule allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.baseline import ROUNDING
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import BILLIONTH, Context
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.events import (
    MINIMUM,
    BehaviourCost,
    Detector,
    Event,
    Inputs,
    Quality,
    Scalar,
    Trait,
)
from backend.quant.behaviour.record import RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.sizes import Sizes, sizes
from backend.quant.behaviour.terms import EffectUnit
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
class _Risks:
    """Of some rows: their sizes, and what is held against the declared limits, by the name of the limit.

    Attributes:
        against, limits, broken: values, their limits, and whether they are above them; shape ``(rows,)`` each.
    """

    rows: IntArray
    measured: Sizes
    against: dict[str, FloatArray]
    limits: dict[str, FloatArray]
    broken: dict[str, Flags]

    def times_the_limit(self, names: Sequence[str], place: int) -> float:
        """How far beyond the limits of these names the row at ``place`` is, at the most; 0 without one."""
        ratios = [float(self.against[name][place] / self.limits[name][place]) for name in names]
        return max(ratios, default=0.0)


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
        planned = sum(rung.quantity for rung in basics.plan.ladder)
        return (basics.quantity <= float(planned),)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Entries with a risk far above the own median, or above a declared limit."""
        frame = context.frame
        rows = frame.rows_since(since)
        moments = frame["entry"][rows]
        measured = sizes(context, since)
        against = {
            "most_risk": np.exp(frame["log_ratio"][rows]),
            "most_risk_amount": np.exp(frame["log_money"][rows]),
            "most_open_risk": self._open_risk(context, rows),
        }
        limits = {name: context.limits(name, moments) for name in against}
        broken = {name: _above(values, limits[name]) for name, values in against.items()}
        is_large = self._is_large(context, rows, measured)
        flagged = np.logical_or.reduce([is_large, *broken.values()])
        risks = _Risks(rows, measured, against, limits, broken)
        return [self._event(context, risks, place) for place in np.flatnonzero(flagged).tolist()]

    def _is_large(self, context: Context, rows: IntArray, measured: Sizes) -> Flags:
        """Which rows are far above the own usual, shape ``(rows,)``."""
        frame = context.frame
        is_far = measured.distance >= self.thresholds.needed - ROUNDING
        is_meant = (frame["automated"][rows] == 0) & (frame["laddered"][rows] == 0)
        return np.asarray(is_far & ~measured.habitual & is_meant & (rows >= MINIMUM))

    def _event(self, context: Context, risks: _Risks, place: int) -> Event:
        row, measured = int(risks.rows[place]), risks.measured
        declared = tuple(name for name, flags in risks.broken.items() if flags[place])
        distance = float(measured.distance[place])
        effect = distance
        unit: EffectUnit = "robust_z"
        score = distance / 5
        if isnan(distance):
            effect, unit = risks.times_the_limit(declared, place), "times_the_limit"
            score = 0.0
        if declared:
            score = max(score, BROKEN)
        stands_in = context.frame["stands_in"][row] > 0
        sighting = Sighting(
            rows=[row],
            at=float(context.frame["entry"][row]),
            inputs=self._inputs(context, risks, place),
            effect=effect,
            unit=unit,
            score=score,
            distance=distance,
            habitual=bool(measured.habitual[place]),
            baseline=measured.baseline(place),
            declared=declared,
            guards=("risk_not_lots", "planned_ladder", "automated"),
            quality=Quality.LOWER if stands_in else Quality.FULL,
            learning=row < MINIMUM or bool(measured.known[place] < MINIMUM),
        )
        return event_of(self, context, sighting)

    def _inputs(self, context: Context, risks: _Risks, place: int) -> Inputs:
        against = risks.against
        inputs: dict[str, Scalar] = {
            "risk": float(against["most_risk"][place]),
            "risk_amount": float(against["most_risk_amount"][place]),
            "size_ratio": float(risks.measured.ratio[place]),
            "open_risk": float(against["most_open_risk"][place]),
            "family_open_risk": self._family_risk(context, int(risks.rows[place])),
        }
        for name, limit in risks.limits.items():
            inputs[f"limit_{name}"] = float(limit[place])
        return inputs

    def _open_risk(self, context: Context, rows: IntArray) -> FloatArray:
        """Sum of the risk of all positions held right after each entry, its own included.

        Returns:
            Ratios of equity, shape ``(rows,)``.
        """
        if not any(rules.most_open_risk for rules in context.declared):
            return np.full(len(rows), np.nan)
        frame = context.frame
        ratios = np.nan_to_num(np.exp(frame["log_ratio"]))
        risks = np.rint(ratios * BILLIONTH).astype(np.int64)
        entered = np.cumsum(risks)
        left = np.concatenate([[0], np.cumsum(risks[frame.order])])
        gone = np.searchsorted(frame.exits, frame["entry"][rows], "right")
        held = entered[rows] - left[gone]
        return np.asarray(held / BILLIONTH, dtype=np.float64)

    def _family_risk(self, context: Context, row: int) -> float | None:
        """Open risk in instruments that move together with this one, its own included."""
        frame = context.frame
        family = frame["family"][row]
        if np.isnan(family):
            return None
        near = slice(max(0, row - FAMILY_LOOK_BACK), row + 1)
        is_held = frame["exit"][near] > frame["entry"][row]
        held = is_held & (frame["family"][near] == family)
        held[-1] = True
        ratios = np.exp(frame["log_ratio"][near][held])
        return float(np.nansum(ratios))

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
