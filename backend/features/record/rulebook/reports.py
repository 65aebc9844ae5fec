"""What keeping promises was worth: shares with Wilson's interval, differences in R with Welch's."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.features.record.performance.figures import shown
from backend.features.record.rulebook import commitments, trade_checks
from backend.features.record.rulebook.commitments import CommitmentRecord
from backend.features.record.rulebook.models import Commitment
from backend.features.record.rulebook.versions import standing
from backend.quant.aggregates import Moments
from backend.quant.metrics import difference_in_r, proportion

KEPT_SHARE = "occasions on which it was kept / occasions that are over"
TRADES_KEPT = "trades that kept every limit / trades that were checked"


def commitments_kept(session: Session, user_id: UUID, *, now: datetime) -> list[dict[str, Any]]:
    """All commitments with their keeping."""
    all_commitments = commitments.list_all(session, user_id)
    book = standing(session, user_id, now).book
    return commitments_shown(
        all_commitments,
        commitments.keeping(session, user_id, all_commitments, book, now=now),
        now=now,
    )


def commitments_shown(
    all_commitments: Sequence[Commitment],
    measured: Mapping[UUID, CommitmentRecord],
    *,
    now: datetime,
) -> list[dict[str, Any]]:
    """Commitments as they are shown."""
    return [
        _commitment(commitment, measured.get(commitment.id), now) for commitment in all_commitments
    ]


def rulebook_report(session: Session, user_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Trades that kept every limit against trades that broke one, and the same for each limit."""
    outcomes = trade_checks.outcomes(session, user_id)
    good, bad = Moments.of(outcomes.r_kept), Moments.of(outcomes.r_broken)
    return {
        "trades": outcomes.trades,
        "kept": outcomes.kept,
        "broken": outcomes.broken,
        "unknown": outcomes.unknown,
        "share_kept": shown(
            proportion(outcomes.kept, outcomes.kept + outcomes.broken, TRADES_KEPT),
            now,
        ),
        "difference_in_r": shown(difference_in_r(good, bad), now),
        "rules": [
            {
                "rule": rule,
                "broken": many,
                "difference_in_r": shown(difference_in_r(good, Moments.of(r)), now),
            }
            for rule, (many, r) in outcomes.by_rule.items()
        ],
    }


def _commitment(
    commitment: Commitment,
    measured: CommitmentRecord | None,
    now: datetime,
) -> dict[str, Any]:
    record = measured or CommitmentRecord(0, 0, 0, 0, [], [])
    difference = difference_in_r(Moments.of(record.r_others), Moments.of(record.r_broken))
    return {
        **{name: getattr(commitment, name) for name in _COLUMNS},
        "keeping": {
            "occasions": record.occasions,
            "kept": record.kept,
            "broken": record.broken,
            "pending": record.pending,
            "share": shown(proportion(record.kept, record.kept + record.broken, KEPT_SHARE), now),
            "difference_in_r": shown(difference, now),
        },
    }


_COLUMNS = (
    "id",
    "trigger",
    "count",
    "promise",
    "minutes",
    "percent",
    "statement",
    "created_at",
    "ends_at",
)
