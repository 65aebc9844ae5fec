"""Drafts of a trade that another draft, or the trader, has made untrue: they are closed, so that no click logs them."""

from dataclasses import replace

from sqlalchemy.orm import Session

from backend.core.db import after_commit
from backend.core.types import JsonObject
from backend.features.chat.assistant.drafts.draft import Draft, DraftKind, stored_draft
from backend.features.chat.messages.draft_schemas import DraftStatus
from backend.features.chat.messages.ports import Push
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Message

MOST = 20  # answers with drafts that are looked through
_OF_ONE_TRADE = ("instrument", "direction")


def close_drafts_of(session: Session, answer: Message, draft: Draft, push: Push) -> int:
    """Close what is open beside an answer and would log a trade in the same market and direction; how many.

    A draft that is being confirmed just now is left to that.
    """
    closed = 0
    for other in queries.drafts_beside(session, answer, limit=MOST, skip_locked=True):
        earlier = Draft(**(other.draft or {}))
        if earlier.status == DraftStatus.OPEN and _is_of_one_trade(earlier, draft):
            other.draft = stored_draft(replace(earlier, status=DraftStatus.DISMISSED.value))
            _tell(session, other, push)
            closed += 1
    session.flush()
    return closed


def close_draft(session: Session, answer: Message, earlier: Draft, push: Push) -> None:
    """Close the one draft that an answer says anew."""
    for other in queries.drafts_beside(session, answer, limit=MOST, skip_locked=True):
        draft = Draft(**(other.draft or {}))
        if draft == earlier and draft.status == DraftStatus.OPEN:
            other.draft = stored_draft(replace(draft, status=DraftStatus.DISMISSED.value))
            _tell(session, other, push)
    session.flush()


def _is_of_one_trade(earlier: Draft, draft: Draft) -> bool:
    if earlier.kind != DraftKind.TRADE:
        return False
    return all(earlier.trade.get(name) == draft.trade.get(name) for name in _OF_ONE_TRADE)


def _tell(session: Session, message: Message, push: Push) -> None:
    subject: JsonObject = {"message_id": str(message.id), "trade_id": None, "created_id": None}
    payload: JsonObject = {"kind": "draft_dismissed", "subject": subject}
    user_id = message.user_id
    after_commit(session, lambda: push.to_user(user_id, "notification", payload))
