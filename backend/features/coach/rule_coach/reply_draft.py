"""A reply in the making, which says no sentence twice in a conversation. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice

from backend.features.coach.coach_context.wording import clock
from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.rule_coach.scene import SaidSentences, Scene
from backend.features.coach.rule_coach.schemas import CoachReply, Proposed
from backend.features.coach.verdicts.grounding import sentences

MOST_REPEATED = 2  # sentences of an answer that is given again


@dataclass
class ReplyDraft:
    """A reply in the making; `said` is every sentence of the conversation, and of this reply so far."""

    scene: Scene
    observations: list[SourcedSentence] = field(default_factory=list)
    question: SourcedSentence | None = None
    step: SourcedSentence | None = None
    promise: Proposed | None = None
    technique: str | None = None

    def __post_init__(self) -> None:
        self.said: SaidSentences = self.scene.said.copy()

    def is_fresh(self, text: str) -> bool:
        """Whether no sentence of it was said."""
        return not self.said.has(text)

    def fresh(self, texts: Iterable[str]) -> str | None:
        """The first of which no sentence was said; null where there is none."""
        return next((text for text in texts if self.is_fresh(text)), None)

    def say(self, text: str, sources: tuple[str, ...]) -> bool:
        """Say what of it was not said; whether there was anything."""
        unsaid = self.said.unsaid(text)
        if not unsaid:
            return False
        self.said.add(unsaid)
        self.observations.append(SourcedSentence(unsaid, sources))
        return True

    def say_again(self, text: str, sources: tuple[str, ...]) -> None:
        """Answer a question that was answered: that it is still so, and when."""
        line = _in_one_sentence(text)
        at = clock(self.scene.context.now, self.scene.context)
        answers = len(self.scene.before)
        self.say_first(
            [f"Still so at {at}: {line}.", f"Still so at {at}, {answers} answers in: {line}."],
            sources,
        )

    def say_first(self, texts: Iterable[str], sources: tuple[str, ...]) -> bool:
        """Say the first that was not said; whether there is one."""
        text = self.fresh(texts)
        return text is not None and self.say(text, sources)

    def ask(self, texts: Iterable[str], sources: tuple[str, ...]) -> None:
        """Ask the first that was not asked."""
        text = self.fresh(texts)
        if text is not None and self.question is None:
            self.question = SourcedSentence(text, sources)

    def offer(self, text: str, sources: tuple[str, ...], promise: Proposed | None = None) -> bool:
        """Offer a step, if it was not offered; whether it is."""
        if self.step is not None or not self.is_fresh(text):
            return False
        self.step, self.promise = SourcedSentence(text, sources), promise
        return True

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
            technique=self.technique,
            evidence=list(evidence),
            sources=sources,
        )


def _in_one_sentence(text: str) -> str:
    """The first sentences of a text as one, without its end."""
    parts = [sentence.strip() for sentence in islice(sentences(text), MOST_REPEATED)]
    return "; ".join(part.rstrip(".").replace('."', '"') for part in parts)


def _text_of(sentence: SourcedSentence | None) -> str | None:
    if sentence is None:
        return None
    return sentence.text
