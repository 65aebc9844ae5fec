"""Writes `docs/techniques.md` from the catalogue of techniques; a test holds one to the other.

python -m docs.make_techniques
"""

from collections.abc import Iterator
from pathlib import Path

from backend.features.coach.behaviour.detectors.registry import DESCRIPTORS
from backend.features.coach.techniques.catalogue_reader import LITERATURE, TECHNIQUES
from backend.features.coach.techniques.schemas import (
    CheckInClick,
    CommitmentClick,
    LimitsClick,
    Technique,
)

TARGET = Path(__file__).parent / "techniques.md"
HEAD = """# What the coach teaches

Made by `docs/make_techniques.py` from `coach/techniques/catalogue`; do not edit it here.

Each technique has a reason, a source, the patterns and feelings that it is for, the parts of the day, and one click: a
draft that the trader confirms. The coach chooses by the patterns that are active and what they cost, the words, the part
of the day, what was tried and what came of it (the mean R of trades 14 days before it was taken and after, soft evidence).
It offers none twice in a conversation, none that runs already, and one commitment in a conversation at the most.
"""


def document() -> str:
    """The whole document."""
    return "\n".join([HEAD, *_by_pattern(), *_all(), *_literature()]) + "\n"


def _by_pattern() -> Iterator[str]:
    yield "## By pattern\n"
    for descriptor in DESCRIPTORS:
        titles = [t.title for t in TECHNIQUES if descriptor.detector in t.detectors]
        yield f"- **{descriptor.name}** (`{descriptor.detector.value}`): {'; '.join(titles)}."
    yield ""


def _all() -> Iterator[str]:
    yield "## All of them\n"
    for technique in TECHNIQUES:
        yield from _entry(technique)


def _entry(technique: Technique) -> Iterator[str]:
    shown = "; ".join(LITERATURE[key].short for key in technique.sources)
    phases = ", ".join(phase.value.replace("_", " ") for phase in technique.phases)
    yield f"### {technique.title[:1].upper()}{technique.title[1:]}\n"
    yield f"{technique.reason[:1].upper()}{technique.reason[1:]} ({shown}).\n"
    action = technique.action.format(instrument="*instrument*", day="*day*")
    yield f"- Now: {action}"
    yield f"- Click: {_click(technique)}"
    yield f"- For: {', '.join(detector.value for detector in technique.detectors)}"
    if technique.feelings:
        yield f"- Felt: {', '.join(technique.feelings)}"
    yield f"- When: {phases}"
    if technique.not_when:
        yield f"- Not when: {', '.join(technique.not_when)}"
    if technique.caution:
        yield f"- Caution: {technique.caution}"
    yield ""


def _click(technique: Technique) -> str:
    click = technique.click
    if isinstance(click, CommitmentClick):
        terms = ", ".join(f"{name} {value}" for name, value in click.fields().items())
        return f"a commitment ({terms.replace('_', ' ')})"
    if isinstance(click, LimitsClick):
        return f"limits of the rulebook ({', '.join(click.limits).replace('_', ' ')})"
    if isinstance(click, CheckInClick):
        return f'an intention in the check-in: "{click.intention}"'
    return f'a plan to fill in: "{click.template.title}"'


def _literature() -> Iterator[str]:
    yield "## Literature\n"
    for source in LITERATURE.values():
        yield f"- {source.full}"


if __name__ == "__main__":
    TARGET.write_text(document())
