"""What behaviour gives, as the wire has it: events with their evidence, patterns, and how exact detectors are."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from backend.core.types import plain_decimal
from backend.features.coach.behaviour import descriptions
from backend.features.coach.behaviour.detectors.registry import DESCRIPTOR_OF
from backend.features.coach.behaviour.models import (
    BehaviourAnswer,
    BehaviourEvent,
    BehaviourPattern,
    BehaviourTuning,
    EventStatus,
    PatternStatus,
)
from backend.features.coach.behaviour.schemas import (
    BaselineOut,
    CostOut,
    DetectorOut,
    EventAnswerOut,
    EventCost,
    EventDetail,
    EventOut,
    EvidenceRow,
    FrequencyOut,
    LearningOut,
    PatternDetail,
    PatternMonth,
    PatternOut,
    TraitOut,
)
from backend.features.record.performance.figures import shown
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.trades.models import Trade, TradeType
from backend.quant.behaviour.events import MINIMUM, Detector, Severity, TraderAnswer
from backend.quant.metric import Formula, Metric, MetricReason, MetricUnit
from backend.quant.metrics import proportion

PRECISION = Formula("yes / (yes + no + was planned)", MetricUnit.SHARE)
RATE = Formula("positions that show it / positions", MetricUnit.SHARE)


def event_out(event: BehaviourEvent) -> EventOut:
    """An event, with its sentence and whether it counts."""
    answer = None if event.answer is None else TraderAnswer(event.answer)
    is_disputed = answer in (TraderAnswer.NO, TraderAnswer.PLANNED)
    return EventOut(
        id=event.id,
        detector=Detector(event.detector),
        version=event.version,
        trade_type=TradeType(event.trade_type),
        account_id=event.account_id,
        session=event.session,
        occurred_at=event.occurred_at,
        said=descriptions.event_sentence(event.detector, event.inputs, event.declared),
        trade_ids=event.trade_ids,
        plan_ids=event.plan_ids,
        inputs=event.inputs,
        baseline=_baseline(event),
        effect=event.effect,
        unit=event.unit,
        percentile=event.percentile,
        score=event.score,
        counts=event.status == EventStatus.FIRED and not is_disputed,
        severity=Severity(event.severity),
        grade=event.grade,
        declared=event.declared,
        r=event.r,
        guards=event.guards,
        quality=event.quality,
        is_learning=event.is_learning,
        status=EventStatus(event.status),
        answer=answer,
        answered_at=event.answered_at,
        detected_at=event.detected_at,
    )


def event_detail(
    event: BehaviourEvent,
    rows: Mapping[UUID, Trade],
    pattern: BehaviourPattern | None,
    answers: Sequence[BehaviourAnswer],
) -> EventDetail:
    """An event with its trades, its cost and every answer; trades that were deleted are not among them."""
    trades = [rows[trade_id] for trade_id in event.trade_ids if trade_id in rows]
    return EventDetail(
        **dict(event_out(event)),
        rows=[_evidence(trade) for trade in trades],
        cost=_event_cost(rows.get(event.trade_ids[0]), pattern),
        answers=[EventAnswerOut.model_validate(answer) for answer in answers],
    )


def pattern_out(pattern: BehaviourPattern, now: datetime) -> PatternOut:
    """A pattern, with its rates and what is missing until its baseline speaks."""
    return PatternOut(
        id=pattern.id,
        detector=Detector(pattern.detector),
        version=pattern.version,
        trade_type=TradeType(pattern.trade_type),
        account_id=pattern.account_id,
        description=pattern.description,
        status=PatternStatus(pattern.status),
        because=pattern.because,
        severity=pattern.severity,
        events=pattern.events,
        positions=pattern.positions,
        missing=max(MINIMUM - pattern.positions, 0),
        frequency=_frequency(pattern, now),
        cost=CostOut.model_validate(pattern.cost),
        traits=[TraitOut.model_validate(trait) for trait in pattern.traits],
        first_seen=pattern.first_seen,
        last_seen=pattern.last_seen,
        updated_at=pattern.updated_at,
    )


def pattern_detail(
    pattern: BehaviourPattern,
    latest: Sequence[BehaviourEvent],
    state: DetectorOut,
    now: datetime,
) -> PatternDetail:
    """A pattern with its latest events and how exact its detector was."""
    return PatternDetail(
        **dict(pattern_out(pattern, now)),
        by_month=[_month(month, now) for month in pattern.by_month],
        latest=[event_out(event) for event in latest],
        detector_state=state,
    )


def detector_out(detector: Detector, tuning: BehaviourTuning | None, now: datetime) -> DetectorOut:
    """How exact a detector is; as it is with everybody where nothing was answered."""
    strictness, confirmed, denied, planned = 0.0, 0, 0, 0
    if tuning is not None:
        strictness = tuning.strictness
        confirmed, denied, planned = tuning.confirmed, tuning.denied, tuning.planned
    answers = confirmed + denied + planned
    precision = proportion(confirmed, answers, PRECISION, nothing=MetricReason.NO_ANSWERS)
    descriptor = DESCRIPTOR_OF[detector]
    return DetectorOut(
        detector=detector,
        version=descriptor.rule.version,
        what=descriptor.heading,
        strictness=strictness,
        precision=_metric(precision, now),
        confirmed=confirmed,
        denied=denied,
        planned=planned,
    )


def learning_out(stream: str, positions: int) -> LearningOut:
    """A stream, by the name that a run has of it, that is too short yet."""
    trade_type, account_id = stream.split(":")
    return LearningOut(
        trade_type=TradeType(trade_type),
        account_id=UUID(account_id),
        positions=positions,
        missing=MINIMUM - positions,
    )


def _baseline(event: BehaviourEvent) -> BaselineOut | None:
    if event.baseline is None:
        return None
    return BaselineOut.model_validate(event.baseline)


def _frequency(pattern: BehaviourPattern, now: datetime) -> FrequencyOut:
    stored = pattern.frequency

    def rate(name: str) -> MetricOut:
        flagged, positions = stored[name]
        return _metric(proportion(flagged, positions, RATE), now)

    return FrequencyOut(
        overall=rate("overall"),
        lately=rate("lately"),
        before=rate("before"),
        window=stored["window"],
    )


def _month(stored: tuple[str, int, int], now: datetime) -> PatternMonth:
    starts_on, flagged, positions = stored
    share = _metric(proportion(flagged, positions, RATE), now)
    return PatternMonth(starts_on=date.fromisoformat(starts_on), flagged=flagged, share=share)


def _metric(metric: Metric, now: datetime) -> MetricOut:
    return MetricOut.model_validate(shown(metric, now))


def _evidence(row: Trade) -> EvidenceRow:
    r_multiple = None
    if row.r_multiple is not None:
        r_multiple = plain_decimal(row.r_multiple)
    return EvidenceRow(
        trade_id=row.id,
        instrument=row.instrument,
        direction=row.direction,
        entry_time=row.entry_time,
        exit_time=row.exit_time,
        entry_price=plain_decimal(row.entry_price),
        position_size=plain_decimal(row.position_size),
        r_multiple=r_multiple,
        plan_match=row.plan_match,
    )


def _event_cost(trade: Trade | None, pattern: BehaviourPattern | None) -> EventCost:
    """The trade that the event is about, against the mean of trades that do not show the behaviour."""
    r = others = None
    if trade is not None and trade.r_multiple is not None:
        r = float(trade.r_multiple)
    if pattern is not None:
        others = pattern.cost["mean_others"]
    if r is None:
        return EventCost(r=None, mean_others=others, difference=None, reason="no_r")
    if others is None:
        return EventCost(r=r, mean_others=None, difference=None, reason="no_others")
    return EventCost(r=r, mean_others=others, difference=r - others, reason=None)
