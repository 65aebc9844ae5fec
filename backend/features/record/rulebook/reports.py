"""What keeping promises was worth: shares with Wilson's interval, differences in R with Welch's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.record.performance.figures import MetricDocument, shown
from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.commitment_outcomes.keeping import (
    CommitmentRecord,
    keeping,
)
from backend.features.record.rulebook.models import Commitment, TradeRules
from backend.features.record.rulebook.versions import standing
from backend.features.record.trades.models import Trade
from backend.quant.aggregates import Moments
from backend.quant.metric import FloatArray, Formula, MetricUnit
from backend.quant.metrics import difference_in_r, proportion

MOST_TRADES = 200_000
KEPT_SHARE = Formula("occasions on which it was kept / occasions that are over", MetricUnit.SHARE)
TRADES_KEPT = Formula("trades that kept every limit / trades that were checked", MetricUnit.SHARE)


class KeepingDocument(TypedDict):
    """What `CommitmentKeeping` says."""

    occasions: int
    kept: int
    broken: int
    pending: int
    share: MetricDocument
    difference_in_r: MetricDocument


class CommitmentDocument(TypedDict):
    """What `CommitmentOut` says."""

    id: UUID
    trigger: str
    count: int | None
    promise: str
    minutes: int | None
    percent: int | None
    statement: str
    created_at: datetime
    ends_at: datetime | None
    keeping: KeepingDocument


class RuleKeepingDocument(TypedDict):
    """What `RuleKeeping` says."""

    rule: str
    broken: int
    difference_in_r: MetricDocument


class RulebookReportDocument(TypedDict):
    """What `RulebookReport` says."""

    trades: int
    kept: int
    broken: int
    unknown: int
    share_kept: MetricDocument
    difference_in_r: MetricDocument
    rules: list[RuleKeepingDocument]


def commitments_kept(
    session: Session,
    user_id: UUID,
    *,
    now: datetime,
) -> list[CommitmentDocument]:
    """All commitments with their keeping."""
    all_commitments = commitments.list_all(session, user_id)
    book = standing(session, user_id, now).book
    records = keeping(session, user_id, all_commitments, book, now=now)
    return commitments_shown(all_commitments, records, now=now)


def commitments_shown(
    all_commitments: Sequence[Commitment],
    measured: Mapping[UUID, CommitmentRecord],
    *,
    now: datetime,
) -> list[CommitmentDocument]:
    """Commitments as they are shown."""
    never = CommitmentRecord()
    return [
        _commitment(commitment, measured.get(commitment.id, never), now)
        for commitment in all_commitments
    ]


def rulebook_report(session: Session, user_id: UUID, *, now: datetime) -> RulebookReportDocument:
    """Trades that kept every limit against trades that broke one, and the same for each limit."""
    outcomes = _outcomes(session, user_id)
    good = Moments.of(outcomes.r_kept)
    bad = Moments.of(outcomes.r_broken)
    share = proportion(outcomes.kept, outcomes.kept + outcomes.broken, TRADES_KEPT)
    return {
        "trades": outcomes.trades,
        "kept": outcomes.kept,
        "broken": outcomes.broken,
        "unknown": outcomes.unknown,
        "share_kept": shown(share, now),
        "difference_in_r": shown(difference_in_r(good, bad), now),
        "rules": [_rule(outcome, good, now) for outcome in outcomes.by_rule],
    }


@dataclass(frozen=True, slots=True)
class _RuleOutcome:
    """How many trades broke a limit, and the R of those that have one."""

    rule: str
    broken: int
    r: FloatArray


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """R of checked trades; and by limit the R of those that broke it."""

    trades: int
    kept: int
    broken: int
    unknown: int
    r_kept: FloatArray
    r_broken: FloatArray
    by_rule: list[_RuleOutcome]


def _outcomes(session: Session, user_id: UUID) -> _Outcomes:
    """What trades that kept and broke the limits came to; the last 200,000."""
    statement = (
        select(TradeRules.kept, TradeRules.broken, Trade.r_multiple)
        .join(Trade, Trade.id == TradeRules.trade_id)
        .where(TradeRules.user_id == user_id, TradeRules.number > 0)
        .order_by(TradeRules.trade_id.desc())
        .limit(MOST_TRADES)
    )
    rows = session.execute(statement).all()
    by_rule: dict[str, list[Decimal | None]] = defaultdict(list)
    by_answer: dict[bool | None, list[Decimal | None]] = defaultdict(list)
    for was_kept, broken, r in rows:
        by_answer[was_kept].append(r)
        for rule in broken:
            by_rule[rule].append(r)
    return _Outcomes(
        trades=len(rows),
        kept=len(by_answer[True]),
        broken=len(by_answer[False]),
        unknown=len(by_answer[None]),
        r_kept=_known(by_answer[True]),
        r_broken=_known(by_answer[False]),
        by_rule=[
            _RuleOutcome(rule, len(results), _known(results))
            for rule, results in sorted(by_rule.items())
        ],
    )


def _known(results: Iterable[Decimal | None]) -> FloatArray:
    return np.array([float(r) for r in results if r is not None], dtype=np.float64)


def _rule(outcome: _RuleOutcome, good: Moments, now: datetime) -> RuleKeepingDocument:
    difference = difference_in_r(good, Moments.of(outcome.r))
    return {
        "rule": outcome.rule,
        "broken": outcome.broken,
        "difference_in_r": shown(difference, now),
    }


def _commitment(
    commitment: Commitment,
    record: CommitmentRecord,
    now: datetime,
) -> CommitmentDocument:
    share = proportion(record.kept, record.kept + record.broken, KEPT_SHARE)
    difference = difference_in_r(Moments.of(record.r_others), Moments.of(record.r_broken))
    return {
        "id": commitment.id,
        "trigger": commitment.trigger,
        "count": commitment.count,
        "promise": commitment.promise,
        "minutes": commitment.minutes,
        "percent": commitment.percent,
        "statement": commitment.statement,
        "created_at": commitment.created_at,
        "ends_at": commitment.ends_at,
        "keeping": {
            "occasions": record.occasions,
            "kept": record.kept,
            "broken": record.broken,
            "pending": record.pending,
            "share": shown(share, now),
            "difference_in_r": shown(difference, now),
        },
    }
