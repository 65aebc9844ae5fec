"""Reads of nudges; every one starts from what the user may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
from backend.features.accounts.auth.models import UserSession
from backend.features.coach.nudges.errors import NudgeNotFound
from backend.features.coach.nudges.kinds import LOGGED_WITHIN, READ_TRADES
from backend.features.coach.nudges.models import (
    Nudge,
    NudgeArm,
    NudgeKind,
    NudgePreferences,
    NudgeRetirement,
)
from backend.features.coach.nudges.schemas import NudgeFilter

# Without a sign-in that is alive, and none used for this long, the trader has left.
LEFT_AFTER = timedelta(days=14)
USUAL_MOST = 4


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a trader allows."""

    is_on: bool = True
    kinds_off: Sequence[str] = ()
    most_a_day: int = USUAL_MOST
    during_open_trades: bool = False
    is_experiment: bool = False
    consented_at: datetime | None = None
    seed: str | None = field(default=None, repr=False)


def allowed(session: Session, user_id: UUID) -> Allowed:
    """What the trader said, or the defaults."""
    row = session.get(NudgePreferences, user_id)
    if row is None:
        return Allowed()
    return Allowed(
        is_on=row.is_on,
        kinds_off=row.kinds_off,
        most_a_day=row.most_a_day,
        during_open_trades=row.during_open_trades,
        is_experiment=row.is_experiment,
        consented_at=row.consented_at,
        seed=row.seed,
    )


def has_left(session: Session, user_id: UUID, now: datetime) -> bool:
    """Whether no sign-in is alive and none was used lately."""
    alive = UserSession.revoked_at.is_(None) & (UserSession.expires_at > now)
    statement = select(UserSession.id).where(
        UserSession.user_id == user_id,
        or_(alive, UserSession.last_used_at > now - LEFT_AFTER),
    )
    return session.scalars(statement.limit(1)).one_or_none() is None


def nudges_of(user_id: UUID) -> Select[Nudge]:
    """All nudges that the user may see: a withheld one when its outcome is known, so that knowing changes nothing."""
    is_visible = or_(Nudge.arm == NudgeArm.SENT, Nudge.measured_at.is_not(None))
    return select(Nudge).where(Nudge.user_id == user_id, is_visible)


def nudge(session: Session, user_id: UUID, nudge_id: UUID, *, lock: bool = False) -> Nudge:
    """One nudge.

    Raises:
        NudgeNotFound: not there, not the user's, or withheld and not measured yet.
    """
    statement = nudges_of(user_id).where(Nudge.id == nudge_id)
    return rows.owned(session, statement, NudgeNotFound, lock=lock)


def page(session: Session, user_id: UUID, query: NudgeFilter) -> Page[Nudge]:
    """A page of nudges, latest first."""
    statement = nudges_of(user_id)
    if query.kind is not None:
        statement = statement.where(Nudge.kind == query.kind)
    if query.arm is not None:
        statement = statement.where(Nudge.arm == query.arm)
    return rows.page(session, statement, query, Nudge.decided_at, Nudge.id)


def decided(
    session: Session,
    user_id: UUID,
    keys: Sequence[tuple[str, str]],
) -> set[tuple[str, str]]:
    """Which of these kinds and occasions have been decided."""
    if not keys:
        return set()
    statement = select(Nudge.kind, Nudge.occasion).where(
        Nudge.user_id == user_id,
        tuple_(Nudge.kind, Nudge.occasion).in_(keys),
    )
    return {(row.kind, row.occasion) for row in session.execute(statement)}


def decided_since(session: Session, user_id: UUID, moment: datetime) -> int:
    """How many nudges were decided since a moment, sent and withheld: the cap is the same for both."""
    statement = select(func.count()).where(Nudge.user_id == user_id, Nudge.decided_at >= moment)
    return session.scalar(statement) or 0


_measured_from = Nudge.window_ends + case(
    (Nudge.kind.in_(READ_TRADES), LOGGED_WITHIN),
    else_=timedelta(0),
)


def unmeasured(session: Session, user_id: UUID, now: datetime) -> list[Nudge]:
    """Nudges whose outcome is not known and can be by now, oldest first."""
    statement = select(Nudge).where(
        Nudge.user_id == user_id,
        Nudge.measured_at.is_(None),
        _measured_from <= now,
    )
    return list(session.scalars(statement.order_by(Nudge.window_ends).limit(100)))


def next_measured(session: Session, user_id: UUID) -> datetime | None:
    """When the next outcome can be known; null where none is awaited."""
    statement = select(func.min(_measured_from)).where(
        Nudge.user_id == user_id,
        Nudge.measured_at.is_(None),
    )
    return session.scalar(statement)


def of_kind(session: Session, user_id: UUID, kind: NudgeKind) -> list[Nudge]:
    """Nudges of one kind, latest first; 1,000 at the most."""
    statement = select(Nudge).where(Nudge.user_id == user_id, Nudge.kind == kind)
    return list(session.scalars(statement.order_by(Nudge.decided_at.desc()).limit(1_000)))


def retirements(session: Session, user_id: UUID) -> Mapping[str, NudgeRetirement]:
    """Kinds that retired, also those that were brought back."""
    statement = select(NudgeRetirement).where(NudgeRetirement.user_id == user_id)
    return {retirement.kind: retirement for retirement in session.scalars(statement)}


def retired(session: Session, user_id: UUID) -> set[str]:
    """Kinds that are retired now."""
    all_retirements = retirements(session, user_id).values()
    return {row.kind for row in all_retirements if row.brought_back_at is None}
