"""How commitments were kept, and the R of trades that broke them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.record.rulebook.book import Book
from backend.features.record.rulebook.commitment_outcomes.occasions import (
    CommitmentOccasion,
    occasions,
)
from backend.features.record.rulebook.commitment_outcomes.past_trades import (
    JudgedTrade,
    past_trades,
)
from backend.features.record.rulebook.models import (
    Commitment,
    CommitmentAction,
    CommitmentTrigger,
    Hold,
)
from backend.quant.metric import FloatArray


def _no_results() -> FloatArray:
    return np.array([])


@dataclass(frozen=True, slots=True)
class CommitmentRecord:
    """How often it was called for, and the R of trades that broke it and of all others."""

    occasions: int = 0
    kept: int = 0
    broken: int = 0
    pending: int = 0
    r_broken: FloatArray = field(default_factory=_no_results)
    r_others: FloatArray = field(default_factory=_no_results)


def rule_of(commitment: Commitment) -> str:
    """The name of its holds."""
    return f"commitment:{commitment.id}"


def keeping(
    session: Session,
    user_id: UUID,
    commitments: Sequence[Commitment],
    book: Book,
    *,
    now: datetime,
) -> dict[UUID, CommitmentRecord]:
    """How each commitment was kept."""
    if not commitments:
        return {}
    since = min(commitment.created_at for commitment in commitments)
    past = past_trades(session, user_id, since=since, now=now)
    day_of = cache(book.day_of)
    called = _tilt_holds(session, user_id, commitments)
    for commitment in commitments:
        if commitment.id not in called:
            called[commitment.id] = occasions(commitment, past, day_of)
    return {
        commitment.id: _keeping(called[commitment.id], commitment, past, now)
        for commitment in commitments
    }


def _tilt_holds(
    session: Session,
    user_id: UUID,
    commitments: Sequence[Commitment],
) -> dict[UUID, list[CommitmentOccasion]]:
    """When commitments on tilt were called for: their holds, which stay on record."""
    names = {
        rule_of(commitment): commitment.id
        for commitment in commitments
        if commitment.trigger == CommitmentTrigger.ON_TILT
    }
    called: dict[UUID, list[CommitmentOccasion]] = {
        commitment_id: [] for commitment_id in names.values()
    }
    if not names:
        return called
    statement = select(Hold).where(
        Hold.user_id == user_id,
        Hold.rule.in_(names),
    )
    for row in session.scalars(statement.order_by(Hold.since)):
        occasion = CommitmentOccasion(row.since, row.until, Decimal(0), "")
        called[names[row.rule]].append(occasion)
    return called


def _keeping(
    called: Sequence[CommitmentOccasion],
    commitment: Commitment,
    past: Sequence[JudgedTrade],
    now: datetime,
) -> CommitmentRecord:
    by_entry = sorted(past, key=lambda trade: trade.entered)
    n_kept = broken = pending = 0
    breaking: set[UUID] = set()
    for occasion, end in zip(called, _ends(called), strict=True):
        during = [trade for trade in by_entry if occasion.at < trade.entered < end]
        against = [trade.id for trade in during if _breaks(commitment, occasion, trade)]
        breaking.update(against)
        if against:
            broken += 1
        elif occasion.until > now:
            pending += 1
        else:
            n_kept += 1
    return CommitmentRecord(
        len(called),
        n_kept,
        broken,
        pending,
        r_broken=_results(trade for trade in past if trade.id in breaking),
        r_others=_results(trade for trade in past if trade.id not in breaking),
    )


def _ends(called: Sequence[CommitmentOccasion]) -> list[datetime]:
    """Until when each occasion binds by itself: the next one takes over from it."""
    ends = [occasion.until for occasion in called]
    for place, following in enumerate(called[1:]):
        ends[place] = min(ends[place], following.at)
    return ends


def _results(trades: Iterable[JudgedTrade]) -> FloatArray:
    return np.array([float(trade.r) for trade in trades if trade.r is not None])


def _breaks(commitment: Commitment, occasion: CommitmentOccasion, trade: JudgedTrade) -> bool:
    if commitment.promise != CommitmentAction.REDUCE_SIZE:
        return True
    assert commitment.percent is not None
    most = occasion.size * commitment.percent / 100
    return trade.instrument == occasion.instrument and trade.size > most
