"""The coach without a provider: it speaks from what stands out, asks one question and offers one step. Pure.

It does not say the same sentence in two answers running: what the last answers said is passed over while there is
anything else to say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.language.ideas import Guard
from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.rule_coach.commitment_offers import binds_already
from backend.features.coach.rule_coach.emotions import Emotion
from backend.features.coach.rule_coach.observation import Observation, ended, trade_slots
from backend.features.coach.rule_coach.observations import observations_of
from backend.features.coach.rule_coach.phrases import (
    ALONE,
    ANSWERS,
    FEELINGS,
    FELT,
    KEEPS_RULES,
    PHRASES,
    SMALL_TALK,
    Phrases,
    Step,
)
from backend.features.coach.rule_coach.question_answers import ASKED
from backend.features.coach.rule_coach.question_topics import (
    SmallTalk,
    asks_about_a_behaviour,
    small_talk_of,
)
from backend.features.coach.rule_coach.schemas import CoachReply, Proposed

MOST_OBSERVATIONS = 2
MOST_ANSWERS = 3  # a question may be answered in more parts than anything is brought up in
LAST_ANSWERS = 3  # what they said makes room for something else
LAST_RESORT = "last_trade"  # said where nothing else in the record stands out
CARE = (
    "What you write matters more than any trade. You do not have to carry this alone: please talk to somebody now. "
    "If you are in danger, call your local emergency number. In the US call or text 988; in the UK and Ireland call "
    "Samaritans on 116 123; elsewhere findahelpline.com lists who is there for you, day and night."
)
DECLINED = (
    "I do not help with this: what you describe would be market abuse, and it is a crime in most places. "
    "If you have come to know something that is not public, do not trade on it, and ask your compliance office. "
    "I am glad to look at any trade that stands on what everybody can see."
)
_GUARDED = {Guard.SELF_HARM: CARE, Guard.MARKET_ABUSE: DECLINED}
FEELING = "words.feeling_"
COACH = "coach:rules"  # the source of what the coach says about itself


@dataclass(frozen=True, slots=True)
class Scene:
    """What a reply is made from.

    Attributes:
        words: the trader's message; empty where the coach begins.
        before: the coach's last answers in this conversation, latest first.
        turned: the message tells the coach how to work, or asks for its instructions.
        interlock: how a trade that is announced stands to the rulebook, with its sources.
    """

    context: CoachContext
    emotion: Emotion
    words: str = ""
    before: tuple[str, ...] = ()
    guard: Guard | None = None
    turned: bool = False
    interlock: tuple[SourcedSentence, ...] = ()


@dataclass
class _Draft:
    """A reply in the making.

    Attributes:
        last_answer: what was said last, and is not said again.
    """

    scene: Scene
    last_answer: str
    observations: list[SourcedSentence] = field(default_factory=list)
    question: SourcedSentence | None = None
    step: SourcedSentence | None = None
    promise: Proposed | None = None

    def fresh(self, texts: Iterable[str]) -> str | None:
        """The first that the last answer did not say; null where it said them all."""
        return next((text for text in texts if text not in self.last_answer), None)

    def fresh_or_first(self, texts: Sequence[str]) -> str:
        """The first that the last answer did not say; where it said them all, the first."""
        return self.fresh(texts) or texts[0]

    def reply(self) -> CoachReply:
        """What it came to, with the sources of each part."""
        endings = [part for part in (self.step, self.question) if part is not None]
        parts = [*self.observations, *endings]
        sources = [list(part.sources) for part in parts]
        evidence = dict.fromkeys(chain.from_iterable(sources))
        return CoachReply(
            reply=" ".join(part.text for part in parts),
            key_points=[observation.text for observation in self.observations],
            question=_text_of(self.question),
            next_step=_text_of(self.step),
            commitment=self.promise,
            evidence=list(evidence),
            sources=sources,
        )


def _text_of(sentence: SourcedSentence | None) -> str | None:
    if sentence is None:
        return None
    return sentence.text


def coach(scene: Scene) -> CoachReply:
    """The reply: at most two observations, one step, one question; each from the trader's own record or words."""
    if scene.guard is not None:
        words = _GUARDED[scene.guard]
        return CoachReply(reply=words, key_points=[], question=None, evidence=[])
    draft = _Draft(scene, last_answer="".join(scene.before[:1]))
    if scene.turned:
        draft.observations.append(SourcedSentence(KEEPS_RULES, (COACH,)))
    small_talk = small_talk_of(scene.words)
    if small_talk is not None:
        _answer_small_talk(draft, small_talk)
        return draft.reply()
    alone = next((feeling for feeling in _feelings(scene) if feeling in ALONE), None)
    if alone is not None:
        _meet(draft, alone)
        return draft.reply()
    _name_feeling(draft)
    _speak(draft)
    return draft.reply()


def _answer_small_talk(draft: _Draft, small_talk: SmallTalk) -> None:
    """Who greets hears what stands out as well, and is offered nothing."""
    line = draft.fresh_or_first(SMALL_TALK[small_talk])
    draft.observations.append(SourcedSentence(line, (COACH,)))
    if small_talk is SmallTalk.GREETING:
        _speak(draft)
        draft.step = draft.promise = None


def _meet(draft: _Draft, feeling: str) -> None:
    """Meet what no figure belongs beside, with one small step where there is one."""
    scene, alone = draft.scene, ALONE[feeling]
    sources = (f"{FEELING}{feeling}",)
    draft.observations.append(SourcedSentence(draft.fresh_or_first(alone.first), sources))
    draft.observations += scene.interlock
    draft.question = SourcedSentence(draft.fresh_or_first(FEELINGS[feeling]), sources)
    held = next(iter(scene.context.cached.open_trades), None)
    if held is not None and alone.holding is not None:
        step = alone.holding.format(**trade_slots(held, scene.context))
        draft.step = SourcedSentence(step, (*sources, held.source))
    elif alone.step is not None:
        draft.step = SourcedSentence(alone.step, sources)


def _name_feeling(draft: _Draft) -> None:
    """Name the words of feeling, and ask about them; what is felt goes before what is on record."""
    scene = draft.scene
    reasons = scene.emotion.reasons
    spoken = next((reason for reason in reasons if reason.source.startswith(FEELING)), None)
    if spoken is None or asks_about_a_behaviour(scene.words):
        return
    feeling = spoken.source.removeprefix(FEELING)
    words = _quoted(spoken.reason) or feeling
    line = draft.fresh_or_first([text.format(words=words) for text in FELT])
    question = draft.fresh(FEELINGS.get(feeling, ()))
    draft.observations.append(SourcedSentence(line, (spoken.source,)))
    if question is not None:
        draft.question = SourcedSentence(question, (spoken.source,))


def _quoted(reason: str) -> str:
    """The words that a reason quotes; empty where it quotes none."""
    _, _, behind = reason.partition('"')
    words, _, _ = behind.partition('"')
    return words


def _speak(draft: _Draft) -> None:
    """What answers the words; where they ask nothing that the record could answer, what stands out."""
    scene = draft.scene
    observations = _observations(scene)
    draft.observations += scene.interlock
    begun = len(draft.observations)
    answers = [observation for observation in observations if observation.weight >= ASKED]
    for answer in answers[: MOST_ANSWERS - begun]:
        is_said = _observe(draft, answer)
        if not is_said and answer.kind in ANSWERS:
            _observe(draft, answer, again=True)  # who asks again is answered again
    if len(draft.observations) == begun:
        _say_what_stands_out(draft, observations)
    if len(draft.observations) == begun and (answers or not scene.interlock):
        _observe(draft, observations[0], again=True)
    for observation in observations:
        if draft.question is None:
            _ask(draft, observation)


def _say_what_stands_out(draft: _Draft, observations: Sequence[Observation]) -> None:
    """The most pressing things; one memory, one promise, one open trade at a time."""
    families: set[str] = set()
    begun = len(draft.observations)
    for observation in observations:
        is_enough = len(draft.observations) - begun >= MOST_OBSERVATIONS
        is_too_much = observation.kind == LAST_RESORT and families - {"no"}
        if is_enough or is_too_much:
            return
        family = observation.kind.split("_")[0]
        if family not in families and _observe(draft, observation):
            families.add(family)


def _observations(scene: Scene) -> list[Observation]:
    """Everything that there is to say; lines of the last answers are known by their words."""
    felt = _feelings(scene)
    if not scene.before:
        return observations_of(scene.context, scene.words, felt=felt)
    known = observations_of(scene.context, scene.words)
    named = [_sources_said(known, answer) for answer in scene.before[:LAST_ANSWERS]]
    return observations_of(scene.context, scene.words, felt=felt, named_before=named)


def _sources_said(observations: Sequence[Observation], answer: str) -> frozenset[str]:
    """The sources of what an earlier answer said."""
    sources: set[str] = set()
    for observation in observations:
        if any(line in answer for line in _lines_of(observation)):
            sources.update(observation.sources)
    return frozenset(sources)


def _feelings(scene: Scene) -> list[str]:
    """The feelings that the words show."""
    sources = [reason.source for reason in scene.emotion.reasons]
    return [source.removeprefix(FEELING) for source in sources if source.startswith(FEELING)]


def _observe(draft: _Draft, observation: Observation, *, again: bool = False) -> bool:
    """Say what stands out, if it was not just said; take question and step from the first thing that has fresh ones.

    `again`: also if it was just said.
    """
    lines = _lines_of(observation)
    line: str | None = lines[0]
    if not again:
        line = draft.fresh(lines)
    if line is None or any(line == earlier.text for earlier in draft.observations):
        return False
    draft.observations.append(SourcedSentence(line, observation.sources))
    if draft.question is None:
        _ask(draft, observation, again=again)
    if draft.step is None:
        _offer(draft, observation, again=again)
    return True


def _lines_of(observation: Observation) -> list[str]:
    """The ways in which it can be said."""
    texts = PHRASES[observation.kind].observe
    return [ended(text.format(**observation.slots)) for text in texts]


def _ask(draft: _Draft, observation: Observation, *, again: bool = False) -> None:
    texts = _questions(PHRASES[observation.kind], draft.scene)
    questions = [text.format(**observation.slots) for text in texts]
    if not again:
        questions = [question for question in questions if question not in draft.last_answer]
    draft.question = None
    if questions:
        draft.question = SourcedSentence(questions[0], observation.sources)


def _questions(phrases: Phrases, scene: Scene) -> list[str]:
    """Where the coach begins, what the phase asks goes first; in the conversation, what the session is about."""
    by_type = phrases.types.get(scene.context.session_type, ())
    by_phase = phrases.ask[scene.context.phase]
    if scene.words:
        return [*by_type, *by_phase]
    return [*by_phase, *by_type]


def _offer(draft: _Draft, observation: Observation, *, again: bool) -> None:
    """One step that was not just offered; a promise that binds, or was offered before, is not asked for again."""
    for step in PHRASES[observation.kind].steps:
        text = step.text.format(**observation.slots)
        is_just_said = not again and text in draft.last_answer
        if not is_just_said and not _is_settled(step, text, draft.scene):
            draft.step = SourcedSentence(text, observation.sources)
            draft.promise = _promise_of(step)
            return


def _is_settled(step: Step, text: str, scene: Scene) -> bool:
    """Whether a step is a promise that was offered before, or binds already."""
    if step.trigger is None:
        return False
    if text in "\n".join(scene.before):
        return True
    return binds_already(step, scene.context)


def _promise_of(step: Step) -> Proposed | None:
    if step.trigger is None or step.promise is None:
        return None
    return Proposed(
        trigger=step.trigger,
        count=step.count,
        promise=step.promise,
        minutes=step.minutes,
        percent=step.percent,
    )


def parts_of(reply: CoachReply) -> list[str]:
    """The parts of a reply that was made here, in the order of its sources."""
    endings = [part for part in (reply.next_step, reply.question) if part]
    return [*reply.key_points, *endings]
