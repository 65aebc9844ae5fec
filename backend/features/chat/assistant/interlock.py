"""What the trader's own rules say to a trade that a message announces."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.types import JsonObject
from backend.features.coach.language.ideas import Idea, guard_of
from backend.features.coach.verdicts import service as verdicts
from backend.features.record.plans.pre_trade_check import service as pre_trade_check


def interlock(
    session: Session,
    user_id: UUID,
    idea: Idea,
    *,
    news: News,
    now: datetime,
) -> JsonObject | None:
    """The answer of the interlock, where a trade is announced; question and answer are kept."""
    is_complete = idea.instrument is not None and idea.direction is not None
    if not (idea.about_to and is_complete) or idea.conflicts or guard_of(idea) is not None:
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
