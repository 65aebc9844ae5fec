"""Reads of plans; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from backend.core.paging import CursorKey
from backend.features.record.plans.models import (
    Adherence,
    PlanMark,
    PlanStatus,
    PlanVersion,
    TradePlan,
)
from backend.features.record.plans.schemas import PlanFilter
from backend.features.record.trades.errors import PlanNotFound


def plans_of(user_id: UUID) -> Select[TradePlan]:
    """All plans that the user may see."""
    return select(TradePlan).where(TradePlan.user_id == user_id)


def plan(session: Session, user_id: UUID, plan_id: UUID, *, lock: bool = False) -> TradePlan:
    """One plan.

    Raises:
        PlanNotFound: not there, or not the user's.
    """
    chosen = plans_of(user_id).where(TradePlan.id == plan_id)
    if lock:
        chosen = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalars(chosen).one_or_none()
    if found is None:
        raise PlanNotFound
    return found


def owned(session: Session, user_id: UUID, plan_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these plans are the user's."""
    return set(
        session.scalars(
            select(TradePlan.id).where(TradePlan.user_id == user_id, TradePlan.id.in_(plan_ids))
        )
    )


def versions(session: Session, user_id: UUID, plan_ids: Sequence[UUID]) -> list[PlanVersion]:
    """All versions of these plans, first to last."""
    chosen = select(PlanVersion).where(
        PlanVersion.user_id == user_id, PlanVersion.plan_id.in_(plan_ids)
    )
    return list(session.scalars(chosen.order_by(PlanVersion.plan_id, PlanVersion.number)))


def latest(session: Session, user_id: UUID, found: Sequence[TradePlan]) -> dict[UUID, PlanVersion]:
    """The newest version of each plan."""
    wanted = [(one.id, one.version) for one in found]
    chosen = select(PlanVersion).where(
        PlanVersion.user_id == user_id, tuple_(PlanVersion.plan_id, PlanVersion.number).in_(wanted)
    )
    return {one.plan_id: one for one in session.scalars(chosen)} if wanted else {}


def page(
    session: Session, user_id: UUID, wanted: PlanFilter, symbols: Sequence[str], now: datetime
) -> list[TradePlan]:
    """Plans, latest first; one more than the limit tells that there is a next page."""
    chosen = plans_of(user_id)
    over = TradePlan.expires_at.is_not(None) & (TradePlan.expires_at <= now)
    if wanted.status == PlanStatus.PENDING:
        chosen = chosen.where(TradePlan.status == PlanStatus.PENDING, ~over)
    elif wanted.status == PlanStatus.EXPIRED:
        chosen = chosen.where(
            (TradePlan.status == PlanStatus.EXPIRED)
            | ((TradePlan.status == PlanStatus.PENDING) & over)
        )
    elif wanted.status is not None:
        chosen = chosen.where(TradePlan.status == wanted.status)
    if symbols:
        chosen = chosen.where(TradePlan.instrument.in_(symbols))
    if wanted.direction is not None:
        chosen = chosen.where(TradePlan.direction == wanted.direction)
    if wanted.cursor is not None:
        after = CursorKey.decode(wanted.cursor)
        chosen = chosen.where(tuple_(TradePlan.created_at, TradePlan.id) < (after.moment, after.id))
    chosen = chosen.order_by(TradePlan.created_at.desc(), TradePlan.id.desc()).limit(
        wanted.limit + 1
    )
    return list(session.scalars(chosen))


def is_alive(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Pending, and not expired, whether or not the beat has written it down."""
    not_over = or_(TradePlan.expires_at.is_(None), TradePlan.expires_at > now)
    return and_(TradePlan.status == PlanStatus.PENDING, not_over)


def living(
    session: Session, user_id: UUID, now: datetime, *, instrument: str | None = None
) -> list[TradePlan]:
    """Pending plans that have not expired, latest first; 200 at the most."""
    chosen = plans_of(user_id).where(is_alive(now))
    if instrument is not None:
        chosen = chosen.where(TradePlan.instrument == instrument)
    return list(session.scalars(chosen.order_by(TradePlan.created_at.desc()).limit(200)))


def marks(session: Session, user_id: UUID, plan_id: UUID) -> list[PlanMark]:
    """Everything that the trader said of a plan, in the order in which it was said."""
    chosen = select(PlanMark).where(PlanMark.user_id == user_id, PlanMark.plan_id == plan_id)
    return list(session.scalars(chosen.order_by(PlanMark.recorded_time, PlanMark.id)))


def adherence(session: Session, user_id: UUID, trade_id: UUID) -> Adherence | None:
    """How a trade kept to its plan; null where it follows none."""
    chosen = select(Adherence).where(Adherence.user_id == user_id, Adherence.trade_id == trade_id)
    return session.scalars(chosen).one_or_none()
