"""What was spent and on what: read from the ledger and the day's sums."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem, Invalid
from backend.features.accounts.auth import service as auth
from backend.features.ai.budget import BudgetLimits, next_day
from backend.features.ai.gateway import Estimate
from backend.features.ai.models import AiCall, AiDay, AiKept
from backend.features.ai.schemas import MOST_DAYS, UsageDays

USUAL_DAYS = 30
NOT_MADE = ("over_budget", "circuit_open")  # what the ledger says of calls that were never made


class BadDays(Invalid):
    """The days asked for cannot be shown."""

    code = "ai.bad_days"
    detail = f"`from` is not after `to`, and there are at most {MOST_DAYS} days."


@dataclass(frozen=True, slots=True)
class UsageFigures:
    """What some calls came to; they can be added."""

    calls: int = 0
    cache_hits: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal = Decimal(0)

    def __add__(self, other: "UsageFigures") -> "UsageFigures":
        mine, theirs = asdict(self), asdict(other)
        return UsageFigures(**{name: mine[name] + theirs[name] for name in mine})


def forget_answers(session: Session, user_id: UUID) -> None:
    """Drop the answers that are kept to be given again: they may repeat what the trader wants forgotten."""
    session.execute(delete(AiKept).where(AiKept.user_id == user_id))


def today(
    session: Session,
    user_id: UUID,
    limits: BudgetLimits,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Today's budget: what the tier allows, what is spent, held and left."""
    tier = auth.who_is(session, user_id).tier
    day = now.astimezone(UTC).date()
    row = session.scalars(select(AiDay).filter_by(user_id=user_id, day=day)).one_or_none()
    spent, reserved = (row.spent, row.reserved) if row else (Decimal(0), Decimal(0))
    limit = limits.of(tier)
    return {
        "day": day,
        "tier": tier,
        "limit": limit,
        "spent": spent,
        "reserved": reserved,
        "left": max(limit - spent - reserved, Decimal(0)),
        "resets_at": next_day(now),
    }


def usage(
    session: Session,
    user_id: UUID,
    query: UsageDays,
    limits: BudgetLimits,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Today's budget, and the calls of some days by day, model and feature.

    Raises:
        BadDays
    """
    first, last = _days(query, now)
    rows = _groups(session, user_id, first, last)
    return {
        "today": today(session, user_id, limits, now=now),
        "first_day": first,
        "last_day": last,
        "total": sum((figures for _, figures in rows), UsageFigures()),
        "by_day": _by(rows, lambda key: key[0], "day"),
        "by_model": _by(rows, lambda key: key[1], "model"),
        "by_feature": _by(rows, lambda key: key[2], "feature"),
        "fallbacks": _fallbacks(session, user_id, first, last),
    }


def weighed(
    session: Session,
    user_id: UUID,
    estimate: Estimate,
    limits: BudgetLimits,
    *,
    now: datetime,
) -> dict[str, Any]:
    """An estimate beside what is left today."""
    left = today(session, user_id, limits, now=now)["left"]
    return {
        "estimate": estimate.cost,
        "model": estimate.model,
        "left": left,
        "enough": estimate.cost <= left,
    }


def _days(query: UsageDays, now: datetime) -> tuple[date, date]:
    if query.last is not None:
        last = query.last
    elif query.first is not None:
        last = max(
            query.first,
            min(now.astimezone(UTC).date(), query.first + timedelta(days=MOST_DAYS - 1)),
        )
    else:
        last = now.astimezone(UTC).date()
    first = query.first or last - timedelta(days=USUAL_DAYS - 1)
    if first > last or (last - first).days >= MOST_DAYS:
        raise BadDays(errors=[FieldProblem("from", BadDays.detail, BadDays.code)])
    return first, last


def _groups(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> list[tuple[tuple[date, str, str], UsageFigures]]:
    was_made = AiCall.cache_hit.is_(False) & AiCall.fallback_reason.is_distinct_from(NOT_MADE[0])
    was_made &= AiCall.fallback_reason.is_distinct_from(NOT_MADE[1])
    keys = (AiCall.day, AiCall.model, AiCall.feature)
    sums = (AiCall.input_tokens, AiCall.cached_tokens, AiCall.output_tokens, AiCall.cost)
    rows = session.execute(
        select(
            *keys,
            func.count().filter(was_made),
            func.count().filter(AiCall.cache_hit),
            *(func.sum(column) for column in sums),
        )
        .where(AiCall.user_id == user_id, AiCall.day.between(first, last))
        .group_by(*keys)
    )
    return [
        ((day, model, feature), UsageFigures(*figures)) for day, model, feature, *figures in rows
    ]


def _by(
    rows: Sequence[tuple[tuple[date, str, str], UsageFigures]],
    part: Callable[[Any], Hashable],
    name: str,
) -> list[dict[str, Any]]:
    by_key: dict[Any, UsageFigures] = {}
    for key, figures in rows:
        by_key[part(key)] = by_key.get(part(key), UsageFigures()) + figures
    return [{name: key, **asdict(by_key[key])} for key in sorted(by_key)]


def _fallbacks(session: Session, user_id: UUID, first: date, last: date) -> list[dict[str, Any]]:
    count = func.count()
    rows = session.execute(
        select(AiCall.fallback_reason, count)
        .where(
            AiCall.user_id == user_id,
            AiCall.day.between(first, last),
            AiCall.fallback_reason.is_not(None),
        )
        .group_by(AiCall.fallback_reason)
        .order_by(count.desc(), AiCall.fallback_reason)
    )
    return [{"reason": reason, "count": times} for reason, times in rows]
