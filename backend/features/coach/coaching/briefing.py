"""Everything from the database that an answer of the coach needs, and what an engine is told of it. Pure."""

from dataclasses import dataclass

from backend.features.ai.ports import EngineImage, Prompt, Question, Turn
from backend.features.coach.coach_context.packing import Item, PackedContext
from backend.features.coach.coach_context.service import sources_of
from backend.features.coach.coach_context.views import AnswerSubject, MemoryView
from backend.features.coach.coaching.attribution import CoachProof
from backend.features.coach.memory.extraction import Lesson
from backend.features.coach.rule_coach.emotions import Ground
from backend.features.coach.rule_coach.reply import coach
from backend.features.coach.rule_coach.scene import FEELING, Scene
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.techniques.catalogue_reader import TECHNIQUES
from backend.features.coach.verdicts.facts import Fact


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything from the database that an answer of the coach needs.

    Attributes:
        facts: of the words, the account and the rulebook.
        learns: whether what is said by the way may be remembered.
        is_cached: whether the slow part of the context was at hand.
    """

    scene: Scene
    packed: PackedContext
    subject: AnswerSubject
    facts: tuple[Fact, ...]
    lessons: tuple[Lesson, ...]
    learns: bool
    is_cached: bool

    @property
    def shared(self) -> tuple[Item, ...]:
        """What a provider is given of the context."""
        return tuple(item for item in self.packed.items if item.to_provider)

    @property
    def known(self) -> frozenset[str]:
        """Every id that a sentence may name."""
        of_facts = {fact.id for fact in self.facts}
        of_emotion = {reason.source for reason in self.scene.emotion.reasons}
        of_techniques = {technique.source for technique in TECHNIQUES}
        return sources_of(self.scene.context) | of_facts | of_emotion | of_techniques

    @property
    def memories(self) -> list[MemoryView]:
        """The memories that went into the context."""
        packed = {item.id for item in self.packed.items}
        return [memory for memory in self.scene.context.memories if memory.source in packed]


def question_of(
    briefing: Briefing,
    prompt: Prompt,
    images: tuple[EngineImage, ...],
    history: tuple[Turn, ...],
) -> Question[CoachReply]:
    """The question to an engine; guarded words, and words that are aimed at the coach, are kept from a provider."""
    scene = briefing.scene
    facts = _facts_of(briefing)
    return Question(
        prompt=prompt,
        words=scene.words,
        facts=tuple(f"[{fact.id}] {fact.statement}" for fact in facts),
        images=images,
        history=history,
        schema=CoachReply,
        spoken_field="reply",
        by_rules=lambda: coach(scene),
        proof=CoachProof(facts, scene.words, prompt.text),
        private=scene.guard is not None or scene.turned or bool(scene.act),
    )


def _facts_of(briefing: Briefing) -> list[Fact]:
    """What an engine is told, and what its figures are checked against."""
    facts = [_session_kind(briefing.scene), *_feelings(briefing.scene), *briefing.facts]
    facts += [item.fact for item in briefing.shared]
    notice = briefing.packed.notice
    if notice is not None:
        facts.append(Fact("context.left_out", "context", notice))
    return facts


def _session_kind(scene: Scene) -> Fact:
    kind = scene.context.session_type.replace("_", " ")
    phase = scene.context.phase.replace("_", " ")
    return Fact("session.kind", "session", f"A {kind} session, {phase}.")


def _feelings(scene: Scene) -> list[Fact]:
    """How the trader seems, and each word of feeling by itself."""
    emotion = scene.emotion
    reasons = " ".join(reason.reason for reason in emotion.reasons)
    seems = f"The trader seems {emotion.state} (soft evidence). {reasons}".strip()
    spoken = [_spoken(reason) for reason in emotion.reasons if reason.source.startswith(FEELING)]
    return [Fact("emotion", "emotion", seems), *spoken]


def _spoken(reason: Ground) -> Fact:
    return Fact(reason.source, "words", reason.reason)
