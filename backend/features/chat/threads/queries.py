"""Reads of threads; every one starts from what the user may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.features.chat.threads.models import ConversationThread


def thread(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    *,
    lock: bool = False,
) -> ConversationThread | None:
    """The thread of a conversation; null where nothing was spoken of yet."""
    statement = select(ConversationThread).where(
        ConversationThread.user_id == user_id,
        ConversationThread.conversation_id == conversation_id,
    )
    if lock:
        statement = statement.with_for_update()
    return session.scalars(statement).one_or_none()


def asking_threads(session: Session, user_id: UUID) -> Sequence[ConversationThread]:
    """The threads in which something was asked back that may be answered still, or asked again; locked."""
    is_asking = or_(
        ConversationThread.state.has_key("asked"),
        ConversationThread.before.has_key("asked"),
    )
    statement = (
        select(ConversationThread)
        .where(ConversationThread.user_id == user_id, is_asking)
        .order_by(ConversationThread.conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()
