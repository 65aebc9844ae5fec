"""Reads of behaviour; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
from backend.features.coach.behaviour.errors import BehaviourEventNotFound, PatternNotFound
from backend.features.coach.behaviour.models import (
    BehaviourAnswer,
    BehaviourEvent,
    BehaviourPattern,
    BehaviourRun,
    BehaviourTuning,
    EventStatus,
    PatternStatus,
)
from backend.features.coach.behaviour.schemas import AnsweredFilter, EventFilter, PatternFilter
from backend.quant.behaviour.events import Severity, TraderAnswer

_GRAVEST_FIRST = case(
    {status.value: place for place, status in enumerate(PatternStatus)},
    value=BehaviourPattern.status,
)


def events_of(user_id: UUID) -> Select[BehaviourEvent]:
    """All events that the user may see, withdrawn ones too."""
    return select(BehaviourEvent).where(BehaviourEvent.user_id == user_id)


def patterns_of(user_id: UUID) -> Select[BehaviourPattern]:
    """All patterns that the user may see."""
    return select(BehaviourPattern).where(BehaviourPattern.user_id == user_id)


def is_counted() -> ColumnElement[bool]:
    """SQL for whether an event counts: the detectors find it, and the trader has not said otherwise."""
    stands = or_(BehaviourEvent.answer.is_(None), BehaviourEvent.answer == TraderAnswer.YES)
    return and_(BehaviourEvent.status == EventStatus.FIRED, stands)


def counted(
    session: Session,
    user_id: UUID,
    *,
    since: datetime | None = None,
    limit: int = 50,
) -> list[BehaviourEvent]:
    """Events that count, latest first: what a coach may speak of."""
    statement = events_of(user_id).where(is_counted())
    if since is not None:
        statement = statement.where(BehaviourEvent.occurred_at >= since)
    ordered = statement.order_by(BehaviourEvent.occurred_at.desc(), BehaviourEvent.id.desc())
    return list(session.scalars(ordered.limit(limit)))


def event(session: Session, user_id: UUID, event_id: UUID, *, lock: bool = False) -> BehaviourEvent:
    """One event.

    Raises:
        BehaviourEventNotFound: not there, or not the user's.
    """
    statement = events_of(user_id).where(BehaviourEvent.id == event_id)
    return rows.owned(session, statement, BehaviourEventNotFound, lock=lock)


def events(session: Session, user_id: UUID, query: EventFilter) -> Page[BehaviourEvent]:
    """A page of events by filter, latest first."""
    statement = events_of(user_id)
    for column, value in (
        (BehaviourEvent.detector, query.detector),
        (BehaviourEvent.trade_type, query.trade_type),
        (BehaviourEvent.account_id, query.account_id),
        (BehaviourEvent.status, query.status),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if query.severity is not None:
        graver = [severity.value for severity in Severity if severity.rank >= query.severity.rank]
        statement = statement.where(BehaviourEvent.severity.in_(graver))
    if query.trade_id is not None:
        statement = statement.where(BehaviourEvent.trade_ids.contains([query.trade_id]))
    if query.answer is AnsweredFilter.NONE:
        statement = statement.where(BehaviourEvent.answer.is_(None))
    elif query.answer is AnsweredFilter.ANY:
        statement = statement.where(BehaviourEvent.answer.is_not(None))
    elif query.answer is not None:
        statement = statement.where(BehaviourEvent.answer == query.answer.value)
    if query.day_from is not None:
        statement = statement.where(BehaviourEvent.session >= query.day_from)
    if query.day_to is not None:
        statement = statement.where(BehaviourEvent.session <= query.day_to)
    if query.since is not None:
        statement = statement.where(BehaviourEvent.occurred_at >= query.since)
    if query.before is not None:
        statement = statement.where(BehaviourEvent.occurred_at < query.before)
    return rows.page(session, statement, query, BehaviourEvent.occurred_at, BehaviourEvent.id)


def pattern(session: Session, user_id: UUID, pattern_id: UUID) -> BehaviourPattern:
    """One pattern.

    Raises:
        PatternNotFound: not there, or not the user's.
    """
    statement = patterns_of(user_id).where(BehaviourPattern.id == pattern_id)
    return rows.owned(session, statement, PatternNotFound)


def patterns(
    session: Session,
    user_id: UUID,
    query: PatternFilter | None = None,
) -> list[BehaviourPattern]:
    """Patterns with an event that counts: learning and active before improving and resolved, then the gravest first.

    There are at most eleven for each trade type of each account; 200 are given.
    """
    statement = patterns_of(user_id).where(BehaviourPattern.events > 0)
    if query is not None:
        for name, value in query.model_dump(exclude_none=True).items():
            statement = statement.where(getattr(BehaviourPattern, name) == value)
    ordered = statement.order_by(
        _GRAVEST_FIRST,
        BehaviourPattern.severity.desc(),
        BehaviourPattern.last_seen.desc(),
        BehaviourPattern.id,
    )
    return list(session.scalars(ordered.limit(200)))


def events_of_pattern(
    session: Session,
    user_id: UUID,
    pattern: BehaviourPattern,
    *,
    limit: int,
) -> list[BehaviourEvent]:
    """What a pattern stands on, latest first, without withdrawn events."""
    statement = _of_pattern(user_id, pattern).where(BehaviourEvent.status == EventStatus.FIRED)
    ordered = statement.order_by(BehaviourEvent.occurred_at.desc(), BehaviourEvent.id.desc())
    return list(session.scalars(ordered.limit(limit)))


def answerable(
    session: Session,
    user_id: UUID,
    pattern: BehaviourPattern,
    event_ids: Sequence[UUID] | None,
    *,
    limit: int,
) -> list[BehaviourEvent]:
    """Events of a pattern to be answered, locked: the named ones, or the latest that have no answer.

    Raises:
        BehaviourEventNotFound: one that is named is not of this pattern.
    """
    statement = _of_pattern(user_id, pattern)
    # Locked by key, as whoever locks many of them does.
    by_key = statement.order_by(BehaviourEvent.key).with_for_update(key_share=True)
    if event_ids is not None:
        named = session.scalars(by_key.where(BehaviourEvent.id.in_(event_ids))).all()
        if len(named) < len(set(event_ids)):
            raise BehaviourEventNotFound
        return list(named)
    waits = and_(BehaviourEvent.status == EventStatus.FIRED, BehaviourEvent.answer.is_(None))
    latest = statement.where(waits).order_by(BehaviourEvent.occurred_at.desc()).limit(limit)
    ids = session.scalars(latest.with_only_columns(BehaviourEvent.id)).all()
    return list(session.scalars(by_key.where(waits, BehaviourEvent.id.in_(ids))))


def _of_pattern(user_id: UUID, pattern: BehaviourPattern) -> Select[BehaviourEvent]:
    return events_of(user_id).where(
        BehaviourEvent.detector == pattern.detector,
        BehaviourEvent.trade_type == pattern.trade_type,
        BehaviourEvent.account_id == pattern.account_id,
    )


def pattern_of(session: Session, user_id: UUID, event: BehaviourEvent) -> BehaviourPattern | None:
    """The pattern that an event belongs to."""
    statement = patterns_of(user_id).where(
        BehaviourPattern.detector == event.detector,
        BehaviourPattern.trade_type == event.trade_type,
        BehaviourPattern.account_id == event.account_id,
    )
    return session.scalars(statement).one_or_none()


def answers(session: Session, user_id: UUID, event_id: UUID) -> Sequence[BehaviourAnswer]:
    """Everything that was said of an event, first to last; the latest 200."""
    statement = select(BehaviourAnswer).where(
        BehaviourAnswer.user_id == user_id,
        BehaviourAnswer.event_id == event_id,
    )
    latest_first = statement.order_by(BehaviourAnswer.id.desc()).limit(200)
    return session.scalars(latest_first).all()[::-1]


def answered(session: Session, user_id: UUID, detector: str) -> list[BehaviourEvent]:
    """Events of a detector that have an answer; of two versions of the same event, the newer one."""
    statement = events_of(user_id).where(
        BehaviourEvent.detector == detector,
        BehaviourEvent.answer.is_not(None),
    )
    in_order = statement.order_by(BehaviourEvent.answered_at, BehaviourEvent.id)
    events = session.scalars(in_order).all()
    newest: dict[UUID, int] = {}
    for event in events:
        trade_id = event.trade_ids[0]
        newest[trade_id] = max(event.version, newest.get(trade_id, 0))
    return [event for event in events if event.version == newest[event.trade_ids[0]]]


def tunings(session: Session, user_id: UUID) -> dict[str, BehaviourTuning]:
    """The detectors that answers have tuned, by name."""
    statement = select(BehaviourTuning).where(BehaviourTuning.user_id == user_id)
    return {tuning.detector: tuning for tuning in session.scalars(statement)}


def run(session: Session, user_id: UUID) -> BehaviourRun | None:
    """How far the detectors have looked; null before their first look."""
    return session.get(BehaviourRun, user_id)
