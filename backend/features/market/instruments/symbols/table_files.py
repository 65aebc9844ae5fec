"""Tables that the product ships: a line a row, fields between bars, lines that begin with # are about the table."""

from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).parent / "tables"


def lines_of(name: str) -> Iterator[str]:
    """The lines of a table."""
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line


def rows_of(name: str) -> Iterator[list[str]]:
    """The rows of a table, each as its fields."""
    return (line.split("|") for line in lines_of(name))
