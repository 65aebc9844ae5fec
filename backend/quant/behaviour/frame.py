"""The positions of a record as columns of numbers, in the order of their entries, that can grow by one at a time."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from math import inf
from typing import Any

import numpy as np

from backend.quant.behaviour.baseline import Trail
from backend.quant.behaviour.events import WINDOW
from backend.quant.behaviour.record import Key, RoundTrip, in_order
from backend.quant.metric import FloatArray, IntArray

Measure = Callable[[RoundTrip], tuple[float, ...]]
LOOK_BACK = 256  # rows that are read at first to find a window of 60 values


class Growing:
    """A column with room at its end."""

    def __init__(self, values: FloatArray | IntArray) -> None:
        """Take what is in it at first, shape ``(rows,)``, in any unit."""
        self.n = len(values)
        self._room = np.empty(max(64, self.n + self.n // 4), dtype=values.dtype)
        self._room[: self.n] = values

    @property
    def values(self) -> Any:
        """What is in it, as a view."""
        return self._room[: self.n]

    def insert(self, place: int, value: float) -> None:
        """Put a value before ``place``."""
        if self.n == len(self._room):
            more = np.empty(max(64, self.n // 2), dtype=self._room.dtype)
            self._room = np.concatenate([self._room, more])
        self._room[place + 1 : self.n + 1] = self._room[place : self.n]
        self._room[place] = value
        self.n += 1

    def remove(self, place: int) -> None:
        """Take out the value at ``place``."""
        self._room[place : self.n - 1] = self._room[place + 1 : self.n]
        self.n -= 1


class Frame:
    """Columns by name. Rows are in the order of entries; ``order`` are the closed rows in the order of exits.

    Args:
        names: of what ``measure`` gives for one position.
        derived: of what follows from others; nan until somebody writes it.
    """

    def __init__(
        self,
        names: Sequence[str],
        derived: Sequence[str],
        measure: Measure,
        positions: Sequence[RoundTrip],
    ) -> None:
        self.positions = list(positions)
        self._names, self._derived = tuple(names), tuple(derived)
        self._measure = measure
        self._keys = [in_order(position) for position in positions]
        ids = [position.id for position in positions]
        self._entered = dict(zip(ids, self._keys, strict=True))
        rows = np.empty((len(positions), len(names)))
        for row, position in enumerate(positions):
            rows[row] = measure(position)
        self._columns: dict[str, Growing] = {}
        for i, name in enumerate(names):
            self._columns[name] = Growing(np.ascontiguousarray(rows[:, i]))
        for name in derived:
            self._columns[name] = Growing(np.full(len(rows), np.nan))
        exits = self["exit"]
        closed = np.flatnonzero(np.isfinite(exits))
        order = closed[np.argsort(exits[closed], kind="stable")]
        self._order = Growing(order.astype(np.int64))
        self._exits = Growing(exits[order])

    def __len__(self) -> int:
        return len(self.positions)

    def __getitem__(self, name: str) -> FloatArray:
        """A column, shape ``(positions,)``, in the order of entry; its unit is the column's own."""
        column: FloatArray = self._columns[name].values
        return column

    def __contains__(self, key: object) -> bool:
        return key in self._entered

    @property
    def order(self) -> IntArray:
        """Rows of closed positions by time of their exit, then by row; shape ``(closed,)``."""
        return np.asarray(self._order.values, dtype=np.int64)

    @property
    def exits(self) -> FloatArray:
        """Their exit times in seconds since 1970, ascending; shape ``(closed,)``."""
        times: FloatArray = self._exits.values
        return times

    def row(self, key: Key) -> int:
        """The row of an id that is here."""
        return bisect_left(self._keys, self._entered[key])

    def find(self, key: Key) -> RoundTrip:
        """The position of an id that is here."""
        return self.positions[self.row(key)]

    def insert(self, position: RoundTrip) -> None:
        """Add a position at its place."""
        key = in_order(position)
        row = bisect_left(self._keys, key)
        values = self._measure(position)
        self._keys.insert(row, key)
        self.positions.insert(row, position)
        self._entered[position.id] = key
        for name, value in zip(self._names, values, strict=True):
            self._columns[name].insert(row, value)
        for name in self._derived:
            self._columns[name].insert(row, np.nan)
        rows = self._order.values
        if row < len(self) - 1:
            rows[rows >= row] += 1
        at = float(self["exit"][row])
        if at < inf:
            place = self._place_of_exit(at, row)
            self._order.insert(place, row)
            self._exits.insert(place, at)

    def remove(self, key: Key) -> None:
        """Take out the position of an id that is here."""
        row = bisect_left(self._keys, self._entered.pop(key))
        at = float(self["exit"][row])
        if at < inf:
            place = self._place_of_exit(at, row)
            self._order.remove(place)
            self._exits.remove(place)
        rows = self._order.values
        rows[rows > row] -= 1
        del self._keys[row], self.positions[row]
        for column in self._columns.values():
            column.remove(row)

    def _place_of_exit(self, at: float, row: int) -> int:
        """Where a row that was closed at a moment belongs in the order of exits, or is."""
        low = int(np.searchsorted(self.exits, at, "left"))
        high = int(np.searchsorted(self.exits, at, "right"))
        closed_then = self._order.values[low:high]
        return low + int(np.searchsorted(closed_then, row))

    def rows_since(self, moment: float) -> IntArray:
        """Rows entered at a moment or later, shape ``(rows,)``."""
        first = int(np.searchsorted(self["entry"], moment, "left"))
        return np.arange(first, len(self))

    def closed_since(self, moment: float) -> IntArray:
        """Rows that were closed at a moment or later, in the order of their exits; shape ``(rows,)``."""
        first = int(np.searchsorted(self.exits, moment, "left"))
        return self.order[first:]

    def entered_trail(self, name: str, since: float) -> Trail:
        """Values known at the entry: all since a moment, and at least a window before it."""
        at, values = self["entry"], self[name]
        first = int(np.searchsorted(at, since, "left"))
        return trail_before(first, lambda low: (at[low:], values[low:]))

    def closed_trail(self, name: str, since: float) -> Trail:
        """Values known at the exit: all since a moment, and at least a window before it."""
        at, values, order = self.exits, self[name], self.order
        first = int(np.searchsorted(at, since, "left"))
        return trail_before(first, lambda low: (at[low:], values[order[low:]]))


def trail_before(first: int, read: Callable[[int], tuple[FloatArray, FloatArray]]) -> Trail:
    """Finite values from far enough before ``first`` that a whole window lies before it.

    Args:
        first: place of the first moment that is asked about.
        read: from a place on, since when each value is known and the values, both of shape ``(rows,)``; nan where
            there is none.
    """
    back = LOOK_BACK
    while True:
        low = max(0, first - back)
        at, values = read(low)
        there = np.isfinite(values)
        earlier = int(np.count_nonzero(there[: first - low]))
        if low == 0 or earlier >= WINDOW:
            return Trail(at[there], values[there])
        back *= 4


class Codes:
    """Small numbers for names, for comparison only."""

    def __init__(self) -> None:
        self._codes: dict[Hashable, float] = {}

    def of(self, name: Hashable) -> float:
        """The same number for the same name; nan for none."""
        if name is None:
            return np.nan
        return self._codes.setdefault(name, float(len(self._codes)))


def moment(seconds: float) -> datetime:
    """A time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(times: Iterable[datetime]) -> FloatArray:
    """Times as seconds since 1970, shape ``(times,)``."""
    return np.array([time.timestamp() for time in times], dtype=np.float64)
