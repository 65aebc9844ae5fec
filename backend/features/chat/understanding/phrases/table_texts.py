"""The tables of phrases and words, which stand as text beside the code."""

from pathlib import Path

_TABLES = Path(__file__).parent / "tables"


def table_text(name: str) -> str:
    """The lines of a table without its notes."""
    lines = (_TABLES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def words_in(name: str) -> frozenset[str]:
    """All words of a table that is a list of words."""
    return frozenset(table_text(name).split())
