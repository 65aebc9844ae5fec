"""All detectors over a record: once over its history, or position by position. Both give the same events."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from math import inf
from pkgutil import iter_modules
from types import ModuleType

from backend.quant.behaviour import detectors
from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.cost import NO_COST
from backend.quant.behaviour.events import (
    MINIMUM,
    BehaviourCost,
    Detector,
    DetectorFindings,
    Event,
    Status,
)
from backend.quant.behaviour.frame import moment
from backend.quant.behaviour.record import Key, Record, RoundTrip
from backend.quant.behaviour.rule import in_order
from backend.quant.behaviour.tuning import Tuning


def in_working_order(rules: Iterable[DetectorRule]) -> tuple[DetectorRule, ...]:
    """In the order of `Detector`, and tilt last: it is made of what the others saw."""
    order = list(Detector)
    order.remove(Detector.TILT)
    order.append(Detector.TILT)
    return tuple(sorted(rules, key=lambda rule: order.index(rule.detector)))


def _rules_of(package: ModuleType) -> Iterator[DetectorRule]:
    """The rule of each file in a package."""
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        yield import_module(module.name).RULE


STANDARD: tuple[DetectorRule, ...] = in_working_order(_rules_of(detectors))
"""Every rule of this package."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a new or changed position made of the events; a changed event has the key of the one that it replaces."""

    appeared: tuple[Event, ...] = ()
    changed: tuple[Event, ...] = ()
    gone: tuple[Event, ...] = ()


def detect(record: Record, rules: Sequence[DetectorRule] = STANDARD) -> tuple[Event, ...]:
    """Every event in a record, in the order of time."""
    return Watcher(record, rules).events


def findings(
    record: Record,
    rules: Sequence[DetectorRule] = STANDARD,
) -> tuple[DetectorFindings, ...]:
    """Events, tests of the whole record and cost, by detector."""
    return Watcher(record, rules).findings()


def tuned(
    tunings: Iterable[Tuning],
    rules: Sequence[DetectorRule] = STANDARD,
) -> tuple[DetectorRule, ...]:
    """The rules with the strictness that the trader's answers gave them."""
    strictness = {tuning.detector: tuning.strictness for tuning in tunings}
    return tuple(_with(rule, strictness.get(rule.detector)) for rule in rules)


def _with(rule: DetectorRule, strictness: float | None) -> DetectorRule:
    if strictness is None:
        return rule
    thresholds = replace(rule.thresholds, strictness=strictness)  # type: ignore[attr-defined]
    return replace(rule, thresholds=thresholds)  # type: ignore[type-var]


class Watcher:
    """A record that grows. After each change its events are those that ``detect`` finds in the whole of it.

    What happened earlier than the session that a change touches cannot depend on it; everything since is judged anew.
    So the newest position costs a session's work, and one of last year costs the year.

    Of events whose keys are ``disputed`` nothing further is made: they are found, and are no part of a tilt.
    """

    def __init__(
        self,
        record: Record,
        rules: Sequence[DetectorRule] = STANDARD,
        disputed: frozenset[str] = frozenset(),
    ) -> None:
        self._rules = rules
        self._context = Context.of(record, rules, disputed)
        self._judge(-inf)

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event, in the order of time."""
        events: list[Event] = []
        for of_detector in self._context.events.values():
            events += of_detector
        return tuple(in_order(events))

    @property
    def positions(self) -> Sequence[RoundTrip]:
        """Every position, in the order of entry."""
        return self._context.frame.positions

    def cost(self, events: Iterable[Event]) -> BehaviourCost:
        """What some of these events cost together: those that a trader does not dispute."""
        flagged = list(events)
        if not flagged:
            return NO_COST
        rule = next(rule for rule in self._rules if rule.detector is flagged[0].detector)
        return rule.cost(self._context, flagged)

    def take(self, position: RoundTrip) -> RecordChange:
        """Add a position, or put it in the place of the one with its id.

        Raises:
            ValueError: a position of another stream.
        """
        context, frame = self._context, self._context.frame
        if position.stream != context.stream:
            raise ValueError("A record is about one stream.")
        if position.id not in frame:
            frame.insert(position)
            return self._after(position)
        old = frame.find(position.id)
        frame.remove(position.id)
        frame.insert(position)
        return self._after(old, position)

    def drop(self, key: Key) -> RecordChange:
        """Take a position out; nothing happens when it is not there."""
        frame = self._context.frame
        if key not in frame:
            return RecordChange()
        old = frame.find(key)
        frame.remove(key)
        return self._after(old)

    def findings(self) -> tuple[DetectorFindings, ...]:
        """Events, tests of the whole record and cost, by detector."""
        return tuple(self._findings_of(rule) for rule in self._rules)

    def _findings_of(self, rule: DetectorRule) -> DetectorFindings:
        events = self._context.events[rule.detector]
        n = rule.measured(self._context)
        traits = tuple(rule.traits(self._context))
        silent = [trait for trait in traits if trait.value is None and trait.reason]
        return DetectorFindings(
            detector=rule.detector,
            version=rule.version,
            status=Status.WATCHING if n >= MINIMUM else Status.LEARNING,
            n=n,
            events=tuple(events),
            traits=traits,
            cost=self.cost(events),
            silent=tuple(f"{trait.name}: {trait.reason}" for trait in silent),
        )

    def _after(self, *touched: RoundTrip) -> RecordChange:
        entered = [position.session for position in touched]
        left = [position.exit_session or position.session for position in touched]
        moments = [position.entry_time.timestamp() for position in touched]
        earliest = self._context.refresh(min(*entered, *left).toordinal())
        return self._again(min(earliest, *moments))

    def _again(self, since: float) -> RecordChange:
        """Judge everything since a moment, and say what is different."""
        before = self._judge(since)
        start = self._starts(since)
        after: dict[str, Event] = {}
        for rule in self._rules:
            events = self._context.events[rule.detector]
            after.update((event.key, event) for event in events[start(rule) :])
        appeared = [event for key, event in after.items() if key not in before]
        changed = [event for key, event in after.items() if before.get(key, event) != event]
        gone = [event for key, event in before.items() if key not in after]
        return RecordChange(
            appeared=tuple(in_order(appeared)),
            changed=tuple(in_order(changed)),
            gone=tuple(in_order(gone)),
        )

    def _judge(self, since: float) -> dict[str, Event]:
        """Put the events since a moment in the place of those that were there, which are returned by key."""
        context, start = self._context, self._starts(since)
        replaced: dict[str, Event] = {}
        for rule in self._rules:
            events = context.events.setdefault(rule.detector, [])
            place = start(rule)
            replaced.update((event.key, event) for event in events[place:])
            events[place:] = in_order(rule.judge(context, since))
        return replaced

    def _starts(self, since: float) -> Callable[[DetectorRule], int]:
        """Where the events since a moment begin, by rule."""
        if since == -inf:
            return lambda _: 0
        first = moment(since) if since < inf else None

        def start(rule: DetectorRule) -> int:
            events = self._context.events.get(rule.detector, [])
            if first is None:
                return len(events)
            return bisect_left(events, first, key=lambda event: event.moment)

        return start


def counts(events: Iterable[Event]) -> dict[Detector, int]:
    """How many events each detector has."""
    numbers = dict.fromkeys(Detector, 0)
    for event in events:
        numbers[event.detector] += 1
    return numbers
