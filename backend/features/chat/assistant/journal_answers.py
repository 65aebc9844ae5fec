"""What the journal says when it is asked in a conversation: entries, and how regularly it is kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.plural import counted
from backend.features.chat.messages.actions import Reply, look
from backend.features.chat.understanding.journal_request import JournalAction, JournalRequest
from backend.features.record.journal.entry_pages import EntryWords, words_of_entries
from backend.features.record.journal.review.calendar import streaks_of
from backend.features.record.journal.schemas import EntryFilter

MOST_SHOWN = 5
LONGEST_SHOWN = 600  # characters of an entry; the rest is in the journal
_JOURNAL = look("Your journal", "/api/trading/journal")
NONE_YET = "Your journal is empty so far. Write into it here: journal: I waited for the retest."


def reply_to(
    session: Session,
    user_id: UUID,
    request: JournalRequest,
    keyring: Keyring,
    *,
    now: datetime,
) -> Reply:
    """Entries of the days or about the words that are asked for, or the streaks."""
    if request.action is JournalAction.STREAK:
        return Reply(_streak_words(session, user_id, now), (_JOURNAL,))
    query = EntryFilter(
        day_from=request.day_from,
        day_to=request.day_to,
        q=request.words or None,
        limit=MOST_SHOWN,
    )
    entries = words_of_entries(session, user_id, query, keyring, now=now)
    if not entries.items:
        return Reply(_nothing(request), (_JOURNAL,))
    more = "\n\nThere is more in your journal." if entries.next_cursor else ""
    return Reply(f"{_entries_words(entries.items)}{more}", (_JOURNAL,))


def _nothing(request: JournalRequest) -> str:
    if request.day_from is not None or request.day_to is not None:
        return "Your journal has no entry of these days."
    if request.words:
        return f"Your journal has no entry with \u201c{request.words}\u201d."
    return NONE_YET


def _entries_words(entries: Sequence[EntryWords]) -> str:
    return "\n\n".join(_entry_words(entry) for entry in entries)


def _entry_words(entry: EntryWords) -> str:
    heading = f"{entry.day:%A}, {entry.day.day} {entry.day:%B %Y}"
    title = f" \u2013 {entry.title}" if entry.title else ""
    body = entry.body.strip()
    if len(body) > LONGEST_SHOWN:
        body = f"{body[:LONGEST_SHOWN].rstrip()} \u2026"
    return f"{heading}{title}\n{body}"


def _streak_words(session: Session, user_id: UUID, now: datetime) -> str:
    streaks = streaks_of(session, user_id, now=now)
    if not streaks.longest:
        return NONE_YET
    longest = counted(streaks.longest, "weekday", "weekdays")
    if not streaks.current:
        return f"You are on no streak now; your longest is {longest} in a row."
    current = counted(streaks.current, "weekday", "weekdays")
    return f"You wrote or checked in on {current} in a row; your longest is {longest}."
