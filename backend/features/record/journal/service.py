"""Use cases of entries: write, change, delete and restore, list and search."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.crypto import Keyring
from backend.core.db import constraint_of
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.features.content.media import service as media
from backend.features.content.media.schemas import ImageOut
from backend.features.content.media.service import Links
from backend.features.record.journal import queries
from backend.features.record.journal.entry_pages import OpenedEntry, opened_page
from backend.features.record.journal.entry_words import TABLE, opened, sealed
from backend.features.record.journal.errors import DayTaken
from backend.features.record.journal.journal_days import today
from backend.features.record.journal.markdown import as_html
from backend.features.record.journal.models import (
    MEASURES,
    ONCE_A_DAY,
    EntryKind,
    JournalEntry,
    JournalImage,
    JournalLink,
    JournalPlan,
)
from backend.features.record.journal.schemas import (
    ChangeEntry,
    EntryFilter,
    EntryLinks,
    EntryLinksOut,
    JournalEntryOut,
    WriteEntry,
)
from backend.features.record.plans import queries as plans
from backend.features.record.trades import queries as trades
from backend.features.record.trades.errors import PlanNotFound, TradeNotFound


def write_entry(
    session: Session,
    user_id: UUID,
    body: WriteEntry,
    keyring: Keyring,
    links: Links,
    *,
    now: datetime,
) -> JournalEntryOut:
    """Write an entry.

    Raises:
        DayTaken, TradeNotFound, PlanNotFound, UploadNotFound
    """
    purge(session, user_id, now=now)
    entry_id = new_id()
    day = body.day or today(session, user_id, now)
    row = {
        "id": entry_id,
        "user_id": user_id,
        "day": day,
        "kind": body.kind,
        "tags": body.tags,
        **{name: getattr(body, name) for name in MEASURES},
        **sealed(Vault(keyring, user_id, TABLE), entry_id, body.title, body.body),
        "created_at": now,
        "updated_at": now,
    }
    statement = insert(JournalEntry).values(row)
    statement = statement.on_conflict_do_nothing(
        index_elements=["user_id", "day", "kind"],
        index_where=text(ONCE_A_DAY),
    )
    if session.scalars(statement.returning(JournalEntry.id)).one_or_none() is None:
        raise _taken(queries.entry_of_day(session, user_id, day, body.kind))
    _link(session, user_id, entry_id, body.links)
    changed(session, user_id, Resource.JOURNAL, entry_id, version=1)
    return read_entry(session, user_id, entry_id, keyring, links, now=now)


def read_entry(
    session: Session,
    user_id: UUID,
    entry_id: UUID,
    keyring: Keyring,
    links: Links,
    *,
    now: datetime,
) -> JournalEntryOut:
    """One entry; one that was deleted can be read for 30 days.

    Raises:
        EntryNotFound, KeyGone, WordsDamaged
    """
    entry = queries.entry(session, user_id, entry_id, now=now)
    title, body = opened(Vault(keyring, user_id, TABLE), entry)
    opened_entry = OpenedEntry(entry, title, body, [])
    return _shown(session, user_id, [opened_entry], links)[0]


def change_entry(
    session: Session,
    user_id: UUID,
    entry_id: UUID,
    body: ChangeEntry,
    keyring: Keyring,
    links: Links,
    *,
    now: datetime,
) -> JournalEntryOut:
    """Change what is given.

    Raises:
        EntryNotFound, EntryDeleted, DayTaken, TradeNotFound, PlanNotFound, UploadNotFound, KeyGone, WordsDamaged
    """
    entry = queries.standing(session, user_id, entry_id, now=now)
    vault = Vault(keyring, user_id, TABLE)
    title, words = opened(vault, entry)
    if "title" in body.model_fields_set:
        title = body.title
    for name, value in sealed(vault, entry_id, title, body.body or words).items():
        setattr(entry, name, value)
    for name in body.model_fields_set & set(MEASURES):
        setattr(entry, name, getattr(body, name))
    if body.tags is not None:
        entry.tags = body.tags
    entry.day = body.day or entry.day
    entry.kind = body.kind or entry.kind
    entry.updated_at = now
    _raise_version(session, entry)
    _refuse_taken_day(session, entry)
    _link(session, user_id, entry_id, body.links or EntryLinks())
    return read_entry(session, user_id, entry_id, keyring, links, now=now)


def delete_entry(
    session: Session,
    user_id: UUID,
    entry_id: UUID,
    *,
    now: datetime,
) -> None:
    """Delete an entry; it can be restored for 30 days. Deleting it twice is no error.

    Raises:
        EntryNotFound
    """
    purge(session, user_id, now=now)
    entry = queries.entry(session, user_id, entry_id, now=now, lock=True)
    if entry.deleted_at is None:
        entry.deleted_at = now
        _raise_version(session, entry)
    session.flush()


def restore_entry(
    session: Session,
    user_id: UUID,
    entry_id: UUID,
    keyring: Keyring,
    links: Links,
    *,
    now: datetime,
) -> JournalEntryOut:
    """Take a deletion back. Restoring what was not deleted is no error.

    Raises:
        EntryNotFound
        DayTaken: the day has another entry of this kind by now.
    """
    entry = queries.entry(session, user_id, entry_id, now=now, lock=True)
    if entry.deleted_at is not None:
        entry.deleted_at = None
        _raise_version(session, entry)
        _refuse_taken_day(session, entry)
    return read_entry(session, user_id, entry_id, keyring, links, now=now)


def _raise_version(session: Session, entry: JournalEntry) -> None:
    entry.version += 1
    changed(session, entry.user_id, Resource.JOURNAL, entry.id, version=entry.version)


def purge(session: Session, user_id: UUID, *, now: datetime) -> None:
    """Remove what was deleted more than 30 days ago: with each writing and deleting, and by `flask journal purge`."""
    session.execute(
        delete(JournalEntry).where(
            JournalEntry.user_id == user_id,
            JournalEntry.deleted_at <= now - queries.KEPT,
        )
    )


def list_entries(
    session: Session,
    user_id: UUID,
    query: EntryFilter,
    keyring: Keyring,
    links: Links,
    *,
    now: datetime,
) -> Page[JournalEntryOut]:
    """Entries by filter, in the order that is asked for.

    A search asks the blind index, then reads what it names and keeps what has the words and phrases in truth. It reads
    on until the page is full, or has read two megabytes: then the page is short and its cursor says where to go on.

    Raises:
        BadCursor, BadSearch, SearchTooLong, KeyGone, WordsDamaged
    """
    page = opened_page(session, user_id, query, keyring, now=now)
    return Page(_shown(session, user_id, page.items, links), page.next_cursor)


def _link(
    session: Session,
    user_id: UUID,
    entry_id: UUID,
    links: EntryLinks,
) -> None:
    key = {"entry_id": entry_id, "user_id": user_id}
    if links.trade_ids is not None:
        if trades.owned(session, user_id, links.trade_ids) != set(links.trade_ids):
            raise TradeNotFound
        trade_rows = [{"trade_id": trade_id} for trade_id in links.trade_ids]
        _replace(session, JournalLink, key, trade_rows)
    if links.plan_ids is not None:
        if plans.owned(session, user_id, links.plan_ids) != set(links.plan_ids):
            raise PlanNotFound
        plan_rows = [{"plan_id": plan_id} for plan_id in links.plan_ids]
        _replace(session, JournalPlan, key, plan_rows)
    if links.upload_ids is not None:
        uploads = media.uploads(session, user_id, links.upload_ids)
        image_rows = [{"upload_id": upload.id, "position": n} for n, upload in enumerate(uploads)]
        _replace(session, JournalImage, key, image_rows)


def _replace(
    session: Session,
    table: type[JournalLink | JournalPlan | JournalImage],
    key: Mapping[str, UUID],
    rows: Sequence[Mapping[str, object]],
) -> None:
    session.execute(
        delete(table).where(
            table.entry_id == key["entry_id"],
            table.user_id == key["user_id"],
        )
    )
    if not rows:
        return
    try:
        session.execute(insert(table).values([{**key, **row} for row in rows]))
    except IntegrityError as error:
        if constraint_of(error) == "fk_journal_links_trade_id_user_id":
            raise TradeNotFound from None  # deleted by another request just now
        raise


def _refuse_taken_day(session: Session, changed: JournalEntry) -> None:
    if changed.kind != EntryKind.FREE:
        with session.no_autoflush:
            other = queries.entry_of_day(session, changed.user_id, changed.day, changed.kind)
        if other not in (None, changed.id):
            raise _taken(other)
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_journal_entries_day":
            raise _taken(None) from None  # by another request, between the look and the change
        raise


def _taken(other: UUID | None) -> DayTaken:
    if other is None:
        return DayTaken()
    return DayTaken(f"{DayTaken.detail} It is {other}.")


def _shown(
    session: Session,
    user_id: UUID,
    opened_entries: Sequence[OpenedEntry],
    links: Links,
) -> list[JournalEntryOut]:
    if not opened_entries:
        return []
    ids = [opened_entry.entry.id for opened_entry in opened_entries]
    trade_ids = queries.trades_of(session, user_id, ids)
    plan_ids = queries.plans_of(session, user_id, ids)
    uploads = queries.uploads_of(session, user_id, ids)
    upload_ids = list(chain.from_iterable(uploads.values()))
    images = media.images(session, user_id, upload_ids, links)
    items = []
    for entry, title, body, highlights in opened_entries:
        measures = {name: getattr(entry, name) for name in MEASURES}
        uploaded = uploads.get(entry.id, [])
        item = JournalEntryOut.model_construct(
            id=entry.id,
            day=entry.day,
            kind=EntryKind(entry.kind),
            title=title,
            body=body,
            html=as_html(body),
            tags=entry.tags,
            **measures,
            links=EntryLinksOut(
                trade_ids=trade_ids.get(entry.id, []),
                plan_ids=plan_ids.get(entry.id, []),
                upload_ids=uploaded,
            ),
            images=[ImageOut.model_construct(**images[upload_id]) for upload_id in uploaded],
            highlights=highlights,
            version=entry.version,
            created_at=entry.created_at,
            updated_at=entry.updated_at,
            deleted_at=entry.deleted_at,
        )
        items.append(item)
    return items
