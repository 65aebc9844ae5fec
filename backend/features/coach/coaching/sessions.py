"""Use cases of coaching sessions: start, list, read, finish with what was agreed, and confirm a commitment."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.core.types import JsonObject
from backend.features.ai.ports import EngineAnswer, Usage
from backend.features.coach.coach_context import queries as coach_context_queries
from backend.features.coach.coach_context.models import (
    CoachingSession,
    CoachingSessionPlan,
    CoachingSessionTrade,
    DayPhase,
    SessionStatus,
)
from backend.features.coach.coach_context.views import AnswerSubject
from backend.features.coach.coaching import queries
from backend.features.coach.coaching.errors import NothingToConfirm, SessionFinished
from backend.features.coach.coaching.ports import ConversationSpeaker
from backend.features.coach.coaching.schemas import (
    FinishSession,
    HistoryFilter,
    SessionOut,
    StartedSession,
    StartSession,
)
from backend.features.coach.coaching.serializers import session_out
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.language.titles import title_of
from backend.features.coach.memory import service as memory
from backend.features.coach.memory import settings as books
from backend.features.coach.rule_coach.reply import coach as coach_by_rules
from backend.features.coach.verdicts.facts import Situation
from backend.features.coach.verdicts.rules import RULES_VERSION
from backend.features.content.conversations import service as conversations
from backend.features.content.conversations.models import Mode
from backend.features.content.conversations.schemas import NewConversation
from backend.features.record.plans import queries as plans
from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.schemas import MakeCommitment
from backend.features.record.trades import queries as trades
from backend.features.record.trades.errors import PlanNotFound, TradeNotFound

TABLE = CoachingSession.__tablename__


def start(
    session: Session,
    user_id: UUID,
    body: StartSession,
    coach: CoachDesk,
    talk: ConversationSpeaker,
    *,
    now: datetime,
) -> StartedSession:
    """Start a session in a conversation of its own: with the trader's first words, or with the coach's.

    Raises:
        TradeNotFound, PlanNotFound: of those that it is to be about.
        TooManyMessages
    """
    trade_ids = list(dict.fromkeys(body.related_trade_ids))
    plan_ids = list(dict.fromkeys(body.related_plan_ids))
    if trades.owned(session, user_id, trade_ids) != set(trade_ids):
        raise TradeNotFound
    if plans.owned(session, user_id, plan_ids) != set(plan_ids):
        raise PlanNotFound
    subject = AnswerSubject(
        session_type=body.session_type,
        phase=body.phase,
        trade_ids=tuple(trade_ids),
        plan_ids=tuple(plan_ids),
    )
    if body.phase is None:
        settings = books.read(session, user_id)
        reading = coach.read_context(session, user_id, settings, words="", subject=subject, now=now)
        body = body.model_copy(update={"phase": reading.context.phase})
    title = title_of(body.message) if body.message else _title(body)
    new_conversation = NewConversation(title=title, mode=Mode.PSYCHOLOGY)
    conversation = conversations.begin(session, user_id, new_conversation, now=now)
    session.flush()
    coaching_session = _begin(session, user_id, body, conversation.id, subject, now)
    message = answer = opening = None
    if body.message is not None:
        message, answer = talk.ask(
            session,
            user_id,
            conversation.id,
            body.message,
            trade_ids,
            now=now,
        )
    else:
        opening = _open(session, user_id, conversation.id, coach, talk, now)
    return StartedSession(
        session=_session_out(session, user_id, coaching_session, coach.keyring),
        message=message,
        answer=answer,
        opening=opening,
    )


def history(
    session: Session,
    user_id: UUID,
    query: HistoryFilter,
    keyring: Keyring,
) -> Page[SessionOut]:
    """A page of sessions, latest first."""
    page = queries.session_page(session, user_id, query)
    items = _sessions_out(session, user_id, page.items, keyring)
    return Page(items, page.next_cursor)


def read(session: Session, user_id: UUID, session_id: UUID, keyring: Keyring) -> SessionOut:
    """One session.

    Raises:
        CoachingSessionNotFound
    """
    coaching_session = queries.coaching_session(session, user_id, session_id)
    return _session_out(session, user_id, coaching_session, keyring)


def finish(
    session: Session,
    user_id: UUID,
    session_id: UUID,
    body: FinishSession,
    keyring: Keyring,
    *,
    now: datetime,
) -> SessionOut:
    """Finish a session; a commitment that is named is shown back, and made when it is confirmed.

    Raises:
        CoachingSessionNotFound, SessionFinished
        NothingSaid, NotAboutYou, GuardedWords, ForgottenBefore, TooManyMemories: what is to be remembered of it.
    """
    books.lock_for_change(session, user_id, now=now)
    coaching_session = queries.coaching_session(session, user_id, session_id, lock=True)
    if coaching_session.status == SessionStatus.FINISHED:
        raise SessionFinished
    if body.takeaway is not None:
        memory.take_from_session(
            session,
            user_id,
            coaching_session.id,
            body.takeaway,
            keyring,
            now=now,
        )
    vault = Vault(keyring, user_id, TABLE)
    coaching_session.status = SessionStatus.FINISHED
    coaching_session.finished_at = coaching_session.updated_at = now
    coaching_session.rating, coaching_session.target = body.rating, body.target
    coaching_session.next_step = vault.seal_some("next_step", coaching_session.id, body.next_step)
    coaching_session.note = vault.seal_some("note", coaching_session.id, body.note)
    if body.commitment is not None:
        terms = body.commitment.model_dump(mode="json", exclude_none=True)
        words = body.commitment.statement or commitments.words_of(body.commitment)
        coaching_session.proposal = terms | {"statement": words}
    session.flush()
    return _session_out(session, user_id, coaching_session, keyring)


def confirm_commitment(
    session: Session,
    user_id: UUID,
    session_id: UUID,
    keyring: Keyring,
    *,
    now: datetime,
) -> SessionOut:
    """Make the commitment that was shown back.

    Raises:
        CoachingSessionNotFound, NothingToConfirm, TooManyCommitments
    """
    books.lock_for_change(session, user_id, now=now)
    coaching_session = queries.coaching_session(session, user_id, session_id, lock=True)
    if coaching_session.proposal is None:
        raise NothingToConfirm
    terms = MakeCommitment.model_validate(coaching_session.proposal)
    commitment = commitments.make(session, user_id, terms, now=now)
    coaching_session.commitment_id, coaching_session.proposal = commitment.id, None
    coaching_session.updated_at = now
    if coaching_session.next_step is None:
        vault = Vault(keyring, user_id, TABLE)
        coaching_session.next_step = vault.seal(
            "next_step",
            coaching_session.id,
            commitment.statement,
        )
    session.flush()
    return _session_out(session, user_id, coaching_session, keyring)


def keep_step(
    session: Session,
    user_id: UUID,
    session_id: UUID,
    keyring: Keyring,
    *,
    kept: bool,
    now: datetime,
) -> SessionOut:
    """Whether the agreed step was kept, as the trader sees it.

    Raises:
        CoachingSessionNotFound
    """
    books.lock_for_change(session, user_id, now=now)
    coaching_session = queries.coaching_session(session, user_id, session_id, lock=True)
    coaching_session.step_kept, coaching_session.updated_at = kept, now
    session.flush()
    return _session_out(session, user_id, coaching_session, keyring)


def _session_out(
    session: Session,
    user_id: UUID,
    coaching_session: CoachingSession,
    keyring: Keyring,
) -> SessionOut:
    return _sessions_out(session, user_id, [coaching_session], keyring)[0]


def _sessions_out(
    session: Session,
    user_id: UUID,
    coaching_sessions: Sequence[CoachingSession],
    keyring: Keyring,
) -> list[SessionOut]:
    """Sessions as the wire has them."""
    ids = [coaching_session.id for coaching_session in coaching_sessions]
    links = coach_context_queries.links_of(session, user_id, ids)
    answers = queries.answers_in(session, user_id, ids) if ids else {}
    vault = Vault(keyring, user_id, TABLE)
    return [
        session_out(coaching_session, links, answers.get(coaching_session.id, []), vault)
        for coaching_session in coaching_sessions
    ]


def _title(body: StartSession) -> str:
    phase = (body.phase or DayPhase.IN_SESSION).replace("_", " ")
    return f"{body.session_type.replace('_', ' ').capitalize()}, {phase}"


def _begin(
    session: Session,
    user_id: UUID,
    body: StartSession,
    conversation_id: UUID,
    subject: AnswerSubject,
    now: datetime,
) -> CoachingSession:
    """A session's row, with what it is about."""
    coaching_session = CoachingSession(
        id=new_id(),
        user_id=user_id,
        conversation_id=conversation_id,
        session_type=body.session_type,
        phase=body.phase or DayPhase.IN_SESSION,
        status=SessionStatus.OPEN,
        market_state=body.market_state,
        named_trades=len(subject.trade_ids),
        named_plans=len(subject.plan_ids),
        rating=None,
        next_step=None,
        note=None,
        withheld=False,
        target=None,
        proposal=None,
        commitment_id=None,
        step_kept=None,
        started_at=now,
        finished_at=None,
        updated_at=now,
    )
    session.add(coaching_session)
    session.flush()
    for model, column, ids in (
        (CoachingSessionTrade, "trade_id", subject.trade_ids),
        (CoachingSessionPlan, "plan_id", subject.plan_ids),
    ):
        if ids:
            link = {"session_id": coaching_session.id, "user_id": user_id}
            rows = [{**link, column: linked_id} for linked_id in ids]
            session.execute(insert(model).values(rows))
    return coaching_session


def _open(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    coach: CoachDesk,
    talk: ConversationSpeaker,
    now: datetime,
) -> JsonObject:
    """The coach begins, from the record: by the rules, so that nothing is paid and nobody waits."""
    subject = coach.subject_of(session, user_id, conversation_id, ())
    situation = Situation(idea=Idea())
    briefing = coach.prepare(
        session,
        user_id,
        words="",
        situation=situation,
        subject=subject,
        now=now,
    )
    reply = coach_by_rules(briefing.scene)
    message_id = talk.tell(session, user_id, conversation_id, reply.reply, now=now)
    answer = EngineAnswer(reply, "rules", RULES_VERSION, Usage(attempts=0))
    coach.keep(session, user_id, message_id, None, answer, briefing, now=now)
    return talk.shown(session, user_id, message_id)
