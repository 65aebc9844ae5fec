"""A sentence and what it stands on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourcedSentence:
    """A sentence and what it stands on."""

    text: str
    sources: tuple[str, ...]
