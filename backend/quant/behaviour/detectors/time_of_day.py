"""Time of day: trading again in a part of the session that the trader's own record says does not pay."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.basics import WORDS, Basics
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.events import (
    MOST_EVIDENCE,
    Baseline,
    BehaviourCost,
    Detector,
    Event,
    Inputs,
    Trait,
)
from backend.quant.behaviour.frame import moment
from backend.quant.behaviour.record import MarketPhase, RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of
from backend.quant.behaviour.traits import time_of_day as tests
from backend.quant.metric import Flags, FloatArray, IntArray

PHASES = tuple(MarketPhase)
ROUNDING = 0.02  # deviations: the sums below are of thousandths of R
assert "phase" in WORDS, "names of phases come after the columns of numbers"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of field notes e8 for a warning; the report of all phases is a trait.

    Attributes:
        look_back: closed positions before the session.
        least: of them in the phase.
        shrink: positions at which a phase weighs as much as the whole.
        chance: of a mean as low as this in a random part of the record, times the number of phases. The report
            uses 0.10; a warning that is asked anew every day needs more.
        strictness: 0 to 1, from the trader's answers: lowers ``chance`` to a tenth.
    """

    look_back: int = 500
    least: int = 20
    shrink: float = 20.0
    chance: float = 0.005
    strictness: float = 0.0

    @property
    def needed(self) -> float:
        """The chance below which a phase is weak."""
        return float(self.chance * 0.1**self.strictness)


@dataclass(frozen=True, slots=True)
class Weak:
    """A phase that does not pay: ``shrunk`` mean R, in ``n`` of ``known`` positions, by ``chance``.

    ``distance`` says where its mean lies below that of the ``others``, in deviations of the mean of 20 positions drawn
    at random from the trader's own.
    """

    phase: int
    n: int
    known: int
    since: float
    until: float
    mean: float
    shrunk: float
    others: float
    chance: float
    distance: float


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """The detector of field notes e8. One event for each session and weak phase that was traded."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.TIME_OF_DAY
    version: ClassVar[int] = 1
    columns: ClassVar[tuple[str, ...]] = ("phase_number",)
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:  # noqa: ARG002
        """The number of the phase."""
        if position.phase is None:
            return (np.nan,)
        return (PHASES.index(position.phase),)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Sessions in which a phase was traded that was known to be weak before they began."""
        table = context.sessions
        traded = self._traded(context, since)
        keys = np.unique(np.array([key for key, _ in traded], dtype=np.int64))
        first = table.first[np.searchsorted(table.keys, keys)]
        possible = self._possible(context, first)
        events = []
        for (key, phase), rows in traded.items():
            place = int(np.searchsorted(keys, key))
            began = float(first[place])
            if not possible[place, phase] or self._first(context, key, phase, began) != rows[0]:
                continue
            weak = self.weak_phase(context, began, phase)
            if weak is not None:
                events.append(self._event(context, rows, weak))
        return events

    def _traded(self, context: Context, since: float) -> dict[tuple[int, int], list[int]]:
        """Rows entered since a moment, by session and phase."""
        frame = context.frame
        rows = frame.rows_since(since)
        is_known = np.isfinite(frame["phase_number"][rows])
        rows = rows[is_known & (frame["automated"][rows] == 0)]
        sessions, phases = frame["session"][rows], frame["phase_number"][rows]
        traded: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row, key, phase in zip(rows.tolist(), sessions, phases, strict=True):
            traded[int(key), int(phase)].append(row)
        return traded

    def _first(self, context: Context, key: int, phase: int, first: float) -> int:
        """The first position of a session in a phase."""
        frame = context.frame
        low = int(np.searchsorted(frame["entry"], first, "left"))
        while not (
            frame["session"][low] == key
            and frame["phase_number"][low] == phase
            and frame["automated"][low] == 0
        ):
            low += 1
        return low

    def _possible(self, context: Context, moments: FloatArray) -> Flags:
        """Whether a phase may be weak by its mean alone, for many moments at once, shape ``(moments, phases)``."""
        frame, at = context.frame, self.thresholds
        known = np.searchsorted(frame.exits, moments, "left")
        start = 0
        if len(known):
            start = max(0, int(known.min()) - at.look_back)
        rows = frame.order[start:]
        r, phase = frame["r"][rows], frame["phase_number"][rows]
        there = self._is_there(context, rows)
        thousandths = np.rint(np.where(there, r, 0) * 1000).astype(np.int64)
        high = known - start
        low = np.maximum(known - at.look_back, 0) - start
        n = _sums(there, high, low)
        total = _sums(thousandths, high, low)
        squares = _sums(thousandths**2, high, low)
        overall = total / np.maximum(n, 1)
        variance = squares / np.maximum(n, 1) - overall**2
        deviation = np.sqrt(np.maximum(variance, 0))
        far = NormalDist().inv_cdf(1 - min(at.needed, 0.5)) - ROUNDING
        possible = np.zeros((len(moments), len(PHASES)), dtype=bool)
        for number in range(len(PHASES)):
            inside = there & (phase == number)
            count = _sums(inside, high, low)
            part = _sums(thousandths * inside, high, low)
            mean = part / np.maximum(count, 1)
            drawn = (n - count) / np.maximum(count * (n - 1), 1)
            error = deviation * np.sqrt(drawn)
            is_low = mean - overall < -far * error
            possible[:, number] = (count >= at.least) & is_low
        return possible

    def _is_there(self, context: Context, rows: IntArray) -> Flags:
        """Which of these rows are of known phase and R, and a person's, shape ``(rows,)``."""
        frame = context.frame
        is_known = np.isfinite(frame["r"][rows]) & np.isfinite(frame["phase_number"][rows])
        return np.asarray(is_known & (frame["automated"][rows] == 0))

    def weak_phase(self, context: Context, before: float, number: int) -> Weak | None:
        """A phase whose mean R is low by more than chance, among the positions closed before a moment; else null.

        The chance is that of drawing so many positions at random from the same record (the permutation test, by the
        normal approximation that holds from ``least`` on), times the number of phases. Each instrument is compared
        with itself; the median must be low as well, so that no single trade makes a phase.
        """
        frame, at = context.frame, self.thresholds
        known = int(np.searchsorted(frame.exits, before, "left"))
        rows = frame.order[max(0, known - at.look_back) : known]
        rows = rows[self._is_there(context, rows)]
        r, phase = frame["r"][rows], frame["phase_number"][rows]
        counts = np.bincount(phase.astype(np.int64), minlength=len(PHASES))
        n, known = int(counts[number]), len(r)
        if n < at.least or known - n < at.least:
            return None
        inside = phase == number
        overall = float(r.mean())
        deviation = float(r.std())
        mean = float(r[inside].mean())
        others = float(r[~inside].mean())
        shrunk = (n * mean + at.shrink * overall) / (n + at.shrink)
        if shrunk >= 0 or deviation <= 0:
            return None
        error = deviation * sqrt((known - n) / (n * (known - 1)))
        distance = (overall - mean) / error
        tested = int((counts >= at.least).sum())
        chance = tested * erfc(distance / sqrt(2)) / 2
        if chance > at.needed or not _holds(frame["instrument"][rows], r, inside):
            return None
        return Weak(
            phase=number,
            n=n,
            known=known,
            since=float(frame["exit"][rows[0]]),
            until=float(frame["exit"][rows[-1]]),
            mean=mean,
            shrunk=shrunk,
            others=others,
            chance=min(chance, 1.0),
            distance=(others - mean) / deviation * sqrt(at.least),
        )

    def _event(self, context: Context, rows: list[int], weak: Weak) -> Event:
        inputs: Inputs = {
            "phase": PHASES[weak.phase].value,
            "positions_in_phase": weak.n,
            "mean_r": weak.mean,
            "mean_r_shrunk": weak.shrunk,
            "mean_r_of_others": weak.others,
            "chance": weak.chance,
        }
        baseline = Baseline(
            n=weak.known,
            since=moment(weak.since),
            until=moment(weak.until),
            centre=round(weak.others, 6),
        )
        sighting = Sighting(
            rows=rows[:MOST_EVIDENCE],
            at=float(context.frame["entry"][rows[0]]),
            inputs=inputs,
            effect=weak.others - weak.shrunk,
            unit="R",
            score=weak.distance / 5,
            distance=weak.distance,
            baseline=baseline,
            guards=("instrument_mix", "one_outlier", "exchange_zone"),
        )
        return event_of(self, context, sighting)

    def traits(self, context: Context) -> list[Trait]:
        """Mean R by phase, weekday and order, each against chance."""
        return tests.traits(self, context)

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What they cost against all other positions."""
        return against_others(context, events)

    def measured(self, context: Context) -> int:
        """Closed positions of known phase and R."""
        frame = context.frame
        is_known = np.isfinite(frame["phase_number"]) & np.isfinite(frame["r"])
        return int(is_known.sum())


def _sums(values: Flags | IntArray, high: IntArray, low: IntArray) -> FloatArray:
    """Sums over ``values[low:high]`` for many ends; whole numbers, so that they are exact.

    ``values`` have shape ``(positions,)``, the ends and what is returned ``(ends,)``.
    """
    running = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
    return np.asarray(running[high] - running[low], dtype=np.float64)


def _holds(instrument: FloatArray, r: FloatArray, inside: Flags) -> bool:
    """Whether it is no single trade, and no matter of which instrument is traded when.

    ``instrument`` (a code), ``r`` (in R) and ``inside`` (the phase) have shape ``(positions,)``.
    """
    if _median(r[inside]) >= _median(r[~inside]):
        return False
    number = np.unique(instrument, return_inverse=True)[1]
    n = np.bincount(number)
    here = np.bincount(number[inside], minlength=len(n))
    elsewhere = n - here
    total = np.bincount(number, weights=r)
    part = np.bincount(number, weights=r * inside)
    both = (here > 0) & (n > here)
    expected = here[both] * (total - part)[both] / elsewhere[both]
    apart = part[both] - expected
    return float(apart.sum()) < 0


def _median(values: FloatArray) -> float:
    """The median of at least one value, shape ``(values,)``, in their unit."""
    ordered = np.sort(values)
    n = len(ordered)
    lower, upper = ordered[(n - 1) // 2], ordered[n // 2]
    return float(lower + upper) / 2


RULE = TimeOfDay()
