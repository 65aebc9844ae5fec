"""The lines of the corpus, and the dialogues among them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.core.types import JsonObject

FOLDER = Path(__file__).parent
SIDES = ("tuned", "set_aside")


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """A line of a file, and where it stands."""

    file: Path
    number: int
    content: JsonObject

    @property
    def family(self) -> str:
        """The wording that the line belongs to."""
        return str(self.content["family"])

    @property
    def side(self) -> str:
        """Whether it may be read by whoever builds a reader."""
        return self.file.parent.name

    @property
    def hand(self) -> str:
        """Who wrote it."""
        return self.file.name.partition("_")[0]

    @property
    def tags(self) -> frozenset[str]:
        """What is odd about it."""
        return frozenset(self.content.get("tags", ()))

    @property
    def is_dialogue(self) -> bool:
        """Whether it has several turns."""
        return "turns" in self.content

    @property
    def turns(self) -> Iterator[JsonObject]:
        """The message itself, or those of a dialogue."""
        yield from self.content.get("turns", [self.content])

    @property
    def place(self) -> str:
        """For a person who looks it up."""
        return f"{self.side}/{self.file.name}:{self.number}"


def corpus_lines(*sides: str) -> list[CorpusLine]:
    """All lines of all files of these sides; of both where none is named."""
    return [
        CorpusLine(file, number, json.loads(text))
        for side in sides or SIDES
        for file in sorted((FOLDER / side).glob("*.jsonl"))
        for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    ]
