"""What positions of one session mean to each other: their order, what the day came to, which rules were in force."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import inf, nan
from typing import ClassVar, Protocol

import numpy as np

from backend.quant.behaviour import basics
from backend.quant.behaviour.basics import ONE_DECISION, Basics
from backend.quant.behaviour.events import BehaviourCost, Detector, Event, Trait
from backend.quant.behaviour.frame import Codes, Frame, seconds
from backend.quant.behaviour.record import (
    CheckInRecord,
    Cue,
    DeclaredRules,
    Missed,
    Record,
    RoundTrip,
    Stream,
)
from backend.quant.metric import Flags, FloatArray, IntArray

DERIVED = (
    "ordinal",
    "day_r",
    "day_share",
    "gap_win",
    "gap_loss",
)  # from other positions of the same session
LONGEST_SESSION = 8 * 86_400.0  # seconds, over a holiday
MILLIONTH = 1e6  # R is summed in millionths, as whole numbers: sums are then the same in any order
BILLIONTH = 1e9


@dataclass(frozen=True, slots=True)
class Sessions:
    """One row for each session with entries, ascending.

    Attributes:
        keys: ordinal of the day, shape ``(sessions,)``.
        first: time of the first entry.
        count: decisions to enter, without automated ones.
        range: of the market over its usual range, at least 1; 1 where nobody knows.
    """

    keys: IntArray
    first: FloatArray
    count: FloatArray
    range: FloatArray


@dataclass(frozen=True, slots=True)
class SessionResults:
    """One row for each session with exits, ascending; ``r`` is the sum of R."""

    keys: IntArray
    r: FloatArray


NO_SESSIONS = Sessions(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))
NO_DAYS = SessionResults(np.empty(0, np.int64), np.empty(0))


class DetectorRule(Protocol):
    """One detector with its thresholds."""

    detector: ClassVar[Detector]
    version: ClassVar[int]
    columns: ClassVar[tuple[str, ...]]
    derived: ClassVar[tuple[str, ...]]

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:
        """The figures of ``columns``, from one position alone."""

    def judge(self, context: "Context", since: float) -> list[Event]:
        """Every event whose moment is ``since`` or later, from what was known at that moment."""

    def traits(self, context: "Context") -> list[Trait]:
        """What the whole record says; ``context.events`` are there."""

    def cost(self, context: "Context", events: Sequence[Event]) -> BehaviourCost:
        """What its events cost, which are at least one, against what they can be compared with."""

    def measured(self, context: "Context") -> int:
        """How many positions this detector could measure."""


@dataclass(slots=True)
class Context:
    """A record as the detectors see it.

    Attributes:
        events: those found so far, by detector.
        disputed: keys of events of which the trader says that it was not so, or was planned: nothing is made of them.
    """

    stream: Stream
    frame: Frame
    declared: Sequence[DeclaredRules]
    check_ins: dict[date, CheckInRecord]
    cues: Sequence[Cue]
    missed: Sequence[Missed]
    disputed: frozenset[str] = frozenset()
    sessions: Sessions = NO_SESSIONS
    days: SessionResults = NO_DAYS
    events: dict[Detector, list[Event]] = field(default_factory=dict)
    since: FloatArray = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(
        cls,
        record: Record,
        rules: Sequence[DetectorRule],
        disputed: frozenset[str] = frozenset(),
    ) -> "Context":
        """Measure every position once; nothing is judged yet."""
        words = {name: Codes() for name in basics.WORDS}

        def measure(position: RoundTrip) -> tuple[float, ...]:
            figures: Basics = basics.basics_of(position)
            row = [*basics.measure(position, figures)]
            row += [codes.of(getattr(position, name)) for name, codes in words.items()]
            for rule in rules:
                row += rule.measure(position, figures)
            return tuple(row)

        names = [*basics.COLUMNS, *basics.WORDS]
        derived = list(DERIVED)
        for rule in rules:
            names += rule.columns
            derived += rule.derived
        first_check_ins: dict[date, CheckInRecord] = {}
        for check_in in record.check_ins:
            first_check_ins.setdefault(check_in.session, check_in)
        context = cls(
            stream=record.stream,
            frame=Frame(names, derived, measure, record.positions),
            declared=record.declared,
            check_ins=first_check_ins,
            cues=record.cues,
            missed=record.missed,
            disputed=disputed,
            since=seconds(declared.since for declared in record.declared),
        )
        context.refresh(-1)
        return context

    def session_at(self, row: int, moment: float) -> date:
        """The session in which something happened to a position: that of its entry, of its exit, or one between."""
        entered, left = int(self.frame["session"][row]), int(self.frame["left"][row])
        exited = float(self.frame["exit"][row])
        if moment >= exited:
            return date.fromordinal(left)
        if entered == left and exited < inf:
            return date.fromordinal(entered)
        low = int(np.searchsorted(self.sessions.keys, entered))
        begun = np.flatnonzero(self.sessions.first[low:] <= moment)
        if not len(begun):
            return date.fromordinal(entered)
        latest = self.sessions.keys[low + begun[-1]]
        return date.fromordinal(int(latest))

    def refresh(self, key: int) -> float:
        """Derive anew what follows within sessions from ``key`` on.

        Returns:
            The moment from which events may differ: the first entry in any of those sessions.
        """
        self._entries(key)
        self._exits(key)
        self._gaps(key)
        place = np.searchsorted(self.sessions.keys, key)
        touched = self.sessions.first[place:]
        if len(touched):
            return float(touched.min())
        return inf

    def _entries(self, key: int) -> None:
        frame = self.frame
        rows = np.flatnonzero(frame["session"] >= key)
        rows = rows[np.argsort(frame["session"][rows], kind="stable")]
        keys = frame["session"][rows].astype(np.int64)
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        by_hand = frame["automated"][rows] == 0
        counts = ~self._same_decision(rows) & by_hand
        running = np.cumsum(counts)
        before = running[starts] - counts[starts]
        sizes = np.diff(starts, append=len(rows))
        ordinal = running - np.repeat(before, sizes)
        frame["ordinal"][rows] = np.where(by_hand, ordinal, np.nan)
        first = count = ranges = np.empty(0)
        if len(rows):
            first = np.minimum.reduceat(frame["entry"][rows], starts)
            count = np.add.reduceat(counts.astype(np.float64), starts)
            ranges = np.fmax.reduceat(frame["range"][rows], starts)
        old = self.sessions
        unchanged = int(np.searchsorted(old.keys, key))
        self.sessions = Sessions(
            keys=np.concatenate([old.keys[:unchanged], keys[starts]]),
            first=np.concatenate([old.first[:unchanged], first]),
            count=np.concatenate([old.count[:unchanged], count]),
            range=np.concatenate([old.range[:unchanged], np.fmax(ranges, 1.0)]),
        )

    def _gaps(self, key: int) -> None:
        """Seconds from the exit before to the entry, apart by whether that was a win or a loss of the same session."""
        frame = self.frame
        rows = np.flatnonzero(frame["session"] >= key)
        rank = self.exit_before(rows)
        there = rank >= 0
        before = frame.order[rank] if len(frame.order) else rank
        r = frame["r"][before]
        gap = frame["entry"][rows] - frame["exit"][before]
        frame["gap_win"][rows] = np.where(there & (r > 0), gap, np.nan)
        frame["gap_loss"][rows] = np.where(there & (r < 0), gap, np.nan)

    def exit_before(self, rows: IntArray) -> IntArray:
        """Where in the order of exits the last one before each entry is, if it was in the same session; else -1.

        Args:
            rows: of positions, shape ``(rows,)``.

        Returns:
            Shape ``(rows,)``.
        """
        frame, order = self.frame, self.frame.order
        if not len(order):
            return np.full(len(rows), -1)
        rank = np.searchsorted(frame.exits, frame["entry"][rows], "right") - 1
        rank -= (rank >= 0) & (order[rank] == rows)  # entered and closed in one moment
        same = (rank >= 0) & (frame["left"][order[rank]] == frame["session"][rows])
        return np.where(same, rank, -1)

    def limits(self, name: str, moments: FloatArray) -> FloatArray:
        """A declared limit as it was in force at each moment; nan where there was none.

        Args:
            name: of the limit; its own unit, times in seconds.
            moments: seconds since 1970, shape ``(moments,)``.

        Returns:
            Shape ``(moments,)``.
        """
        limits = [_number(getattr(rules, name)) for rules in self.declared]
        values = np.array([np.nan, *limits])
        in_force = np.searchsorted(self.since, moments, "right")
        return np.asarray(values[in_force])

    def _same_decision(self, rows: IntArray) -> Flags:
        """Which rows are a further leg of the decision before: entered within seconds, of another instrument.

        ``rows`` in the order of entry within sessions, and what is returned: shape ``(rows,)``.
        """
        frame, together = self.frame, ONE_DECISION.total_seconds()
        entry = frame["entry"][rows]
        near = np.zeros(len(rows), dtype=bool)
        is_soon = np.diff(entry) <= together
        is_same_session = np.diff(frame["session"][rows]) == 0
        is_other_instrument = np.diff(frame["instrument"][rows]) != 0
        is_still_held = frame["exit"][rows][:-1] > entry[1:]
        near[1:] = is_soon & is_same_session & is_other_instrument & is_still_held
        chain = np.flatnonzero(~near)
        start = entry
        if len(rows):
            start = np.repeat(entry[chain], np.diff(chain, append=len(rows)))
        part = np.floor((entry - start) / together)
        near[1:] &= np.diff(part) == 0
        return near

    def _exits(self, key: int) -> None:
        frame, order = self.frame, self.frame.order
        order = order[frame["left"][order] >= key]
        order = order[np.argsort(frame["left"][order], kind="stable")]
        keys = frame["left"][order].astype(np.int64)
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        r = np.rint(np.nan_to_num(frame["r"][order]) * MILLIONTH).astype(np.int64)
        share = np.rint(self._shares(order) * BILLIONTH).astype(np.int64)
        frame["day_r"][order] = _running_sums(r, starts) / MILLIONTH
        frame["day_share"][order] = _running_sums(share, starts) / BILLIONTH
        totals = np.empty(0)
        if len(order):
            totals = np.add.reduceat(r, starts) / MILLIONTH
        old = self.days
        unchanged = int(np.searchsorted(old.keys, key))
        self.days = SessionResults(
            keys=np.concatenate([old.keys[:unchanged], keys[starts]]),
            r=np.concatenate([old.r[:unchanged], totals]),
        )

    def _shares(self, order: IntArray) -> FloatArray:
        """Each result over the daily limit that was in force at the exit, shape ``(rows,)``; 0 without one."""
        limit = np.nan_to_num(self.limits("daily_loss", self.frame["exit"][order]))
        result = np.nan_to_num(self.frame["result"][order])
        return np.divide(result, limit, out=np.zeros(len(order)), where=limit > 0)


def _running_sums(values: IntArray, starts: IntArray) -> IntArray:
    """Sums up to and with each value, that begin anew at each of the starts; shape ``(values,)``."""
    running = np.cumsum(values)
    before = running[starts] - values[starts]
    sizes = np.diff(starts, append=len(values))
    return np.asarray(running - np.repeat(before, sizes), dtype=np.int64)


def _number(limit: Decimal | int | timedelta | None) -> float:
    if limit is None:
        return nan
    if isinstance(limit, timedelta):
        return limit.total_seconds()
    return float(limit)
