"""Use cases of conversations as data: begin, list, change, delete."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.ids import new_id
from backend.core.paging import Page
from backend.core.visible_text import is_blank
from backend.features.content.conversations import list_ends, queries
from backend.features.content.conversations.models import Conversation
from backend.features.content.conversations.schemas import (
    ChangeConversation,
    ConversationFilter,
    NewConversation,
)

UNTITLED = "New conversation"
TITLE_LENGTH = 60


def begin(session: Session, user_id: UUID, body: NewConversation, *, now: datetime) -> Conversation:
    """Start an empty conversation."""
    started = Conversation(
        id=new_id(),
        user_id=user_id,
        title=body.title or UNTITLED,
        mode=body.mode,
        archived=False,
        pinned=False,
        head=0,
        created_at=now,
        updated_at=now,
    )
    session.add(started)
    return started


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation with its last line, and how many answers of it were not read."""

    conversation: Conversation
    last_line: str | None
    last_type: str | None
    unread: int

    def __getattr__(self, name: str) -> object:
        return getattr(self.conversation, name)


def list_recent(session: Session, user_id: UUID, query: ConversationFilter) -> Page[Listed]:
    """A page of conversations, most recently used first, with what a list says of each."""
    page = queries.recent_conversations(session, user_id, query)
    ends = list_ends.ends_of(session, user_id, [row.id for row in page.items])
    items = [Listed(row, *ends.get(row.id, (None, None, 0))) for row in page.items]
    return Page(items, page.next_cursor)


def read_up_to(session: Session, user_id: UUID, conversation_id: UUID, seq: int) -> Conversation:
    """Note up to where a conversation was read; never back, and never beyond what there is.

    Raises:
        ConversationNotFound
    """
    conversation = queries.conversation(session, user_id, conversation_id, lock=True)
    conversation.read_seq = max(conversation.read_seq, min(seq, conversation.head))
    return conversation


def change(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    body: ChangeConversation,
) -> Conversation:
    """Rename, archive, pin or switch the mode; the order of the list stays."""
    conversation = queries.conversation(session, user_id, conversation_id, lock=True)
    for name in body.model_fields_set:
        value = getattr(body, name)
        if value is not None:
            setattr(conversation, name, value)
    return conversation


def delete(session: Session, user_id: UUID, conversation_id: UUID) -> None:
    """Delete a conversation with all its messages."""
    session.delete(queries.conversation(session, user_id, conversation_id, lock=True))


def title_from(content: str) -> str:
    """A title made from the first message: its first line, cut at a word."""
    line = _first_line(content)
    if len(line) <= TITLE_LENGTH:
        return line or "Chart"
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def _first_line(content: str) -> str:
    for line in content.splitlines():
        if not is_blank(line):
            return line.strip()
    return ""
