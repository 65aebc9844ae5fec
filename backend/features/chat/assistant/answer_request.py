"""A message that is to be answered: its words, what it wants, and the thread that it goes on with."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core.types import JsonObject
from backend.features.accounts.auth import service as auth
from backend.features.ai.ports import Turn
from backend.features.chat.assistant.held_trades import spoken_trade
from backend.features.chat.assistant.trade_look_back import terms_of_trade
from backend.features.chat.messages.actions import Reply
from backend.features.chat.messages.ports import Trial
from backend.features.chat.threads import service as threads
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    Request,
    Understanding,
)
from backend.features.chat.understanding.thread_changes import with_entered, with_trade
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.understanding import understand
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.ideas.ideas import Guard
from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.memory import settings as books
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import MessageType, Mode
from backend.features.content.conversations.queries import EarlierMessage, StoredQuestion
from backend.features.market.calendars.trading_day import trading_day
from backend.features.record.questions.vocabulary import vocabulary
from backend.features.record.trades import queries as trades
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.trading_clock import clock_for

TURNS = 8  # earlier messages that a provider is shown
LEFT_OUT = "(Left out: the trader had something in it forgotten, or keeps it from you.)"
ASKING_AN_ENGINE = (
    RequestKind.IDEA,
    RequestKind.IDEA_CHANGE,
    RequestKind.IDEA_OPINION,
    RequestKind.COACHING,
)
"""Kinds whose answer an engine may give: only these need what was said before."""


class UnreadableMessage(Exception):
    """The words of the message are not read within their time."""


@dataclass(frozen=True, slots=True)
class AlsoTold:
    """The answer from the record to a request that stands behind the first."""

    request: Request
    reply: Reply


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """What a trader wrote, and what it was taken for.

    Attributes:
        said_at: when it was sent: the time of what is told in it.
        thread: what the conversation was about when it was sent.
        history: what was said before, as a provider may see it; only where an engine may be asked.
        said_by_coach: the answers among it, the latest first.
        question_id, conversation_id: null while it is not sent.
        first_wording_id: of the question, where it was put in other words since.
        erasures: of the trader's book, before anything was read; null where nothing was remembered.
        also: what else it wants, as far as it is answered behind the first request.
    """

    user_id: UUID
    text: str
    mode: Mode
    understanding: Understanding
    said_at: datetime
    now: datetime
    thread: ThreadState = field(default_factory=ThreadState)
    upload_ids: tuple[UUID, ...] = ()
    trade_ids: tuple[UUID, ...] = ()
    history: tuple[Turn, ...] = ()
    said_by_coach: tuple[str, ...] = ()
    question_id: UUID | None = None
    first_wording_id: UUID | None = None
    conversation_id: UUID | None = None
    erasures: int | None = None
    also: tuple[AlsoTold, ...] = ()

    @property
    def guard(self) -> Guard | None:
        """What the words are met with, before everything else."""
        guard = self.understanding.guard
        return None if guard is None else Guard(guard)

    @property
    def request(self) -> Request | None:
        """What is answered; null where something is asked back first."""
        if self.understanding.clarification is not None or not self.understanding.requests:
            return None
        return self.understanding.requests[0]

    @property
    def more(self) -> tuple[Request, ...]:
        """What else the message wants."""
        return self.understanding.requests[1:]

    @property
    def waiting(self) -> tuple[Request, ...]:
        """What of it is not answered, and is to be said by itself."""
        answered = [also.request for also in self.also]
        return tuple(request for request in self.more if request not in answered)


def read_request(
    session: Session,
    user_id: UUID,
    question_id: UUID,
    *,
    coach: CoachDesk,
    trial: Trial | None,
    now: datetime,
) -> AnswerRequest:
    """Read a message; what was said before it and cannot be read is left out.

    Raises:
        UnreadableMessage: the message itself cannot be read.
    """
    erasures = books.erasures(session, user_id)
    question = queries.stored_question(session, user_id, question_id, turns=TURNS)
    if trial is not None and not trial.is_readable(question.content):
        raise UnreadableMessage
    thread = threads.state_for(
        session, user_id, question.conversation_id, question.first_wording_id
    )
    thread = _about_attached(session, user_id, thread, question.trade_ids or ())
    request = unsent_request(
        session,
        user_id,
        question.content,
        question.upload_ids,
        Mode(question.mode),
        thread=thread,
        trade_count=len(question.trade_ids or ()),
        draft=queries.last_draft(session, user_id, question.conversation_id),
        now=now,
    )
    stored = replace(
        request,
        said_at=question.created_at,
        trade_ids=tuple(question.trade_ids or ()),
        question_id=question.id,
        first_wording_id=question.first_wording_id,
        conversation_id=question.conversation_id,
        erasures=erasures,
    )
    typed_request = stored.request
    if typed_request is None or typed_request.kind not in ASKING_AN_ENGINE:
        return stored
    return _with_history(session, stored, question, coach, trial)


def _about_attached(
    session: Session, user_id: UUID, thread: ThreadState, trade_ids: Sequence[UUID]
) -> ThreadState:
    """The one trade that a message is sent with is the one spoken of; of several, the words must say which."""
    if len(trade_ids) != 1 or thread.trade_id == trade_ids[0]:
        return thread
    try:
        trade = trades.trade(session, user_id, trade_ids[0])
    except TradeNotFound:  # deleted since
        return thread
    return with_trade(with_entered(thread, terms_of_trade(trade)), trade.id)


def unsent_request(
    session: Session,
    user_id: UUID,
    text: str,
    upload_ids: Sequence[UUID],
    mode: Mode,
    *,
    thread: ThreadState | None = None,
    trade_count: int = 0,
    draft: JsonObject | None = None,
    now: datetime,
) -> AnswerRequest:
    """What a message would be that is sent now; without a thread it begins a conversation.

    `draft`: that of the answer before it.
    """

    def today() -> date:
        return trading_day(now, clock_for(session, user_id))

    def wall_day() -> date:
        zone = auth.trader(session, user_id).timezone
        return now.astimezone(ZoneInfo(zone)).date()

    context = MessageContext(
        now=now,
        read_today=today,
        read_wall_day=wall_day,
        mode=mode,
        image_count=len(upload_ids),
        trade_count=trade_count,
        thread=thread or ThreadState(),
        read_vocabulary=lambda: vocabulary(session, user_id, now=now),
        read_trade=lambda: spoken_trade(
            session, user_id, (thread or ThreadState()).trade_id, draft
        ),
    )
    return AnswerRequest(
        user_id=user_id,
        text=text,
        mode=mode,
        understanding=understand(text, context),
        said_at=now,
        now=now,
        thread=context.thread,
        upload_ids=tuple(upload_ids),
    )


def _with_history(
    session: Session,
    request: AnswerRequest,
    question: StoredQuestion,
    coach: CoachDesk,
    trial: Trial | None,
) -> AnswerRequest:
    earlier = question.earlier
    if trial is not None:
        earlier = tuple(message for message in earlier if trial.is_readable(message.content))
    contents = {message.id: message.content for message in earlier}
    kept_back = coach.kept_back(session, request.user_id, contents)
    history = tuple(
        _turn(message, is_kept_back=message.id in kept_back)
        for message in earlier
        if _may_be_shown(message)
    )
    said_by_coach = tuple(
        message.content for message in reversed(earlier) if message.type == MessageType.AI
    )
    return replace(request, history=history, said_by_coach=said_by_coach)


def _may_be_shown(message: EarlierMessage) -> bool:
    """What no provider may see, it may not see later either."""
    return message.guard is None and not is_guarded(message.content)


def _turn(message: EarlierMessage, *, is_kept_back: bool) -> Turn:
    role = "user" if message.type == MessageType.USER else "assistant"
    return Turn(role, LEFT_OUT if is_kept_back else message.content)
