"""Search in one's own conversations: by PostgreSQL's text search, ranked, page by page."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.orm import Session

from backend.core.paging import BadCursor, Page
from backend.features.chat.archive.errors import (
    BadMessageSearch,
    MessageSearchTooLong,
    SearchTooBroad,
)
from backend.features.chat.archive.schemas import FoundMessage, SearchFilter
from backend.features.chat.archive.spans import MomentSpan, moments_of

LONGEST_SEARCH = 200
MOST_WORDS = 16  # each costs a look at all of its places in every message that has it
MARKED = 10_000  # characters from a message's beginning in which words are marked; few are longer
CANCELLED = "57014"  # PostgreSQL's code for a statement beyond its time
_WORD = re.compile(r"\w+")
# PostgreSQL's `real` holds these, and every rank lies between.
SMALLEST_RANK, LARGEST_RANK = 1e-30, 1e6
# The page is chosen past the policies by `chat_found`, which asks for the user itself; it is read here behind them.
_FOUND = text("""
    select m.id as message_id, m.conversation_id, c.title as conversation_title, m.seq, m.type, m.mode, m.created_at,
        found.message_rank as rank,
        ts_headline('english', left(coalesce(m.redacted, m.content), :marked), websearch_to_tsquery('english', :q),
            'StartSel=«, StopSel=», MaxFragments=2, MaxWords=24, MinWords=8, FragmentDelimiter=" … "') as highlight,
        m.redacted is null or to_tsvector('english', m.redacted) @@ websearch_to_tsquery('english', :q) as is_shown
    from chat_found(
        :q, :mode, :type, cast(:conversation_id as uuid), :first_at, :last_at, :has_image, :verdict, :instrument,
        cast(:after_rank as real), :after_at, cast(:after_id as uuid), :at_most
    ) found
    join messages m on m.id = found.message_id
    join conversations c on c.id = m.conversation_id
    where m.user_id = :user_id and c.user_id = :user_id
    order by found.message_rank desc, m.created_at desc, m.id desc
""")
_SAYS_SOMETHING = text("select querytree(websearch_to_tsquery('english', :q)) not in ('', 'T')")


@dataclass(frozen=True, slots=True)
class HitPlace:
    """The place of a message among what was found."""

    rank: float
    moment: datetime
    id: UUID

    def encode(self) -> str:
        """As the opaque text of a cursor."""
        shown = json.dumps(
            [self.rank, self.moment.isoformat(), str(self.id)],
            separators=(",", ":"),
        )
        return base64.urlsafe_b64encode(shown.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, cursor: str) -> "HitPlace":
        """Read a cursor.

        Raises:
            BadCursor: it is not one of ours.
        """
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            rank, moment, row_id = json.loads(
                base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
            )
            place = cls(rank, datetime.fromisoformat(moment).astimezone(UTC), UUID(row_id))
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise BadCursor from None
        if type(rank) is not float or not SMALLEST_RANK < rank < LARGEST_RANK:
            raise BadCursor
        if not 1900 < place.moment.year < 2200:
            raise BadCursor
        return place


def search(session: Session, user_id: UUID, query: SearchFilter) -> Page[FoundMessage]:
    """A page of the user's final messages that have the words and phrases.

    Raises:
        BadSearch, SearchTooLong, SearchTooBroad, BadSpan, BadCursor
    """
    if len(query.q) > LONGEST_SEARCH or len(_WORD.findall(query.q)) > MOST_WORDS:
        raise MessageSearchTooLong
    moments = moments_of(session, user_id, query)
    after = None if query.cursor is None else HitPlace.decode(query.cursor)
    rows = _found(session, _parameters(user_id, query, moments, after))
    if not rows and not session.execute(_SAYS_SOMETHING, {"q": query.q}).scalar_one():
        raise BadMessageSearch
    page = rows[: query.limit]
    # What is left out of it was forgotten: a page may be short, and the next one is whole.
    shown = [_shown(row) for row in page if row.is_shown]
    next_cursor = None
    if len(rows) > query.limit:
        next_cursor = _place(page[-1]).encode()
    return Page(shown, next_cursor)


def _shown(row: Row[Any]) -> FoundMessage:
    return FoundMessage.model_construct(
        message_id=row.message_id,
        conversation_id=row.conversation_id,
        conversation_title=row.conversation_title,
        seq=row.seq,
        type=row.type,
        mode=row.mode,
        created_at=row.created_at,
        rank=row.rank,
        highlight=row.highlight,
    )


def _found(session: Session, parameters: Mapping[str, object]) -> Sequence[Row[Any]]:
    try:
        return session.execute(_FOUND, parameters).all()
    except OperationalError as error:
        if getattr(error.orig, "pgcode", None) == CANCELLED:
            raise SearchTooBroad from None
        raise
    except InternalError:  # "tsquery stack too small": nothing but signs, one within the other
        raise BadMessageSearch from None


def _parameters(
    user_id: UUID, query: SearchFilter, moments: MomentSpan, after: HitPlace | None
) -> dict[str, object]:
    return {
        "q": query.q,
        "user_id": user_id,
        "mode": query.mode,
        "type": query.type,
        "conversation_id": query.conversation_id,
        "first_at": moments.first_at,
        "last_at": moments.last_at,
        "has_image": query.has_image,
        "verdict": query.verdict,
        "instrument": query.instrument,
        "after_rank": after and after.rank,
        "after_at": after and after.moment,
        "after_id": after and after.id,
        "at_most": query.limit + 1,
        "marked": MARKED,
    }


def _place(row: Row[Any]) -> HitPlace:
    return HitPlace(row.rank, row.created_at, row.message_id)
