"""What the product itself wrote of something that is forgotten: found, and erased where it stands.

Answers lose the sentences that say it, titles that were made of it become neutral, kept answers to requests lose it.
The trader's own messages stay as they were written; what is shown of them elsewhere (search, exports) is
`Message.redacted`. The book of the trader must be held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import idempotency
from backend.core.crypto import Keyring
from backend.core.db import announce
from backend.features.coach.memory import provenance
from backend.features.coach.memory.events import MessagesErased
from backend.features.coach.memory.extraction import read_command
from backend.features.coach.memory.models import Carried, CoachingAnswer, CoachingCarried
from backend.features.coach.memory.redaction import ERASED, LEFT_OUT, longest, once, says, without
from backend.features.coach.memory.source_spans import spans_of
from backend.features.coach.memory.statement_matching import telling
from backend.features.coach.verdicts.models import Verdict
from backend.features.content.conversations.models import Conversation, Message, MessageType
from backend.features.content.conversations.service import UNTITLED, title_from

AT_ONCE = 200  # messages that are in memory together
OF_VERDICTS = (
    "analysis", "key_points", "conditions", "missing", "psychology_note", "invalidation", "facts", "citations",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gone:
    """One thing that is being forgotten: every wording that it had, and the memory that held it, if one did."""

    statements: tuple[str, ...]
    memory_id: UUID | None = None


@dataclass(slots=True)
class _Hit:
    """What one message says of what is being forgotten, and whether the trader told it there."""

    statements: set[str] = field(default_factory=set)
    memory_ids: set[UUID] = field(default_factory=set)
    is_told: bool = False

    def add(self, gone: Gone, how: str) -> None:
        self.statements.update(gone.statements)
        if gone.memory_id is not None:
            self.memory_ids.add(gone.memory_id)
        self.is_told = self.is_told or how == Carried.TOLD

    def says(self, text: str) -> bool:
        return any(says(text, one, is_known=self.is_told) for one in self.statements)

    def is_named_in(self, text: str) -> bool:
        """Whether a text has a word of it: too little to say it, enough to tell what it was about."""
        return any(not set(telling(text)).isdisjoint(telling(one)) for one in self.statements)

    def left_of(self, text: str, placeholder: str) -> str:
        return without(text, self.says, placeholder, together=longest(self.statements))


def erase(
    session: Session,
    user_id: UUID,
    gone: Sequence[Gone],
    keyring: Keyring,
    *,
    told_in: UUID | None = None,
) -> None:
    """Erase what the product wrote of these things; `told_in` is the message that has them forgotten, if one does."""
    hits = _hits(session, user_id, gone)
    if told_in is not None:
        for one in gone:
            hits.setdefault(told_in, _Hit()).add(one, Carried.TOLD)
    changed, titles = _erase_in(session, user_id, hits)
    conversations, old = _neutralise(session, user_id, titles)
    more = _hits(session, user_id, [Gone((one,)) for one in sorted(old)])
    answers, _ = _erase_in(session, user_id, more, only_ours=True)
    statements = {one for each in gone for one in each.statements}
    everything = _Hit(statements)
    idempotency.rewrite(session, user_id, keyring, lambda body: _erased_from(body, everything))
    session.flush()
    if changed or answers or conversations:
        announce(
            session,
            MessagesErased(user_id, tuple(dict.fromkeys([*changed, *answers])), conversations),
        )


def _hits(session: Session, user_id: UUID, gone: Sequence[Gone]) -> dict[UUID, _Hit]:
    found: dict[UUID, _Hit] = {}
    by_memory = {one.memory_id: one for one in gone if one.memory_id is not None}
    rows = session.execute(
        select(CoachingCarried.message_id, CoachingCarried.memory_id, CoachingCarried.how).where(
            CoachingCarried.user_id == user_id, CoachingCarried.memory_id.in_(by_memory)
        )
    )
    for row in rows if by_memory else ():
        found.setdefault(row.message_id, _Hit()).add(by_memory[row.memory_id], row.how)
    for one in gone:
        if one.memory_id is None:
            for statement in one.statements:
                for message_id in provenance.saying(session, user_id, statement):
                    found.setdefault(message_id, _Hit()).add(Gone((statement,)), Carried.WORDS)
    return found


def _erase_in(
    session: Session, user_id: UUID, hits: dict[UUID, _Hit], *, only_ours: bool = False
) -> tuple[list[UUID], dict[UUID, set[str]]]:
    """Which answers were changed, and by conversation the titles that were made of words that are left out now."""
    changed: list[UUID] = []
    titles: dict[UUID, set[str]] = {}
    ids = sorted(hits)
    for start in range(0, len(ids), AT_ONCE):
        chosen = select(Message).where(
            Message.user_id == user_id, Message.id.in_(ids[start : start + AT_ONCE])
        )
        for one in session.scalars(chosen.execution_options(populate_existing=True)):
            if one.seq is None:
                continue  # it is being made: whoever makes it looks what was forgotten meanwhile
            if one.type != MessageType.USER:
                if _erase_answer(session, one, hits[one.id]):
                    changed.append(one.id)
            elif not only_ours and _leave_out(one, hits[one.id]):
                titles.setdefault(one.conversation_id, set()).add(title_from(one.content))
    session.flush()
    return changed, titles


def _leave_out(message: Message, hit: _Hit) -> bool:
    """What search and exports show of the trader's own message from now on; whether a title of its words must go."""
    shown = message.content if message.redacted is None else message.redacted
    left = hit.left_of(shown, LEFT_OUT)
    if hit.is_told and (left == shown or read_command(message.content) is not None):
        left = LEFT_OUT  # it is about nothing else, or says it in words that nobody can tell apart
    if left == shown:
        return False
    message.redacted = left
    title = title_from(message.content)
    return title_from(left) != title or hit.is_named_in(title)


def _erase_answer(session: Session, message: Message, hit: _Hit) -> bool:
    grounds = session.get(CoachingAnswer, message.id)
    ids = {f"memory:{one}" for one in hit.memory_ids}
    before = (message.content, message.draft, message.actions)
    if grounds is not None:
        message.content = without_citing(message.content, grounds, ids)
    message.content = once(hit.left_of(message.content, ERASED), ERASED)
    message.draft = None if hit.says(_words_in(message.draft)) else message.draft
    if message.content != before[0] or hit.says(_words_in(message.actions)):
        message.actions = None  # they lead to what was said there, and name it
    if grounds is not None:
        _reground(grounds, before[0], message.content, ids)
    verdict = session.scalars(
        select(Verdict).filter_by(user_id=message.user_id, message_id=message.id)
    ).one_or_none()
    is_said_there = verdict is not None and _erase_verdict(verdict, hit)
    return is_said_there or before != (message.content, message.draft, message.actions)


def without_citing(content: str, grounds: CoachingAnswer, ids: set[str]) -> str:
    """An answer without the sentences that stand on what is forgotten, whatever their words."""
    left, at = "", 0
    for start, end, sources in sorted(grounds.sentences, key=lambda one: one[0]):
        left += content[at:start] + (ERASED if ids & set(sources) else content[start:end])
        at = end
    return left + content[at:]


def _reground(grounds: CoachingAnswer, before: str, after: str, ids: set[str]) -> None:
    """What an answer stands on, once some of its sentences are gone."""
    parts = [
        (before[start:end], sources)
        for start, end, sources in grounds.sentences
        if not ids & set(sources) and before[start:end] in after
    ]
    grounds.sentences = spans_of(after, parts)
    grounds.evidence = [one for one in grounds.evidence if one not in ids]


def _erase_verdict(verdict: Verdict, hit: _Hit) -> bool:
    """A forecast stays what it was; its words lose what is forgotten."""
    is_changed = False
    for name in OF_VERDICTS:
        value = getattr(verdict, name)
        left = _erased_within(value, hit)
        if left != value:
            setattr(verdict, name, left)
            is_changed = True
    return is_changed


def _erased_within(value: Any, hit: _Hit) -> Any:
    if isinstance(value, str):
        return hit.left_of(value, ERASED)
    if isinstance(value, list):
        return [_erased_within(one, hit) for one in value]
    if isinstance(value, dict):
        return {name: _erased_within(one, hit) for name, one in value.items()}
    return value


def _neutralise(
    session: Session, user_id: UUID, titles: dict[UUID, set[str]]
) -> tuple[tuple[UUID, ...], set[str]]:
    """Take away the titles that were made of these words; what the trader called a conversation stays."""
    chosen = select(Conversation).where(
        Conversation.user_id == user_id, Conversation.id.in_(titles)
    )
    chosen = chosen.order_by(Conversation.id).with_for_update(key_share=True)
    changed, gone = [], set()
    for one in session.scalars(chosen.execution_options(populate_existing=True)) if titles else ():
        if one.title in titles[one.id]:
            gone.add(one.title)
            changed.append(one.id)
            one.title = UNTITLED
    return tuple(changed), gone


def _words_in(value: Any) -> str:
    """All words of a piece of JSON, those of addresses included."""
    return " ".join(unquote_plus(one) for one in _strings_in(value))


def _strings_in(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings_in(one)


def _erased_from(body: bytes, hit: _Hit) -> bytes:
    """A kept answer that does not say again what is forgotten."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    left = _erased_within(told, hit)
    return body if left == told else orjson.dumps(left)
