"""The coach without a provider: it speaks from what stands out, asks one question and offers one step. Pure.

It says no sentence twice in a conversation. What is urgent comes first, whatever was asked; where there is nothing new
to say, it is short.
"""

import re
from collections.abc import Sequence

from backend.core.plural import counted
from backend.features.coach.coach_context.wording import clock, held_words
from backend.features.coach.language import lexicon
from backend.features.coach.rule_coach.commitment_offers import binds_already
from backend.features.coach.rule_coach.dispute import acknowledge_dispute
from backend.features.coach.rule_coach.fact_clauses import anchor_of
from backend.features.coach.rule_coach.observation import Observation, ended, trade_slots
from backend.features.coach.rule_coach.observations import observations_of
from backend.features.coach.rule_coach.phrases import (
    ALONE,
    ANSWERS,
    FEELINGS,
    FELT,
    KEEPS_RULES,
    PHRASES,
    Phrases,
    Step,
)
from backend.features.coach.rule_coach.question_answers import ASKED
from backend.features.coach.rule_coach.question_topics import (
    SmallTalk,
    asks_about_a_behaviour,
    disputes,
    small_talk_of,
    wants_a_routine,
    wants_a_technique,
)
from backend.features.coach.rule_coach.reply_draft import ReplyDraft
from backend.features.coach.rule_coach.routine import tell_routine
from backend.features.coach.rule_coach.scene import COACH, FEELING, SaidSentences, Scene
from backend.features.coach.rule_coach.schemas import CoachReply, Proposed
from backend.features.coach.rule_coach.social_replies import answer_small_talk
from backend.features.coach.rule_coach.talks.guarded_reply import guarded_reply, reassured
from backend.features.coach.rule_coach.talks.talk_reply import take_turn
from backend.features.coach.rule_coach.technique_lesson import teach
from backend.features.coach.rule_coach.topic_figures import figures_on
from backend.features.coach.rule_coach.urgent_matters import urgent_matters

_HEATED = frozenset({"revenge", "greed", "tilt"})
_ONE_MORE = re.compile(
    r"\b(?:one|just|a) (?:more|last|quick|small|tiny)\b|\banother (?:trade|try|shot|go)\b|\bback in\b|\bdouble\b",
    re.I,
)
MOST_OBSERVATIONS = 2
MOST_ANSWERS = 3  # a question may be answered in more parts than anything is brought up in
LAST_ANSWERS = 3  # what they said makes room for something else
MEMORIES = frozenset(("memory", "memory_goal"))
OF_THE_WORDS = 52  # what a memory weighs that the words are of; by itself it weighs half of it
LAST_RESORT = "last_trade"  # said where nothing else in the record stands out
TAUGHT = frozenset({"pattern"})  # kinds whose step is a technique, where one fits


def _small_talk(scene: Scene) -> SmallTalk | None:
    """What the understanding has read, or what the words are."""
    if scene.act in set(SmallTalk):
        return SmallTalk(scene.act)
    if not scene.words or scene.wants:
        return None
    return small_talk_of(scene.words)


def coach(scene: Scene) -> CoachReply:
    """The reply: what is urgent, what answers or stands out, one step, one question; all from the trader's own record."""
    if scene.guard is not None:
        return guarded_reply(scene, scene.guard)
    draft = ReplyDraft(scene)
    if scene.wants == "reassured":
        draft.say_first(reassured(scene), (COACH,))
        return draft.reply()
    if scene.turned:
        draft.say(KEEPS_RULES, (COACH,))
    small_talk = _small_talk(scene)
    turn = ReplyDraft(scene)
    if not scene.turned and take_turn(turn, small_talk, _say_urgent_in_a_talk, _say_remembered):
        return turn.reply()
    if small_talk is not None:
        answer_small_talk(draft, small_talk)
        return draft.reply()
    alone = next((feeling for feeling in scene.feelings if feeling in ALONE), None)
    if alone is not None:
        _meet(draft, alone)
        return draft.reply()
    _talk(draft)
    if not draft.observations:
        _be_short(draft)
    return draft.reply()


def _talk(draft: ReplyDraft) -> None:
    """What is urgent, then what the words want."""
    scene = draft.scene
    observations = _observations(scene)
    wants_technique = scene.wants == "technique" or wants_a_technique(scene.words)
    urgent = _say_what_is_urgent(draft, observations, with_step=not wants_technique)
    is_dispute = bool(scene.before) and not scene.wants and disputes(scene.words)
    if scene.wants == "dispute" or is_dispute:
        acknowledge_dispute(draft)
        return
    if wants_a_routine(scene.words) and tell_routine(draft):
        return
    _name_feeling(draft)
    if wants_technique and teach(draft, _purpose_of(scene), scene.feelings):
        return
    rest = [observation for observation in observations if observation not in urgent]
    is_answer_due = any(observation.weight >= ASKED for observation in rest)
    if draft.step is None or is_answer_due or scene.interlock:
        _speak(draft, rest)


def _purpose_of(scene: Scene) -> tuple[str, ...]:
    """What a technique is asked for: what is talked of, or the costliest pattern where only "this" is."""
    if scene.behaviours or scene.feelings:
        return scene.behaviours
    patterns = sorted(scene.context.cached.patterns, key=lambda pattern: pattern.measured_r or 0)
    return tuple(pattern.detector for pattern in patterns[:1])


def _say_what_is_urgent(
    draft: ReplyDraft, observations: Sequence[Observation], *, with_step: bool
) -> list[Observation]:
    """The first thing that outranks everything and was not said, with its one step; all that are urgent."""
    if not draft.scene.words:
        return []  # where the coach begins, what stands out has its order
    urgent = urgent_matters(draft.scene.context, observations)
    for observation in urgent:
        if _observe(draft, observation, with_step=with_step):
            return urgent
    for hold in draft.scene.context.holds:
        if hold.state == "locked" and _wants_in(draft.scene):
            left = hold.until - draft.scene.context.now
            held = held_words(max(60, int(left.total_seconds())))
            minutes = draft.scene.context.local(draft.scene.context.now)
            words = f"At {minutes:%H:%M} your lock holds for another {held}, and no trade is worth breaking it."
            draft.say(words, (hold.source,))
    return urgent


def _say_remembered(draft: ReplyDraft) -> None:
    """What the trader told the coach before of what they speak of now."""
    for observation in _observations(draft.scene):
        is_of_it = observation.kind in MEMORIES and observation.weight >= OF_THE_WORDS
        if is_of_it and draft.say(_lines_of(observation)[0], observation.sources):
            return


def _say_urgent_in_a_talk(draft: ReplyDraft) -> None:
    """What outranks everything, in one sentence: the question belongs to the talk."""
    _say_what_is_urgent(draft, _observations(draft.scene), with_step=False)
    draft.question = None


def _wants_in(scene: Scene) -> bool:
    """Whether the words want a trade, whatever the rules say."""
    if scene.interlock or lexicon.is_about_to(scene.words):
        return True
    return bool(_HEATED & set(scene.feelings)) or _ONE_MORE.search(scene.words) is not None


def _be_short(draft: ReplyDraft) -> None:
    """Nothing new to say."""
    context = draft.scene.context
    at = clock(context.now, context)
    answers = counted(len(draft.scene.before), "answer", "answers")
    texts = [
        f"Nothing new on your record as of {at}.",
        f"Nothing new on your record as of {at}, {answers} in.",
    ]
    draft.say_first(texts, ("figure:today",))


def _meet(draft: ReplyDraft, feeling: str) -> None:
    """Meet what no figure belongs beside, with one small step where there is one."""
    scene, alone = draft.scene, ALONE[feeling]
    sources = (f"{FEELING}{feeling}",)
    at = clock(scene.context.now, scene.context)
    texts = [
        *alone.first,
        f"I hear it, at {at} as before.",
        f"I hear it, {len(scene.before)} answers in.",
    ]
    draft.say_first(texts, sources)
    for sentence in scene.interlock:
        draft.say(sentence.text, sentence.sources)
    draft.ask(FEELINGS[feeling], sources)
    held = next(iter(scene.context.cached.open_trades), None)
    if held is not None and alone.holding is not None:
        step = alone.holding.format(**trade_slots(held, scene.context))
        draft.offer(step, (*sources, held.source))
    elif alone.step is not None:
        draft.offer(alone.step, sources)


def _name_feeling(draft: ReplyDraft) -> None:
    """Name the words of feeling, and ask about them; what is felt goes before what is on record."""
    scene = draft.scene
    reasons = scene.emotion.reasons
    spoken = next((reason for reason in reasons if reason.source.startswith(FEELING)), None)
    if spoken is None or asks_about_a_behaviour(scene.words):
        return
    feeling = spoken.source.removeprefix(FEELING)
    words = _quoted(spoken.reason) or feeling
    at = clock(scene.context.now, scene.context)
    texts = [text.format(words=words, at=at, answers=len(scene.before)) for text in FELT]
    draft.say_first(texts, (spoken.source,))
    slots, sources = anchor_of(scene.context)
    questions = [text.format(**slots) for text in FEELINGS.get(feeling, ())]
    draft.ask(questions, (spoken.source, *sources))


def _quoted(reason: str) -> str:
    """The words that a reason quotes; empty where it quotes none."""
    _, _, behind = reason.partition('"')
    words, _, _ = behind.partition('"')
    return words


def _speak(draft: ReplyDraft, observations: Sequence[Observation]) -> None:
    """What answers the words; where they ask nothing that the record could answer, what stands out."""
    scene = draft.scene
    for sentence in scene.interlock:
        draft.say(sentence.text, sentence.sources)
    begun = len(draft.observations)
    answers = [observation for observation in observations if observation.weight >= ASKED]
    for answer in answers[: max(1, MOST_ANSWERS - begun)]:
        is_said = _observe(draft, answer)
        if not is_said and answer.kind in ANSWERS:
            line = _lines_of(answer)[0]
            draft.say_again(line, answer.sources)  # who asks again is answered again
    is_answered = len(draft.observations) > begun
    if not is_answered and scene.behaviours:
        # What is talked of stays what is talked of, until something else is.
        is_answered = _go_on(draft, scene.behaviours)
    if not is_answered and answers and scene.named_behaviours:
        draft.say_again(_lines_of(answers[0])[0], answers[0].sources)
    elif not is_answered and not scene.behaviours:
        _say_what_stands_out(draft, observations)
    if scene.feelings and len(draft.observations) < MOST_ANSWERS:
        teach(draft, scene.behaviours, scene.feelings)
    _take_first_step(draft, observations)
    if not scene.behaviours or answers:
        for observation in observations[: None if not scene.behaviours else 1]:
            if draft.question is None:
                _ask(draft, observation)


def _take_first_step(draft: ReplyDraft, observations: Sequence[Observation]) -> None:
    """Where a technique was looked for and none fits: the step of the first thing that was said."""
    if draft.step is not None or not draft.scene.feelings:
        return
    for observation in observations:
        if any(observation.sources == part.sources for part in draft.observations):
            _offer(draft, observation)
            return


def _go_on(draft: ReplyDraft, behaviours: Sequence[str]) -> bool:
    """The next figure on what is talked of, else the next technique for it; whether there is one."""
    for detector in behaviours[:1]:
        for figure in figures_on(detector, draft.scene.context):
            if draft.say(figure.statement, (figure.source,)):
                return True
    return teach(draft, behaviours, draft.scene.feelings)


def _say_what_stands_out(draft: ReplyDraft, observations: Sequence[Observation]) -> None:
    """The most pressing things; one memory, one promise, one open trade at a time."""
    families: set[str] = set()
    begun = len(draft.observations)
    most = 1 if draft.scene.feelings else MOST_OBSERVATIONS
    for observation in observations:
        is_enough = len(draft.observations) - begun >= most
        is_too_much = observation.kind == LAST_RESORT and families - {"no"}
        if is_enough or is_too_much:
            return
        family = observation.kind.split("_")[0]
        is_fresh = family not in families
        if is_fresh and _observe(draft, observation, with_step=not draft.scene.feelings):
            families.add(family)


def _observations(scene: Scene) -> list[Observation]:
    """Everything that there is to say; lines of the last answers are known by their words."""
    context, words, behaviours = scene.context, scene.words, scene.behaviours
    if not scene.before:
        return observations_of(context, words, felt=scene.feelings, behaviours=behaviours)
    known = observations_of(context, words)
    named = [_sources_said(known, answer) for answer in scene.before[:LAST_ANSWERS]]
    return observations_of(
        context, words, felt=scene.feelings, named_before=named, behaviours=behaviours
    )


def _sources_said(observations: Sequence[Observation], answer: str) -> frozenset[str]:
    """The sources of what an earlier answer said."""
    spoken = SaidSentences((answer,))
    sources: set[str] = set()
    for observation in observations:
        if any(spoken.has(line) for line in _lines_of(observation)):
            sources.update(observation.sources)
    return frozenset(sources)


def _observe(draft: ReplyDraft, observation: Observation, *, with_step: bool = True) -> bool:
    """Say what stands out, if it was not said; take question and step from the first thing that has fresh ones."""
    lines = _lines_of(observation)
    if _is_said_already(draft, lines) or not draft.say(lines[0], observation.sources):
        return False
    if observation.kind in TAUGHT:
        teach(draft, (_detector_of(observation, draft.scene),), draft.scene.feelings)
    if draft.question is None:
        _ask(draft, observation)
    if draft.step is None and with_step:
        _offer(draft, observation)
    return True


def _is_said_already(draft: ReplyDraft, lines: Sequence[str]) -> bool:
    """Whether it was said, in whichever words: another wording of the same is no news."""
    return any(draft.said.unsaid(line) == "" for line in lines)


def _detector_of(observation: Observation, scene: Scene) -> str:
    """The detector whose pattern an observation is."""
    patterns = scene.context.cached.patterns
    return next(
        pattern.detector for pattern in patterns if (pattern.source,) == observation.sources
    )


def _lines_of(observation: Observation) -> list[str]:
    """The ways in which it can be said."""
    texts = PHRASES[observation.kind].observe
    return [ended(text.format(**observation.slots)) for text in texts]


def _ask(draft: ReplyDraft, observation: Observation) -> None:
    texts = _questions(PHRASES[observation.kind], draft.scene)
    draft.ask([text.format(**observation.slots) for text in texts], observation.sources)


def _questions(phrases: Phrases, scene: Scene) -> list[str]:
    """Where the coach begins, what the phase asks goes first; in the conversation, what the session is about."""
    by_type = phrases.types.get(scene.context.session_type, ())
    by_phase = phrases.ask[scene.context.phase]
    if scene.words:
        return [*by_type, *by_phase]
    return [*by_phase, *by_type]


def _offer(draft: ReplyDraft, observation: Observation) -> None:
    """One step that was not offered; a promise that binds, or was offered before, is not asked for again."""
    for step in PHRASES[observation.kind].steps:
        text = step.text.format(**observation.slots)
        is_open = not _is_settled(step, draft.scene)
        if is_open and draft.offer(text, observation.sources, _promise_of(step)):
            return


def _is_settled(step: Step, scene: Scene) -> bool:
    """Whether a step is a promise that was offered before, or binds already."""
    if step.trigger is None:
        return False
    return scene.is_promise_offered or binds_already(step, scene.context)


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
