"""What behaviour takes and gives."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from backend.core.choices import Choice
from backend.core.days import DaySpan
from backend.core.paging import Cursor, Limit
from backend.core.shapes import ShapeOf
from backend.core.types import Id, In, Moment, Out, Text
from backend.features.coach.behaviour.models import EventStatus, PatternStatus
from backend.features.record.performance.schemas import IntervalOut, MetricOut
from backend.features.record.trades.models import PlanMatch, TradeDirection, TradeType
from backend.quant.behaviour.events import (
    Against,
    Detector,
    Quality,
    Scalar,
    Severity,
    TraderAnswer,
    TraitStatus,
)
from backend.quant.behaviour.terms import DeclaredRule, EffectUnit, Guard, TraitGap, TraitUnit

Share = Annotated[float, Field(ge=0, le=1)]
Note = Annotated[Text, StringConstraints(min_length=1, max_length=500)]


class AnsweredFilter(Choice):
    """By what events are chosen that have or have no answer."""

    YES = "yes"
    NO = "no"
    WAS_PLANNED = "was_planned"
    NONE = "none"
    ANY = "any"


class BaselineOut(Out):
    """The trader's own habit that an event was compared with; null centre where a percentile was read instead."""

    n: int
    since: Moment | None
    until: Moment | None
    centre: float | None
    spread: float | None


class EventOut(Out):
    """One finding: what was seen, against which habit, and what the trader says of it."""

    id: Id
    detector: Detector
    version: int
    trade_type: TradeType
    account_id: Id
    session: date
    occurred_at: Moment
    said: Annotated[
        str,
        Field(
            description="In one sentence.",
            examples=["Entered 90 seconds after a loss of 1.2 R."],
        ),
    ]
    trade_ids: Annotated[
        list[Id], Field(description="The evidence; the trade that it is about comes first.")
    ]
    plan_ids: list[Id]
    inputs: Annotated[
        dict[str, Any],
        ShapeOf(dict[str, Scalar]),
        Field(description="Figures that it rests on, by name."),
    ]
    baseline: BaselineOut | None
    effect: float
    unit: Annotated[str, ShapeOf(EffectUnit)]
    percentile: Annotated[
        float | None,
        Field(description="Of the effect among your own; null: a rule of yours alone."),
    ]
    score: Share
    counts: Annotated[
        bool, Field(description="False: withdrawn, or you said that it was not so, or planned.")
    ]
    severity: Severity
    grade: Annotated[int, Field(ge=1, le=5)]
    declared: Annotated[
        list[Annotated[str, ShapeOf(DeclaredRule)]],
        Field(description="Your own rules that were broken."),
    ]
    r: Annotated[
        float | None,
        Field(description="Results of its trades together, in R; never part of the severity."),
    ]
    guards: Annotated[
        list[Annotated[str, ShapeOf(Guard)]],
        Field(description="What could have excused it, was known, and did not."),
    ]
    quality: Annotated[
        str,
        ShapeOf(Quality),
        Field(description="`lower` where something stands in for a figure that is not known."),
    ]
    is_learning: bool
    status: EventStatus
    answer: TraderAnswer | None
    answered_at: Moment | None
    detected_at: Moment


class EventPage(Out):
    """Events, latest first."""

    items: list[EventOut]
    next_cursor: str | None


class EventAnswerOut(Out):
    """What was said of an event at a time; the latest counts."""

    answer: TraderAnswer
    note: str | None
    answered_at: Moment


class EvidenceRow(Out):
    """One trade that an event rests on."""

    trade_id: Id
    instrument: str
    direction: Annotated[str, ShapeOf(TradeDirection)]
    entry_time: Moment
    exit_time: Moment | None
    entry_price: str
    position_size: str
    r_multiple: str | None
    plan_match: Annotated[str, ShapeOf(PlanMatch)]


class EventCost(Out):
    """What the event's trade made, against the mean of trades without this behaviour."""

    r: float | None
    mean_others: float | None
    difference: Annotated[float | None, Field(description="Negative: it cost this much.")]
    reason: Annotated[str | None, Field(examples=["no_r", "no_others"])]


class EventDetail(EventOut):
    """An event with its rows, its cost and every answer that was given."""

    rows: list[EvidenceRow]
    cost: EventCost
    answers: Annotated[list[EventAnswerOut], Field(description="First to last; the last counts.")]


class EventFilter(DaySpan):
    """Which events to list; days are those of the session."""

    detector: Detector | None = None
    severity: Annotated[Severity | None, Field(description="This or more.")] = None
    trade_type: TradeType | None = None
    account_id: Id | None = None
    trade_id: Annotated[Id | None, Field(description="Events that rest on this trade.")] = None
    status: EventStatus | None = EventStatus.FIRED
    answer: Annotated[
        AnsweredFilter | None, Field(description="`none`: those without; `any`: those with one.")
    ] = None
    since: Moment | None = None
    before: Moment | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class AnswerEvent(In):
    """What the trader says of an event."""

    answer: TraderAnswer
    note: Note | None = None


class AnswerPattern(AnswerEvent):
    """What the trader says of a pattern: of the events that are named, or of all that have no answer.

    To the detector it is one answer, however many events it is for.
    """

    event_ids: Annotated[list[Id] | None, Field(min_length=1, max_length=200)] = None


class PatternAnswered(Out):
    """What an answer came to."""

    pattern: "PatternOut"
    answered: int
    detector: "DetectorOut"


class FrequencyOut(Out):
    """How often, per 100 positions: in all, among the latest and before them."""

    overall: MetricOut
    lately: MetricOut
    before: MetricOut
    window: Annotated[int, Field(description="Positions that count as the latest.")]


class PatternMonth(Out):
    """How often in one month: N is its positions; a month without one has no share."""

    starts_on: date
    flagged: Annotated[int, Field(description="Positions that show it.")]
    share: Annotated[MetricOut, Field(description="`flagged` of the `n` positions of the month.")]


class CostOut(Out):
    """Sum of R of flagged trades, less as many times the mean R of what they are compared with."""

    r: Annotated[float | None, Field(description="Negative: it cost this much.")]
    interval: IntervalOut | None
    flagged: int
    mean_flagged: float | None
    mean_others: float | None
    against: Annotated[Against, Field(description="What the flagged trades are compared with.")]
    is_measurable: Annotated[bool, Field(description="The interval leaves out zero.")]
    said: Annotated[str, Field(examples=["No measurable cost so far."])]


class TraitOut(Out):
    """A test of the whole record, within the trader."""

    name: str
    status: Annotated[str, ShapeOf(TraitStatus)]
    value: float | None
    unit: Annotated[str, ShapeOf(TraitUnit)]
    n: int
    interval: IntervalOut | None
    p_value: float | None
    reason: Annotated[str, ShapeOf(TraitGap)] | None


class PatternOut(Out):
    """What the events of one detector in one stream come to."""

    id: Id
    detector: Detector
    version: int
    trade_type: TradeType
    account_id: Id
    description: str
    status: PatternStatus
    because: Annotated[str, Field(description="The evidence for the status.")]
    severity: Annotated[int, Field(ge=1, le=5)]
    events: Annotated[int, Field(description="Events that count.")]
    positions: Annotated[int, Field(description="Positions that were looked at.")]
    missing: Annotated[
        int, Field(description="Positions until the baseline speaks; 0 when it does.")
    ]
    frequency: FrequencyOut
    cost: CostOut
    traits: list[TraitOut]
    first_seen: Moment
    last_seen: Moment
    updated_at: Moment


class PatternDetail(PatternOut):
    """A pattern with its latest events and how exact its detector was."""

    by_month: Annotated[
        list[PatternMonth],
        Field(description="From the first position's month to the last one's, by session days."),
    ]
    latest: list[EventOut]
    detector_state: "DetectorOut"


class DetectorOut(Out):
    """How one detector stands for one trader: how exact it was, and from which score on it counts."""

    detector: Detector
    version: int
    what: str
    strictness: Annotated[
        Share, Field(description="0 at the beginning; each refusal raises it, each yes lowers it.")
    ]
    precision: Annotated[MetricOut, Field(description="yes / (yes + no + was_planned)")]
    confirmed: Annotated[int, Field(description="Answers; one to a whole pattern counts once.")]
    denied: int
    planned: int


class LearningOut(Out):
    """A stream of too few positions for a baseline: only your declared rules speak."""

    trade_type: TradeType
    account_id: Id
    positions: int
    missing: Annotated[int, Field(description="Positions until it does.")]


class Patterns(Out):
    """Patterns, the gravest first; how exact each detector was; and where too little is known."""

    items: list[PatternOut]
    detectors: list[DetectorOut]
    learning: list[LearningOut]
    looked_at: Annotated[
        Moment | None, Field(description="When the detectors last looked; null: not yet.")
    ]
    is_cut: Annotated[
        bool,
        Field(description="The record has more positions than are looked at: the latest 50,000."),
    ]


class PatternFilter(In):
    """Which patterns to list."""

    detector: Detector | None = None
    status: PatternStatus | None = None
    trade_type: TradeType | None = None
    account_id: Id | None = None


class RerunOut(Out):
    """The whole record will be looked at again; nothing changes where nothing has changed."""

    queued: Annotated[bool, Field(description="False: such a look was already waiting.")]
    looked_at: Annotated[
        Moment | None, Field(description="When the detectors last looked; null: not yet.")
    ]
