"""Common English words: what is one of them was not mistyped, whatever else it looks like. Pure.

The list holds the words of four to sixteen letters that are frequent in the word list of `pyspellchecker` 0.9 (MIT).
"""

from functools import cache
from importlib import resources

FILE = "common_words.txt"


def is_common(word: str) -> bool:
    """Whether a word in small letters is a common English one."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    return frozenset(resources.files(__package__).joinpath(FILE).read_text("utf-8").split())
