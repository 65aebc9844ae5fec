"""What happens to plans that others may want to hear."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlanExpired:
    """A pending plan is over."""

    user_id: UUID
    plan_id: UUID
    title: str
    expired_at: datetime


@dataclass(frozen=True, slots=True)
class FollowedPlanChanged:
    """A plan that a trade follows has a new version, or the trader said something of it."""

    user_id: UUID
    plan_id: UUID
    trade_id: UUID
