"""What the detectors say: events of single positions or sessions, and traits of the whole record."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from backend.core.choices import Choice
from backend.quant.behaviour.record import Key, Stream
from backend.quant.behaviour.terms import EffectUnit, Guard, TraitGap, TraitUnit
from backend.quant.metric import Interval

MINIMUM = 20  # positions before the own baseline says anything
WINDOW = 60  # positions that the baseline looks back


class Detector(Choice):
    """The behaviours that are looked for."""

    REVENGE = "revenge"
    FOMO = "fomo"
    OVERTRADING = "overtrading"
    OVERSIZING = "oversizing"
    DISPOSITION = "disposition"
    STOP_MOVING = "stop_moving"
    EARLY_EXIT = "early_exit"
    TIME_OF_DAY = "time_of_day"
    AVERAGING_DOWN = "averaging_down"
    TILT = "tilt"
    PLAN_DRIFT = "plan_drift"


class Status(StrEnum):
    """Whether the own baseline speaks yet. While it is learning only declared rules do."""

    LEARNING = "learning"
    WATCHING = "watching"


class Severity(Choice):
    """How far beyond the trader's own usual: the 90th, 97.5th, 99th percentile, or a declared rule broken."""

    MILD = "mild"
    MARKED = "marked"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """1 for mild to 3 for severe."""
        return list(Severity).index(self) + 1


class TraderAnswer(Choice):
    """What the trader answered to an event."""

    YES = "yes"
    NO = "no"
    PLANNED = "was_planned"


class Quality(StrEnum):
    """Whether something stands in for a figure that is not known."""

    FULL = "full"
    LOWER = "lower"


class TraitStatus(StrEnum):
    """What a test of the whole record came to."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    TOO_FEW = "too_few"
    NOT_MEASURABLE = (
        "not_measurable"  # something that is needed is not in the record; ``reason`` says what
    )


Scalar = str | int | float | bool | None
Inputs = Mapping[str, Scalar]
"""Figures that an event rests on, by name, ready for JSON."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an event was compared with.

    Attributes:
        n: how many values; ``since`` and ``until`` are the times of the first and the last.
        centre, spread: median and MAD * 1.4826 with its floor; null where a percentile was read from the values.
    """

    n: int
    since: datetime | None = None
    until: datetime | None = None
    centre: float | None = None
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One behaviour that was seen.

    Attributes:
        key: stays the same in every run over the same evidence (detector, version, stream, anchoring ids).
        moment: when it was complete; events are in this order.
        position_ids: the evidence, the position that anchors the event first; at most ``MOST_EVIDENCE`` of them.
        plan_ids: plans that are evidence.
        effect: how large, in ``unit``; never the result of the position.
        percentile: where the effect lies among the trader's own, 0 to 100; null when only a declared rule speaks.
        declared: the trader's own rules that were broken.
        r: sum of the results of the positions in R where known; for the cost, not for the severity.
        guards: what could have excused it and did not; what is not known of a position is not among them.
    """

    detector: Detector
    version: int
    key: str
    stream: Stream
    session: date
    moment: datetime
    position_ids: tuple[Key, ...]
    plan_ids: tuple[Key, ...]
    inputs: Inputs
    baseline: Baseline | None
    effect: float
    unit: EffectUnit
    score: float
    severity: Severity
    percentile: float | None
    declared: tuple[str, ...]
    r: float | None
    guards: tuple[Guard, ...]
    quality: Quality
    status: Status

    @property
    def grade(self) -> int:
        """1 (mild) to 5 (severe), as patterns count severity."""
        if self.severity is Severity.SEVERE:
            return 5
        halfway = self.percentile is not None and self.percentile >= (
            95.0 if self.severity is Severity.MILD else 98.25
        )
        return (1 if self.severity is Severity.MILD else 3) + halfway


MOST_EVIDENCE = 200


class Against(StrEnum):
    """What flagged positions are compared with, so that a behaviour that only winners can show is not called good."""

    OTHERS = "others"
    WINNERS = "other_winners"  # early exits: winners that had a target
    LOSERS = "other_losers"  # losers that were held too long
    OLD_STOP = "old_stop"  # a moved stop: -1 R, where the old one would have been hit
    WITHOUT_ADDS = "without_adds"  # an add to a loser: the same position without it


@dataclass(frozen=True, slots=True)
class BehaviourCost:
    """What a behaviour cost: sum of R of flagged positions less N times the mean R of what they are compared with.

    Attributes:
        r: negative when it cost money; null without results on both sides.
        flagged: positions that were compared.
        is_measurable: the interval leaves out zero. Otherwise: "no measurable cost so far".
    """

    r: float | None
    interval: Interval | None
    flagged: int
    mean_flagged: float | None
    mean_others: float | None
    against: Against = Against.OTHERS

    @property
    def is_measurable(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.interval is not None and (self.interval.low > 0 or self.interval.high < 0)


@dataclass(frozen=True, slots=True)
class Group:
    """Positions that a trait compares: their number and what is measured of them."""

    name: str
    n: int
    value: float | None
    interval: Interval | None = None
    p_value: float | None = None


@dataclass(frozen=True, slots=True)
class Trait:
    """What the whole record says about a behaviour, tested within the trader.

    Attributes:
        name: of the test, as ``gap_after_loss``.
        value: in ``unit``; null unless it could be computed.
        reason: why it is null, or what is missing.
    """

    detector: Detector
    version: int
    name: str
    status: TraitStatus
    value: float | None
    unit: TraitUnit
    n: int
    interval: Interval | None = None
    p_value: float | None = None
    groups: tuple[Group, ...] = ()
    reason: TraitGap | None = None


@dataclass(frozen=True, slots=True)
class DetectorFindings:
    """All that one detector says about a record.

    Attributes:
        n: positions that could be measured; below ``MINIMUM`` the status is learning.
        silent: parts that could not speak, and why.
    """

    detector: Detector
    version: int
    status: Status
    n: int
    events: tuple[Event, ...]
    traits: tuple[Trait, ...] = ()
    cost: BehaviourCost | None = None
    silent: tuple[str, ...] = ()


def event_key(detector: Detector, version: int, stream: Stream, anchors: Iterable[Key]) -> str:
    """A name for an event that every run over the same evidence gives again: SHA-256, 32 hexadecimal digits."""
    parts = [
        detector,
        str(version),
        stream.kind,
        str(stream.account),
        *sorted(str(anchor) for anchor in anchors),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
