"""Reads of verdicts; every one starts from what the user may see."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Text,
    Uuid,
    any_,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
from backend.core.sorting import Order, SortedList, SortPlace
from backend.features.coach.verdicts.errors import VerdictNotFound
from backend.features.coach.verdicts.models import Verdict
from backend.features.coach.verdicts.schemas import VerdictFilter, VerdictSort


def verdicts_of(user_id: UUID) -> Select[Verdict]:
    """All verdicts that the user may see."""
    return select(Verdict).where(Verdict.user_id == user_id)


def verdict(session: Session, user_id: UUID, verdict_id: UUID) -> Verdict:
    """One verdict.

    Raises:
        VerdictNotFound: not there, or not the user's.
    """
    statement = verdicts_of(user_id).where(Verdict.id == verdict_id)
    return rows.owned(session, statement, VerdictNotFound)


def of_messages(session: Session, user_id: UUID, message_ids: Sequence[UUID]) -> list[Verdict]:
    """The verdicts of these messages."""
    statement = verdicts_of(user_id).where(Verdict.message_id.in_(message_ids))
    return list(session.scalars(statement))


def page(
    session: Session,
    user_id: UUID,
    query: VerdictFilter,
    *,
    zone: ZoneInfo,
    ids: Collection[UUID] | None,
) -> Page[Verdict]:
    """A page of verdicts in the order that is asked for; of these ids alone, where they are given.

    Raises:
        BadCursor
    """
    statement = verdicts_of(user_id).where(*_conditions(query), *_of_days(query, zone))
    if ids is not None:
        among = cast(literal(f"{{{','.join(map(str, ids))}}}", Text()), ARRAY(Uuid()))
        statement = statement.where(Verdict.id == any_(among))
    name = query.sort.value.removeprefix("-")
    kind = datetime if query.sort in (VerdictSort.LATEST, VerdictSort.EARLIEST) else Decimal
    order = Order(query.sort, getattr(Verdict, name), Verdict.id, kind)

    def fetch(part: Select[Verdict]) -> Sequence[Verdict]:
        return session.scalars(part).all()

    def place_of(row: Verdict) -> SortPlace:
        return SortPlace(getattr(row, name), row.id)

    return SortedList(order, fetch, place_of).page(statement, query.cursor, query.limit)


def _conditions(query: VerdictFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (Verdict.verdict, query.verdict),
            (Verdict.plan_id, query.plan_id),
            (Verdict.trade_id, query.trade_id),
            (Verdict.engine, query.engine),
        )
        if value is not None
    ]
    if query.instrument is not None:
        name = Verdict.read["instrument"].astext
        conditions.append(func.upper(name) == func.upper(query.instrument))
    return conditions


def _of_days(query: VerdictFilter, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    day = cast(func.timezone(zone.key, Verdict.created_at), Date())
    conditions: list[ColumnElement[bool]] = []
    if query.day_from is not None:
        conditions.append(day >= query.day_from)
    if query.day_to is not None:
        conditions.append(day <= query.day_to)
    return conditions
