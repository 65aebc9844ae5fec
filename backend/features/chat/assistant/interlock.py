"""What the trader's own rules say to a trade that a message announces."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.core.events import News
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.coach.verdicts import service as verdicts
from backend.features.record.plans import pre_trade_check


def interlock(
    session: Session, request: AnswerRequest, *, news: News, now: datetime
) -> dict[str, Any] | None:
    """The answer of the interlock, where a trade is announced; question and answer are kept."""
    idea = request.situation.idea
    is_complete = idea.instrument is not None and idea.direction is not None
    if not (idea.about_to and is_complete) or idea.conflicts or request.guard is not None:
        return None
    check = pre_trade_check.check(
        session,
        request.user_id,
        verdicts.check_of(idea),
        news=news,
        now=now,
        source="chat",
    )
    return check.model_dump(mode="json")
