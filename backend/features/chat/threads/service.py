"""Use cases of threads: read what a conversation is about, change it with an answer, clear it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.types import JsonObject
from backend.features.chat.threads import queries
from backend.features.chat.threads.models import ConversationThread
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.memory.statement_matching import carries
from backend.features.content.conversations import queries as conversations
from backend.features.record.questions.schemas import RecordQuery


def state_for(
    session: Session,
    user_id: UUID,
    conversation_id: UUID | None,
    question_id: UUID | None,
) -> ThreadState:
    """What a conversation was about when a question was asked: before its last answer, where that is made again."""
    if conversation_id is None:
        return ThreadState()
    row = queries.thread(session, user_id, conversation_id)
    if row is None:
        return ThreadState()
    is_asked_again = question_id is not None and row.question_id == question_id
    return _read(row.before if is_asked_again else row.state)


def change(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    *,
    question_id: UUID,
    before: ThreadState,
    after: ThreadState,
    now: datetime,
) -> None:
    """Keep what a conversation is about after an answer, and what it was about before."""
    if before.is_empty and after.is_empty:
        return
    values = {
        "state": _written(after),
        "before": _written(before),
        "question_id": question_id,
        "updated_at": now,
    }
    statement = insert(ConversationThread).values(
        conversation_id=conversation_id,
        user_id=user_id,
        **values,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[ConversationThread.conversation_id],
            set_=values,
            where=ConversationThread.user_id == user_id,
        )
    )


def speak_of_trade(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    trade_id: UUID,
    *,
    now: datetime,
) -> None:
    """From now on a trade is spoken of: its draft was confirmed."""
    _speak_of(
        session, user_id, conversation_id, {"trade_id": trade_id, "last": "trade", "told": ()}, now
    )


def forget_deeds(session: Session, user_id: UUID, conversation_id: UUID, *, now: datetime) -> None:
    """What was told of a trade that is not on record is not waited for any more: its draft was put aside."""
    row = queries.thread(session, user_id, conversation_id, lock=True)
    if row is None:
        return
    row.state = _written(_read(row.state).model_copy(update={"told": ()}))
    row.updated_at = now


def speak_of_query(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    query: RecordQuery,
    *,
    now: datetime,
) -> ThreadState:
    """From now on this question is the last one: a part of it was taken away, and it was asked again.

    Raises:
        ConversationNotFound
    """
    conversations.conversation(session, user_id, conversation_id)
    update = {"query": query, "last": "query", "asked": None}
    return _speak_of(session, user_id, conversation_id, update, now)


def _speak_of(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    update: Mapping[str, object],
    now: datetime,
) -> ThreadState:
    empty = _written(ThreadState())
    first = insert(ConversationThread).values(
        conversation_id=conversation_id,
        user_id=user_id,
        state=empty,
        before=empty,
        question_id=None,
        updated_at=now,
    )
    session.execute(first.on_conflict_do_nothing(index_elements=["conversation_id"]))
    row = queries.thread(session, user_id, conversation_id, lock=True)
    if row is None:  # cleared between the two: what is spoken of is kept with the next answer
        return ThreadState().model_copy(update=dict(update))
    spoken_of = _read(row.state).model_copy(update=dict(update))
    row.state = _written(spoken_of)
    row.updated_at = now
    return spoken_of


def show(session: Session, user_id: UUID, conversation_id: UUID) -> ThreadState:
    """What a conversation is about.

    Raises:
        ConversationNotFound
    """
    conversations.conversation(session, user_id, conversation_id)
    row = queries.thread(session, user_id, conversation_id)
    return ThreadState() if row is None else _read(row.state)


def clear(session: Session, user_id: UUID, conversation_id: UUID) -> None:
    """Speak of nothing any more; the messages stay.

    Raises:
        ConversationNotFound
    """
    conversations.conversation(session, user_id, conversation_id)
    row = queries.thread(session, user_id, conversation_id, lock=True)
    if row is not None:
        session.delete(row)


def forget(session: Session, user_id: UUID, statement: str) -> None:
    """Take out of every thread of a trader what says a statement: what was asked back, in its words and its buttons."""
    for row in queries.asking_threads(session, user_id):
        for name in ("state", "before"):
            state = _read(getattr(row, name))
            if state.asked is not None and carries(state.asked.model_dump_json(), statement):
                setattr(row, name, _written(state.model_copy(update={"asked": None})))


def _written(state: ThreadState) -> JsonObject:
    document: JsonObject = state.model_dump(mode="json", exclude_none=True)
    return document


def _read(document: JsonObject) -> ThreadState:
    """A state as it was stored; what an earlier version stored and nobody can read any more is as if nothing was said."""
    try:
        return ThreadState.model_validate(document)
    except ValidationError:
        return ThreadState()
