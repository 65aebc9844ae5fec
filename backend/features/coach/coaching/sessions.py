"""Use cases of coaching sessions: start, list, read, finish with what was agreed, and confirm a commitment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.features.ai.ports import Answer, Usage
from backend.features.coach.coach_context import queries as coach_context_queries
from backend.features.coach.coach_context.live_part import Subject
from backend.features.coach.coach_context.models import (
    CoachingSession,
    CoachingSessionPlan,
    CoachingSessionTrade,
    Phase,
    SessionStatus,
)
from backend.features.coach.coaching import queries
from backend.features.coach.coaching.errors import NothingToConfirm, SessionFinished
from backend.features.coach.coaching.ports import Talk
from backend.features.coach.coaching.schemas import FinishSession, HistoryFilter, StartSession
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.language.ideas import Idea
from backend.features.coach.language.titles import title_of
from backend.features.coach.memory import service as memory
from backend.features.coach.memory import settings as books
from backend.features.coach.memory.extraction import SURE
from backend.features.coach.memory.models import CoachingAnswer, MemorySource
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
A_POINT = 25  # of 100, for each step of a rating from 1 to 5


def start(
    session: Session,
    user_id: UUID,
    body: StartSession,
    coach: CoachDesk,
    talk: Talk,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Start a session in a conversation of its own: with the trader's first words, or with the coach's.

    Raises:
        TradeNotFound, PlanNotFound: of those that it is to be about.
        TooManyMessages
    """
    trade_ids, plan_ids = (
        list(dict.fromkeys(body.related_trade_ids)),
        list(dict.fromkeys(body.related_plan_ids)),
    )
    if trades.owned(session, user_id, trade_ids) != set(trade_ids):
        raise TradeNotFound
    if plans.owned(session, user_id, plan_ids) != set(plan_ids):
        raise PlanNotFound
    subject = Subject(
        session_type=body.session_type,
        phase=body.phase,
        trade_ids=tuple(trade_ids),
        plan_ids=tuple(plan_ids),
    )
    if body.phase is None:
        settings = books.read(session, user_id)
        seen, _ = coach.background(session, user_id, settings, words="", subject=subject, now=now)
        body = body.model_copy(update={"phase": seen.phase})
    title = title_of(body.message) if body.message else _title(body)
    talking = conversations.begin(
        session, user_id, NewConversation(title=title, mode=Mode.PSYCHOLOGY), now=now
    )
    session.flush()
    made = _made(session, user_id, body, talking.id, trade_ids, plan_ids, now)
    message = answer = opening = None
    if body.message is not None:
        message, answer = talk.ask(session, user_id, talking.id, body.message, trade_ids, now=now)
    else:
        opening = _open(session, user_id, talking.id, coach, talk, now)
    return {
        "session": shown(session, user_id, [made], coach.keyring)[0],
        "message": message,
        "answer": answer,
        "opening": opening,
    }


def history(
    session: Session, user_id: UUID, wanted: HistoryFilter, keyring: Keyring
) -> Page[dict[str, Any]]:
    """A page of sessions, latest first."""
    page = queries.session_page(session, user_id, wanted)
    return Page(shown(session, user_id, page.items, keyring), page.next_cursor)


def read(session: Session, user_id: UUID, session_id: UUID, keyring: Keyring) -> dict[str, Any]:
    """One session.

    Raises:
        CoachingSessionNotFound
    """
    return shown(
        session, user_id, [queries.coaching_session(session, user_id, session_id)], keyring
    )[0]


def finish(
    session: Session,
    user_id: UUID,
    session_id: UUID,
    body: FinishSession,
    keyring: Keyring,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Finish a session; a commitment that is named is shown back, and made when it is confirmed.

    Raises:
        CoachingSessionNotFound, SessionFinished
        NothingSaid, NotAboutYou, GuardedWords, ForgottenBefore, TooManyMemories: what is to be remembered of it.
    """
    books.changing(session, user_id, now=now)
    found = queries.coaching_session(session, user_id, session_id, lock=True)
    if found.status == SessionStatus.FINISHED:
        raise SessionFinished
    if body.takeaway is not None:
        memory.learn(
            session, user_id, body.takeaway, None, keyring,
            confidence=SURE, source=MemorySource.SESSION, sharing=(books.read(session, user_id).sharing, []),
            evidence=[f"session:{found.id}"], now=now,
        )  # fmt: skip
    vault = Vault(keyring, user_id, TABLE)
    found.status, found.finished_at, found.updated_at = SessionStatus.FINISHED, now, now
    found.rating, found.target = body.rating, body.target
    found.next_step = vault.seal_some("next_step", found.id, body.next_step)
    found.note = vault.seal_some("note", found.id, body.note)
    if body.commitment is not None:
        told = body.commitment.statement or commitments.words_of(body.commitment)
        found.proposal = body.commitment.model_dump(mode="json", exclude_none=True) | {
            "statement": told
        }
    session.flush()
    return shown(session, user_id, [found], keyring)[0]


def confirm_commitment(
    session: Session, user_id: UUID, session_id: UUID, keyring: Keyring, *, now: datetime
) -> dict[str, Any]:
    """Make the commitment that was shown back.

    Raises:
        CoachingSessionNotFound, NothingToConfirm, TooManyCommitments
    """
    books.changing(session, user_id, now=now)
    found = queries.coaching_session(session, user_id, session_id, lock=True)
    if found.proposal is None:
        raise NothingToConfirm
    made = commitments.make(
        session, user_id, MakeCommitment.model_validate(found.proposal), now=now
    )
    found.commitment_id, found.proposal, found.updated_at = made.id, None, now
    if found.next_step is None:
        found.next_step = Vault(keyring, user_id, TABLE).seal("next_step", found.id, made.statement)
    session.flush()
    return shown(session, user_id, [found], keyring)[0]


def keep_step(
    session: Session,
    user_id: UUID,
    session_id: UUID,
    keyring: Keyring,
    *,
    kept: bool,
    now: datetime,
) -> dict[str, Any]:
    """Whether the agreed step was kept, as the trader sees it.

    Raises:
        CoachingSessionNotFound
    """
    books.changing(session, user_id, now=now)
    found = queries.coaching_session(session, user_id, session_id, lock=True)
    found.step_kept, found.updated_at = kept, now
    session.flush()
    return shown(session, user_id, [found], keyring)[0]


def shown(
    session: Session, user_id: UUID, found: Sequence[CoachingSession], keyring: Keyring
) -> list[dict[str, Any]]:
    """Sessions as the wire has them."""
    ids = [one.id for one in found]
    linked, planned = coach_context_queries.links_of(session, user_id, ids) if ids else ({}, {})
    answers = queries.answers_in(session, user_id, ids) if ids else {}
    vault = Vault(keyring, user_id, TABLE)
    return [
        {
            **{name: getattr(one, name) for name in _COLUMNS},
            "related_trade_ids": linked.get(one.id, []),
            "related_plan_ids": planned.get(one.id, []),
            "missing": one.named_trades
            + one.named_plans
            - len(linked.get(one.id, []))
            - len(planned.get(one.id, [])),
            "answers": len(answers.get(one.id, [])),
            "patterns_identified": _patterns(answers.get(one.id, [])),
            "emotion": answers[one.id][-1].emotion if one.id in answers else None,
            "effectiveness_score": None if one.rating is None else A_POINT * (one.rating - 1),
            "note": vault.open_some("note", one.id, one.note),
            "next_step": vault.open_some("next_step", one.id, one.next_step),
            "proposal": None
            if one.proposal is None
            else MakeCommitment.model_validate(one.proposal),
        }
        for one in found
    ]


_COLUMNS = (
    "id", "conversation_id", "session_type", "phase", "status", "market_state", "rating", "target", "commitment_id",
    "step_kept", "started_at", "finished_at",
)  # fmt: skip


def _patterns(answers: Sequence[CoachingAnswer]) -> list[str]:
    named = (one for answer in answers for one in answer.evidence if one.startswith("pattern:"))
    return list(dict.fromkeys(named))


def _title(body: StartSession) -> str:
    phase = (body.phase or Phase.IN_SESSION).replace("_", " ")
    return f"{body.session_type.replace('_', ' ').capitalize()}, {phase}"


def _made(
    session: Session,
    user_id: UUID,
    body: StartSession,
    conversation_id: UUID,
    trade_ids: Sequence[UUID],
    plan_ids: Sequence[UUID],
    now: datetime,
) -> CoachingSession:
    made = CoachingSession(
        id=new_id(), user_id=user_id, conversation_id=conversation_id, session_type=body.session_type,
        phase=body.phase or Phase.IN_SESSION, status=SessionStatus.OPEN, market_state=body.market_state,
        named_trades=len(trade_ids), named_plans=len(plan_ids), rating=None, next_step=None, note=None, withheld=False,
        target=None, proposal=None, commitment_id=None, step_kept=None, started_at=now, finished_at=None,
        updated_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for model, name, ids in (
        (CoachingSessionTrade, "trade_id", trade_ids),
        (CoachingSessionPlan, "plan_id", plan_ids),
    ):
        if ids:
            rows = [{"session_id": made.id, name: one, "user_id": user_id} for one in ids]
            session.execute(insert(model).values(rows))
    return made


def _open(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    coach: CoachDesk,
    talk: Talk,
    now: datetime,
) -> dict[str, Any]:
    """The coach begins, from the record: by the rules, so that nothing is paid and nobody waits."""
    subject = coach.subject_of(session, user_id, conversation_id, ())
    prepared = coach.prepare(
        session, user_id, words="", situation=Situation(idea=Idea()), subject=subject, now=now
    )
    reply = coach_by_rules(prepared.scene)
    message_id = talk.tell(session, user_id, conversation_id, reply.reply, now=now)
    answer = Answer(reply, "rules", RULES_VERSION, Usage(attempts=0))
    coach.keep(session, user_id, message_id, None, answer, prepared, now=now)
    return talk.shown(session, user_id, message_id)
