"""What is decided about nudges without input or output: the coin, the effect, and when a kind retires."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from backend.features.coach.nudges.kinds import NudgeMeasure
from backend.features.coach.nudges.models import Feedback, NudgeArm
from backend.quant.aggregates import Moments
from backend.quant.metric import Interval
from backend.quant.statistics import newcombe_interval, welch_interval

HOLD_OUT = 0.5  # a fair coin tells most for the nudges that it costs
COMPARED_LEAST = 10  # outcomes on each side before a difference is spoken of
RETIRED_LEAST = 20  # sent and measured before a kind is judged at all
UNPROVEN_AFTER = 60  # a help that sixty do not show is too small to interrupt anybody for
OPINIONS = 10  # the latest opinions that are looked at
AGAINST = 8  # so many of them against it


class NudgeStanding(StrEnum):
    """Whether a kind of nudge helps a trader."""

    NOT_YET_KNOWN = "not_yet_known"
    HELPS = "helps"
    NO_EFFECT_SHOWN = "no_effect_shown"
    RETIRED = "retired"


class RetiredBecause(StrEnum):
    """Why a kind retires."""

    HARMS = "harms"  # the whole interval is on the wrong side
    TOO_SMALL = "too_small"  # even its best end is not worth an interruption
    UNPROVEN = "unproven"
    NOT_WANTED = "not_wanted"


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference of outcomes; in the measure's own unit and sign.

    Attributes:
        n, n_other: outcomes on each side.
        interval: null below ten on a side, or where nothing varies.
    """

    value: float | None
    n: int
    n_other: int
    interval: Interval | None

    def benefit(self, measure: NudgeMeasure) -> tuple[float, float] | None:
        """The interval with its sign turned so that more is better."""
        if self.interval is None:
            return None
        ends = (measure.sign * self.interval.low, measure.sign * self.interval.high)
        return min(ends), max(ends)


@dataclass(frozen=True, slots=True)
class Retirement:
    """Why a kind retires, in a word and in a sentence."""

    because: RetiredBecause
    said: str


def coin(seed: str, kind: str, occasion: str) -> tuple[float, NudgeArm]:
    """The draw for an occasion, in [0, 1), and what it means; the same seed always draws the same."""
    drawn = hashlib.sha256(f"{seed}:{kind}:{occasion}".encode()).digest()
    draw = int.from_bytes(drawn[:6]) / 2**48
    return draw, NudgeArm.WITHHELD if draw < HOLD_OUT else NudgeArm.SENT


def effect(measure: NudgeMeasure, outcomes: Sequence[float], others: Sequence[float]) -> Effect:
    """How much higher the outcomes are than the others: Newcombe's interval for shares, Welch's for figures."""
    n, n_other = len(outcomes), len(others)
    if not n or not n_other:
        return Effect(None, n, n_other, None)
    value = float(np.mean(outcomes) - np.mean(others))
    if min(n, n_other) < COMPARED_LEAST:
        return Effect(value, n, n_other, None)
    if measure.is_share:
        return Effect(
            value,
            n,
            n_other,
            newcombe_interval(int(sum(outcomes)), n, int(sum(others)), n_other),
        )
    treated, other = (Moments.of(np.array(side, dtype=np.float64)) for side in (outcomes, others))
    return Effect(value, n, n_other, welch_interval(treated, other))


def chosen_effect(against_withheld: Effect, against_before: Effect) -> Effect:
    """The comparison that counts: the coin's, once both of its sides have ten outcomes; else the one with before."""
    if against_withheld.interval is not None:
        return against_withheld
    return against_before


def retirement(
    measure: NudgeMeasure,
    sent: int,
    effect: Effect,
    opinions: Sequence[str],
) -> Retirement | None:
    """Whether a kind of nudge retires for a trader.

    Args:
        measure: of its outcomes.
        sent: nudges of it that were sent and measured since the trader last wanted it.
        effect: the comparison that counts.
        opinions: what the trader said of them, latest first.
    """
    latest = opinions[:OPINIONS]
    if (
        len(latest) == OPINIONS
        and sum(opinion != Feedback.HELPFUL for opinion in latest) >= AGAINST
    ):
        return Retirement(
            RetiredBecause.NOT_WANTED,
            f"{AGAINST} of your last {OPINIONS} opinions were against it.",
        )
    benefit = effect.benefit(measure)
    if sent < RETIRED_LEAST or benefit is None:
        return None
    low, high = benefit
    figures = f"the difference lies between {low:+.2f} and {high:+.2f} (95 %), where more is better"
    if high < 0:
        return Retirement(RetiredBecause.HARMS, f"It made things worse: {figures}.")
    if high < measure.least:
        return Retirement(
            RetiredBecause.TOO_SMALL,
            f"It changes too little to interrupt you for: {figures}.",
        )
    if sent >= UNPROVEN_AFTER and low <= 0:
        return Retirement(
            RetiredBecause.UNPROVEN,
            f"After {sent} of them no help shows: {figures}.",
        )
    return None


def standing(measure: NudgeMeasure, effect: Effect, *, is_retired: bool) -> NudgeStanding:
    """Whether it helps, as far as it is known."""
    if is_retired:
        return NudgeStanding.RETIRED
    benefit = effect.benefit(measure)
    if benefit is None:
        return NudgeStanding.NOT_YET_KNOWN
    if benefit[0] > 0:
        return NudgeStanding.HELPS
    return NudgeStanding.NO_EFFECT_SHOWN
