"""Tables of memory: what is remembered, how it read before, what was forgotten, and which messages carry it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base
from backend.core.ids import new_id


class MemoryKind(Choice):
    """What a memory is about; each kind fades at its own pace."""

    GOAL = "goal"
    RULE = "rule"  # a rule of thumb of the trader's own
    HABIT = "habit"
    TRIGGER = "trigger"  # what sets something off
    PREFERENCE = "preference"
    FACT = "fact"


class MemorySource(StrEnum):
    """Where a memory comes from."""

    CHAT = "chat"  # the trader's own words in a message
    TRADER = "trader"  # taught by the trader outside of the chat
    RECORD = "record"  # taught with trades, plans or patterns that it rests on
    SESSION = "session"  # what the trader takes from a coaching session
    PROVIDER = "provider"  # proposed by a provider; counts once the trader confirms it


class MemoryStatus(Choice):
    """Whether a memory counts."""

    PROPOSED = "proposed"
    KEPT = "kept"
    FORGOTTEN = "forgotten"


class Sharing(Choice):
    """Which provider may be told."""

    ANY = "any"
    SOME = "some"
    NONE = "none"


class JournalWords(Choice):
    """Who may read the encrypted words of check-ins: nobody, the rules of the coach, or a provider as well."""

    NOBODY = "nobody"
    RULES = "rules"
    PROVIDER = "provider"


class CarryKind(StrEnum):
    """How a message came to carry a memory."""

    TOLD = "told"  # the trader said it there
    CITED = "cited"  # the answer stands on it
    GIVEN = "given"  # a provider had it before it wrote the answer
    WORDS = "words"  # its words occur there


class CoachingBook(Base):
    """One trader's settings of the coach, and a version that every change of memory or sessions raises.

    Its row is the lock of those who change what is remembered.
    """

    __tablename__ = "coaching_books"
    __table_args__ = (
        CheckConstraint("journal_words in ('nobody', 'rules', 'provider')", name="journal_words"),
        CheckConstraint("sharing in ('any', 'none')", name="sharing"),
    )

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    version: Mapped[int] = mapped_column(BigInteger)
    erasures: Mapped[int] = mapped_column(BigInteger)  # how often something was forgotten
    learns: Mapped[bool] = mapped_column(default=True)
    journal_words: Mapped[str] = mapped_column(default=JournalWords.NOBODY)
    sharing: Mapped[str] = mapped_column(default=Sharing.ANY)
    updated_at: Mapped[datetime]


class CoachingMemory(Base):
    """One thing that is remembered of a trader. A forgotten one keeps its place and loses its words.

    `key` stands for the statement's words in their order, `words` for each of them: keyed hashes, by which a statement
    is known again and found. `confirmed_at` is from when confidence fades.
    """

    __tablename__ = "coaching_memories"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            ondelete="SET NULL (message_id)",
        ),
        CheckConstraint(
            "kind in ('goal', 'rule', 'habit', 'trigger', 'preference', 'fact')",
            name="kind",
        ),
        CheckConstraint("status in ('proposed', 'kept', 'forgotten')", name="status"),
        CheckConstraint(
            "source in ('chat', 'trader', 'record', 'session', 'provider')",
            name="source",
        ),
        CheckConstraint("sharing in ('any', 'some', 'none')", name="sharing"),
        CheckConstraint("(status = 'forgotten') = (statement is null)", name="erased"),
        CheckConstraint("confidence between 0 and 1", name="confidence"),
        Index("ix_coaching_memories_recent", "user_id", "learned_at", "id"),
        Index(
            "uq_coaching_memories_key",
            "user_id",
            "key",
            unique=True,
            postgresql_where=text("key is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    status: Mapped[str]
    statement: Mapped[bytes | None] = mapped_column(LargeBinary)
    key: Mapped[int | None] = mapped_column(BigInteger)
    words: Mapped[list[int]] = mapped_column(ARRAY(BigInteger()))
    number: Mapped[int]
    confidence: Mapped[float] = mapped_column(Float(53))
    source: Mapped[str]
    message_id: Mapped[UUID | None]
    evidence: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    sharing: Mapped[str]
    providers: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    learned_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class CoachingMemoryVersion(Base):
    """A memory as it read before it was corrected; erased with it."""

    __tablename__ = "coaching_memory_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["memory_id", "user_id"],
            ["coaching_memories.id", "coaching_memories.user_id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("memory_id", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    memory_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str]
    statement: Mapped[bytes] = mapped_column(LargeBinary)
    since: Mapped[datetime]
    until: Mapped[datetime]


class CoachingTombstone(Base):
    """What must not be learned again: no words, only a sealed hash of what they mean and a keyed hash to find it by."""

    __tablename__ = "coaching_tombstones"
    __table_args__ = (
        ForeignKeyConstraint(
            ["memory_id", "user_id"],
            ["coaching_memories.id", "coaching_memories.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_coaching_tombstones_key", "user_id", "key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    memory_id: Mapped[UUID | None]
    kind: Mapped[str | None]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    key: Mapped[int] = mapped_column(BigInteger)
    forgotten_at: Mapped[datetime]


class CoachingAnswer(Base):
    """What an answer of the coach stands on, sentence by sentence, and how the trader sounded before it."""

    __tablename__ = "coaching_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["coaching_sessions.id", "coaching_sessions.user_id"],
            ondelete="SET NULL (session_id)",
        ),
        Index("ix_coaching_answers_session", "session_id"),
        Index(
            "ix_coaching_answers_technique",
            "user_id",
            "created_at",
            postgresql_where=text("technique is not null"),
        ),
    )

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    session_id: Mapped[UUID | None]
    engine: Mapped[str]
    prompt_version: Mapped[str]
    evidence: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    sentences: Mapped[list[Any]]  # [start, end, [source ids]] of the message's content
    emotion: Mapped[dict[str, Any] | None]
    learned: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    technique: Mapped[str | None]  # what it taught, by the name that the catalogue has
    created_at: Mapped[datetime]

    @staticmethod
    def spans_of(text: str, parts: Sequence[tuple[str, Sequence[str]]]) -> list[Any]:
        """Where each part stands in a text, with its sources, as `sentences` has them.

        Parts are in order, and one that is not there is left out.
        """
        spans, end = [], 0
        for words, sources in parts:
            plain = words.strip()
            start = text.find(plain, end) if plain else -1
            if start >= 0:
                end = start + len(plain)
                spans.append([start, end, list(sources)])
        return spans


class CoachingCarrier(Base):
    """A message that carries a memory, and how: when the memory is forgotten, no later prompt shows that message."""

    __tablename__ = "coaching_carried"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["memory_id", "user_id"],
            ["coaching_memories.id", "coaching_memories.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("how in ('told', 'cited', 'given', 'words')", name="how"),
        Index("ix_coaching_carried_memory", "memory_id"),
    )

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    memory_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    how: Mapped[str]
