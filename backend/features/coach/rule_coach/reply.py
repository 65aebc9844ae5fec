"""The coach without a provider: it speaks from what stands out, asks one question and offers one step. Pure.

It does not say the same sentence in two answers running: what the last answers said is passed over while there is
anything else to say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from backend.features.coach.coach_context.model import Background
from backend.features.coach.language.ideas import Guard
from backend.features.coach.language.sourced_sentence import Said
from backend.features.coach.rule_coach.commitment_offers import binds_already
from backend.features.coach.rule_coach.emotions import Emotion
from backend.features.coach.rule_coach.observation import Standout, ended, trade_slots
from backend.features.coach.rule_coach.observations import standouts
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

    seen: Background
    emotion: Emotion
    words: str = ""
    before: tuple[str, ...] = ()
    guard: Guard | None = None
    turned: bool = False
    interlock: tuple[Said, ...] = ()


@dataclass
class _Draft:
    """A reply in the making."""

    observations: list[Said] = field(default_factory=list)
    question: Said | None = None
    step: Said | None = None
    promise: Proposed | None = None


def coach(scene: Scene) -> CoachReply:
    """The reply: at most two observations, one step, one question; each from the trader's own record or words."""
    if scene.guard is not None:
        words = CARE if scene.guard is Guard.SELF_HARM else DECLINED
        return CoachReply(reply=words, key_points=[], question=None, evidence=[])
    draft = _Draft()
    said = "\n".join(scene.before[:1])
    if scene.turned:
        draft.observations.append(Said(KEEPS_RULES, (COACH,)))
    talk = small_talk_of(scene.words)
    if talk is not None:
        draft.observations.append(
            Said(_fresh(SMALL_TALK[talk], said) or SMALL_TALK[talk][0], (COACH,))
        )
        if talk is SmallTalk.GREETING:
            _speak(draft, scene, said)
            draft.step = draft.promise = None
        return _reply(draft)
    alone = next((one for one in _feelings(scene) if one in ALONE), None)
    if alone is not None:
        _meet(draft, alone, scene, said)
        return _reply(draft)
    _feel(draft, scene, said)
    _speak(draft, scene, said)
    return _reply(draft)


def _speak(draft: _Draft, scene: Scene, said: str) -> None:
    """What answers the words; where they ask nothing that the record could answer, what stands out."""
    found = _found(scene)
    draft.observations += scene.interlock
    begun = len(draft.observations)
    asked = [one for one in found if one.weight >= ASKED]
    for one in asked[: MOST_ANSWERS - len(draft.observations)]:
        if not _observe(draft, one, scene, said) and one.kind in ANSWERS:
            _observe(draft, one, scene, "")  # who asks again is answered again
    kinds: set[str] = set()
    for one in () if len(draft.observations) > begun else found:
        if len(draft.observations) - begun >= MOST_OBSERVATIONS or (
            one.kind == LAST_RESORT and kinds - {"no"}
        ):
            break
        if one.kind.split("_")[0] not in kinds and _observe(draft, one, scene, said):
            kinds.add(one.kind.split("_")[0])  # one memory, one promise, one open trade at a time
    if len(draft.observations) == begun and (asked or not scene.interlock):
        _observe(draft, found[0], scene, "")
    for one in found:
        if draft.question is None:
            _ask(draft, one, scene, said)


def _found(scene: Scene) -> list[Standout]:
    """Everything that there is to say; lines of the last answers are known by their words."""
    plain = standouts(scene.seen, scene.words)
    if not scene.before:
        return standouts(scene.seen, scene.words, felt=_feelings(scene))
    named = [
        frozenset(source for one in plain if _was_said(one, text) for source in one.sources)
        for text in scene.before[:LAST_ANSWERS]
    ]
    return standouts(scene.seen, scene.words, felt=_feelings(scene), named_before=named)


def _was_said(one: Standout, text: str) -> bool:
    return any(ended(line.format(**one.slots)) in text for line in PHRASES[one.kind].observe)


def _feelings(scene: Scene) -> list[str]:
    """The feelings that the words show."""
    return [
        one.source.removeprefix(FEELING)
        for one in scene.emotion.reasons
        if one.source.startswith(FEELING)
    ]


def _meet(draft: _Draft, feeling: str, scene: Scene, said: str) -> None:
    """Meet what no figure belongs beside, with one small step where there is one."""
    sources, alone = (f"{FEELING}{feeling}",), ALONE[feeling]
    draft.observations.append(Said(_fresh(alone.first, said) or alone.first[0], sources))
    draft.observations += scene.interlock
    draft.question = Said(_fresh(FEELINGS[feeling], said) or FEELINGS[feeling][0], sources)
    held = next(iter(scene.seen.kept.open_trades), None)
    if held is not None and alone.holding is not None:
        draft.step = Said(
            alone.holding.format(**trade_slots(held, scene.seen)), (*sources, held.source)
        )
    elif alone.step is not None:
        draft.step = Said(alone.step, sources)


def _feel(draft: _Draft, scene: Scene, said: str) -> None:
    """Name the words of feeling, and ask about them; what is felt goes before what is on record."""
    spoken = next((one for one in scene.emotion.reasons if one.source.startswith(FEELING)), None)
    if spoken is None or asks_about_a_behaviour(scene.words):
        return
    name = spoken.source.removeprefix(FEELING)
    words = spoken.reason.split('"')[1] if '"' in spoken.reason else name
    line = _fresh((text.format(words=words) for text in FELT), said)
    question = _fresh(FEELINGS.get(name, ()), said)
    draft.observations.append(Said(line or FELT[0].format(words=words), (spoken.source,)))
    if question is not None:
        draft.question = Said(question, (spoken.source,))


def _observe(draft: _Draft, one: Standout, scene: Scene, said: str) -> bool:
    """Say what stands out, if it was not just said; take question and step from the first thing that has fresh ones."""
    phrases = PHRASES[one.kind]
    line = _fresh((ended(text.format(**one.slots)) for text in phrases.observe), said)
    if line is None or any(line == other.text for other in draft.observations):
        return False
    draft.observations.append(Said(line, one.sources))
    if draft.question is None:
        _ask(draft, one, scene, said)
    if draft.step is None:
        _offer(draft, phrases.steps, one, scene, said)
    return True


def _ask(draft: _Draft, one: Standout, scene: Scene, said: str) -> None:
    question = _fresh(
        (text.format(**one.slots) for text in _questions(PHRASES[one.kind], scene)), said
    )
    draft.question = None if question is None else Said(question, one.sources)


def _offer(draft: _Draft, steps: Sequence[Step], one: Standout, scene: Scene, said: str) -> None:
    """One step that was not just offered; a promise that binds, or was offered before, is not asked for again."""
    offered = "\n".join(scene.before)
    for step in steps:
        text = step.text.format(**one.slots)
        if text in said or (
            step.trigger is not None and (text in offered or binds_already(step, scene.seen))
        ):
            continue
        draft.step = Said(text, one.sources)
        if step.trigger is not None and step.promise is not None:
            draft.promise = Proposed(
                trigger=step.trigger,
                count=step.count,
                promise=step.promise,
                minutes=step.minutes,
                percent=step.percent,
            )
        return


def _questions(phrases: Phrases, scene: Scene) -> list[str]:
    """Where the coach begins, what the phase asks goes first; in the conversation, what the session is about."""
    by_type, by_phase = (
        phrases.types.get(scene.seen.session_type, ()),
        phrases.ask[scene.seen.phase],
    )
    return [*by_type, *by_phase] if scene.words else [*by_phase, *by_type]


def _fresh(texts: Iterable[str], said: str) -> str | None:
    """The first that the last answer did not say; null where it said them all."""
    return next((text for text in texts if text not in said), None)


def _reply(draft: _Draft) -> CoachReply:
    parts = [
        *draft.observations,
        *([draft.step] if draft.step else []),
        *([draft.question] if draft.question else []),
    ]
    return CoachReply(
        reply=" ".join(one.text for one in parts),
        key_points=[one.text for one in draft.observations],
        question=draft.question.text if draft.question else None,
        next_step=draft.step.text if draft.step else None,
        commitment=draft.promise,
        evidence=list(dict.fromkeys(source for one in parts for source in one.sources)),
        sources=[list(one.sources) for one in parts],
    )


def parts_of(reply: CoachReply) -> list[str]:
    """The parts of a reply that was made here, in the order of its sources."""
    step = [reply.next_step] if reply.next_step else []
    return [*reply.key_points, *step, *([reply.question] if reply.question else [])]
