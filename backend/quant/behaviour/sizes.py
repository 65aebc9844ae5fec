"""How large each position was beside the trader's own: the risk of its first decision, by its logarithm."""

from dataclasses import dataclass
from math import isnan

import numpy as np

from backend.quant.behaviour.baseline import Trail, Usual, is_habit, usual
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.events import Baseline
from backend.quant.behaviour.frame import moment
from backend.quant.metric import Flags, FloatArray, IntArray

SPREAD_FLOOR = (
    0.12  # a trader whose risk never differs by more than rounding to whole contracts: 12 per cent
)
ALIKE = SPREAD_FLOOR / 4  # the same number of contracts, while stops and equity differ a little
DIGITS = 9  # of a ratio: twice is twice, whatever the logarithms of a currency are


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of some rows.

    Attributes:
        known: positions of known risk before, shape ``(rows,)``.
        ratio: risk over the own median risk; nan while learning or without a risk.
        distance: robust z of the logarithm of the risk.
        habitual: the trader often risks as much.
    """

    known: IntArray
    ratio: FloatArray
    distance: FloatArray
    habitual: Flags
    centre: FloatArray
    spread: FloatArray
    in_ratio: Flags
    trails: tuple[Trail, Trail]

    def baseline(self, place: int) -> Baseline:
        """What the row at ``place`` was compared with; centre and spread are of the logarithm."""
        own = Usual(self.known, self.centre, self.spread)
        return baseline_of(self.trails[0] if self.in_ratio[place] else self.trails[1], own, place)


def sizes(context: Context, since: float) -> Sizes:
    """Sizes of the rows entered since a moment: as a ratio of equity, in money where no equity is known."""
    frame = context.frame
    rows = frame.rows_since(since)
    by_ratio = frame.entered_trail("log_ratio", since)
    by_money = frame.entered_trail("log_money", since)
    moments = frame["entry"][rows]
    ratio, money = usual(by_ratio, moments, SPREAD_FLOOR), usual(by_money, moments, SPREAD_FLOOR)
    has_ratio = np.isfinite(frame["log_ratio"][rows])
    values = np.where(has_ratio, frame["log_ratio"][rows], frame["log_money"][rows])
    usual_size = Usual(
        np.where(has_ratio, ratio.known, money.known),
        np.where(has_ratio, ratio.centre, money.centre),
        np.where(has_ratio, ratio.spread, money.spread),
    )
    return Sizes(
        usual_size.known,
        np.asarray(np.round(np.exp(values - usual_size.centre), DIGITS), dtype=np.float64),
        usual_size.distance(values),
        np.where(
            has_ratio,
            is_habit(by_ratio, moments, values, ALIKE),
            is_habit(by_money, moments, values, ALIKE),
        ),
        usual_size.centre,
        usual_size.spread,
        has_ratio,
        (by_ratio, by_money),
    )


def baseline_of(trail: Trail, own: Usual, place: int) -> Baseline:
    """The window that the moment at ``place`` was compared with."""
    known = int(own.known[place])
    if known == 0:
        return Baseline(0)
    since, until = trail.span(known)
    centre, spread = shown_or_null(own.centre[place]), shown_or_null(own.spread[place])
    return Baseline(len(trail.last(known)), moment(since), moment(until), centre, spread)


def shown_or_null(value: float | None) -> float | None:
    """A figure rounded; null for nan."""
    if value is None or isnan(value):
        return None
    return round(float(value), 6)
