"""Reads the slow part of what the coach knows, which is kept while nothing that it was read from changes."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from statistics import mean, median
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnExpressionArgument, Row, text
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import KeyGone, Vault, WordsDamaged
from backend.core.types import JsonObject
from backend.features.accounts.auth.models import User
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import PatternStatus
from backend.features.coach.behaviour.rules import COMPARED
from backend.features.coach.coach_context import queries
from backend.features.coach.coach_context.models import CoachingSession
from backend.features.coach.coach_context.report_sentences import figures_of
from backend.features.coach.coach_context.views import (
    QUICK,
    CachedContext,
    CommitmentView,
    FigureView,
    MemoryView,
    PatternView,
    SessionView,
    TradeView,
    UsualSize,
)
from backend.features.coach.memory.recall import ReadableMemory, living_memories
from backend.features.coach.memory.statement_matching import quoted
from backend.features.market.calendars.trading_day import trading_day
from backend.features.record.plans.models import AdherenceRule
from backend.features.record.rulebook import reports as rulebook
from backend.features.record.trades.models import Trade, TradeStatus, TradeType
from backend.features.record.trades.trading_clock import clock_for
from backend.quant.behaviour.events import Against

MOST_TRADES = 300  # what runs, usual sizes and what follows a loss are measured on, the latest ones
MOST_MEMORIES = 200  # opened ahead; others are found by their words
MOST_SESSIONS = 10
MOST_OPEN = 20
USUAL_LEAST = 5  # fewer trades of an instrument have no usual size
QUICK_LEAST = 5
SPEAKING = (PatternStatus.ACTIVE, PatternStatus.IMPROVING)  # patterns that are not resolved
OVERCOME_LEAST = 3  # fewer events were no habit

# Everything that the kept part is read from, in one round trip. Commitments are twenty rows at the most.
_VERSIONS = text("""
select
    (select coalesce(sum(version), 0) from record_versions where user_id = :user_id) as record,
    (select version from coaching_books where user_id = :user_id) as book,
    (select json_build_array(count(*), max(ends_at)) from commitments where user_id = :user_id) as commitments,
    (select json_build_array(count(*), max(updated_at)) from behaviour_patterns where user_id = :user_id) as patterns,
    (select updated_at from users where id = :user_id) as profile
""")


class PatternCost(NamedTuple):
    """What a pattern cost in R, in words and as a number, which is null where zero may be the truth."""

    words: str = ""
    measured_r: Decimal | None = None


def versions(session: Session, user_id: UUID, now: datetime) -> JsonObject:
    """What the kept part depends on: when any of it changes, it is read anew. Its windows end with the session day."""
    row = session.execute(_VERSIONS, {"user_id": user_id}).one()
    return {
        "record": int(row.record),
        "book": row.book,
        "commitments": row.commitments,
        "patterns": row.patterns,
        "profile": row.profile.isoformat(),
        "day": trading_day(now, clock_for(session, user_id)).isoformat(),
    }


def read_cached_part(
    session: Session,
    user: User,
    known_versions: JsonObject,
    keyring: Keyring,
    provider: str | None,
    *,
    now: datetime,
) -> CachedContext:
    """The slow part, as the record and the memory have it now; `provider` is who may be told."""
    closed = read_trades(
        session,
        user.id,
        Trade.status == TradeStatus.CLOSED,
        order=Trade.exit_time.desc(),
        limit=MOST_TRADES,
    )
    open_trades = read_trades(
        session,
        user.id,
        Trade.status == TradeStatus.OPEN,
        order=Trade.entry_time,
        limit=MOST_OPEN,
    )
    living = living_memories(session, user.id, keyring, limit=MOST_MEMORIES, now=now)
    figures = figures_of(session, user.id, user.base_currency, now=now)
    patterns = _patterns(session, user.id)
    return CachedContext(
        versions=known_versions,
        made_at=now,
        figures=(*figures, *figures_after_losses(closed)),
        trades=closed,
        open_trades=open_trades,
        usual_sizes=usual_sizes(closed),
        usual_entries=usual_entries(closed),
        patterns=tuple(view for view in patterns if view.status in SPEAKING),
        overcome=overcome(patterns),
        memories=memory_views(living.memories, provider),
        unreadable=living.unreadable,
        commitments=_commitments(session, user.id, now),
        sessions=_sessions(session, user, keyring),
    )


def read_trades(
    session: Session,
    user_id: UUID,
    *conditions: ColumnExpressionArgument[bool],
    order: ColumnExpressionArgument[datetime] | ColumnExpressionArgument[datetime | None],
    limit: int,
    is_real: bool = True,
) -> tuple[TradeView, ...]:
    """Trades by condition, read by column; of real money, or all."""
    statement = queries.trade_columns(user_id).where(*conditions)
    if is_real:
        statement = statement.where(Trade.trade_type == TradeType.REAL)
    rows = session.execute(statement.order_by(order).limit(limit))
    return tuple(_trade_view(row) for row in rows)


def _trade_view(row: Row[Any]) -> TradeView:
    broken = [rule.value for rule in AdherenceRule if getattr(row, rule.value) is False]
    return TradeView(
        id=row.id,
        instrument=row.instrument,
        direction=row.direction,
        size=row.max_size,
        entry_time=row.entry_time,
        entry_day=row.entry_day,
        entry_price=row.entry_price,
        stop_price=row.stop_price,
        exit_time=row.exit_time,
        exit_day=row.exit_day,
        net=row.pnl,
        r=row.r_multiple,
        currency=row.currency,
        hold_seconds=row.hold_seconds,
        plan_match=row.plan_match,
        adherence=row.plan_adherence_score,
        broken=tuple(broken),
        felt=_quoted(row.emotional_state, longest=40),
        setup=_quoted(row.setup, longest=40),
        is_real=row.trade_type == TradeType.REAL,
    )


def _quoted(words: str | None, *, longest: int) -> str | None:
    if words:
        return quoted(words, longest=longest)
    return None


def usual_sizes(closed: Iterable[TradeView]) -> dict[str, UsualSize]:
    """The median size of each instrument, and over how many trades."""
    by_instrument: dict[str, list[Decimal]] = {}
    for trade in closed:
        by_instrument.setdefault(trade.instrument, []).append(trade.size)
    return {
        instrument: UsualSize(median(sizes), len(sizes))
        for instrument, sizes in by_instrument.items()
        if len(sizes) >= USUAL_LEAST
    }


def usual_entries(closed: Iterable[TradeView]) -> Decimal | None:
    """The median number of entries of a session that had any; null below five sessions."""
    days = Counter(trade.entry_day for trade in closed)
    if len(days) < USUAL_LEAST:
        return None
    return Decimal(str(median(days.values())))


def figures_after_losses(closed: Sequence[TradeView]) -> tuple[FigureView, ...]:
    """What followed losses: the R of trades entered within a quarter of an hour of a loss, and of all others."""
    exits = [trade.exit_time for trade in closed if trade.is_loss and trade.exit_time is not None]
    losses = sorted(exits)
    quick: list[float] = []
    others: list[float] = []
    for trade in sorted(closed, key=lambda trade: trade.entry_time):
        if trade.r is None:
            continue
        losses_before = bisect_right(losses, trade.entry_time)
        is_quick = losses_before > 0 and trade.entry_time - losses[losses_before - 1] <= QUICK
        side = quick if is_quick else others
        side.append(float(trade.r))
    if len(quick) < QUICK_LEAST or len(others) < QUICK_LEAST:
        return ()
    minutes = int(QUICK.total_seconds() // 60)
    words = (
        f"Of the last {len(quick) + len(others)} trades with a stop, {len(quick)} were entered within {minutes} minutes"
        f" of a loss: they average {mean(quick):.2f} R, the others {mean(others):.2f} R."
    )
    return (FigureView("after_a_loss", words, f"{mean(quick):.2f}", len(quick)),)


def memory_views(
    memories: Iterable[ReadableMemory],
    provider: str | None,
) -> tuple[MemoryView, ...]:
    """Memories as the coach speaks of them, and whether its provider may be told."""
    return tuple(
        MemoryView(
            id=memory.id,
            kind=memory.kind,
            statement=memory.statement,
            confidence=memory.confidence,
            learned_at=memory.learned_at,
            to_provider=memory.may_be_told_to(provider),
            words=memory.words,
        )
        for memory in memories
    )


def _patterns(session: Session, user_id: UUID) -> tuple[PatternView, ...]:
    """Patterns of trades with real money, resolved ones too, the gravest first."""
    views = []
    for pattern in behaviour.patterns(session, user_id):
        if pattern.trade_type != TradeType.REAL:
            continue
        cost = pattern_cost(pattern.cost)
        view = PatternView(
            id=pattern.id,
            detector=pattern.detector,
            description=pattern.description.rstrip("."),
            status=pattern.status,
            severity=pattern.severity,
            last_seen=pattern.last_seen,
            cost=cost.words,
            measured_r=cost.measured_r,
            events=pattern.events,
        )
        views.append(view)
    return tuple(views)


def overcome(patterns: Iterable[PatternView]) -> tuple[PatternView, ...]:
    """Those that are resolved and were a habit, the costliest first."""
    resolved = [
        pattern
        for pattern in patterns
        if pattern.status == PatternStatus.RESOLVED and pattern.events >= OVERCOME_LEAST
    ]
    return tuple(sorted(resolved, key=lambda pattern: pattern.measured_r or Decimal(0)))


def pattern_cost(cost: dict[str, Any]) -> PatternCost:
    """What a pattern cost, as the detectors measured it."""
    r, interval = cost.get("r"), cost.get("interval")
    if r is None or interval is None:
        return PatternCost()
    low, high = interval["low"], interval["high"]
    against = COMPARED[cost.get("against", Against.OTHERS)]
    span = f"{r:+.1f} R against {against} (95% interval {low:+.1f} to {high:+.1f})"
    if low <= 0 <= high:
        return PatternCost(f"No measurable cost so far: {span}")
    return PatternCost(f"It came to {span}", Decimal(f"{r:.1f}"))


def _commitments(session: Session, user_id: UUID, now: datetime) -> tuple[CommitmentView, ...]:
    views = []
    for commitment in rulebook.commitments_kept(session, user_id, now=now):
        if commitment["ends_at"] is not None and commitment["ends_at"] <= now:
            continue
        keeping = commitment["keeping"]
        view = CommitmentView(
            id=commitment["id"],
            statement=quoted(commitment["statement"], longest=200),
            trigger=commitment["trigger"],
            promise=commitment["promise"],
            occasions=keeping["occasions"],
            kept=keeping["kept"],
            broken=keeping["broken"],
            minutes=commitment["minutes"],
        )
        views.append(view)
    return tuple(views)


def _sessions(session: Session, user: User, keyring: Keyring) -> tuple[SessionView, ...]:
    vault = Vault(keyring, user.id, CoachingSession.__tablename__)
    views = []
    for earlier in queries.finished_sessions(session, user.id, limit=MOST_SESSIONS):
        view = SessionView(
            id=earlier.id,
            session_type=earlier.session_type,
            day=earlier.started_at.astimezone(ZoneInfo(user.timezone)).date(),
            rating=earlier.rating,
            next_step=_quoted(_agreed_step(earlier, vault), longest=200),
            step_kept=earlier.step_kept,
        )
        views.append(view)
    return tuple(views)


def _agreed_step(earlier: CoachingSession, vault: Vault) -> str | None:
    """What was agreed; null where it must not be shown, or cannot be opened."""
    if earlier.withheld:
        return None
    try:
        return vault.open_some("next_step", earlier.id, earlier.next_step)
    except (KeyGone, WordsDamaged):
        return None
