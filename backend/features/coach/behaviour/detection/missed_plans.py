"""Plans whose trigger was met and that nobody traded, as the trader marked them. Without candles their R is unknown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.record.plans.adherence.schemas import MarkSubject
from backend.features.record.plans.models import PlanMark, PlanStatus, PlanVersion, TradePlan
from backend.quant.behaviour.record import Missed, Stream, TradeKind

MOST_MARKS = 4_000  # the latest ones


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
    marks: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(statement):
        marks[row.id].append(row)
    missed: dict[Stream, list[Missed]] = defaultdict(list)
    for plan_id, latest_first in marks.items():
        plan, met_at = latest_first[0], _met_at(latest_first)
        account = plan.terms.get("account_id") or default_account
        if (
            met_at is not None
            and account is not None
            and (plan.expires_at is None or met_at <= plan.expires_at)
        ):
            stream = Stream(TradeKind(plan.terms["trade_type"]), UUID(str(account)))
            missed[stream].append(Missed(plan_id, plan.instrument, met_at.date(), met_at, "mark"))
    return {stream: tuple(some) for stream, some in missed.items()}


def _met_at(latest_first: Sequence[Any]) -> datetime | None:
    """When the last of all criteria was met, by the last word on each; null where one was not."""
    last: Mapping[int, Any] = {mark.place: mark for mark in reversed(latest_first)}
    places = range(1, len(latest_first[0].terms["entry_criteria"]) + 1)
    if any(place not in last or not last[place].met for place in places):
        return None
    latest: datetime = max(last[place].event_time for place in places)
    return latest
