"""Words of despair, and what sounds like them and is none: wordings in families, a fifth of which no training sees.

A line `# name` begins a family: one theme, told in many ways. Families whose name falls to the fifth are set aside: for
thresholds and for measuring.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Literal

from tests.corpus.examples import Example

FOLDER = Path(__file__).with_name("care")
LABELS = {"despair": "guard:self_harm", "calm": "coaching:talk"}
FIFTH = 5


def care_messages(side: Literal["tuned", "set_aside"]) -> list[Example]:
    """The messages of a side: `guard` is `self_harm` or empty, and all that are empty are idiom."""
    return [
        _example(kind, family, number, text)
        for kind in LABELS
        for number, (family, text) in enumerate(_lines(kind))
        if is_set_aside(family) == (side == "set_aside")
    ]


def is_set_aside(family: str) -> bool:
    """Whether no training sees a family."""
    return int(sha256(family.encode()).hexdigest(), 16) % FIFTH == 0


def _lines(kind: str) -> Iterator[tuple[str, str]]:
    family = ""
    for line in (FOLDER / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            family = line.removeprefix("# ")
        elif line:
            yield family, line


def _example(kind: str, family: str, number: int, text: str) -> Example:
    label = LABELS[kind]
    guard = label.removeprefix("guard:") if label.startswith("guard:") else ""
    return Example(
        id=f"care-{kind}-{number}",
        family=f"care-{family}",
        text=text,
        label=label,
        accepted=frozenset({label}),
        guard=guard,
        is_two_sided=False,
        feelings=frozenset(),
        doubtful=frozenset(),
        is_idiom=not guard,
    )
