"""Reads of the journal; every one starts from what the user may see."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from backend.core.rows import owned
from backend.core.sorting import Order, SortPlace
from backend.core.word_match import has_word
from backend.features.record.journal.errors import EntryDeleted, EntryNotFound
from backend.features.record.journal.models import (
    CheckIn,
    JournalEntry,
    JournalImage,
    JournalLink,
    JournalPlan,
)
from backend.features.record.journal.schemas import EntryFilter, EntrySort

KEPT = timedelta(days=30)  # how long a deleted entry can be restored


def entries_of(user_id: UUID, now: datetime) -> Select[JournalEntry]:
    """All entries that the user may see, deleted ones for 30 days."""
    is_kept = or_(
        JournalEntry.deleted_at.is_(None),
        JournalEntry.deleted_at > now - KEPT,
    )
    return select(JournalEntry).where(
        JournalEntry.user_id == user_id,
        is_kept,
    )


def entry(
    session: Session,
    user_id: UUID,
    entry_id: UUID,
    *,
    now: datetime,
    lock: bool = False,
) -> JournalEntry:
    """One entry, also one that was deleted lately.

    Raises:
        EntryNotFound
    """
    statement = entries_of(user_id, now).where(JournalEntry.id == entry_id)
    return owned(session, statement, EntryNotFound, lock=lock)


def standing(
    session: Session,
    user_id: UUID,
    entry_id: UUID,
    *,
    now: datetime,
) -> JournalEntry:
    """One entry that is not deleted, locked for a change.

    Raises:
        EntryNotFound, EntryDeleted
    """
    row = entry(session, user_id, entry_id, now=now, lock=True)
    if row.deleted_at is not None:
        raise EntryDeleted
    return row


def entry_of_day(
    session: Session,
    user_id: UUID,
    day: date,
    kind: str,
) -> UUID | None:
    """The daily entry or the review of a day."""
    statement = select(JournalEntry.id).where(
        JournalEntry.user_id == user_id,
        JournalEntry.day == day,
        JournalEntry.kind == kind,
        JournalEntry.deleted_at.is_(None),
    )
    return session.scalars(statement.limit(1)).one_or_none()


def page(
    session: Session,
    user_id: UUID,
    query: EntryFilter,
    hashes: Sequence[Sequence[int]] | None,
    *,
    order: Order,
    after: SortPlace | None,
    limit: int,
    now: datetime,
) -> list[JournalEntry]:
    """Entries by filter, in an order.

    Args:
        session: of the user.
        user_id: whose.
        query: the filter; its words, cursor and limit are not looked at here.
        hashes: what must be in the index, one list for each key; null without a search.
        order: by what they are sorted.
        after: the place of the last one that was read.
        limit: how many at the most.
        now: this moment.
    """
    statement = entries_of(user_id, now)
    if query.deleted:
        statement = statement.where(JournalEntry.deleted_at.is_not(None))
    else:
        statement = statement.where(JournalEntry.deleted_at.is_(None))
    if query.day is not None:
        statement = statement.where(JournalEntry.day == query.day)
    if query.day_from is not None:
        statement = statement.where(JournalEntry.day >= query.day_from)
    if query.day_to is not None:
        statement = statement.where(JournalEntry.day <= query.day_to)
    if query.kind is not None:
        statement = statement.where(JournalEntry.kind == query.kind)
    if query.tag is not None:
        statement = statement.where(has_word(JournalEntry.tags, query.tag))
    if query.trade_id is not None:
        statement = statement.where(_is_about_trade(user_id, query.trade_id))
    if query.plan_id is not None:
        statement = statement.where(_is_about_plan(user_id, query.plan_id))
    if hashes is not None:
        statement = statement.where(or_(*map(_is_indexed, hashes)))
    return list(session.scalars(order.valued(statement, after).limit(limit)))


def order_of(query: EntryFilter) -> Order:
    """By what the entries are sorted."""
    name = query.sort.value.removeprefix("-")
    kind = date if query.sort in (EntrySort.FIRST_DAY, EntrySort.LAST_DAY) else datetime
    return Order(query.sort, getattr(JournalEntry, name), JournalEntry.id, kind)


def _is_about_trade(user_id: UUID, trade_id: UUID) -> ColumnElement[bool]:
    linked = select(JournalLink.entry_id).where(
        JournalLink.user_id == user_id,
        JournalLink.trade_id == trade_id,
    )
    return JournalEntry.id.in_(linked)


def _is_about_plan(user_id: UUID, plan_id: UUID) -> ColumnElement[bool]:
    linked = select(JournalPlan.entry_id).where(
        JournalPlan.user_id == user_id,
        JournalPlan.plan_id == plan_id,
    )
    return JournalEntry.id.in_(linked)


def _is_indexed(hashes: Sequence[int]) -> ColumnElement[bool]:
    """All of these hashes are in the entry's index, under one key."""
    array = cast(list(hashes), ARRAY(BigInteger()))
    return JournalEntry.id.in_(select(func.journal_found(array)))


def trades_of(session: Session, user_id: UUID, entry_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The trades that each entry is about, oldest first."""
    statement = select(JournalLink.entry_id, JournalLink.trade_id).where(
        JournalLink.user_id == user_id,
        JournalLink.entry_id.in_(entry_ids),
    )
    trade_ids: dict[UUID, list[UUID]] = defaultdict(list)
    for entry_id, trade_id in session.execute(statement.order_by(JournalLink.trade_id)):
        trade_ids[entry_id].append(trade_id)
    return trade_ids


def plans_of(session: Session, user_id: UUID, entry_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The plans that each entry is about, oldest first."""
    statement = select(JournalPlan.entry_id, JournalPlan.plan_id).where(
        JournalPlan.user_id == user_id,
        JournalPlan.entry_id.in_(entry_ids),
    )
    plan_ids: dict[UUID, list[UUID]] = defaultdict(list)
    for entry_id, plan_id in session.execute(statement.order_by(JournalPlan.plan_id)):
        plan_ids[entry_id].append(plan_id)
    return plan_ids


def uploads_of(
    session: Session,
    user_id: UUID,
    entry_ids: Sequence[UUID],
) -> dict[UUID, list[UUID]]:
    """The images of each entry, in their order."""
    statement = select(JournalImage.entry_id, JournalImage.upload_id).where(
        JournalImage.user_id == user_id,
        JournalImage.entry_id.in_(entry_ids),
    )
    upload_ids: dict[UUID, list[UUID]] = defaultdict(list)
    for entry_id, upload_id in session.execute(statement.order_by(JournalImage.position)):
        upload_ids[entry_id].append(upload_id)
    return upload_ids


def check_in(
    session: Session,
    user_id: UUID,
    day: date,
    *,
    lock: bool = False,
) -> CheckIn | None:
    """The check-in of a day."""
    statement = select(CheckIn).where(
        CheckIn.user_id == user_id,
        CheckIn.day == day,
    )
    if lock:
        statement = statement.with_for_update()
    return session.scalars(statement).one_or_none()


def check_ins(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> list[CheckIn]:
    """Check-ins of these days, latest first."""
    statement = select(CheckIn).where(
        CheckIn.user_id == user_id,
        CheckIn.day.between(first, last),
    )
    return list(session.scalars(statement.order_by(CheckIn.day.desc())))
