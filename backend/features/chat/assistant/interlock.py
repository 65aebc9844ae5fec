"""What the trader's own rules say to a trade that a message announces."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.types import JsonObject
from backend.features.coach.ideas.ideas import Idea, guard_of
from backend.features.coach.verdicts import service as verdicts
from backend.features.record.plans.pre_trade_check import service as pre_trade_check


def interlock(
    session: Session,
    user_id: UUID,
    idea: Idea | None,
    *,
    news: News,
    now: datetime,
) -> JsonObject | None:
    """The answer of the interlock, where a trade is announced; question and answer are kept."""
    if idea is None or idea.instrument is None or idea.direction is None:
        return None
    if idea.conflicts or guard_of(idea) is not None:
        return None
    check = pre_trade_check.check(
        session,
        user_id,
        verdicts.check_of(idea),
        news=news,
        now=now,
        source="chat",
    )
    return check.model_dump(mode="json")
