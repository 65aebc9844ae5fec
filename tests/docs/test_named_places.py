"""What documents say stands somewhere, stands there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "benchmarks" / "README.md",
]
PLACE = re.compile(r"`([a-z_]+(?:/[a-z_]+)+(?:\.py|\.csv|\.txt)?)/?`")
ROOTS = (ROOT, ROOT / "backend", ROOT / "backend" / "features")


def stands(place: str) -> bool:
    return any((root / place).exists() or (root / f"{place}.py").exists() for root in ROOTS)


def test_there_is_something_to_hold():
    assert sum(len(PLACE.findall(document.read_text())) for document in DOCUMENTS) > 80


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_and_room_that_is_named_is_there(document):
    named = set(PLACE.findall(document.read_text()))
    assert sorted(place for place in named if not stands(place)) == []
