"""Time of day: trading again in a part of the session that the trader's own record says does not pay."""

from dataclasses import dataclass
from math import erfc, sqrt
from typing import ClassVar

import numpy as np

from backend.quant.behaviour.basics import WORDS, Basics
from backend.quant.behaviour.context import LONGEST_SESSION, Context
from backend.quant.behaviour.events import MOST_EVIDENCE, Baseline, Detector, Event, Trait
from backend.quant.behaviour.frame import moment
from backend.quant.behaviour.record import Phase, Position
from backend.quant.behaviour.rule import Seen, event_of
from backend.quant.behaviour.traits import time_of_day as tests
from backend.quant.metric import FloatArray, IntArray

PHASES = tuple(Phase)
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

    def measure(self, position: Position, basics: Basics) -> tuple[float, ...]:  # noqa: ARG002
        """The number of the phase."""
        return (np.nan if position.phase is None else PHASES.index(position.phase),)

    def judge(self, context: Context, since: float) -> list[Event]:
        """Sessions in which a phase was traded that was known to be weak before they began."""
        frame, table = context.frame, context.sessions
        rows = frame.rows_since(since)
        events = []
        for key in np.unique(frame["session"][rows]):
            first = float(table.first[np.searchsorted(table.keys, key)])
            for weak in self.weak_phases(context, first):
                traded = self._traded(context, float(key), first, weak.phase)
                if len(traded) and frame["entry"][traded[0]] >= since:
                    events.append(self._event(context, traded, weak))
        return events

    def _traded(self, context: Context, key: float, first: float, phase: int) -> IntArray:
        frame = context.frame
        low = int(np.searchsorted(frame["entry"], first, "left"))
        high = int(np.searchsorted(frame["entry"], first + LONGEST_SESSION, "left"))
        like = (frame["session"][low:high] == key) & (frame["phase_number"][low:high] == phase)
        return low + np.flatnonzero(like & (frame["automated"][low:high] == 0))

    def weak_phases(self, context: Context, before: float) -> list[Weak]:
        """Phases whose mean R is low by more than chance, among the positions closed before a moment.

        The chance is that of drawing so many positions at random from the same record (the permutation test, by the
        normal approximation that holds from ``least`` on). Each instrument is compared with itself; the median must
        be low as well, so that no single trade makes a phase.
        """
        frame, at = context.frame, self.thresholds
        known = int(np.searchsorted(frame.exits, before, "left"))
        rows = frame.order[max(0, known - at.look_back) : known]
        r, phase = frame["r"][rows], frame["phase_number"][rows]
        there = np.isfinite(r) & np.isfinite(phase) & (frame["automated"][rows] == 0)
        rows, r, phase = rows[there], r[there], phase[there].astype(np.int64)
        counts = np.bincount(phase, minlength=len(PHASES))
        if len(r) < 2 * at.least or counts.max() >= len(r) - 1:
            return []
        overall, deviation = float(r.mean()), float(r.std())
        enough = np.flatnonzero(counts >= at.least)
        sums = np.bincount(phase, weights=r, minlength=len(PHASES))
        found = []
        for number in enough.tolist():
            n = int(counts[number])
            mean = float(sums[number]) / n
            shrunk = (n * mean + at.shrink * overall) / (n + at.shrink)
            if shrunk >= 0 or deviation <= 0:
                continue
            distance = (mean - overall) / (deviation * sqrt((len(r) - n) / (n * (len(r) - 1))))
            chance = len(enough) * erfc(-distance / sqrt(2)) / 2
            inside = phase == number
            if chance > at.needed or not self._holds(frame["instrument"][rows], r, inside):
                continue
            ends = frame["exit"][rows]
            others = float(r[~inside].mean())
            apart = (others - mean) / deviation * sqrt(at.least)
            span = (float(ends[0]), float(ends[-1]))
            found.append(Weak(number, n, len(r), *span, mean, shrunk, others, min(chance, 1.0), apart))
        return found

    def _holds(self, instrument: FloatArray, r: FloatArray, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> bool:
        """Whether it is no single trade, and no matter of which instrument is traded when."""
        if np.median(r[inside]) >= np.median(r[~inside]):
            return False
        apart = 0.0
        for one in np.unique(instrument[inside]):
            same = instrument == one
            others = r[same & ~inside]
            if len(others):
                apart += float((r[same & inside] - others.mean()).sum())
        return apart < 0

    def _event(self, context: Context, rows: IntArray, weak: Weak) -> Event:
        return event_of(
            self,
            context,
            Seen(
                rows=rows[:MOST_EVIDENCE].tolist(),
                at=float(context.frame["entry"][rows[0]]),
                inputs={
                    "phase": PHASES[weak.phase].value,
                    "positions_in_phase": weak.n,
                    "mean_r": weak.mean,
                    "mean_r_shrunk": weak.shrunk,
                    "mean_r_of_others": weak.others,
                    "chance": weak.chance,
                },
                effect=weak.others - weak.shrunk,
                unit="R",
                score=weak.distance / 5,
                distance=weak.distance,
                baseline=Baseline(weak.known, moment(weak.since), moment(weak.until), round(weak.others, 6)),
                guards=("instrument_mix", "one_outlier", "exchange_zone"),
            ),
        )

    def traits(self, context: Context) -> list[Trait]:
        """Mean R by phase, weekday and order, each against chance."""
        return tests.traits(self, context)

    def measured(self, context: Context) -> int:
        """Closed positions of known phase and R."""
        frame = context.frame
        return int((np.isfinite(frame["phase_number"]) & np.isfinite(frame["r"])).sum())
