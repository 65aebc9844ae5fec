"""What a message changes in the memory, and how it is told back: commands, and things said by the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.errors import Refusal
from backend.core.events import News
from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.memory import queries, service, settings
from backend.features.coach.memory.erasure import provenance
from backend.features.coach.memory.errors import ForgottenBefore, TooManyMemories
from backend.features.coach.memory.extraction import (
    MOST_LESSONS,
    Lesson,
    MemoryCommand,
    MemoryCommandKind,
    read_command,
)
from backend.features.coach.memory.models import CoachingMemory, MemorySource, MemoryStatus, Sharing
from backend.features.coach.memory.recall import known_memory, matching
from backend.features.coach.memory.schemas import MemoryFilter
from backend.features.coach.memory.sealed_statements import opened, vault_of_memories
from backend.features.coach.memory.statement_matching import LONGEST_STATEMENT, share_of
from backend.features.coach.memory.store import MemoryOrigin, checked, learn

SHOWN = 12
MOST_NAMED = 5  # memories that are listed where a command means several
PROPOSED_AT = 0.5
SAID_SO = 0.6  # this share of a proposal's telling words must be the trader's
MEMORY = "coach:memory"  # the source of what the coach says about its memory

YOUR_OWN_WORDS = (
    "Your own messages stay where you wrote them; search and exports leave those words out. To have them gone as well,"
    " delete their conversation."
)
HAD_FORGOTTEN = "You had me forget this, so I do not learn it by myself. To have it back, begin with: remember again that …"
HOW_LONG_IT_STAYS = (
    "It stays until you say: forget that …;"
    " to correct it, tell me the new wording after forgetting, or edit it."
)
NOT_KNOWN = "I do not remember anything like that, and I will not learn it."
FORGOTTEN = (
    "Forgotten: the words are erased, and so is what I wrote of them; I do not learn this again, and no earlier"
    " message that carries it is shown to a provider. It cannot be restored."
)
NOTHING_TO_FORGET = "I do not remember anything about you beyond your record."
NOTHING_TO_RECALL = f"{NOTHING_TO_FORGET} Tell me: remember that …"


@dataclass(frozen=True, slots=True)
class MemoryReply:
    """What was learned, and what is said about it.

    Attributes:
        learned: the memories that were made or confirmed.
        repeated: memories whose words the answer repeats.
    """

    sentences: tuple[SourcedSentence, ...] = ()
    learned: tuple[UUID, ...] = ()
    repeated: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandMessage:
    """A message with a command to the memory, and what it takes to carry it out."""

    session: Session
    user_id: UUID
    message_id: UUID
    command: MemoryCommand
    keyring: Keyring
    news: News
    now: datetime


def take_in(
    session: Session,
    user_id: UUID,
    lessons: Sequence[Lesson],
    message_id: UUID,
    keyring: Keyring,
    *,
    now: datetime,
) -> MemoryReply:
    """Learn what was said by the way, except what was forgotten before; told back so that it can be corrected."""
    settings.lock_for_change(session, user_id, now=now)
    sharing = settings.read(session, user_id).sharing
    sentences: list[SourcedSentence] = []
    learned: list[UUID] = []
    for lesson in lessons:
        origin = MemoryOrigin(MemorySource.CHAT, lesson.confidence, sharing, message_id=message_id)
        try:
            memory = learn(
                session,
                user_id,
                lesson.statement,
                lesson.kind,
                origin,
                keyring,
                now=now,
            )
        except (ForgottenBefore, TooManyMemories):
            continue
        is_new = memory.number == 1 and memory.learned_at == now
        if is_new:
            words = f'Noted as a {memory.kind}: "{lesson.statement}".'
            words += f" If that is not so, say: forget that {_within_sentence(lesson.statement)}."
            sentences.append(SourcedSentence(words, (_source_of(memory.id),)))
        learned.append(memory.id)
    return MemoryReply(tuple(sentences), tuple(learned), tuple(learned))


def propose(
    session: Session,
    user_id: UUID,
    statements: Sequence[str],
    words: str,
    message_id: UUID,
    keyring: Keyring,
    *,
    now: datetime,
) -> MemoryReply:
    """Keep what a provider would remember as proposals, which count once the trader confirms them.

    Only what the trader's own words carry is proposed: what an engine made up is no memory of anybody.
    """
    settings.lock_for_change(session, user_id, now=now)
    origin = MemoryOrigin(
        source=MemorySource.PROVIDER,
        confidence=PROPOSED_AT,
        sharing=settings.read(session, user_id).sharing,
        message_id=message_id,
        status=MemoryStatus.PROPOSED,
    )
    sentences: list[SourcedSentence] = []
    learned: list[UUID] = []
    for statement in statements[:MOST_LESSONS]:
        if not _is_the_traders(statement, words):
            continue
        try:
            if known_memory(session, user_id, statement, keyring) is not None:
                continue
            memory = learn(session, user_id, statement, None, origin, keyring, now=now)
        except Refusal:
            continue
        question = f'Shall I remember: "{checked(statement)}"? It counts once you confirm it.'
        sentences.append(SourcedSentence(question, (_source_of(memory.id),)))
        learned.append(memory.id)
    return MemoryReply(tuple(sentences), tuple(learned), tuple(learned))


def _is_the_traders(statement: str, words: str) -> bool:
    """Whether a statement stands on words of the trader that are no command to the memory."""
    return (
        len(statement) <= LONGEST_STATEMENT
        and share_of(statement, words) >= SAID_SO
        and read_command(words) is None
    )


def obey(message: CommandMessage) -> MemoryReply:
    """Carry out a command; what is answered to it."""
    kind = message.command.kind
    if kind is MemoryCommandKind.RECALL:
        return _recall(message)
    settings.lock_for_change(message.session, message.user_id, now=message.now)
    if kind is MemoryCommandKind.FORGET_EVERYTHING:
        return _forget_everything(message)
    if kind is MemoryCommandKind.FORGET:
        return _forget(message)
    return _remember(message)


def _remember(message: CommandMessage) -> MemoryReply:
    session, user_id, command = message.session, message.user_id, message.command
    if command.private:
        sharing = Sharing.NONE
    else:
        sharing = settings.read(session, user_id).sharing
    origin = MemoryOrigin(MemorySource.CHAT, sharing=sharing, message_id=message.message_id)
    known = known_memory(session, user_id, command.statement, message.keyring)
    try:
        memory = learn(
            session,
            user_id,
            command.statement,
            None,
            origin,
            message.keyring,
            again=command.again,
            now=message.now,
        )
    except ForgottenBefore:
        return _about_memory(HAD_FORGOTTEN)
    except Refusal as refusal:
        return _about_memory(refusal.said)
    sources = (_source_of(memory.id),)
    if known is not None:
        words = f'I have this already: "{command.statement}". It counts as confirmed today.'
        return MemoryReply((SourcedSentence(words, sources),), (memory.id,), (memory.id,))
    words = f'I will remember, as a {memory.kind}: "{command.statement}".'
    if sharing is Sharing.NONE:
        words += " No provider is told."
    sentences = (SourcedSentence(words, sources), SourcedSentence(HOW_LONG_IT_STAYS, sources))
    return MemoryReply(sentences, (memory.id,), (memory.id,))


def _forget(message: CommandMessage) -> MemoryReply:
    """Forget the one memory that is named; whatever the command names, it says a part of it, and is marked for that."""
    session, user_id, keyring = message.session, message.user_id, message.keyring
    statement = message.command.statement
    memories = matching(session, user_id, statement, keyring)
    memory_ids = tuple(memory.id for memory in memories)
    provenance.mark_told(session, user_id, message.message_id, memory_ids)
    if len(memories) > 1:
        sources = tuple(_source_of(memory_id) for memory_id in memory_ids)
        question = SourcedSentence(_which_of(memories, user_id, keyring), sources)
        return MemoryReply((question,), repeated=memory_ids)
    if not memories:
        service.forget_unknown(
            session,
            user_id,
            statement,
            keyring,
            message.news,
            now=message.now,
            command_id=message.message_id,
        )
        return _about_memory(NOT_KNOWN, YOUR_OWN_WORDS)
    service.forget(
        session,
        user_id,
        memories[0].id,
        keyring,
        message.news,
        now=message.now,
        command_id=message.message_id,
    )
    return _about_memory(FORGOTTEN, YOUR_OWN_WORDS)


def _which_of(memories: Sequence[CoachingMemory], user_id: UUID, keyring: Keyring) -> str:
    """The question where a command names several memories."""
    vault = vault_of_memories(keyring, user_id)
    statements = [opened(memory, vault) for memory in memories]
    listed = "; ".join(f'"{statement}"' for statement in statements[:MOST_NAMED])
    return (
        f"I remember {len(memories)} things like that: {listed}."
        " Say which one in its own words; nothing is forgotten yet."
    )


def _forget_everything(message: CommandMessage) -> MemoryReply:
    session, user_id = message.session, message.user_id
    many = queries.count_kept(session, user_id)
    if many == 0:
        return _about_memory(NOTHING_TO_FORGET)
    if not message.command.again:
        return _about_memory(
            f"I remember {many} things about you. This cannot be undone:"
            " if you mean it, say: forget everything about me, yes."
        )
    service.forget_all(session, user_id, message.keyring, message.news, now=message.now)
    words = f"Forgotten: all {many}, and what I wrote of them. Your record is as it was."
    return _about_memory(words, YOUR_OWN_WORDS)


def _recall(message: CommandMessage) -> MemoryReply:
    session, user_id = message.session, message.user_id
    query = MemoryFilter(status=MemoryStatus.KEPT, limit=SHOWN)
    page = service.list_memories(session, user_id, query, message.keyring, now=message.now)
    if not page.items:
        return _about_memory(NOTHING_TO_RECALL)
    sentences = []
    for memory in page.items:
        sureness = f"{100 * memory.confidence_now:.0f}% sure by now"
        words = f'As a {memory.kind}, {sureness}: "{memory.statement}".'
        sentences.append(SourcedSentence(words, (_source_of(memory.id),)))
    many = queries.count_kept(session, user_id)
    if many > len(sentences):
        count = f"These are {len(sentences)} of {many}."
    else:
        count = "That is all."
    ending = SourcedSentence(f"{count} To have one gone, say: forget that …", (MEMORY,))
    repeated = tuple(memory.id for memory in page.items)
    return MemoryReply((*sentences, ending), repeated=repeated)


def _about_memory(*texts: str) -> MemoryReply:
    """A reply that stands on nothing but the memory itself."""
    return MemoryReply(tuple(SourcedSentence(text, (MEMORY,)) for text in texts))


def _source_of(memory_id: UUID) -> str:
    return f"memory:{memory_id}"


def _within_sentence(statement: str) -> str:
    """A statement as it goes on a sentence."""
    if statement.startswith(("I ", "I'")):
        return statement
    return statement[:1].lower() + statement[1:]
