"""The detectors at work for one trader: in memory from one look to the next, so that a trade costs a session's work."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from uuid import UUID

from backend.features.coach.behaviour.detection.record_loader import Surroundings
from backend.quant.behaviour.context import DetectorRule
from backend.quant.behaviour.detect import RecordChange, Watcher
from backend.quant.behaviour.events import Event
from backend.quant.behaviour.record import RoundTrip, Stream, by_stream

TAKEN_MOST = 50  # changes that are taken one by one; more cost less all at once
KEPT_POSITIONS = 100_000  # in memory, of all traders together: about 300 MB


@dataclass(slots=True)
class DetectorState:
    """One trader's streams as they were looked at last.

    Attributes:
        seq: the last noted change that is in here; ``latest`` is when the youngest of them was written.
        around, rules, disputed: what the watchers were made with; with others they are made anew.
        cut: streams of which older positions were not read.
    """

    seq: int
    around: Surroundings
    rules: Sequence[DetectorRule]
    cut: frozenset[Stream]
    disputed: frozenset[str] = frozenset()
    latest: datetime | None = None
    watchers: dict[Stream, Watcher] = field(default_factory=dict)
    streams: dict[UUID, Stream] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Positions in memory."""
        return len(self.streams)

    def size_after(self, changed: Iterable[UUID], positions: Sequence[RoundTrip]) -> int:
        """Positions in memory once these trades are taken; those that are not among the positions are gone."""
        return len(self.streams.keys() - set(changed)) + len(positions)

    def fits(
        self,
        around: Surroundings,
        rules: Sequence[DetectorRule],
        disputed: frozenset[str],
    ) -> bool:
        """Whether the detectors would still look with the same eyes."""
        return self.around == around and self.rules == rules and self.disputed == disputed


@dataclass(frozen=True, slots=True)
class DetectionResult:
    """What a look found: the events that are different, or all of them.

    Attributes:
        gone: keys of events that are not found any more; only where not everything was looked at.
        touched: streams whose patterns are to be drawn anew.
    """

    is_whole: bool
    events: Sequence[Event]
    gone: Sequence[Event]
    touched: Sequence[Stream]


def watch_all(
    seq: int,
    around: Surroundings,
    rules: Sequence[DetectorRule],
    positions: Iterable[RoundTrip],
    *,
    cut: frozenset[Stream],
    disputed: frozenset[str],
) -> tuple[DetectorState, DetectionResult]:
    """Look at everything."""
    watched = DetectorState(seq, around, rules, cut, disputed)
    for stream, some in by_stream(positions).items():
        watched.watchers[stream] = Watcher(around.record(stream, some), rules, disputed)
        watched.streams.update((UUID(str(position.id)), stream) for position in some)
    events = [event for watcher in watched.watchers.values() for event in watcher.events]
    return watched, DetectionResult(True, events, (), list(watched.watchers))


def take(
    watched: DetectorState,
    seq: int,
    changed: Iterable[UUID],
    positions: Sequence[RoundTrip],
) -> DetectionResult:
    """Look at what changed; what is not among the positions is gone."""
    now = {UUID(str(position.id)): position for position in positions}
    events: dict[str, Event] = {}
    gone: dict[str, Event] = {}
    touched: dict[Stream, None] = {}
    for trade_id in sorted(set(changed), key=lambda changed_id: _order(now.get(changed_id))):
        for stream, change in _changes(watched, trade_id, now.get(trade_id)):
            touched[stream] = None
            for event in (*change.appeared, *change.changed):
                events[event.key] = event
                gone.pop(event.key, None)
            for event in change.gone:
                events.pop(event.key, None)
                gone[event.key] = event
    watched.seq = seq
    return DetectionResult(False, list(events.values()), list(gone.values()), list(touched))


def _order(position: RoundTrip | None) -> tuple[bool, str]:
    """Trades that are gone first, then by entry."""
    if position is None:
        return False, ""
    return True, position.entry_time.isoformat()


def _changes(
    watched: DetectorState,
    trade_id: UUID,
    position: RoundTrip | None,
) -> Iterator[tuple[Stream, RecordChange]]:
    """What a trade makes of the stream that it was in, and of the one that it is in now."""
    before = watched.streams.pop(trade_id, None)
    if before is not None and (position is None or position.stream != before):
        yield before, _change(watched, before, trade_id, None)
    if position is not None:
        yield position.stream, _change(watched, position.stream, trade_id, position)
        watched.streams[trade_id] = position.stream


def _change(
    watched: DetectorState,
    stream: Stream,
    trade_id: UUID,
    position: RoundTrip | None,
) -> RecordChange:
    if stream not in watched.watchers:
        watched.watchers[stream] = Watcher(
            watched.around.record(stream, ()),
            watched.rules,
            watched.disputed,
        )
    watcher = watched.watchers[stream]
    if position is None:
        return watcher.drop(trade_id)
    return watcher.take(position)


class Memory:
    """Traders that were looked at lately, up to so many positions."""

    def __init__(self, most: int = KEPT_POSITIONS) -> None:
        self._most = most
        self._kept: OrderedDict[UUID, DetectorState] = OrderedDict()
        self._lock = Lock()

    def take_out(self, user_id: UUID) -> DetectorState | None:
        """What is kept of a trader; it is put back after a look that went well, and lost by any other."""
        with self._lock:
            return self._kept.pop(user_id, None)

    def put(self, user_id: UUID, watched: DetectorState) -> None:
        """Keep, and forget those that were looked at longest ago."""
        with self._lock:
            self._kept[user_id] = watched
            while len(self._kept) > 1 and self._size() > self._most:
                self._kept.popitem(last=False)

    def _size(self) -> int:
        """Positions of all traders together."""
        return sum(watched.size for watched in self._kept.values())
