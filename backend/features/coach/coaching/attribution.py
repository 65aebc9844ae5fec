"""What each sentence of an answer stands on; and what an answer must not say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.memory.statement_matching import carries, share_of, telling
from backend.features.coach.rule_coach.reply import parts_of
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.verdicts.facts import Fact
from backend.features.coach.verdicts.grounding import (
    Checker,
    GroundedText,
    GroundingProof,
    sentences,
)

LEAKED = 0.8  # this share of a line of the instructions in one sentence is no coincidence
LONG_LINE = 7  # telling words: shorter lines are said by anybody
WITHDRAWN = "(A part of this stood on something that you have had forgotten since; it is left out.)"


@dataclass(frozen=True, slots=True)
class AttributedSentences:
    """An answer in its parts, each with its sources; joined they are the text."""

    parts: tuple[SourcedSentence, ...]
    glue: str = " "

    @classmethod
    def of(
        cls,
        reply: CoachReply,
        known: frozenset[str],
        *,
        by_rules: bool,
    ) -> "AttributedSentences":
        """The parts of a reply.

        The rules say which part stands on what. An engine says it sentence by sentence; ids it made up are dropped.
        """
        if by_rules:
            return cls._of_rules(reply)
        return cls._of_engine(reply, known)

    @classmethod
    def _of_rules(cls, reply: CoachReply) -> "AttributedSentences":
        texts = parts_of(reply)
        if " ".join(texts) != reply.reply or len(texts) != len(reply.sources):
            return cls((SourcedSentence(reply.reply, tuple(reply.evidence)),))
        sourced = zip(texts, reply.sources, strict=True)
        return cls(tuple(SourcedSentence(text, tuple(sources)) for text, sources in sourced))

    @classmethod
    def _of_engine(cls, reply: CoachReply, known: frozenset[str]) -> "AttributedSentences":
        texts = list(sentences(reply.reply))
        unnamed: list[list[str]] = [[]] * len(texts)
        named = [*reply.sources, *unnamed][: len(texts)]
        parts = []
        for text, sources in zip(texts, named, strict=True):
            known_sources = dict.fromkeys(source for source in sources if source in known)
            parts.append(SourcedSentence(text, tuple(known_sources)))
        return cls(tuple(parts), glue="")

    @property
    def text(self) -> str:
        """The whole answer."""
        return self.glue.join(part.text for part in self.parts).strip()

    def with_more(self, more: Sequence[SourcedSentence]) -> "AttributedSentences":
        """The same with sentences behind it."""
        if not more:
            return self
        space = "" if self.glue else " "
        behind = [SourcedSentence(f"{space}{part.text}", part.sources) for part in more]
        return AttributedSentences((*self.parts, *behind), self.glue)

    def spans(self) -> list[Any]:
        """Start, end and sources of each part in the text."""
        return CoachingAnswer.spans_of(
            self.text,
            [(part.text, part.sources) for part in self.parts],
        )

    def evidence(self, reply: CoachReply, known: frozenset[str]) -> list[str]:
        """Every id that the answer stands on, as it was in the end."""
        of_parts = [source for part in self.parts for source in part.sources]
        of_reply = [source for source in reply.evidence if source in known]
        more = [source for source in of_reply if not source.startswith("memory:")]
        return list(dict.fromkeys([*of_parts, *more]))


def without_memories(
    answer: AttributedSentences,
    forgotten: Mapping[UUID, str],
) -> AttributedSentences:
    """The same without what stands on memories that were forgotten meanwhile, or says what they said."""
    sources = {f"memory:{memory_id}" for memory_id in forgotten}

    def stays(part: SourcedSentence) -> bool:
        if not sources.isdisjoint(part.sources):
            return False
        return not any(carries(part.text, statement) for statement in forgotten.values())

    parts = tuple(part for part in answer.parts if stays(part))
    if len(parts) == len(answer.parts):
        return answer
    return AttributedSentences(parts, answer.glue).with_more([SourcedSentence(WITHDRAWN, ())])


class CoachProof(GroundingProof):
    """What a provider's answer must stand on: figures by facts; and it may not recite its instructions."""

    def __init__(self, facts: Sequence[Fact], words: str, instructions: str) -> None:
        self.checker = _InstructionGuard(facts, words, instructions)  # type: ignore[assignment]  # checks one thing more


class _InstructionGuard:
    """A checker of citations that also leaves out sentences of the instructions."""

    def __init__(self, facts: Sequence[Fact], words: str, instructions: str) -> None:
        self._checker = Checker(facts, words)
        lines = (line for part in instructions.splitlines() for line in sentences(part))
        self._lines = [line for line in lines if len(set(telling(line))) >= LONG_LINE]

    def learn(self, facts: Sequence[Fact]) -> None:
        """Know these facts as well."""
        self._checker.learn(facts)

    def check(self, text: str, forecast: int | None = None) -> GroundedText:
        """A text as it may be shown."""
        discreet = (sentence for sentence in sentences(text) if not self._recites(sentence))
        return self._checker.check_sentences(discreet, forecast)

    def _recites(self, sentence: str) -> bool:
        return any(share_of(line, sentence) >= LEAKED for line in self._lines)
