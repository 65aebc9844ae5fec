"""What positions of one session mean to each other: their order, what the day came to, which rules were in force."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import inf
from typing import ClassVar, Protocol

import numpy as np

from backend.quant.behaviour import basics
from backend.quant.behaviour.basics import ONE_DECISION, Basics
from backend.quant.behaviour.events import BehaviourCost, Detector, Event, Trait
from backend.quant.behaviour.frame import Codes, Frame, seconds
from backend.quant.behaviour.record import (
    CheckInRecord,
    Cue,
    Declared,
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
    declared: Sequence[Declared]
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
            row += [words[name].of(getattr(position, name)) for name in basics.WORDS]
            for rule in rules:
                row += rule.measure(position, figures)
            return (*row,)

        names = [*basics.COLUMNS, *basics.WORDS, *(name for rule in rules for name in rule.columns)]
        derived = [*DERIVED, *(name for rule in rules for name in rule.derived)]
        check_ins = {
            check_in.session: check_in for check_in in reversed(record.check_ins)
        }  # the first of a day
        context = cls(
            record.stream,
            Frame(names, derived, measure, record.positions),
            record.declared,
            check_ins,
            record.cues,
            record.missed,
            disputed,
            since=seconds(rules.since for rules in record.declared),
        )
        context.refresh(-1)
        return context

    def session_at(self, row: int, moment: float) -> date:
        """The session in which something happened to a position: that of its entry, of its exit, or one between."""
        entered, left = int(self.frame["session"][row]), int(self.frame["left"][row])
        if moment >= self.frame["exit"][row]:
            return date.fromordinal(left)
        if entered == left and self.frame["exit"][row] < inf:
            return date.fromordinal(entered)
        low = int(np.searchsorted(self.sessions.keys, entered))
        begun = np.flatnonzero(self.sessions.first[low:] <= moment)
        return date.fromordinal(int(self.sessions.keys[low + begun[-1]]) if len(begun) else entered)

    def refresh(self, key: int) -> float:
        """Derive anew what follows within sessions from ``key`` on.

        Returns:
            The moment from which events may differ: the first entry in any of those sessions.
        """
        self._entries(key)
        self._exits(key)
        self._gaps(key)
        touched = self.sessions.first[np.searchsorted(self.sessions.keys, key) :]
        if len(touched):
            return float(touched.min())
        return inf

    def _entries(self, key: int) -> None:
        frame = self.frame
        rows = np.flatnonzero(frame["session"] >= key)
        rows = rows[np.argsort(frame["session"][rows], kind="stable")]
        keys = frame["session"][rows].astype(np.int64)
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = ~self._same_decision(rows) & (frame["automated"][rows] == 0)
        running = np.cumsum(counts)
        before = np.repeat(running[starts] - counts[starts], np.diff(starts, append=len(rows)))
        frame["ordinal"][rows] = np.where(frame["automated"][rows] == 0, running - before, np.nan)
        if len(rows):
            ranges = np.fmax(np.fmax.reduceat(frame["range"][rows], starts), 1.0)
        else:
            ranges = np.empty(0)
        if len(rows):
            first = np.minimum.reduceat(frame["entry"][rows], starts)
        else:
            first = np.empty(0)
        if len(rows):
            count = np.add.reduceat(counts.astype(np.float64), starts)
        else:
            count = np.empty(0)
        unchanged = int(np.searchsorted(self.sessions.keys, key))
        old = self.sessions
        self.sessions = Sessions(
            np.concatenate([old.keys[:unchanged], keys[starts]]),
            np.concatenate([old.first[:unchanged], first]),
            np.concatenate([old.count[:unchanged], count]),
            np.concatenate([old.range[:unchanged], ranges]),
        )

    def _gaps(self, key: int) -> None:
        """Seconds from the exit before to the entry, apart by whether that was a win or a loss of the same session."""
        frame = self.frame
        rows = np.flatnonzero(frame["session"] >= key)
        rank = self.exit_before(rows)
        there, before = rank >= 0, frame.order[rank] if len(frame.order) else rank
        gap, r = frame["entry"][rows] - frame["exit"][before], frame["r"][before]
        for name, is_after in (("gap_win", there & (r > 0)), ("gap_loss", there & (r < 0))):
            frame[name][rows] = np.where(is_after, gap, np.nan)

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
        declared_limits = [getattr(rules, name) for rules in self.declared]
        values = np.array(
            [np.nan, *(np.nan if limit is None else _number(limit) for limit in declared_limits)]
        )
        return np.asarray(values[np.searchsorted(self.since, moments, "right")])

    def _same_decision(self, rows: IntArray) -> Flags:
        """Which rows are a further leg of the decision before: entered within seconds, of another instrument.

        ``rows`` in the order of entry within sessions, and what is returned: shape ``(rows,)``.
        """
        frame, together = self.frame, ONE_DECISION.total_seconds()
        entry = frame["entry"][rows]
        near = np.zeros(len(rows), dtype=bool)
        near[1:] = (
            (np.diff(entry) <= together)
            & (np.diff(frame["session"][rows]) == 0)
            & (np.diff(frame["instrument"][rows]) != 0)
            & (frame["exit"][rows][:-1] > entry[1:])
        )
        chain = np.flatnonzero(~near)
        if len(rows):
            start = np.repeat(entry[chain], np.diff(chain, append=len(rows)))
        else:
            start = entry
        part = np.floor((entry - start) / together)
        near[1:] &= np.diff(part) == 0
        return near

    def _exits(self, key: int) -> None:
        frame, order = self.frame, self.frame.order
        order = order[frame["left"][order] >= key]
        order = order[np.argsort(frame["left"][order], kind="stable")]
        keys = frame["left"][order].astype(np.int64)
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        sizes = np.diff(starts, append=len(order))
        r = np.rint(np.nan_to_num(frame["r"][order]) * MILLIONTH).astype(np.int64)
        share = np.rint(self._shares(order) * BILLIONTH).astype(np.int64)
        for name, values, unit in (("day_r", r, MILLIONTH), ("day_share", share, BILLIONTH)):
            running = np.cumsum(values)
            frame[name][order] = (
                running - np.repeat(running[starts] - values[starts], sizes)
            ) / unit
        unchanged = int(np.searchsorted(self.days.keys, key))
        totals = np.add.reduceat(r, starts) / MILLIONTH if len(order) else np.empty(0)
        self.days = SessionResults(
            np.concatenate([self.days.keys[:unchanged], keys[starts]]),
            np.concatenate([self.days.r[:unchanged], totals]),
        )

    def _shares(self, order: IntArray) -> FloatArray:
        """Each result over the daily limit that was in force at the exit, shape ``(rows,)``; 0 without one."""
        limit = np.nan_to_num(self.limits("daily_loss", self.frame["exit"][order]))
        result = np.nan_to_num(self.frame["result"][order])
        return np.divide(result, limit, out=np.zeros(len(order)), where=limit > 0)


def _number(limit: Decimal | int | timedelta) -> float:
    if isinstance(limit, timedelta):
        return limit.total_seconds()
    return float(limit)
