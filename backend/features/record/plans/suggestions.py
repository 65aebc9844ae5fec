"""Which trades and plans seem to belong together: for the trader to confirm or to leave."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.plans import queries
from backend.features.record.plans.adherence import rules as adherence_rules
from backend.features.record.plans.models import PlanVersion, TradePlan
from backend.features.record.plans.plan_terms import HUNDREDTH
from backend.features.record.plans.schemas import PlanTerms, Suggestion
from backend.features.record.trades.models import PlanMatch, Trade

RECENT = timedelta(days=30)  # older trades are not suggested: nobody remembers
WRITTEN_AFTER = timedelta(days=1)  # a plan this long after a fill may still be a late one of it
MOST_SUGGESTED = 50
LIKELY = 50  # of 100: below it a suggestion is a guess


def suggestions(session: Session, user_id: UUID, *, now: datetime) -> list[Suggestion]:
    """Trades of the last month without a plan, and plans without a trade, that look alike; the likeliest first."""
    together = and_(
        TradePlan.user_id == Trade.user_id,
        TradePlan.instrument == Trade.instrument,
        TradePlan.direction == Trade.direction,
        TradePlan.created_at <= Trade.entry_time + WRITTEN_AFTER,
        or_(
            TradePlan.expires_at.is_(None),
            TradePlan.expires_at > Trade.entry_time,
        ),
        or_(
            TradePlan.cancelled_at.is_(None),
            TradePlan.cancelled_at > Trade.entry_time,
        ),
    )
    statement = (
        select(Trade, TradePlan)
        .join(TradePlan, together)
        .where(
            Trade.user_id == user_id,
            Trade.trade_plan_id.is_(None),
            Trade.entry_time >= now - RECENT,
        )
        .where(TradePlan.trade_id.is_(None))
        .order_by(Trade.entry_time.desc(), TradePlan.created_at.desc())
        .limit(10 * MOST_SUGGESTED)
    )
    pairs = [(trade, plan) for trade, plan in session.execute(statement)]
    versions = _versions_of(session, user_id, {plan.id for _, plan in pairs})
    likely = []
    for trade, plan in pairs:
        if versions[plan.id][-1].terms["trade_type"] != trade.trade_type:
            continue
        suggestion = _suggestion(trade, plan, versions[plan.id])
        if suggestion.likeness >= LIKELY:
            likely.append(suggestion)
    likely.sort(key=lambda suggestion: -suggestion.likeness)
    return _each_once(likely)[:MOST_SUGGESTED]


def _versions_of(
    session: Session,
    user_id: UUID,
    plan_ids: Collection[UUID],
) -> dict[UUID, list[PlanVersion]]:
    versions: dict[UUID, list[PlanVersion]] = {}
    for version in queries.versions(session, user_id, sorted(plan_ids)):
        versions.setdefault(version.plan_id, []).append(version)
    return versions


def _each_once(candidates: Sequence[Suggestion]) -> list[Suggestion]:
    """The likeliest pair of each trade and of each plan."""
    firsts: list[Suggestion] = []
    taken: set[UUID] = set()
    for suggestion in candidates:
        if suggestion.trade_id not in taken and suggestion.plan_id not in taken:
            taken |= {suggestion.trade_id, suggestion.plan_id}
            firsts.append(suggestion)
    return firsts


def _suggestion(trade: Trade, plan: TradePlan, versions: Sequence[PlanVersion]) -> Suggestion:
    """Half of the likeness is the price, then the time, then the size."""
    version, match = adherence_rules.match(versions, trade)
    terms = PlanTerms.model_validate(version.terms)
    because = [f"{plan.instrument} {plan.direction}"]
    likeness = 25.0
    away = _distance_in_r(terms, trade.entry_price)
    if away is not None:
        likeness = 50 * max(0.0, 1 - float(away))
        where = f"{away.quantize(HUNDREDTH)} R from" if away else "within"
        because.append(f"filled at {plain_decimal(trade.entry_price)}, {where} the planned entry")
    hours = abs((trade.entry_time - version.frozen_at).total_seconds()) / 3600
    likeness += 30 / (1 + hours / 8)
    order = "after" if match is PlanMatch.LATE else "before"
    because.append(f"written {order} the fill, {iso(version.frozen_at)}")
    size, planned_size = trade.max_size, terms.position_size
    if size <= planned_size:
        likeness += 20 * float(size / planned_size)
        because.append(f"size {plain_decimal(size)} of {plain_decimal(planned_size)}")
    return Suggestion(
        trade_id=trade.id,
        plan_id=plan.id,
        title=plan.title,
        match=match,
        version=version.number,
        likeness=min(100, round(likeness)),
        because=because,
    )


def _distance_in_r(terms: PlanTerms, price: Decimal) -> Decimal | None:
    """How far a fill is from the planned zone, in R of the plan; null where the plan names no price."""
    edge = terms.reference_entry
    if terms.zone is None or edge is None:
        return None
    low, high = terms.zone
    away = max(low - price, price - high, Decimal(0))
    return away / abs(edge - terms.stop_loss_level)
