"""What was spent and on what: read from the ledger and the day's sums."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.core.days import FIRST_YEAR, LAST_YEAR, is_in_our_time
from backend.core.errors import FieldProblem, Invalid
from backend.features.accounts.auth import service as auth
from backend.features.ai.budget import BudgetLimits, next_day
from backend.features.ai.gateway import Estimate
from backend.features.ai.models import AiCall, AiDay, AiKept
from backend.features.ai.schemas import (
    MOST_DAYS,
    DayFiguresOut,
    EstimateOut,
    FallbackOut,
    FeatureFiguresOut,
    FiguresOut,
    ModelFiguresOut,
    TodayOut,
    UsageDays,
    UsageOut,
)

Key = TypeVar("Key", date, str)

USUAL_DAYS = 30
NOT_MADE = ("over_budget", "circuit_open")  # what the ledger says of calls that were never made


class BadDays(Invalid):
    """The days asked for cannot be shown."""

    code = "ai.bad_days"
    detail = (
        f"Give `day_from` and `day_to` from the earlier to the later, at most {MOST_DAYS} days, "
        f"from {FIRST_YEAR} to {LAST_YEAR}."
    )


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
        mine = asdict(self)
        theirs = asdict(other)
        return UsageFigures(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True, slots=True)
class UsageGroup:
    """What the calls of one day, model and feature came to."""

    day: date
    model: str
    feature: str
    figures: UsageFigures


def forget_answers(session: Session, user_id: UUID) -> None:
    """Drop the answers that are kept to be given again: they may repeat what the trader wants forgotten."""
    session.execute(delete(AiKept).where(AiKept.user_id == user_id))


def today(
    session: Session,
    user_id: UUID,
    limits: BudgetLimits,
    *,
    now: datetime,
) -> TodayOut:
    """Today's budget: what the tier allows, what is spent, held and left."""
    tier = auth.who_is(session, user_id).tier
    day = now.astimezone(UTC).date()
    row = session.scalars(select(AiDay).filter_by(user_id=user_id, day=day)).one_or_none()
    spent = row.spent if row else Decimal(0)
    reserved = row.reserved if row else Decimal(0)
    limit = limits.of(tier)
    return TodayOut(
        day=day,
        tier=tier,
        limit=limit,
        spent=spent,
        reserved=reserved,
        left=max(limit - spent - reserved, Decimal(0)),
        resets_at=next_day(now),
    )


def usage(
    session: Session,
    user_id: UUID,
    query: UsageDays,
    limits: BudgetLimits,
    *,
    now: datetime,
) -> UsageOut:
    """Today's budget, and the calls of some days by day, model and feature.

    Raises:
        BadDays
    """
    first, last = _days(query, now)
    groups = _groups(session, user_id, first, last)
    by_day = _summed((group.day, group.figures) for group in groups)
    by_model = _summed((group.model, group.figures) for group in groups)
    by_feature = _summed((group.feature, group.figures) for group in groups)
    total = sum((group.figures for group in groups), UsageFigures())
    return UsageOut(
        today=today(session, user_id, limits, now=now),
        day_from=first,
        day_to=last,
        first_day=first,
        last_day=last,
        total=FiguresOut(**asdict(total)),
        by_day=[DayFiguresOut(day=day, **asdict(figures)) for day, figures in by_day],
        by_model=[ModelFiguresOut(model=model, **asdict(figures)) for model, figures in by_model],
        by_feature=[FeatureFiguresOut(feature=name, **asdict(sums)) for name, sums in by_feature],
        fallbacks=_fallbacks(session, user_id, first, last),
    )


def weighed(
    session: Session,
    user_id: UUID,
    estimate: Estimate,
    limits: BudgetLimits,
    *,
    now: datetime,
) -> EstimateOut:
    """An estimate beside what is left today."""
    left = today(session, user_id, limits, now=now).left
    return EstimateOut(
        estimate=estimate.cost,
        model=estimate.model,
        left=left,
        enough=estimate.cost <= left,
    )


def _days(query: UsageDays, now: datetime) -> tuple[date, date]:
    if not all(is_in_our_time(day) for day in (query.day_from, query.day_to) if day is not None):
        raise _bad_days()
    last = now.astimezone(UTC).date()
    if query.day_to is not None:
        last = query.day_to
    elif query.day_from is not None:
        furthest = query.day_from + timedelta(days=MOST_DAYS - 1)
        last = max(query.day_from, min(last, furthest))
    first = query.day_from or last - timedelta(days=USUAL_DAYS - 1)
    if first > last or (last - first).days >= MOST_DAYS:
        raise _bad_days()
    return first, last


def _bad_days() -> BadDays:
    return BadDays(errors=[FieldProblem("day_from", BadDays.detail, BadDays.code)])


def _groups(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> list[UsageGroup]:
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
        UsageGroup(day, model, feature, UsageFigures(*figures))
        for day, model, feature, *figures in rows
    ]


def _summed(figures: Iterable[tuple[Key, UsageFigures]]) -> list[tuple[Key, UsageFigures]]:
    """The sums of each key, in the order of the keys."""
    by_key: dict[Key, UsageFigures] = {}
    for key, more in figures:
        by_key[key] = by_key.get(key, UsageFigures()) + more
    return sorted(by_key.items(), key=lambda pair: pair[0])


def _fallbacks(session: Session, user_id: UUID, first: date, last: date) -> list[FallbackOut]:
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
    return [FallbackOut(reason=reason, count=times) for reason, times in rows]
