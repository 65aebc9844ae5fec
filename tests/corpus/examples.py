"""The messages of the corpus as examples of a classifier: a text, the label it should get, and what else is right."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]  # a line of a file

FOLDER = Path(__file__).parent
GUARDS = ("self_harm", "market_abuse")
SAME_FEELING = {"tired": "tiredness"}  # a word of the corpus, and the name of the feeling
DRASTIC = frozenset({"care", "despair", "idioms", "guard", "abuse"})  # topics of files
PARTS = {
    "book": ("book", ""),
    "social": ("act", ""),
    "archive": ("action", ""),
    "memory": ("action", ""),
    "idea_opinion": ("wants", "verdict"),
    "coaching": ("wants", "talk"),
}  # kinds that come in parts: the field that names the part, and what stands where it is absent


@dataclass(frozen=True, slots=True)
class Example:
    """A message of the corpus.

    Attributes:
        label: the kind with its part, such as `book:state`; a guard where there is one.
        accepted: labels that are equally right, with `label` itself.
        guard: the guard that must be heard; "" where none may be.
        is_two_sided: a guard is right and so is plain talk.
        feelings: what must be heard; `doubtful` may be heard as well.
        is_idiom: drastic words that mean nothing by it.
    """

    id: str
    family: str
    text: str
    label: str
    accepted: frozenset[str]
    guard: str
    is_two_sided: bool
    feelings: frozenset[str]
    doubtful: frozenset[str]
    is_idiom: bool

    @property
    def hand(self) -> str:
        """Who wrote it."""
        return self.family[:2]


def label_of(expect: Row) -> str:
    """The kind with its part; "" where there is none, or where there are two requests."""
    if expect.get("guard"):
        return f"guard:{expect['guard']}"
    kind = str(expect.get("kind") or "")
    if kind not in PARTS:
        return kind
    field, default = PARTS[kind]
    return f"{kind}:{expect.get(field, default)}"


def kind_of(label: str) -> str:
    """The label without its part; a guard stays whole."""
    return label if label.startswith("guard:") else label.partition(":")[0]


def examples(side: str) -> list[Example]:
    """The messages of a side that want one thing; dialogues stay out, they lean on what was said before."""
    return [_example(topic, row) for topic, row in _rows(side) if label_of(row["expect"])]


def labelled_rows(side: str) -> list[Row]:
    """The lines of the same messages."""
    return [row for _, row in _rows(side) if label_of(row["expect"])]


def _rows(side: str) -> Iterator[tuple[str, Row]]:
    for file in sorted((FOLDER / side).glob("*.jsonl")):
        topic = file.stem.partition("_")[2]
        if topic != "dialogues":
            for line in file.read_text(encoding="utf-8").splitlines():
                yield topic, json.loads(line)


def _example(topic: str, row: Row) -> Example:
    expect = row["expect"]
    readings = [expect, *expect.get("or", ())]
    guards = {str(reading.get("guard", "")) for reading in readings}
    feelings = _all_feelings([expect])
    return Example(
        id=str(row["id"]),
        family=str(row["family"]),
        text=str(row["text"]),
        label=label_of(expect),
        accepted=frozenset(label_of(reading) for reading in readings) - {""},
        guard=str(expect.get("guard", "")),
        is_two_sided=len(guards) > 1,
        feelings=feelings,
        doubtful=_all_feelings(readings) - feelings,
        is_idiom=len(guards) == 1
        and not expect.get("guard")
        and (topic in DRASTIC or "idiom" in row.get("tags", ())),
    )


def _all_feelings(readings: Sequence[Row]) -> frozenset[str]:
    names = {name for reading in readings for name in reading.get("feelings", ())}
    return frozenset(SAME_FEELING.get(name, name) for name in names)
