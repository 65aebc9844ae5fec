"""What came of a nudge, and what came of such occasions before there were nudges: the same measure for both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.coach.nudges import trade_history
from backend.features.coach.nudges.kinds import REVIEW_SPAN
from backend.features.coach.nudges.models import Nudge, NudgeKind
from backend.features.coach.nudges.trade_history import PastTrade
from backend.features.record.journal.models import EntryKind, JournalEntry
from backend.features.record.rulebook.models import Hold, SessionState
from backend.features.record.rulebook.schemas import Rule
from backend.features.record.rulebook.versions import Standing

LOOK_BACK = timedelta(days=180)
NO_TRADES, NOTHING_CHECKED, NO_R = "no_trades", "nothing_checked", "no_r"


@dataclass(frozen=True, slots=True)
class NudgeOutcome:
    """What was measured; null with the reason."""

    value: float | None
    reason: str | None = None


def outcome(session: Session, user_id: UUID, nudge: Nudge) -> NudgeOutcome:
    """What came of one nudge within its window, which is over; what was logged since then counts too."""
    kind, since, until = NudgeKind(nudge.kind), nudge.window_starts, nudge.window_ends
    day = date.fromisoformat(nudge.evidence["day"])
    if kind is NudgeKind.NEAR_LIMIT:
        return NudgeOutcome(
            float(day in _loss_holds(session, user_id, day, day, SessionState.LOCKED))
        )
    if kind is NudgeKind.AFTER_CLOSE:
        return NudgeOutcome(float(day in reviews(session, user_id, day, day, {day: until})))
    trades = trade_history.trades(session, user_id, since, until)
    if kind is NudgeKind.AFTER_LOSSES:
        return r_after(trades)
    if kind is NudgeKind.WEEKLY_REVIEW:
        return share_kept(trades)
    return breach(trades, trade_history.marked(session, user_id, since, until))


def before(
    session: Session,
    user_id: UUID,
    kind: NudgeKind,
    first: datetime,
    run: int,
    stands: Standing,
) -> list[float]:
    """The measure of each occasion of this kind in the half year before the first nudge of it.

    An occasion is then what it is now: as long a run of losses, by the session days of the same rulebook.
    """
    since = first - LOOK_BACK
    if kind is NudgeKind.NEAR_LIMIT:
        days = (since.date(), first.date() - timedelta(days=1))
        near = _loss_holds(session, user_id, *days, SessionState.CAUTION)
        reached = _loss_holds(session, user_id, *days, SessionState.LOCKED)
        return [float(day in reached) for day in sorted(near | reached)]
    trades = trade_history.trades(session, user_id, since, first)
    days_of = trade_history.by_day(trades)
    if kind is NudgeKind.AFTER_LOSSES:
        spans = trade_history.runs(trades, run, stands.book.day_of)
        stretches = [
            [trade for trade in trades if start < trade.entered < end]
            for start, end in spans
            if end <= first
        ]
        return _values([r_after(some) for some in stretches])
    if kind is NudgeKind.AFTER_CLOSE:
        ends = {
            day: max(trade.exited or trade.entered for trade in some) + REVIEW_SPAN
            for day, some in days_of.items()
        }
        over = {day: end for day, end in ends.items() if end <= first}
        written = reviews(
            session,
            user_id,
            min(over, default=first.date()),
            max(over, default=first.date()),
            over,
        )
        return [float(day in written) for day in sorted(over)]
    if kind is NudgeKind.WEEKLY_REVIEW:
        weeks: dict[Any, list[PastTrade]] = {}
        for trade in trades:
            weeks.setdefault(trade.day.isocalendar()[:2], []).append(trade)
        return _values([share_kept(some) for _, some in sorted(weeks.items())])
    marked = trade_history.marked(session, user_id, since, first)
    return _values([breach(some, marked) for _, some in sorted(days_of.items())])


def breach(trades: Sequence[PastTrade], marked: Mapping[UUID, Any]) -> NudgeOutcome:
    """Whether a trade broke a limit or shows a marked behaviour."""
    if not trades:
        return NudgeOutcome(None, NO_TRADES)
    return NudgeOutcome(float(any(trade.kept is False or trade.id in marked for trade in trades)))


def r_after(trades: Sequence[PastTrade]) -> NudgeOutcome:
    """Sum of R; 0 without a trade, null where none of them has an R."""
    known = trade_history.r_of(trades)
    if trades and not len(known):
        return NudgeOutcome(None, NO_R)
    return NudgeOutcome(float(known.sum()))


def share_kept(trades: Sequence[PastTrade]) -> NudgeOutcome:
    """Trades that kept every limit, of those that could be checked."""
    checked = [trade.kept for trade in trades if trade.kept is not None]
    if not checked:
        return NudgeOutcome(None, NOTHING_CHECKED if trades else NO_TRADES)
    return NudgeOutcome(sum(checked) / len(checked))


def _values(outcomes: Sequence[NudgeOutcome]) -> list[float]:
    return [outcome.value for outcome in outcomes if outcome.value is not None]


def _loss_holds(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
    state: SessionState,
) -> set[date]:
    statement = select(Hold.day).where(
        Hold.user_id == user_id,
        Hold.rule == Rule.DAILY_LOSS,
        Hold.state == state,
        Hold.day.between(first, last),
    )
    return set(session.scalars(statement))


def reviews(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
    until: Mapping[date, datetime],
) -> set[date]:
    """Days that have an entry or a review which was written by the end of their time."""
    statement = select(JournalEntry.day, JournalEntry.created_at).where(
        JournalEntry.user_id == user_id,
        JournalEntry.kind.in_([EntryKind.DAILY, EntryKind.REVIEW]),
        JournalEntry.deleted_at.is_(None),
        JournalEntry.day.between(first, last),
    )
    return {
        day for day, created in session.execute(statement) if day in until and created <= until[day]
    }
