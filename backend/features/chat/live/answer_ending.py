"""How an answer becomes final: in one transaction, its place in the conversation, its text and what stands beside it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import after_commit
from backend.core.errors import NotFound
from backend.core.events import News
from backend.core.types import JsonObject
from backend.features.ai.ports import EngineAnswer
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.interlock import interlock
from backend.features.chat.assistant.makers.maker import AnswerGrounds, AnswerMaker, FinalAnswer
from backend.features.chat.assistant.understood import understood_document
from backend.features.chat.live.answer_queue import AnswerLeaseLost
from backend.features.chat.live.answer_stream import AnswerClaim
from backend.features.chat.messages import service
from backend.features.chat.messages.actions import stored_actions
from backend.features.chat.messages.ports import Bell, Push
from backend.features.chat.threads import service as threads
from backend.features.chat.understanding.requests import MemoryRequest, RecordQuestion
from backend.features.chat.understanding.thread_changes import with_answer, with_query
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.thread_words import left_over, put_aside_words
from backend.features.coach.memory import settings as books
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Message, MessageStatus
from backend.features.content.media.service import Links


class Outdated(Exception):
    """Something was forgotten while an answer was made that may say it: it is made again."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer ends.

    Attributes:
        text: what was written, by an engine or about the failure.
        maker: what made it; null where nothing was made.
        answer: null where it was stopped, or failed.
        error: what the trader's windows are told of a failure.
        cost: US dollars; null while no provider was paid.
    """

    status: MessageStatus
    text: str = ""
    maker: AnswerMaker | None = None
    answer: EngineAnswer[Any] | None = None
    error: JsonObject | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EndingTools:
    """Who hears of an answer that is final."""

    links: Links
    push: Push
    bell: Bell
    news: News


def make_final(
    session: Session,
    claim: AnswerClaim,
    ending: Ending,
    tools: EndingTools,
    *,
    now: datetime,
) -> None:
    """The conversation's next seq, the message and its verdict. Refused without the token.

    Raises:
        LeaseLost, Outdated
    """
    maker = ending.maker
    answer = ending.answer
    text = ending.text
    has_aged = maker is not None and _has_aged(
        session,
        claim.user_id,
        maker.request.erasures,
        is_of_the_coach=maker.leaves_out_forgotten,
    )
    if maker is not None and has_aged:
        if answer is None:
            text = ""
        elif not maker.leaves_out_forgotten:
            raise Outdated
    try:
        conversation, message, others_wait = queries.take_last_place(
            session,
            claim.user_id,
            claim.id,
            claim.token,
            now=now,
        )
    except NotFound:
        raise AnswerLeaseLost from None
    if others_wait:
        after_commit(session, tools.bell.ring)
    service.finish(message, conversation.head, ending.status, now=now)
    message.content = text
    message.error = ending.error
    message.cost = ending.cost
    grounds = AnswerGrounds()
    if maker is not None and answer is not None:
        message.interlock = interlock(
            session,
            claim.user_id,
            maker.announced,
            news=tools.news,
            now=now,
        )
        grounds = maker.finish(FinalAnswer(session, message, answer, tools.push, now))
        _go_on(session, message, maker.request, grounds, has_aged=has_aged, now=now)
    session.flush()
    guard = None if maker is None else maker.request.guard
    if answer is not None and guard is not None:
        service.mark(
            session,
            claim.user_id,
            message,
            guard,
            links=tools.links,
            push=tools.push,
        )
    service.announce_final(
        session,
        claim.user_id,
        message,
        conversation,
        grounds.verdict,
        push=tools.push,
        grounds=grounds.coaching,
    )


def _go_on(
    session: Session,
    message: Message,
    request: AnswerRequest,
    grounds: AnswerGrounds,
    *,
    has_aged: bool,
    now: datetime,
) -> None:
    """The thread goes on, and what was understood stands beside the answer; what was asked back is over.

    What was forgotten by this answer, or while it was made, is in no state that it might be asked again from.
    """
    before = request.thread
    after = grounds.thread or with_answer(before)
    if not has_aged:
        after = _also_told(message, request, after)
    message.understood = understood_document(request, after)
    waits = left_over(request.waiting) if request.request is not None else ""
    aside = put_aside_words(before, after)
    message.content = " ".join(part for part in (message.content, waits, aside) if part)
    if has_aged:
        message.understood |= {"not_understood": [], "query": None}
    if has_aged or isinstance(request.request, MemoryRequest):
        before = after
    if request.first_wording_id is not None:
        threads.change(
            session,
            request.user_id,
            message.conversation_id,
            question_id=request.first_wording_id,
            before=before,
            after=after,
            now=now,
        )


def _also_told(message: Message, request: AnswerRequest, thread: ThreadState) -> ThreadState:
    """The answers to what else was asked stand behind the first one; a question among them is spoken of then."""
    for answer in request.also:
        message.content = f"{message.content}\n\n{answer.reply.words}".strip()
        actions = stored_actions(answer.reply) or []
        message.actions = [*(message.actions or []), *actions] or None
        if isinstance(answer.request, RecordQuestion):
            thread = with_query(thread, answer.request.query)
    return thread


def _has_aged(
    session: Session,
    user_id: UUID,
    erasures: int | None,
    *,
    is_of_the_coach: bool,
) -> bool:
    """Whether something was forgotten since the message was read; from here on nothing is, until it is final."""
    if erasures is None and not is_of_the_coach:
        return False
    return books.hold(session, user_id) != erasures
