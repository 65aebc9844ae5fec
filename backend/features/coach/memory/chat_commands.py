"""What a message changes in the memory, and how it is told back: commands, and things said by the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.errors import Refusal
from backend.core.events import News
from backend.features.coach.language.sourced_sentence import Said
from backend.features.coach.memory import provenance, queries, service, settings
from backend.features.coach.memory.errors import ForgottenBefore, TooManyMemories
from backend.features.coach.memory.extraction import (
    MOST_LESSONS,
    SURE,
    Command,
    CommandKind,
    Lesson,
    read_command,
)
from backend.features.coach.memory.models import CoachingMemory, MemorySource, MemoryStatus, Sharing
from backend.features.coach.memory.schemas import MemoryFilter
from backend.features.coach.memory.statement_matching import LONGEST_STATEMENT, share_of

SHOWN = 12
PROPOSED_AT = 0.5
SAID_SO = 0.6  # this share of a proposal's telling words must be the trader's
YOUR_OWN_WORDS = (
    "Your own messages stay where you wrote them; search and exports leave those words out. To have them gone as well,"
    " delete their conversation."
)
MEMORY = "coach:memory"  # the source of what the coach says about its memory


@dataclass(frozen=True, slots=True)
class Lessons:
    """What was learned, and what is said about it."""

    said: tuple[Said, ...] = ()
    ids: tuple[UUID, ...] = ()
    told: tuple[UUID, ...] = field(default=())  # memories whose words the answer repeats


def take_in(
    session: Session,
    user_id: UUID,
    lessons: Sequence[Lesson],
    message_id: UUID,
    keyring: Keyring,
    *,
    now: datetime,
) -> Lessons:
    """Learn what was said by the way, except what was forgotten before; told back so that it can be corrected."""
    settings.changing(session, user_id, now=now)
    sharing = (settings.read(session, user_id).sharing, list[str]())
    said, ids = list[Said](), list[UUID]()
    for one in lessons:
        try:
            made = service.learn(
                session, user_id, one.statement, one.kind, keyring,
                confidence=one.confidence, source=MemorySource.CHAT, sharing=sharing, message_id=message_id, now=now,
            )  # fmt: skip
        except (ForgottenBefore, TooManyMemories):
            continue
        if made.number == 1 and made.learned_at == now:
            words = f'Noted as a {made.kind}: "{one.statement}". If that is not so, say: forget that {_put(one.statement)}.'
            said.append(Said(words, (f"memory:{made.id}",)))
        ids.append(made.id)
    return Lessons(tuple(said), tuple(ids), tuple(ids))


def propose(
    session: Session,
    user_id: UUID,
    statements: Sequence[str],
    words: str,
    message_id: UUID,
    keyring: Keyring,
    *,
    now: datetime,
) -> Lessons:
    """Keep what a provider would remember as proposals, which count once the trader confirms them.

    Only what the trader's own words carry is proposed: what an engine made up is no memory of anybody.
    """
    said, ids = list[Said](), list[UUID]()
    settings.changing(session, user_id, now=now)
    sharing = (settings.read(session, user_id).sharing, list[str]())
    for one in statements[:MOST_LESSONS]:
        if (
            len(one) > LONGEST_STATEMENT
            or share_of(one, words) < SAID_SO
            or read_command(words) is not None
        ):
            continue
        try:
            known = queries.memory_by_key(session, user_id, service.keys_of(keyring, user_id, one))
            if known is not None:
                continue
            made = service.learn(
                session, user_id, one, None, keyring,
                confidence=PROPOSED_AT, source=MemorySource.PROVIDER, sharing=sharing, message_id=message_id,
                status=MemoryStatus.PROPOSED, now=now,
            )  # fmt: skip
        except Refusal:
            continue
        said.append(
            Said(
                f'Shall I remember: "{service.checked(one)}"? It counts once you confirm it.',
                (f"memory:{made.id}",),
            )
        )
        ids.append(made.id)
    return Lessons(tuple(said), tuple(ids), tuple(ids))


def obey(
    session: Session,
    user_id: UUID,
    command: Command,
    message_id: UUID,
    keyring: Keyring,
    news: News,
    *,
    now: datetime,
) -> Lessons:
    """Carry out a command; what is answered to it."""
    if command.kind is CommandKind.RECALL:
        return _recall(session, user_id, keyring, now)
    settings.changing(session, user_id, now=now)
    if command.kind is CommandKind.FORGET_EVERYTHING:
        return _forget_everything(session, user_id, command, keyring, news, now)
    if command.kind is CommandKind.FORGET:
        return _forget(session, user_id, command, message_id, keyring, news, now)
    return _remember(session, user_id, command, message_id, keyring, now)


def _remember(
    session: Session,
    user_id: UUID,
    command: Command,
    message_id: UUID,
    keyring: Keyring,
    now: datetime,
) -> Lessons:
    sharing = Sharing.NONE if command.private else settings.read(session, user_id).sharing
    known = queries.memory_by_key(
        session, user_id, service.keys_of(keyring, user_id, command.statement)
    )
    try:
        made = service.learn(
            session, user_id, command.statement, None, keyring,
            confidence=SURE, source=MemorySource.CHAT, sharing=(sharing, []), message_id=message_id,
            again=command.again, now=now,
        )  # fmt: skip
    except ForgottenBefore:
        words = "You had me forget this, so I do not learn it by myself. To have it back, begin with: remember again that …"
        return Lessons((Said(words, (MEMORY,)),))
    except Refusal as refusal:
        return Lessons((Said(refusal.said, (MEMORY,)),))
    source = (f"memory:{made.id}",)
    if known is not None:
        return Lessons(
            (
                Said(
                    f'I have this already: "{command.statement}". It counts as confirmed today.',
                    source,
                ),
            ),
            (made.id,),
            (made.id,),
        )
    who = "No provider is told." if sharing is Sharing.NONE else ""
    words = f'I will remember, as a {made.kind}: "{command.statement}". {who}'.strip()
    more = Said(
        "It stays until you say: forget that …; to correct it, tell me the new wording after forgetting, or edit it.",
        source,
    )
    return Lessons((Said(words, source), more), (made.id,), (made.id,))


def _forget(
    session: Session,
    user_id: UUID,
    command: Command,
    message_id: UUID,
    keyring: Keyring,
    news: News,
    now: datetime,
) -> Lessons:
    """Forget the one memory that is named; whatever the command names, it says a part of it, and is marked for that."""
    found = service.matching(session, user_id, command.statement, keyring)
    provenance.told(session, user_id, message_id, [one.id for one in found])
    if len(found) > 1:
        listed = "; ".join(f'"{one}"' for one in _opened(found, user_id, keyring)[:5])
        words = f"I remember {len(found)} things like that: {listed}."
        words += " Say which one in its own words; nothing is forgotten yet."
        return Lessons(
            (Said(words, tuple(f"memory:{one.id}" for one in found)),),
            (),
            tuple(one.id for one in found),
        )
    if not found:
        service.forget_unknown(
            session, user_id, command.statement, keyring, now=now, told_in=message_id
        )
        words = "I do not remember anything like that, and I will not learn it."
        return Lessons((Said(words, (MEMORY,)), Said(YOUR_OWN_WORDS, (MEMORY,))))
    service.forget(session, user_id, found[0].id, keyring, news, now=now, told_in=message_id)
    words = "Forgotten: the words are erased, and so is what I wrote of them; I do not learn this again, and no earlier"
    words += " message that carries it is shown to a provider. It cannot be restored."
    return Lessons((Said(words, (MEMORY,)), Said(YOUR_OWN_WORDS, (MEMORY,))))


def _forget_everything(
    session: Session, user_id: UUID, command: Command, keyring: Keyring, news: News, now: datetime
) -> Lessons:
    many = queries.count_kept(session, user_id)
    if many == 0:
        return Lessons(
            (Said("I do not remember anything about you beyond your record.", (MEMORY,)),)
        )
    if not command.again:
        words = f"I remember {many} things about you. This cannot be undone:"
        words += " if you mean it, say: forget everything about me, yes."
        return Lessons((Said(words, (MEMORY,)),))
    service.forget_all(session, user_id, keyring, news, now=now)
    words = f"Forgotten: all {many}, and what I wrote of them. Your record is as it was."
    return Lessons((Said(words, (MEMORY,)), Said(YOUR_OWN_WORDS, (MEMORY,))))


def _recall(session: Session, user_id: UUID, keyring: Keyring, now: datetime) -> Lessons:
    wanted = MemoryFilter(status=MemoryStatus.KEPT, limit=SHOWN)
    page = service.list_memories(session, user_id, wanted, keyring, now=now)
    if not page.items:
        return Lessons(
            (
                Said(
                    "I do not remember anything about you beyond your record. Tell me: remember that …",
                    (MEMORY,),
                ),
            )
        )
    said = [
        Said(
            f'As a {one["kind"]}, {100 * one["confidence_now"]:.0f}% sure by now: "{one["statement"]}".',
            (f"memory:{one['id']}",),
        )
        for one in page.items
    ]  # fmt: skip
    many = queries.count_kept(session, user_id)
    last = f"These are {len(said)} of {many}." if many > len(said) else "That is all."
    told = tuple(one["id"] for one in page.items)
    return Lessons(
        (*said, Said(f"{last} To have one gone, say: forget that …", (MEMORY,))), (), told
    )


def _opened(found: Sequence[CoachingMemory], user_id: UUID, keyring: Keyring) -> list[str]:
    vault = Vault(keyring, user_id, service.TABLE)
    return [service.opened(one, vault) for one in found]


def _put(statement: str) -> str:
    """A statement within a sentence."""
    return statement if statement[:2] in ("I ", "I'") else statement[:1].lower() + statement[1:]
