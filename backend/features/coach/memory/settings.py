"""The book of a trader: settings of the coach, and the version that every change raises. Whoever changes locks it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.features.coach.memory.models import CoachingBook, JournalWords, Sharing
from backend.features.coach.memory.schemas import ChangeCoachSettings


@dataclass(frozen=True, slots=True)
class CoachSettings:
    """What a trader allows the coach."""

    learns: bool = True
    journal_words: JournalWords = JournalWords.NOBODY
    sharing: Sharing = Sharing.ANY


def read(session: Session, user_id: UUID) -> CoachSettings:
    """The settings; those of the beginning where nothing was changed."""
    book = session.get(CoachingBook, user_id)
    if book is None:
        return CoachSettings()
    return _settings_of(book)


def lock_for_change(
    session: Session,
    user_id: UUID,
    *,
    now: datetime,
    erasing: bool = False,
) -> CoachingBook:
    """The book, locked until the transaction ends; its version is raised by this, and `erasures` where words go."""
    new_book = insert(CoachingBook).values(
        user_id=user_id,
        version=0,
        erasures=0,
        learns=True,
        updated_at=now,
        journal_words=JournalWords.NOBODY,
        sharing=Sharing.ANY,
    )
    session.execute(new_book.on_conflict_do_nothing())
    statement = select(CoachingBook).where(CoachingBook.user_id == user_id).with_for_update()
    book = session.scalars(statement.execution_options(populate_existing=True)).one()
    book.version += 1
    book.erasures += erasing
    book.updated_at = now
    session.flush()
    return book


def erasures(session: Session, user_id: UUID) -> int | None:
    """How often something was forgotten; null where nothing was ever remembered."""
    return session.scalar(select(CoachingBook.erasures).where(CoachingBook.user_id == user_id))


def hold(session: Session, user_id: UUID) -> int | None:
    """The same, and nothing is forgotten until this transaction ends.

    Whoever holds the book and a conversation takes the book first.
    """
    statement = select(CoachingBook.erasures).where(CoachingBook.user_id == user_id)
    return session.scalar(statement.with_for_update())


def change(
    session: Session,
    user_id: UUID,
    body: ChangeCoachSettings,
    *,
    now: datetime,
) -> CoachSettings:
    """Change some settings."""
    book = lock_for_change(session, user_id, now=now)
    for name in body.model_fields_set:
        value = getattr(body, name)
        if value is not None:
            setattr(book, name, value)
    session.flush()
    changed(session, user_id, Resource.SETTINGS)
    return _settings_of(book)


def _settings_of(book: CoachingBook) -> CoachSettings:
    return CoachSettings(book.learns, JournalWords(book.journal_words), Sharing(book.sharing))
