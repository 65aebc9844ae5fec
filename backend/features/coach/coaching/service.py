"""The coach: gathers what it knows, makes the question, and keeps what the answer stands on. One for a process."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.events import News
from backend.core.types import JsonObject
from backend.features.ai.ports import EngineAnswer, EngineImage, Question, Turn
from backend.features.ai.prompts import load_prompt
from backend.features.coach.behaviour import service as behaviour
from backend.features.coach.behaviour.ports import RecheckBell
from backend.features.coach.behaviour.schemas import AnswerEvent
from backend.features.coach.coach_context import queries as coach_context_queries
from backend.features.coach.coach_context.models import CoachingSession, DayPhase, SessionType
from backend.features.coach.coach_context.schemas import ContextOut
from backend.features.coach.coach_context.service import ContextReader, ReadContext, pack_context
from backend.features.coach.coach_context.views import AnswerSubject
from backend.features.coach.coaching import queries
from backend.features.coach.coaching.attribution import AttributedSentences, without_memories
from backend.features.coach.coaching.briefing import Briefing, question_of
from backend.features.coach.coaching.cited_memories import memories_among, memories_of
from backend.features.coach.coaching.scene_reader import read_scene
from backend.features.coach.coaching.serializers import CoachingGrounds, context_out, grounds_out
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.memory import extraction
from backend.features.coach.memory import queries as memory_queries
from backend.features.coach.memory import service as memory
from backend.features.coach.memory import settings as books
from backend.features.coach.memory.chat_commands import (
    CommandMessage,
    MemoryReply,
    obey,
    propose,
    take_in,
)
from backend.features.coach.memory.extraction import MemoryCommand
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.memory.settings import CoachSettings
from backend.features.coach.rule_coach.scene import FEELING, CoachRequest
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import Situation
from backend.features.record.rulebook.schemas import MakeCommitment
from backend.quant.behaviour.events import TraderAnswer

PROMPT = "coach"
NO_WISH = CoachRequest()
NOT_THE_COACHS = ("record.", FEELING)  # facts of verdicts that the coach has in words of its own
RULES = "rules"  # the engine that is no provider


class CoachDesk:
    """Prepares and keeps answers.

    Args:
        contexts: reads what is known, and says which provider may be told.
        tokens: the budget of a context.
        detectors: told when the trader says that something was not so; null: that changes nothing but the talk.
    """

    def __init__(
        self,
        keyring: Keyring,
        news: News,
        contexts: ContextReader,
        *,
        tokens: int,
        detectors: RecheckBell | None = None,
    ) -> None:
        self.detectors = detectors
        self.keyring = keyring
        self.news = news
        self.contexts = contexts
        self.tokens = tokens
        self.provider = contexts.provider

    def subject_of(
        self,
        session: Session,
        user_id: UUID,
        conversation_id: UUID | None,
        trade_ids: Sequence[UUID],
    ) -> AnswerSubject:
        """What a message is about: the coaching session of its conversation, and the trades that it names."""
        coaching_session = None
        if conversation_id is not None:
            coaching_session = queries.open_session_of(session, user_id, conversation_id)
        if coaching_session is None:
            return AnswerSubject(conversation_id=conversation_id, trade_ids=tuple(trade_ids))
        subject = subject_of_session(session, user_id, coaching_session, trade_ids)
        return replace(subject, conversation_id=conversation_id)

    def kept_back(self, session: Session, user_id: UUID, contents: Mapping[UUID, str]) -> set[UUID]:
        """Which of these earlier messages no prompt may show."""
        return memory.not_for_prompts(session, user_id, contents, self.keyring, self.provider)

    def warm(self, user_id: UUID, *, now: datetime) -> None:
        """Have the slow part of a context computed ahead; call it while no transaction is open."""
        self.contexts.prefetch(user_id, now=now)

    def prepare(
        self,
        session: Session,
        user_id: UUID,
        *,
        words: str,
        situation: Situation,
        subject: AnswerSubject,
        before: Sequence[str] = (),
        wish: CoachRequest = NO_WISH,
        now: datetime,
    ) -> Briefing:
        """Gather what an answer to these words needs; it needs a transaction, for reports are kept."""
        settings = books.read(session, user_id)
        reading = self.read_context(
            session,
            user_id,
            settings,
            words=words,
            subject=subject,
            now=now,
        )
        context = reading.context
        scene = read_scene(
            session,
            user_id,
            context,
            words=words,
            situation=situation,
            subject=subject,
            before=before,
            wish=wish,
            now=now,
        )
        facts = build_facts(situation)
        return Briefing(
            scene=scene,
            packed=pack_context(context, self.tokens),
            subject=subject,
            facts=tuple(fact for fact in facts if not fact.id.startswith(NOT_THE_COACHS)),
            lessons=tuple(extraction.read_lessons(words)) if settings.learns else (),
            learns=settings.learns,
            is_cached=reading.is_cached,
        )

    def read_context(
        self,
        session: Session,
        user_id: UUID,
        settings: CoachSettings,
        *,
        words: str,
        subject: AnswerSubject,
        now: datetime,
    ) -> ReadContext:
        """Everything that is known at this moment, and whether the slow part was at hand."""
        return self.contexts.read(session, user_id, settings, words=words, subject=subject, now=now)

    def question(
        self,
        briefing: Briefing,
        images: tuple[EngineImage, ...],
        history: tuple[Turn, ...],
    ) -> Question[CoachReply]:
        """The question to an engine."""
        return question_of(briefing, load_prompt(PROMPT, __package__), images, history)

    def keep(
        self,
        session: Session,
        user_id: UUID,
        message_id: UUID,
        question_id: UUID | None,
        answer: EngineAnswer[CoachReply],
        briefing: Briefing,
        *,
        now: datetime,
    ) -> tuple[str, CoachingAnswer]:
        """Keep what an answer stands on; its final words, without what was forgotten while it was made.

        Lessons are learned here, in the transaction that makes the answer final, so that neither is there without the
        other; what was learned is told back in the answer.
        """
        lessons = MemoryReply()
        if question_id is not None:
            lessons = self._learn(session, user_id, question_id, answer, briefing, now=now)
        by_rules = answer.engine == RULES
        known = briefing.known | {fact.id for fact in answer.tool_facts}
        memories = memories_of(briefing, answer)
        sentences = AttributedSentences.of(answer.value, known, by_rules=by_rules)
        forgotten = memory_queries.forgotten_since(session, user_id, list(memories))
        withdrawn = {memory_id: memories[memory_id] for memory_id in forgotten}
        sentences = without_memories(sentences, withdrawn).with_more(lessons.sentences)
        is_guarded = briefing.scene.guard is not None
        grounds = CoachingAnswer(
            message_id=message_id,
            user_id=user_id,
            session_id=briefing.subject.session_id,
            engine=answer.engine,
            prompt_version=load_prompt(PROMPT, __package__).version,
            evidence=sentences.evidence(answer.value, known),
            sentences=sentences.spans(),
            emotion=None if is_guarded else briefing.scene.emotion.as_dict(),
            learned=list(lessons.learned),
            technique=_technique_of(answer.value),
            created_at=now,
        )
        session.add(grounds)
        session.flush()
        self._learn_of_dispute(session, user_id, briefing, now=now)
        shared = [view.id for view in briefing.memories if view.to_provider and not by_rules]
        shared += memories_among([fact.id for fact in answer.tool_facts])
        cited = memories_among(grounds.evidence)
        memory.mark_answer(session, user_id, message_id, cited=cited, given=shared)
        return sentences.text, grounds

    def _learn(
        self,
        session: Session,
        user_id: UUID,
        question_id: UUID,
        answer: EngineAnswer[CoachReply],
        briefing: Briefing,
        *,
        now: datetime,
    ) -> MemoryReply:
        """What the trader said by the way, and what a provider would remember."""
        learned = MemoryReply()
        if briefing.scene.guard is None and briefing.lessons:
            learned = take_in(
                session,
                user_id,
                briefing.lessons,
                question_id,
                self.keyring,
                now=now,
            )
        statements = answer.value.remember
        if answer.engine == RULES or not briefing.learns or not statements:
            return learned
        words = briefing.scene.words
        proposals = propose(session, user_id, statements, words, question_id, self.keyring, now=now)
        return replace(
            learned,
            sentences=(*learned.sentences, *proposals.sentences),
            learned=(*learned.learned, *proposals.learned),
        )

    def _learn_of_dispute(
        self, session: Session, user_id: UUID, briefing: Briefing, *, now: datetime
    ) -> None:
        """What the trader says was not so no longer counts, and the detector learns from it."""
        disputed = briefing.scene.disputed
        if disputed is not None and self.detectors is not None:
            denial = AnswerEvent(answer=TraderAnswer.NO)
            behaviour.answer_event(
                session, user_id, disputed.event_id, denial, self.detectors, now=now
            )

    def obey(
        self,
        session: Session,
        user_id: UUID,
        message_id: UUID,
        question_id: UUID,
        command: MemoryCommand,
        *,
        now: datetime,
    ) -> tuple[str, CoachingAnswer]:
        """Carry out a command to the memory, in the transaction that makes its answer final."""
        message = CommandMessage(
            session,
            user_id,
            question_id,
            command,
            self.keyring,
            self.news,
            now,
        )
        reply = obey(message)
        sentences = AttributedSentences(reply.sentences)
        grounds = CoachingAnswer(
            message_id=message_id,
            user_id=user_id,
            session_id=None,
            engine=RULES,
            prompt_version=load_prompt(PROMPT, __package__).version,
            evidence=[source for sentence in reply.sentences for source in sentence.sources],
            sentences=sentences.spans(),
            emotion=None,
            learned=list(reply.learned),
            created_at=now,
        )
        session.add(grounds)
        session.flush()
        memory.mark_answer(session, user_id, message_id, cited=reply.repeated)
        return sentences.text, grounds

    def performance_context(
        self,
        session: Session,
        user_id: UUID,
        session_id: UUID | None,
        *,
        now: datetime,
    ) -> ContextOut:
        """Exactly what the coach would be given now.

        Raises:
            CoachingSessionNotFound
        """
        subject = AnswerSubject()
        if session_id is not None:
            coaching_session = queries.coaching_session(session, user_id, session_id)
            subject = subject_of_session(session, user_id, coaching_session)
        situation = Situation(idea=Idea())
        briefing = self.prepare(
            session,
            user_id,
            words="",
            situation=situation,
            subject=subject,
            now=now,
        )
        return context_out(briefing, now, has_provider=self.provider is not None)


def subject_of_session(
    session: Session,
    user_id: UUID,
    coaching_session: CoachingSession,
    trade_ids: Sequence[UUID] = (),
) -> AnswerSubject:
    """What a coaching session is about, as far as it still exists."""
    links = coach_context_queries.links_of(session, user_id, [coaching_session.id])
    linked_trades = links.trades.get(coaching_session.id, [])
    linked_plans = links.plans.get(coaching_session.id, [])
    named = coaching_session.named_trades + coaching_session.named_plans
    return AnswerSubject(
        session_id=coaching_session.id,
        session_type=SessionType(coaching_session.session_type),
        phase=DayPhase(coaching_session.phase),
        trade_ids=tuple(dict.fromkeys([*trade_ids, *linked_trades])),
        plan_ids=tuple(linked_plans),
        missing=named - len(linked_trades) - len(linked_plans),
        market_state=coaching_session.market_state,
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


def standing_on(grounds: CoachingAnswer, content: str) -> CoachingGrounds:
    """What an answer stands on, as the wire has it."""
    return grounds_out(grounds, content)


def proposed(reply: CoachReply) -> JsonObject | None:
    """The commitment that a reply proposes, as its operation takes it; null where it makes no sense."""
    if reply.commitment is None:
        return None
    commitment = reply.commitment.model_dump(mode="json", exclude_none=True)
    try:
        MakeCommitment.model_validate(commitment)
    except ValidationError:
        return None
    return commitment


def _technique_of(reply: CoachReply) -> str | None:
    """What was taught, where the catalogue has it: an engine may make up a name."""
    return reply.technique if reply.technique in TECHNIQUE_OF else None
