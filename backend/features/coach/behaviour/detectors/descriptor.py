"""What a descriptor of a detector holds."""

import re
from dataclasses import dataclass
from typing import Protocol

from backend.quant.behaviour.context import DetectorRule
from backend.quant.behaviour.events import Detector, Inputs


class EventSentence(Protocol):
    """Says one event."""

    def __call__(self, inputs: Inputs, /) -> str:
        """One event in a sentence, from the inputs that are stored of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorDescriptor:
    """One detector: how it is measured, and how it is said, asked about and connected. Nothing has a default.

    Attributes:
        rule: its kind, thresholds, measure and cost.
        heading: what it looks for, as the title of a pattern.
        name: what it looks for, as a thing that one does; in the coach's mouth.
        sentence: says one event.
        question: one that is about it, in a trader's words.
        topic_words: how traders name it when they ask; they read the question.
        feelings: the feelings, as `language.lexicon` reads them, after which its pattern goes first.
        kin: kinds of observations that speak of it where no pattern is on record; may be empty.
    """

    rule: DetectorRule
    heading: str
    name: str
    sentence: EventSentence
    question: str
    topic_words: re.Pattern[str]
    feelings: tuple[str, ...]
    kin: tuple[str, ...]

    @property
    def detector(self) -> Detector:
        """Which one it is."""
        return self.rule.detector
