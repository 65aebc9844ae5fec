"""The search over everything: each kind is asked in the way in which it is kept, and what was found looks the same."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core import text_search
from backend.core.crypto import Keyring
from backend.core.paging import CursorKey, Page
from backend.core.text_search import Search, SearchTooLong
from backend.features.chat.archive import search as messages
from backend.features.chat.archive.errors import BadMessageSearch
from backend.features.chat.archive.schemas import SearchFilter
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour import service as behaviour_service
from backend.features.coach.memory import service as memory
from backend.features.coach.memory.models import MemoryStatus
from backend.features.coach.memory.schemas import MemoryFilter, MemoryOut
from backend.features.content.media.service import Links
from backend.features.overview.search import queries
from backend.features.overview.search.queries import Candidates, SearchCandidate
from backend.features.overview.search.schemas import (
    EverythingFilter,
    FoundKind,
    FoundThing,
    FoundThings,
)
from backend.features.record.journal import service as journal
from backend.features.record.journal.schemas import EntryFilter

MOST_WORDS = 16
MOST_MEMORIES = 5  # pages that are read
CANDIDATES = 500  # rows that are read at once
MOST_LOOKS = 10  # for one page
_WORD = re.compile(r"\w+")
_NOT_WORDS = re.compile(
    r"(?:^|(?<=\s))-+|\bor\b", re.IGNORECASE
)  # what the search in messages would obey
Window = Callable[..., Candidates]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, for what, and with what words are opened."""

    session: Session
    user_id: UUID
    search: Search
    query: EverythingFilter
    keyring: Keyring
    links: Links
    now: datetime


def search(
    session: Session,
    user_id: UUID,
    query: EverythingFilter,
    keyring: Keyring,
    links: Links,
    *,
    now: datetime,
) -> FoundThings:
    """The first of each kind, or a page of one.

    Raises:
        BadSearch, SearchTooLong, BadCursor, SearchTooBroad, KeyGone, WordsDamaged
    """
    if len(_WORD.findall(query.q)) > MOST_WORDS:
        raise SearchTooLong("Search for at most 16 words.")
    terms = text_search.parse(query.q)
    if query.kind is not None:
        reader = Reader(session, user_id, terms, query, keyring, links, now)
        page = _KINDS[query.kind](reader)
        return FoundThings(items=list(page.items), next_cursor=page.next_cursor, more=[])
    first = query.model_copy(update={"cursor": None})
    reader = Reader(session, user_id, terms, first, keyring, links, now)
    pages = {kind: look(reader) for kind, look in _KINDS.items()}
    return FoundThings(
        items=[item for page in pages.values() for item in page.items],
        next_cursor=None,
        more=[kind for kind, page in pages.items() if page.next_cursor is not None],
    )


def _messages(reader: Reader) -> Page[FoundThing]:
    words = _NOT_WORDS.sub(" ", reader.query.q)
    query = SearchFilter(q=words, limit=reader.query.limit, cursor=reader.query.cursor)
    try:
        page = messages.search(reader.session, reader.user_id, query)
    except BadMessageSearch:  # PostgreSQL knows more words that say nothing
        return Page([], None)
    items = [
        FoundThing(
            kind=FoundKind.MESSAGE,
            id=message.message_id,
            title=message.conversation_title,
            snippets=[message.highlight],
            at=message.created_at,
            conversation_id=message.conversation_id,
            seq=message.seq,
        )
        for message in page.items
    ]
    return Page(items, page.next_cursor)


def _trades(reader: Reader) -> Page[FoundThing]:
    return _windowed(reader, FoundKind.TRADE, queries.trades)


def _plans(reader: Reader) -> Page[FoundThing]:
    return _windowed(reader, FoundKind.PLAN, queries.plans)


def _windowed(reader: Reader, kind: FoundKind, look: Window) -> Page[FoundThing]:
    """A page of what has the words, however many rows only look like it; short where too much is looked through."""
    cursor, limit = reader.query.cursor, reader.query.limit
    after = None if cursor is None else CursorKey.decode(cursor)
    matches: list[SearchCandidate] = []
    for _ in range(MOST_LOOKS):
        window = look(reader.session, reader.user_id, reader.search, after, at_most=CANDIDATES)
        matches += [item for item in window.items if reader.search.matches(*item.texts)]
        if len(matches) > limit:
            after = _place_of(matches[limit - 1])
            break
        after = window.window_end
        if len(window.items) == CANDIDATES:
            after = _place_of(window.items[-1])
        if after is None:
            break
    things = [_thing(reader, kind, candidate) for candidate in matches[:limit]]
    return Page(things, None if after is None else after.encode())


def _place_of(candidate: SearchCandidate) -> CursorKey:
    return CursorKey(moment=candidate.at, id=candidate.id)


def _thing(reader: Reader, kind: FoundKind, candidate: SearchCandidate) -> FoundThing:
    return FoundThing(
        kind=kind,
        id=candidate.id,
        title=candidate.title,
        snippets=reader.search.highlights(*candidate.texts)[: text_search.MOST_SNIPPETS],
        at=candidate.at,
    )


def _entries(reader: Reader) -> Page[FoundThing]:
    query = EntryFilter(q=reader.query.q, limit=reader.query.limit, cursor=reader.query.cursor)
    page = journal.list_entries(
        reader.session, reader.user_id, query, reader.keyring, reader.links, now=reader.now
    )
    items = [
        FoundThing(
            kind=FoundKind.JOURNAL,
            id=entry.id,
            title=entry.title or "",
            snippets=entry.highlights,
            at=datetime.combine(entry.day, time(), UTC),
            day=entry.day,
        )
        for entry in page.items
    ]
    return Page(items, page.next_cursor)


def _patterns(reader: Reader) -> Page[FoundThing]:
    """There are a few hundred at the most, so all are read."""
    items = []
    for pattern in behaviour.patterns(reader.session, reader.user_id):
        shown = behaviour_service.shown(pattern, reader.now)
        texts = (shown.detector.replace("_", " "), shown.description, shown.because)
        if reader.search.matches(*texts):
            items.append(
                FoundThing(
                    kind=FoundKind.PATTERN,
                    id=shown.id,
                    title=texts[0],
                    snippets=reader.search.highlights(*texts),
                    at=shown.last_seen,
                )
            )
    return _page_of_all(items, reader.query)


def _memories(reader: Reader) -> Page[FoundThing]:
    """What is kept or proposed; what is forgotten has no words."""
    items = [
        FoundThing(
            kind=FoundKind.MEMORY,
            id=remembered.id,
            title=remembered.kind,
            snippets=reader.search.highlights(remembered.statement),
            at=remembered.learned_at,
        )
        for remembered in _remembered(reader)
        if remembered.statement is not None and reader.search.matches(remembered.statement)
    ]
    return _page_of_all(items, reader.query)


def _remembered(reader: Reader) -> Iterable[MemoryOut]:
    cursor = None
    for _ in range(MOST_MEMORIES):
        query = MemoryFilter(limit=200, cursor=cursor)
        page = memory.list_memories(
            reader.session, reader.user_id, query, reader.keyring, now=reader.now
        )
        yield from (item for item in page.items if item.status != MemoryStatus.FORGOTTEN)
        cursor = page.next_cursor
        if cursor is None:
            return


def _page_of_all(items: Sequence[FoundThing], query: EverythingFilter) -> Page[FoundThing]:
    """A page of things that were all read, latest first."""
    after = None if query.cursor is None else CursorKey.decode(query.cursor)
    ordered = sorted(items, key=_place, reverse=True)
    if after is not None:
        ordered = [item for item in ordered if _place(item) < (after.moment, after.id)]
    page = ordered[: query.limit]
    if len(ordered) <= query.limit:
        return Page(page, None)
    moment, thing_id = _place(page[-1])
    return Page(page, CursorKey(moment=moment, id=thing_id).encode())


def _place(item: FoundThing) -> tuple[datetime, UUID]:
    return item.at, item.id


_KINDS: dict[FoundKind, Callable[[Reader], Page[FoundThing]]] = {
    FoundKind.MESSAGE: _messages,
    FoundKind.TRADE: _trades,
    FoundKind.PLAN: _plans,
    FoundKind.JOURNAL: _entries,
    FoundKind.PATTERN: _patterns,
    FoundKind.MEMORY: _memories,
}
