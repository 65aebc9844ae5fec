"""How large each position was beside the trader's own: the risk of its first decision, by its logarithm."""

from dataclasses import dataclass
from math import isnan

import numpy as np

from backend.quant.behaviour.baseline import Trail, Usual, is_habit, usual
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.events import Baseline
from backend.quant.behaviour.frame import moment
from backend.quant.metric import Flags, FloatArray, IntArray

SPREAD_FLOOR = 0.12  # of a risk that differs by no more than rounding to whole contracts
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
        by_ratio, by_money = self.trails
        trail = by_ratio if self.in_ratio[place] else by_money
        return baseline_of(trail, own, place)


def sizes(context: Context, since: float) -> Sizes:
    """Sizes of the rows entered since a moment: as a ratio of equity, in money where no equity is known."""
    frame = context.frame
    rows = frame.rows_since(since)
    by_ratio = frame.entered_trail("log_ratio", since)
    by_money = frame.entered_trail("log_money", since)
    moments = frame["entry"][rows]
    ratio = usual(by_ratio, moments, SPREAD_FLOOR)
    money = usual(by_money, moments, SPREAD_FLOOR)
    log_ratio, log_money = frame["log_ratio"][rows], frame["log_money"][rows]
    has_ratio = np.isfinite(log_ratio)
    values = np.where(has_ratio, log_ratio, log_money)
    usual_size = Usual(
        np.where(has_ratio, ratio.known, money.known),
        np.where(has_ratio, ratio.centre, money.centre),
        np.where(has_ratio, ratio.spread, money.spread),
    )
    times_usual = np.round(np.exp(values - usual_size.centre), DIGITS)
    habitual_ratio = is_habit(by_ratio, moments, values, ALIKE)
    habitual_money = is_habit(by_money, moments, values, ALIKE)
    return Sizes(
        known=usual_size.known,
        ratio=np.asarray(times_usual, dtype=np.float64),
        distance=usual_size.distance(values),
        habitual=np.where(has_ratio, habitual_ratio, habitual_money),
        centre=usual_size.centre,
        spread=usual_size.spread,
        in_ratio=has_ratio,
        trails=(by_ratio, by_money),
    )


def baseline_of(trail: Trail, own: Usual, place: int) -> Baseline:
    """The window that the moment at ``place`` was compared with."""
    known = int(own.known[place])
    if known == 0:
        return Baseline(0)
    since, until = trail.span(known)
    return Baseline(
        n=len(trail.last(known)),
        since=moment(since),
        until=moment(until),
        centre=shown_or_null(own.centre[place]),
        spread=shown_or_null(own.spread[place]),
    )


def shown_or_null(value: float | None) -> float | None:
    """A figure rounded; null for nan."""
    if value is None or isnan(value):
        return None
    return round(float(value), 6)
