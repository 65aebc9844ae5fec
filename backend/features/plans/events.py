"""What happens to plans that others may want to hear."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlanExpired:
    """A pending plan is over."""

    user_id: UUID
    plan_id: UUID
    title: str
