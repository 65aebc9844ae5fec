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
from backend.features.coach.behaviour.schemas import Answered, EventFilter, PatternFilter
from backend.quant.behaviour.events import Said, Severity

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
    stands = or_(BehaviourEvent.answer.is_(None), BehaviourEvent.answer == Said.YES)
    return and_(BehaviourEvent.status == EventStatus.FIRED, stands)


def counted(
    session: Session, user_id: UUID, *, since: datetime | None = None, limit: int = 50
) -> list[BehaviourEvent]:
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
    return rows.owned(session, chosen, BehaviourEventNotFound, lock=lock)


def events(session: Session, user_id: UUID, wanted: EventFilter) -> Page[BehaviourEvent]:
    """A page of events by filter, latest first."""
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
    return rows.page(session, chosen, wanted, BehaviourEvent.occurred_at, BehaviourEvent.id)


def pattern(session: Session, user_id: UUID, pattern_id: UUID) -> BehaviourPattern:
    """One pattern.

    Raises:
        PatternNotFound: not there, or not the user's.
    """
    statement = patterns_of(user_id).where(BehaviourPattern.id == pattern_id)
    return rows.owned(session, statement, PatternNotFound)


def patterns(
    session: Session, user_id: UUID, wanted: PatternFilter | None = None
) -> list[BehaviourPattern]:
    """Patterns with an event that counts: learning and active before improving and resolved, then the gravest first.

    There are at most eleven for each trade type of each account; 200 are given.
    """
    chosen = patterns_of(user_id).where(BehaviourPattern.events > 0)
    for name, value in (wanted.model_dump() if wanted else {}).items():
        if value is not None:
            chosen = chosen.where(getattr(BehaviourPattern, name) == value)
    ordered = chosen.order_by(
        _GRAVEST_FIRST,
        BehaviourPattern.severity.desc(),
        BehaviourPattern.last_seen.desc(),
        BehaviourPattern.id,
    )
    return list(session.scalars(ordered.limit(200)))


def events_of_pattern(
    session: Session, user_id: UUID, found: BehaviourPattern, *, limit: int
) -> list[BehaviourEvent]:
    """What a pattern stands on, latest first, without withdrawn events."""
    chosen = _of_pattern(user_id, found).where(BehaviourEvent.status == EventStatus.FIRED)
    ordered = chosen.order_by(BehaviourEvent.occurred_at.desc(), BehaviourEvent.id.desc())
    return list(session.scalars(ordered.limit(limit)))


def answerable(
    session: Session,
    user_id: UUID,
    found: BehaviourPattern,
    event_ids: Sequence[UUID] | None,
    *,
    limit: int,
) -> list[BehaviourEvent]:
    """Events of a pattern to be answered, locked: the named ones, or the latest that have no answer.

    Raises:
        BehaviourEventNotFound: one that is named is not of this pattern.
    """
    chosen = _of_pattern(user_id, found)
    by_key = chosen.order_by(BehaviourEvent.key).with_for_update(
        key_share=True
    )  # as whoever locks many of them
    if event_ids is not None:
        named = session.scalars(by_key.where(BehaviourEvent.id.in_(event_ids))).all()
        if len(named) < len(set(event_ids)):
            raise BehaviourEventNotFound
        return list(named)
    waits = and_(BehaviourEvent.status == EventStatus.FIRED, BehaviourEvent.answer.is_(None))
    latest = chosen.where(waits).order_by(BehaviourEvent.occurred_at.desc()).limit(limit)
    ids = session.scalars(latest.with_only_columns(BehaviourEvent.id)).all()
    return list(session.scalars(by_key.where(waits, BehaviourEvent.id.in_(ids))))


def _of_pattern(user_id: UUID, found: BehaviourPattern) -> Select[BehaviourEvent]:
    return events_of(user_id).where(
        BehaviourEvent.detector == found.detector,
        BehaviourEvent.trade_type == found.trade_type,
        BehaviourEvent.account_id == found.account_id,
    )


def pattern_of(session: Session, user_id: UUID, found: BehaviourEvent) -> BehaviourPattern | None:
    """The pattern that an event belongs to."""
    chosen = patterns_of(user_id).where(
        BehaviourPattern.detector == found.detector,
        BehaviourPattern.trade_type == found.trade_type,
        BehaviourPattern.account_id == found.account_id,
    )
    return session.scalars(chosen).one_or_none()


def answers(session: Session, user_id: UUID, event_id: UUID) -> Sequence[BehaviourAnswer]:
    """Everything that was said of an event, first to last; the latest 200."""
    chosen = select(BehaviourAnswer).where(
        BehaviourAnswer.user_id == user_id, BehaviourAnswer.event_id == event_id
    )
    found = session.scalars(chosen.order_by(BehaviourAnswer.id.desc()).limit(200)).all()
    return found[::-1]


def answered(session: Session, user_id: UUID, detector: str) -> list[BehaviourEvent]:
    """Events of a detector that have an answer; of two versions of the same event, the newer one."""
    chosen = events_of(user_id).where(
        BehaviourEvent.detector == detector, BehaviourEvent.answer.is_not(None)
    )
    found = session.scalars(chosen.order_by(BehaviourEvent.answered_at, BehaviourEvent.id)).all()
    newest: dict[UUID, int] = {}
    for one in found:
        newest[one.trade_ids[0]] = max(one.version, newest.get(one.trade_ids[0], 0))
    return [one for one in found if one.version == newest[one.trade_ids[0]]]


def tunings(session: Session, user_id: UUID) -> dict[str, BehaviourTuning]:
    """The detectors that answers have tuned, by name."""
    chosen = select(BehaviourTuning).where(BehaviourTuning.user_id == user_id)
    return {one.detector: one for one in session.scalars(chosen)}


def run(session: Session, user_id: UUID) -> BehaviourRun | None:
    """How far the detectors have looked; null before their first look."""
    return session.get(BehaviourRun, user_id)
