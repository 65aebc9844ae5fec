"""What came of a nudge, and what came of such occasions before there were nudges: the same measure for both."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.coach.nudges import trade_history
from backend.features.coach.nudges.kinds import REVIEW_SPAN
from backend.features.coach.nudges.models import Nudge, NudgeKind
from backend.features.coach.nudges.trade_history import PastTrade
from backend.features.market.calendars.trading_day import TradingClock, trading_day
from backend.features.record.journal.models import EntryKind, JournalEntry
from backend.features.record.rulebook.models import Hold, SessionState
from backend.features.record.rulebook.schemas import Rule
from backend.features.record.rulebook.versions import LimitsInForce

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
        locked = _loss_holds(session, user_id, day, day, SessionState.LOCKED)
        return NudgeOutcome(float(day in locked))
    if kind is NudgeKind.AFTER_CLOSE:
        reviewed = reviews(session, user_id, day, day, {day: until})
        return NudgeOutcome(float(day in reviewed))
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
    stands: LimitsInForce,
) -> list[float]:
    """The measure of each occasion of this kind in the half year before the first nudge of it.

    An occasion is then what it is now: as long a run of losses, by the session days of the same rulebook.
    """
    since = first - LOOK_BACK
    if kind is NudgeKind.NEAR_LIMIT:
        return _limits_reached(session, user_id, since, first, stands.book.clock)
    trades = trade_history.trades(session, user_id, since, first)
    if kind is NudgeKind.AFTER_LOSSES:
        return _r_after_runs(trades, run, stands, first)
    if kind is NudgeKind.AFTER_CLOSE:
        return _days_reviewed(session, user_id, trades, first)
    if kind is NudgeKind.WEEKLY_REVIEW:
        return _shares_kept_by_week(trades)
    marked = trade_history.marked(session, user_id, since, first)
    days = trade_history.by_day(trades)
    return _values([breach(days[day], marked) for day in sorted(days)])


def _limits_reached(
    session: Session,
    user_id: UUID,
    since: datetime,
    first: datetime,
    clock: TradingClock,
) -> list[float]:
    """Of the days that came near the daily limit, whether each reached it."""
    first_day = trading_day(since, clock)
    last_day = trading_day(first, clock) - timedelta(days=1)
    near = _loss_holds(session, user_id, first_day, last_day, SessionState.CAUTION)
    reached = _loss_holds(session, user_id, first_day, last_day, SessionState.LOCKED)
    return [float(day in reached) for day in sorted(near | reached)]


def _r_after_runs(
    trades: Sequence[PastTrade],
    run: int,
    stands: LimitsInForce,
    first: datetime,
) -> list[float]:
    """The R of what was entered after each run of losses, until its session ended."""
    results = []
    for start, end in trade_history.runs(trades, run, stands.book.day_of):
        if end <= first:
            after = [trade for trade in trades if start < trade.entered < end]
            results.append(r_after(after))
    return _values(results)


def _days_reviewed(
    session: Session,
    user_id: UUID,
    trades: Sequence[PastTrade],
    first: datetime,
) -> list[float]:
    """Whether each day with trades had its review in time, of those whose time was over."""
    over: dict[date, datetime] = {}
    for day, of_day in trade_history.by_day(trades).items():
        last = max(trade.exited or trade.entered for trade in of_day)
        if last + REVIEW_SPAN <= first:
            over[day] = last + REVIEW_SPAN
    if not over:
        return []
    written = reviews(session, user_id, min(over), max(over), over)
    return [float(day in written) for day in sorted(over)]


def _shares_kept_by_week(trades: Sequence[PastTrade]) -> list[float]:
    weeks: dict[tuple[int, int], list[PastTrade]] = {}
    for trade in trades:
        year, week, _ = trade.day.isocalendar()
        weeks.setdefault((year, week), []).append(trade)
    return _values([share_kept(weeks[week]) for week in sorted(weeks)])


def breach(trades: Sequence[PastTrade], marked: Container[UUID]) -> NudgeOutcome:
    """Whether a trade broke a limit or shows a marked behaviour."""
    if not trades:
        return NudgeOutcome(None, NO_TRADES)
    is_broken = any(trade.kept is False or trade.id in marked for trade in trades)
    return NudgeOutcome(float(is_broken))


def r_after(trades: Sequence[PastTrade]) -> NudgeOutcome:
    """Sum of R; 0 without a trade, null where none of them has an R."""
    known = trade_history.r_of(trades)
    if trades and not len(known):
        return NudgeOutcome(None, NO_R)
    return NudgeOutcome(float(known.sum()))


def share_kept(trades: Sequence[PastTrade]) -> NudgeOutcome:
    """Trades that kept every limit, of those that could be checked."""
    checked = [trade.kept for trade in trades if trade.kept is not None]
    if not trades:
        return NudgeOutcome(None, NO_TRADES)
    if not checked:
        return NudgeOutcome(None, NOTHING_CHECKED)
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
    entries = session.execute(statement)
    return {row.day for row in entries if row.day in until and row.created_at <= until[row.day]}
