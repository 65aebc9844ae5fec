"""A message that is to be answered: read as far as it must be known to see what it wants."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.features.ai.ports import Turn
from backend.features.chat.assistant.intents import Intent, read_intent
from backend.features.chat.assistant.slash_commands import IntentKind
from backend.features.chat.messages.ports import Trial
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.language.ideas import Guard, Idea, guard_of
from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.memory import settings as books
from backend.features.coach.memory.extraction import MemoryCommand, MemoryCommandKind, read_command
from backend.features.coach.rule_coach.question_topics import asks_about_the_trader
from backend.features.coach.verdicts import service as verdicts
from backend.features.coach.verdicts.facts import Situation
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import MessageType, Mode
from backend.features.content.conversations.queries import EarlierMessage, StoredQuestion
from backend.features.market.calendars.trading_day import trading_day
from backend.features.record.trades.trading_clock import clock_for

OF_THE_ARCHIVE = (
    IntentKind.SEARCH,
    IntentKind.EXPORT,
    IntentKind.ANALYTICS,
    IntentKind.USAGE,
)  # their days are those of messages
TURNS = 8  # earlier messages that a provider is shown
LEFT_OUT = "(Left out: the trader had something in it forgotten, or keeps it from you.)"


class UnreadableMessage(Exception):
    """The words of the message are not read within their time."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a message wants, without its words: by this the kind of its answer is chosen.

    Attributes:
        command: what is wanted of the memory.
        intent: what the record is asked, or what is to be written down.
        is_about_trader: asks about the trader's own behaviour or record, and of no trade to judge.
    """

    mode: Mode
    command: MemoryCommandKind | None
    intent: IntentKind | None
    guard: Guard | None
    is_about_trader: bool

    @property
    def is_read(self) -> bool:
        """Whether it is known already what it wants, so that no engine is asked."""
        return self.command is not None or self.intent is not None


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """What a trader wrote, and what the grammar reads in it.

    Attributes:
        said_at: when it was sent: the time of what is told in it.
        command: an instruction to the memory.
        intent: something for the record to answer, or to be written down.
        history: what was said before, as a provider may see it; only where an engine may be asked.
        said_by_coach: the answers among it, the latest first.
        question_id, conversation_id: null while it is not sent.
        erasures: of the trader's book, before anything was read; null where nothing was remembered.
    """

    user_id: UUID
    text: str
    mode: Mode
    situation: Situation
    said_at: datetime
    now: datetime
    command: MemoryCommand | None = None
    intent: Intent | None = None
    upload_ids: tuple[UUID, ...] = ()
    trade_ids: tuple[UUID, ...] = ()
    history: tuple[Turn, ...] = ()
    said_by_coach: tuple[str, ...] = ()
    question_id: UUID | None = None
    conversation_id: UUID | None = None
    erasures: int | None = None

    @property
    def purpose(self) -> Purpose:
        """What it wants, as far as anybody has read it."""
        idea = self.situation.idea
        is_of_a_trade = _tells_of_a_trade(idea) or bool(self.upload_ids)
        return Purpose(
            mode=self.mode,
            command=None if self.command is None else self.command.kind,
            intent=None if self.intent is None else self.intent.kind,
            guard=guard_of(idea),
            is_about_trader=not is_of_a_trade and asks_about_the_trader(self.text),
        )


def _tells_of_a_trade(idea: Idea) -> bool:
    if idea.targets or idea.about_to:
        return True
    parts = (idea.instrument, idea.direction, idea.entry, idea.stop)
    return any(part is not None for part in parts)


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
    request = unsent_request(
        session,
        user_id,
        question.content,
        question.upload_ids,
        Mode(question.mode),
        now=now,
    )
    stored = replace(
        request,
        said_at=question.created_at,
        trade_ids=tuple(question.trade_ids or ()),
        question_id=question.id,
        conversation_id=question.conversation_id,
        erasures=erasures,
    )
    if stored.purpose.is_read:
        return stored
    return _with_history(session, stored, question, coach, trial)


def unsent_request(
    session: Session,
    user_id: UUID,
    text: str,
    upload_ids: Sequence[UUID],
    mode: Mode,
    *,
    now: datetime,
) -> AnswerRequest:
    """What a message would be that is sent now, and begins a conversation."""
    situation = verdicts.situation_of(session, user_id, text, image_count=len(upload_ids), now=now)
    request = AnswerRequest(
        user_id=user_id,
        text=text,
        mode=mode,
        situation=situation,
        said_at=now,
        now=now,
        upload_ids=tuple(upload_ids),
    )
    if upload_ids:
        return request
    command = read_command(text)
    if command is not None or guard_of(situation.idea) is not None:
        return replace(request, command=command)
    return replace(request, intent=_intent(session, user_id, text, situation, now))


def _intent(
    session: Session,
    user_id: UUID,
    text: str,
    situation: Situation,
    now: datetime,
) -> Intent | None:
    """What is wanted: "today" is the session day of what is traded, and for messages the day of the wall clock."""
    idea = situation.idea
    clock = clock_for(session, user_id, idea.instrument)
    intent = read_intent(text, idea, trading_day(now, clock))
    if intent is not None and intent.kind in OF_THE_ARCHIVE:
        return read_intent(text, idea, now.astimezone(ZoneInfo(situation.zone)).date())
    return intent


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
