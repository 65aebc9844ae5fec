"""Plans whose trigger was met and that nobody traded, as the trader marked them. Without candles their R is unknown."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.types import JsonObject
from backend.features.market.calendars.trading_day import trading_day
from backend.features.market.instruments.contract_document import contract_from
from backend.features.record.plans.adherence.schemas import MarkSubject
from backend.features.record.plans.models import PlanMark, PlanStatus, PlanVersion, TradePlan
from backend.features.record.trades.trading_clock import clock_for
from backend.quant.behaviour.record import Missed, Stream, TradeKind

MOST_MARKS = 4_000  # the latest ones


class _MarkedPlan(Protocol):
    """One mark of a plan, with what is asked of the plan."""

    id: UUID
    instrument: str
    contract: JsonObject
    expires_at: datetime | None
    terms: dict[str, Any]
    place: int
    met: bool
    event_time: datetime


def missed_plans(
    session: Session,
    user_id: UUID,
    default_account: UUID | None,
) -> dict[Stream, tuple[Missed, ...]]:
    """Plans that expired without a trade while all of their criteria were met.

    Args:
        session: of the user.
        user_id: whose.
        default_account: of plans that name none.
    """
    statement = (
        select(
            TradePlan.id,
            TradePlan.instrument,
            TradePlan.contract,
            TradePlan.expires_at,
            PlanVersion.terms,
            PlanMark.place,
            PlanMark.met,
            PlanMark.event_time,
        )
        .join(PlanMark, PlanMark.plan_id == TradePlan.id)
        .join(
            PlanVersion,
            (PlanVersion.plan_id == TradePlan.id) & (PlanVersion.number == TradePlan.version),
        )
        .where(
            TradePlan.user_id == user_id,
            TradePlan.status == PlanStatus.EXPIRED,
            TradePlan.trade_id.is_(None),
        )
        .where(PlanMark.subject == MarkSubject.CRITERION)
        .order_by(PlanMark.recorded_time.desc(), PlanMark.id.desc())
        .limit(MOST_MARKS)
    )
    marks: dict[UUID, list[_MarkedPlan]] = defaultdict(list)
    for row in session.execute(statement):
        marks[row.id].append(row)
    missed: dict[Stream, list[Missed]] = defaultdict(list)
    for plan_id, latest_first in marks.items():
        plan, met_at = latest_first[0], _met_at(latest_first)
        account = plan.terms.get("account_id") or default_account
        if met_at is None or account is None:
            continue
        if plan.expires_at is not None and met_at > plan.expires_at:
            continue
        contract = contract_from(plan.contract)
        day = trading_day(met_at, clock_for(session, user_id, contract))
        stream = Stream(TradeKind(plan.terms["trade_type"]), UUID(str(account)))
        missed[stream].append(Missed(plan_id, plan.instrument, day, met_at, "mark"))
    return {stream: tuple(plans) for stream, plans in missed.items()}


def _met_at(latest_first: Sequence[_MarkedPlan]) -> datetime | None:
    """When the last of all criteria was met, by the last word on each; null where one was not."""
    last = {mark.place: mark for mark in reversed(latest_first)}
    criteria = latest_first[0].terms["entry_criteria"]
    met_at: list[datetime] = []
    for place in range(1, len(criteria) + 1):
        mark = last.get(place)
        if mark is None or not mark.met:
            return None
        met_at.append(mark.event_time)
    return max(met_at)
