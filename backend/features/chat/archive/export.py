"""Export of conversations as JSON, and the reading that every format shares: piece by piece, so that any number fits.

Each piece is read in a transaction of its own: no connection waits for a slow receiver, and a sign-in that ends while
an export runs ends the export. What is said after it began is not in it: it goes to the heads that it found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.db import Actor, Database
from backend.core.serializer import to_wire
from backend.features.chat.archive.schemas import ExportedHead, ExportedMessage
from backend.features.chat.messages.serializers import ShownMessage, render
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Conversation, Message
from backend.features.content.media import service as media
from backend.features.content.media.service import Links

FORMAT = "elite-trading-coach.conversations"
VERSION = 1
AT_ONCE = 500  # messages that are in memory together
CONVERSATIONS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Archive:
    """Whose conversations are exported, and how they are reached.

    Attributes:
        conversation_id: the one that is wanted; null means all.
    """

    database: Database
    actor: Actor
    user_id: UUID
    links: Links
    conversation_id: UUID | None = None

    def head(self) -> Conversation:
        """The one conversation that is wanted.

        Raises:
            ConversationNotFound
        """
        assert self.conversation_id is not None, "this archive is of all conversations"
        with self.database.reading(self.actor) as session:
            return queries.conversation(session, self.user_id, self.conversation_id)


@dataclass(frozen=True, slots=True)
class ExportPiece:
    """Some messages of a conversation in order of seq, as `ExportedMessage` has them."""

    conversation: Conversation
    messages: Sequence[ShownMessage]
    first: bool
    last: bool


def as_json(archive: Archive, *, now: datetime) -> Iterator[bytes]:
    """Everything, in a form that can be imported again."""
    yield f'{{"format":"{FORMAT}","version":{VERSION},"exported_at":"{iso(now)}","conversations":['.encode()
    begun = False
    for piece in pieces(archive):
        if piece.first:
            yield b",\n" if begun else b"\n"
            begun = True
            yield to_wire(piece.conversation, ExportedHead)[:-1] + b',"messages":['
        written = [to_wire(message, ExportedMessage) for message in piece.messages]
        before = b"\n" if piece.first else b",\n"
        yield before + b",\n".join(written) if written else b""
        if piece.last:
            yield b"\n]}"
    yield b"\n]}\n"


def pieces(archive: Archive) -> Iterator[ExportPiece]:
    """All that is wanted, conversation by conversation, the oldest first."""
    for group in _groups(_conversations(archive)):
        if len(group) == 1:
            yield from _long(archive, group[0])
        else:
            yield from _short(archive, group)


def _conversations(archive: Archive) -> Iterator[Conversation]:
    if archive.conversation_id is not None:
        yield archive.head()
        return
    last: UUID | None = None
    while True:
        statement = (
            queries.conversations_of(archive.user_id)
            .order_by(Conversation.id)
            .limit(CONVERSATIONS_AT_ONCE)
        )
        if last is not None:
            statement = statement.where(Conversation.id > last)
        with archive.database.reading(archive.actor) as session:
            rows = list(session.scalars(statement))
        yield from rows
        if len(rows) < CONVERSATIONS_AT_ONCE:
            return
        last = rows[-1].id


def _groups(conversations: Iterator[Conversation]) -> Iterator[list[Conversation]]:
    """Short ones together, so that a thousand of them are not a thousand questions."""
    group: list[Conversation] = []
    held = 0
    for conversation in conversations:
        if group and (held + conversation.head > AT_ONCE or len(group) >= CONVERSATIONS_AT_ONCE):
            yield group
            group, held = [], 0
        group.append(conversation)
        held += conversation.head
    if group:
        yield group


def _long(archive: Archive, conversation: Conversation) -> Iterator[ExportPiece]:
    after = 0
    while True:
        until = min(after + AT_ONCE, conversation.head)
        conditions = (
            Message.conversation_id == conversation.id,
            Message.seq > after,
            Message.seq <= until,
        )
        with archive.database.reading(archive.actor) as session:
            rows = session.scalars(
                queries.messages_of(archive.user_id).where(*conditions).order_by(Message.seq)
            )
            shown = _shown(session, archive, list(rows))
        yield ExportPiece(conversation, shown, first=after == 0, last=until >= conversation.head)
        if until >= conversation.head:
            return
        after = until


def _short(archive: Archive, group: Sequence[Conversation]) -> Iterator[ExportPiece]:
    heads = {conversation.id: conversation.head for conversation in group}
    conditions = Message.conversation_id.in_(heads), Message.seq.is_not(None)
    with archive.database.reading(archive.actor) as session:
        rows = session.scalars(
            queries.messages_of(archive.user_id).where(*conditions).order_by(Message.seq)
        )
        in_time = [row for row in rows if (row.seq or 0) <= heads[row.conversation_id]]
        shown = _shown(session, archive, in_time)
    messages: dict[UUID, list[ShownMessage]] = {}
    for message in shown:
        messages.setdefault(message.conversation_id, []).append(message)
    for conversation in group:
        yield ExportPiece(conversation, messages.get(conversation.id, []), first=True, last=True)


def _shown(session: Session, archive: Archive, messages: Sequence[Message]) -> list[ShownMessage]:
    """Messages as `ExportedMessage` has them: without what was forgotten, and images with their hashes."""
    shown = render(session, archive.user_id, messages, archive.links)
    upload_ids = {UUID(str(image["id"])) for message in shown for image in message.images}
    uploads = media.uploads(session, archive.user_id, sorted(upload_ids))
    hashes = {str(upload.id): upload.sha256 for upload in uploads}
    redacted = {message.id: message.redacted for message in messages}
    exported = []
    for message in shown:
        images = []
        for image in message.images:
            sha256 = hashes[str(image["id"])]
            images.append(image | {"sha256": sha256})
        left = redacted[message.id]
        content = message.content if left is None else left
        exported.append(replace(message, content=content, images=images))
    return exported
