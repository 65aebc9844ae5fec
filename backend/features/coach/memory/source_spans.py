"""Which part of an answer stands on what: places in its text. Pure."""

from collections.abc import Sequence
from typing import Any


def spans_of(text: str, parts: Sequence[tuple[str, Sequence[str]]]) -> list[Any]:
    """Where each part stands in a text, with its sources; parts are in order, and one that is not there is left out."""
    found, at = [], 0
    for words, sources in parts:
        plain = words.strip()
        start = text.find(plain, at) if plain else -1
        if start >= 0:
            at = start + len(plain)
            found.append([start, at, list(sources)])
    return found
