"""What the product itself wrote of something that is forgotten: found, and erased where it stands.

Answers lose the sentences that say it, titles that were made of it become neutral, kept answers to requests lose it.
The trader's own messages stay as they were written; what is shown of them elsewhere (search, exports) is
`Message.redacted`. The book of the trader must be held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, cast
from urllib.parse import unquote_plus
from uuid import UUID

import orjson
from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import idempotency
from backend.core.crypto import Keyring
from backend.core.db import announce
from backend.features.coach.memory.erasure import provenance
from backend.features.coach.memory.erasure.understood_erasure import (
    erase_understood,
    quoted_words,
    says_one_of,
)
from backend.features.coach.memory.events import MessagesErased
from backend.features.coach.memory.extraction import read_command
from backend.features.coach.memory.models import CarryKind, CoachingAnswer, CoachingCarrier
from backend.features.coach.memory.redaction import ERASED, LEFT_OUT, longest, once, says, without
from backend.features.coach.memory.statement_matching import telling
from backend.features.coach.verdicts.models import Verdict
from backend.features.content.conversations.models import Conversation, Message, MessageType
from backend.features.content.conversations.service import UNTITLED, title_from

AT_ONCE = 200  # messages that are in memory together
OF_VERDICTS = """
    analysis key_points conditions missing psychology_note invalidation facts citations
""".split()


@dataclass(frozen=True, slots=True)
class Erasure:
    """One thing that is being forgotten: every wording that it had, and the memory that held it, if one did."""

    statements: tuple[str, ...]
    memory_id: UUID | None = None


@dataclass(slots=True)
class _Mention:
    """What one message says of what is being forgotten, and whether the trader told it there."""

    statements: set[str] = field(default_factory=set)
    memory_ids: set[UUID] = field(default_factory=set)
    is_told: bool = False

    def add(self, erasure: Erasure, kind: str) -> None:
        self.statements.update(erasure.statements)
        if erasure.memory_id is not None:
            self.memory_ids.add(erasure.memory_id)
        self.is_told = self.is_told or kind == CarryKind.TOLD

    @property
    def sources(self) -> set[str]:
        """The ids by which sentences name what is being forgotten."""
        return {f"memory:{memory_id}" for memory_id in self.memory_ids}

    def says(self, text: str) -> bool:
        return any(says(text, statement, is_known=self.is_told) for statement in self.statements)

    def is_named_in(self, text: str) -> bool:
        """Whether a text has a word of it: too little to say it, enough to tell what it was about."""
        words = set(telling(text))
        return any(not words.isdisjoint(telling(statement)) for statement in self.statements)

    def without(self, text: str, placeholder: str) -> str:
        """A text without the sentences that say it."""
        return without(text, self.says, placeholder, together=longest(self.statements))


class _ErasedMessages(NamedTuple):
    """Answers that were changed, and by conversation the titles made of words that are left out now."""

    changed: list[UUID]
    titles: dict[UUID, set[str]]


class _NeutralTitles(NamedTuple):
    """Conversations that lost their title, and the titles that they lost."""

    conversation_ids: tuple[UUID, ...]
    titles: set[str]


def erase(
    session: Session,
    user_id: UUID,
    erasures: Sequence[Erasure],
    keyring: Keyring,
    *,
    command_id: UUID | None = None,
) -> None:
    """Erase what the product wrote of these things; `command_id` is the message that has them forgotten, if one does."""
    mentions = _mentions_of(session, user_id, erasures)
    if command_id is not None:
        command = mentions.setdefault(command_id, _Mention())
        for erasure in erasures:
            command.add(erasure, CarryKind.TOLD)
    messages = _erase_messages(session, user_id, mentions)
    conversations = _neutralise(session, user_id, messages.titles)
    of_titles = [Erasure((title,)) for title in sorted(conversations.titles)]
    naming_titles = _mentions_of(session, user_id, of_titles)
    answers = _erase_messages(session, user_id, naming_titles, only_ours=True)
    _erase_kept_answers(session, user_id, erasures, keyring)
    session.flush()
    changed = dict.fromkeys([*messages.changed, *answers.changed])
    if changed or conversations.conversation_ids:
        news = MessagesErased(user_id, tuple(changed), conversations.conversation_ids)
        announce(session, news)


def _mentions_of(
    session: Session,
    user_id: UUID,
    erasures: Sequence[Erasure],
) -> dict[UUID, _Mention]:
    """By message: those that are marked to carry a memory, and those that say what no memory held."""
    mentions: dict[UUID, _Mention] = {}
    by_memory = {erasure.memory_id: erasure for erasure in erasures if erasure.memory_id}
    if by_memory:
        statement = select(
            CoachingCarrier.message_id,
            CoachingCarrier.memory_id,
            CoachingCarrier.how,
        ).where(CoachingCarrier.user_id == user_id, CoachingCarrier.memory_id.in_(by_memory))
        for row in session.execute(statement):
            mention = mentions.setdefault(row.message_id, _Mention())
            mention.add(by_memory[row.memory_id], row.how)
    for erasure in erasures:
        if erasure.memory_id is not None:
            continue
        for words in erasure.statements:
            for message_id in provenance.messages_saying(session, user_id, words):
                mention = mentions.setdefault(message_id, _Mention())
                mention.add(Erasure((words,)), CarryKind.WORDS)
    return mentions


def _erase_messages(
    session: Session,
    user_id: UUID,
    mentions: dict[UUID, _Mention],
    *,
    only_ours: bool = False,
) -> _ErasedMessages:
    """Erase it from answers, and leave it out of what is shown of the trader's own messages."""
    erased = _ErasedMessages([], {})
    ids = sorted(mentions)
    for start in range(0, len(ids), AT_ONCE):
        statement = select(Message).where(
            Message.user_id == user_id,
            Message.id.in_(ids[start : start + AT_ONCE]),
        )
        left_out: dict[UUID, _Mention] = {}
        for message in session.scalars(statement.execution_options(populate_existing=True)):
            if message.seq is None:
                continue  # it is being made: whoever makes it looks what was forgotten meanwhile
            mention = mentions[message.id]
            if message.type != MessageType.USER:
                if _erase_answer(session, message, mention):
                    erased.changed.append(message.id)
            elif not only_ours and _leave_out(message, mention):
                left_out[message.id] = mention
                titles = erased.titles.setdefault(message.conversation_id, set())
                titles.add(title_from(message.content))
        erased.changed.extend(_erase_answers_to(session, user_id, left_out))
    session.flush()
    return erased


def _erase_answers_to(
    session: Session,
    user_id: UUID,
    left_out: dict[UUID, _Mention],
) -> list[UUID]:
    """Take the words of these questions from their answers, and from what they were taken for; those that changed."""
    answers = select(Message).where(
        Message.user_id == user_id,
        Message.parent_message_id.in_(left_out),
        Message.type != MessageType.USER,
        Message.seq.is_not(None),
    )
    changed = []
    for answer in session.scalars(answers):
        mention = left_out[cast(UUID, answer.parent_message_id)]
        quoted = quoted_words(answer, mention.is_named_in)
        is_changed = erase_understood(answer, mention.is_named_in)
        if quoted:
            answer.content = without(answer.content, partial(says_one_of, quoted), ERASED)
        if _erase_answer(session, answer, mention) or is_changed or quoted:
            changed.append(answer.id)
    return changed


def _leave_out(message: Message, mention: _Mention) -> bool:
    """What search and exports show of the trader's own message from now on; whether a title of its words must go."""
    before = message.content if message.redacted is None else message.redacted
    after = mention.without(before, LEFT_OUT)
    if mention.is_told and (after == before or read_command(message.content) is not None):
        after = LEFT_OUT  # it is about nothing else, or says it in words that nobody can tell apart
    if after == before:
        return False
    message.redacted = after
    title = title_from(message.content)
    return title_from(after) != title or mention.is_named_in(title)


def _erase_answer(session: Session, message: Message, mention: _Mention) -> bool:
    """Erase it from an answer, its draft, its actions, what it stands on and its verdict; whether anything changed."""
    before = (message.content, message.draft, message.actions)
    content_before = message.content
    grounds = session.get(CoachingAnswer, message.id)
    if grounds is not None:
        message.content = without_citing(message.content, grounds, mention.sources)
    message.content = once(mention.without(message.content, ERASED), ERASED)
    if mention.says(_words_in(message.draft)):
        message.draft = None
    if message.content != content_before or mention.says(_words_in(message.actions)):
        message.actions = None  # they lead to what was said there, and name it
    if grounds is not None:
        _reground(grounds, content_before, message.content, mention.sources)
    verdict = session.scalars(
        select(Verdict).filter_by(user_id=message.user_id, message_id=message.id)
    ).one_or_none()
    is_changed_beside = verdict is not None and _erase_verdict(verdict, mention)
    is_changed_beside |= erase_understood(message, mention.says)
    return is_changed_beside or before != (message.content, message.draft, message.actions)


def without_citing(content: str, grounds: CoachingAnswer, sources: set[str]) -> str:
    """An answer without the sentences that stand on what is forgotten, whatever their words."""
    left, end_before = "", 0
    for start, end, cited in sorted(grounds.sentences, key=lambda span: span[0]):
        sentence = ERASED if sources & set(cited) else content[start:end]
        left += content[end_before:start] + sentence
        end_before = end
    return left + content[end_before:]


def _reground(grounds: CoachingAnswer, before: str, after: str, sources: set[str]) -> None:
    """What an answer stands on, once some of its sentences are gone."""
    parts = []
    for start, end, cited in grounds.sentences:
        sentence = before[start:end]
        if not sources & set(cited) and sentence in after:
            parts.append((sentence, cited))
    grounds.sentences = CoachingAnswer.spans_of(after, parts)
    grounds.evidence = [source for source in grounds.evidence if source not in sources]


def _erase_verdict(verdict: Verdict, mention: _Mention) -> bool:
    """A forecast stays what it was; its words lose what is forgotten."""
    is_changed = False
    for name in OF_VERDICTS:
        before = getattr(verdict, name)
        after = _erased_within(before, mention)
        if after != before:
            setattr(verdict, name, after)
            is_changed = True
    return is_changed


def _neutralise(session: Session, user_id: UUID, titles: dict[UUID, set[str]]) -> _NeutralTitles:
    """Take away the titles that were made of these words; what the trader called a conversation stays."""
    if not titles:
        return _NeutralTitles((), set())
    statement = (
        select(Conversation)
        .where(Conversation.user_id == user_id, Conversation.id.in_(titles))
        .order_by(Conversation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    changed: list[UUID] = []
    lost: set[str] = set()
    for conversation in session.scalars(statement):
        if conversation.title in titles[conversation.id]:
            lost.add(conversation.title)
            changed.append(conversation.id)
            conversation.title = UNTITLED
    return _NeutralTitles(tuple(changed), lost)


def _erase_kept_answers(
    session: Session,
    user_id: UUID,
    erasures: Sequence[Erasure],
    keyring: Keyring,
) -> None:
    """An answer to a request that is sent again does not say again what is forgotten."""
    everything = _Mention()
    for erasure in erasures:
        everything.statements.update(erasure.statements)

    def erased(body: bytes) -> bytes:
        try:
            before = orjson.loads(body)
        except orjson.JSONDecodeError:
            return body
        after = _erased_within(before, everything)
        if after == before:
            return body
        return orjson.dumps(after)

    idempotency.rewrite(session, user_id, keyring, erased)


def _erased_within(value: JsonValue, mention: _Mention) -> JsonValue:
    """A piece of JSON whose strings do not say it."""
    if isinstance(value, str):
        return mention.without(value, ERASED)
    if isinstance(value, list):
        return [_erased_within(item, mention) for item in value]
    if isinstance(value, dict):
        return {name: _erased_within(item, mention) for name, item in value.items()}
    return value


def _words_in(value: JsonValue) -> str:
    """All words of a piece of JSON, those of addresses included."""
    return " ".join(unquote_plus(words) for words in _strings_in(value))


def _strings_in(value: JsonValue) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings_in(item)
