"""Where sentences end: a text cut into them, put together again, is the text."""

import re
from collections.abc import Iterator

LONGEST = 2_000  # characters; a sentence that has not ended by then is closed by force

_ENDED = re.compile(r"[.!?\N{HORIZONTAL ELLIPSIS}][\"')\]]{0,3}(?=\s)|\n(?=[^\n])")
_BETWEEN_WORDS = re.compile(
    r"[^\W\d_]\s(?=[^\W\d_])(?!per|pct)",
    re.I,
)  # a figure is not cut from its unit
_SPACE = re.compile(r"\s")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text; put together again they are the text."""
    start = 0
    while (end := end_of_sentence(text, start, start)) is not None:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def end_of_sentence(text: str, start: int, searched: int) -> int | None:
    """Where the sentence that begins at ``start`` ends; null while it goes on. Up to ``searched`` there is no end."""
    limit = start + LONGEST
    match = _ENDED.search(text, searched, limit)
    if match is not None:
        return match.end()
    if len(text) < limit:
        return None
    half = start + LONGEST // 2
    for pattern in (_BETWEEN_WORDS, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, half, limit)]
        if ends:
            return ends[-1]
    return limit
