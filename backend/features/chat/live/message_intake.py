"""Sending a message: checked, stored with others in one commit, acknowledged, announced, and the bell rung."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.batcher import Batcher
from backend.core.clock import iso
from backend.core.db import Actor, Database
from backend.core.errors import Refusal
from backend.core.ids import new_id
from backend.core.rate_limits import Counters, Limit
from backend.core.types import JsonObject
from backend.core.visible_text import seen_of
from backend.features.chat.messages.errors import (
    EmptyMessage,
    NotSavedInTime,
    TooManyMessages,
    UnknownTrades,
)
from backend.features.chat.messages.ports import Bell, Push
from backend.features.chat.messages.schemas import SendMessage
from backend.features.chat.messages.serializers import SentMessage, message_document, render
from backend.features.coach.language.titles import title_of
from backend.features.content.conversations import bulk_insert, queries
from backend.features.content.conversations.bulk_insert import NewMessage, StoredMessage
from backend.features.content.conversations.models import Message
from backend.features.content.conversations.service import UNTITLED
from backend.features.content.media import service as media
from backend.features.content.media.service import Links
from backend.features.record.trades import service as trades

SAVE_SECONDS = 15
MOST_BEGUN = 100_000  # conversations; some ten megabytes
LANES = 2  # while PostgreSQL stores one group, the next is gathered, and the last is acknowledged


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, by which sign-in, and through which socket."""

    user_id: UUID
    session_id: UUID | None
    socket_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Outgoing:
    sender: Sender
    draft: NewMessage
    images: list[JsonObject]


class MessageIntake:
    """Takes messages in. One for a process; its lanes group the messages of all sockets and requests."""

    def __init__(
        self,
        database: Database,
        *,
        counters: Counters,
        limit: Limit,
        links: Links,
        push: Push,
        bell: Bell,
    ) -> None:
        self._database = database
        self._counters = counters
        self._limit = limit
        self._links = links
        self._push = push
        self._bell = bell
        # They have their first message, and so need no title any more.
        self._begun: dict[UUID, None] = {}
        self._lanes: list[Batcher[_Outgoing, SentMessage]] = [
            Batcher(self._store, name=f"message-intake-{lane}") for lane in range(LANES)
        ]

    def send(self, sender: Sender, body: SendMessage, *, now: datetime) -> "Future[SentMessage]":
        """Hand a message in; the future holds what `Sent` says, once it is committed.

        Raises:
            EmptyMessage, UnknownTrades, media's UploadNotFound and ForeignImage: refused before anything is stored.
        """
        content = seen_of(body.content)
        images = self._images(sender, body)
        if not content and not images:
            raise EmptyMessage
        if body.related_trade_ids:
            self._refuse_unknown_trades(sender, body.related_trade_ids)
        draft = NewMessage(
            user_id=sender.user_id,
            conversation_id=body.conversation_id or new_id(),
            begins=body.conversation_id is None,
            title=UNTITLED if body.conversation_id in self._begun else title_of(content),
            mode=body.mode,
            content=content,
            client_message_id=body.client_message_id,
            upload_ids=tuple(UUID(str(image["id"])) for image in images),
            related_trade_ids=tuple(body.related_trade_ids or ()),
            now=now,
        )
        # One lane a user, so that their messages keep their order.
        lane = self._lanes[sender.user_id.int % LANES]
        return lane.submit(_Outgoing(sender, draft, images))

    def send_and_wait(self, sender: Sender, body: SendMessage, *, now: datetime) -> SentMessage:
        """The same for callers that wait: REST."""
        try:
            return self.send(sender, body, now=now).result(SAVE_SECONDS)
        except TimeoutError:
            raise NotSavedInTime(retry_after=2) from None

    def sent_before(self, sender: Sender, client_message_id: str) -> SentMessage | None:
        """What was accepted under a client's own id, to whoever repeats it; null when nothing was."""
        with self._database.reading(Actor((sender.user_id,), sender.session_id)) as session:
            message = queries.by_client_message_id(session, sender.user_id, client_message_id)
            if message is None:
                return None
            answers = queries.answers_to(session, sender.user_id, message.id)
            if not answers:
                return None
            return self._duplicate(session, message, answers[0])

    def _images(self, sender: Sender, body: SendMessage) -> list[JsonObject]:
        if not body.upload_ids and not body.image_url:
            return []
        with self._database.reading(Actor((sender.user_id,), sender.session_id)) as session:
            return media.for_message(
                session,
                sender.user_id,
                body.upload_ids or [],
                body.image_url,
                self._links,
            )

    def _refuse_unknown_trades(self, sender: Sender, trade_ids: list[UUID]) -> None:
        with self._database.reading(Actor((sender.user_id,), sender.session_id)) as session:
            if trades.owned(session, sender.user_id, trade_ids) != set(trade_ids):
                raise UnknownTrades

    def _store(self, group: Sequence[_Outgoing]) -> list[SentMessage | Exception]:
        """The work of the batcher: count, store, announce. The order of the results is that of the group."""
        takes = [(self._limit, str(outgoing.sender.user_id)) for outgoing in group]
        waits = self._counters.take(takes)
        counted = list(zip(group, waits, strict=True))
        admitted = [outgoing for outgoing, wait in counted if wait is None]
        refused = [outgoing for outgoing, wait in counted if wait is not None]
        stored = iter(self._stored(admitted))
        known = iter(self._known(refused))
        results = []
        for outgoing, wait in counted:
            result: StoredMessage | Exception
            if wait is None:
                result = next(stored)
            else:
                result = next(known) or TooManyMessages(retry_after=wait)
            results.append(self._announce(outgoing, result))
        return results

    def _stored(self, admitted: Sequence[_Outgoing]) -> list[StoredMessage | Exception]:
        if not admitted:
            return []
        stored = bulk_insert.store(self._database, [outgoing.draft for outgoing in admitted])
        self._bell.ring()
        return stored

    def _known(self, refused: Sequence[_Outgoing]) -> list[StoredMessage | None]:
        """What was stored before of what is beyond the limit: a repetition is no message, and is not limited."""
        if not refused:
            return []
        try:
            return bulk_insert.known(self._database, [outgoing.draft for outgoing in refused])
        except Refusal:  # they are beyond the limit, and the others of their group are stored
            return [None] * len(refused)

    def _announce(
        self,
        outgoing: _Outgoing,
        stored: StoredMessage | Exception,
    ) -> SentMessage | Exception:
        if isinstance(stored, Exception):
            return stored
        if stored.duplicate:
            try:
                return self._earlier(outgoing.sender, stored)
            except Refusal as refusal:  # this one's alone: the others of its group are stored
                return refusal
        self._note_begun(stored.conversation_id)
        sent = _sent(outgoing, stored)
        user_id = outgoing.sender.user_id
        socket_id = outgoing.sender.socket_id
        self._push.to_user(user_id, "message_saved", sent.pair, except_socket=socket_id)
        return sent

    def _note_begun(self, conversation_id: UUID) -> None:
        if len(self._begun) >= MOST_BEGUN:
            self._begun.clear()
        self._begun[conversation_id] = None

    def _earlier(self, sender: Sender, stored: StoredMessage) -> SentMessage:
        with self._database.reading(Actor((sender.user_id,))) as session:
            message = queries.message(session, sender.user_id, stored.message_id)
            return self._duplicate(
                session,
                message,
                queries.message(session, sender.user_id, stored.answer_id),
            )

    def _duplicate(self, session: Session, message: Message, answer: Message) -> SentMessage:
        rows = render(session, message.user_id, [message, answer], self._links)
        message_shown, answer_shown = map(message_document, rows)
        return SentMessage(message_shown, answer_shown, duplicate=True)


def _sent(outgoing: _Outgoing, stored: StoredMessage) -> SentMessage:
    """What `Sent` says of a fresh message, without reading it back: this is the hot path."""
    draft = outgoing.draft
    at = iso(draft.now)
    message_id = str(stored.message_id)
    conversation_id = str(stored.conversation_id)
    message: JsonObject = {
        "id": message_id,
        "conversation_id": conversation_id,
        "seq": stored.seq,
        "type": "user",
        "mode": stored.mode,
        "content": draft.content,
        "images": [*outgoing.images],
        "parent_message_id": None,
        "branch_index": 0,
        "client_message_id": draft.client_message_id,
        "related_trade_ids": [str(trade_id) for trade_id in draft.related_trade_ids],
        "status": "saved",
        "verdict": None,
        "error": None,
        "draft": None,
        "interlock": None,
        "guard": None,
        "actions": [],
        "understood": None,
        "cost": None,
        "coaching": None,
        "feedback": None,
        "created_at": at,
        "finished_at": at,
    }
    answer: JsonObject = {
        "id": str(stored.answer_id),
        "conversation_id": conversation_id,
        "seq": None,
        "type": "ai",
        "mode": stored.mode,
        "content": "",
        "images": [],
        "parent_message_id": message_id,
        "branch_index": 0,
        "client_message_id": None,
        "related_trade_ids": [],
        "status": "pending",
        "verdict": None,
        "error": None,
        "draft": None,
        "interlock": None,
        "guard": None,
        "actions": [],
        "understood": None,
        "cost": None,
        "coaching": None,
        "feedback": None,
        "created_at": at,
        "finished_at": None,
    }
    return SentMessage(message, answer, duplicate=False)
