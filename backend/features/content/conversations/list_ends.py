"""How conversations end: their last line, and how many of their answers were not read."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.core.db import ids_array

MOST_UNREAD = 100
LINE = 160  # characters
# Words that were met with care or declined are shown in their conversation alone.
_ENDS = text("""
    select c.id, last.line, last.type, (
        select count(*) from (
            select from messages m
            where m.conversation_id = c.id and m.user_id = :user_id and m.seq > c.read_seq and m.type = 'ai'
            limit :most_unread
        ) unread
    ) as unread
    from conversations c left join lateral (
        select case when m.guard is null then nullif(left(coalesce(m.redacted, m.content), :line), '') end as line, m.type
        from messages m where m.conversation_id = c.id and m.user_id = :user_id and m.seq = c.head
    ) last on true
    where c.user_id = :user_id and c.id = any (cast(:ids as uuid[]))
""")


class End(NamedTuple):
    """The beginning of the last message and who said it, and the answers that were not read."""

    last_line: str | None
    last_type: str | None
    unread: int


def ends_of(session: Session, user_id: UUID, conversation_ids: Sequence[UUID]) -> dict[UUID, End]:
    """How each of these conversations ends, in one statement."""
    if not conversation_ids:
        return {}
    parameters = {
        "user_id": user_id,
        "ids": ids_array(conversation_ids),
        "line": LINE,
        "most_unread": MOST_UNREAD,
    }
    rows = session.execute(_ENDS, parameters)
    return {row.id: End(row.line, row.type, row.unread) for row in rows}
