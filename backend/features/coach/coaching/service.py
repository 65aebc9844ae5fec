"""The coach: gathers what it knows, makes the question, and keeps what the answer stands on. One for a process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.events import News
from backend.features.accounts.auth import service as auth
from backend.features.ai.ports import Answer, EngineImage, Question, Turn
from backend.features.ai.prompts import load_prompt
from backend.features.coach.coach_context import cached_part
from backend.features.coach.coach_context import queries as coach_context_queries
from backend.features.coach.coach_context.cache import KeptContexts
from backend.features.coach.coach_context.live_part import Subject, at_this_moment
from backend.features.coach.coach_context.model import Background
from backend.features.coach.coach_context.models import CoachingSession, Phase, SessionType
from backend.features.coach.coach_context.packing import Item, Packed, items_of, pack
from backend.features.coach.coach_context.prefetch import Warming
from backend.features.coach.coaching import queries
from backend.features.coach.coaching.attribution import CoachProof, Sentences, without_memories
from backend.features.coach.language.ideas import Idea, guard_of
from backend.features.coach.language.sourced_sentence import Said
from backend.features.coach.memory import extraction, provenance
from backend.features.coach.memory import settings as books
from backend.features.coach.memory.chat_commands import Lessons, obey, propose, take_in
from backend.features.coach.memory.extraction import Command, Lesson
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.memory.settings import CoachSettings
from backend.features.coach.rule_coach.emotions import Behaviour, read_emotion
from backend.features.coach.rule_coach.reply import Scene, coach
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import Fact, Situation
from backend.features.record.rulebook.schemas import MakeCommitment

PROMPT = "coach"
FEELING = "words.feeling_"
NOT_THE_COACHS = ("record.", FEELING)  # facts of verdicts that the coach has in words of its own


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything from the database that an answer of the coach needs."""

    scene: Scene
    packed: Packed
    subject: Subject
    facts: tuple[Fact, ...]  # of the words, the account and the rulebook
    lessons: tuple[Lesson, ...]
    learns: bool
    is_kept: bool

    @property
    def shared(self) -> tuple[Item, ...]:
        """What a provider is given of the context."""
        return tuple(one for one in self.packed.items if one.to_provider)

    @property
    def known(self) -> frozenset[str]:
        """Every id that a sentence may name."""
        items = {one.id for one in items_of(self.scene.seen)}
        named = {one.source for one in self.scene.seen.kept.trades}
        return frozenset(
            items
            | named
            | {one.id for one in self.facts}
            | {one.source for one in self.scene.emotion.reasons}
        )


class CoachDesk:
    """Prepares and keeps answers.

    Args:
        tokens: the budget of a context.
        provider: who may be told; null without one.
        warming: computes reports side by side; null: one after the other.
    """

    def __init__(
        self,
        keyring: Keyring,
        news: News,
        *,
        tokens: int,
        provider: str | None,
        warming: Warming | None = None,
        kept: KeptContexts | None = None,
    ) -> None:
        self.keyring = keyring
        self.news = news
        self.tokens = tokens
        self.provider = provider
        self.kept = kept or KeptContexts()
        self._warming = warming
        self._sharer = cached_part.Sharer(provider)

    def subject_of(
        self,
        session: Session,
        user_id: UUID,
        conversation_id: UUID | None,
        trade_ids: Sequence[UUID],
    ) -> Subject:
        """What a message is about: the coaching session of its conversation, and the trades that it names."""
        going = (
            queries.open_session_of(session, user_id, conversation_id)
            if conversation_id is not None
            else None
        )
        if going is None:
            return Subject(trade_ids=tuple(trade_ids))
        return subject_of_session(session, user_id, going, trade_ids)

    def kept_back(self, session: Session, user_id: UUID, said: Mapping[UUID, str]) -> set[UUID]:
        """Which of these earlier messages no prompt may show."""
        return provenance.not_for_prompts(session, user_id, said, self.keyring, self.provider)

    def prepare(
        self,
        session: Session,
        user_id: UUID,
        *,
        words: str,
        situation: Situation,
        subject: Subject,
        before: Sequence[str] = (),
        now: datetime,
    ) -> Prepared:
        """Gather what an answer to these words needs; it needs a transaction, for reports are kept."""
        settings = books.read(session, user_id)
        seen, is_kept = self.background(
            session, user_id, settings, words=words, subject=subject, now=now
        )
        emotion = read_emotion(words, behaviour_of(seen))
        lessons = tuple(extraction.read_lessons(words)) if settings.learns else ()
        facts = tuple(
            one for one in build_facts(situation) if not one.id.startswith(NOT_THE_COACHS)
        )
        scene = Scene(
            seen,
            emotion,
            words=words,
            before=tuple(before),
            guard=guard_of(situation.idea),
            turned=extraction.turns_on_the_coach(words),
            interlock=_announced(situation),
        )
        packed = pack(items_of(seen), self.tokens)
        return Prepared(scene, packed, subject, facts, lessons, settings.learns, is_kept)

    def background(
        self,
        session: Session,
        user_id: UUID,
        settings: CoachSettings,
        *,
        words: str,
        subject: Subject,
        now: datetime,
    ) -> tuple[Background, bool]:
        """Everything that is known at this moment, and whether the slow part was at hand."""
        user = auth.who_is(session, user_id)
        versions = self._versions(session, user_id, now)
        kept, is_kept = self.kept.at(
            user_id,
            versions,
            lambda: cached_part.read_kept(
                session, user, versions, self.keyring, self._sharer, now=now
            ),
        )
        seen = at_this_moment(
            session, user, kept, subject, settings, self.keyring, self._sharer, words=words, now=now
        )
        return seen, is_kept

    def warm(self, user_id: UUID, *, now: datetime) -> None:
        """Have the reports of a long record computed side by side, where the slow part must be read anew.

        Call it while no transaction is open: it takes connections of its own.
        """
        if self._warming is not None:
            self._warming.warm(
                user_id,
                lambda session: self.kept.has(user_id, self._versions(session, user_id, now)),
                now=now,
            )

    def _versions(self, session: Session, user_id: UUID, now: datetime) -> dict[str, Any]:
        return cached_part.versions(session, user_id, now) | {"provider": self.provider}

    def question(
        self, prepared: Prepared, images: tuple[EngineImage, ...], history: tuple[Turn, ...]
    ) -> Question[CoachReply]:
        """The question to an engine; guarded words, and words that are aimed at the coach, are kept from a provider."""
        scene = prepared.scene
        facts = (
            *_framing(scene),
            *prepared.facts,
            *(one.fact for one in prepared.shared),
            *_left_out(prepared.packed),
        )
        prompt = load_prompt(PROMPT, __package__)
        return Question(
            prompt=prompt,
            words=scene.words,
            facts=tuple(f"[{one.id}] {one.statement}" for one in facts),
            images=images,
            history=history,
            schema=CoachReply,
            spoken_field="reply",
            by_rules=lambda: coach(scene),
            proof=CoachProof(facts, scene.words, prompt.text),
            private=scene.guard is not None or scene.turned,
        )

    def keep(
        self,
        session: Session,
        user_id: UUID,
        message_id: UUID,
        question_id: UUID | None,
        answer: Answer[CoachReply],
        prepared: Prepared,
        *,
        now: datetime,
    ) -> tuple[str, CoachingAnswer]:
        """Keep what an answer stands on; its final words, without what was forgotten while it was made.

        Lessons are learned here, in the transaction that makes the answer final, so that neither is there without the
        other; what was learned is told back in the answer.
        """
        learned = Lessons()
        if prepared.scene.guard is None and prepared.lessons and question_id is not None:
            learned = take_in(
                session, user_id, prepared.lessons, question_id, self.keyring, now=now
            )
        by_rules = answer.engine == "rules"
        if not by_rules and prepared.learns and question_id is not None and answer.value.remember:
            words = prepared.scene.words
            more = propose(
                session, user_id, answer.value.remember, words, question_id, self.keyring, now=now
            )
            learned = Lessons((*learned.said, *more.said), (*learned.ids, *more.ids))
        said = Sentences.of(answer.value, prepared.known, by_rules=by_rules)
        gone = provenance.forgotten_since(session, user_id, _memory_ids(prepared))
        statements = {one.id: one.statement for one in _memories(prepared)}
        said = without_memories(said, {one: statements[one] for one in gone})
        said = said.with_more(learned.said)
        kept = CoachingAnswer(
            message_id=message_id,
            user_id=user_id,
            session_id=prepared.subject.session_id,
            engine=answer.engine,
            prompt_version=load_prompt(PROMPT, __package__).version,
            evidence=said.evidence(answer.value, prepared.known),
            sentences=said.spans(),
            emotion=None if prepared.scene.guard is not None else prepared.scene.emotion.as_dict(),
            learned=list(learned.ids),
            created_at=now,
        )
        session.add(kept)
        session.flush()
        cited = [UUID(one.removeprefix("memory:")) for one in kept.evidence if _is_memory(one)]
        given = [] if by_rules else [one.id for one in _memories(prepared) if one.to_provider]
        provenance.used(session, user_id, message_id, cited=cited, given=given)
        return said.text, kept

    def obey(
        self,
        session: Session,
        user_id: UUID,
        message_id: UUID,
        question_id: UUID,
        command: Command,
        *,
        now: datetime,
    ) -> tuple[str, CoachingAnswer]:
        """Carry out a command to the memory, in the transaction that makes its answer final."""
        done = obey(session, user_id, command, question_id, self.keyring, self.news, now=now)
        said = Sentences(tuple(done.said))
        kept = CoachingAnswer(
            message_id=message_id, user_id=user_id, session_id=None, engine="rules",
            prompt_version=load_prompt(PROMPT, __package__).version,
            evidence=[one for part in done.said for one in part.sources],
            sentences=said.spans(), emotion=None, learned=list(done.ids), created_at=now,
        )  # fmt: skip
        session.add(kept)
        session.flush()
        provenance.used(session, user_id, message_id, cited=done.told, given=[])
        return said.text, kept

    def performance_context(
        self, session: Session, user_id: UUID, session_id: UUID | None, *, now: datetime
    ) -> dict[str, Any]:
        """Exactly what the coach would be given now.

        Raises:
            CoachingSessionNotFound
        """
        subject = Subject()
        if session_id is not None:
            subject = subject_of_session(
                session, user_id, queries.coaching_session(session, user_id, session_id)
            )
        situation = Situation(idea=Idea())
        prepared = self.prepare(
            session, user_id, words="", situation=situation, subject=subject, now=now
        )
        packed, kept = prepared.packed, prepared.scene.seen.kept
        return {
            "items": [
                {"id": one.id, "section": one.section.value, "statement": one.statement, "tokens": one.tokens,
                 "to_provider": one.to_provider and self.provider is not None}
                for one in packed.items
            ],
            "left_out": [
                {"section": one.section.value, "items": one.items, "tokens": one.tokens} for one in packed.left_out
            ],
            "tokens": packed.tokens,
            "budget": packed.budget,
            "phase": prepared.scene.seen.phase,
            "made_at": kept.made_at,
            "age_seconds": max(0.0, (now - kept.made_at) / timedelta(seconds=1)),
            "kept": prepared.is_kept,
            "versions": kept.versions,
            "emotion": prepared.scene.emotion.as_dict(),
        }  # fmt: skip


def subject_of_session(
    session: Session, user_id: UUID, going: CoachingSession, trade_ids: Sequence[UUID] = ()
) -> Subject:
    """What a coaching session is about, as far as it still exists."""
    trades, plans = coach_context_queries.links_of(session, user_id, [going.id])
    linked, planned = trades.get(going.id, []), plans.get(going.id, [])
    return Subject(
        session_id=going.id,
        session_type=SessionType(going.session_type),
        phase=Phase(going.phase),
        trade_ids=tuple(dict.fromkeys([*trade_ids, *linked])),
        plan_ids=tuple(planned),
        missing=going.named_trades + going.named_plans - len(linked) - len(planned),
        market_state=going.market_state,
    )


def told_question(words: str) -> Question[CoachReply]:
    """A question that is answered already, from the record or by the memory: no engine is asked."""
    reply = CoachReply(reply=words, key_points=[], question=None, evidence=[])
    return Question(
        prompt=load_prompt(PROMPT, __package__),
        words="",
        facts=(),
        images=(),
        history=(),
        schema=CoachReply,
        spoken_field="reply",
        by_rules=lambda: reply,
        private=True,
    )


def standing_on(found: CoachingAnswer, content: str) -> dict[str, Any]:
    """What an answer stands on, as the wire has it: its sentences are cut from the message's own words."""
    return {
        "session_id": found.session_id,
        "engine": found.engine,
        "evidence": found.evidence,
        "sentences": [
            {"text": content[start:end], "sources": sources}
            for start, end, sources in found.sentences
        ],
        "emotion": found.emotion,
        "learned": found.learned,
    }


def proposed(reply: CoachReply) -> dict[str, Any] | None:
    """The commitment that a reply proposes, as its operation takes it; null where it makes no sense."""
    if reply.commitment is None:
        return None
    told = reply.commitment.model_dump(mode="json", exclude_none=True)
    try:
        MakeCommitment.model_validate(told)
    except ValidationError:
        return None
    return told


def behaviour_of(seen: Background) -> Behaviour:
    """What the record shows around a message, for how it reads."""
    trades = seen.kept.trades
    loss = next((one for one in trades[:1] if one.is_loss and one.exit_time is not None), None)
    latest = max(
        (*seen.kept.open_trades[:3], *trades[:1]), key=lambda one: one.entry_time, default=None
    )
    ratio, size_source = None, "figure:usual_size"
    if latest is not None and latest.instrument in seen.kept.usual_sizes:
        ratio = latest.size / seen.kept.usual_sizes[latest.instrument][0]
        size_source = f"figure:usual_size_{latest.instrument}"
    mood = seen.check_in
    return Behaviour(
        minutes_since_loss=None
        if loss is None or loss.exit_time is None
        else seen.minutes_since(loss.exit_time),
        loss_source=loss.source if loss is not None else "figure:last_trade",
        losing_run=len(seen.losing_run) if trades and _is_fresh(seen) else 0,
        size_ratio=ratio if _is_fresh(seen) or seen.kept.open_trades else None,
        size_source=size_source,
        entries_today=seen.entered_today,
        usual_entries=seen.kept.usual_entries,
        stress=mood.stress if mood else None,
        mood=mood.mood if mood else None,
        sleep_hours=mood.sleep_hours if mood else None,
        check_in_source=mood.source if mood else f"check_in:{seen.today}",
    )


def _is_fresh(seen: Background) -> bool:
    """Whether the last trade ended within a day: an old run says nothing about this message."""
    last = seen.kept.trades[0] if seen.kept.trades else None
    return (
        last is not None
        and last.exit_time is not None
        and seen.now - last.exit_time <= timedelta(days=1)
    )


def _framing(scene: Scene) -> tuple[Fact, ...]:
    """What kind of session it is, and how the trader seems."""
    seen, emotion = scene.seen, scene.emotion
    kind = f"A {seen.session_type.replace('_', ' ')} session, {seen.phase.replace('_', ' ')}."
    reasons = " ".join(one.reason for one in emotion.reasons)
    felt = f"The trader seems {emotion.state} (soft evidence). {reasons}".strip()
    spoken = [
        Fact(one.source, "words", one.reason)
        for one in emotion.reasons
        if one.source.startswith(FEELING)
    ]
    return (Fact("session.kind", "session", kind), Fact("emotion", "emotion", felt), *spoken)


def _left_out(packed: Packed) -> tuple[Fact, ...]:
    return () if packed.told is None else (Fact("context.left_out", "context", packed.told),)


def _announced(situation: Situation) -> tuple[Said, ...]:
    """What the rulebook says against a trade that is announced: it comes before everything else."""
    if not situation.idea.about_to:
        return ()
    facts = [
        one
        for one in build_facts(situation)
        if one.source == "rulebook" and one.statement.endswith("(block)")
    ]
    return tuple(Said(one.statement.removesuffix(" (block)"), (one.id,)) for one in facts[:1])


def _memories(prepared: Prepared) -> list[Any]:
    given = {one.id for one in prepared.packed.items}
    return [one for one in prepared.scene.seen.memories if one.source in given]


def _memory_ids(prepared: Prepared) -> list[UUID]:
    return [one.id for one in prepared.scene.seen.memories]


def _is_memory(source: str) -> bool:
    return source.startswith("memory:") and source != "memory:unreadable"
