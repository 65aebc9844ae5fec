"""The state of a session: normal, caution or locked. Holds are rows that can grow and never shrink.

Whoever looks at the state draws it from the record first; and whatever takes something out of the record (a deletion,
a voided fill) draws it before. So a lock that the record once called for cannot be made undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.events import News
from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.book import SessionFigures
from backend.features.record.rulebook.errors import NothingToOverride
from backend.features.record.rulebook.events import SessionHeld, SessionStateRead
from backend.features.record.rulebook.locks import Lock, locks_of
from backend.features.record.rulebook.models import Commitment, Hold, Override, SessionState
from backend.features.record.rulebook.schemas import AskOverride, RuleHoldOut, SessionStateOut
from backend.features.record.rulebook.session_figures import figures
from backend.features.record.rulebook.versions import LimitsInForce, standing

MOST_OVERRIDES = 100
# Built once: every check of a trade asks them.
_HOLDS = (
    select(Hold)
    .where(Hold.user_id == bindparam("user_id"), Hold.until > bindparam("now"))
    .order_by(Hold.state.desc(), Hold.until.desc(), Hold.rule)
)
_OVERRIDE = (
    select(Override)
    .where(
        Override.user_id == bindparam("user_id"),
        Override.until > bindparam("now"),
        Override.created_at <= bindparam("now"),
    )
    .order_by(Override.until.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class SessionBrakes:
    """What holds a trader back at a moment, the strongest and longest first, and the override that lifts it."""

    holds: Sequence[Hold]
    override: Override | None


def brakes(session: Session, user_id: UUID, now: datetime) -> SessionBrakes:
    """What holds at a moment, and the override that is in force."""
    return SessionBrakes(holds(session, user_id, now), override_at(session, user_id, now))


def state(
    session: Session,
    user_id: UUID,
    *,
    news: News,
    now: datetime,
) -> SessionStateOut:
    """How the session stands now, drawn from the record."""
    stands = standing(session, user_id, now)
    figured = refresh(session, user_id, stands, news=news, now=now)
    return shown(session, user_id, stands, figured, now)


def tell(session: Session, user_id: UUID, *, news: News, now: datetime) -> None:
    """Draw the state and tell open windows of it."""
    news.publish(session, SessionStateRead(user_id, state(session, user_id, news=news, now=now)))


def look(
    session: Session,
    user_id: UUID,
    stands: LimitsInForce,
    now: datetime,
) -> SessionStateOut:
    """How the session stands as far as it was drawn before; writes nothing."""
    figured = figures(session, user_id, stands.book.money.currency, stands.book.day, at=now)
    return shown(session, user_id, stands, figured, now)


def refresh(
    session: Session,
    user_id: UUID,
    stands: LimitsInForce,
    *,
    news: News,
    now: datetime,
    binding: Sequence[Commitment] | None = None,
) -> SessionFigures:
    """Draw from the record what it calls for by now, and keep it; the commitments that bind are read if not given."""
    book = stands.book
    figured = figures(session, user_id, book.money.currency, book.day, at=now)
    locks: list[Lock] = []
    if stands.version is not None:
        locks += locks_of(book, figured, now)
    if binding is None:
        binding = commitments.alive(session, user_id, now)
    locks += commitments.locks_of(session, user_id, book, binding, now)
    if locks:
        _keep(session, user_id, book.day.day, locks, news, now)
    return figured


def hold(
    session: Session,
    user_id: UUID,
    locks: Sequence[Lock],
    *,
    news: News,
    now: datetime,
) -> None:
    """Keep what something outside of the rulebook calls for, in the session of this moment."""
    day = standing(session, user_id, now).book.day.day
    _keep(session, user_id, day, locks, news, now)


def holds(session: Session, user_id: UUID, now: datetime) -> list[Hold]:
    """What holds at a moment, the strongest and longest first; of one rule's holds, that one alone."""
    by_rule: dict[str, Hold] = {}
    for row in session.scalars(_HOLDS, {"user_id": user_id, "now": now}):
        by_rule.setdefault(row.rule, row)
    return list(by_rule.values())


def override_at(session: Session, user_id: UUID, now: datetime) -> Override | None:
    """The override that is in force, if there is one."""
    return session.scalars(_OVERRIDE, {"user_id": user_id, "now": now}).one_or_none()


def override(
    session: Session,
    user_id: UUID,
    body: AskOverride,
    *,
    news: News,
    now: datetime,
) -> Override:
    """Go on against the own rules for some minutes. What holds stays on record, and so does this.

    Raises:
        NothingToOverride
    """
    state(session, user_id, news=news, now=now)
    standing_holds = holds(session, user_id, now)
    locked = [hold for hold in standing_holds if hold.state == SessionState.LOCKED]
    if not locked:
        raise NothingToOverride
    override = Override(
        user_id=user_id,
        reason=body.reason,
        state=SessionState.LOCKED,
        rules=[hold.rule for hold in locked],
        created_at=now,
        until=now + timedelta(minutes=body.minutes),
    )
    session.add(override)
    session.flush()
    tell(session, user_id, news=news, now=now)
    changed(session, user_id, Resource.RULEBOOK)
    return override


def list_overrides(session: Session, user_id: UUID) -> Sequence[Override]:
    """Overrides, latest first."""
    statement = select(Override).where(Override.user_id == user_id)
    latest_first = statement.order_by(Override.created_at.desc())
    return session.scalars(latest_first.limit(MOST_OVERRIDES)).all()


def _keep(
    session: Session,
    user_id: UUID,
    day: date,
    locks: Sequence[Lock],
    news: News,
    now: datetime,
) -> None:
    """One row a rule and day: locked stays locked, and no end moves nearer."""
    active = holds(session, user_id, now)
    if all(any(_covers(hold, lock, day) for hold in active) for lock in locks):
        return
    before = {(hold.rule, hold.state) for hold in active}
    rows = [
        {
            "user_id": user_id,
            "day": day,
            "rule": lock.rule,
            "state": lock.state,
            "reason": lock.reason,
            "since": now,
            "until": lock.until,
        }
        for lock in locks
    ]
    new = insert(Hold).values(rows)
    stronger = and_(
        Hold.state == SessionState.CAUTION,
        new.excluded.state == SessionState.LOCKED,
    )
    longer = new.excluded.until > Hold.until
    session.execute(
        new.on_conflict_do_update(
            index_elements=["user_id", "day", "rule"],
            set_={
                "state": case((stronger, new.excluded.state), else_=Hold.state),
                "reason": case((stronger | longer, new.excluded.reason), else_=Hold.reason),
                "since": case((stronger, new.excluded.since), else_=Hold.since),
                "until": func.greatest(Hold.until, new.excluded.until),
            },
            where=stronger | longer,
        )
    )
    changed(session, user_id, Resource.RULEBOOK)
    for lock in locks:
        is_new = (lock.rule, lock.state) not in before
        if is_new and (lock.rule, SessionState.LOCKED) not in before:
            held = SessionHeld(
                user_id,
                lock.rule,
                lock.state,
                lock.reason,
                lock.until,
            )
            news.publish(session, held)


def _covers(hold: Hold, lock: Lock, day: date) -> bool:
    """Whether a hold of the session already says what a lock calls for: nothing needs to be written."""
    is_same = (hold.rule, hold.state, hold.day) == (lock.rule, lock.state, day)
    return is_same and hold.until >= lock.until


def shown(
    session: Session,
    user_id: UUID,
    stands: LimitsInForce,
    figured: SessionFigures,
    now: datetime,
) -> SessionStateOut:
    """The state as the wire has it; what the record calls for must have been drawn from it before."""
    return state_of(brakes(session, user_id, now), stands, figured)


def state_of(
    active: SessionBrakes, stands: LimitsInForce, figured: SessionFigures
) -> SessionStateOut:
    """The same, where what holds was read already."""
    day = stands.book.day
    strongest_state, reason, until = SessionState.NORMAL, None, None
    if active.holds:
        strongest = active.holds[0]
        strongest_state = SessionState(strongest.state)
        reason = strongest.reason
        until = strongest.until
    return SessionStateOut(
        state=strongest_state,
        reason=reason,
        until=until,
        day=day.day,
        day_starts_at=day.starts,
        day_ends_at=day.ends,
        holds=[RuleHoldOut.model_validate(hold) for hold in active.holds],
        override=active.override,
        version=stands.version.number if stands.version else None,
        trades_entered=figured.entered_today,
        trades_exited=figured.exited_today,
        net_result=figured.net_today,
        r=figured.r_today,
        without_rate=figured.without_rate,
    )
