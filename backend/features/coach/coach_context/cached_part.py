"""Reads what the coach knows: the slow part, which is kept while nothing changes, and what depends on the moment."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import mean, median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import KeyGone, Vault, WordsDamaged
from backend.features.accounts.auth.models import User
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import PatternStatus
from backend.features.coach.behaviour.rules import COMPARED
from backend.features.coach.coach_context import queries as coach_context_queries
from backend.features.coach.coach_context.model import (
    CommitmentSeen,
    Figure,
    Kept,
    MemorySeen,
    PatternSeen,
    SessionSeen,
    TradeSeen,
)
from backend.features.coach.coach_context.models import CoachingSession
from backend.features.coach.coach_context.report_sentences import figures_of
from backend.features.coach.memory import queries as memory_queries
from backend.features.coach.memory.confidence import confidence_now
from backend.features.coach.memory.models import CoachingMemory, Sharing
from backend.features.coach.memory.service import TABLE, opened
from backend.features.coach.memory.statement_matching import quoted, telling
from backend.features.record.plans.models import Adherence, AdherenceRule
from backend.features.record.rulebook import reports as rulebook
from backend.features.record.trades.models import Trade, TradeStatus, TradeType
from backend.quant.behaviour.events import Against

MOST_TRADES = 300  # what runs, usual sizes and what follows a loss are measured on, the latest ones
MOST_MEMORIES = 200  # opened ahead; others are found by their words
MOST_SESSIONS = 10
USUAL_LEAST = 5  # fewer trades of an instrument have no usual size
MOST_OPEN = 20

# Everything that the kept part is read from, in one round trip. Commitments are twenty rows at the most.
_VERSIONS = text("""
select
    (select coalesce(sum(version), 0) from record_versions where user_id = :user_id) as record,
    (select version from coaching_books where user_id = :user_id) as book,
    (select json_build_array(count(*), max(ends_at)) from commitments where user_id = :user_id) as commitments,
    (select json_build_array(count(*), max(updated_at)) from behaviour_patterns where user_id = :user_id) as patterns,
    (select updated_at from users where id = :user_id) as profile
""")


@dataclass(frozen=True, slots=True)
class Sharer:
    """To whom memories may be told: the provider of this server, if there is one."""

    provider: str | None

    def allows(self, found: CoachingMemory) -> bool:
        """Whether the provider may be told this."""
        if self.provider is None or found.sharing == Sharing.NONE:
            return False
        return found.sharing == Sharing.ANY or self.provider in found.providers


def versions(session: Session, user_id: UUID, now: datetime) -> dict[str, Any]:
    """What the kept part depends on: when any of it changes, it is read anew. Its windows end with the day."""
    found = session.execute(_VERSIONS, {"user_id": user_id}).one()
    return {
        "record": int(found.record),
        "book": found.book,
        "commitments": found.commitments,
        "patterns": found.patterns,
        "profile": found.profile.isoformat(),
        "day": now.date().isoformat(),
    }


def read_kept(
    session: Session,
    user: User,
    known: dict[str, Any],
    keyring: Keyring,
    sharer: Sharer,
    *,
    now: datetime,
) -> Kept:
    """The slow part, as the record and the memory have it now."""
    closed = trades_seen(
        session,
        user.id,
        Trade.status == TradeStatus.CLOSED,
        order=Trade.exit_time.desc(),
        limit=MOST_TRADES,
    )
    held = trades_seen(
        session, user.id, Trade.status == TradeStatus.OPEN, order=Trade.entry_time, limit=MOST_OPEN
    )
    memories, unreadable = seen_memories(
        memory_queries.living_memories(session, user.id, now, limit=MOST_MEMORIES),
        keyring,
        sharer,
        now,
    )
    return Kept(
        versions=known,
        made_at=now,
        figures=(
            *figures_of(session, user.id, user.base_currency, now=now),
            *figures_of_last(closed),
        ),
        trades=closed,
        open_trades=held,
        usual_sizes=usual_sizes(closed),
        usual_entries=usual_entries(closed),
        patterns=patterns_seen(session, user.id),
        memories=memories,
        unreadable=unreadable,
        commitments=_commitments(session, user.id, now),
        sessions=_sessions(session, user, keyring, now),
    )


def trades_seen(
    session: Session, user_id: UUID, *conditions: Any, order: Any, limit: int, real: bool = True
) -> tuple[TradeSeen, ...]:
    """Trades by condition, read by column."""
    rules = [getattr(Adherence, rule.value) for rule in AdherenceRule]
    chosen = (
        select(
            Trade.id, Trade.instrument, Trade.direction, Trade.max_size, Trade.entry_time, Trade.entry_day,
            Trade.entry_price, Trade.stop_price, Trade.exit_time, Trade.exit_day, Trade.pnl, Trade.r_multiple,
            Trade.currency, Trade.hold_seconds, Trade.plan_match, Trade.plan_adherence_score, Trade.emotional_state,
            Trade.setup, Trade.trade_type, *rules,
        )
        .outerjoin(Adherence, Adherence.trade_id == Trade.id)
        .where(Trade.user_id == user_id, *conditions)
    )  # fmt: skip
    if real:
        chosen = chosen.where(Trade.trade_type == TradeType.REAL)
    return tuple(_trade(row) for row in session.execute(chosen.order_by(order).limit(limit)))


def _trade(row: Any) -> TradeSeen:
    broken = tuple(
        rule.value for rule, met in zip(AdherenceRule, row[19:], strict=True) if met is False
    )
    return TradeSeen(
        id=row[0], instrument=row[1], direction=row[2], size=row[3], entry_time=row[4], entry_day=row[5],
        entry_price=row[6], stop_price=row[7], exit_time=row[8], exit_day=row[9], net=row[10], r=row[11],
        currency=row[12], hold_seconds=row[13], plan_match=row[14], adherence=row[15], broken=broken,
        felt=quoted(row[16], longest=40) if row[16] else None, setup=quoted(row[17], longest=40) if row[17] else None,
        is_real=row[18] == TradeType.REAL,
    )  # fmt: skip


def usual_sizes(closed: Sequence[TradeSeen]) -> dict[str, tuple[Decimal, int]]:
    """The median size of each instrument, and over how many trades."""
    sizes: dict[str, list[Decimal]] = {}
    for one in closed:
        sizes.setdefault(one.instrument, []).append(one.size)
    return {
        name: (median(many), len(many)) for name, many in sizes.items() if len(many) >= USUAL_LEAST
    }


def usual_entries(closed: Sequence[TradeSeen]) -> Decimal | None:
    """The median number of entries of a session that had any; null below five sessions."""
    days = Counter(one.entry_day for one in closed)
    return Decimal(str(median(days.values()))) if len(days) >= USUAL_LEAST else None


_SPEAKING = (PatternStatus.ACTIVE, PatternStatus.IMPROVING)
QUICK = timedelta(minutes=15)  # an entry within it of a loss is called quick
QUICK_LEAST = 5


def figures_of_last(closed: Sequence[TradeSeen]) -> tuple[Figure, ...]:
    """What followed losses: the R of trades entered within a quarter of an hour of a loss, and of all others."""
    by_entry = sorted(closed, key=lambda one: one.entry_time)
    losses = sorted(one.exit_time for one in by_entry if one.is_loss and one.exit_time is not None)
    quick: list[float] = []
    others: list[float] = []
    for one in by_entry:
        if one.r is None:
            continue
        before = bisect_right(losses, one.entry_time)
        is_quick = before > 0 and one.entry_time - losses[before - 1] <= QUICK
        (quick if is_quick else others).append(float(one.r))
    if len(quick) < QUICK_LEAST or len(others) < QUICK_LEAST:
        return ()
    minutes = int(QUICK.total_seconds() // 60)
    words = (
        f"Of the last {len(quick) + len(others)} trades with a stop, {len(quick)} were entered within {minutes} minutes"
        f" of a loss: they average {mean(quick):.2f} R, the others {mean(others):.2f} R."
    )
    return (Figure("after_a_loss", words, f"{mean(quick):.2f}", len(quick)),)


def seen_memories(
    found: Sequence[CoachingMemory], keyring: Keyring, sharer: Sharer, now: datetime
) -> tuple[tuple[MemorySeen, ...], int]:
    """Memories opened, and how many could not be: a missing key must not cost an answer."""
    seen, unreadable = [], 0
    for one in found:
        try:
            said = opened(one, Vault(keyring, one.user_id, TABLE))
        except (KeyGone, WordsDamaged):
            unreadable += 1
            continue
        left = confidence_now(one.kind, one.confidence, one.confirmed_at, now)
        words = frozenset(telling(said))
        seen.append(
            MemorySeen(one.id, one.kind, said, left, one.learned_at, sharer.allows(one), words)
        )
    return tuple(seen), unreadable


def patterns_seen(session: Session, user_id: UUID) -> tuple[PatternSeen, ...]:
    """Patterns of trades with real money that are not resolved, the gravest first."""
    found = behaviour.patterns(session, user_id)
    return tuple(
        PatternSeen(
            one.id,
            one.detector,
            one.description.rstrip("."),
            one.status,
            one.severity,
            one.last_seen,
            *_cost(one.cost),
        )
        for one in found
        if one.trade_type == TradeType.REAL and one.status in _SPEAKING
    )


def _cost(told: dict[str, Any]) -> tuple[str, Decimal | None]:
    """What a pattern cost in R, in words and as a number, which is null where zero may be the truth."""
    r, interval = told.get("r"), told.get("interval")
    if r is None or interval is None:
        return "", None
    against = COMPARED[told.get("against", Against.OTHERS)]
    span = f"{r:+.1f} R against {against} (95% interval {interval['low']:+.1f} to {interval['high']:+.1f})"
    if interval["low"] <= 0 <= interval["high"]:
        return f"No measurable cost so far: {span}", None
    return f"It came to {span}", Decimal(f"{r:.1f}")


def _commitments(session: Session, user_id: UUID, now: datetime) -> tuple[CommitmentSeen, ...]:
    found = rulebook.commitments_kept(session, user_id, now=now)
    return tuple(
        CommitmentSeen(
            one["id"], quoted(one["statement"], longest=200), one["trigger"], one["promise"],
            one["keeping"]["occasions"], one["keeping"]["kept"], one["keeping"]["broken"],
        )
        for one in found
        if one["ends_at"] is None or one["ends_at"] > now
    )  # fmt: skip


def _sessions(
    session: Session, user: User, keyring: Keyring, now: datetime
) -> tuple[SessionSeen, ...]:
    vault = Vault(keyring, user.id, CoachingSession.__tablename__)
    found = []
    for one in coach_context_queries.finished_sessions(session, user.id, limit=MOST_SESSIONS):
        day = one.started_at.astimezone(ZoneInfo(user.timezone)).date()
        agreed = None
        if not one.withheld:
            try:
                agreed = vault.open_some("next_step", one.id, one.next_step)
            except (KeyGone, WordsDamaged):
                agreed = None
        step = quoted(agreed, longest=200) if agreed else None
        found.append(SessionSeen(one.id, one.session_type, day, one.rating, step, one.step_kept))
    del now
    return tuple(found)
