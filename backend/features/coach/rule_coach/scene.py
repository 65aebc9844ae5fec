"""What a reply is made from: what is known, the words, and the whole of what was said in the conversation. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from uuid import UUID

from backend.features.coach.behaviour.detectors.registry import shown_by
from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.ideas.ideas import Guard
from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.rule_coach.emotions import Emotion
from backend.features.coach.rule_coach.question_topics import behaviours_of, topics_of
from backend.features.coach.techniques.running import TechniqueOffer
from backend.features.coach.verdicts.grounding import sentences

FEELING = "words.feeling_"
COACH = "coach:rules"  # the source of what the coach says about itself
LONGEST_MEMORY = 12  # messages of the trader in which a topic of the conversation is looked for
_PLAIN = re.compile(r"[\W_]++")


@dataclass(frozen=True, slots=True)
class CoachRequest:
    """What the understanding has read in a message for the coach; empty where it is to read that itself."""

    topics: tuple[str, ...] = ()
    wants: str = ""
    act: str = ""
    asks_how_it_is_meant: bool = False


@dataclass(frozen=True, slots=True)
class DisputedEvent:
    """An event of a pattern that the trader says was not so."""

    event_id: UUID
    pattern: str  # the source of it
    detector: str
    day: date


@dataclass(frozen=True)
class Scene:
    """What a reply is made from.

    Attributes:
        words: the trader's message; empty where the coach begins.
        before: all answers in this conversation, whoever made them, latest first.
        heard: the trader's messages before this one, latest first.
        guard: how the words must be met; in doubt whether the trade or the trader is meant, that is asked.
        turned: the message tells the coach how to work, or asks for its instructions.
        interlock: how a trade that is announced stands to the rulebook, with its sources.
        topics: behaviours that the understanding has read in the words.
        wants: `talk`, `technique`, `dispute` or `reassured`, where the understanding has read it.
        act: a greeting, thanks or the like, where the understanding has read it.
        techniques: those of this conversation, latest first; `offers` are those of the last weeks, in all conversations.
        is_promise_offered: whether a commitment was offered in this conversation.
        disputed: what of the record the trader says was not so.
    """

    context: CoachContext
    emotion: Emotion
    words: str = ""
    before: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    guard: Guard | None = None
    asks_how_it_is_meant: bool = False
    turned: bool = False
    interlock: tuple[SourcedSentence, ...] = ()
    topics: tuple[str, ...] = ()
    wants: str = ""
    act: str = ""
    techniques: tuple[str, ...] = ()
    offers: tuple[TechniqueOffer, ...] = ()
    is_promise_offered: bool = False
    disputed: DisputedEvent | None = None

    @cached_property
    def said(self) -> "SaidSentences":
        """Every sentence of the conversation."""
        return SaidSentences(self.before)

    @property
    def feelings(self) -> list[str]:
        """The feelings that the words show."""
        sources = [reason.source for reason in self.emotion.reasons]
        return [source.removeprefix(FEELING) for source in sources if source.startswith(FEELING)]

    @property
    def named_behaviours(self) -> tuple[str, ...]:
        """The behaviours that the message itself names."""
        return tuple(dict.fromkeys((*self.topics, *behaviours_of(self.words))))

    @cached_property
    def behaviours(self) -> tuple[str, ...]:
        """The behaviours that are talked of: those of the message, or else of the conversation so far."""
        named = self.named_behaviours
        if named or not self.words or topics_of(self.words):
            return named
        earlier = self._earlier_behaviour()
        if self.feelings and not set(earlier) & set(
            chain.from_iterable(map(shown_by, self.feelings))
        ):
            return ()  # a feeling that has nothing to do with it is a topic of its own
        return earlier

    def _earlier_behaviour(self) -> tuple[str, ...]:
        """What the conversation was about last, if it was about a behaviour."""
        for words in self.heard[:LONGEST_MEMORY]:
            if topics_of(words):
                return ()
            earlier = behaviours_of(words)
            if earlier:
                return earlier[:1]
        return ()


class SaidSentences:
    """The sentences of earlier answers, whatever their case and punctuation."""

    def __init__(self, answers: Iterable[str]) -> None:
        self._keys = {_key(sentence) for answer in answers for sentence in sentences(answer)}

    def copy(self) -> "SaidSentences":
        """The same, to be added to by itself."""
        twin = SaidSentences(())
        twin._keys = set(self._keys)
        return twin

    def has(self, text: str) -> bool:
        """Whether any sentence of a text was said."""
        return any(_key(sentence) in self._keys for sentence in sentences(text))

    def unsaid(self, text: str) -> str:
        """A text up to the first sentence that was said; empty where that is its first."""
        parts = []
        for sentence in sentences(text):
            if _key(sentence) in self._keys:
                break
            parts.append(sentence)
        return "".join(parts).strip()

    def add(self, text: str) -> None:
        """Say it."""
        self._keys.update(_key(sentence) for sentence in sentences(text))


def _key(sentence: str) -> str:
    return _PLAIN.sub(" ", sentence).strip().casefold()
