"""What the trader's answers do: each detector's precision, and how strict it has to be with this trader."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.quant.behaviour.events import Detector, TraderAnswer
from backend.quant.metric import Interval
from backend.quant.statistics import wilson_interval

# The share of the events of a detector that should be confirmed; there the steps below cancel out.
CONFIRMED = 0.8
STEP = 0.125  # ten false alarms in a row reach the strictest setting
STRICTER, LESS_STRICT = STEP * CONFIRMED, -STEP * (1 - CONFIRMED)
MOST = 1.0


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """What the trader said to one event."""

    detector: Detector
    event_key: str
    said: TraderAnswer
    time: datetime


@dataclass(frozen=True, slots=True)
class Tuning:
    """What follows from the answers to one detector.

    Attributes:
        strictness: 0 to 1; the thresholds of a detector say what it does. Declared rules are not touched by it.
        precision: yes over all answers; null without any.
        yes, no, planned: answers; the last one to each event, and one for all events that were answered at once.
        contradictory: events that were answered in two ways at the same time; they count as unanswered.
    """

    detector: Detector
    strictness: float
    precision: float | None
    interval: Interval | None
    yes: int
    no: int
    planned: int
    contradictory: int


def tune(answers: Iterable[EventAnswer]) -> tuple[Tuning, ...]:
    """The strictness and precision of each detector that was answered.

    Each "no" and "was planned" makes a detector stricter by a step, each "yes" less strict by so much that the two
    cancel out where four of five events are confirmed. The last answer to an event counts; two different ones of the
    same moment contradict each other and count as none. Answers of one moment to many events are one answer, given to
    a whole pattern: the trader judged once, so they count once and are one step.

    Source:
        H. Robbins and S. Monro, "A stochastic approximation method", Ann. Math. Statist. 22 (1951); with a fixed step.
    """
    by_event: dict[tuple[Detector, str], list[EventAnswer]] = defaultdict(list)
    for answer in answers:
        by_event[answer.detector, answer.event_key].append(answer)
    standing: dict[Detector, list[EventAnswer]] = defaultdict(list)
    contradictory: dict[Detector, int] = defaultdict(int)
    for (detector, _), event_answers in by_event.items():
        latest = max(answer.time for answer in event_answers)
        last = [answer for answer in event_answers if answer.time == latest]
        if len({answer.said for answer in last}) > 1:
            contradictory[detector] += 1
        else:
            standing[detector].append(last[0])
    detectors = sorted({*standing, *contradictory})
    return tuple(
        _tuning(detector, standing[detector], contradictory[detector]) for detector in detectors
    )


def _tuning(detector: Detector, answers: list[EventAnswer], contradictory: int) -> Tuning:
    strictness = 0.0
    judged = sorted({(answer.time, answer.said) for answer in answers})
    for _, judgement in judged:
        strictness += LESS_STRICT if judgement is TraderAnswer.YES else STRICTER
        strictness = min(MOST, max(0.0, strictness))
    times = Counter(judgement for _, judgement in judged)
    yes, no, planned = (times[answer_kind] for answer_kind in TraderAnswer)
    n = len(judged)
    return Tuning(
        detector=detector,
        strictness=round(strictness, 9),
        precision=yes / n if n else None,
        interval=wilson_interval(yes, n),
        yes=yes,
        no=no,
        planned=planned,
        contradictory=contradictory,
    )
