"""Reads of behaviour; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from backend.core.paging import Position
from backend.features.behaviour.errors import BehaviourEventNotFound, PatternNotFound
from backend.features.behaviour.models import (
    BehaviourAnswer,
    BehaviourEvent,
    BehaviourPattern,
    BehaviourRun,
    BehaviourTuning,
    EventStatus,
    PatternStatus,
)
from backend.features.behaviour.schemas import Answered, EventFilter, PatternFilter
from backend.quant.behaviour.events import Said, Severity

_GRAVEST_FIRST = case(
    {status.value: place for place, status in enumerate(PatternStatus)}, value=BehaviourPattern.status
)


def events_of(user_id: UUID) -> Select[BehaviourEvent]:
    """All events that the user may see, withdrawn ones too."""
    return select(BehaviourEvent).where(BehaviourEvent.user_id == user_id)


def patterns_of(user_id: UUID) -> Select[BehaviourPattern]:
    """All patterns that the user may see."""
    return select(BehaviourPattern).where(BehaviourPattern.user_id == user_id)


def is_counted() -> ColumnElement[bool]:
    """SQL for whether an event counts: found, not denied, and not below the trader's own threshold."""
    own = select(BehaviourTuning.threshold).where(
        BehaviourTuning.user_id == BehaviourEvent.user_id, BehaviourTuning.detector == BehaviourEvent.detector
    )
    return and_(
        BehaviourEvent.status == EventStatus.FIRED,
        or_(BehaviourEvent.answer.is_(None), BehaviourEvent.answer == Said.YES),
        or_(
            BehaviourEvent.answer == Said.YES,
            func.cardinality(BehaviourEvent.declared) > 0,
            BehaviourEvent.score >= func.coalesce(own.scalar_subquery(), 0),
        ),
    )


def counted(session: Session, user_id: UUID, *, since: datetime | None = None, limit: int = 50) -> list[BehaviourEvent]:
    """Events that count, latest first: what a coach may speak of."""
    chosen = events_of(user_id).where(is_counted())
    if since is not None:
        chosen = chosen.where(BehaviourEvent.occurred_at >= since)
    ordered = chosen.order_by(BehaviourEvent.occurred_at.desc(), BehaviourEvent.id.desc())
    return list(session.scalars(ordered.limit(limit)))


def event(session: Session, user_id: UUID, event_id: UUID, *, lock: bool = False) -> BehaviourEvent:
    """One event.

    Raises:
        BehaviourEventNotFound: not there, or not the user's.
    """
    chosen = events_of(user_id).where(BehaviourEvent.id == event_id)
    found = session.scalars(chosen.with_for_update(key_share=True) if lock else chosen).one_or_none()
    if found is None:
        raise BehaviourEventNotFound
    return found


def events(session: Session, user_id: UUID, wanted: EventFilter) -> list[BehaviourEvent]:
    """Events by filter, latest first; one more than the limit tells that there is a next page."""
    chosen = events_of(user_id)
    for column, value in (
        (BehaviourEvent.detector, wanted.detector),
        (BehaviourEvent.trade_type, wanted.trade_type),
        (BehaviourEvent.account_id, wanted.account_id),
        (BehaviourEvent.status, wanted.status),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    if wanted.severity is not None:
        graver = [one.value for one in Severity if one.rank >= wanted.severity.rank]
        chosen = chosen.where(BehaviourEvent.severity.in_(graver))
    if wanted.trade_id is not None:
        chosen = chosen.where(BehaviourEvent.trade_ids.contains([wanted.trade_id]))
    if wanted.answer in (Answered.NONE, Answered.ANY):
        has_none = BehaviourEvent.answer.is_(None)
        chosen = chosen.where(has_none if wanted.answer is Answered.NONE else ~has_none)
    elif wanted.answer is not None:
        chosen = chosen.where(BehaviourEvent.answer == wanted.answer.value)
    if wanted.since is not None:
        chosen = chosen.where(BehaviourEvent.occurred_at >= wanted.since)
    if wanted.before is not None:
        chosen = chosen.where(BehaviourEvent.occurred_at < wanted.before)
    if wanted.cursor is not None:
        after = Position.decode(wanted.cursor)
        chosen = chosen.where(tuple_(BehaviourEvent.occurred_at, BehaviourEvent.id) < (after.moment, after.id))
    chosen = chosen.order_by(BehaviourEvent.occurred_at.desc(), BehaviourEvent.id.desc()).limit(wanted.limit + 1)
    return list(session.scalars(chosen))


def pattern(session: Session, user_id: UUID, pattern_id: UUID) -> BehaviourPattern:
    """One pattern.

    Raises:
        PatternNotFound: not there, or not the user's.
    """
    found = session.scalars(patterns_of(user_id).where(BehaviourPattern.id == pattern_id)).one_or_none()
    if found is None:
        raise PatternNotFound
    return found


def patterns(session: Session, user_id: UUID, wanted: PatternFilter | None = None) -> list[BehaviourPattern]:
    """Patterns: learning and active before improving and resolved, then the gravest and latest first.

    There are at most eleven for each trade type of each account; 200 are given.
    """
    chosen = patterns_of(user_id)
    for name, value in (wanted.model_dump() if wanted else {}).items():
        if value is not None:
            chosen = chosen.where(getattr(BehaviourPattern, name) == value)
    ordered = chosen.order_by(
        _GRAVEST_FIRST, BehaviourPattern.severity.desc(), BehaviourPattern.last_seen.desc(), BehaviourPattern.id
    )
    return list(session.scalars(ordered.limit(200)))


def events_of_pattern(session: Session, user_id: UUID, found: BehaviourPattern, *, limit: int) -> list[BehaviourEvent]:
    """What a pattern stands on, latest first, without withdrawn events."""
    chosen = events_of(user_id).where(
        BehaviourEvent.detector == found.detector,
        BehaviourEvent.trade_type == found.trade_type,
        BehaviourEvent.account_id == found.account_id,
        BehaviourEvent.status == EventStatus.FIRED,
    )
    ordered = chosen.order_by(BehaviourEvent.occurred_at.desc(), BehaviourEvent.id.desc())
    return list(session.scalars(ordered.limit(limit)))


def answers(session: Session, user_id: UUID, event_id: UUID) -> Sequence[BehaviourAnswer]:
    """Everything that was said of an event, first to last; the latest 200."""
    chosen = select(BehaviourAnswer).where(BehaviourAnswer.user_id == user_id, BehaviourAnswer.event_id == event_id)
    found = session.scalars(chosen.order_by(BehaviourAnswer.id.desc()).limit(200)).all()
    return found[::-1]


def tunings(session: Session, user_id: UUID) -> dict[str, BehaviourTuning]:
    """The detectors that answers have tuned, by name."""
    chosen = select(BehaviourTuning).where(BehaviourTuning.user_id == user_id)
    return {one.detector: one for one in session.scalars(chosen)}


def run(session: Session, user_id: UUID) -> BehaviourRun | None:
    """How far the detectors have looked; null before their first look."""
    return session.get(BehaviourRun, user_id)
