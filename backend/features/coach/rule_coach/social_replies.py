"""What is said to a greeting, thanks, a goodbye, a nod, a laugh and noise: one sentence with a fact of the trader. Pure."""

from collections.abc import Iterator, Mapping
from itertools import chain

from backend.core.plural import counted
from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.rule_coach.fact_clauses import (
    TODAY,
    fact_of_the_clock,
    facts_of_now,
    facts_that_wait,
)
from backend.features.coach.rule_coach.observations import observations_of
from backend.features.coach.rule_coach.phrases import PHRASES
from backend.features.coach.rule_coach.question_topics import SmallTalk
from backend.features.coach.rule_coach.reply_draft import ReplyDraft
from backend.features.coach.rule_coach.scene import COACH, Scene
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.rule_coach.urgent_matters import urgent_matters
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF

_WORDS: Mapping[SmallTalk, str] = {
    SmallTalk.GREETING: "Hello",
    SmallTalk.THANKS: "You are welcome",
    SmallTalk.GOODBYE: "Until next time",
    SmallTalk.AGREEMENT: "Good",
    SmallTalk.REFUSAL: "All right, we leave it",
    SmallTalk.LAUGHTER: "Ha",
    SmallTalk.NOISE: "That one I cannot read",
}
_LOOKS_AHEAD = frozenset({SmallTalk.GREETING})
"""Who greets may hear what waits; nobody else is given work to do."""


def social_reply(act: str, scene: Scene) -> CoachReply:
    """A short answer to an act that wants nothing; an unknown one is noise."""
    draft = ReplyDraft(scene)
    small_talk = SmallTalk(act) if act in set(SmallTalk) else SmallTalk.NOISE
    answer_small_talk(draft, small_talk)
    return draft.reply()


def answer_small_talk(draft: ReplyDraft, small_talk: SmallTalk) -> None:
    """One sentence; what is urgent and was not said stands in it."""
    scene = draft.scene
    if small_talk is SmallTalk.OFF_TOPIC:
        _leave_to_others(draft)
        return
    word = _WORDS[small_talk]
    for clause in _clauses(scene, small_talk):
        bare = f"{clause.text[:1].upper()}{clause.text[1:]}."
        if _is_new(clause, scene) and draft.is_fresh(bare):
            draft.say(f"{word}: {clause.text}.", clause.sources)
            return
    clock = fact_of_the_clock(scene.context)
    answers = counted(len(scene.before), "answer", "answers")
    texts = [f"{word}; {clock.text}.", f"{word}; {clock.text}, {answers} into this talk."]
    draft.say_first(texts, (COACH, *clock.sources))


def _clauses(scene: Scene, small_talk: SmallTalk) -> Iterator[SourcedSentence]:
    yield from _urgent_clauses(scene)
    if small_talk is SmallTalk.GOODBYE:
        yield from _of_this_talk(scene)
    if small_talk in _LOOKS_AHEAD:
        yield from facts_that_wait(scene.context)
    if small_talk is not SmallTalk.NOISE:
        yield from facts_of_now(scene.context)


def _urgent_clauses(scene: Scene) -> Iterator[SourcedSentence]:
    """What outranks everything and was not said, as a clause."""
    context = scene.context
    for observation in urgent_matters(context, observations_of(context)):
        slots = observation.slots
        lines = [text.format(**slots) for text in PHRASES[observation.kind].observe]
        if any(scene.said.has(line) for line in lines):
            continue
        if observation.kind == "locked":
            reason = slots["reason"].rstrip(".")
            words = f"you are locked until {slots['until']}, by your own rule ({reason})"
        elif observation.kind == "broken_now":
            words = f'"{slots["statement"]}" was broken at {slots["entered"]}'
        else:
            words = f"{slots['count']} losses in a row stand on your record{slots['together']}"
        yield SourcedSentence(words, observation.sources)


def _of_this_talk(scene: Scene) -> Iterator[SourcedSentence]:
    """What was taken up in this conversation, at its end."""
    known = [TECHNIQUE_OF[name] for name in scene.techniques if name in TECHNIQUE_OF]
    commitments = [technique for technique in known if technique.click.kind == "commitment"]
    for technique in [*commitments, *known][:1]:
        today = scene.context.local(scene.context.now)
        words = f"what stays of this {today:%A} is {technique.title}"
        yield SourcedSentence(words, (technique.source, TODAY))


def _is_new(clause: SourcedSentence, scene: Scene) -> bool:
    """Whether no answer of the conversation has the clause in it."""
    return not any(clause.text in answer for answer in scene.before)


def _leave_to_others(draft: ReplyDraft) -> None:
    """Nothing that a coach of traders knows."""
    context = draft.scene.context
    figure = context.figure("net")
    count = figure.n if figure is not None else len(context.cached.trades)
    known = chain(
        [counted(count, "closed trade", "closed trades")],
        [counted(len(context.cached.patterns), "pattern", "patterns")],
    )
    clock = fact_of_the_clock(context)
    words = " and ".join(known)
    texts = [
        f"That is outside of what I know, which is your {words}.",
        f"That is outside of what I know; {clock.text}.",
        f"That is outside of what I know; {clock.text}, {len(draft.scene.before)} answers into this talk.",
    ]
    draft.say_first(texts, (COACH, TODAY))
