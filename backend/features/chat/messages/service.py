"""Use cases around answers and the log (read, resync, stop, make again), and conversations as all windows see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.db import after_commit
from backend.core.ids import new_id
from backend.core.types import JsonObject
from backend.features.chat.messages.ports import Bell, Push
from backend.features.chat.messages.rate_limit import MOST_BRANCHES, MessagePace
from backend.features.chat.messages.schemas import MessageFilter
from backend.features.chat.messages.serializers import (
    ShownMessage,
    conversation_document,
    message_document,
    plain,
    render,
)
from backend.features.coach.ideas.ideas import Guard
from backend.features.coach.language.titles import shown_title
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.verdicts.models import Verdict
from backend.features.content.conversations import queries
from backend.features.content.conversations import service as conversations
from backend.features.content.conversations.errors import (
    AnswerFinished,
    AnswerUnfinished,
    MessageNotFound,
    NothingToAnswer,
    TooManyBranches,
)
from backend.features.content.conversations.models import (
    UNFINISHED,
    Conversation,
    Message,
    MessageStatus,
    MessageType,
    Mode,
)
from backend.features.content.conversations.schemas import (
    ChangeConversation,
    NewConversation,
)
from backend.features.content.conversations.service import title_from
from backend.features.content.media.service import Links

Titled = TypeVar("Titled", NewConversation, ChangeConversation)
RESYNC_ROWS = 200
HEADS = 50
MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class ShownLog:
    """What `MessageLog` says."""

    items: Sequence[ShownMessage]
    unfinished: Sequence[ShownMessage]
    head: int
    more: bool


def read_log(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    query: MessageFilter,
    links: Links,
) -> ShownLog:
    """Messages in order of seq, with the answers still to come."""
    conversation = queries.conversation(session, user_id, conversation_id)
    if query.around is not None:
        return _log_around(session, user_id, conversation, query, links)
    rows = queries.log(
        session,
        user_id,
        conversation_id,
        after=query.after_seq,
        before=query.before_seq,
        limit=query.limit + 1,
    )
    more = len(rows) > query.limit
    if query.after_seq is not None:
        rows = rows[: query.limit]
    else:
        rows = rows[-query.limit :]
    waiting = queries.unfinished(session, user_id, conversation_id)
    shown = render(session, user_id, [*rows, *waiting], links)
    return ShownLog(
        items=shown[: len(rows)],
        unfinished=shown[len(rows) :],
        head=conversation.head,
        more=more,
    )


def _log_around(
    session: Session,
    user_id: UUID,
    conversation: Conversation,
    query: MessageFilter,
    links: Links,
) -> ShownLog:
    """A page with a message in the middle: a conversation's seqs have no gaps. `more`: on either side.

    Raises:
        MessageNotFound: not in this conversation, or not final.
    """
    assert query.around is not None
    middle = queries.message(session, user_id, query.around)
    if middle.conversation_id != conversation.id or middle.seq is None:
        raise MessageNotFound
    before = max(0, middle.seq - 1 - query.limit // 2)
    rows = queries.log(
        session, user_id, conversation.id, after=before, before=None, limit=query.limit
    )
    waiting = queries.unfinished(session, user_id, conversation.id)
    shown = render(session, user_id, [*rows, *waiting], links)
    is_whole = before == 0 and rows[-1].seq == conversation.head
    return ShownLog(shown[: len(rows)], shown[len(rows) :], conversation.head, not is_whole)


def stop(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    links: Links,
    push: Push,
    now: datetime,
) -> JsonObject:
    """Stop an answer: at once when no worker has it, else the worker ends it with what it has written.

    Raises:
        MessageNotFound, NothingToAnswer, AnswerFinished
    """
    answer = queries.message(session, user_id, message_id)
    if answer.type != MessageType.AI:
        raise NothingToAnswer
    conversation = queries.conversation(session, user_id, answer.conversation_id, lock=True)
    session.refresh(answer, with_for_update={"key_share": True})
    if answer.status not in UNFINISHED:
        raise AnswerFinished
    if answer.status == MessageStatus.RUNNING:
        answer.stop_requested = True
    else:
        conversation.head += 1
        conversation.updated_at = max(conversation.updated_at, now)
        finish(answer, conversation.head, MessageStatus.STOPPED, now=now)
        session.flush()
        announce_final(session, user_id, answer, conversation, None, push=push)
    return _shown(session, user_id, answer, links)


def finish(answer: Message, seq: int, status: MessageStatus, *, now: datetime) -> None:
    """Make an answer final: it takes the seq that its conversation, whose row must be locked, has just come to."""
    answer.seq = seq
    answer.status = status
    answer.finished_at = now
    answer.run_at = None
    answer.lease_token = None


def announce_final(
    session: Session,
    user_id: UUID,
    answer: Message,
    conversation: Conversation,
    verdict: Verdict | None,
    *,
    push: Push,
    grounds: CoachingAnswer | None = None,
) -> None:
    """Tell the user's sockets, after the commit, that an answer is final."""
    shown = message_document(plain(answer, [], verdict, grounds))
    after_commit(session, lambda: push.to_user(user_id, "ai_response", shown))
    tell_changed(session, user_id, conversation, push=push)


def mark(
    session: Session,
    user_id: UUID,
    answer: Message,
    guard: Guard,
    *,
    links: Links,
    push: Push,
) -> None:
    """Mark a message that was met by the guard, and its answer; all windows hear of both."""
    assert answer.parent_message_id is not None, "an answer has its question"
    question = queries.message(session, user_id, answer.parent_message_id)
    question.guard = answer.guard = guard.value
    conversation = queries.conversation(session, user_id, answer.conversation_id, lock=True)
    if conversation.title == title_from(question.content):
        conversation.title = conversations.UNTITLED
    session.flush()
    pair: JsonObject = {
        "message": _shown(session, user_id, question, links),
        "answer": _shown(session, user_id, answer, links),
    }
    after_commit(session, lambda: push.to_user(user_id, "message_saved", pair))


def regenerate(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    pace: MessagePace,
    links: Links,
    push: Push,
    bell: Bell,
    now: datetime,
) -> JsonObject:
    """Answer a question again: a new answer beside the old ones, which stay.

    Raises:
        MessageNotFound, NothingToAnswer
        AnswerUnfinished: one is being made already.
        TooManyBranches, TooManyMessages
    """
    named = queries.message(session, user_id, message_id)
    question_id = named.parent_message_id
    if named.type == MessageType.USER:
        question_id = named.id
    if question_id is None:
        raise NothingToAnswer
    question = queries.message(session, user_id, question_id, lock=True)
    last, is_open = queries.branches(session, user_id, question.id, MessageType.AI)
    if is_open:
        raise AnswerUnfinished
    if last + 1 >= MOST_BRANCHES:
        raise TooManyBranches
    pace.take(user_id)
    answer = Message(
        id=new_id(),
        conversation_id=question.conversation_id,
        user_id=user_id,
        type=MessageType.AI,
        mode=question.mode,
        status=MessageStatus.PENDING,
        content="",
        parent_message_id=question.id,
        branch_index=last + 1,
        created_at=now,
        priority=0 if question.mode == Mode.PSYCHOLOGY else 1,
        run_at=func.now(),
        attempts=0,
        stop_requested=False,
    )
    session.add(answer)
    session.flush()
    shown = _shown(session, user_id, answer, links)
    pair: JsonObject = {"message": _shown(session, user_id, question, links), "answer": shown}
    after_commit(session, bell.ring)
    after_commit(session, lambda: push.to_user(user_id, "message_saved", pair))
    return shown


def begin_conversation(
    session: Session,
    user_id: UUID,
    body: NewConversation,
    *,
    push: Push,
    now: datetime,
) -> Conversation:
    """Begin an empty conversation; all windows hear of it."""
    begun = conversations.begin(session, user_id, _titled(body), now=now)
    session.flush()
    changed(session, user_id, Resource.CONVERSATIONS, begun.id)
    tell_changed(session, user_id, begun, push=push)
    return begun


def change_conversation(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    body: ChangeConversation,
    *,
    push: Push,
) -> Conversation:
    """Rename, archive, pin or switch the mode; all windows hear of it.

    Raises:
        ConversationNotFound
    """
    conversation = conversations.change(session, user_id, conversation_id, _titled(body))
    changed(session, user_id, Resource.CONVERSATIONS, conversation_id)
    tell_changed(session, user_id, conversation, push=push)
    if body.mode is not None:
        news = {"conversation_id": str(conversation_id), "mode": body.mode.value}
        after_commit(session, lambda: push.to_user(user_id, "mode_changed", news))
    return conversation


def delete_conversation(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    *,
    push: Push,
) -> None:
    """Delete a conversation with all its messages; all windows hear of it, and what was being answered ends.

    Raises:
        ConversationNotFound
    """
    conversations.delete(session, user_id, conversation_id)
    news = {"conversation_id": str(conversation_id)}
    changed(session, user_id, Resource.CONVERSATIONS, conversation_id)
    after_commit(session, lambda: push.to_user(user_id, "conversation_deleted", news))


def tell_changed(
    session: Session,
    user_id: UUID,
    conversation: Conversation,
    *,
    push: Push,
) -> None:
    """Tell the user's sockets, after the commit, what a conversation is like now."""
    updated = conversation_document(conversation)
    after_commit(session, lambda: push.to_user(user_id, "conversation_updated", updated))


def tell_imported(
    session: Session,
    user_id: UUID,
    conversation_ids: Sequence[UUID],
    *,
    push: Push,
) -> None:
    """Tell of conversations that came in together: of the latest, for a window shows no more of them."""
    latest = queries.conversations_of(user_id).where(Conversation.id.in_(conversation_ids))
    for conversation in session.scalars(
        latest.order_by(Conversation.updated_at.desc()).limit(MOST_TOLD)
    ):
        tell_changed(session, user_id, conversation, push=push)


def _titled(body: Titled) -> Titled:
    """With a neutral title instead of words that are met with care or declined."""
    if body.title is None:
        return body
    return body.model_copy(update={"title": shown_title(body.title)})


def _shown(session: Session, user_id: UUID, message: Message, links: Links) -> JsonObject:
    return message_document(render(session, user_id, [message], links)[0])


def read_message(session: Session, user_id: UUID, message_id: UUID, links: Links) -> ShownMessage:
    """One message.

    Raises:
        MessageNotFound: not there, or not the user's.
    """
    message = queries.message(session, user_id, message_id)
    return render(session, user_id, [message], links)[0]
