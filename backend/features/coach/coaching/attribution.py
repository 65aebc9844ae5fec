"""What each sentence of an answer stands on; and what an answer must not say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from backend.features.coach.language.sourced_sentence import Said
from backend.features.coach.memory.source_spans import spans_of
from backend.features.coach.memory.statement_matching import carries, share_of, telling
from backend.features.coach.rule_coach.reply import parts_of
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.verdicts.facts import Fact
from backend.features.coach.verdicts.grounding import Checker, GroundedText, Proof, sentences

T = TypeVar("T", bound=BaseModel)
LEAKED = 0.8  # this share of a line of the instructions in one sentence is no coincidence
LONG_LINE = 7  # telling words: shorter lines are said by anybody
WITHDRAWN = "(A part of this stood on something that you have had forgotten since; it is left out.)"


@dataclass(frozen=True, slots=True)
class Sentences:
    """An answer in its parts, each with its sources; joined they are the text."""

    parts: tuple[Said, ...]
    glue: str = " "

    @classmethod
    def of(cls, reply: CoachReply, known: frozenset[str], *, by_rules: bool) -> "Sentences":
        """The parts of a reply.

        The rules say which part stands on what. An engine says it sentence by sentence; ids it made up are dropped.
        """
        if by_rules:
            parts = parts_of(reply)
            if " ".join(parts) == reply.reply and len(parts) == len(reply.sources):
                return cls(
                    tuple(
                        Said(text, tuple(ids))
                        for text, ids in zip(parts, reply.sources, strict=True)
                    )
                )
            return cls((Said(reply.reply, tuple(reply.evidence)),))
        said = list(sentences(reply.reply))
        named = [*reply.sources, *([[]] * len(said))]
        return cls(
            tuple(
                Said(text, tuple(dict.fromkeys(one for one in ids if one in known)))
                for text, ids in zip(said, named[: len(said)], strict=True)
            ),
            glue="",
        )

    @property
    def text(self) -> str:
        """The whole answer."""
        return self.glue.join(one.text for one in self.parts).strip()

    def with_more(self, more: Sequence[Said]) -> "Sentences":
        """The same with sentences behind it."""
        if not more:
            return self
        if self.glue:
            return Sentences((*self.parts, *more), self.glue)
        behind = tuple(Said(f" {one.text}", one.sources) for one in more)
        return Sentences((*self.parts, *behind), self.glue)

    def spans(self) -> list[Any]:
        """Start, end and sources of each part in the text."""
        return spans_of(self.text, [(one.text, one.sources) for one in self.parts])

    def evidence(self, reply: CoachReply, known: frozenset[str]) -> list[str]:
        """Every id that the answer stands on, as it was in the end."""
        named = [source for one in self.parts for source in one.sources]
        more = [one for one in reply.evidence if one in known and not one.startswith("memory:")]
        return list(dict.fromkeys([*named, *more]))


def without_memories(said: Sentences, gone: Mapping[UUID, str]) -> Sentences:
    """The same without what stands on memories that were forgotten meanwhile, or says what they said."""
    if not gone:
        return said
    ids = {f"memory:{one}" for one in gone}

    def stays(one: Said) -> bool:
        return not ids & set(one.sources) and not any(
            carries(one.text, words) for words in gone.values()
        )

    kept = tuple(one for one in said.parts if stays(one))
    if len(kept) == len(said.parts):
        return said
    return Sentences(kept, said.glue).with_more([Said(WITHDRAWN, ())])


class CoachProof(Proof):
    """What a provider's answer must stand on: figures by facts; and it may not recite its instructions."""

    def __init__(self, facts: Sequence[Fact], words: str, instructions: str) -> None:
        self.checker = _Discreet(facts, words, instructions)  # type: ignore[assignment]  # checks and adds one more


class _Discreet:
    """A checker of citations that also leaves out sentences of the instructions."""

    def __init__(self, facts: Sequence[Fact], words: str, instructions: str) -> None:
        self._checker = Checker(facts, words)
        lines = (line for part in instructions.splitlines() for line in sentences(part))
        self._lines = [line for line in lines if len(set(telling(line))) >= LONG_LINE]

    def check(self, text: str, forecast: int | None = None) -> GroundedText:
        """A text as it may be shown."""
        kept = (one for one in sentences(text) if not self._recites(one))
        return self._checker.check_sentences(kept, forecast)

    def _recites(self, sentence: str) -> bool:
        return any(share_of(line, sentence) >= LEAKED for line in self._lines)
