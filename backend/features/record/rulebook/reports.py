"""What keeping promises was worth: shares with Wilson's interval, differences in R with Welch's."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.features.record.performance.figures import shown
from backend.features.record.rulebook import commitments, trade_checks
from backend.features.record.rulebook.commitments import Keeping
from backend.features.record.rulebook.models import Commitment
from backend.features.record.rulebook.versions import standing
from backend.quant.aggregates import Moments
from backend.quant.metrics import difference_in_r, proportion

KEPT_SHARE = "occasions on which it was kept / occasions that are over"
TRADES_KEPT = "trades that kept every limit / trades that were checked"


def commitments_kept(session: Session, user_id: UUID, *, now: datetime) -> list[dict[str, Any]]:
    """All commitments with their keeping."""
    found = commitments.list_all(session, user_id)
    book = standing(session, user_id, now).book
    return kept(found, commitments.keeping(session, user_id, found, book, now=now), now=now)


def kept(
    found: Sequence[Commitment], measured: Mapping[UUID, Keeping], *, now: datetime
) -> list[dict[str, Any]]:
    """Commitments as they are shown."""
    return [_commitment(one, measured.get(one.id), now) for one in found]


def rulebook_report(session: Session, user_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Trades that kept every limit against trades that broke one, and the same for each limit."""
    told = trade_checks.outcomes(session, user_id)
    good, bad = Moments.of(told.r_kept), Moments.of(told.r_broken)
    return {
        "trades": told.trades,
        "kept": told.kept,
        "broken": told.broken,
        "unknown": told.unknown,
        "share_kept": shown(proportion(told.kept, told.kept + told.broken, TRADES_KEPT), now),
        "difference_in_r": shown(difference_in_r(good, bad), now),
        "rules": [
            {
                "rule": rule,
                "broken": many,
                "difference_in_r": shown(difference_in_r(good, Moments.of(r)), now),
            }
            for rule, (many, r) in told.by_rule.items()
        ],
    }


def _commitment(one: Commitment, measured: Keeping | None, now: datetime) -> dict[str, Any]:
    told = measured or Keeping(0, 0, 0, 0, [], [])
    difference = difference_in_r(Moments.of(told.r_others), Moments.of(told.r_broken))
    return {
        **{name: getattr(one, name) for name in _COLUMNS},
        "keeping": {
            "occasions": told.occasions,
            "kept": told.kept,
            "broken": told.broken,
            "pending": told.pending,
            "share": shown(proportion(told.kept, told.kept + told.broken, KEPT_SHARE), now),
            "difference_in_r": shown(difference, now),
        },
    }


_COLUMNS = (
    "id", "trigger", "count", "promise", "minutes", "percent", "statement", "created_at", "ends_at",
)  # fmt: skip
