"""What a new finding leads to: a notice with its evidence and how to dispute it, and caution while there is tilt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.events import News
from backend.features.coach.behaviour import descriptions, queries
from backend.features.coach.behaviour.detection import event_store
from backend.features.coach.behaviour.detectors.registry import DESCRIPTOR_OF
from backend.features.coach.behaviour.models import BehaviourEvent
from backend.features.notifications.models import NotificationKind
from backend.features.notifications.service import notify
from backend.features.record.rulebook import commitments, session_state
from backend.features.record.rulebook.locks import Lock
from backend.features.record.rulebook.models import SessionState
from backend.features.record.rulebook.versions import standing
from backend.features.record.trades.models import TradeType
from backend.quant.behaviour.events import Detector, Severity

MOST_A_DAY = 3  # notices of findings; all of them are in the list
FRESH = timedelta(hours=24)  # what happened before is history: an import tells nothing
GRAVE = (Severity.MARKED.value, Severity.SEVERE.value)
LONGEST_TILT = timedelta(hours=8)
ANSWER = "/api/trading/coaching/behaviour/events"
DISPUTE = (
    "Was it so? Answer yes, no, or planned: each answer makes the detectors more exact for you."
)


def tell(session: Session, user_id: UUID, new: Sequence[UUID], *, now: datetime) -> None:
    """Give notice of grave findings of the last day that are new, the gravest first, up to three a day."""
    left = MOST_A_DAY - event_store.told_lately(session, user_id, now - timedelta(days=1))
    if not new or left <= 0:
        return
    statement = queries.events_of(user_id).where(
        queries.is_counted(),
        BehaviourEvent.id.in_(new),
        BehaviourEvent.trade_type == TradeType.REAL,
        BehaviourEvent.severity.in_(GRAVE),
        BehaviourEvent.occurred_at > now - FRESH,
    )
    for event in session.scalars(
        statement.order_by(BehaviourEvent.grade.desc(), BehaviourEvent.occurred_at.desc()).limit(
            left
        )
    ):
        title = DESCRIPTOR_OF[event.detector].heading
        body = f"{descriptions.event_sentence(event.detector, event.inputs, event.declared)}\n{DISPUTE}"
        named: dict[str, Any] = {
            "event_id": str(event.id),
            "detector": event.detector,
            "severity": event.severity,
        }
        named |= {
            "trade_ids": [str(trade) for trade in event.trade_ids[:20]],
            "answer": f"{ANSWER}/{event.id}/answer",
        }
        notify(
            session,
            user_id,
            NotificationKind.PATTERN,
            title,
            body,
            key=f"behaviour:{event.key}",
            data=named,
            now=now,
        )
        event.told_at = now
    session.flush()


def hold_on_tilt(session: Session, user_id: UUID, *, news: News, now: datetime) -> None:
    """While there is tilt, call for caution; or lock the session where the trader promised to stop on tilt.

    A tilt ends with its session: one of the session before calls for nothing, and caution does not outlive the day.
    """
    book = standing(session, user_id, now).book
    hot = tilt_at(session, user_id, since=book.day.starts, now=now)
    if hot is None:
        return
    until = min(until_of(hot) or book.day.ends, book.day.ends)
    reason = f"Your record shows tilt: {descriptions.event_sentence(hot.detector, hot.inputs, [])}"
    locks = [Lock("tilt", SessionState.CAUTION, reason, until)]
    locks += commitments.on_tilt(session, user_id, book, hot.occurred_at, now)
    session_state.hold(session, user_id, locks, news=news, now=now)


def tilt_at(
    session: Session,
    user_id: UUID,
    *,
    since: datetime,
    now: datetime,
) -> BehaviourEvent | None:
    """The tilt that a trader is in, with real money, of the session that began at a moment; null without one."""
    statement = queries.events_of(user_id).where(
        queries.is_counted(),
        BehaviourEvent.detector == Detector.TILT,
        BehaviourEvent.trade_type == TradeType.REAL,
        BehaviourEvent.occurred_at <= now,
        BehaviourEvent.occurred_at >= max(since, now - LONGEST_TILT),
    )
    events = session.scalars(statement.order_by(BehaviourEvent.occurred_at.desc()).limit(10)).all()
    return next((event for event in events if (until_of(event) or now + FRESH) > now), None)


def until_of(tilt: BehaviourEvent) -> datetime | None:
    """When it has been calm for a while, if nothing more happens."""
    until = tilt.inputs.get("until")
    if until is None:
        return None
    return datetime.fromisoformat(until)
