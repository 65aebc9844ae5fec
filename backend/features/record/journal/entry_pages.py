"""Pages of entries in the clear: filtered, ordered, and searched by their words."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core import text_search
from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.paging import Page
from backend.core.sorting import Order, SortPlace
from backend.core.text_search import Search
from backend.features.record.journal import queries
from backend.features.record.journal.entry_words import INDEX, TABLE, opened
from backend.features.record.journal.models import JournalEntry
from backend.features.record.journal.schemas import EntryFilter

READ_AT_ONCE = 100
READ_AT_MOST = (
    2_000_000  # bytes that one search decrypts before it gives a short page: half a second of work
)


class EntryWords(NamedTuple):
    """What an entry says: its day, its title and its text as it was written."""

    day: date
    title: str | None
    body: str


def words_of_entries(
    session: Session, user_id: UUID, query: EntryFilter, keyring: Keyring, *, now: datetime
) -> Page[EntryWords]:
    """The same entries without images and links.

    Raises:
        BadCursor, BadSearch, SearchTooLong, KeyGone, WordsDamaged
    """
    page = opened_page(session, user_id, query, keyring, now=now)
    words = [EntryWords(item.entry.day, item.title, item.body) for item in page.items]
    return Page(words, page.next_cursor)


def opened_page(
    session: Session, user_id: UUID, query: EntryFilter, keyring: Keyring, *, now: datetime
) -> Page["OpenedEntry"]:
    """Entries by filter, in the clear, in the order that is asked for.

    Raises:
        BadCursor, BadSearch, SearchTooLong, KeyGone, WordsDamaged
    """
    search, hashes = None, None
    order = queries.order_of(query)
    after = order.place(query.cursor)
    at_once = query.limit + 1
    if query.q is not None:
        search = text_search.parse(query.q)
        hashes = keyring.wanted(search.telling, user_id, INDEX)
        at_once = max(at_once, READ_AT_ONCE)
    vault = Vault(keyring, user_id, TABLE)
    matching: list[OpenedEntry] = []
    bytes_read = 0
    while True:
        rows = queries.page(
            session, user_id, query, hashes, order=order, after=after, limit=at_once, now=now
        )
        for row in rows:
            if (opened_entry := _matching(vault, row, search)) is not None:
                matching.append(opened_entry)
            if len(matching) > query.limit:
                on_page = matching[: query.limit]
                last = _place(order, on_page[-1].entry)
                return Page(on_page, last.encode(query.sort))
        bytes_read += sum(len(row.body) for row in rows)
        if len(rows) < at_once:
            return Page(matching, None)
        after = _place(order, rows[-1])
        if bytes_read >= READ_AT_MOST:
            return Page(matching, after.encode(query.sort))


class OpenedEntry(NamedTuple):
    """An entry with its title and body in the clear, and what a search found in them."""

    entry: JournalEntry
    title: str | None
    body: str
    highlights: list[str]


def _matching(vault: Vault, row: JournalEntry, search: Search | None) -> OpenedEntry | None:
    """An entry in the clear, if it has what is searched for."""
    title, body = opened(vault, row)
    if search is None:
        return OpenedEntry(row, title, body, [])
    if not search.matches(title or "", body):
        return None
    return OpenedEntry(row, title, body, search.highlights(title or "", body))


def _place(order: Order, entry: JournalEntry) -> SortPlace:
    return SortPlace(getattr(entry, order.column.key), entry.id)
