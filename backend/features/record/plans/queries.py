"""Reads of plans; every one starts from what the user may see."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
from backend.core.sorting import Order, SortedList, SortPlace
from backend.core.word_match import contains_words
from backend.features.record.plans.models import (
    Adherence,
    PlanMark,
    PlanStatus,
    PlanVersion,
    TradePlan,
)
from backend.features.record.plans.schemas import PlanCounts, PlanFilter, PlanSelection, PlanTerms
from backend.features.record.trades.errors import PlanNotFound
from backend.features.record.trades.models import PlanMatch

WORDS_OF_TERMS = (
    "title",
    "setup",
    "setup_description",
    "entry_criteria",
    "stop_loss_reasoning",
    "exit_rule",
    "invalidation_criteria",
)


def plans_of(user_id: UUID) -> Select[TradePlan]:
    """All plans that the user may see."""
    return select(TradePlan).where(TradePlan.user_id == user_id)


def plan(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    *,
    lock: bool = False,
) -> TradePlan:
    """One plan.

    Raises:
        PlanNotFound: not there, or not the user's.
    """
    statement = plans_of(user_id).where(TradePlan.id == plan_id)
    if lock:
        statement = statement.execution_options(populate_existing=True)
    return rows.owned(session, statement, PlanNotFound, lock=lock)


def owned(session: Session, user_id: UUID, plan_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these plans are the user's."""
    statement = select(TradePlan.id).where(
        TradePlan.user_id == user_id,
        TradePlan.id.in_(plan_ids),
    )
    return set(session.scalars(statement))


def versions(session: Session, user_id: UUID, plan_ids: Sequence[UUID]) -> list[PlanVersion]:
    """All versions of these plans, first to last."""
    statement = select(PlanVersion).where(
        PlanVersion.user_id == user_id,
        PlanVersion.plan_id.in_(plan_ids),
    )
    return list(session.scalars(statement.order_by(PlanVersion.plan_id, PlanVersion.number)))


def latest(session: Session, user_id: UUID, plans: Sequence[TradePlan]) -> dict[UUID, PlanVersion]:
    """The newest version of each plan."""
    if not plans:
        return {}
    numbers = [(plan.id, plan.version) for plan in plans]
    statement = select(PlanVersion).where(
        PlanVersion.user_id == user_id,
        tuple_(PlanVersion.plan_id, PlanVersion.number).in_(numbers),
    )
    return {version.plan_id: version for version in session.scalars(statement)}


def latest_terms(session: Session, user_id: UUID, plan: TradePlan) -> PlanTerms:
    """What the newest version of a plan says."""
    version = latest(session, user_id, [plan])[plan.id]
    return PlanTerms.model_validate(version.terms)


def page(
    session: Session,
    user_id: UUID,
    query: PlanFilter,
    symbols: Sequence[str],
    now: datetime,
) -> Page[TradePlan]:
    """A page of plans in the order that is asked for.

    Raises:
        BadCursor
    """
    statement = plans_of(user_id).where(*_conditions(query, symbols))
    if query.status is not None:
        statement = statement.where(_has_status(query.status, now))
    if query.match is not None:
        statement = statement.where(_is_followed(query.match))
    order = Order(query.sort, getattr(TradePlan, query.sort.value.removeprefix("-")), TradePlan.id)

    def fetch(part: Select[TradePlan]) -> Sequence[TradePlan]:
        return session.scalars(part).all()

    def place_of(plan: TradePlan) -> SortPlace:
        return SortPlace(getattr(plan, order.column.key), plan.id)

    return SortedList(order, fetch, place_of).page(statement, query.cursor, query.limit)


def _conditions(query: PlanSelection, symbols: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """What a plan of the selection is."""
    if symbols:
        yield TradePlan.instrument.in_(symbols)
    if query.direction is not None:
        yield TradePlan.direction == query.direction
    if query.q is not None:
        yield contains_words(_words_of_newest(), query.q)


def _words_of_newest() -> ColumnElement[str]:
    """What the newest version of a plan says in words, its title among them."""
    parts = [PlanVersion.terms[name].astext for name in WORDS_OF_TERMS]
    words = select(func.concat_ws("\n", *parts)).where(
        PlanVersion.user_id == TradePlan.user_id,
        PlanVersion.plan_id == TradePlan.id,
        PlanVersion.number == TradePlan.version,
    )
    return words.correlate(TradePlan).scalar_subquery()


def _is_followed(match: PlanMatch) -> ColumnElement[bool]:
    """Whether a trade followed a plan so."""
    return exists(
        select(Adherence.trade_id).where(
            Adherence.user_id == TradePlan.user_id,
            Adherence.plan_id == TradePlan.id,
            Adherence.match == match,
        )
    )


def counts(
    session: Session,
    user_id: UUID,
    query: PlanSelection,
    symbols: Sequence[str],
    now: datetime,
) -> PlanCounts:
    """How many plans of a selection stand where, in one statement."""
    conditions = {status.value: _has_status(status, now) for status in PlanStatus}
    conditions["late"] = _is_followed(PlanMatch.LATE)
    conditions["drifted"] = _is_followed(PlanMatch.DRIFTED)
    columns = [func.count().filter(condition).label(name) for name, condition in conditions.items()]
    statement = select(func.count().label("total"), *columns).where(
        TradePlan.user_id == user_id, *_conditions(query, symbols)
    )
    return PlanCounts.model_validate(dict(session.execute(statement).one()._mapping))


def matches(session: Session, user_id: UUID, plan_ids: Sequence[UUID]) -> dict[UUID, PlanMatch]:
    """How trades followed these plans; without an entry where none did."""
    statement = select(Adherence.plan_id, Adherence.match).where(
        Adherence.user_id == user_id, Adherence.plan_id.in_(plan_ids)
    )
    return {plan_id: PlanMatch(match) for plan_id, match in session.execute(statement)}


def _has_status(status: PlanStatus, now: datetime) -> ColumnElement[bool]:
    """A plan's status as it is, whether or not the beat has written down that it has expired."""
    if status == PlanStatus.PENDING:
        return is_alive(now)
    if status == PlanStatus.EXPIRED:
        is_over = and_(
            TradePlan.status == PlanStatus.PENDING,
            TradePlan.expires_at <= now,
        )
        return or_(
            TradePlan.status == PlanStatus.EXPIRED,
            is_over,
        )
    return TradePlan.status == status


def is_alive(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Pending, and not expired, whether or not the beat has written it down."""
    not_over = or_(
        TradePlan.expires_at.is_(None),
        TradePlan.expires_at > now,
    )
    return and_(
        TradePlan.status == PlanStatus.PENDING,
        not_over,
    )


def living(
    session: Session,
    user_id: UUID,
    now: datetime,
    *,
    instrument: str | None = None,
) -> list[TradePlan]:
    """Pending plans that have not expired, latest first; 200 at the most."""
    statement = plans_of(user_id).where(is_alive(now))
    if instrument is not None:
        statement = statement.where(TradePlan.instrument == instrument)
    return list(session.scalars(statement.order_by(TradePlan.created_at.desc()).limit(200)))


def marks(session: Session, user_id: UUID, plan_id: UUID) -> list[PlanMark]:
    """Everything that the trader said of a plan, in the order in which it was said."""
    statement = select(PlanMark).where(
        PlanMark.user_id == user_id,
        PlanMark.plan_id == plan_id,
    )
    return list(session.scalars(statement.order_by(PlanMark.recorded_time, PlanMark.id)))


def adherence(session: Session, user_id: UUID, trade_id: UUID) -> Adherence | None:
    """How a trade kept to its plan; null where it follows none."""
    statement = select(Adherence).where(
        Adherence.user_id == user_id,
        Adherence.trade_id == trade_id,
    )
    return session.scalars(statement).one_or_none()
