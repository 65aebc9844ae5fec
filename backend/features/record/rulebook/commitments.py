"""If-then commitments: what called for them, whether they were kept, and what that was worth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select, union
from sqlalchemy.orm import Session

from backend.core.rows import owned
from backend.features.record.rulebook.book import Book
from backend.features.record.rulebook.errors import CommitmentNotFound, TooManyCommitments
from backend.features.record.rulebook.locks import Lock
from backend.features.record.rulebook.models import Commitment, Hold, Promise, SessionState, Trigger
from backend.features.record.rulebook.schemas import MakeCommitment
from backend.features.record.rulebook.session_days import SessionDay
from backend.features.record.trades.models import Trade, TradeStatus, TradeType

MOST = 20
LONGEST_PAUSE = timedelta(days=1)
MOST_TRADES = 5_000  # what the keeping is measured on, the latest ones
_WORDS = {
    Trigger.AFTER_STOP: "If I am stopped out",
    Trigger.AFTER_LOSS: "After a loss",
    Trigger.AFTER_WIN: "After a win",
    Trigger.AFTER_LOSSES: "After {count} losses in a row",
    Trigger.AFTER_TRADES: "After {count} trades in a session",
    Trigger.ON_TILT: "When my trading shows tilt",
}
_THEN = {
    Promise.PAUSE: "I pause for {minutes} minutes",
    Promise.STOP_FOR_THE_DAY: "I stop for the day",
    Promise.REDUCE_SIZE: "I trade at most {percent}% of the size before",
}


@dataclass(frozen=True, slots=True)
class Past:
    """A real trade, as far as commitments ask."""

    id: UUID
    instrument: str
    direction: str
    entered: datetime
    exited: datetime | None
    exit: Decimal | None
    stop: Decimal | None
    tick: Decimal
    net: Decimal | None
    r: Decimal | None
    size: Decimal

    @property
    def is_loss(self) -> bool:
        """Closed below zero, after costs."""
        return self.net is not None and self.net < 0

    @property
    def is_stopped(self) -> bool:
        """It ended at its stop or beyond it, within a tick."""
        if self.exit is None or self.stop is None:
            return False
        beyond = (self.stop - self.exit) * (1 if self.direction == "long" else -1)
        return beyond >= -self.tick


@dataclass(frozen=True, slots=True)
class CommitmentOccasion:
    """Something that a commitment waited for, and until when it then binds."""

    at: datetime
    until: datetime
    size: Decimal
    instrument: str


@dataclass(frozen=True, slots=True)
class CommitmentRecord:
    """How often it was called for, and the R of trades that broke it and of all others."""

    occasions: int
    kept: int
    broken: int
    pending: int
    r_broken: Any
    r_others: Any


def list_all(session: Session, user_id: UUID) -> Sequence[Commitment]:
    """Commitments, oldest first; also those that have ended."""
    return session.scalars(
        select(Commitment).where(Commitment.user_id == user_id).order_by(Commitment.id)
    ).all()


def make(session: Session, user_id: UUID, body: MakeCommitment, *, now: datetime) -> Commitment:
    """Commit.

    Raises:
        TooManyCommitments
    """
    if len(alive(session, user_id, now)) >= MOST:
        raise TooManyCommitments
    statement = body.statement or words_of(body)
    commitment = Commitment(
        user_id=user_id,
        created_at=now,
        **body.model_dump() | {"statement": statement},
    )
    session.add(commitment)
    session.flush()
    return commitment


def words_of(body: MakeCommitment) -> str:
    """What a commitment says, in words."""
    return f"{_WORDS[body.trigger]}, {_THEN[body.promise]}.".format(**body.model_dump())


def end(session: Session, user_id: UUID, commitment_id: UUID, day: SessionDay) -> None:
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


def alive(session: Session, user_id: UUID, now: datetime) -> list[Commitment]:
    """Those that bind now."""
    return [
        commitment
        for commitment in list_all(session, user_id)
        if commitment.ends_at is None or commitment.ends_at > now
    ]


def locks_of(session: Session, user_id: UUID, book: Book, now: datetime) -> list[Lock]:
    """Pauses and ends of the day that the session's trades call for by now."""
    binding = [
        commitment
        for commitment in alive(session, user_id, now)
        if commitment.promise != Promise.REDUCE_SIZE
    ]
    if not binding:
        return []
    past = _past(session, user_id, since=book.day.starts - LONGEST_PAUSE, now=now)
    locks = []
    for commitment in binding:
        live = [
            occasion
            for occasion in occasions(commitment, past, book.day_of)
            if occasion.until > now
        ]
        if live:
            until = max(occasion.until for occasion in live)
            locks.append(
                Lock(rule_of(commitment), SessionState.LOCKED, commitment.statement, until)
            )
    return locks


def reduced_size(
    session: Session,
    user_id: UUID,
    book: Book,
    instrument: str,
    now: datetime,
) -> Decimal | None:
    """The largest size that a commitment still allows in an instrument; null where none speaks of it."""
    binding = [
        commitment
        for commitment in alive(session, user_id, now)
        if commitment.promise == Promise.REDUCE_SIZE
    ]
    if not binding:
        return None
    past = _past(session, user_id, since=book.day.starts, now=now)
    sizes = []
    for commitment in binding:
        percent = commitment.percent
        if percent is None:
            continue
        sizes += [
            occasion.size * percent / 100
            for occasion in occasions(commitment, past, book.day_of)
            if occasion.until > now and occasion.instrument == instrument
        ]
    return min(sizes, default=None)


def rule_of(commitment: Commitment) -> str:
    """The name of its holds."""
    return f"commitment:{commitment.id}"


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
        if commitment.trigger == Trigger.ON_TILT and commitment.created_at <= since:
            if commitment.minutes is not None:
                pause = timedelta(minutes=commitment.minutes)
            else:
                pause = None
            until = book.day.ends if pause is None else since + pause
            if until > now:
                locks.append(
                    Lock(rule_of(commitment), SessionState.LOCKED, commitment.statement, until)
                )
    return locks


def occasions(
    commitment: Commitment,
    past: Sequence[Past],
    day_of: Any,
) -> list[CommitmentOccasion]:
    """When a commitment was called for, oldest first.

    Args:
        commitment: what happened before it was made does not call for it.
        past: trades of the same trader, in the order of their exits.
        day_of: the session day of a moment.
    """
    moments = []
    for at, trade in _triggered(commitment, past, day_of):
        if at < commitment.created_at or (
            commitment.ends_at is not None and at >= commitment.ends_at
        ):
            continue
        until = day_of(at).ends
        if commitment.promise == Promise.PAUSE and commitment.minutes is not None:
            until = at + timedelta(minutes=commitment.minutes)
        moments.append(CommitmentOccasion(at, until, trade.size, trade.instrument))
    return moments


def _triggered(
    commitment: Commitment,
    past: Sequence[Past],
    day_of: Any,
) -> Iterator[tuple[datetime, Past]]:
    trigger, count = commitment.trigger, commitment.count or 1
    if trigger == Trigger.ON_TILT:
        return  # no trade calls for it: its occasions are its holds
    if trigger == Trigger.AFTER_TRADES:
        entered: dict[Any, int] = {}
        for trade in sorted(past, key=lambda past_trade: past_trade.entered):
            day = day_of(trade.entered).day
            entered[day] = entered.get(day, 0) + 1
            if entered[day] == count:
                yield trade.entered, trade
        return
    run = 0
    for trade in past:
        if trade.exited is None:
            continue
        run = run + 1 if trade.is_loss else 0
        called = {
            Trigger.AFTER_STOP: trade.is_stopped,
            Trigger.AFTER_LOSS: trade.is_loss,
            Trigger.AFTER_WIN: trade.net is not None and trade.net > 0,
            Trigger.AFTER_LOSSES: run >= count,
        }[Trigger(trigger)]
        if called:
            yield trade.exited, trade


def keeping(
    session: Session,
    user_id: UUID,
    commitments: Sequence[Commitment],
    book: Book,
    *,
    now: datetime,
) -> dict[UUID, CommitmentRecord]:
    """How each commitment was kept."""
    if not commitments:
        return {}
    past = _past(
        session,
        user_id,
        since=min(commitment.created_at for commitment in commitments),
        now=now,
    )
    days: dict[datetime, SessionDay] = {}

    def day_of(moment: datetime) -> SessionDay:
        if moment not in days:
            days[moment] = book.day_of(moment)
        return days[moment]

    tilt_holds = _tilt_holds(session, user_id, commitments)
    return {
        commitment.id: _keeping(
            tilt_holds[commitment.id]
            if commitment.id in tilt_holds
            else occasions(commitment, past, day_of),
            commitment,
            past,
            now,
        )
        for commitment in commitments
    }


def _tilt_holds(
    session: Session,
    user_id: UUID,
    commitments: Sequence[Commitment],
) -> dict[UUID, list[CommitmentOccasion]]:
    """When commitments on tilt were called for: their holds, which stay on record."""
    names = {
        rule_of(commitment): commitment.id
        for commitment in commitments
        if commitment.trigger == Trigger.ON_TILT
    }
    called: dict[UUID, list[CommitmentOccasion]] = {
        commitment_id: [] for commitment_id in names.values()
    }
    if names:
        statement = (
            select(Hold).where(Hold.user_id == user_id, Hold.rule.in_(names)).order_by(Hold.since)
        )
        for row in session.scalars(statement):
            called[names[row.rule]].append(CommitmentOccasion(row.since, row.until, Decimal(0), ""))
    return called


def _keeping(
    called: Sequence[CommitmentOccasion],
    commitment: Commitment,
    past: Sequence[Past],
    now: datetime,
) -> CommitmentRecord:
    by_entry = sorted(past, key=lambda trade: trade.entered)
    n_kept = broken = pending = 0
    breaking: set[UUID] = set()
    for place, occasion in enumerate(called):
        if place + 1 < len(called):
            end = min(occasion.until, called[place + 1].at)
        else:
            end = occasion.until
        during = [trade for trade in by_entry if occasion.at < trade.entered < end]
        against = [trade for trade in during if _breaks(commitment, occasion, trade)]
        breaking |= {trade.id for trade in against}
        if against:
            broken += 1
        elif occasion.until > now:
            pending += 1
        else:
            n_kept += 1
    of_broken = [float(trade.r) for trade in past if trade.r is not None and trade.id in breaking]
    of_others = [
        float(trade.r) for trade in past if trade.r is not None and trade.id not in breaking
    ]
    return CommitmentRecord(
        len(called),
        n_kept,
        broken,
        pending,
        np.array(of_broken),
        np.array(of_others),
    )


def _breaks(commitment: Commitment, occasion: CommitmentOccasion, trade: Past) -> bool:
    if commitment.promise != Promise.REDUCE_SIZE:
        return True
    assert commitment.percent is not None
    return (
        trade.instrument == occasion.instrument
        and trade.size > occasion.size * commitment.percent / 100
    )


def _past(session: Session, user_id: UUID, *, since: datetime, now: datetime) -> list[Past]:
    """Real trades that were entered or ended since a moment, by exit; open ones last."""
    mine = (Trade.user_id == user_id, Trade.trade_type == TradeType.REAL, Trade.entry_time <= now)
    entered = select(Trade.id).where(*mine, Trade.entry_time >= since)
    ended = select(Trade.id).where(
        *mine,
        Trade.status == TradeStatus.CLOSED,
        Trade.exit_time >= since,
    )
    statement = (
        select(
            Trade.id,
            Trade.instrument,
            Trade.direction,
            Trade.entry_time,
            Trade.exit_time,
            Trade.exit_price,
            Trade.stop_price,
            Trade.tick_size,
            Trade.pnl,
            Trade.r_multiple,
            Trade.max_size,
        )
        .where(Trade.user_id == user_id, Trade.id.in_(union(entered, ended)))
        .order_by(Trade.entry_time.desc())
        .limit(MOST_TRADES)
    )
    trades = [Past(*row) for row in session.execute(statement)]
    return sorted(trades, key=lambda trade: (trade.exited is None, trade.exited or trade.entered))
