"""Which messages carry a memory, so that no prompt shows what was forgotten or is kept from a provider.

A message carries a memory when the trader said it there, when an answer stands on it, when a provider was given it
before it wrote, or when its words occur there. What is forgotten leaves prompts, and what the product wrote of it is
erased (`erasure`); what the trader wrote stays as it is.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.features.coach.memory.models import CarryKind, CoachingCarrier
from backend.features.coach.memory.statement_matching import carries, spoken, tidy

MOST_MESSAGES = (
    500  # that have most of the words; where more do, the words say nothing in particular
)
MOST_WORDS = 12  # the longest ones; each is left out once
ALL_OF = 3  # so few words must all be there

# `chat_found` chooses by the index on words and asks for the user itself; the messages are read behind their policies.
_WITH_WORDS = text("""
select m.id, m.content
from chat_found(:search, null, null, null, null, null, null, null, null, null, null, null, :most) as found
join messages m on m.id = found.message_id where m.user_id = :user_id
""")


def mark_told(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    memory_ids: Iterable[UUID],
) -> None:
    """The trader said these things in a message."""
    pairs = [(message_id, memory_id) for memory_id in memory_ids]
    _mark(session, user_id, pairs, CarryKind.TOLD)


def mark_answer(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    cited: Sequence[UUID],
    given: Sequence[UUID],
) -> None:
    """An answer stands on these memories; these others were given to the provider that wrote it."""
    only_given = set(given).difference(cited)
    cited_pairs = [(message_id, memory_id) for memory_id in cited]
    given_pairs = [(message_id, memory_id) for memory_id in only_given]
    _mark(session, user_id, cited_pairs, CarryKind.CITED)
    _mark(session, user_id, given_pairs, CarryKind.GIVEN)


def mark_words(session: Session, user_id: UUID, memory_id: UUID, statement: str) -> None:
    """Mark every message of the trader, and every answer, in which a statement's words occur."""
    message_ids = messages_saying(session, user_id, statement)
    pairs = [(message_id, memory_id) for message_id in message_ids]
    _mark(session, user_id, pairs, CarryKind.WORDS)


def messages_saying(session: Session, user_id: UUID, statement: str) -> list[UUID]:
    """Every final message of the trader, and every answer, in which a statement's words occur."""
    message_ids: dict[UUID, None] = {}
    for wording in dict.fromkeys((statement, tidy(statement))):
        search = _search_for(list(dict.fromkeys(spoken(wording))))
        if not search:
            continue
        values = {"search": search, "most": MOST_MESSAGES, "user_id": user_id}
        for row in session.execute(_WITH_WORDS, values):
            if carries(row.content, statement):
                message_ids[row.id] = None
    return list(message_ids)


def _search_for(words: Sequence[str]) -> str:
    """A search for all of these words, or all but one: few messages have so many, however many there are."""
    longest = sorted(words, key=len, reverse=True)[:MOST_WORDS]
    if len(longest) <= ALL_OF:
        return " ".join(longest)
    searches = []
    for left_out in longest:
        searches.append(" ".join(word for word in longest if word != left_out))
    return " or ".join(searches)


def _mark(
    session: Session,
    user_id: UUID,
    pairs: Sequence[tuple[UUID, UUID]],
    kind: CarryKind,
) -> None:
    """Messages carry memories; what is marked already keeps how it was."""
    if not pairs:
        return
    rows = [
        {"message_id": message_id, "memory_id": memory_id, "user_id": user_id, "how": kind}
        for message_id, memory_id in sorted(set(pairs))
    ]
    session.execute(insert(CoachingCarrier).values(rows).on_conflict_do_nothing())
