"""What the trading record asks of those above it."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session


class PlanBook(Protocol):
    """The plans that trades may follow."""

    def hold(
        self,
        session: Session,
        user_id: UUID,
        plan_id: UUID,
        *,
        now: datetime,
    ) -> None:
        """Keep a pending plan for a trade that is about to be logged.

        Raises:
            PlanNotFound, PlanSettled
        """

    def follow(
        self,
        session: Session,
        user_id: UUID,
        plan_id: UUID,
        trade_id: UUID,
        *,
        now: datetime,
    ) -> None:
        """The trade was logged: the plan is executed by it."""
