"""The behaviours that were seen, as questions to the record ask of them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.coach.behaviour.detectors.registry import DESCRIPTORS
from backend.features.coach.behaviour.models import BehaviourEvent, BehaviourPattern
from backend.features.coach.behaviour.queries import is_counted, patterns_of
from backend.features.record.performance.schemas import IntervalOut
from backend.features.record.questions.ports import Occurrence, PatternRecord


class DetectedPatterns:
    """Implements `PatternBook` by what the detectors found."""

    def names(self) -> Mapping[str, str]:
        """Every behaviour, with what it is called in the middle of a sentence."""
        return {descriptor.detector.value: descriptor.name for descriptor in DESCRIPTORS}

    def occurrences(
        self, session: Session, user_id: UUID, patterns: Sequence[str]
    ) -> Sequence[Occurrence]:
        """When these behaviours were seen, in time."""
        events = BehaviourEvent
        statement = select(events.detector, events.trade_ids, events.occurred_at, events.session)
        of_patterns = statement.where(
            events.user_id == user_id,
            events.detector.in_(patterns),
            is_counted(),
        )
        return [
            Occurrence(row.detector, row.trade_ids[0], row.occurred_at, row.session)
            for row in session.execute(of_patterns.order_by(events.occurred_at, events.id))
        ]

    def records(
        self, session: Session, user_id: UUID, patterns: Sequence[str]
    ) -> Sequence[PatternRecord]:
        """How these behaviours stand, where they were ever seen."""
        statement = patterns_of(user_id).where(
            BehaviourPattern.detector.in_(patterns),
            BehaviourPattern.events > 0,
        )
        return [_record(pattern) for pattern in session.scalars(statement)]


def _record(pattern: BehaviourPattern) -> PatternRecord:
    interval = pattern.cost["interval"]
    return PatternRecord(
        pattern=pattern.detector,
        trade_type=pattern.trade_type,
        account_id=pattern.account_id,
        status=pattern.status,
        because=pattern.because,
        occurrences=pattern.events,
        last_seen=pattern.last_seen,
        mean_others=pattern.cost["mean_others"],
        cost_r=pattern.cost["r"],
        interval=None if interval is None else IntervalOut.model_validate(interval),
        is_measurable=pattern.cost["is_measurable"],
    )
