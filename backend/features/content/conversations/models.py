"""Tables of the chat: conversations and messages.

A conversation's `head` is the sequence of its messages: its row lock is their total order. A message takes the next
`seq` when it will never change again: a user's message at once, an answer when it is final. So the sequence of a
conversation is a log that only grows, without gaps, and "everything after seq n" is exactly what a client missed.

An unanswered question is an answer row that is not final: the row is the job.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class Mode(Choice):
    """What a conversation is about."""

    ANALYSIS = "analysis"
    PSYCHOLOGY = "psychology"


class MessageType(StrEnum):
    """Who speaks."""

    USER = "user"
    AI = "ai"
    SYSTEM = "system"


class MessageStatus(StrEnum):
    """Where a message stands; the last four never change again."""

    PENDING = "pending"
    RUNNING = "running"
    SAVED = "saved"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class AnswerVerdict(Choice):
    """What a trader says of an answer."""

    HELPFUL = "helpful"
    WRONG = "wrong"


# As PostgreSQL writes it down: the words of a final message, and its owner as one more word that no text can hold, so
# that the index answers "this word, of this trader" without looking at anybody else's messages.
WORDS = (
    "CASE WHEN ((seq IS NOT NULL) AND (content <> ''::text)) THEN (to_tsvector('english'::regconfig, content)"
    " || array_to_tsvector(ARRAY[('@'::text || (user_id)::text)])) ELSE NULL::tsvector END"
)
UNFINISHED = (MessageStatus.PENDING, MessageStatus.RUNNING)


class Conversation(Base):
    """A thread of messages of one trader."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        CheckConstraint("mode in ('analysis', 'psychology')", name="mode"),
        Index("ix_conversations_recent", "user_id", "archived", "updated_at", "id"),
        Index(
            "uq_conversations_import_key",
            "user_id",
            "import_key",
            unique=True,
            postgresql_where=text("import_key is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str]
    mode: Mapped[str] = mapped_column(default=Mode.ANALYSIS)
    archived: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=False)
    head: Mapped[int] = mapped_column(default=0)
    read_seq: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # what comes after it was not read
    import_key: Mapped[
        str | None
    ]  # what it was imported from: the same file again is not a second conversation
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Message(Base):
    """What was said, or what is to be answered.

    `run_at` is when an unfinished answer may next be taken by a worker: at once when pending, when its lease ends
    while it is running.
    """

    __tablename__ = "messages"
    __mapper_args__ = {"eager_defaults": False}
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "user_id"],
            ["conversations.id", "conversations.user_id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("id", "user_id"),
        Index(
            "uq_messages_seq",
            "conversation_id",
            "seq",
            unique=True,
            postgresql_where=text("seq is not null"),
        ),
        Index(
            "uq_messages_client_message_id",
            "user_id",
            "client_message_id",
            unique=True,
            postgresql_where=text("client_message_id is not null"),
        ),
        Index(
            "uq_messages_answer",
            "parent_message_id",
            "branch_index",
            unique=True,
            postgresql_where=text("type = 'ai'"),
        ),
        Index(
            "ix_messages_unfinished",
            "priority",
            "run_at",
            postgresql_where=text("status in ('pending', 'running')"),
        ),
        Index(
            "ix_messages_unfinished_in",
            "conversation_id",
            postgresql_where=text("status in ('pending', 'running')"),
        ),
        Index(
            "ix_messages_words",
            "words",
            postgresql_using="gin",
            postgresql_where=text("words is not null"),
        ),
        CheckConstraint("type in ('user', 'ai', 'system')", name="type"),
        CheckConstraint(
            "status in ('saved', 'pending', 'running', 'done', 'stopped', 'failed')",
            name="status",
        ),
        CheckConstraint("(seq is null) = (status in ('pending', 'running'))", name="final_has_seq"),
        CheckConstraint("length(content) <= 100000", name="content"),
        CheckConstraint("guard in ('self_harm', 'market_abuse')", name="guard"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[UUID]
    user_id: Mapped[UUID]
    seq: Mapped[int | None]
    type: Mapped[str]
    mode: Mapped[str]
    status: Mapped[str]
    content: Mapped[str] = mapped_column(default="")
    parent_message_id: Mapped[
        UUID | None
    ]  # made with its question, gone with its conversation: needs no foreign key
    branch_index: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    client_message_id: Mapped[str | None]
    related_trade_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))
    error: Mapped[dict[str, Any] | None]
    draft: Mapped[dict[str, Any] | None]
    interlock: Mapped[dict[str, Any] | None]
    guard: Mapped[str | None]  # what the words were met with, on the question and on its answer
    actions: Mapped[list[Any] | None]  # what can be done with the answer
    understood: Mapped[dict[str, Any] | None]  # what its question was taken for
    redacted: Mapped[
        str | None
    ]  # what is shown of it elsewhere, once the trader had something in it forgotten
    cost: Mapped[Decimal | None]  # US dollars that the provider was paid for this answer
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    priority: Mapped[int | None] = mapped_column(SmallInteger)
    run_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    lease_token: Mapped[UUID | None]
    stop_requested: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    words: Mapped[str | None] = mapped_column(
        TSVECTOR,
        Computed(WORDS, persisted=True),
        deferred=True,
    )


class MessageImage(Base):
    """An image of a message, in its place."""

    __tablename__ = "message_images"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["upload_id", "user_id"],
            ["uploads.id", "uploads.user_id"],
            deferrable=True,
            initially="DEFERRED",
        ),  # an image in use stays; with its owner both go, in whatever order
    )

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    upload_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(SmallInteger)


class AnswerFeedback(Base):
    """What the trader said of an answer: one a message."""

    __tablename__ = "answer_feedback"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("verdict in ('helpful', 'wrong')", name="verdict"),
    )

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    verdict: Mapped[str]
    words: Mapped[str | None]
    updated_at: Mapped[datetime]
