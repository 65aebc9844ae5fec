"""The start of a day, put together from what the rooms say of themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.events import News
from backend.features.ai import usage
from backend.features.ai.budget import BudgetLimits
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour import service as behaviour_service
from backend.features.coach.behaviour.models import PatternStatus
from backend.features.coach.behaviour.schemas import PatternOut
from backend.features.coach.nudges import service as nudges
from backend.features.coach.nudges.models import NudgeArm
from backend.features.coach.nudges.schemas import NudgeFilter, NudgeOut
from backend.features.content.media.service import Links
from backend.features.notifications import service as notifications
from backend.features.notifications.schemas import NotificationFilter
from backend.features.overview.today import queries
from backend.features.overview.today.schemas import (
    CheckInToday,
    CommitmentToday,
    TodayOverview,
)
from backend.features.record.journal import check_ins
from backend.features.record.journal.errors import CheckInNotFound
from backend.features.record.plans import service as plans
from backend.features.record.plans.models import PlanStatus
from backend.features.record.plans.schemas import PlanFilter, PlanSort
from backend.features.record.rulebook import commitments, session_state, versions
from backend.features.record.rulebook.models import Commitment
from backend.features.record.rulebook.schemas import SessionStateOut
from backend.features.record.trades import queries as trade_queries
from backend.features.record.trades.models import TradeStatus, TradeType
from backend.features.record.trades.trade_list import service as trades
from backend.features.record.trades.trade_list.schemas import TradeFilter

MOST_PLANS, MOST_TRADES, MOST_UNREAD, MOST_FINDINGS = 5, 20, 4, 3
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TodaySources:
    """What is needed besides the record: keys, links to images, the budget's limits, and who hears of a hold."""

    keyring: Keyring
    links: Links
    limits: BudgetLimits
    news: News


def today(session: Session, user_id: UUID, desk: TodaySources, *, now: datetime) -> TodayOverview:
    """The start of a day. The number of statements does not grow with the record.

    Raises:
        KeyGone, WordsDamaged: the words of the check-in cannot be opened.
    """
    stands = versions.standing(session, user_id, now)
    binding = commitments.alive(session, user_id, now)
    figures = session_state.refresh(
        session, user_id, stands, news=desk.news, now=now, binding=binding
    )
    state = session_state.shown(session, user_id, stands, figures, now)
    counts = queries.waiting(session, user_id, now=now)
    parts: dict[str, Any] = {
        "state": state,
        "rulebook": versions.shown(stands.version) if stands.version else None,
        "check_in": _check_in(session, user_id, state, desk.keyring),
        "plans": {
            "items": _plans(session, user_id, desk.links, now) if counts.plans else [],
            "pending": counts.plans,
            "ending": counts.ending,
        },
        "trades": {
            "items": _open_trades(session, user_id) if counts.trades else [],
            "open": counts.trades,
        },
        "notifications": notifications.list_notifications(
            session, user_id, NotificationFilter(unread=True, limit=MOST_UNREAD)
        ),
        "commitments": _commitments(binding, state),
        "patterns": _patterns(session, user_id, now),
        "nudges": _nudges(session, user_id, now),
        "budget": usage.today(session, user_id, desk.limits, now=now),
    }
    return TodayOverview.model_construct(**parts)


def _check_in(
    session: Session, user_id: UUID, state: SessionStateOut, keyring: Keyring
) -> CheckInToday:
    try:
        written = check_ins.read_check_in(session, user_id, state.day, keyring)
    except CheckInNotFound:
        has_begun = trade_queries.first_entry_of_day(session, user_id, state.day) is not None
        return CheckInToday(day=state.day, due=not has_begun, check_in=None)
    return CheckInToday(day=state.day, due=False, check_in=written)


def _plans(session: Session, user_id: UUID, links: Links, now: datetime) -> Sequence[object]:
    query = PlanFilter(status=PlanStatus.PENDING, sort=PlanSort.FIRST_TO_EXPIRE, limit=MOST_PLANS)
    return plans.list_plans(session, user_id, query, links, now=now).items


def _open_trades(session: Session, user_id: UUID) -> Sequence[object]:
    query = TradeFilter(status=TradeStatus.OPEN, trade_type=TradeType.REAL, limit=MOST_TRADES)
    return trades.list_trades(session, user_id, query).items


def _commitments(binding: Sequence[Commitment], state: SessionStateOut) -> list[CommitmentToday]:
    """Those whose time is now first: what holds by them is among the holds of the session."""
    ends = {hold.rule: hold.until for hold in state.holds}
    items = [
        CommitmentToday(
            id=commitment.id,
            trigger=commitment.trigger,
            promise=commitment.promise,
            statement=commitment.statement,
            due=commitments.hold_name(commitment) in ends,
            until=ends.get(commitments.hold_name(commitment)),
        )
        for commitment in binding
    ]
    return sorted(items, key=lambda commitment: not commitment.due)


def _patterns(session: Session, user_id: UUID, now: datetime) -> list[PatternOut]:
    recent = [
        pattern
        for pattern in behaviour.patterns(session, user_id)
        if pattern.status != PatternStatus.RESOLVED and pattern.last_seen > now - RECENT
    ]
    gravest = sorted(recent, key=lambda pattern: -pattern.severity)[:MOST_FINDINGS]
    return [behaviour_service.shown(pattern, now) for pattern in gravest]


def _nudges(session: Session, user_id: UUID, now: datetime) -> list[NudgeOut]:
    """Those without a word on them first."""
    sent = nudges.list_nudges(session, user_id, NudgeFilter(arm=NudgeArm.SENT, limit=MOST_UNREAD))
    recent = [nudge for nudge in sent.items if nudge.decided_at > now - RECENT]
    return sorted(recent, key=lambda nudge: nudge.feedback is not None)[:MOST_FINDINGS]
