"""Questions to the record whose parts are labelled, from which heads of questions learn.

A line of `wordings/questions/*.txt` is `measure | shape | grouping | outcome | after | the message`, one of
`wordings/selections/*.txt` is `mood | plan | habit | left out | the message`; the labels are those of `QuestionScores`.
Questions of the tuned side of the corpus are labelled by their queries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.core.types import JsonObject
from backend.features.chat.understanding.questions.draft import DEFAULT_MEASURES
from backend.features.chat.understanding.questions.likely_parts import NONE, OVERVIEW
from tests.corpus.corpus_lines import corpus_lines

FOLDER = Path(__file__).with_name("wordings")
PARTS_OF = {
    "questions": ("measure", "shape", "grouping", "outcome", "after"),
    "selections": ("mood", "plan", "habit", "left_out"),
}
PARTS = tuple(part for parts in PARTS_OF.values() for part in parts)
_HABITS = {"fomo_entry": "fomo", "holding_losers": "disposition"}
_PLURALS = {"trade": "trades", "day": "days", "group": "groups"}


@dataclass(frozen=True, slots=True)
class QuestionWording:
    """A question, who wrote it, and what each part of it is, as far as its hand was asked for it."""

    name: str
    hand: str
    text: str
    labels: dict[str, str]


def question_wordings() -> list[QuestionWording]:
    """Those of our own hands and of the tuned side, each text once."""
    wordings = [*_of_files(), *_of_the_corpus()]
    return list({wording.text: wording for wording in wordings}.values())


def _of_files() -> Iterator[QuestionWording]:
    for folder, parts in PARTS_OF.items():
        for file in sorted((FOLDER / folder).glob("*.txt")):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                *labels, text = (part.strip() for part in line.split("|", len(parts)))
                named = dict(zip(parts, labels, strict=True))
                if "habit" in named:
                    named["habit"] = _HABITS.get(named["habit"], named["habit"])
                yield QuestionWording(f"{file.stem}-{number}", file.stem, text, named)


def _of_the_corpus() -> Iterator[QuestionWording]:
    for line in corpus_lines("tuned"):
        expect = line.content.get("expect", {})
        if expect.get("kind") == "question" and "query" in expect:
            labels = _labels(expect["query"])
            yield QuestionWording(line.content["id"], line.hand, line.content["text"], labels)


def _labels(query: JsonObject) -> dict[str, str]:
    excluding = query.get("excluding", {})
    only, ranking = query.get("only", {}), query.get("ranking")
    chosen = excluding | only
    outcomes, after = only.get("outcomes", []), only.get("after")
    shape, grouping = "plain", query.get("group_by") or NONE
    if ranking:
        shape = f"{ranking['order']}_{_PLURALS[ranking['of']]}"
    elif query.get("compared_with"):
        shape = "compared"
    elif query.get("trend"):
        shape, grouping = "trend", query["trend"]
    elif grouping != NONE:
        shape = "grouped"
    is_default = query["measures"] == [measure.value for measure in DEFAULT_MEASURES]
    return {
        "measure": OVERVIEW if is_default else query["measures"][0],
        "shape": shape,
        "grouping": grouping,
        "outcome": outcomes[0] if outcomes in (["win"], ["loss"]) else NONE,
        "after": after["what"] if after else NONE,
        "mood": _lone(chosen, "emotions"),
        "plan": _lone(chosen, "plans"),
        "habit": _lone(chosen, "patterns"),
        "left_out": "yes" if excluding and not query.get("compared_with") else "no",
    }


def _lone(only: JsonObject, field: str) -> str:
    """The one value of a filter; none where there are several."""
    values = only.get(field, [])
    return values[0] if len(values) == 1 else NONE


def unlabelled() -> Iterator[tuple[str, str]]:
    """The names and texts of our own hands' questions, of which kinds learn."""
    return ((wording.name, wording.text) for wording in _of_files())
