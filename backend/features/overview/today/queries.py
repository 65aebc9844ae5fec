"""How much waits: counted in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from backend.features.record.plans.models import PlanStatus, TradePlan
from backend.features.record.trades.models import Trade, TradeStatus, TradeType

SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Plans that wait, those of them that end soon, and trades that are open."""

    plans: int
    ending: int
    trades: int


def waiting(session: Session, user_id: UUID, *, now: datetime) -> Waiting:
    """How many plans wait and trades are open."""
    pending: tuple[ColumnElement[bool], ...] = (
        TradePlan.user_id == user_id,
        TradePlan.status == PlanStatus.PENDING,
        or_(TradePlan.expires_at.is_(None), TradePlan.expires_at > now),
    )
    plans = select(func.count()).select_from(TradePlan).where(*pending)
    trades = select(func.count()).select_from(Trade)
    trades = trades.where(
        Trade.user_id == user_id,
        Trade.status == TradeStatus.OPEN,
        Trade.trade_type == TradeType.REAL,
    )
    counts = session.execute(
        select(
            plans.scalar_subquery(),
            plans.where(TradePlan.expires_at <= now + SOON).scalar_subquery(),
            trades.scalar_subquery(),
        )
    ).one()
    return Waiting(*counts)
