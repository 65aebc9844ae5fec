"""If-then commitments: made, ended, and what they call for now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.rows import owned
from backend.features.market.calendars.trading_day import TradingSpan
from backend.features.record.rulebook.book import Book
from backend.features.record.rulebook.commitment_outcomes.keeping import rule_of
from backend.features.record.rulebook.commitment_outcomes.occasions import occasions
from backend.features.record.rulebook.commitment_outcomes.past_trades import past_trades
from backend.features.record.rulebook.errors import CommitmentNotFound, TooManyCommitments
from backend.features.record.rulebook.locks import Lock
from backend.features.record.rulebook.models import (
    Commitment,
    CommitmentAction,
    CommitmentTrigger,
    SessionState,
)
from backend.features.record.rulebook.schemas import MakeCommitment

MOST = 20
# Built once: every check of a trade asks it.
_ALL = select(Commitment).where(Commitment.user_id == bindparam("user_id")).order_by(Commitment.id)
LONGEST_PAUSE = timedelta(days=1)
_WORDS = {
    CommitmentTrigger.AFTER_STOP: "If I am stopped out",
    CommitmentTrigger.AFTER_LOSS: "After a loss",
    CommitmentTrigger.AFTER_WIN: "After a win",
    CommitmentTrigger.AFTER_LOSSES: "After {count} losses in a row",
    CommitmentTrigger.AFTER_TRADES: "After {count} trades in a session",
    CommitmentTrigger.ON_TILT: "When my trading shows tilt",
}
_THEN = {
    CommitmentAction.PAUSE: "I pause for {minutes} minutes",
    CommitmentAction.STOP_FOR_THE_DAY: "I stop for the day",
    CommitmentAction.REDUCE_SIZE: "I trade at most {percent}% of the size before",
}


def list_all(session: Session, user_id: UUID) -> Sequence[Commitment]:
    """Commitments, oldest first; also those that have ended."""
    return session.scalars(_ALL, {"user_id": user_id}).all()


def make(
    session: Session,
    user_id: UUID,
    body: MakeCommitment,
    *,
    now: datetime,
) -> Commitment:
    """Commit.

    Raises:
        TooManyCommitments
    """
    if len(alive(session, user_id, now)) >= MOST:
        raise TooManyCommitments
    terms = body.model_dump() | {"statement": body.statement or words_of(body)}
    commitment = Commitment(user_id=user_id, created_at=now, **terms)
    session.add(commitment)
    session.flush()
    changed(session, user_id, Resource.RULEBOOK)
    return commitment


def words_of(body: MakeCommitment) -> str:
    """What a commitment says, in words."""
    template = f"{_WORDS[body.trigger]}, {_THEN[body.promise]}."
    return template.format(**body.model_dump())


def end(
    session: Session,
    user_id: UUID,
    commitment_id: UUID,
    day: TradingSpan,
) -> None:
    """End a commitment with the session that is going on; ending it twice changes nothing.

    Raises:
        CommitmentNotFound
    """
    statement = select(Commitment).where(
        Commitment.user_id == user_id,
        Commitment.id == commitment_id,
    )
    commitment = owned(session, statement.with_for_update(), CommitmentNotFound)
    if commitment.ends_at is None:
        commitment.ends_at = day.ends
        session.flush()
        changed(session, user_id, Resource.RULEBOOK)


def alive(session: Session, user_id: UUID, now: datetime) -> list[Commitment]:
    """Those that bind now."""
    return [
        commitment
        for commitment in list_all(session, user_id)
        if commitment.ends_at is None or commitment.ends_at > now
    ]


def locks_of(
    session: Session,
    user_id: UUID,
    book: Book,
    binding: Sequence[Commitment],
    now: datetime,
) -> list[Lock]:
    """Pauses and ends of the day that the session's trades call for by now, of the commitments that bind."""
    pausing = [
        commitment for commitment in binding if commitment.promise != CommitmentAction.REDUCE_SIZE
    ]
    if not pausing:
        return []
    past = past_trades(session, user_id, since=book.day.starts - LONGEST_PAUSE, now=now)
    locks = []
    for commitment in pausing:
        ends = [occasion.until for occasion in occasions(commitment, past, book.day_of)]
        until = max(ends, default=now)
        if until > now:
            locks.append(_lock(commitment, until))
    return locks


def hold_name(commitment: Commitment) -> str:
    """The rule that its holds name."""
    return rule_of(commitment)


def _lock(commitment: Commitment, until: datetime) -> Lock:
    return Lock(rule_of(commitment), SessionState.LOCKED, commitment.statement, until)


def reduced_size(
    session: Session,
    user_id: UUID,
    book: Book,
    binding: Sequence[Commitment],
    instrument: str,
    now: datetime,
) -> Decimal | None:
    """The largest size that a commitment still allows in an instrument; null where none that binds speaks of it."""
    reducing = [
        commitment for commitment in binding if commitment.promise == CommitmentAction.REDUCE_SIZE
    ]
    if not reducing:
        return None
    past = past_trades(session, user_id, since=book.day.starts, now=now)
    sizes = []
    for commitment in reducing:
        percent = commitment.percent
        if percent is None:
            continue
        sizes += [
            occasion.size * percent / 100
            for occasion in occasions(commitment, past, book.day_of)
            if occasion.until > now and occasion.instrument == instrument
        ]
    return min(sizes, default=None)


def on_tilt(
    session: Session,
    user_id: UUID,
    book: Book,
    since: datetime,
    now: datetime,
) -> list[Lock]:
    """What the trader promised to do on tilt, which began at a moment."""
    locks = []
    for commitment in alive(session, user_id, now):
        if commitment.trigger != CommitmentTrigger.ON_TILT or commitment.created_at > since:
            continue
        until = book.day.ends
        if commitment.minutes is not None:
            until = since + timedelta(minutes=commitment.minutes)
        if until > now:
            locks.append(_lock(commitment, until))
    return locks
