"""Reads of plans; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
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
        chosen = chosen.execution_options(populate_existing=True)
    return rows.owned(session, chosen, PlanNotFound, lock=lock)


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
) -> Page[TradePlan]:
    """A page of plans, latest first."""
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
    return rows.page(session, chosen, wanted, TradePlan.created_at, TradePlan.id)


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
