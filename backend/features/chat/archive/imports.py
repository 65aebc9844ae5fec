"""Import of exported conversations: new ids, the same order, everything final, and nothing for a worker to do.

All of a file is taken or nothing. A conversation is known again by what it was and what was said in it, not by its
links, so that importing it twice gives one. It is history: a draft that was open is dismissed, so that no trade can be
logged twice, and trades that are not the trader's own are not named.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from pydantic import ValidationError
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.crypto import Keyring
from backend.core.ids import new_id
from backend.core.types import JsonObject
from backend.core.validation import InvalidInput, refusal_of
from backend.features.chat.archive.errors import BadConversation
from backend.features.chat.archive.import_formats.formats import conversations_in
from backend.features.chat.archive.import_redaction import ShownConversation, without_forgotten
from backend.features.chat.archive.schemas import (
    ExportedConversation,
    ExportedMessage,
    ImportedConversation,
    ImportedConversations,
)
from backend.features.chat.messages.draft_schemas import DraftOut, DraftStatus
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.verdicts.models import Verdict
from backend.features.content.conversations.models import (
    Conversation,
    Message,
    MessageImage,
    MessageStatus,
    MessageType,
)
from backend.features.content.media.models import Upload
from backend.features.record.trades import queries as trades

NewRow = dict[str, object]  # of a bulk insert, by the names of the columns
LARGEST_FILE = 20_000_000  # bytes; read whole, and some five times that in memory
ROWS_AT_ONCE = 500
IMPORTED = "imported"
MOST_PROBLEMS = 20  # that are told of one file
CLOCKS_DIFFER = timedelta(days=1)  # between the machine that exported and this one
_AS_IT_WAS = {
    "type",
    "mode",
    "status",
    "content",
    "branch_index",
    "guard",
    "created_at",
    "finished_at",
}
_FINAL = {
    MessageType.USER: {MessageStatus.SAVED},
    MessageType.SYSTEM: {MessageStatus.SAVED, MessageStatus.DONE},
    MessageType.AI: {MessageStatus.DONE, MessageStatus.STOPPED, MessageStatus.FAILED},
}


@dataclass(frozen=True, slots=True)
class _Belongings:
    """What of the file's world is the trader's own here."""

    uploads: Mapping[str, UUID]
    trades: frozenset[UUID]


def import_conversations(
    session: Session,
    user_id: UUID,
    content: bytes,
    keyring: Keyring,
    *,
    now: datetime,
) -> ImportedConversations:
    """Take an export in. What was forgotten since does not come back with it.

    Raises:
        NotAnExport, BadConversation
        InvalidInput: something in it is not what an export has there.
    """
    imported: list[ImportedConversation] = []
    missing: dict[str, None] = {}
    for read in conversations_in(content):
        conversation = _checked(read, now)
        owned = _owned(session, user_id, conversation)
        shown = without_forgotten(session, user_id, conversation, keyring)
        imported.append(_take_in(session, user_id, conversation, shown, owned, now))
        hashes = _image_hashes(conversation)
        missing |= dict.fromkeys(sha256 for sha256 in hashes if sha256 not in owned.uploads)
    return ImportedConversations(conversations=imported, missing_images=list(missing))


def _image_hashes(conversation: ExportedConversation) -> list[str]:
    return [image.sha256 for message in conversation.messages for image in message.images]


def _checked(read: object, now: datetime) -> ExportedConversation:
    """One conversation of the file.

    Raises:
        InvalidInput, BadConversation
    """
    try:
        conversation = ExportedConversation.model_validate(read)
    except ValidationError as error:
        refused = refusal_of(error)
        raise InvalidInput(errors=refused.errors[:MOST_PROBLEMS]) from None
    _fits_together(conversation, now)
    return conversation


def _fits_together(conversation: ExportedConversation, now: datetime) -> None:
    """Order, parents and states are those of a log.

    Raises:
        BadConversation
    """
    question_ids: set[UUID] = set()
    ids: set[UUID] = set()
    answers: set[tuple[UUID | None, int]] = set()
    last = 0
    for message in conversation.messages:
        if message.seq <= last or message.id in ids:
            raise _bad(message, "stands twice or out of order")
        if message.status not in _FINAL[message.type]:
            raise _bad(message, f"is {message.status}, which a final message of this type never is")
        if message.type == MessageType.AI and message.parent_message_id is not None:
            if message.parent_message_id not in question_ids:
                raise _bad(message, "answers a message that does not stand before it")
            place = (message.parent_message_id, message.branch_index)
            if place in answers:
                raise _bad(message, "is a second answer in one branch")
            answers.add(place)
        latest = max(message.created_at, message.finished_at or message.created_at)
        if latest > now + CLOCKS_DIFFER:
            raise _bad(message, "is of a time that has not come")
        if len({image.sha256 for image in message.images}) != len(message.images):
            raise _bad(message, "has one image twice")
        last = message.seq
        ids.add(message.id)
        if message.type == MessageType.USER:
            question_ids.add(message.id)


def _bad(message: ExportedMessage, fault: str) -> BadConversation:
    return BadConversation(f"The message with seq {message.seq} {fault}. Nothing was imported.")


def _owned(session: Session, user_id: UUID, conversation: ExportedConversation) -> _Belongings:
    uploads: dict[str, UUID] = {}
    hashes = set(_image_hashes(conversation))
    if hashes:
        named = select(Upload.sha256, Upload.id).where(
            Upload.user_id == user_id,
            Upload.sha256.in_(hashes),
        )
        uploads = {row.sha256: row.id for row in session.execute(named)}
    own_trades: frozenset[UUID] = frozenset()
    trade_ids = _trades_named(conversation)
    if trade_ids:
        own_trades = frozenset(trades.owned(session, user_id, sorted(trade_ids)))
    return _Belongings(uploads, own_trades)


def _trades_named(conversation: ExportedConversation) -> set[UUID]:
    trade_ids: set[UUID] = set()
    for message in conversation.messages:
        trade_ids.update(message.related_trade_ids)
        if message.draft is not None and message.draft.trade_id is not None:
            trade_ids.add(message.draft.trade_id)
    return trade_ids


def _take_in(
    session: Session,
    user_id: UUID,
    conversation: ExportedConversation,
    shown: ShownConversation,
    owned: _Belongings,
    now: datetime,
) -> ImportedConversation:
    """Write a conversation as it is shown from now on; it is known again by what it was."""
    conversation_id = new_id()
    known_by = import_key(conversation)
    row = {
        "id": conversation_id,
        "user_id": user_id,
        **conversation.model_dump(include={"mode", "archived", "pinned"}),
        "title": shown.title,
        "head": len(conversation.messages),
        "import_key": known_by,
        "created_at": min(conversation.created_at, now),
        "updated_at": min(conversation.updated_at, now),
    }
    taken = insert_or(Conversation).values(row).on_conflict_do_nothing().returning(Conversation.id)
    is_new = session.scalars(taken).one_or_none() is not None
    if is_new:
        _write(session, user_id, conversation_id, shown, owned)
    else:
        known = select(Conversation.id).filter_by(user_id=user_id, import_key=known_by)
        conversation_id = session.scalars(known).one()
    return ImportedConversation(
        conversation_id=conversation_id,
        source_id=conversation.id,
        title=shown.title,
        messages=len(conversation.messages),
        duplicate=not is_new,
    )


def import_key(conversation: ExportedConversation) -> str:
    """By what a conversation is known again: where it is from and what was said in it."""
    messages = [_identity(message) for message in conversation.messages]
    return hashlib.sha256(orjson.dumps([str(conversation.id), messages])).hexdigest()


def _identity(message: ExportedMessage) -> list[object]:
    verdict = message.verdict
    return [
        message.type,
        message.status,
        message.content,
        iso(message.created_at),
        message.branch_index,
        [image.sha256 for image in message.images],
        verdict and [verdict.verdict, verdict.confidence, verdict.analysis],
    ]


def _write(
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    shown: ShownConversation,
    owned: _Belongings,
) -> None:
    messages = shown.messages
    new = {message.id: new_id() for message in messages}
    rows = []
    for seq, message in enumerate(messages, 1):
        row = _message(message, seq, new, owned)
        row |= {"conversation_id": conversation_id, "user_id": user_id}
        row["redacted"] = shown.redacted.get(message.id)
        rows.append(row)
    judged = [
        _verdict(message, new[message.id], user_id)
        for message in messages
        if message.verdict is not None
    ]
    coached = [
        _coached(message, new[message.id], user_id)
        for message in messages
        if message.coaching is not None
    ]
    pictures = [
        {
            "message_id": new[message.id],
            "upload_id": owned.uploads[image.sha256],
            "user_id": user_id,
            "position": place,
        }
        for message in messages
        for place, image in enumerate(message.images, 1)
        if image.sha256 in owned.uploads
    ]
    tables = (
        (Message, rows),
        (Verdict, judged),
        (CoachingAnswer, coached),
        (MessageImage, pictures),
    )
    for table, rows_of_table in tables:
        for batch in _batches(rows_of_table):
            session.execute(insert(table), batch)


def _batches(rows: Sequence[NewRow]) -> Iterator[Sequence[NewRow]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]


def _message(
    message: ExportedMessage,
    seq: int,
    new: Mapping[UUID, UUID],
    owned: _Belongings,
) -> NewRow:
    plain = message.model_dump(mode="json", include={"error", "interlock"})
    parent_id = message.parent_message_id
    own_trades = [trade_id for trade_id in message.related_trade_ids if trade_id in owned.trades]
    return {
        **message.model_dump(include=_AS_IT_WAS),
        "id": new[message.id],
        "seq": seq,
        "parent_message_id": None if parent_id is None else new.get(parent_id),
        "related_trade_ids": own_trades or None,
        "error": plain["error"],
        "draft": message.draft and _settled(message.draft, owned),
        "interlock": plain["interlock"],
    }


def _settled(draft: DraftOut, owned: _Belongings) -> JsonObject:
    changes: dict[str, object] = {"created_id": None}
    if draft.status == DraftStatus.OPEN:
        changes["status"] = DraftStatus.DISMISSED
    if draft.trade_id not in owned.trades:
        changes["trade_id"] = None
    return draft.model_copy(update=changes).model_dump(mode="json")


def _coached(message: ExportedMessage, message_id: UUID, user_id: UUID) -> NewRow:
    """What an answer stands on; nothing is made of its session and of what was learned from it."""
    coaching = message.coaching
    assert coaching is not None, "only messages of the coach are asked for it"
    return {
        "message_id": message_id,
        "user_id": user_id,
        "session_id": None,
        "engine": coaching.engine,
        "prompt_version": IMPORTED,
        "evidence": coaching.evidence,
        "sentences": CoachingAnswer.spans_of(
            message.content,
            [(sentence.text, sentence.sources) for sentence in coaching.sentences],
        ),
        "emotion": None if coaching.emotion is None else coaching.emotion.model_dump(mode="json"),
        "learned": [],
        "created_at": message.created_at,
    }


def _verdict(message: ExportedMessage, message_id: UUID, user_id: UUID) -> NewRow:
    assert message.verdict is not None, "only messages with a verdict are asked for it"
    plain = message.verdict.model_dump(mode="json")
    same = (
        "verdict confidence analysis key_points conditions missing psychology_note read invalidation horizon evidence"
        " facts citations struck shown_confidence calibrated_on engine model prompt_version fallback_reason"
        " image_sha256 input_tokens output_tokens"
    ).split()
    return {
        **{name: plain[name] for name in same},
        "id": new_id(),
        "user_id": user_id,
        "message_id": message_id,
        "created_at": message.verdict.created_at,
    }
